"""Page images, and image files as pages: JPEG, PNG, multi-page TIFF."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.errors import UnreadableInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

#: The short side of an A4 sheet in inches: the sheet to assume where a file tells no resolution.
A4_SHORT = 210 / 25.4
#: A page is at most so many times longer than wide; a strip beyond it is none.
_MOST_OBLONG = 20
#: Fewer pixels than this along a side show no letter.
_LEAST_SIDE = 8
#: Short sides in inches of the sheets that are believed: A6 to A2.
SHORT_SIDE = (4.0, 17.0)
#: Pixels that are so many times as long as wide, or the other way round, are made square; more is
#: no resolution of any machine.
_OBLONG, _OBLONGEST = 1.1, 4.0
#: Pixels in a line of a fax, by the width of its paper, and its standard resolution (ITU-T T.4).
_FAX_LINES, _FAX_DPI = (1728, 2048, 2432), (204.0, 98.0)
#: Length of a sheet in widths (ISO 216).
_SHEET = 2**0.5


@dataclass(frozen=True, slots=True)
class PageImage:
    """The image of one page.

    Attributes:
        pixels: height × width (gray) or height × width × 3 (blue, green, red), 8 bits each.
        dpi: resolution in pixels per inch.
        bilevel: true where the image holds nothing but black and white.
    """

    pixels: Pixels
    dpi: int
    bilevel: bool = False


def bytes_of(pixels: NDArray[Any]) -> Pixels:
    """Return ``pixels``, of which OpenCV's type hints leave open that they have 8 bits."""
    return pixels


def sheet_dpi(width: int, height: int, stated: float = 0) -> int:
    """Return the resolution of a page image of ``width`` × ``height`` pixels.

    The ``stated`` resolution is believed where it makes a sheet between A6 and A2; else the sheet
    is taken for A4, as cameras and careless programs state 72 dpi for anything.

    >>> sheet_dpi(2480, 3508, 72)
    300
    """
    short = min(width, height)
    if stated and SHORT_SIDE[0] <= short / stated <= SHORT_SIDE[1]:
        return round(stated)
    return max(1, round(short / A4_SHORT))


def square_size(
    size: tuple[int, int], dpi: tuple[float, float]
) -> tuple[tuple[int, int], tuple[float, float]]:
    """Return the size at which the pixels of an image are square, and the resolution there.

    Faxes of standard resolution have half as many pixels down as across, which their files do not
    always tell. Where the image would be less like a sheet of paper, it stays as it is.

    Args:
        size: width and height of the image in pixels.
        dpi: its resolution across and down as stated, 0 where it is not.

    >>> square_size((1728, 1145), (0, 0))
    ((1728, 2383), (204.0, 204.0))
    """
    width, height = size
    if dpi[0] == dpi[1] and width in _FAX_LINES:
        dpi = _FAX_DPI
    most, least = max(dpi), min(dpi)
    if least <= 0 or not _OBLONG < most / least < _OBLONGEST:
        return size, dpi
    square = round(width * most / dpi[0]), round(height * most / dpi[1])
    if _unlike_a_sheet(*square) >= _unlike_a_sheet(width, height):
        return size, dpi
    return square, (most, most)


def _unlike_a_sheet(width: int, height: int) -> float:
    ratio = max(width, height) / max(1, min(width, height)) / _SHEET
    return max(ratio, 1 / ratio)


def check_size(width: int, height: int, *, max_pixels: int, page: int) -> None:
    """Refuse an image that would burst the memory, before it is decoded.

    Raises:
        UnreadableInput: the image has more than ``max_pixels`` pixels, or none, or the shape of a
            ribbon.
    """
    if width < 1 or height < 1:
        raise UnreadableInput("the page has no size", page=page)
    if min(width, height) < _LEAST_SIDE:
        raise UnreadableInput(
            f"the image of {width} × {height} px is too small for a page", page=page
        )
    if max(width, height) > _MOST_OBLONG * min(width, height):
        raise UnreadableInput(
            f"the image of {width} × {height} px is a ribbon, no page",
            page=page,
            remedy="cut it into pages",
        )
    if width * height > max_pixels:
        raise UnreadableInput(
            f"the page image of {width} × {height} px is over the limit of {max_pixels:,} px",
            page=page,
            remedy="scan it again at 200 or 300 dpi",
        )


class ImageFile:
    """An image file, opened; its frames are its pages."""

    def __init__(self, path: Path, *, max_pixels: int) -> None:
        from PIL import Image, UnidentifiedImageError

        # The size is checked here for every frame; Pillow's own limit would be a second opinion.
        Image.MAX_IMAGE_PIXELS = None
        try:
            self._image: Any = Image.open(path, formats=("JPEG", "PNG", "TIFF"))
            self.page_count = int(getattr(self._image, "n_frames", 1))
            width, height = self._image.size
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise UnreadableInput("the image is damaged", remedy="scan or copy it again") from error
        self._max_pixels = max_pixels
        #: Whether even its facts would burst the memory: a PNG keeps them behind its pixels.
        self.is_bomb = width * height > max_pixels

    def load(self, number: int) -> PageImage:
        """Decode page ``number`` (from 1), upright as its camera says.

        Raises:
            UnreadableInput: the frame is damaged, cut short or too large.
        """
        import cv2
        import numpy as np
        from PIL import ImageOps

        image = self._image
        try:
            with warnings.catch_warnings(action="ignore"):
                image.seek(number - 1)
                check_size(*image.size, max_pixels=self._max_pixels, page=number)
                stated = image.info.get("dpi", (0, 0))
                size, dpi = square_size(image.size, (float(stated[0]), float(stated[1])))
                check_size(*size, max_pixels=self._max_pixels, page=number)
                bilevel = image.mode == "1"
                gray = image.mode in ("1", "L")
                upright = ImageOps.exif_transpose(image)
                flat = _flat(upright).convert("L" if gray else "RGB")
                if size != image.size:
                    turned = upright.size != image.size
                    flat = flat.resize(size[::-1] if turned else size)
                pixels = np.asarray(flat)
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise UnreadableInput(
                "the image is damaged or cut short", page=number, remedy="scan or copy it again"
            ) from error
        if not gray:
            pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
        height, width = pixels.shape[:2]
        return PageImage(pixels, sheet_dpi(width, height, dpi[0]), bilevel)


def _flat(image: Any) -> Any:
    """Return ``image`` on white paper where it is see-through, and with 8 bits where it has 16."""
    from PIL import Image

    if image.mode.startswith("I"):
        return image.point(lambda level: level / 257).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image
