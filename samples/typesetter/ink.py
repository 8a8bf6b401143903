"""A pen: digits and signatures as splines, drawn with the pressure and slip of a hand."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Stroke = list[tuple[float, float]]

INKS: dict[str, tuple[int, int, int]] = {
    "blue": (38, 52, 150),
    "black": (30, 30, 36),
    "violet": (70, 50, 140),
    "red": (205, 32, 44),
}

# Strokes on a box one high and about half as wide; the baseline is y = 1. Bends, not corners:
# where the pen turns sharply a new stroke begins.
GLYPHS: dict[str, list[Stroke]] = {
    "0": [[(0.36, 0.03), (0.12, 0.2), (0.04, 0.55), (0.15, 0.92), (0.34, 0.98), (0.52, 0.75),
           (0.55, 0.4), (0.45, 0.1), (0.3, 0.04)]],
    "1": [[(0.1, 0.3), (0.25, 0.16), (0.36, 0.02)], [(0.36, 0.02), (0.34, 0.5), (0.3, 1.0)]],
    "2": [[(0.05, 0.25), (0.16, 0.06), (0.38, 0.03), (0.5, 0.22), (0.4, 0.5), (0.2, 0.77),
           (0.03, 0.97)], [(0.03, 0.97), (0.2, 0.92), (0.36, 0.98), (0.58, 0.93)]],
    "3": [[(0.06, 0.12), (0.25, 0.01), (0.45, 0.12), (0.42, 0.35), (0.22, 0.46)],
          [(0.22, 0.46), (0.48, 0.55), (0.52, 0.8), (0.32, 0.99), (0.05, 0.9)]],
    "4": [[(0.36, 0.02), (0.22, 0.3), (0.03, 0.64)], [(0.03, 0.64), (0.3, 0.61), (0.6, 0.58)],
          [(0.45, 0.34), (0.42, 0.65), (0.37, 1.03)]],
    "5": [[(0.52, 0.04), (0.34, 0.05), (0.15, 0.06)], [(0.15, 0.06), (0.12, 0.25), (0.09, 0.44)],
          [(0.09, 0.44), (0.3, 0.37), (0.5, 0.55), (0.48, 0.85), (0.25, 1.0), (0.03, 0.9)]],
    "6": [[(0.45, 0.03), (0.25, 0.2), (0.08, 0.5), (0.06, 0.8), (0.22, 0.99), (0.45, 0.9),
           (0.5, 0.68), (0.35, 0.53), (0.16, 0.62), (0.08, 0.78)]],
    "7": [[(0.04, 0.1), (0.25, 0.06), (0.54, 0.05)], [(0.54, 0.05), (0.38, 0.4), (0.22, 1.0)]],
    "8": [[(0.46, 0.15), (0.27, 0.02), (0.1, 0.2), (0.26, 0.43), (0.48, 0.68), (0.4, 0.95),
           (0.18, 0.98), (0.05, 0.78), (0.2, 0.52), (0.42, 0.3), (0.47, 0.14)]],
    "9": [[(0.48, 0.2), (0.3, 0.02), (0.08, 0.2), (0.12, 0.45), (0.32, 0.5), (0.47, 0.27),
           (0.49, 0.15)], [(0.49, 0.15), (0.48, 0.5), (0.4, 0.8), (0.28, 1.02)]],
    "/": [[(0.45, 0.0), (0.3, 0.5), (0.08, 1.08)]],
    ".": [[(0.1, 0.95), (0.13, 0.98), (0.11, 0.99)]],
    "-": [[(0.05, 0.6), (0.25, 0.58), (0.42, 0.59)]],
    "a": [[(0.4, 0.55), (0.2, 0.45), (0.05, 0.72), (0.18, 0.98), (0.4, 0.75), (0.42, 0.5)],
          [(0.42, 0.5), (0.42, 0.9), (0.55, 0.97)]],
}  # fmt: skip

_SHARP = 3  # drawn so many times larger, then shrunk: cv2 lines have whole-pixel widths


def spline(points: Stroke | Points, steps: int = 12) -> Points:
    """Return a smooth curve through the points (Catmull-Rom, ends doubled)."""
    p = np.asarray(points, dtype=np.float64)
    p = np.vstack([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.vstack([*parts, p[-1:]])


def draw_strokes(
    strokes: list[Points], size: tuple[int, int], nib: float, rng: np.random.Generator
) -> Mask:
    """Draw curves given in pixels with a pressure that swells and fades.

    Args:
        strokes: curves in pixels of the mask.
        size: width and height of the mask.
        nib: mean width of the line in pixels.
        rng: where the slips come from.
    """
    mask = np.zeros((size[1] * _SHARP, size[0] * _SHARP), np.uint8)
    for curve in strokes:
        scaled = curve * _SHARP
        phase = rng.uniform(0, 6.28)
        n = len(scaled)
        for k in range(n - 1):
            swell = 1 + 0.25 * np.sin(phase + 5.0 * k / n)
            fade = min(1.0, 0.55 + 4 * min(k, n - 1 - k) / n)
            thick = max(1, round(nib * _SHARP * swell * fade))
            a, b = (tuple(int(v) for v in point.round()) for point in scaled[k : k + 2])
            cv2.line(mask, a, b, 255, thick, cv2.LINE_AA)
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA), np.uint8)


def write_digits(text: str, height: float, advance: float, rng: np.random.Generator) -> Mask:
    """Write a number by hand.

    Args:
        text: digits and the few signs of ``GLYPHS``.
        height: of a digit, in pixels.
        advance: from digit to digit, in pixels.
        rng: the hand of the day.

    Returns:
        A mask whose baseline lies ``1.25 * height`` below its top and whose text begins
        ``0.3 * height`` from its left edge.
    """
    slant, nib = rng.uniform(-0.02, 0.3), height * rng.uniform(0.075, 0.115)
    size = (round(advance * len(text) + height), round(height * 1.6))
    strokes: list[Points] = []
    for k, character in enumerate(text):
        drop, grow = rng.normal(0, 0.03), rng.normal(1, 0.06)
        for stroke in GLYPHS[character]:
            points = np.array(stroke) + rng.normal(0, 0.018, (len(stroke), 2))
            x = points[:, 0] * grow + slant * (1 - points[:, 1])
            y = points[:, 1] * grow + drop + (1 - grow)
            strokes.append(
                spline(
                    np.column_stack(
                        [0.3 * height + k * advance + x * height, 0.25 * height + y * height]
                    )
                )
            )
    return draw_strokes(strokes, size, nib, rng)


# How signatures begin and end, on a box one wide and one high; the hand joins one of each by humps.
OPENINGS: list[Stroke] = [
    [(0.05, 0.62), (0.12, 0.3), (0.2, 0.06), (0.17, 0.4), (0.1, 0.78), (0.16, 0.68)],
    [(0.24, 0.14), (0.12, 0.1), (0.05, 0.32), (0.2, 0.44), (0.06, 0.62), (0.1, 0.8), (0.22, 0.6)],
    [(0.06, 0.2), (0.3, 0.12), (0.2, 0.2), (0.15, 0.7), (0.08, 0.82), (0.1, 0.6), (0.24, 0.55)],
    [(0.1, 0.8), (0.18, 0.1), (0.22, 0.12), (0.24, 0.74), (0.14, 0.48), (0.28, 0.44)],
    [(0.3, 0.26), (0.16, 0.12), (0.04, 0.44), (0.14, 0.74), (0.3, 0.6), (0.18, 0.46)],
]
ENDINGS: list[list[Stroke]] = [
    [
        [(0.8, 0.5), (0.97, 0.36)],
        [(0.95, 0.4), (0.6, 0.66), (0.28, 0.86), (0.5, 0.76), (0.88, 0.62)],
    ],
    [[(0.74, 0.6), (0.99, 0.22)]],
    [[(0.72, 0.3), (0.78, 0.8), (0.62, 0.92), (0.7, 0.66), (0.98, 0.5)]],
    [[(0.78, 0.52), (0.96, 0.5)], [(0.12, 0.9), (0.5, 0.8), (0.98, 0.7)]],
    [
        [(0.8, 0.46), (0.9, 0.2), (0.84, 0.14), (0.78, 0.5), (0.99, 0.56)],
        [(0.4, 0.3), (0.62, 0.22)],
    ],
]


def sign(width: int, height: int, rng: np.random.Generator) -> Mask:
    """Draw a signature: an opening, some humps, an ending that may run back under it."""
    opening = OPENINGS[rng.integers(len(OPENINGS))]
    ending, *flourish = ENDINGS[rng.integers(len(ENDINGS))]
    count = int(rng.integers(2, 10))
    xs = np.linspace(0.25, 0.64, count) + rng.normal(0, 0.012, count)
    ys = np.where(np.arange(count) % 2, 0.62, 0.4) + rng.normal(0, 0.06, count)
    name = np.vstack([np.array(opening), np.column_stack([xs, ys]), np.array(ending)])
    turn = rng.uniform(-0.2, 0.08)
    strokes: list[Points] = []
    for part in (name, *(np.array(stroke) for stroke in flourish)):
        jittered = part + rng.normal(0, 0.025, part.shape)
        y = np.clip(jittered[:, 1] + turn * (jittered[:, 0] - 0.5), 0.02, 0.98)
        strokes.append(spline(np.column_stack([jittered[:, 0] * width, y * height])))
    nib = max(1.5, height * rng.uniform(0.022, 0.036))
    return draw_strokes(strokes, (width, height), nib, rng)
