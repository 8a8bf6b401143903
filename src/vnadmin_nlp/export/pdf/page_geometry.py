"""Where the words of a page stand on its sheet: the way back from the image as it was read."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.model.page import Page, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

#: How far the font of OCRmyPDF's text layer (Noto Sans) reaches above and below its baseline, in
#: sizes of it.
_ABOVE, _BELOW = 1.069, 0.293
#: A line is no smaller than this, in points: a font of size 0 is no font; and no word narrower.
_LEAST, _NARROW = 1.0, 0.1
#: Poppler sees a space where words are .15 of their size apart, whether there is one or not.
_GAP = 0.2
#: Slopes (1 is 45°): below the first a line is level for all programs, from the second on words
#: that stand level would leave their print; more than the third is none of a page turned upright.
_LEVEL, _STEEP, _STEEPEST = 0.0015, 0.06, 0.9


def unit() -> Matrix:
    """Return the matrix that leaves every place where it is."""
    import numpy as np

    return np.eye(3)


@dataclass(frozen=True)
class Sheet:
    """A page of a file as it is shown.

    Attributes:
        width: in points, as shown before reading turned it.
        height: likewise.
        image: the way from the image that was read, as the unit square, to the page, as another.
    """

    width: float
    height: float
    image: Matrix = field(default_factory=unit)

    def upright(self, rotation: int) -> tuple[float, float]:
        """Return width and height of the page when it is turned by that many degrees."""
        return (self.height, self.width) if rotation % 180 else (self.width, self.height)


class Placed(NamedTuple):
    """A word on its line: its text, where it begins and how long it is, in points."""

    text: str
    start: float
    length: float


class BaselineRun(NamedTuple):
    """Words on one baseline.

    Attributes:
        x: where the baseline begins, in points from the left of the upright page.
        y: likewise, from its top.
        slope: of the baseline, downwards; less than 1.
        size: of the font, in points.
        words: from left to right.
    """

    x: float
    y: float
    slope: float
    size: float
    words: tuple[Placed, ...]


def runs(line: Sequence[Word], way: Matrix) -> Iterator[BaselineRun]:
    """Yield the words of a line as they stand on the sheet.

    On a line that is a little askew each word stands level on a baseline of its own: programs take
    the letters of a slanting word for those of several. Words that go back to the left begin a new
    baseline as well.

    Args:
        line: at least one word, with boxes in pixels of the page as it was read.
        way: from there to points, see `way_back`.
    """
    start = 0
    for n in range(1, len(line) + 1):
        if n == len(line) or line[n].box.x0 <= line[n - 1].box.x0:
            run = _run(line[start:n], way)
            yield from _steps(run) if abs(run.slope) < _STEEP else (run,)
            start = n


def _run(words: Sequence[Word], way: Matrix) -> BaselineRun:
    top = statistics.median(word.box.y0 for word in words)
    bottom = statistics.median(word.box.y1 for word in words)
    base = top + (bottom - top) * _ABOVE / (_ABOVE + _BELOW)
    left, right = words[0].box.x0, max(word.box.x1 for word in words)
    x, y = _moved(way, left, base)
    end_x, end_y = _moved(way, max(right, left + 1), base)
    slope = max(-_STEEPEST, min(_STEEPEST, (end_y - y) / max(end_x - x, _NARROW)))
    long = math.hypot(1, slope)
    size = math.dist(_moved(way, left, top), _moved(way, left, bottom)) / (_ABOVE + _BELOW)

    def along(at: float) -> float:
        there_x, there_y = _moved(way, at, base)
        return ((there_x - x) + (there_y - y) * slope) / long

    spans = [(along(word.box.x0), along(word.box.x1)) for word in words]
    size = max(_LEAST, size)
    placed: list[Placed] = []
    for word, (start, stop) in zip(words, spans, strict=True):
        if placed:
            text, before, length = placed[-1]
            start = max(start, before + 2 * _GAP * size)
            placed[-1] = Placed(text, before, min(length, start - before - _GAP * size))
        placed.append(Placed(word.text, start, max(stop - start, _NARROW)))
    return BaselineRun(x, y, slope, size, tuple(placed))


def _steps(run: BaselineRun) -> Iterator[BaselineRun]:
    """Yield level runs in the place of one that is a little askew."""
    if abs(run.slope) < _LEVEL:
        middle = (run.words[-1].start + run.words[-1].length) / 2
        yield run._replace(y=run.y + middle * run.slope, slope=0.0)
        return
    for word in run.words:
        y = run.y + (word.start + word.length / 2) * run.slope
        yield BaselineRun(run.x + word.start, y, 0.0, run.size, (word._replace(start=0.0),))


def inside(run: BaselineRun, width: float, height: float) -> BaselineRun:
    """Return a run pressed together so that it ends on its page, beyond which nobody reads.

    Args:
        run: level or nearly.
        width: of the page, in points.
        height: likewise.
    """
    size = min(run.size, height)
    x, y = max(0.0, min(run.x, width - size)), max(size, min(run.y, height - 1))
    long = max(word.start + word.length for word in run.words)
    share = min(1.0, (width - x) / long)
    words = tuple(Placed(text, a * share, length * share) for text, a, length in run.words)
    return BaselineRun(x, y, run.slope, size * share, words)


def way_back(page: Page, sheet: Sheet) -> Matrix:
    """Return the way from pixels of a page as it was read to points of its sheet, turned upright.

    Reading turned the image by `Page.rotation`, then straightened it by `Page.skew` about its
    middle (`scan.clean`); a photo was pressed into a rectangle before that.
    """
    import numpy as np

    turn = turning(page.rotation)
    to_unit = np.diag([1 / page.width, 1 / page.height, 1.0]) @ _crooked(page)
    on_page = turn @ sheet.image @ np.linalg.inv(turn) @ to_unit
    return np.asarray(np.diag([*sheet.upright(page.rotation), 1.0]) @ on_page)


def _crooked(page: Page) -> Matrix:
    """Return the way from the straightened image to the one before."""
    import numpy as np

    angle = math.radians(page.skew)
    cos, sin, x, y = math.cos(angle), math.sin(angle), page.width / 2, page.height / 2
    # The inverse of cv2.getRotationMatrix2D((x, y), page.skew, 1).
    return np.array(
        [
            [cos, -sin, x - cos * x + sin * y],
            [sin, cos, y - sin * x - cos * y],
            [0, 0, 1],
        ]
    )


def turning(degrees: int) -> Matrix:
    """Return the clockwise turn of the unit square onto itself."""
    import numpy as np

    quarter = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return np.asarray(np.linalg.matrix_power(quarter, degrees // 90 % 4))


def _moved(way: Matrix, x: float, y: float) -> tuple[float, float]:
    across, down, weight = (row[0] * x + row[1] * y + row[2] for row in way.tolist())
    return across / weight, down / weight
