"""Tells whether people could read what a pen wrote on a drawn page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.recogniser.draw import Drawer, Drawn, Level

Pixels = NDArray[np.uint8]

#: Digits are so high at least, in pixels of the page, and so much darker than the paper, in gray
#: levels, in deviations of its noise, and as a share of the darkest ink around.
_HIGH, _DARK, _CLEAR, _SHARE = 20, 45, 6.5, 0.35
#: So much of what the pen wrote is there; so little of the paper around it is as dark, and of the
#: paper between its strokes; and so much paper there is.
_THERE, _SPOILT, _BLURRED, _INK = 0.92, 0.1, 0.22, 0.24
#: Ink of the pen from here on.
_PEN = 90
#: Less paper than this share of the ink lies between the strokes of a 1.
_LEAST = 0.2
#: A line is drawn so many times at most: one of seven bilevel ones can be read.
_TRIES = 400


def legible_page(drawer: Drawer, line: str, level: Level) -> tuple[Pixels, Drawn]:
    """Return a page as `Drawer.page` does, drawn again until its digits by pen can be read."""
    for _ in range(_TRIES):
        page, drawn = drawer.page(line, level)
        if is_legible(page, drawn):
            break
    return page, drawn


def is_legible(page: Pixels, drawn: Drawn) -> bool:
    """Tell whether the pen on a page is large, dark, whole and clear of other ink."""
    if drawn.written is None:
        return True
    ys, xs = (np.flatnonzero((drawn.written > _PEN).any(axis)) for axis in (1, 0))
    if not len(ys) or ys[-1] - ys[0] < _HIGH:
        return False
    room = round(drawn.tall / 4)
    part = np.s_[max(0, ys[0] - room) : ys[-1] + room, max(0, xs[0] - room) : xs[-1] + room]
    pen = (drawn.written[part] > _PEN).astype(np.uint8)
    # The eye sees lines through grain finer than they are.
    seen = cv2.GaussianBlur(page[part].astype(np.float32), (0, 0), max(0.5, 0.03 * drawn.tall))
    free = cv2.dilate(pen, np.ones((5, 5), np.uint8)) == 0
    if pen.mean() > _INK or not free.any():
        return False
    paper = float(np.median(seen[free]))
    noise = 1.48 * float(np.median(np.abs(seen[free] - paper)))
    dark = paper - seen
    contrast = float(np.percentile(dark[pen > 0], 70))
    black = dark > contrast / 2
    whole = black[pen > 0].mean() >= _THERE and black[free].mean() <= _SPOILT
    between = _closed(pen, room) & (pen == 0)
    if between.sum() > _LEAST * pen.sum():
        whole = whole and black[between].mean() <= _BLURRED
    least = max(_DARK, _CLEAR * noise, _SHARE * float(np.percentile(dark, 99.5)))
    return bool(whole and contrast >= least)


def _closed(pen: Pixels, by: int) -> NDArray[np.bool_]:
    """Return the pen and what lies between its strokes."""
    kernel, border = np.ones((2 * by + 1, 2 * by + 1), np.uint8), 2 * by
    wide = cv2.copyMakeBorder(pen, *(border,) * 4, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, kernel)
    return np.asarray(closed[border:-border, border:-border] > 0)
