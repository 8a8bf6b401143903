"""How a document relates to the acts it cites: scope of cues, lists, passive forms."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.extraction.citations.citation_details import Detailed
from vnadmin_nlp.extraction.citations.cited_document import Span
from vnadmin_nlp.extraction.citations.leading_pinpoints import PlacesInText
from vnadmin_nlp.extraction.citations.relation_cues import (
    FoundCue,
    find_cues,
    main_clause_begins,
    mask,
)
from vnadmin_nlp.extraction.citations.sentences import Sentences
from vnadmin_nlp.vocab.citation_words import Reach, any_of, loose

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
        place: their span, or None.
        agent: it does to another act what ``relation`` says (``được sửa đổi bởi …``).
        of: index of that act among all.
    """

    item: Detailed
    relation: str = "mentions"
    nested: bool = False
    negated: bool = False
    pinpoints: tuple[str, ...] = ()
    place: Span | None = None
    agent: bool = False
    of: int | None = None

    @property
    def counts(self) -> bool:
        """Tell whether an act that is cited only with some relations has one of them."""
        only_if = self.item.act.only_if
        return not only_if or self.relation in only_if


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
    places: PlacesInText


def relate(
    text: str, bare: str, items: Sequence[Detailed], sentences: Sentences, places: PlacesInText
) -> list[Related]:
    """Tell the relation of every act to the document that cites it.

    Args:
        text: as printed.
        bare: the same text without accents.
        items: the acts with their details, in reading order.
        sentences: of the text.
        places: inside acts, of the text.
    """
    nested = set(_nested(items))
    free = [item for at, item in enumerate(items) if at not in nested]
    ends = frozenset(item.end for item in items)
    cues = find_cues(bare, [item.extent for item in free], ends, sentences)
    reading = _Reading(
        text, bare, sentences,
        free, [item.act.start for item in free],
        cues, [cue.start for cue in cues],
        places,
    )  # fmt: skip
    related: list[Related] = []
    for at, item in enumerate(items):
        if at in nested:
            related.append(Related(item, nested=True))
        elif related and related[-1].agent and _is_chained(bare, related[-1].item, item):
            related.append(replace(related[-1], item=item, pinpoints=(), place=None))
        else:
            one = _related(reading, item)
            patient = _patient(related, sentences, item) if one.agent else None
            related.append(replace(one, of=patient))
    return _with_doers(bare, related)


def _patient(before: Sequence[Related], sentences: Sentences, item: Detailed) -> int | None:
    """Return the act before ``item``, in its sentence, of which a passive is said."""
    first = sentences.around(item.act.start)[0]
    for at in range(len(before) - 1, -1, -1):
        if before[at].item.act.start < first:
            return None
        if not (before[at].nested or before[at].agent):
            return at
    return None


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
    run = reading.places.before(item.act.start)
    start = run.start if run else item.act.start
    scope = _scope(reading, item)
    negated = bool(_NEGATED.search(reading.bare, max(scope[0], start - 30), start))
    related = Related(item)
    if run:
        related = replace(related, pinpoints=run.places, place=(run.start, run.end))
    if negated:
        return replace(related, negated=True)
    if verb := _agent(reading.bare, scope[0], start):
        return replace(related, relation=_DONE[verb], agent=True)
    if verb := _agent_between(reading.bare, item):
        # the verb is not what it is about
        item = replace(item, subject=None)
        return replace(related, item=item, relation=_DONE[verb], agent=True)
    found = _governing(reading, start, scope[0]) or _following(reading, item, scope[1])
    head = None if found else reading.sentences.head(item.act.start)
    found = found or (_governing(reading, start, head[0]) if head else None)
    return replace(related, relation=found.cue.relation) if found else related


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


# --- what one cited act does to another ---------------------------------------------------------

_DONE = {
    "sua doi": "amends", "bo sung": "amends", "thay the": "replaces", "bai bo": "repeals",
    "huy bo": "repeals", "dinh chinh": "corrects", "hop nhat": "consolidates", "ngung": "suspends",
    "huong dan": "guides", "quy dinh chi tiet": "guides",
}  # fmt: skip
_VERB = rf"(?P<verb>{any_of(tuple(_DONE))})(?!\w)"
_AGENT = loose(
    rf"(?<!\w)(?:duoc|bi) (?:tiep tuc )?{_VERB}[^;.:()]{{0,50}}?(?:boi|tai|theo|bang) (?:cac )?$"
)
_BY = loose(r"(?<!\w)(?:duoc|bi) (?:cac )?$")
_DOES = loose(rf"[\s,]{{1,3}}(?:(?:da|se|co noi dung) )?{_VERB}")
_OBJECT = loose(rf"[\s,]{{1,3}}(?:(?:da|se) )?{_VERB}[^;.:()]{{0,80}}?$")


def _agent(bare: str, scope_start: int, start: int) -> str | None:
    """Return the verb of a passive whose agent begins at ``start``: ``được sửa đổi bởi …``."""
    found = _AGENT.search(bare, max(scope_start, start - 80), start)
    return " ".join(found["verb"].split()) if found else None


def _agent_between(bare: str, item: Detailed) -> str | None:
    """Return the verb after an agent: ``đã được Nghị định A sửa đổi``."""
    if not _BY.search(bare, max(0, item.act.start - 12), item.act.start):
        return None
    found = _DOES.match(bare, item.end)
    return " ".join(found["verb"].split()) if found else None


def _with_doers(bare: str, related: list[Related]) -> list[Related]:
    """Turn ``A thay thế B`` round: A replaces B, which the document itself only mentions.

    An act that has its own relation to the document keeps it: ``Căn cứ A sửa đổi B``.
    """
    for at in range(len(related) - 1):
        doer, following = related[at], related[at + 1]
        if doer.relation != "mentions" or doer.nested or doer.negated:
            continue
        verb = _OBJECT.match(bare, doer.item.end, following.item.act.start)
        if verb is None:
            continue
        relation = _DONE[" ".join(verb["verb"].split())]
        related[at] = replace(doer, relation=relation, agent=True, of=at + 1)
        for later in range(at + 1, len(related)):
            one = related[later]
            if later > at + 1 and not _is_chained(bare, related[later - 1].item, one.item):
                break
            if one.relation == relation and not one.agent:
                related[later] = replace(one, relation="mentions")
    return related


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
        if not cue.governs(masked) or _is_closed(masked):
            continue
        if cue.cue.reach is Reach.WEAK:
            weak = weak or cue
        elif weak is None or cue.head:
            return cue
    return weak


def _is_closed(masked: str) -> bool:
    """Tell whether brackets that hold a cue close before the act: ``Luật A (sửa đổi 2018); …``."""
    depth = 0
    for letter in _BRACKETS.findall(masked):
        depth += 1 if letter == "(" else -1
        if depth < 0:
            return True
    return False


# not the bracket of an item: "a) Quyết định …"
_BRACKETS = re.compile(r"\(|(?<!\W[a-z\d])(?<!\W\d\d)\)")


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
