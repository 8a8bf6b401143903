"""The strip of a line: the small image, level and of one height, that the network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.ocr.files.image_file import bytes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

    Floats = NDArray[np.floating]

#: The geometry the network was trained for; raised when any of the figures below changes.
GEOMETRY = 1
#: Rows of a strip, those above its base line, and the height of capitals, digits and ascenders:
#: eight rows are left for the accents of capitals, nine for descenders and dots below.
ROWS, ABOVE, TALL = 36, 27, 19


class Shape(NamedTuple):
    """How a strip is cut: its rows, those above the base line, the height of capitals in it."""

    rows: int
    above: int
    tall: int


LINE = Shape(ROWS, ABOVE, TALL)
#: Digits by pen are larger than print, and reach further over and below the line.
PEN = Shape(72, 52, 26)
#: Columns left free before the first and after the last ink.
MARGIN = 4
#: Columns that the network sees as one step.
STEP = 4
#: No strip is wider: an A3 page of small print, four times over.
MOST_COLUMNS = 16384
#: Ink that differs less than this from its paper is not stretched to full black: it is noise.
_LEAST_CONTRAST = 50
#: Shares of the pixels of a strip that are darker than its ink and its paper.
_INK, _PAPER = 0.01, 0.85


@dataclass(frozen=True, slots=True)
class Strip:
    """What the network reads of one line.

    Attributes:
        pixels: `ROWS` rows; 0 is paper, 255 ink.
        left: x on the page of the left edge of the first column.
        scale: columns of the strip per pixel of the page.
    """

    pixels: Pixels
    left: float
    scale: float

    def x_of(self, column: float) -> float:
        """Return the x on the page of a column of the strip."""
        return self.left + column / self.scale

    def column_of(self, x: float) -> float:
        """Return the column of the strip that shows an x of the page."""
        return (x - self.left) * self.scale


def cut_strip(
    gray: Pixels,
    baseline: Sequence[tuple[float, float]],
    tall: float,
    x0: float,
    x1: float,
    *,
    others: Pixels | None = None,
    shape: Shape = LINE,
) -> Strip:
    """Return the strip of a line of a page.

    Args:
        gray: the page, dark on light, at any resolution.
        baseline: where the feet of the letters stand, as one or more points ``(x, y)`` from left
            to right; between two of them it is straight.
        tall: height of the capitals without accents, in pixels.
        x0: left end of the ink of the line.
        x1: right end of it.
        others: not 0 where the ink is that of other lines, which is painted over; as ``gray``.
        shape: of the strip.
    """
    import cv2
    import numpy as np

    scale = shape.tall / tall
    columns = min(MOST_COLUMNS, max(STEP, round((x1 - x0) * scale) + 2 * MARGIN))
    left = x0 - MARGIN / scale
    at = left + (np.arange(columns) + 0.5) / scale
    feet = _along(baseline, at)
    # The part of the page that the strip may touch, in whole pixels.
    top, bottom = feet.min() - shape.above / scale, feet.max() + (shape.rows - shape.above) / scale
    y0, x_start = int(np.floor(top)) - 2, int(np.floor(left)) - 2
    size = int(np.ceil(bottom)) + 2 - y0, int(np.ceil(at[-1])) + 3 - x_start
    part, paper = _part(gray, others, y0, x_start, size)
    # Shrunk by area first, so that no stroke falls between two samples.
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=how)
    fx, fy = small.shape[1] / part.shape[1], small.shape[0] / part.shape[0]
    rows = (np.arange(shape.rows) - shape.above + 0.5) / scale
    map_x = np.broadcast_to((at - x_start) * fx - 0.5, (shape.rows, columns)).astype(np.float32)
    map_y = ((feet[None, :] + rows[:, None] - y0) * fy - 0.5).astype(np.float32)
    cut = cv2.remap(small, map_x, map_y, cv2.INTER_LINEAR, None, cv2.BORDER_CONSTANT, paper)
    return Strip(normalised(bytes_of(cut)), left, scale)


def normalised(gray: Pixels) -> Pixels:
    """Return ``gray`` with its paper at 0 and its ink at 255, or lighter where it is faint."""
    import cv2
    import numpy as np

    paper, ink = _levels(gray, _PAPER, _INK)
    stretch = 255 / max(paper - ink, _LEAST_CONTRAST)
    table = np.clip((paper - np.arange(256)) * stretch, 0, 255).astype(np.uint8)
    return bytes_of(cv2.LUT(gray, table))


def _levels(gray: Pixels, *shares: float) -> list[int]:
    """Return the gray values below which these shares of the pixels lie."""
    import cv2

    counts = cv2.calcHist([gray], [0], None, [256], [0, 256]).cumsum()
    return [int(counts.searchsorted(share * counts[-1])) for share in shares]


def _along(baseline: Sequence[tuple[float, float]], at: Floats) -> Floats:
    import numpy as np

    xs, ys = zip(*baseline, strict=True)
    return np.asarray(np.interp(at, xs, ys))


def _part(
    gray: Pixels, others: Pixels | None, y0: int, x0: int, size: tuple[int, int]
) -> tuple[Pixels, int]:
    """Return a part of the page that may hang over its edges, and the level of its paper."""
    import numpy as np

    height, width = size
    ys = slice(max(0, y0), max(0, y0 + height))
    xs = slice(max(0, x0), max(0, x0 + width))
    seen = gray[ys, xs]
    (paper,) = _levels(seen, _PAPER) if seen.size else (255,)
    part = np.full(size, paper, np.uint8)
    inside = part[max(0, -y0) :, max(0, -x0) :][: seen.shape[0], : seen.shape[1]]
    inside[...] = seen
    if others is not None:
        inside[others[ys, xs] != 0] = paper
    return part, paper
