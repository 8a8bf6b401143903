"""Where on the page the words of a strip stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from vnadmin_nlp.model.page import BoundingBox
from vnadmin_nlp.ocr.lines.line_strips import ABOVE, STEP, Strip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.engines.decode_words import SpeltWord
    from vnadmin_nlp.ocr.lines.find_lines import TextLine

    Floats = NDArray[np.float64]

#: From this level on a pixel of a strip is ink.
_INK = 90


def word_boxes(
    words: Sequence[SpeltWord], line: TextLine, strip: Strip
) -> list[BoundingBox | None]:
    """Return the boxes around the ink of the words of a line; None where there is none.

    Args:
        words: of the line, from left to right.
        line: on the page.
        strip: of the line, in which the words were read.
    """
    if not words:
        return []
    ink = strip.pixels > _INK
    counts = ink.sum(axis=0).tolist()
    cuts = [_cut(counts, one, other) for one, other in pairwise(words)]
    ends = pairwise([0, *cuts, len(counts)])
    return [_box(ink[:, start:end], start, line, strip) for start, end in ends]


# A line has many words, and a word few columns: arrays so small cost more than plain numbers.


def _cut(ink: Sequence[int], one: SpeltWord, other: SpeltWord) -> int:
    """Return the column between two words: the middle of the widest gap, or the least ink."""
    start, end = one.letters[-1].step * STEP, (other.letters[0].step + 1) * STEP
    here = ink[start:end]
    least = min(here)
    widest, width, begun = (0, 0), 0, -1
    for column, count in enumerate([*here, -1]):
        if count == least:
            begun = column if begun < 0 else begun
        elif begun >= 0:
            if column - begun > width:
                widest, width = (begun, column), column - begun
            begun = -1
    return start + sum(widest) // 2


def _box(ink: NDArray[np.bool_], start: int, line: TextLine, strip: Strip) -> BoundingBox | None:
    import cv2
    import numpy as np

    left, top, width, height = cv2.boundingRect(ink.view(np.uint8))
    if not width:
        return None
    x0, x1 = strip.x_of(start + left), strip.x_of(start + left + width)
    foot = float(line.base.at((x0 + x1) / 2))
    y0 = foot + (top - ABOVE) / strip.scale
    y1 = foot + (top + height - ABOVE) / strip.scale
    return BoundingBox(max(0, round(x0)), max(0, round(y0)), max(1, round(x1)), max(1, round(y1)))
