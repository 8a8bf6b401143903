"""A page image becomes the gray, upright, straight image that recognisers like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeGuard

from vnadmin_nlp.ocr.cleanup.bleed_through import without_back
from vnadmin_nlp.ocr.cleanup.skew import Letters, find_letters, find_lines, text_dpi
from vnadmin_nlp.ocr.files.image_file import PageImage, bytes_of

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.files.image_file import Pixels

#: Straightening blurs a little: below this angle, in degrees, it does more harm than good.
_LEAST_SKEW = 0.2
#: Gray level from which coloured ink is no mere tint, and the share of it that may be a scanner's.
INKED, _LEAST_INK = 215, 0.0003
#: Gray levels between which red ink is more and more taken for a trace on paper, not for print.
_RED_TRACE = (120, 180)
#: Down to this factor two neighbours stand for a pixel as well as all that it covers, in a fifth
#: of the time: 41 real scans are read as well, those of 300 dpi among them.
_MILD = 0.6
#: Paper darker than this somewhere, after the channel maximum, is a shadow or a fold.
_SHADE = 190


@dataclass(frozen=True)
class CleanPage:
    """A page image made ready, and what was done to it.

    Straightening is costly: a layer is straightened when it is asked for.

    Attributes:
        gray: dark letters on light paper, without what is red or blue, as skew as it was.
        dpi: resolution of ``gray``.
        rotation: degrees clockwise by which it was turned upright: 0, 90, 180 or 270.
        skew: degrees counter-clockwise by which it is straightened after that.
        specks: how many specks as large as letters are on it.
        reds: what is red, in black on white; none of a scan without colour, or without any red.
        blues: what is blue, likewise.
    """

    gray: Pixels
    dpi: int
    rotation: int = 0
    skew: float = 0.0
    specks: int = 0
    reds: Pixels | None = None
    blues: Pixels | None = None

    @cached_property
    def pixels(self) -> Pixels:
        """Return the page in gray, its lines level."""
        return self._level(self.gray)

    @cached_property
    def red(self) -> Pixels | None:
        """Return what is red on the level page."""
        return None if self.reds is None else self._level(self.reds)

    @cached_property
    def blue(self) -> Pixels | None:
        """Return what is blue on the level page."""
        return None if self.blues is None else self._level(self.blues)

    def top(self, share: float) -> Pixels:
        """Return the upper part of `pixels`, for which the rest need not be straightened."""
        rows = round(share * self.gray.shape[0])
        return _straightened(self.gray, self.skew, rows) if self.skew else self.gray[:rows]

    def _level(self, layer: Pixels) -> Pixels:
        return _straightened(layer, self.skew, len(layer)) if self.skew else layer

    @property
    def inks(self) -> tuple[Pixels, ...]:
        """Return `red` and `blue`, each where there is more of it than a scanner adds.

        They hold seals and pens, but also names and offices that are stamped, and HỎA TỐC.
        """
        return tuple(ink for ink in (self.red, self.blue) if is_inked(ink))

    @cached_property
    def with_blue(self) -> Pixels:
        """Return `pixels` with what is blue, digits by pen above all, as dark as in red light."""
        import cv2

        if self.blues is None:
            return self.pixels
        return self._level(bytes_of(cv2.subtract(self.gray, cv2.bitwise_not(self.blues))))

    @property
    def shape(self) -> tuple[int, int]:
        """Return height and width in pixels."""
        height, width = self.gray.shape
        return height, width

    def turned(self, degrees: int) -> CleanPage:
        """Return the page turned clockwise by a multiple of 90 degrees."""
        import numpy as np

        def turn(pixels: Pixels) -> Pixels:
            return np.ascontiguousarray(np.rot90(pixels, -degrees // 90))

        reds, blues = (None if ink is None else turn(ink) for ink in (self.reds, self.blues))
        rotation = (self.rotation + degrees) % 360
        return replace(self, gray=turn(self.gray), reds=reds, blues=blues, rotation=rotation)

    def part(self, x0: int, x1: int) -> CleanPage:
        """Return the columns from ``x0`` to ``x1`` of the level page, as a page of its own."""
        import numpy as np

        def cut(pixels: Pixels) -> Pixels:
            return np.ascontiguousarray(pixels[:, x0:x1])

        red, blues = (None if ink is None else cut(ink) for ink in (self.red, self.blue))
        reds = red if is_inked(red) else None
        return replace(self, gray=cut(self.pixels), reds=reds, blues=blues, skew=0.0)


def clean(image: PageImage, *, dpi: int) -> CleanPage:
    """Return ``image`` in gray at ``dpi``, without seals, shadows and edges, its lines level.

    Each step is taken only where the measured page asks for it. A page that lies on its side is
    turned by 90 degrees; whether it then stands on its head only reading can tell.
    """
    page, letters = _first_look(image, dpi)
    told = text_dpi(letters, dpi)
    if told != dpi and find_lines(letters).level:
        page, letters = _first_look(replace(image, dpi=round(image.dpi * told / dpi)), dpi)
    gray = without_back(without_shadows(page.gray), letters, dpi)
    page = replace(page, gray=without_edges(gray, dpi))
    lines = find_lines(letters)
    if lines.sideways:
        page = page.turned(90)
    return replace(page, skew=lines.skew) if abs(lines.skew) > _LEAST_SKEW else page


def _first_look(image: PageImage, dpi: int) -> tuple[CleanPage, Letters]:
    gray, red, blue = _layers(_scaled(image.pixels, dpi / image.dpi))
    letters = find_letters(gray, dpi)
    if red is not None:
        gray = _without_red(gray, red)
    return CleanPage(gray, dpi, specks=len(letters), reds=red, blues=blue), letters


def brightest_channel(pixels: Pixels) -> Pixels:
    """Return the brightest of the three channels of ``pixels``.

    That of a red seal or of blue ink is that of the paper, so that both vanish.
    """
    return _layers(pixels)[0]


def _layers(pixels: Pixels) -> tuple[Pixels, Pixels | None, Pixels | None]:
    """Return the brightest channel of ``pixels``, their red and their blue ink.

    There is no ink on a gray page. A pen may be as pale as a shade of the paper, so that blue is
    never left out.
    """
    import cv2

    if pixels.ndim == 2:
        return pixels, None, None
    blue, green, red = cv2.split(pixels)
    cold = cv2.max(blue, green)
    both = cv2.subtract(red, cold), cv2.subtract(blue, red)
    seals, pens = (bytes_of(cv2.bitwise_not(ink)) for ink in both)
    return bytes_of(cv2.max(cold, red)), seals if is_inked(seals) else None, pens


def _without_red(gray: Pixels, red: Pixels) -> Pixels:
    """Return ``gray`` without the pale traces that red ink leaves in the brightest channel.

    Over print it is left alone, where it is as dark as that.
    """
    import cv2
    import numpy as np

    low, high = _RED_TRACE
    share = np.clip((np.arange(256) - low) / (high - low), 0, 1)
    pale = cv2.LUT(gray, (255 * share).astype(np.uint8))
    return bytes_of(cv2.add(gray, cv2.multiply(cv2.bitwise_not(red), pale, scale=1 / 255)))


def is_inked(layer: Pixels | None) -> TypeGuard[Pixels]:
    """Tell whether ``layer`` is there and has more ink than a scanner adds."""
    import cv2

    return layer is not None and cv2.countNonZero(_inked(layer)) > _LEAST_INK * layer.size


def inked_part(layer: Pixels) -> tuple[Pixels, int, int]:
    """Return the part of a layer that holds its ink, most of which is empty, and its x and y."""
    import cv2
    import numpy as np

    x, y, width, height = cv2.boundingRect(_inked(layer))
    return np.ascontiguousarray(layer[y : y + height, x : x + width]), x, y


def _inked(layer: Pixels) -> Pixels:
    """Return 255 where ``layer`` has ink."""
    import cv2

    return bytes_of(cv2.inRange(layer, 0, INKED - 1))


def without_shadows(gray: Pixels) -> Pixels:
    """Return ``gray`` divided by its paper, where the paper is dark somewhere.

    Good scans are left alone: flattening costs them a little.
    """
    import cv2
    import numpy as np

    small = _scaled(gray, 0.125)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), 11)
    if np.percentile(paper, 5) >= _SHADE:
        return gray
    height, width = gray.shape
    return bytes_of(cv2.divide(gray, cv2.resize(paper, (width, height)), scale=255))


def without_edges(gray: Pixels, dpi: int) -> Pixels:
    """Return ``gray`` without the black edges that an open scanner lid leaves."""
    import cv2
    import numpy as np

    small, dots = _scaled(gray, 0.25), dpi // 4
    height, width = small.shape
    # What is as thick as no letter's stroke.
    thick = cv2.erode((small < 100).astype(np.uint8), _square(dots // 15))
    count, labels, table, _ = cv2.connectedComponentsWithStats(thick, connectivity=8)
    mask = np.zeros(small.shape, np.uint8)
    for label in range(1, count):
        x, y, w, h, _area = table[label]
        near = min(x, y, width - x - w, height - y - h) < dots // 10
        if near and max(w, h) > dots:
            mask[labels == label] = 1
    if not mask.any():
        return gray
    mask = bytes_of(cv2.dilate(mask, _square(dots // 10)))
    mask[dots // 2 : -dots // 2, dots // 2 : -dots // 2] = 0
    whole = cv2.resize(mask, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.where(whole, np.uint8(255), gray)


def _square(side: int) -> Pixels:
    import numpy as np

    return np.ones((max(1, side), max(1, side)), np.uint8)


def _straightened(gray: Pixels, degrees: float, rows: int) -> Pixels:
    """Return the upper ``rows`` of ``gray`` turned around its middle."""
    import cv2

    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return bytes_of(
        cv2.warpAffine(gray, turn, (width, rows), flags=cv2.INTER_LINEAR, borderValue=255)
    )


def _scaled(gray: Pixels, scale: float) -> Pixels:
    """Return ``gray`` resized; a difference of 5 % is not worth the blur."""
    import cv2

    if abs(scale - 1) <= 0.05:
        return gray
    smaller = cv2.INTER_LINEAR if scale > _MILD else cv2.INTER_AREA
    how = cv2.INTER_CUBIC if scale > 1 else smaller
    return bytes_of(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how))
