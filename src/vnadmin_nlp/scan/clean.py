"""A page image becomes the gray, upright, straight image that recognisers like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnadmin_nlp.scan.image import PageImage

if TYPE_CHECKING:
    from vnadmin_nlp.scan.image import Pixels


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page image made ready, and what was done to it.

    Attributes:
        pixels: gray, dark letters on light paper.
        dpi: resolution of ``pixels``.
        rotation: degrees clockwise by which it was turned upright.
        skew: degrees by which it was straightened after that.
    """

    pixels: Pixels
    dpi: int
    rotation: int = 0
    skew: float = 0.0


def clean(image: PageImage) -> CleanPage:
    """Return ``image`` in gray, without seals and blue ink."""
    return CleanPage(to_gray(image.pixels), image.dpi)


def to_gray(pixels: Pixels) -> Pixels:
    """Return the brightest of the three channels: it leaves no red seal and no blue ink."""
    import cv2

    if pixels.ndim == 2:
        return pixels
    blue, green, red = cv2.split(pixels)
    return cv2.max(cv2.max(blue, green), red)
