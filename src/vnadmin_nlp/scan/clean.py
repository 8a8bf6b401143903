"""A page image becomes the gray, upright, straight image that recognisers like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vnadmin_nlp.page import Box
from vnadmin_nlp.scan.image import PageImage, bytes_of
from vnadmin_nlp.scan.letters import Letters, find_letters, find_lines, grown, text_dpi, unread_rows

if TYPE_CHECKING:
    from vnadmin_nlp.scan.image import Pixels

#: Straightening blurs a little: below this angle, in degrees, it does more harm than good.
_LEAST_SKEW = 0.2
#: Paper darker than this somewhere, after the channel maximum, is a shadow or a fold.
_SHADE = 190
#: Letters (bold ones flow together), and width in inches, of a row of coloured print: a short
#: name that is stamped in red. The arcs of a seal are shorter.
_COLOURED_ROW, _ROW_WIDTH = 4, 0.7
#: Difference of the channels that is colour, and the share of a page with any print in colour.
_COLOURED, _LEAST_COLOUR = 60, 0.0002
#: Coloured print that is lighter than this in the brightest channel is lost there.
_FAINT = 170
#: More rows than this are no stamps: the page is printed in colour.
_MOST_STAMPS = 12
#: Diameter in inches of round seals: 30 to 42 mm by rule, with room for the scanner's slips.
_SEAL = (0.9, 2.0)


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page image made ready, and what was done to it.

    Attributes:
        pixels: gray, dark letters on light paper, without what is red or blue.
        dpi: resolution of ``pixels``.
        rotation: degrees clockwise by which it was turned upright: 0, 90, 180 or 270.
        skew: degrees counter-clockwise by which it was straightened after that.
        stamps: rows of print that stand in colour alone, in black on white; None where no such
            row is. They are names and offices, HỎA TỐC, banners.
    """

    pixels: Pixels
    dpi: int
    rotation: int = 0
    skew: float = 0.0
    stamps: Pixels | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Return height and width in pixels."""
        height, width = self.pixels.shape
        return height, width

    def only_stamps(self) -> CleanPage | None:
        """Return the page of nothing but its stamps, or None where there are none."""
        return None if self.stamps is None else replace(self, pixels=self.stamps, stamps=None)

    def crop(self, box: Box) -> CleanPage:
        """Return the part of the page within ``box``."""
        import numpy as np

        pixels = np.ascontiguousarray(self.pixels[box.y0 : box.y1, box.x0 : box.x1])
        return replace(self, pixels=pixels, stamps=None)

    def turned(self, degrees: int) -> CleanPage:
        """Return the page turned clockwise by a multiple of 90 degrees."""
        import numpy as np

        def turn(pixels: Pixels) -> Pixels:
            return np.ascontiguousarray(np.rot90(pixels, -degrees // 90))

        return self._changed(turn, rotation=(self.rotation + degrees) % 360)

    def straightened(self, degrees: float) -> CleanPage:
        """Return the page turned counter-clockwise by a few degrees."""
        return self._changed(lambda pixels: _straightened(pixels, degrees), skew=degrees)

    def _changed(self, how: Callable[[Pixels], Pixels], **told: float) -> CleanPage:
        stamps = None if self.stamps is None else how(self.stamps)
        return replace(self, pixels=how(self.pixels), stamps=stamps, **told)  # type: ignore[arg-type]


def clean(image: PageImage, *, dpi: int) -> CleanPage:
    """Return ``image`` in gray at ``dpi``, without seals, shadows and edges, its lines level.

    Each step is taken only where the measured page asks for it. A page that lies on its side is
    turned by 90 degrees; whether it then stands on its head only reading can tell.
    """
    gray, stamps, letters = _first_look(image, dpi)
    told = text_dpi(letters, dpi)
    if told != dpi and find_lines(letters).level:
        image = replace(image, dpi=round(image.dpi * told / dpi))
        gray, stamps, letters = _first_look(image, dpi)
    gray = without_edges(without_shadows(gray), dpi)
    lines = find_lines(letters)
    page = CleanPage(gray, dpi, stamps=stamps)
    if lines.sideways:
        page = page.turned(90)
    return page.straightened(lines.skew) if abs(lines.skew) > _LEAST_SKEW else page


def _first_look(image: PageImage, dpi: int) -> tuple[Pixels, Pixels | None, Letters]:
    gray, stamps = split_colour(_scaled(image.pixels, dpi / image.dpi), dpi)
    return gray, stamps, find_letters(gray, dpi)


def brightest_channel(pixels: Pixels) -> Pixels:
    """Return the brightest of the three channels of ``pixels``.

    That of a red seal or of blue ink is that of the paper, so that both vanish.
    """
    import cv2

    if pixels.ndim == 2:
        return pixels
    blue, green, red = cv2.split(pixels)
    return bytes_of(cv2.max(cv2.max(blue, green), red))


def split_colour(pixels: Pixels, dpi: int) -> tuple[Pixels, Pixels | None]:
    """Return the brightest channel, and the rows of print that it loses, see `CleanPage.stamps`.

    Names and offices are stamped in red or blue, too. Their rows are shown by their colour, which
    also frees them of the signature. A page with many such rows is printed in colour: there they
    are put back into the page.
    """
    import cv2
    import numpy as np

    gray = brightest_channel(pixels)
    if pixels.ndim == 2:
        return gray, None
    blue, green, red = cv2.split(pixels)
    colour = bytes_of(cv2.subtract(gray, cv2.min(cv2.min(blue, green), red)))
    rows = _coloured_rows(gray, colour, dpi)
    if not rows:
        return gray, None
    stamps = np.full_like(gray, 255)
    for box in rows:
        area = slice(box.y0, box.y1), slice(box.x0, box.x1)
        shown = cv2.normalize(colour[area], None, 0, 255, cv2.NORM_MINMAX)  # type: ignore[call-overload]
        stamps[area] = cv2.bitwise_not(shown)
    if len(rows) > _MOST_STAMPS:
        return bytes_of(cv2.min(gray, stamps)), None
    return gray, stamps


def _coloured_rows(brightest: Pixels, colour: Pixels, dpi: int) -> list[Box]:
    """Return the boxes of the printed rows that are coloured and lost in ``brightest``."""
    import numpy as np

    coloured = colour > _COLOURED
    if np.count_nonzero(coloured) < _LEAST_COLOUR * colour.size:
        return []
    height, width = colour.shape
    ink = np.where(coloured, 255 - colour, np.uint8(255))
    letters = find_letters(ink, dpi)
    seals = _seals(ink, dpi)
    room = dpi // 20
    rows = []
    for row in unread_rows(letters, [], (height, width), dpi, fewest=_COLOURED_ROW):
        box = grown(row, room, room, shape=(height, width))
        area = slice(box.y0, box.y1), slice(box.x0, box.x1)
        lost = np.median(brightest[area][coloured[area]]) > _FAINT
        if lost and row.width > _ROW_WIDTH * dpi and not any(_within(box, seal) for seal in seals):
            rows.append(box)
    return rows


def _seals(ink: Pixels, dpi: int) -> list[Box]:
    """Return the boxes of connected rings that have the size of a seal."""
    import cv2

    low, high = (size * dpi for size in _SEAL)
    return [
        Box(x, y, x + w, y + h)
        for x, y, w, h, _ in cv2.connectedComponentsWithStats(255 - ink, connectivity=8)[2][
            1:
        ].tolist()
        if low < w < high and low < h < high
    ]


def _within(box: Box, other: Box) -> bool:
    x, y = box.centre
    return other.x0 < x < other.x1 and other.y0 < y < other.y1


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
