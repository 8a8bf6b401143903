"""Citations of other documents: found, described, related, and merged to one item each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from vnadmin_nlp.extraction.act import Kind
from vnadmin_nlp.extraction.act_details import describe
from vnadmin_nlp.extraction.acts import find_acts
from vnadmin_nlp.extraction.relations import STRENGTH, Related, relate
from vnadmin_nlp.extraction.sentences import Sentences, split
from vnadmin_nlp.notation.numbers import lookup_key
from vnadmin_nlp.text import mend_look_alikes, strip_accents


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """One mention of another document.

    Attributes:
        start: offset of the type word, or of the number in a list.
        end: offset after the sign or the name.
        text: as printed, ``text[start:end]`` of the document.
        type: name of the type.
        number: canonical number; the bare serial of a short form; None for named acts.
        title: name of a law, code or ordinance.
        date: of the cited document.
        issuer: name of the issuing body as printed, spaces single.
        subject: what the cited document is about, as printed, spaces single.
        pinpoints: the places inside it that are meant.
        relation: one of ``relations.STRENGTH``.
        negated: the text says that it does not apply.
        sentence: span of the sentence.
        confidence: 0.0 to 1.0.
        by: the rule that found it.
        short: it is named by type and serial only.
    """

    start: int
    end: int
    text: str
    type: str
    number: str | None
    title: str | None
    date: dt.date | None
    issuer: str | None
    subject: str | None
    pinpoints: tuple[str, ...]
    relation: str
    negated: bool
    sentence: tuple[int, int]
    confidence: float
    by: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class MergedCitation:
    """One cited document with all its mentions; the attributes are those of the mentions."""

    type: str
    number: str | None
    title: str | None
    date: dt.date | None
    issuer: str | None
    subject: str | None
    pinpoints: tuple[str, ...]
    relation: str
    confidence: float
    mentions: tuple[FoundCitation, ...]


def find_citations(
    text: str, *, own_number: str | None = None, doc_date: dt.date | None = None
) -> list[FoundCitation]:
    """Find every mention of another document.

    Args:
        text: flowing NFC text of a document, paragraphs separated by line breaks.
        own_number: number of the document itself, which it does not cite.
        doc_date: date of the document; what is dated later is less sure.

    >>> [c] = find_citations("Thực hiện Kế hoạch số 45/KH-UBND ngày 20/02/2025 của UBND tỉnh.")
    >>> c.number, c.date.isoformat(), c.issuer, c.relation
    ('45/KH-UBND', '2025-02-20', 'UBND tỉnh', 'implements')
    """
    bare = strip_accents(mend_look_alikes(text)).replace("_", " ")  # a speck: "_Thực hiện"
    sentences = split(text)
    acts = find_acts(text, bare, own_number=own_number)
    items = describe(text, bare, acts, sentences)
    related = relate(text, bare, items, sentences)
    return [_found(text, r, sentences, doc_date) for r in related if _is_cited(r)]


def _is_cited(related: Related) -> bool:
    """Apply the conventions: a law that only another act's title names is not cited."""
    act = related.item.act
    if related.nested and act.kind is not Kind.NUMBERED:
        return False
    return not act.only_if or related.relation in act.only_if


def _found(
    text: str, related: Related, sentences: Sentences, doc_date: dt.date | None
) -> FoundCitation:
    item, act = related.item, related.item.act
    later = doc_date is not None and item.date is not None and item.date > doc_date
    return FoundCitation(
        start=act.start,
        end=act.end,
        text=text[act.start : act.end],
        type=act.type,
        number=act.number,
        title=act.title,
        date=item.date,
        issuer=_printed(text, item.issuer),
        subject=_printed(text, item.subject),
        pinpoints=related.pinpoints,
        relation=related.relation,
        negated=related.negated,
        sentence=sentences.around(act.start),
        confidence=round(act.confidence * (0.8 if later else 1.0), 3),
        by=f"rule:{act.kind}" + ("+mended" if act.repaired else ""),
        short=act.kind is Kind.SHORT,
    )


