"""Bends windows a little, another way each time they are learnt from: other hands, other cuts."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

#: Row of the base line: what leans turns around it (``ocr/lines/line_strips.py``, ``PEN``).
_FOOT = 52
#: How much windows are widened and made higher (in logarithms) and lean, in standard deviations.
_WIDER, _HIGHER, _LEANING = 0.1, 0.04, 0.12
#: Places so far apart, in pixels, are moved each by itself, by so much.
_APART, _MOVED = 16, 0.9
#: Share of windows whose strokes are made thicker, and thinner.
_THICKER, _THINNER = 0.08, 0.08


def warped(window: Pixels, widest: int, noise: np.random.Generator) -> Pixels:
    """Return a window bent, leaning, and not wider than ``widest``."""
    rows, columns = window.shape
    lean, wide, high = noise.normal(0, (_LEANING, _WIDER, _HIGHER))
    width = min(widest, max(4, round(columns * float(np.exp(wide)))))
    coarse = (2, rows // _APART + 1, width // _APART + 1)
    moved_x, moved_y = (
        cv2.resize(grid, (width, rows), interpolation=cv2.INTER_CUBIC)
        for grid in noise.normal(0, _MOVED, coarse).astype(np.float32)
    )
    above = np.arange(rows, dtype=np.float32)[:, None] - _FOOT
    from_x = np.arange(width, dtype=np.float32) * np.float32(columns / width)
    from_y = _FOOT + above * np.float32(np.exp(high))
    bent = cv2.remap(
        window, from_x + np.float32(lean) * above + moved_x, from_y + moved_y, cv2.INTER_LINEAR
    )
    chance = noise.random()
    if chance < _THICKER:
        bent = cv2.dilate(bent, np.ones((2, 2), np.uint8))
    elif chance < _THICKER + _THINNER:
        bent = cv2.erode(bent, np.ones((2, 2), np.uint8))
    return np.asarray(bent)
