"""The middle line of a stroke, how far it is from each place, and other lines like it."""

from __future__ import annotations

import math
import random
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

#: The bits of the neighbours of a pixel, clockwise from the one above it.
_NEIGHBOURS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)
#: How other hands would draw a line, in standard deviations: turned and leaning by so much, wider
#: (in logarithms), and each fourth of it moved by this share of its height.
_TURNED, _LEANING, _WIDER, _MOVED = 0.08, 0.15, 0.12, 0.025


def thinned(solid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the middle lines of what is solid, one pixel wide (Zhang and Suen, 1984)."""
    left, before = solid.astype(np.uint8), -1
    while before != (before := int(left.sum())):
        for table in _removable():
            around = cv2.filter2D(left, -1, _NEIGHBOURS, borderType=cv2.BORDER_CONSTANT)
            left &= ~table[around]
    return left > 0


def loops(solid: NDArray[np.bool_]) -> int:
    """Return how many loops there are, or a negative number if there are several pieces."""
    pieces = cv2.connectedComponents(solid.astype(np.uint8), connectivity=8)[0] - 1
    holes = cv2.connectedComponents((~solid).astype(np.uint8), connectivity=4)[0] - 2
    return holes if pieces == 1 else -pieces


def distances(line: NDArray[np.bool_], room: int) -> NDArray[np.float16]:
    """Return for each place of the box of a line, and of ``room`` around it, how far it is."""
    ys, xs = np.flatnonzero(line.any(1)), np.flatnonzero(line.any(0))
    part = np.pad(line[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1], room)
    away = cv2.distanceTransform((~part).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(away, np.float16)


def otherwise(away: NDArray[np.float16], room: int, rng: random.Random) -> NDArray[np.float32]:
    """Return such distances from the same line as another hand would draw it, with more room.

    Args:
        away: from a line; what is around them is as far as ``room``.
        room: added on every side.
        rng: where chance comes from.
    """
    rows, columns = away.shape
    noise = np.random.default_rng(rng.getrandbits(32))
    fourths = (2, 4, max(2, round(4 * columns / rows)))
    grids = noise.normal(0, _MOVED * rows, fourths).astype(np.float32)
    down, right = np.mgrid[-room : rows + room, -room : columns + room].astype(np.float32)
    down, right = down - rows / 2, right - columns / 2
    moved_x, moved_y = (
        cv2.resize(grid, down.shape[::-1], interpolation=cv2.INTER_CUBIC) for grid in grids
    )
    turn, lean = rng.gauss(0, _TURNED), rng.gauss(0, _LEANING)
    wide = math.exp(rng.gauss(0, _WIDER))
    from_x = columns / 2 + (right + (turn + lean) * down) / wide + moved_x
    from_y = rows / 2 + down - turn * right + moved_y
    drawn = cv2.remap(
        away.astype(np.float32), from_x, from_y, cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT, borderValue=room,
    )  # fmt: skip
    return np.asarray(drawn)


@cache
def _removable() -> tuple[NDArray[np.uint8], ...]:
    """Return for both passes what pixels go, by the bits of their neighbours."""
    bits = (np.arange(256)[:, None] >> np.arange(8)) & 1
    count = bits.sum(1)
    turns = ((bits == 0) & (np.roll(bits, -1, 1) == 1)).sum(1)
    edge = (count >= 2) & (count <= 6) & (turns == 1)
    up, right, down, left = (bits[:, n] == 1 for n in (0, 2, 4, 6))
    first = edge & ~(up & right & down) & ~(right & down & left)
    second = edge & ~(up & right & left) & ~(up & down & left)
    return first.astype(np.uint8), second.astype(np.uint8)
