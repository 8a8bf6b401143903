"""Where a known string stands among the lines that were read, and how wrong it was read there.

A string may run over several lines and begin or end within one. It is read from left to right, and
goes on, at a space, further right in the same row or in one of the next rows: the reading order of
a recogniser, and what it glues to the string, cost nothing; a line it left out costs all its
letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.text.unicode import mend_look_alikes, nfc, same_tone_style

#: How much further down the next row of a string may begin, and how far apart lines of one row
#: are, in inches.
_NEXT_ROW, _SAME_ROW = 0.5, 0.06
#: A cost holds the edits, the steps to another line, and at its end the number of the last step.
_EDIT, _STEP = 1 << 32, 1 << 20
_NEVER = _EDIT << 20
_ALIKE = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "•": "·"})
_RUN = re.compile(r"([._])(?:\s*\1)+")

Costs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: its folded text, the number of its page, and its box in inches."""

    text: str
    page: int
    x0: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """The best reading of a string: its edits, and the lines that it was found in."""

    edits: int
    lines: tuple[Line, ...]


def folded(text: str) -> str:
    """Return ``text`` with one look-alike sign for all, one place of tone marks, no runs of dots.

    >>> folded("Uỷ ban – hoà....")
    'Ủy ban - hòa.'
    """
    text = mend_look_alikes(nfc(text)).translate(_ALIKE)
    placed = same_tone_style(text)
    if len(placed) == len(text):
        pairs = zip(placed, text, strict=True)
        text = "".join(new.upper() if old.isupper() else new for new, old in pairs)
    return " ".join(_RUN.sub(r"\1", text).split())


def lines_of(words: Iterable[Word], page: int, dpi: int) -> Iterator[Line]:
    """Yield the lines of a page as its reader put them together."""
    for _, group in groupby(sorted(words, key=_place), key=lambda word: word.line):
        row = list(group)
        box = BoundingBox.around(word.box for word in row)
        text = folded(" ".join(word.text for word in row))
        yield Line(text, page, box.x0 / dpi, box.centre[1] / dpi, box.height / dpi)


def _place(word: Word) -> tuple[int, int]:
    return word.line, word.box.x0


class Reading:
    """All lines of a document, in which strings are looked for."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = list(lines)
        width = max((len(line.text) for line in lines), default=0)
        self._letters = np.zeros((len(lines), width), np.int32)
        for letters, line in zip(self._letters, lines, strict=True):
            letters[: len(line.text)] = [ord(letter) for letter in line.text]
        self._ramp = np.arange(width + 1) * _EDIT
        self._follows = _follows(self._lines)

    def near(self, lines: Sequence[Line]) -> Reading:
        """Return what stands at the height of ``lines``."""
        return Reading([o for o in self._lines if any(_is_level(line, o) for line in lines)])

    def find(self, text: str) -> Stretch:
        """Return where the folded ``text`` is read with the fewest edits."""
        if not self._lines:
            return Stretch(len(text), ())
        # Each cell: the least cost of reading the text so far, up to that place of that line.
        costs = np.repeat(np.arange(len(self._lines))[:, None], len(self._ramp), axis=1)
        steps = [(number, -1) for number in range(len(self._lines))]
        for letter in text:
            ends = costs.min(axis=1)
            costs = self._read(costs, letter)
            if letter == " ":  # the end of a line stands for it as well
                costs = np.minimum(costs, self._entries(ends, steps)[:, None])
        best = int(costs.min())
        return Stretch(best // _EDIT, tuple(self._path(best % _STEP, steps)))

    def _read(self, costs: Costs, letter: str) -> Costs:
        """Return the costs after one more letter of the string."""
        new = costs + _EDIT
        match = costs[:, :-1] + np.where(self._letters == ord(letter), 0, _EDIT)
        np.minimum(new[:, 1:], match, out=new[:, 1:])
        # What was read and is not in the string costs an edit a letter.
        return np.minimum.accumulate(new - self._ramp, axis=1) + self._ramp

    def _entries(self, ends: Costs, steps: list[tuple[int, int]]) -> Costs:
        """Return the cost of going on in each line from the best one before it, and note it."""
        least = np.where(self._follows, ends[:, None], _NEVER).min(axis=0)
        numbers = len(steps) + np.arange(len(ends))
        steps += [(line, int(cost) % _STEP) for line, cost in enumerate(least)]
        return (least // _STEP + 1) * _STEP + numbers

    def _path(self, step: int, steps: list[tuple[int, int]]) -> Iterator[Line]:
        while step >= 0:
            line, step = steps[step]
            yield self._lines[line]


def _follows(lines: Sequence[Line]) -> NDArray[np.bool_]:
    """Tell of each pair of lines whether a string may go on from the first to the second."""
    page, x, y = (
        np.array([getattr(line, key) for line in lines], float) for key in ("page", "x0", "y")
    )
    down = y[None] - y[:, None]
    right = (abs(down) < _SAME_ROW) & (x[None] > x[:, None])
    below = (down >= _SAME_ROW) & (down < _NEXT_ROW)
    return np.asarray((page[None] == page[:, None]) & (right | below))


def _is_level(line: Line, other: Line) -> bool:
    reach = max(line.height, other.height) / 2 + _SAME_ROW
    return line.page == other.page and abs(line.y - other.y) < reach
