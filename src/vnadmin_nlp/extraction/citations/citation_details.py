"""What stands around an act: its date, who issued it, and what it is about."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.extraction.citations.cited_document import CitedDocument, NamingForm, Span
from vnadmin_nlp.extraction.citations.issuer_span import issuer_span
from vnadmin_nlp.extraction.citations.sentences import Sentences
from vnadmin_nlp.extraction.citations.subject_span import Tail, subject_span
from vnadmin_nlp.grammar.dates import DateMention, find_dates
from vnadmin_nlp.vocab import organ_codes
from vnadmin_nlp.vocab.citation_words import body, loose, opener


@dataclass(frozen=True, slots=True)
class Detailed:
    """An act with what the text says of it.

    Attributes:
        act: the act.
        date: its date, or None.
        issuer: span of the name of the body that issued it, or None.
        end: where number, date and issuer end: what follows may be the subject.
        subject: span of its subject, or None.
    """

    act: CitedDocument
    date: dt.date | None = None
    issuer: Span | None = None
    end: int = 0
    subject: Span | None = None

    @property
    def extent(self) -> Span:
        """Return the span from the type word to the end of the subject."""
        return self.act.start, self.subject[1] if self.subject else self.end


def describe(
    text: str, bare: str, acts: Sequence[CitedDocument], sentences: Sentences
) -> list[Detailed]:
    """Read date, issuer and subject of every act.

    Args:
        text: as printed.
        bare: the same text without accents.
        acts: in reading order.
        sentences: of the text; nothing is read beyond the sentence of an act.
    """
    dates = {mention.start: mention for mention in find_dates(text)}  # in reading order
    starts = list(dates)
    found: list[Detailed] = []
    for at, act in enumerate(acts):
        limit = sentences.around(act.end - 1)[1]
        if at + 1 < len(acts):
            limit = min(limit, acts[at + 1].start)
        found.append(_after(text, bare, act, limit, dates))
    tails = [Tail(d.act.start, d.end, d.act.kind is NamingForm.NUMBERED) for d in found]
    found = [
        _with_subject(text, bare, item, tails[at + 1 : at + 30], sentences)
        for at, item in enumerate(found)
    ]
    found = [_before(text, bare, d, sentences, dates, starts) for d in found]
    return _shared(bare, found)


# --- after the act ------------------------------------------------------------------------------

# "… ngày", "… ký ngày", "… hồi 08 giờ ngày", "12/CĐ-UBND tỉnh ngày", "ngày ngày"
_GAP = loose(
    r"[\s,.*_]{0,4}(?:(?:(?:da )?(?:ky|duoc ban hanh|ban hanh|thong qua|de|ngay)"
    r"|(?:tinh|thanh pho|huyen|thi xa|xa|phuong)|hoi \d{1,2} gio(?: \d{1,2} phut)?,?) (?=ngay))?"
)
_BY_VOTE = loose(r"[\s,]{0,3}(?:da )?(?:duoc )?quoc hoi[^;.\n]{0,60}?thong qua (?=ngay)")
_OF = re.compile(r":?(?<![^\W\d])cua\s{1,3}(?:[-_]\s)?")
_BRACKET_DATE = loose(r"\s{0,2}\(\s?(?=ngay|thang|\d)")
_CONFERENCE = loose(r"[\s,]{1,4}(?=hoi nghi lan thu)")


def _after(
    text: str, bare: str, act: CitedDocument, limit: int, dates: dict[int, DateMention]
) -> Detailed:
    """Read what follows the act, in any order: date, issuer, term."""
    read = Detailed(act, issuer=act.issuer, end=act.end)
    if bracketed := _in_brackets(text, bare, read, limit, dates):
        return bracketed
    dated = False
    while True:
        gap = _GAP.match(bare, read.end, limit)
        at = gap.end() if gap else read.end
        mention = None if dated else _date_at(bare, dates, read.end, at, limit)
        mended = None if dated else _misread_date(text, bare, read.end, limit)
        if mention and (mention.date or not (mended and mended[0])):
            dated = True
            closed = text.startswith(")", mention.end) and "(" in text[read.end : at + 2]
            read = replace(read, date=mention.date, end=mention.end + closed)
        elif mended:
            dated = True
            read = replace(read, date=mended[0], end=mended[1])
        elif read.issuer is None and (span := _issuer_after(text, bare, read, at, limit, dated)):
            read = replace(read, issuer=span, end=span[1])
        else:
            return read


def _date_at(
    bare: str, dates: dict[int, DateMention], end: int, at: int, limit: int
) -> DateMention | None:
    bracket = _BRACKET_DATE.match(bare, end, limit) or _BY_VOTE.match(bare, end, limit)
    for start in (at, bracket.end() if bracket else at):
        if start < limit and start in dates:
            return dates[start]
    return None


_MISREAD = re.compile(r"[\s,]{0,3}ngay\s?(?P<date>[\dlio/.\-\s]{6,16}?)\s{0,2}(?=cua|ve|[,;.)]|$)")
_UNREAD = re.compile(r"[\s,]{0,3}ngay[^;,:\n]{1,40}?(?=[\s:.]cua\s)")


_BRACKETS = re.compile(r"\s{0,2}\((?=[^()]{3,160}\))")
_COMMA = loose(r",\s{0,3}(?:ngay )?(?=\d)")


def _in_brackets(
    text: str, bare: str, read: Detailed, limit: int, dates: dict[int, DateMention]
) -> Detailed | None:
    """Read ``(Chính phủ, 05/3/2020)`` or ``(05/3/2020, Chính phủ)``."""
    opened = _BRACKETS.match(bare, read.end, limit)
    if opened is None:
        return None
    start, close = opened.end(), bare.find(")", opened.end())
    mention = dates.get(start)
    if mention:
        comma = _BREAK.match(bare, mention.end)
        start = comma.end() if comma else mention.end
        span = issuer_span(text, bare, start, close) if body().match(bare, start) else None
        ends = span is not None and not bare[span[1] : close].strip()
    else:
        span = issuer_span(text, bare, start, close) if body().match(bare, start) else None
        if span and read.act.type.endswith("liên tịch"):
            span = _all_bodies(text, bare, span, close)
        comma = _COMMA.match(bare, span[1], close) if span else None
        mention = _date_from(dates, span[1], comma.end()) if span and comma else None
        ends = mention is not None and not bare[mention.end : close].strip()
    if not (span and mention and ends):
        return None
    return replace(read, date=mention.date, issuer=span, end=close + 1)


def _date_from(dates: dict[int, DateMention], start: int, end: int) -> DateMention | None:
    return next((dates[at] for at in range(start, end + 1) if at in dates), None)


def _misread_date(text: str, bare: str, end: int, limit: int) -> tuple[dt.date | None, int] | None:
    """Read a date whose digits were set apart or glued to the next word; else step over it."""
    if match := _MISREAD.match(bare, end, limit):
        joined = re.sub(r"\s", "", text[slice(*match.span("date"))])
        dates = find_dates(f"ngày {joined}")
        if len(dates) == 1 and dates[0].date:
            return dates[0].date, match.end("date")
    if match := _UNREAD.match(bare, end, limit):
        return None, match.end()
    return None


def _issuer_after(
    text: str, bare: str, read: Detailed, at: int, limit: int, dated: bool
) -> Span | None:
    of = _OF.match(bare, at, limit)
    if of:
        span = issuer_span(text, bare, of.end(), limit, sure=dated)
        joint = span is not None and read.act.type.endswith("liên tịch")
        return _all_bodies(text, bare, span, limit) if span and joint else span
    if conference := _CONFERENCE.match(bare, read.end, limit):
        return issuer_span(text, bare, conference.end(), limit)
    # "ngày 01/3/2020 UBND tỉnh về việc …": the word "của" was left out
    if not dated or "," in text[read.end : at] or not text[at : at + 1].isupper():
        return None
    span = issuer_span(text, bare, at, limit) if body().match(bare, at) else None
    return span if span and opener().match(bare, span[1]) else None


_NEXT_BODY = loose(r"(?:,|,?\s{1,2}va(?!\w)) ")


def _all_bodies(text: str, bare: str, span: Span, limit: int) -> Span:
    """Follow the list of bodies that issued one act together: ``của Bộ A, Bộ B và Bộ C``."""
    while following := _NEXT_BODY.match(bare, span[1], limit):
        more = issuer_span(text, bare, following.end(), limit)
        if more is None or not body().match(bare, following.end()):
            break
        span = span[0], more[1]
    return span


def _with_subject(
    text: str, bare: str, item: Detailed, later: Sequence[Tail], sentences: Sentences
) -> Detailed:
    if item.act.kind is NamingForm.NAMED:
        return item
    limit = sentences.around(item.act.end - 1)[1]
    later = [tail for tail in later if tail.start < limit]
    alone = sentences.starts == (0,) and not text[: item.act.start].strip()
    return replace(item, subject=subject_span(text, bare, item.end, limit, later, alone=alone))


# --- before the act -----------------------------------------------------------------------------

_BEFORE = 220  # letters in which issuer and date are looked for before an act
_AT = loose(r"(?<!\w)tai (?:cac )?$")
_ISSUED = loose(
    r"(?<!\w)(?:(?:da|vua|co|moi|tiep tuc) ){0,2}(?:ky )?(?:ban hanh|phat hanh|gui|co|ra) "
    r"(?:cac )?$"
)
_BREAK = re.compile(r"[ ,\n]{0,4}")
_CLAUSE_START = re.compile(r"[.;:\n(]\s{0,3}(?:[-+]\s)?")


def _before(
    text: str,
    bare: str,
    read: Detailed,
    sentences: Sentences,
    dates: dict[int, DateMention],
    starts: Sequence[int],
) -> Detailed:
    """Read issuer and date that stand before the act, where none follows it."""
    if read.act.kind not in (NamingForm.NUMBERED, NamingForm.SHORT, NamingForm.DATED):
        return read
    start = read.act.start
    far = max(sentences.around(start)[0], start - _BEFORE)
    if read.issuer is None and (at := _AT.search(bare, far, start)):
        return replace(read, issuer=_last_body(text, bare, far, at.start()))
    issued = _ISSUED.search(bare, far, start)
    if issued is None:
        return read
    opens = far
    for clause in _CLAUSE_START.finditer(bare, far, issued.start()):
        opens = clause.end()
    first = bisect.bisect_left(starts, opens)
    if first < len(starts) and starts[first] < opens + 9:  # "Ngày 22/9/2023, Tỉnh ủy ban hành …"
        mention = dates[starts[first]]
        if mention.end < issued.start():
            gap = _BREAK.match(bare, mention.end)
            opens = gap.end() if gap else mention.end
            read = replace(read, date=read.date or mention.date)
    named = body().match(bare, opens)
    if read.issuer is None and named and text[opens : opens + 1].isupper():
        span = issuer_span(text, bare, opens, issued.start())
        if span and not bare[span[1] : issued.start()].strip(" ,"):
            read = replace(read, issuer=span)
    return read


def _last_body(text: str, bare: str, far: int, end: int) -> Span | None:
    """Return the body named last before ``end``: ``chỉ đạo của Bộ Y tế tại …``."""
    for start in sorted({m.end() for m in _BODY_LEAD.finditer(bare, far, end)}, reverse=True):
        if body().match(bare, start) or text[start : start + 1].isupper():
            span = issuer_span(text, bare, start, end)
            if span and not bare[span[1] : end].strip(" ,"):
                return span
    return None


_BODY_LEAD = loose(r"(?<!\w)(?:cua|va|,) |^")


# --- chains -------------------------------------------------------------------------------------

_CHAIN = loose(r"[\s,]{0,4}(?:(?:va|hoac|den) )?(?:cac )?")


def _shared(bare: str, found: list[Detailed]) -> list[Detailed]:
    """Pass issuer and date back along a chain: ``Công văn A và Kế hoạch B ngày … của …``."""
    for at in range(len(found) - 2, -1, -1):
        this, following = found[at], found[at + 1]
        if this.subject or not _CHAIN.fullmatch(bare, this.end, following.act.start):
            continue
        if not _may_share(this.act, following.act):
            continue
        if this.issuer is None:
            this = replace(this, issuer=following.issuer)
        if this.end == this.act.end and _may_be_of(this.act, following.date):
            this = replace(this, date=following.date)
        found[at] = this
    return found


def _may_share(act: CitedDocument, following: CitedDocument) -> bool:
    """Tell whether one body may have issued both; a central body's sign names it alone."""
    if act.kind is not NamingForm.NUMBERED or following.kind is not NamingForm.NUMBERED:
        return False
    if act.organ == following.organ:
        return True
    return not any(
        organ.level == "central"
        for a in (act, following)
        for organ in organ_codes.by_code(a.organ or "")
    )


def _may_be_of(act: CitedDocument, date: dt.date | None) -> bool:
    years = re.findall(r"/((?:19|20)\d\d)/", act.number or "")
    return date is not None and all(int(year) == date.year for year in years)
