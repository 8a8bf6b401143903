"""Where on the page the words of a strip stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from vnadmin_nlp.page import Box
from vnadmin_nlp.scan.strips import ABOVE, STEP, Strip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.scan.lines import TextLine
    from vnadmin_nlp.scan.spelling import SpeltWord

    Floats = NDArray[np.float64]

#: From this level on a pixel of a strip is ink.
_INK = 90


def word_boxes(words: Sequence[SpeltWord], line: TextLine, strip: Strip) -> list[Box | None]:
    """Return the boxes around the ink of the words of a line; None where there is none.

    Args:
        words: of the line, from left to right.
        line: on the page.
        strip: of the line, in which the words were read.
    """
    ink = strip.pixels > _INK
    columns = ink.sum(axis=0)
    cuts = [_cut(columns, one, other) for one, other in pairwise(words)]
    ends = pairwise([0, *cuts, ink.shape[1]])
    return [_box(ink[:, start:end], start, line, strip) for start, end in ends] if words else []


def _cut(ink: NDArray[np.intp], one: SpeltWord, other: SpeltWord) -> int:
    """Return the column between two words: the middle of the widest gap, or the least ink."""
    import numpy as np

    start, end = one.letters[-1].step * STEP, (other.letters[0].step + 1) * STEP
    here = ink[start:end]
    least = here == here.min()
    borders = np.flatnonzero(np.diff(least, prepend=False, append=False)).reshape(-1, 2)
    widest = borders[np.argmax(borders[:, 1] - borders[:, 0])]
    return start + int(widest.sum()) // 2


def _box(ink: NDArray[np.bool_], start: int, line: TextLine, strip: Strip) -> Box | None:
    import numpy as np

    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not len(columns):
        return None
    x0, x1 = strip.x_of(start + columns[0]), strip.x_of(start + columns[-1] + 1)
    foot = float(line.base.at(np.array([(x0 + x1) / 2]))[0])
    y0, y1 = foot + (rows[0] - ABOVE) / strip.scale, foot + (rows[-1] + 1 - ABOVE) / strip.scale
    return Box(max(0, round(x0)), max(0, round(y0)), max(1, round(x1)), max(1, round(y1)))
