"""A logistic curve for every field, from what rules said and what was right.

A field with few values or without a wrong one tells little by itself; its curve stays near the
curve that all fields share (the mode of a normal prior around it). Copies of one document share
its votes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vnadmin_nlp.extraction.evidence.calibrate import OTHER, Curve, log_odds

#: How much a field's level and slope are held to the shared ones, in votes.
HOLD_LEVEL, HOLD_SLOPE = 1.0, 10.0
#: The shared slope before anything is seen: rules say too much more often than too little.
SLOPE = 0.5
#: Newton's steps are no longer than the first, and end below the second.
LONGEST, CLOSE = 2.0, 1e-6
_STEPS = 50

Array = npt.NDArray[np.float64]


class Value(NamedTuple):
    """A value that was given.

    Attributes:
        original: the document it was read from; copies of one bear one name.
        copy: which copy.
        field: of the record.
        confidence: of the rule that found it.
        right: whether it is.
        votes: what its document counts, all copies together.
    """

    original: str
    copy: str
    field: str
    confidence: float
    right: bool
    votes: float = 1.0


def fit(values: Sequence[Value]) -> dict[str, Curve]:
    """Return the curve of every field, and the shared one as that of ``OTHER``."""
    level: set[str] = set()  # fields whose rules are surer of what is wrong
    while True:
        curves = _curves(values, level)
        falling = {field for field, curve in curves.items() if curve.slope < 0} - level
        if not falling:
            return {field: _rounded(curve) for field, curve in curves.items()}
        level |= falling


def _curves(values: Sequence[Value], level: set[str]) -> dict[str, Curve]:
    """Return the curves, those of ``level`` without a slope."""
    fields = sorted({value.field for value in values})
    weights = _solve(*_problem(values, fields, level))
    own = {field: weights[:2] + weights[2 * i : 2 * i + 2] for i, field in enumerate(fields, 1)}
    return {
        field: Curve(float(pair[0]), 0.0 if field in level else float(pair[1]))
        for field, pair in {**own, OTHER: weights[:2]}.items()
    }


def held_out(values: Sequence[Value]) -> list[float]:
    """Return the confidence of each value on curves that have not seen its document."""
    fitted = [0.0] * len(values)
    for original in sorted({value.original for value in values}):
        curves = fit([value for value in values if value.original != original])
        for i, value in enumerate(values):
            if value.original == original:
                curve = curves.get(value.field, curves[OTHER])
                fitted[i] = round(curve.at(value.confidence), 3)
    return fitted


def _rounded(curve: Curve) -> Curve:
    return Curve(round(curve.level, 3), round(curve.slope, 3))


def _problem(
    values: Sequence[Value], fields: Sequence[str], level: set[str]
) -> tuple[Array, Array, Array]:
    """Return what is known of each value, whether it is right, and what its vote weighs.

    The first two columns are those of the shared curve, then two for each field's own distance.
    """
    known = np.zeros((len(values), 2 + 2 * len(fields)))
    said = [0.0 if value.field in level else log_odds(value.confidence) for value in values]
    turn = np.array([2 + 2 * fields.index(value.field) for value in values])
    rows = np.arange(len(values))
    known[:, 0] = known[rows, turn] = 1.0
    known[:, 1] = known[rows, turn + 1] = said
    copies = Counter(original for original, _ in {(v.original, v.copy) for v in values})
    votes = np.array([value.votes / copies[value.original] for value in values])
    return known, np.array([float(value.right) for value in values]), votes


def _solve(known: Array, right: Array, votes: Array) -> Array:
    fields = known.shape[1] // 2 - 1
    # the shared level is free, but for a trace that keeps the steps defined
    hold = np.array([1e-3, 1.0] + [HOLD_LEVEL, HOLD_SLOPE] * fields)
    middle = np.array([0.0, SLOPE] + [0.0] * 2 * fields)
    weights: Any = middle.copy()
    weights[0] = 3.0
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-known @ weights))
        slope = known.T @ (votes * (share - right)) + hold * (weights - middle)
        bend = (known.T * (votes * share * (1 - share))) @ known + np.diag(hold)
        step = np.linalg.solve(bend, slope)
        weights -= step * LONGEST / max(LONGEST, abs(step).max())
        if abs(step).max() < CLOSE:
            break
    return np.asarray(weights)
