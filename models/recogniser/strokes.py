"""What else is on paper: rules, seals, signatures, staples; and strips of nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from vnadmin_nlp.ocr.lines.line_strips import ROWS, normalised

Pixels = NDArray[np.uint8]


def underline(ink: Pixels, x0: int, x1: int, foot: int, em: int, rng: random.Random) -> None:
    """Draw a rule below all or part of the line."""
    row, thick = foot + int(em * rng.uniform(0.08, 0.32)), max(1, int(em * rng.uniform(0.03, 0.07)))
    ends = (x0, x1) if rng.random() < 0.5 else sorted((rng.randint(x0, x1), rng.randint(x0, x1)))
    ink[row : row + thick, ends[0] : ends[1]] = 255


def marks(
    ink: Pixels, tall: float, level: str, rng: random.Random, noise: np.random.Generator
) -> None:
    """Lay over ``ink`` what seals, pens, tables and the back of the sheet leave, now and then."""
    if level == "clean":
        return
    if rng.random() < 0.09:
        _lay(ink, _strokes(ink.shape, tall, rng), rng.uniform(0.12, 0.8), rng, noise)
    if rng.random() < 0.04:
        x, thick = (
            rng.choice((rng.randint(0, int(tall)), ink.shape[1] - rng.randint(1, int(tall)))),
            1,
        )
        cv2.line(
            ink, (x, 0), (x + rng.randint(-1, 1), ink.shape[0]), 255, thick + rng.randint(0, 2)
        )
    if rng.random() < 0.08:
        back = cv2.GaussianBlur(np.roll(ink[:, ::-1], rng.randint(0, 40), 0), (0, 0), 1.2)
        ink[...] = np.maximum(ink, (back * rng.uniform(0.05, 0.25)).astype(np.uint8))


def _lay(
    ink: Pixels, over: Pixels, dark: float, rng: random.Random, noise: np.random.Generator
) -> None:
    if rng.random() < 0.6:  # dry ink, or the pale rest of a seal
        over = np.where(noise.random(over.shape, np.float32) < rng.uniform(0.3, 1), over, 0)
    np.maximum(ink, (over * dark).astype(np.uint8), out=ink)


def _strokes(shape: tuple[int, ...], tall: float, rng: random.Random) -> Pixels:
    height, width = shape[:2]
    image = np.zeros((height, width), np.uint8)
    for _ in range(rng.randint(1, 3)):
        thick = max(1, int(tall * rng.uniform(0.06, 0.22)))
        if rng.random() < 0.55:
            centre = rng.randint(0, width), rng.randint(-2 * height, 3 * height)
            radius = rng.randint(height, 4 * height)
            cv2.circle(image, centre, radius, 255, thick, cv2.LINE_AA)
            if rng.random() < 0.5:
                cv2.circle(
                    image, centre, max(2, radius - 3 * thick), 255, max(1, thick // 2), cv2.LINE_AA
                )
        else:
            count = rng.randint(3, 9)
            points = [
                (rng.randint(0, width), rng.randint(-height, 2 * height)) for _ in range(count)
            ]
            cv2.polylines(image, [np.array(points, np.int32)], False, 255, thick, cv2.LINE_AA)
    return image


def nothing(
    rng: random.Random, noise: np.random.Generator, font: ImageFont.FreeTypeFont, words: str
) -> Pixels:
    """Return a strip on which there is nothing to read; ``words`` are what seals have."""
    width = rng.randint(24, 420)
    gray = np.full((ROWS, width), rng.randint(200, 255), np.int16)
    ink = np.zeros((ROWS, width), np.uint8)
    kinds: tuple[Callable[[], None], ...] = (
        lambda: None,
        lambda: ink.__setitem__(slice(None), _strokes(ink.shape, rng.uniform(10, 22), rng)),
        lambda: _rules(ink, rng),
        lambda: scrawl(ink, rng),
        lambda: _specks(ink, rng),
        lambda: _ring(ink, rng, font, words),
    )
    rng.choice((*kinds, kinds[1], kinds[3], kinds[5]))()
    gray -= (ink * rng.uniform(0.3, 0.9)).astype(np.int16)
    gray += (noise.standard_normal(gray.shape, np.float32) * rng.uniform(0, 12)).astype(np.int16)
    page = cv2.GaussianBlur(np.clip(gray, 0, 255).astype(np.uint8), (0, 0), rng.uniform(0.3, 1.2))
    if rng.random() < 0.4:
        page = np.where(page < rng.randint(90, 190), np.uint8(0), np.uint8(255))
    return normalised(page)


def _rules(ink: Pixels, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 2)):
        row = rng.randint(2, ROWS - 3)
        cv2.line(
            ink,
            (rng.randint(0, 9), row),
            (ink.shape[1], row + rng.randint(-2, 2)),
            255,
            rng.randint(1, 3),
        )
    if rng.random() < 0.4:
        x = rng.randint(0, ink.shape[1])
        cv2.line(ink, (x, 0), (x, ROWS), 255, rng.randint(1, 3))


def _ring(ink: Pixels, rng: random.Random, font: ImageFont.FreeTypeFont, words: str) -> None:
    """Draw what a strip shows of the words around a seal: letters that stand askew."""
    side = 3 * ROWS + ink.shape[1]
    image = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(image)
    for row in range(0, side, rng.randint(30, 80)):
        draw.text((rng.randint(-40, 40), row), words.upper(), font=font, fill=255)
    turn = cv2.getRotationMatrix2D(
        (side / 2, side / 2), rng.uniform(25, 335), rng.uniform(0.3, 0.9)
    )
    turned = cv2.warpAffine(np.array(image), turn, (side, side))
    left, top = (side - ink.shape[1]) // 2, rng.randint(ROWS, 2 * ROWS)
    ink[...] = turned[top : top + ROWS, left : left + ink.shape[1]]
    if rng.random() < 0.6:
        np.maximum(ink, _strokes(ink.shape, 15, rng), out=ink)


def scrawl(ink: Pixels, rng: random.Random) -> None:
    """Draw a piece of a signature: loops that run on to the right."""
    (rows, width), count = ink.shape, rng.randint(30, 90)
    phase, turns = rng.uniform(0, 6), rng.uniform(4, 25)
    t = np.linspace(0, 1, count)
    high, far = rows * rng.uniform(0.15, 0.6), rng.uniform(3, 30)
    x = width * (0.05 + 0.9 * t) + far * np.cos(turns * t + phase)
    y = rows / 2 + high * np.sin(turns * t) + rows * rng.uniform(-0.2, 0.2) * np.sin(5 * t + phase)
    points = (np.stack([x, y], 1) * 8).astype(np.int32)
    cv2.polylines(ink, [points], False, 255, rng.randint(1, 4), cv2.LINE_AA, 3)


def _specks(ink: Pixels, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 12)):
        centre = rng.randint(0, ink.shape[1]), rng.randint(0, ROWS)
        cv2.circle(ink, centre, rng.choice((0, 1, 1, 2, 4)), 255, -1, cv2.LINE_AA)
