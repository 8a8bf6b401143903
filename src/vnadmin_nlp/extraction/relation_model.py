"""The trained part of relations: it speaks where the rules found no cue, and doubts the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.extraction.citations import FoundCitation
from vnadmin_nlp.extraction.relation_traits import BUCKETS, VERSION, Act, is_nested, plain, traits
from vnadmin_nlp.trained import AGAIN, trained

Floats = NDArray[np.float32]

#: What the rules say where they found no cue.
NO_CUE = "mentions"
#: A relation of the model is taken from here on, and its citation is named for review.
_TAKEN = 0.7
_SURE_OF_TAKEN = 0.75
#: A relation of the rules that the model gives less than this, and another one more than that.
_DOUBTED, _INSTEAD = 0.01, 0.95
_SURE_OF_DOUBTED = 0.6


def settled(text: str, found: Sequence[FoundCitation]) -> list[FoundCitation]:
    """Return the citations of a text with relations by rules and model together.

    Args:
        text: NFC.
        found: its citations in reading order.

    >>> from vnadmin_nlp.extraction.citations import find_citations
    >>> text = "Thục hlện Chỉ thị số 31-CT/TU ngày 14/3/2024 của Tỉnh ủy, Sở Nội vụ yêu cầu:"
    >>> found = find_citations(text)
    >>> found[0].relation, settled(text, found)[0].relation
    ('mentions', 'implements')
    """
    if not found:
        return []
    bare = plain(text)
    acts = [Act.of(bare, item) for item in found]
    nested = [is_nested(acts, at) for at in range(len(acts))]
    return [
        item if inside else _settled(item, row)
        for item, inside, row in zip(found, nested, _chances(bare, acts), strict=True)
    ]


def _settled(item: FoundCitation, row: Floats) -> FoundCitation:
    names = relations()
    best = int(row.argmax())
    if item.relation == NO_CUE:
        if item.negated or names[best] == NO_CUE or row[best] < _TAKEN:
            return item
        sure = min(item.confidence, _SURE_OF_TAKEN)
        by = f"{item.by}, model:relations"
        return replace(item, relation=names[best], confidence=sure, by=by)
    doubted = row[names.index(item.relation)] < _DOUBTED and row[best] > _INSTEAD
    return replace(item, confidence=min(item.confidence, _SURE_OF_DOUBTED)) if doubted else item


def chances(text: str, found: Sequence[FoundCitation]) -> Floats:
    """Return for each citation the chances of the `relations`."""
    bare = plain(text)
    return _chances(bare, [Act.of(bare, item) for item in found])


def _chances(bare: str, acts: Sequence[Act]) -> Floats:
    w = _model().weights
    lists = traits(bare, acts)
    counts = np.array([len(one) for one in lists])
    sums = np.add.reduceat(w["bag"][np.concatenate(lists)], np.cumsum(counts) - counts, axis=0)
    bag = np.tanh(sums / np.sqrt(counts)[:, None] + w["bag_bias"])
    hidden = np.maximum(0, bag @ w["hidden"] + w["hidden_bias"])
    scores = hidden @ w["out"] + w["out_bias"]
    told = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(told / told.sum(axis=1, keepdims=True), np.float32)


def relations() -> tuple[str, ...]:
    """Return the relations that the model tells apart."""
    return _model().relations


@dataclass(frozen=True, slots=True)
class _Model:
    relations: tuple[str, ...]
    weights: dict[str, Floats]


@cache
def _model() -> _Model:
    path = trained("relations", "relations.npz")
    card = json.loads(trained("relations", "card.json").read_text("utf-8"))
    if hashlib.sha256(path.read_bytes()).hexdigest() != card["sha256"]:
        raise MissingProgram("models/relations/relations.npz does not fit its card", remedy=AGAIN)
    if (card["traits"], card["buckets"]) != (VERSION, BUCKETS):
        raise MissingProgram("models/relations is of another version", remedy=AGAIN)
    with np.load(path, allow_pickle=False) as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files}
    return _Model(tuple(card["relations"]), weights)
