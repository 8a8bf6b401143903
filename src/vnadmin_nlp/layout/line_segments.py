"""Pieces of a page: words that are read together, and which piece stands where beside which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vnadmin_nlp.layout.page_lines import text_height
from vnadmin_nlp.model.page import BoundingBox, Page, Word

#: Words further apart than so many heights of text do not belong together.
_GAP = 1.5
#: Share of the smaller height, or width, that two pieces share when they stand level, or in line.
_LEVEL, _IN_LINE = 0.5, 0.2


@dataclass(frozen=True, slots=True)
class LineSegment:
    """A line, or a part of one that stands apart.

    Attributes:
        words: from left to right, at least one.
        indices: where these stand among the words of the page.
        box: around all words, in pixels.
    """

    words: tuple[Word, ...]
    indices: tuple[int, ...]
    box: BoundingBox

    @property
    def text(self) -> str:
        """Return the words with single spaces between them."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The pieces next to one, by their turns; -1 for none."""

    above: int = -1
    below: int = -1
    left: int = -1
    right: int = -1


def pieces(page: Page) -> list[LineSegment]:
    """Cut the words of a page into pieces and put these into reading order, row by row."""
    by_line: dict[int, list[int]] = {}
    for index, word in enumerate(page.words):
        by_line.setdefault(word.line, []).append(index)
    gap = _GAP * text_height(page.words)
    found = [
        _piece(part, page.words)
        for line in by_line.values()
        for part in _parted(sorted(line, key=lambda i: page.words[i].box.x0), page.words, gap)
    ]
    found.sort(key=lambda piece: piece.box.centre[1])
    rows: list[list[LineSegment]] = []
    for piece in found:
        if rows and _overlap(rows[-1][0].box, piece.box, 1) > _LEVEL:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda p: p.box.x0)]


def _parted(line: Sequence[int], words: Sequence[Word], gap: float) -> list[list[int]]:
    parts = [[line[0]]]
    for before, index in pairwise(line):
        if words[index].box.x0 - words[before].box.x1 > gap:
            parts.append([])
        parts[-1].append(index)
    return parts


def _piece(indices: Sequence[int], words: Sequence[Word]) -> LineSegment:
    own = tuple(words[i] for i in indices)
    return LineSegment(own, tuple(indices), BoundingBox.around(word.box for word in own))


def _overlap(one: BoundingBox, other: BoundingBox, axis: int) -> float:
    """Return the share of the smaller extent that two boxes share across (0) or down (1)."""
    low, high = max(one[axis], other[axis]), min(one[axis + 2], other[axis + 2])
    extent = min(one[axis + 2] - one[axis], other[axis + 2] - other[axis])
    return max(0, high - low) / max(1, extent)


def neighbours(ordered: Sequence[LineSegment]) -> list[Neighbours]:
    """Tell which pieces stand next to each; ``ordered`` as `pieces` gives them."""
    return [
        Neighbours(
            above=_in_line(ordered, i, -1),
            below=_in_line(ordered, i, 1),
            left=_level(ordered, i, -1),
            right=_level(ordered, i, 1),
        )
        for i in range(len(ordered))
    ]


def _in_line(ordered: Sequence[LineSegment], i: int, step: int) -> int:
    own = ordered[i].box
    k = i + step
    while 0 <= k < len(ordered):
        other = ordered[k].box
        off = (other.centre[1] - own.centre[1]) * step
        if off > 0.5 * min(own.height, other.height) and _overlap(own, other, 0) > _IN_LINE:
            return k
        k += step
    return -1


def _level(ordered: Sequence[LineSegment], i: int, step: int) -> int:
    k = i + step
    near = 0 <= k < len(ordered) and _overlap(ordered[i].box, ordered[k].box, 1) > _LEVEL
    return k if near and (ordered[k].box.x0 - ordered[i].box.x0) * step >= 0 else -1
