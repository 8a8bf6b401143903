"""The sheet on a photo: its outline on the desk, and the sheet cut out and made rectangular."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from vnadmin_nlp.ocr.files.image_file import PageImage, bytes_of, sheet_dpi

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

    Corners = NDArray[np.float32]

#: Pixels of the long side of the image on which the outline is looked for, and those that are
#: asked before whether there is any.
_SIDE, _GRID = 800, 64
#: A scan is paper up to its edges: a photo shows a desk along this share of them at least, which
#: is darker than the paper by so much.
_DESK, _DARKER = 0.5, 45
#: Share of the image that a sheet takes.
_LEAST, _MOST = 0.3, 0.985
#: How well four straight sides must fit the outline, as shares of areas.
_FITS = 0.96
#: The cosine of the corner that is least square, and the longest sheet in widths.
_SQUARE, _LONGEST = 0.3, 1.75
#: How far the outline may be off its straight sides, as a share of its length: paper curls, but a
#: sheet of which a corner is missing or dark is not pressed into a rectangle.
_CLOSE = 0.007


def square_sheet(image: PageImage) -> PageImage:
    """Return the sheet on a photo seen from above; any other image, and one in doubt, as it is."""
    import cv2
    import numpy as np

    corners = find_sheet(image.pixels)
    if corners is None:
        return image
    top, right, bottom, left = (
        float(np.hypot(*(b - a))) for a, b in pairwise([*corners, corners[0]])
    )
    width, height = round(max(top, bottom)), round(max(left, right))
    target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    sheet = cv2.warpPerspective(
        image.pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return replace(image, pixels=bytes_of(sheet), dpi=sheet_dpi(width, height))


def find_sheet(pixels: Pixels) -> Corners | None:
    """Return the corners of the sheet on a photo, clockwise from the upper left one.

    Returns:
        Places in pixels, or None where the image shows no desk around a sheet.
    """
    import cv2
    import numpy as np

    scale = _SIDE / max(pixels.shape[:2])
    step = max(1, max(pixels.shape[:2]) // _GRID)
    if not any(_has_desk(layer) for layer in _layers(pixels[::step, ::step])):
        return None
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for layer in _layers(bytes_of(small)):
        # Without the print on it.
        plain = cv2.medianBlur(cv2.dilate(layer, _round(9)), 5)
        corners = _corners(bytes_of(plain))
        if corners is not None:
            return np.asarray(corners / scale, np.float32)
    return None


def _layers(small: Pixels) -> list[Pixels]:
    """Return images on which paper may be lighter than a desk: by its light, by its lack of hue."""
    import cv2

    if small.ndim == 2:
        return [small]
    blue, green, red = cv2.split(small)
    brightest, darkest = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    hue = cv2.divide(cv2.subtract(brightest, darkest), brightest, scale=255)
    return [bytes_of(darkest), bytes_of(cv2.bitwise_not(hue))]


def _has_desk(layer: Pixels) -> bool:
    """Tell whether most of the rim is darker than the paper, taken for what is light."""
    import numpy as np

    rim = np.concatenate([layer[0], layer[-1], layer[:, 0], layer[:, -1]])
    return bool((rim < np.quantile(layer, 0.8) - _DARKER).mean() >= _DESK)


def _corners(layer: Pixels) -> Corners | None:
    import cv2
    import numpy as np

    _, paper = cv2.threshold(layer, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    if not _has_desk(layer):
        return None
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, _round(15), borderValue=0)
    outlines, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    area = cv2.contourArea(hull)
    if not _LEAST * layer.size < area < _MOST * layer.size:
        return None
    sides = cv2.approxPolyDP(hull, _CLOSE * cv2.arcLength(hull, True), True)
    if len(sides) != 4 or min(map(cv2.contourArea, (sides, outline))) < _FITS * area:
        return None
    corners = _ordered(np.asarray(sides.reshape(4, 2), np.float32))
    return corners if _is_sheet(corners) else None


def _ordered(corners: Corners) -> Corners:
    """Return corners clockwise from the upper left one."""
    import numpy as np

    off = corners - corners.mean(axis=0)
    around = corners[np.argsort(np.arctan2(off[:, 1], off[:, 0]))]
    return np.asarray(np.roll(around, -int(around.sum(axis=1).argmin()), axis=0))


def _is_sheet(corners: Corners) -> bool:
    import numpy as np

    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.hypot(sides[:, 0], sides[:, 1])
    units = sides / lengths[:, None]
    corner = np.abs((units * np.roll(units, -1, axis=0)).sum(axis=1))
    width, height = (lengths[0] + lengths[2]) / 2, (lengths[1] + lengths[3]) / 2
    return bool(corner.max() < _SQUARE and max(width, height) < _LONGEST * min(width, height))


def _round(side: int) -> Pixels:
    import cv2

    return bytes_of(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
