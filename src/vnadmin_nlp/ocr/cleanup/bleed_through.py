"""What shines through thin paper from its back, told from faint print and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnadmin_nlp.ocr.files.image_file import bytes_of

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.cleanup.skew import Letters
    from vnadmin_nlp.ocr.files.image_file import Pixels

#: Looking at half the resolution is enough, with so much around the middle of a letter, in inches.
_SHRINK, _AROUND = 2, 0.035
#: A page shines through where so many of its letters are lighter than the others by so much; on 41
#: real scans the lighter ones, traces of pens and seals, are .19 at most, on thin paper .34 and
#: more. Faint print is all of one kind: its letters differ by 40 levels.
_LIGHT, _APART = 0.25, 90
#: Fewer letters tell nothing.
_ENOUGH = 100
#: The share of the lighter letters that are darker than what is taken for paper.
_DARKEST = 0.03


def without_back(gray: Pixels, letters: Letters, dpi: int) -> Pixels:
    """Return ``gray`` without what shines through from the back of the page, if anything does.

    Args:
        gray: the page.
        letters: its letters, of either side.
        dpi: its resolution.
    """
    import cv2
    import numpy as np

    if len(letters) < _ENOUGH:
        return gray
    ink = _darkest(gray, letters, dpi)
    border, _ = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    light, dark = ink[ink > border], ink[ink <= border]
    if not dark.size or light.size < _LIGHT * ink.size or light.mean() - dark.mean() < _APART:
        return gray
    white, black = float(np.quantile(light, _DARKEST)), float(np.median(dark))
    levels = np.arange(256, dtype=np.float64)
    lifted = black + (levels - black) * (255 - black) / max(1.0, white - black)
    table = np.where(levels > black, np.minimum(lifted, 255), levels).astype(np.uint8)
    return bytes_of(cv2.LUT(gray, table))


def _darkest(gray: Pixels, letters: Letters, dpi: int) -> Pixels:
    """Return the darkest level of each letter."""
    import cv2
    import numpy as np

    small = cv2.resize(gray, None, fx=1 / _SHRINK, fy=1 / _SHRINK, interpolation=cv2.INTER_AREA)
    side = 2 * round(_AROUND * dpi / _SHRINK) + 1
    low = bytes_of(cv2.erode(small, np.ones((side, side), np.uint8)))
    y = np.minimum((letters.y + letters.height // 2) // _SHRINK, low.shape[0] - 1)
    x = np.minimum((letters.x + letters.width // 2) // _SHRINK, low.shape[1] - 1)
    return np.asarray(low[y, x], np.uint8)
