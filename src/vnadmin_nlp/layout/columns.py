"""Where two columns part: a white strip down a few rows of a page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vnadmin_nlp.layout.page_lines import PageLine, is_print

#: strips whose widths differ by less than this many pixels are equally wide
_SAME_WIDTH = 12


def divider(rows: Sequence[PageLine], low: float, high: float) -> float:
    """Return the x where a left and a right column part within ``low`` … ``high`` (pixels).

    It is the middle of the white strip that the fewest printed words cross; among equals the
    widest one wins (to about half a letter), then the one further right. Without any word between
    the bounds it is the middle of the bounds.
    """
    spans = [
        (word.box.x0, word.box.x1)
        for row in rows
        for word in row.words
        if is_print(word) and word.box.x1 > low and word.box.x0 < high
    ]
    edges = sorted({low, high, *(x for span in spans for x in span if low < x < high)})
    strips: list[tuple[int, int, float]] = []  # words that cross it, minus its width, minus middle
    for left, right in pairwise(edges):
        crossing = sum(x0 < right and x1 > left for x0, x1 in spans)
        strips.append((crossing, -int((right - left) // _SAME_WIDTH), -(left + right) / 2))
    return -min(strips)[2] if strips else (low + high) / 2
