"""Letters that stand side by side become rows, level or tilted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vnadmin_nlp.model.page import BoundingBox

#: The widest gap within a line, the height and the least width of a line, and the width of a
#: letter, in heights of a word.
_GAP, _LINE, _SHORT, _LETTER = 1.6, 2.3, 1.5, 0.8
_FEWEST_LETTERS = 3
#: Tilt of a stamped line, pixels down per pixel along: less is not worth a blur, more is no line.
_LEAST_TILT, _MOST_TILT = 0.03, 0.36


@dataclass(frozen=True, slots=True)
class InkRow:
    """Letters side by side: the box around them, and how far they sink per pixel along."""

    letters: list[BoundingBox]
    box: BoundingBox
    tilt: float

    @property
    def feet(self) -> list[float]:
        """Return where the letters end below, once the row is level."""
        middle = self.box.centre[0]
        return [b.y1 - self.tilt * (b.centre[0] - middle) for b in self.letters]

    def score(self, size: float) -> float:
        """Return how many letters stand on the base line, less where others do not."""
        import numpy as np

        feet = np.array(self.feet)
        standing = int(np.count_nonzero(np.abs(feet - np.median(feet)) < 0.3 * size))
        return min(standing, 15) * standing / len(feet)


def find_rows(letters: Iterable[BoundingBox], size: float) -> list[InkRow]:
    """Return the letters that stand side by side, as rows of at least a few.

    Args:
        letters: the boxes of letters, or of words whose letters run together.
        size: height of a word in pixels.
    """
    rows: list[list[BoundingBox]] = []
    growing: list[list[BoundingBox]] = []
    for letter in sorted(letters):
        growing = [row for row in growing if letter.x0 - row[-1].x1 < _GAP * size]
        home = next((row for row in growing if _joins(letter, row, size)), None)
        if home is None:
            growing.append(home := [])
            rows.append(home)
        home.append(letter)
    return [_row(row, size) for row in rows if _is_long(row, size)]


def _joins(letter: BoundingBox, row: list[BoundingBox], size: float) -> bool:
    top, bottom = min(b.y0 for b in row[-4:]), max(b.y1 for b in row[-4:])
    shared = min(letter.y1, bottom) - max(letter.y0, top)
    whole = max(letter.y1, bottom) - min(letter.y0, top)
    return shared > 0.3 * min(letter.height, bottom - top) and whole < _LINE * size


def _is_long(row: list[BoundingBox], size: float) -> bool:
    letters = sum(max(1.0, letter.width / (_LETTER * size)) for letter in row)
    return letters >= _FEWEST_LETTERS and BoundingBox.around(row).width > _SHORT * size


def _row(letters: list[BoundingBox], size: float) -> InkRow:
    import numpy as np

    box, tilt = BoundingBox.around(letters), 0.0
    if len(letters) > _FEWEST_LETTERS and box.width > 3 * size:
        x, y = zip(*(letter.centre for letter in letters), strict=True)
        tilt = float(np.polyfit(x, y, 1)[0])
    return InkRow(letters, box, tilt if _LEAST_TILT < abs(tilt) < _MOST_TILT else 0.0)
