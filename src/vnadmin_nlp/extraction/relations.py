"""How a document relates to the acts it cites: scope of cues, lists, passive forms."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.extraction.act import Span
from vnadmin_nlp.extraction.act_details import Detailed
from vnadmin_nlp.extraction.cues import FoundCue, find_cues, main_clause_begins, mask
from vnadmin_nlp.extraction.sentences import Sentences
from vnadmin_nlp.lexicon.citing import Reach, loose
from vnadmin_nlp.notation.pinpoints import PinpointMention, find_pinpoints

#: From the strongest: what an act does to another outweighs why it was written.
STRENGTH = (
    "replaces", "repeals", "amends", "suspends", "expires", "corrects", "consolidates",
    "interprets", "announces", "replies_to", "follows", "basis", "implements", "guides",
    "attached_to", "encloses", "pursuant", "mentions",
)  # fmt: skip

_FARTHEST = 6000  # letters back to a cue: keeps endless sentences cheap
_LONGEST_GAP = 300  # letters on to a cue that follows its act


@dataclass(frozen=True, slots=True)
class Related:
    """An act with its relation.

    Attributes:
        item: the act.
        relation: one of ``STRENGTH``.
        nested: it stands inside the subject of another act.
        negated: the text says that the act does not apply.
        pinpoints: the places inside it that are meant.
        cue: the words that told the relation, or None.
        agent: it does to the act before it what ``relation`` says (``được sửa đổi bởi …``).
    """

    item: Detailed
    relation: str = "mentions"
    nested: bool = False
    negated: bool = False
    pinpoints: tuple[str, ...] = ()
    cue: str | None = None
    agent: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with all that was found in it, each kind with its offsets for quick look-up."""

    text: str
    bare: str
    sentences: Sentences
    free: Sequence[Detailed]
    free_starts: Sequence[int]
    cues: Sequence[FoundCue]
    cue_starts: Sequence[int]
    places: Sequence[PinpointMention]
    place_ends: Sequence[int]


def relate(text: str, bare: str, items: Sequence[Detailed], sentences: Sentences) -> list[Related]:
    """Tell the relation of every act to the document that cites it.

    Args:
        text: as printed.
        bare: the same text without accents.
        items: the acts with their details, in reading order.
        sentences: of the text.
    """
    nested = set(_nested(items))
    free = [item for at, item in enumerate(items) if at not in nested]
    ends = frozenset(item.end for item in items)
    cues = find_cues(bare, [item.extent for item in free], ends, sentences)
    places = find_pinpoints(text)
    reading = _Reading(
        text, bare, sentences,
        free, [item.act.start for item in free],
        cues, [cue.start for cue in cues],
        places, [run.end for run in places],
    )  # fmt: skip
    related: list[Related] = []
    for at, item in enumerate(items):
        if at in nested:
            related.append(Related(item, nested=True))
        elif related and related[-1].agent and _is_chained(bare, related[-1].item, item):
            related.append(replace(related[-1], item=item, pinpoints=()))
        else:
            related.append(_related(reading, item))
    return related


def _nested(items: Sequence[Detailed]) -> Iterator[int]:
    """Yield the places of the acts that stand inside the subject of an act before them."""
    covered = 0
    for at, item in enumerate(items):
        if item.act.start < covered:
            yield at
        elif item.subject:
            covered = item.subject[1]


_CHAINED = loose(r"\s{0,3}(?:,|va(?!\w)|,\s?va(?!\w)) ")


def _is_chained(bare: str, before: Detailed, item: Detailed) -> bool:
    return bool(_CHAINED.fullmatch(bare, before.end, item.act.start))


def _related(reading: _Reading, item: Detailed) -> Related:
    run = _places_before(reading, item.act.start)
    start = run.start if run else item.act.start
    scope = _scope(reading, item)
    negated = bool(_NEGATED.search(reading.bare, max(scope[0], start - 30), start))
    related = Related(item, negated=negated, pinpoints=run.places if run else ())
    if agent := _agent(reading.bare, scope[0], start):
        return replace(related, relation=_AGENT_RELATION[agent], cue=agent, agent=True)
    found = _governing(reading, start, scope[0]) or _following(reading, item, scope[1])
    head = None if found else reading.sentences.head(item.act.start)
    found = found or (_governing(reading, start, head[0]) if head else None)
    return replace(related, relation=found.cue.relation, cue=found.cue.words) if found else related


