"""A page image becomes the gray, upright, straight image that recognisers like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vnadmin_nlp.page import Box
from vnadmin_nlp.scan.image import PageImage, bytes_of
from vnadmin_nlp.scan.letters import find_letters, find_lines, text_dpi, unread_rows

if TYPE_CHECKING:
    from vnadmin_nlp.scan.image import Pixels

#: Straightening blurs a little: below this angle, in degrees, it does more harm than good.
_LEAST_SKEW = 0.2
#: Paper darker than this somewhere, after the channel maximum, is a shadow or a fold.
_SHADE = 190
#: Letters that make a row of coloured print; a seal or a signature has no such row.
_COLOURED_ROW = 16


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page image made ready, and what was done to it.

    Attributes:
        pixels: gray, dark letters on light paper.
        dpi: resolution of ``pixels``.
        rotation: degrees clockwise by which it was turned upright: 0, 90, 180 or 270.
        skew: degrees counter-clockwise by which it was straightened after that.
    """

    pixels: Pixels
    dpi: int
    rotation: int = 0
    skew: float = 0.0

    @property
    def shape(self) -> tuple[int, int]:
        """Return height and width in pixels."""
        height, width = self.pixels.shape
        return height, width

    def turned(self, degrees: int) -> CleanPage:
        """Return the page turned clockwise by a multiple of 90 degrees."""
        import numpy as np

        pixels = np.ascontiguousarray(np.rot90(self.pixels, -degrees // 90))
        return replace(self, pixels=pixels, rotation=(self.rotation + degrees) % 360)

    def crop(self, box: Box) -> CleanPage:
        """Return the part of the page within ``box``."""
        import numpy as np

        pixels = np.ascontiguousarray(self.pixels[box.y0 : box.y1, box.x0 : box.x1])
        return replace(self, pixels=pixels)


def clean(image: PageImage, *, dpi: int) -> CleanPage:
    """Return ``image`` in gray at ``dpi``, without seals, shadows and edges, its lines level.

    Each step is taken only where the measured page asks for it. A page that lies on its side is
    turned by 90 degrees; whether it then stands on its head only reading can tell.
    """
    gray = to_gray(_scaled(image.pixels, dpi / image.dpi), dpi)
    letters = find_letters(gray, dpi)
    told = text_dpi(letters, dpi)
    if told != dpi and find_lines(letters).level:
        gray = _scaled(gray, dpi / told)
        letters = find_letters(gray, dpi)
    gray = without_edges(without_shadows(gray), dpi)
    lines = find_lines(letters)
    page = CleanPage(gray, dpi)
    if lines.sideways:
        page = page.turned(90)
    if abs(lines.skew) > _LEAST_SKEW:
        page = replace(page, pixels=_straightened(page.pixels, lines.skew), skew=lines.skew)
    return page


def to_gray(pixels: Pixels, dpi: int) -> Pixels:
    """Return the brightest of the three channels, but coloured print as dark as it looks.

    The brightest channel of a red seal or of blue ink is that of the paper, so that both vanish.
    Rows of coloured letters are print, and kept.
    """
    import cv2

    if pixels.ndim == 2:
        return pixels
    blue, green, red = cv2.split(pixels)
    brightest = bytes_of(cv2.max(cv2.max(blue, green), red))
    darkest = bytes_of(cv2.min(cv2.min(blue, green), red))
    for box in _coloured_rows(brightest, darkest, dpi):
        area = slice(box.y0, box.y1), slice(box.x0, box.x1)
        brightest[area] = darkest[area]
    return brightest


def _coloured_rows(brightest: Pixels, darkest: Pixels, dpi: int) -> list[Box]:
    """Return the boxes of printed rows that ``brightest`` would lose, looked for at 100 dpi."""
    import cv2

    scale = min(1.0, 100 / dpi)
    colour = cv2.bitwise_not(cv2.subtract(brightest, darkest))
    small = _scaled(bytes_of(colour), scale)
    low = round(dpi * scale)
    shape = (small.shape[0], small.shape[1])
    rows = unread_rows(find_letters(small, low), [], shape, low, fewest=_COLOURED_ROW)
    room = 0.05 * low
    return [
        Box(
            max(0, int((box.x0 - room) / scale)),
            max(0, int((box.y0 - room) / scale)),
            int((box.x1 + room) / scale),
            int((box.y1 + room) / scale),
        )
        for box in rows
    ]


def without_shadows(gray: Pixels) -> Pixels:
    """Return ``gray`` divided by its paper, where the paper is dark somewhere.

    Good scans are left alone: flattening costs them a little (design.md, section 6).
    """
    import cv2
    import numpy as np

    small = _scaled(gray, 0.25)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    if np.percentile(paper, 5) >= _SHADE:
        return gray
    height, width = gray.shape
    return bytes_of(cv2.divide(gray, cv2.resize(paper, (width, height)), scale=255))


def without_edges(gray: Pixels, dpi: int) -> Pixels:
    """Return ``gray`` without the black edges that an open scanner lid leaves."""
    import cv2
    import numpy as np

    height, width = gray.shape
    margin = dpi // 2
    dark = (gray < 100).astype(np.uint8)
    # What is as thick as no letter's stroke.
    thick = cv2.erode(dark, np.ones((dpi // 15, dpi // 15), np.uint8))
    count, labels, table, _ = cv2.connectedComponentsWithStats(thick, connectivity=8)
    mask = np.zeros(gray.shape, np.uint8)
    for label in range(1, count):
        x, y, w, h, _area = table[label]
        near = min(x, y, width - x - w, height - y - h) < dpi // 10
        if near and max(w, h) > dpi:
            mask[labels == label] = 1
    if not mask.any():
        return gray
    mask = bytes_of(cv2.dilate(mask, np.ones((dpi // 10, dpi // 10), np.uint8)))
    mask[margin:-margin, margin:-margin] = 0
    return np.where(mask, np.uint8(255), gray)


def _straightened(gray: Pixels, degrees: float) -> Pixels:
    import cv2

    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return bytes_of(
        cv2.warpAffine(gray, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=255)
    )


def _scaled(gray: Pixels, scale: float) -> Pixels:
    """Return ``gray`` resized; a difference of 5 % is not worth the blur."""
    import cv2

    if abs(scale - 1) <= 0.05:
        return gray
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return bytes_of(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how))
