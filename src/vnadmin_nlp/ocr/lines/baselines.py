"""Where the letters of a line stand, and how tall they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Letters stand on the base line when they end within this share of a tall of it.
_NEAR = 0.13
#: Fewer letters, or a shorter line in talls, tell no slope; and no curve.
_FEW, _SHORT = 6, 5.0
_CURVED_LETTERS, _CURVED = 25, 18.0
#: A line rises or falls this much at most.
_STEEPEST = 0.05


X = TypeVar("X", float, "Floats")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A parabola ``y = a + b·(x - middle) + c·(x - middle)²``, in pixels."""

    middle: float
    a: float
    b: float = 0.0
    c: float = 0.0

    def at(self, x: X) -> X:
        """Return the height of the line at ``x``, one or many."""
        off = x - self.middle
        return self.a + off * (self.b + off * self.c)

    def shifted(self, down: float) -> Baseline:
        """Return the line so many pixels further down."""
        return replace(self, a=self.a + down)


def fit(x: Floats, bottoms: Floats, tall: float) -> Baseline:
    """Return the line on which most letters stand.

    Args:
        x: middles of the letters, from left to right.
        bottoms: where they end below.
        tall: height of capitals.
    """
    import numpy as np

    middle = float(x[0] + x[-1]) / 2
    off = x - middle
    line = _level(middle, off, bottoms, 0.0, tall)
    if len(x) < _FEW or x[-1] - x[0] < _SHORT * tall:
        return line
    tilted = _level(middle, off, bottoms, _slope(off, bottoms), tall)
    if _standing(tilted, x, bottoms, tall).sum() > _standing(line, x, bottoms, tall).sum():
        line = tilted
    degree = 2 if len(x) >= _CURVED_LETTERS and x[-1] - x[0] > _CURVED * tall else 1
    powers = np.stack([(off / tall) ** n for n in range(degree + 1)])
    for _ in range(2):
        near = _standing(line, x, bottoms, tall)
        if near.sum() < 0.4 * len(x):
            break
        seen = powers[:, near]
        factors = np.linalg.solve(seen @ seen.T, seen @ bottoms[near])
        line = Baseline(middle, *(factors / tall ** np.arange(degree + 1)).tolist())
    return line


def _level(middle: float, off: Floats, bottoms: Floats, slope: float, tall: float) -> Baseline:
    """Return the line of that slope on which most letters stand."""
    import numpy as np

    feet = np.sort(bottoms - slope * off)
    first = np.searchsorted(feet, feet - _NEAR * tall)
    past = np.searchsorted(feet, feet + _NEAR * tall, side="right")
    most = int((past - first).argmax())
    return Baseline(middle, float(feet[(first[most] + past[most]) // 2]), slope)


def _standing(line: Baseline, x: Floats, bottoms: Floats, tall: float) -> NDArray[np.bool_]:
    import numpy as np

    return np.asarray(np.abs(bottoms - line.at(x)) < _NEAR * tall)


def _slope(off: Floats, bottoms: Floats) -> float:
    """Return the slope between the left and the right third."""
    third = max(2, len(off) // 3)
    run = _middle(off[-third:]) - _middle(off[:third])
    rise = _middle(bottoms[-third:]) - _middle(bottoms[:third])
    return min(max(rise / max(run, 1.0), -_STEEPEST), _STEEPEST)


def _middle(values: Floats) -> float:
    import numpy as np

    return float(np.partition(values, len(values) // 2)[len(values) // 2])
