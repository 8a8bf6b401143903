"""A trained tagger of zones: each piece of a page by its looks and its neighbours.

Traits of a piece (``layout.traits``) are added up from a table, two layers look at it together with
the pieces around it and the mean of its page, and a chain along the reading order tells which zones
follow one another (linear-chain conditional random field). ``models/zones`` tells how the weights
were trained.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.layout.line_segments import LineSegment, Neighbours, neighbours, pieces
from vnadmin_nlp.layout.page_lines import Zone
from vnadmin_nlp.layout.tagger_features import VERSION, traits
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.runtime.model_files import AGAIN, trained

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A piece of a page and what the tagger takes it for.

    Attributes:
        piece: the words.
        zone: the zone in the best sequence of zones on the page.
        chances: of every zone, given the page; they add up to 1. An annex is taken for text.
    """

    piece: LineSegment
    zone: Zone
    chances: dict[Zone, float]


def tag(page: Page, *, index: int, count: int) -> list[Tagged]:
    """Return the pieces of a page in reading order, with their zones.

    Args:
        page: the page; its boxes must be measured.
        index: turn of the page in its document, from 0.
        count: how many pages the document has.

    Raises:
        MissingProgram: the weights are missing, or those of another version.
    """
    ordered = pieces(page)
    if not ordered:
        return []
    beside = neighbours(ordered)
    found = traits(page, ordered, beside, index=index, count=count)
    model = _model()
    best, chances = model.chain(model.scores(found, beside))
    return [
        Tagged(piece, model.tags[k], dict(zip(model.tags, map(float, row), strict=True)))
        for piece, k, row in zip(ordered, best, chances, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _TaggerWeights:
    tags: tuple[Zone, ...]
    weights: dict[str, Floats]

    def scores(self, found: Sequence[Sequence[int]], beside: Sequence[Neighbours]) -> Floats:
        """Return how well each zone fits each piece."""
        w = self.weights
        counts = np.array([len(one) for one in found])
        starts = np.cumsum(counts) - counts
        table = w["bag"][np.concatenate([np.asarray(one) for one in found])]
        bags = np.add.reduceat(table, starts, axis=0) / np.sqrt(counts)[:, None]
        hidden = np.tanh(bags + w["bag_bias"])
        around = _around(beside)
        for layer in ("first", "second"):
            seen = _seen(hidden, around)
            hidden = np.maximum(0, seen @ w[f"{layer}"] + w[f"{layer}_bias"])
        return np.asarray(hidden @ w["out"] + w["out_bias"], np.float32)

    def chain(self, scores: Floats) -> tuple[list[int], Floats]:
        """Return the best sequence of tags, and the chances of each tag at each place."""
        follow, begin, end = self.weights["follow"], self.weights["begin"], self.weights["end"]
        ahead, best = [begin + scores[0]], [begin + scores[0]]
        back: list[NDArray[np.intp]] = []
        for row in scores[1:]:
            ahead.append(_log_sum(ahead[-1][:, None] + follow) + row)
            steps = best[-1][:, None] + follow
            back.append(steps.argmax(axis=0))
            best.append(steps.max(axis=0) + row)
        behind = [end]
        for row in scores[:0:-1]:
            behind.append(_log_sum((follow + row + behind[-1]).T))
        logs = np.array(ahead) + np.array(behind[::-1])
        logs -= logs.max(axis=1, keepdims=True)
        chances = np.exp(logs)
        path = [int((best[-1] + end).argmax())]
        for steps in reversed(back):
            path.append(int(steps[path[-1]]))
        return path[::-1], np.asarray(chances / chances.sum(axis=1, keepdims=True), np.float32)


def _around(beside: Sequence[Neighbours]) -> NDArray[np.intp]:
    """Return the turns of what is above, below, left, right, before and after each piece."""
    last = len(beside) - 1
    return np.array(
        [
            (n.above, n.below, n.left, n.right, i - 1, i + 1 if i < last else -1)
            for i, n in enumerate(beside)
        ]
    )


def _seen(hidden: Floats, around: NDArray[np.intp]) -> Floats:
    """Put each row beside those of its neighbours and the mean of all."""
    padded = np.vstack([hidden, np.zeros_like(hidden[:1])])  # -1 is the row of nothing
    mean = np.broadcast_to(hidden.mean(axis=0), hidden.shape)
    return np.hstack([hidden, *(padded[column] for column in around.T), mean])


def _log_sum(values: Floats) -> Floats:
    most = values.max(axis=0)
    return np.asarray(most + np.log(np.exp(values - most).sum(axis=0)), np.float32)


@cache
def _model() -> _TaggerWeights:
    path = trained("zones", "zones.npz")
    card = json.loads(trained("zones", "card.json").read_text("utf-8"))
    if hashlib.sha256(path.read_bytes()).hexdigest() != card["sha256"]:
        raise MissingProgram("models/zones/zones.npz does not fit its card", remedy=AGAIN)
    if card["traits"] != VERSION:
        raise MissingProgram("models/zones is of another version", remedy=AGAIN)
    with np.load(path, allow_pickle=False) as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files}
    return _TaggerWeights(tuple(map(Zone, card["tags"])), weights)
