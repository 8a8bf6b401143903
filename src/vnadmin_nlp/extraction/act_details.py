"""What stands around an act: its date, who issued it, and what it is about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from vnadmin_nlp.extraction.acts import Act, Kind
from vnadmin_nlp.extraction.sentences import Sentences
from vnadmin_nlp.lexicon import citing, doc_types, organs
from vnadmin_nlp.lexicon.citing import any_of, loose, words
from vnadmin_nlp.notation.dates import DateMention, find_dates
from vnadmin_nlp.text import strip_accents

Span = tuple[int, int]


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

    act: Act
    date: dt.date | None = None
    issuer: Span | None = None
    end: int = 0
    subject: Span | None = None

    @property
    def extent(self) -> Span:
        """Return the span from the type word to the end of the subject."""
        return self.act.start, self.subject[1] if self.subject else self.end


def describe(text: str, bare: str, acts: Sequence[Act], sentences: Sentences) -> list[Detailed]:
    """Read date, issuer and subject of every act.

    Args:
        text: as printed.
        bare: the same text without accents.
        acts: in reading order.
        sentences: of the text; nothing is read beyond the sentence of an act.
    """
    dates = {mention.start: mention for mention in find_dates(text)}
    found: list[Detailed] = []
    for at, act in enumerate(acts):
        limit = sentences.around(act.end - 1)[1]
        if at + 1 < len(acts):
            limit = min(limit, acts[at + 1].start)
        found.append(_after(text, bare, act, limit, dates))
    found = [_with_subject(text, bare, d, found, at, sentences) for at, d in enumerate(found)]
    found = [_before(text, bare, d, sentences, dates) for d in found]
    return _shared(bare, found)


# --- after the act ------------------------------------------------------------------------------

_GAP = loose(r"[\s,.*_]{0,4}(?:(?:da )?(?:ky|duoc ban hanh|ban hanh|thong qua|de) (?=ngay))?")
_BY_VOTE = loose(r"[\s,]{0,3}(?:da )?(?:duoc )?quoc hoi[^;.\n]{0,60}?thong qua (?=ngay)")
_OF = re.compile(r"(?<![^\W\d])cua\s{1,3}(?:[-_]\s)?")
_TERM = loose(r"\s{0,2}\(\s?kho[aá] [ivx\d]{1,5}\s?\)|,?\s{1,2}khoa [ivx]{1,5}(?!\w)")
_BRACKET_DATE = loose(r"\s{0,2}\(\s?(?=ngay|thang|\d)")
_CONFERENCE = loose(r"[\s,]{1,4}(?=hoi nghi lan thu)")


def _after(text: str, bare: str, act: Act, limit: int, dates: dict[int, DateMention]) -> Detailed:
    """Read what follows the act, in any order: date, issuer, term."""
    read = Detailed(act, issuer=act.issuer, end=act.end)
    dated = False
    while True:
        gap = _GAP.match(bare, read.end, limit)
        at = gap.end() if gap else read.end
        mention = None if dated else _date_at(bare, dates, read.end, at, limit)
        mended = None if dated else _misread_date(text, bare, read.end, limit)
        if mention and (mention.date or not (mended and mended[0])):
            dated = True
            closing = (
                1
                if text[mention.end : mention.end + 1] == ")" and "(" in text[read.end : at + 2]
                else 0
            )
            read = replace(read, date=mention.date, end=mention.end + closing)
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
_UNREAD = re.compile(r"[\s,]{0,3}ngay[^;,:\n]{1,40}?(?=\scua\s)")


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
        return issuer_span(text, bare, of.end(), limit, sure=dated)
    if conference := _CONFERENCE.match(bare, read.end, limit):
        return issuer_span(text, bare, conference.end(), limit)
    # "ngày 01/3/2020 UBND tỉnh về việc …": the word "của" was left out
    body = _body().match(bare, at) if dated and "," not in text[read.end : at] else None
    if body and text[at].isupper() and (span := issuer_span(text, bare, at, limit)):
        opener = _opener().match(bare, span[1])
        return span if opener else None
    return None


def issuer_span(text: str, bare: str, start: int, limit: int, *, sure: bool = False) -> Span | None:
    """Return the span of the body's name that begins at ``start``, or None.

    A name begins with a capital or a word for a body; where the place makes it ``sure``, a
    misread first word is accepted if a capital follows.

    It ends before punctuation, a verb or the subject. A comma or ``và`` inside the name is kept
    where the words around it belong to names of bodies (``Phòng, chống``; ``và Đào tạo``).
    """
    if not (text[start : start + 1].isupper() or _body().match(bare, start)):
        head = _MISREAD_HEAD.match(text, start) if sure else None
        if head is None or not text[head.end() : head.end() + 1].isupper():
            return None
    end = start
    for match in _WORD.finditer(bare, start, min(limit, start + 260)):
        between = bare[end : match.start()]
        if end > start and not _goes_on(text, bare, start, end, match, between):
            break
        end = match.end()
    if term := _TERM.match(bare, end, limit):
        end = term.end()
    return (start, end) if end > start else None


_MISREAD_HEAD = re.compile(r"(?:[^\W\d_]{1,4}\s{1,2}){1,2}")  # "ử ban Quốc gia"
_WORD = re.compile(r"[^\W_][\w./&]{0,24}(?<![.,/])")
_NAME_GAP = re.compile(r"\s?[-–—]?\s{0,3}(?:[-_.]\s?)?")


def _goes_on(text: str, bare: str, start: int, end: int, word: re.Match[str], between: str) -> bool:
    """Tell whether ``word`` still belongs to the name of a body that begins at ``start``."""
    small = text[word.start()].islower()
    if between.strip() == ",":
        return _joined_by_comma(bare, start, end, word.start())
    if not _NAME_GAP.fullmatch(between):
        return False
    if word.group() == "va":
        following = bare[word.end() :].lstrip()
        if not text[word.end() :].lstrip()[:1].isupper():
            return bool(_small_after_and().match(following))
        return not _type_start().match(following)
    if small and (stop := _end_word().match(bare, word.start())):
        return _is_alike(text, stop) or _in_phrase(bare, word.start())
    return not (_type_start().match(bare, word.start()) and not small)


def _joined_by_comma(bare: str, start: int, end: int, after: int) -> bool:
    return any(
        bare.startswith(right, after) and bare[start:end].endswith(left)
        for left, right in citing.commas()
    )


def _is_alike(text: str, found: re.Match[str]) -> bool:
    """Tell whether the printed word is another one: ``dược`` for ``được``, ``vệ`` for ``về``."""
    return text[found.start() : found.end()].lower() in citing.exact("alike")


def _in_phrase(bare: str, at: int) -> bool:
    """Tell whether the word at ``at`` belongs to a phrase of names, such as ``thiên tai``."""
    around = bare[max(0, at - 10) : at + 14]
    return any(phrase in around for phrase in words("name_phrases"))


@cache
def _end_word() -> re.Pattern[str]:
    return loose(rf"(?:{any_of((*words('subjects'), *words('issuer_ends')))})(?!\w)")


@cache
def _small_after_and() -> re.Pattern[str]:
    return loose(rf"(?:{any_of(words('issuer_goes_on'))})(?!\w)")


@cache
def _type_start() -> re.Pattern[str]:
    # "Ban An toàn giao thông" is no "Bản án"
    bare = (strip_accents(name) for name in doc_types.names() if name not in ("Bản án", "Án lệ"))
    return loose(rf"(?:cac )?(?:{any_of(tuple(bare))})(?!\w)")


@cache
def _body() -> re.Pattern[str]:
    return loose(rf"(?:{any_of(words('bodies'))})(?!\w)")


@cache
def _opener() -> re.Pattern[str]:
    return loose(rf"[\s,_.]{{1,5}}(?P<verb>{any_of(words('subjects'))})(?!\w)")


# --- the subject --------------------------------------------------------------------------------

_SURE_OPENER = loose(r"(?:ve|v/v|quy dinh|ban hanh|sua doi)(?!\w)")  # also after a comma
_CLAUSE = loose(
    r"[;:]|\.(?=\s|$)|, |\s(?=va )|[)]|\s\((?=dinh kem|kem theo|gui kem|co|sau day|goi tat)"
)
_MAIN = loose(
    r"(?:cac (?:co quan|don vi|chi bo|dia phuong|bo|so|cap|dong chi)|can cu|thuc hien|theo|de|nham|qua"
    r"|tren co so|tren dia ban|trong thoi gian|hien nay|sau khi|xet)(?!\w)"
)


def _with_subject(
    text: str, bare: str, read: Detailed, all_: Sequence[Detailed], at: int, sentences: Sentences
) -> Detailed:
    """Find the subject: from its opening word to the end of the clause.

    A further numbered act after a comma or ``và`` is the next of the chain, unless the words right
    before it name an act of their own inside the subject (``thi hành Luật A và Nghị định số …``).
    """
    limit = sentences.around(read.act.end - 1)[1]
    opener = _opener().match(bare, read.end, limit)
    if opener is None or text[opener.start("verb")].isupper() or read.act.kind is Kind.NAMED:
        return read
    if text[opener.start("verb") : opener.end()].lower() in citing.exact("alike"):
        return read
    start = opener.start("verb")
    if "," in text[read.end : start] and not _SURE_OPENER.match(bare, start):
        return read
    later = [other for other in all_[at + 1 :] if other.act.start < limit]
    for cut in _CLAUSE.finditer(bare, opener.end(), limit):
        inside = next((d for d in later if d.act.start < cut.start() < d.end), None)
        if inside is not None or cut.group() == ")" and "(" in bare[start : cut.start()]:
            continue
        if cut.group() in (";", ":", ")", " (") or cut.group().startswith("."):
            return replace(read, subject=(start, cut.start()))
        after = _AND.match(bare, cut.end())
        following = after.end() if after else cut.end()
        if _leaves_subject(text, bare, following, later, cut):
            return replace(read, subject=(start, cut.start()))
    return replace(read, subject=(start, len(text[:limit].rstrip())))


_AND = loose(r"va ")


def _leaves_subject(
    text: str, bare: str, at: int, later: Sequence[Detailed], cut: re.Match[str]
) -> bool:
    """Tell whether the words after a comma or ``và`` stand outside the subject."""
    chained = next((d for d in later if d.act.start == at), None)
    if chained is not None:
        nested = any(d.end == cut.start() for d in later)
        return chained.act.kind is Kind.NUMBERED and not nested
    if cut.group().isspace():
        return bool(_SAID.match(bare, at))
    if cut.group().startswith(","):
        main = _body().match(bare, at) and text[at : at + 1].isupper()
        return bool(main or _MAIN.match(bare, at))
    return False


# "… về việc giao dự toán và đề xuất của Giám đốc Sở tại Công văn số …"
_SAID = loose(r"(?:de xuat|de nghi|y kien|chi dao|ket luan|yeu cau) (?:[^\W\d_]{1,8}\s){0,3}cua\s")


# --- before the act -----------------------------------------------------------------------------

_BEFORE = 220  # letters in which issuer and date are looked for before an act
_AT = loose(r"(?<!\w)tai (?:cac )?$")
_ISSUED = loose(
    r"(?<!\w)(?:(?:da|vua|co|moi|tiep tuc) ){0,2}(?:ky )?(?:ban hanh|phat hanh|gui|co|ra) "
    r"(?:cac )?$"
)
_CLAUSE_START = re.compile(r"[.;:\n(]\s{0,3}(?:[-+]\s)?")


def _before(
    text: str, bare: str, read: Detailed, sentences: Sentences, dates: dict[int, DateMention]
) -> Detailed:
    """Read issuer and date that stand before the act, where none follows it."""
    if read.act.kind not in (Kind.NUMBERED, Kind.SHORT, Kind.DATED):
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
    mention = next((m for s, m in sorted(dates.items()) if opens <= s < opens + 9), None)
    if mention and mention.end < issued.start():
        opens = mention.end + len(_LEADING.match(bare, mention.end).group())  # type: ignore[union-attr]
        if read.date is None:
            read = replace(read, date=mention.date)
    body = _body().match(bare, opens)
    if read.issuer is None and body and text[opens : opens + 1].isupper():
        span = issuer_span(text, bare, opens, issued.start())
        if span and not bare[span[1] : issued.start()].strip(" ,"):
            read = replace(read, issuer=span)
    return read


_LEADING = re.compile(r"[\s,]{0,4}")


def _last_body(text: str, bare: str, far: int, end: int) -> Span | None:
    """Return the body named last before ``end``: ``chỉ đạo của Bộ Y tế tại …``."""
    for start in sorted({m.end() for m in _BODY_LEAD.finditer(bare, far, end)}, reverse=True):
        if _body().match(bare, start) or text[start : start + 1].isupper():
            span = issuer_span(text, bare, start, end)
            if span and not bare[span[1] : end].strip(" ,"):
                return span
    return None


_BODY_LEAD = loose(r"(?<!\w)(?:cua|va|,) |^")


# --- chains -------------------------------------------------------------------------------------

_CHAIN = loose(r"[\s,;]{0,4}(?:(?:va|hoac|den) )?(?:cac )?")


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


def _may_share(act: Act, following: Act) -> bool:
    """Tell whether one body may have issued both; a central body's sign names it alone."""
    if act.kind is not Kind.NUMBERED or following.kind is not Kind.NUMBERED:
        return False
    if act.organ == following.organ:
        return True
    return not any(
        organ.level == "central"
        for a in (act, following)
        for organ in organs.by_code(a.organ or "")
    )


def _may_be_of(act: Act, date: dt.date | None) -> bool:
    years = re.findall(r"/((?:19|20)\d\d)/", act.number or "")
    return date is not None and all(int(year) == date.year for year in years)
