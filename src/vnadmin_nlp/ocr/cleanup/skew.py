"""The letter-sized specks of a page image: by them its skew, turn and text height are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.ocr.files.image_file import bytes_of
from vnadmin_nlp.ocr.lines.binarize import connected

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

    Numbers = NDArray[np.int32]

#: Half the resolution that pages are read at is enough to look for specks, at a third of the cost.
_SHRINK = 2
#: A page with more ink than this share is noise: printed ones have .13 at most.
_MOST_INK = 0.25
#: Median height of the specks of a printed page in inches, accents and dots included: the median
#: of 64 office scans is 8.3 pt, for text set in 13 and 14 pt (NĐ 30/2020/NĐ-CP, annex I).
LETTER_INCHES = 0.115
#: Text within this many degrees of level is straightened.
MAX_SKEW = 4.0
_STEP = 0.1
#: Text is taken for larger or smaller than usual from this factor on (the scans have .8 to 1.13),
#: and scaled by the other one at most.
_ODD, _MOST = 1.4, 2.5
#: Fewer specks tell nothing about a page.
_ENOUGH = 30
#: By how much the histogram of line ends must peak over that of a page without lines: 3.5–10 on
#: printed pages, 1.1 on specks strewn about.
_PEAK = 1.8


@dataclass(frozen=True, slots=True)
class Letters:
    """The letter-sized specks of one page image; parallel arrays, in pixels."""

    x: Numbers
    y: Numbers
    width: Numbers
    height: Numbers

    def __len__(self) -> int:
        return len(self.x)


class LineOrientation(NamedTuple):
    """How the specks of a page stand in lines.

    Attributes:
        skew: degrees counter-clockwise by which the page must be turned to level its lines.
        level: whether it has lines at all.
        sideways: whether its lines run from top to bottom.
    """

    skew: float
    level: bool
    sideways: bool


def find_letters(gray: Pixels, dpi: int) -> Letters:
    """Return the specks of ``gray`` that are 0.03 to 0.4 inches high, and no line or frame.

    Noise has none.
    """
    import cv2
    import numpy as np

    small = cv2.resize(gray, None, fx=1 / _SHRINK, fy=1 / _SHRINK, interpolation=cv2.INTER_AREA)
    block = max(3, dpi // _SHRINK // 5) | 1
    ink = cv2.adaptiveThreshold(
        small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 15
    )
    if cv2.countNonZero(ink) > _MOST_INK * ink.size:
        ink = np.zeros_like(ink)
    table = connected(bytes_of(ink))[1][1:]
    x, y, width, height = _SHRINK * table.T[:4]
    area = _SHRINK**2 * table.T[4]
    fits = (
        (height > 0.03 * dpi)
        & (height < 0.4 * dpi)
        & (width > 0.015 * dpi)
        & (width < 0.6 * dpi)
        & (area > 0.1 * width * height)
    )
    return Letters(x[fits], y[fits], width[fits], height[fits])


def text_dpi(letters: Letters, dpi: int) -> int:
    """Return the resolution at which letters of this height would have their usual size.

    A photo shows more than the sheet, and some programs state any resolution; where the letters
    are not `_ODD` times smaller or larger than usual, ``dpi`` is believed.
    """
    import numpy as np

    if len(letters) < _ENOUGH:
        return dpi
    measured = float(np.median(letters.height)) / LETTER_INCHES
    if dpi / _ODD < measured < dpi * _ODD:
        return dpi
    return round(min(max(measured, dpi / _MOST), dpi * _MOST))


def find_lines(letters: Letters) -> LineOrientation:
    """Return how ``letters`` stand in lines, by the sharpest histogram of their feet."""
    import numpy as np

    if len(letters) < _ENOUGH:
        return LineOrientation(0.0, level=False, sideways=False)
    foot, middle = letters.y + letters.height, letters.x + letters.width / 2
    side, centre = letters.x + letters.width, letters.y + letters.height / 2
    angles = np.arange(-MAX_SKEW, MAX_SKEW + _STEP / 2, _STEP)
    across = np.array([_sharpness(foot - middle * np.tan(np.radians(a))) for a in angles])
    down = np.array([_sharpness(side + centre * np.tan(np.radians(a))) for a in angles])
    sideways = bool(down.max() > 1.5 * across.max())
    best = down if sideways else across
    level = bool(best.max() > _PEAK * np.median(best))
    skew = round(float(angles[best.argmax()]), 1) if level else 0.0
    return LineOrientation(skew, level, level and sideways)


def _sharpness(places: NDArray[np.float64]) -> float:
    """Return the sum of squares of the histogram of ``places``, two pixels a bin."""
    import numpy as np

    counts = np.bincount((places - places.min()).astype(np.int64))
    pairs = counts[:-1] + counts[1:]
    return float(np.square(pairs, dtype=np.float64).sum())