def _printed(text: str, span: tuple[int, int] | None) -> str | None:
    return (
        " ".join(text[slice(*span)].replace(" . ", " ").split()).strip(" ,;.-_") if span else None
    )


# --- merging ------------------------------------------------------------------------------------


def merge_citations(found: Sequence[FoundCitation]) -> list[MergedCitation]:
    """Bring the mentions of one document together.

    Two mentions are one document where their numbers are equal and their dates do not contradict,
    or where they name the same law. A short form joins the only full mention of its type and
    serial; alone it counts only with the word ``số`` or a year. The item takes the strongest
    relation, and number, date, issuer and subject of the mentions that tell most.

    Args:
        found: mentions of one document's text, in reading order.
    """
    groups: list[list[FoundCitation]] = []
    for mention in sorted(found, key=lambda m: (m.short, m.start)):
        home = [group for group in groups if any(_same(other, mention) for other in group)]
        if len(home) == 1 or (home and not mention.short):
            home[0].append(mention)
        elif not mention.short or mention.confidence > _BARE_SHORT_FORM:
            groups.append([mention])
    merged = [_merged(sorted(group, key=lambda m: m.start)) for group in groups]
    return sorted(merged, key=lambda item: item.mentions[0].start)


_BARE_SHORT_FORM = 0.45


def _same(one: FoundCitation, other: FoundCitation) -> bool:
    if one.short or other.short:
        return one.type == other.type and _serial(one) == _serial(other)
    if one.title and other.title:
        return _name(one) == _name(other) and not _contradict(one, other)
    if not (one.number and other.number):
        return not (one.number or other.number or one.title or other.title) and (
            (one.type, one.date) == (other.type, other.date)
        )
    keys = lookup_key(one.number), lookup_key(other.number)
    if keys[0] == keys[1]:
        return bool(_year(one)) or not _contradict(one, other)
    # the year left out once: "Nghị định 63/NĐ-CP ngày 26/6/2014"
    plain = {_IN_NUMBER.sub("/", key, count=1) for key in keys}
    return len(plain) == 1 and one.date is not None and one.date == other.date


_IN_NUMBER = re.compile(r"/(?P<year>(?:19|20)\d\d)/")


def _year(mention: FoundCitation) -> int | None:
    """Return the year printed in the number."""
    found = _IN_NUMBER.search(mention.number or "")
    return int(found["year"]) if found else None


def _contradict(one: FoundCitation, other: FoundCitation) -> bool:
    """Tell whether two dates can't be two readings of one: series begin anew every year."""
    return bool(one.date and other.date and one.date.year != other.date.year)


def _serial(mention: FoundCitation) -> str:
    return re.split(r"[-/\s]", mention.number or "")[0].lstrip("0")


def _name(mention: FoundCitation) -> str:
    return re.sub(r"[^a-z0-9]", "", strip_accents(mention.title or ""))


def _merged(mentions: Sequence[FoundCitation]) -> MergedCitation:
    full = [m for m in mentions if not m.short] or list(mentions)
    best = max(full, key=_tells)
    issuers = [m.issuer for m in full if m.issuer]
    return MergedCitation(
        type=full[0].type,
        number=next(
            (m.number for m in full if _year(m)), next((m.number for m in full if m.number), None)
        ),
        title=next((m.title for m in full if m.title), None),
        date=best.date,
        issuer=max(issuers, key=len) if issuers else None,
        subject=next((m.subject for m in full if m.subject), None),
        pinpoints=tuple(dict.fromkeys(p for m in mentions for p in m.pinpoints)),
        relation=min((m.relation for m in mentions), key=STRENGTH.index),
        confidence=max(m.confidence for m in full),
        mentions=tuple(mentions),
    )


def _tells(mention: FoundCitation) -> tuple[bool, bool, bool, float, int]:
    """Rank mentions by what they tell; a date of the year in the number is the likelier."""
    dated = mention.date is not None
    agrees = dated and _year(mention) in (None, mention.date.year if mention.date else None)
    return agrees, dated, bool(mention.issuer), mention.confidence, -mention.start
