"""One item for each cited document, however often a text mentions it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vnadmin_nlp.extraction.citations.citation_mention import FoundCitation
from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH
from vnadmin_nlp.grammar.document_numbers import lookup_key
from vnadmin_nlp.text.unicode import strip_accents


@dataclass(frozen=True, slots=True)
class MergedCitation:
    """One cited document with all its mentions.

    The attributes are those of the mentions; ``of`` is the index of another item.
    """

    type: str
    number: str | None
    title: str | None
    date: dt.date | None
    issuer: str | None
    subject: str | None
    pinpoints: tuple[str, ...]
    relation: str
    of: int | None
    confidence: float
    mentions: tuple[FoundCitation, ...]


def merge_citations(found: Sequence[FoundCitation]) -> list[MergedCitation]:
    """Bring the mentions of one document together.

    Two mentions are one document where their numbers are equal and their dates do not contradict,
    or where they name the same law. A short form joins what it stands for; alone it counts only
    with the word ``số`` or a year. Words that point back are mentions of what they point to; those
    that name the citing document itself belong to nothing. The item takes the strongest relation,
    and number, date, issuer and subject of the mentions that tell most.

    Args:
        found: all mentions of one document's text, as `find_citations` returns them.
    """
    homes: dict[int, list[int]] = {}  # the group of each mention, by its index
    groups: list[list[int]] = []
    listed = [at for at, one in enumerate(found) if one.is_listed]
    for at in sorted(listed, key=lambda at: (found[at].short, at)):
        group = _home(found, at, groups, homes)
        if group is None:
            if found[at].short and found[at].confidence <= _BARE_SHORT_FORM:
                continue
            groups.append(group := [])
        group.append(at)
        homes[at] = group
    groups.sort(key=min)
    turns = {at: turn for turn, group in enumerate(groups) for at in group}
    pointing = [at for at, one in enumerate(found) if one.relation == "anaphora"]
    for at in pointing:
        meant = {id(group): group for i in found[at].refers_to if (group := homes.get(i))}
        for home in meant.values():
            home.append(at)
        if len(meant) == 1:
            turns[at] = turns[next(iter(meant.values()))[0]]
    return [_merged(found, sorted(group), turns) for group in groups]


def _home(
    found: Sequence[FoundCitation],
    at: int,
    groups: Sequence[list[int]],
    homes: Mapping[int, list[int]],
) -> list[int] | None:
    """Return the group of the document that a mention names, or None."""
    if found[at].short and found[at].refers_to:
        return homes.get(found[at].refers_to[0])
    for group in groups:
        if any(_same(found[other], found[at]) for other in group):
            return group
    return None


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


def _merged(
    found: Sequence[FoundCitation], group: Sequence[int], turns: Mapping[int, int]
) -> MergedCitation:
    mentions = [found[at] for at in group]
    naming = [m for m in mentions if m.relation != "anaphora"]
    full = [m for m in naming if not m.short] or naming
    best = max(full, key=_tells)
    issuers = [m.issuer for m in full if m.issuer]
    relation, of = _strongest(naming, turns)
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
        relation=relation,
        of=of,
        confidence=max(m.confidence for m in full),
        mentions=tuple(mentions),
    )


def _strongest(naming: Sequence[FoundCitation], turns: Mapping[int, int]) -> tuple[str, int | None]:
    """Return the strongest relation to the citing document, else one to another that it cites."""
    own = min((m.relation for m in naming if m.of is None), key=STRENGTH.index, default="mentions")
    others = [m for m in naming if m.of is not None and m.of in turns]
    if own != "mentions" or not others:
        return own, None
    strongest = min(others, key=lambda m: STRENGTH.index(m.relation))
    return strongest.relation, turns.get(strongest.of or 0)


def _tells(mention: FoundCitation) -> tuple[bool, bool, bool, float, int]:
    """Rank mentions by what they tell; a date of the year in the number is the likelier."""
    dated = mention.date is not None
    agrees = dated and _year(mention) in (None, mention.date.year if mention.date else None)
    return agrees, dated, bool(mention.issuer), mention.confidence, -mention.start
