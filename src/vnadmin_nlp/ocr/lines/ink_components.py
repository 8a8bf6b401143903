"""The connected blobs of ink on a page, sorted by what they can be: letters, marks, strokes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.ocr.files.image_file import bytes_of
from vnadmin_nlp.ocr.lines.binarize import connected, find_ink
from vnadmin_nlp.ocr.lines.cap_height import CapHeights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

    Numbers = NDArray[np.int32]
    Marked = NDArray[np.bool_]

#: Height of capitals of 13 pt text in inches, and what a page may have, as shares
#: of it, see `CapHeights`.
USUAL_TALL, _TALLS, _DOUBTS = 0.12, (0.5, 2.2), (0.4, 0.4)
#: The following lengths are in talls. Letters are at least and at most so high …
_LOW, _HIGH = 0.42, 1.6
#: … and no blob that is smaller both ways is a stroke …
_SPECK = 0.12
#: … and so wide at most, since bold faxed letters run together …
_WIDE = 9.0
#: … and what is higher than letters may still be several that touch, up to here.
_HIGHEST = 4.5
#: The highest and widest that a single letter by pen is.
PEN = 2.2
#: The shortest rule, across and down, and by how much it may be out of level.
_ACROSS, _DOWN = 3.0, 4.0


@dataclass(frozen=True, slots=True)
class Blobs:
    """The blobs of a page; parallel arrays by number, of which 0 is the paper.

    Attributes:
        labels: number of the blob of each pixel.
        rules: not 0 where a rule was taken away, which is in no blob.
        x0: left edge, in pixels.
        y0: upper edge.
        x1: right edge, past the end.
        y1: lower edge, past the end.
        area: pixels of ink.
        tall: height of the capitals of most text on the page.
    """

    labels: NDArray[np.integer]
    rules: Pixels
    x0: Numbers
    y0: Numbers
    x1: Numbers
    y1: Numbers
    area: Numbers
    tall: float

    @property
    def width(self) -> Numbers:
        """Return the widths in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> Numbers:
        """Return the heights in pixels."""
        return self.y1 - self.y0

    @property
    def letters(self) -> Marked:
        """Tell which can be letters, or words whose letters run together."""
        tall, width, height = self.tall, self.width, self.height
        fits = (height > _LOW * tall) & (height < _HIGH * tall) & (width < _WIDE * tall)
        return self._but_paper(fits & (self.area > 0.08 * width * height))

    @property
    def high(self) -> Marked:
        """Tell which can be letters of several lines that touch, or large ones written by pen."""
        tall = self.tall
        fits = (self.height >= _HIGH * tall) & (self.height < _HIGHEST * tall)
        return self._but_paper(fits & (self.width < _WIDE * tall))

    @property
    def strokes(self) -> Marked:
        """Tell which are larger than letters: signatures, seals, and letters that these cross."""
        tall = self.tall
        fits = (self.height >= _HIGHEST * tall) | (self.width >= _WIDE * tall)
        return self._but_paper(fits & (self.height > tall))

    @property
    def joints(self) -> Marked:
        """Tell which can stand within a line: letters, digits by pen, dashes, broken strokes."""
        seen = (self.height > _SPECK * self.tall) & (self.width > _SPECK * self.tall)
        dash = self.width > 2 * _SPECK * self.tall
        pen = self.high & (self.height < PEN * self.tall) & (self.width < PEN * self.tall)
        return self.letters | pen | (self.marks & (seen | dash))

    @property
    def marks(self) -> Marked:
        """Tell which can be accents, stops and dashes."""
        fits = (self.height <= _LOW * self.tall) & (self.width < 2 * self.tall)
        return self._but_paper(fits & (self.area > 1))

    def _but_paper(self, fits: Marked) -> Marked:
        fits[0] = False
        return fits


def find_blobs(gray: Pixels, dpi: int, tall: float | None = None) -> Blobs:
    """Return the blobs of ink on a page, without its rules.

    Args:
        gray: the page.
        dpi: its resolution.
        tall: height of the capitals of most text, where it is known.
    """
    import cv2

    usual = USUAL_TALL * dpi
    ink = find_ink(gray, usual)
    rules = _rules(ink, usual)
    labels, table = connected(bytes_of(cv2.subtract(ink, rules)))
    x, y, width, height, area = table.T
    return Blobs(labels, rules, x, y, x + width, y + height, area, tall or _tall(table, usual))


def _rules(ink: Pixels, tall: float) -> Pixels:
    """Return where ``ink`` runs straight for longer than in any letter."""
    import cv2
    import numpy as np

    rules = np.zeros_like(ink)
    across, down = _full_eights(ink)
    for pixels, found, eights, length in (
        (ink, rules, across, round(_ACROSS * tall)),
        (ink.T, rules.T, down.T, round(_DOWN * tall)),
    ):
        rows = np.flatnonzero(_run_starts(eights, (length - 7) // 8).any(axis=1))
        if len(rows):
            starts = _run_starts(pixels[rows], length)
            few = np.zeros((len(rows), pixels.shape[1]), np.uint8)
            few[:, : starts.shape[1]] = starts
            run = np.ones((1, length), np.uint8)
            found[rows] |= bytes_of(cv2.dilate(few, run, anchor=(length - 1, 0)))
    return bytes_of(cv2.dilate(rules, np.ones((3, 3), np.uint8)))


def _full_eights(ink: Pixels) -> tuple[Marked, Marked]:
    """Tell which eights of pixels side by side, and one below the other, are ink all over.

    Any run of ``n`` pixels covers ``(n - 7) // 8`` of them, at least one from 42 dpi on where it is
    as long as a rule: only few rows are left to look at.
    """
    import numpy as np

    height, width = ink.shape
    across = ink[:, : width - width % 8].view(np.uint64) == np.iinfo(np.uint64).max
    down = np.bitwise_and.reduce(ink[: height - height % 8].reshape(-1, 8, width), axis=1) > 0
    return np.asarray(across), np.asarray(down)


def _run_starts(ink: NDArray[Any], length: int) -> NDArray[Any]:
    """Return where in the rows of ``ink`` so many pixels of it begin side by side."""
    known, starts = 1, ink
    while known < length:
        step = min(known, length - known)
        starts = starts[:, :-step] & starts[:, step:]
        known += step
    return starts


def _tall(table: NDArray[np.int32], usual: float) -> float:
    """Return the height of capitals that explains most heights of blobs."""
    _, _, width, height, area = table[1:].T
    fits = (height > 0.3 * usual) & (height < 2.5 * usual) & (width < 4 * usual)
    fits &= (width > 0.1 * usual) & (area > 0.12 * width * height)
    return CapHeights(usual, _TALLS, doubts=_DOUBTS).best(height[fits])
