"""The trained part of relations: it speaks where the rules found no cue, and doubts the others."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.extraction.citations.citation_mention import FoundCitation
from vnadmin_nlp.extraction.citations.relation_features import (
    BUCKETS,
    VERSION,
    NeighbouringCitation,
    plain,
    traits,
)
from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH
from vnadmin_nlp.runtime.model_files import AGAIN, trained
from vnadmin_nlp.text.unicode import nfc_with_offsets, strip_accents
from vnadmin_nlp.vocab.relation_names import all_relations

Floats = NDArray[np.float32]

#: What the rules say where they found no cue.
NO_CUE = "mentions"
#: What weak cues tell: "quy định tại", "theo"; the model may know better. Where one stands right
#: before the act, only what is done to the act, told behind it, is stronger.
WEAKEST = "pursuant"
_RIGHT_BEFORE = re.compile(r"(?<!\w)(?:theo|tren co so)(?:\s{1,3}cac)?\s{1,3}$")
#: A relation of the model is taken from here on, and its citation is named for review.
_TAKEN = 0.7
_SURE_OF_TAKEN = 0.75
#: A relation of the rules that the model gives less than this, and another one `_TAKEN`: of ten
#: such, seven were wrong on text with letters misread.
_DOUBTED = 0.1
_SURE_OF_DOUBTED = 0.6
#: So many citations are weighed at once: memory stays small.
_MOST = 256


def settled(text: str, found: Sequence[FoundCitation]) -> list[FoundCitation]:
    """Return the citations of a text with relations by rules and model together.

    Args:
        text: as given to `find_citations`.
        found: its citations in reading order.

    >>> from vnadmin_nlp.extraction.citations.find_citations import find_citations
    >>> text = "Thục hlện Chỉ thị số 31-CT/TU ngày 14/3/2024 của Tỉnh ủy, Sở Nội vụ yêu cầu:"
    >>> found = find_citations(text)
    >>> found[0].relation, settled(text, found)[0].relation
    ('mentions', 'implements')
    """
    # Of "A được thay thế bởi B" the words tell what B does to A, nothing of us.
    told = {item.of for item in found}
    places = [at for at, item in enumerate(found) if item.relation in STRENGTH]
    rows = chances(text, [found[at] for at in places])
    changed = {
        at: _settled(found[at], row, cued=_has_cue_before(text, found[at]))
        for at, row in zip(places, rows, strict=True)
        if at not in told
    }
    return [changed.get(at, item) for at, item in enumerate(found)]


def _force(relation: str) -> str:
    return all_relations()[relation].force


def _has_cue_before(text: str, item: FoundCitation) -> bool:
    start = item.place[0] if item.place else item.start
    return bool(_RIGHT_BEFORE.search(strip_accents(text[max(0, start - 20) : start])))


def _settled(item: FoundCitation, row: Floats, *, cued: bool) -> FoundCitation:
    names = relations()
    best = names[int(row.argmax())]
    if best == item.relation or row.max() < _TAKEN or item.negated or item.nested:
        return item
    doubted = item.relation != NO_CUE and row[names.index(item.relation)] < _DOUBTED
    if item.relation == NO_CUE or (
        doubted and item.relation == WEAKEST and best != NO_CUE and (_force(best) or not cued)
    ):
        sure = min(item.confidence, _SURE_OF_TAKEN)
        return replace(item, relation=best, confidence=sure, by=f"{item.by}, model:relations")
    sure = _SURE_OF_DOUBTED if doubted else item.confidence
    return replace(item, confidence=min(item.confidence, sure))


def chances(text: str, found: Sequence[FoundCitation]) -> Floats:
    """Return for each citation the chances of the `relations`.

    Args:
        text: as given to `find_citations`.
        found: those of its citations that have a relation, in reading order.
    """
    composed, offsets = nfc_with_offsets(text)
    bare = plain(composed)
    lists = traits(bare, [NeighbouringCitation.of(bare, item, offsets) for item in found])
    parts = [_model().chances(lists[at : at + _MOST]) for at in range(0, len(lists), _MOST)]
    return np.concatenate([np.zeros((0, len(relations())), np.float32), *parts])


def relations() -> tuple[str, ...]:
    """Return the relations that the model tells apart."""
    return _model().relations


@dataclass(frozen=True, slots=True)
class _RelationWeights:
    relations: tuple[str, ...]
    weights: dict[str, Floats]

    def chances(self, lists: Sequence[Sequence[int]]) -> Floats:
        """Return the chances of each relation for lists of traits."""
        w = self.weights
        counts = np.array([len(one) for one in lists])
        starts = np.cumsum(counts) - counts
        sums = np.add.reduceat(w["bag"][np.concatenate(lists)], starts, axis=0)
        bag = np.tanh(sums / np.sqrt(counts)[:, None] + w["bag_bias"])
        hidden = np.maximum(0, bag @ w["hidden"] + w["hidden_bias"])
        scores = hidden @ w["out"] + w["out_bias"]
        told = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(told / told.sum(axis=1, keepdims=True), np.float32)


@cache
def _model() -> _RelationWeights:
    path = trained("relations", "relations.npz")
    card = json.loads(trained("relations", "card.json").read_text("utf-8"))
    if hashlib.sha256(path.read_bytes()).hexdigest() != card["sha256"]:
        raise MissingProgram("models/relations/relations.npz does not fit its card", remedy=AGAIN)
    if (card["traits"], card["buckets"]) != (VERSION, BUCKETS):
        raise MissingProgram("models/relations is of another version", remedy=AGAIN)
    with np.load(path, allow_pickle=False) as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files}
    return _RelationWeights(tuple(card["relations"]), weights)