_NEGATED = loose(r"(?<!\w)khong (?:ap dung|thuc hien|theo)[^;.]{0,14}$")


def _scope(reading: _Reading, item: Detailed) -> Span:
    """Return the sentence of an act, or the brackets in its sentence that hold it."""
    start, end = reading.sentences.around(item.act.start)
    start = max(start, item.act.start - _FARTHEST)
    opened = reading.bare.rfind("(", start, item.act.start)
    if opened >= 0 and reading.bare.find(")", opened, item.act.start) < 0:
        closed = reading.bare.find(")", item.end, min(end, item.end + _FARTHEST))
        return opened, closed if closed > 0 else end
    return start, end


# "khoản 4 Điều 6 Quy chế … ban hành kèm theo Quyết định …"
_TO_ACT = loose(
    r"\s{0,3}(?:,?\s?(?:cua|tai|trong) (?:cac )?)?"
    r"(?:(?:quy che|quy dinh|dieu le|phu luc|de an|chuong trinh|ke hoach)[^;.:]{0,60}?"
    r"(?:ban hanh )?kem theo )?"
)


def _places_before(reading: _Reading, start: int) -> PinpointMention | None:
    """Return the places that lead to an act."""
    at = bisect.bisect_right(reading.place_ends, start) - 1
    if at >= 0 and _TO_ACT.fullmatch(reading.bare, reading.place_ends[at], start):
        return reading.places[at]
    return None


# --- passive forms with an agent ----------------------------------------------------------------

_AGENT = loose(
    r"(?<!\w)(?:duoc|bi) (?P<verb>sua doi|bo sung|thay the|bai bo|huy bo|dinh chinh|hop nhat|ngung)"
    r"[^;.:()]{0,50}?(?:boi|tai|theo|bang) (?:cac )?$"
)
_AGENT_RELATION = {
    "sua doi": "amends", "bo sung": "amends", "thay the": "replaces", "bai bo": "repeals",
    "huy bo": "repeals", "dinh chinh": "corrects", "hop nhat": "consolidates", "ngung": "suspends",
}  # fmt: skip


def _agent(bare: str, scope_start: int, start: int) -> str | None:
    """Return the verb of a passive whose agent begins at ``start``."""
    found = _AGENT.search(bare, max(scope_start, start - 80), start)
    return " ".join(found["verb"].split()) if found else None


# --- cues before and after the act --------------------------------------------------------------


def _governing(reading: _Reading, start: int, scope_start: int) -> FoundCue | None:
    """Return the cue that governs the act at ``start``: the nearest, a weak one if no other."""
    weak: FoundCue | None = None
    first = bisect.bisect_left(reading.cue_starts, scope_start)
    last = bisect.bisect_left(reading.cue_starts, start)
    for cue in reversed(reading.cues[first:last]):
        if cue.end > start or cue.cue.reach in (Reach.AFTER, Reach.NONE):
            continue
        masked = _between(reading, cue.end, start)
        if main_clause_begins(reading.text[cue.end : start], masked):
            break
        if not cue.governs(masked):
            continue
        if cue.cue.reach is Reach.WEAK:
            weak = weak or cue
        elif weak is None or cue.head:
            return cue
    return weak


def _between(reading: _Reading, start: int, end: int) -> str:
    """Return the words between a cue and an act, other acts with their subjects blanked out."""
    first = max(0, bisect.bisect_left(reading.free_starts, start) - 1)
    last = bisect.bisect_left(reading.free_starts, end)
    spans = [
        (max(item.act.start, start) - start, min(item.extent[1], end) - start)
        for item in reading.free[first:last]
        if item.extent[1] > start
    ]
    return mask(reading.bare[start:end], spans)


def _following(reading: _Reading, item: Detailed, scope_end: int) -> FoundCue | None:
    """Return a cue that follows its act: ``… hết hiệu lực``, ``(đính kèm)``."""
    end = item.extent[1]
    limit = min(scope_end, end + _LONGEST_GAP)
    for cue in reading.cues[bisect.bisect_left(reading.cue_starts, end) :]:
        if cue.start >= limit:
            return None
        if cue.cue.reach is Reach.AFTER and ";" not in reading.bare[end : cue.start]:
            return cue
    return None
