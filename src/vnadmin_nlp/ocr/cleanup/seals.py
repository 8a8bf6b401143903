"""Find the round seals of offices among the strokes of a page."""

from __future__ import annotations

from itertools import product
from math import hypot
from typing import Any, NamedTuple

from vnadmin_nlp.model.page import BoundingBox

#: Radius of round seals in inches: 30 to 42 mm across by rule, with room for the scanner's slips.
_RADIUS = (0.5, 0.9)
#: Resolution at which seals are looked for, and the votes for a circle there.
_DPI, _VOTES = 50, 22


class Seal(NamedTuple):
    """A round seal: its middle and radius in pixels."""

    x: float
    y: float
    radius: float

    def holds(self, box: BoundingBox) -> bool:
        """Tell whether ``box`` is within the ring, as the name of the seal's holder is."""
        corners = product((box.x0 - self.x, box.x1 - self.x), (box.y0 - self.y, box.y1 - self.y))
        return all(hypot(*corner) < self.radius for corner in corners)


def find_seals(labels: Any, table: Any, least: float, dpi: int) -> list[Seal]:
    """Return the seals on a page, whole or crossed by a signature.

    Letters would vote for circles as well: only connected strokes that are larger are asked.

    Args:
        labels: number of the connected stroke of each pixel.
        table: left, top, width, height and area of the strokes by number, the paper first.
        least: width and height of the strokes asked, in pixels.
        dpi: resolution of the page.
    """
    import cv2
    import numpy as np

    x, y, width, height, area = table.T
    asked = (width > least) & (height > least) & (area < 0.5 * width * height)
    asked[0] = False
    strokes = np.zeros(labels.shape, np.uint8)
    for i in np.flatnonzero(asked):
        part = slice(y[i], y[i] + height[i]), slice(x[i], x[i] + width[i])
        strokes[part][labels[part] == i] = 255
    if not asked.any():
        return []
    scale = _DPI / dpi
    low, high = (round(inches * _DPI) for inches in _RADIUS)
    found = cv2.HoughCircles(
        cv2.resize(strokes, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA),
        cv2.HOUGH_GRADIENT,
        dp=1,
        minDist=low,
        param1=100,
        param2=_VOTES,
        minRadius=low,
        maxRadius=high,
    )
    circles = [] if found is None else found[0].tolist()
    return [Seal(*(value / scale for value in circle[:3])) for circle in circles]
