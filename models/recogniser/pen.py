"""Digits by pen: real ones, handwriting faces, and shapes as people here write them."""

from __future__ import annotations

import gzip
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from models.recogniser.alphabet import printed
from models.recogniser.faces import Face, hands

Ink = NDArray[np.uint8]
#: Strokes through points.
Shape = list[list[tuple[float, float]]]

#: So many digits at the end of the file are kept for the test.
HELD_OUT = 1500
#: Widths of digits that are narrower or wider than most, by their height.
_WIDTHS = {"1": (0.3, 0.6), "4": (0.5, 0.95)}
_SIGNS = {
    "/": [(0.75, -0.1), (0.15, 1.1)],
    "-": [(0.05, 0.6), (0.9, 0.55)],
    ".": [(0.4, 1), (0.5, 1)],
}


@dataclass(frozen=True)
class Digits:
    """Real handwritten digits, 28 × 28 each, and what they are."""

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    @cached_property
    def places(self) -> list[NDArray[np.int64]]:
        """Return where each of the ten digits stands."""
        return [np.flatnonzero(self.labels == digit) for digit in range(10)]


def read_digits(folder: Path, *, held_out: bool = False) -> Digits:
    """Return the digits of the idx files in ``folder``, those for training or for the test."""
    raw = gzip.decompress((folder / "t10k-images-idx3-ubyte.gz").read_bytes())
    images = np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 28, 28)
    raw = gzip.decompress((folder / "t10k-labels-idx1-ubyte.gz").read_bytes())
    labels = np.frombuffer(raw, np.uint8, offset=8)
    part = slice(-HELD_OUT, None) if held_out else slice(None, -HELD_OUT)
    return Digits(images[part], labels[part])


@dataclass(frozen=True, slots=True)
class Style:
    """How one hand writes one number: as the rest of it is written, so is each digit."""

    height: float
    slant: float
    width: float
    stroke: float
    gap: float
    drift: float
    face: Face | None
    drawn: float
    hand: int
    other: int
    mix: float
    wobble: float


class Pen:
    """Writes numbers; all chance is taken from the generator it is given."""

    def __init__(self, digits: Digits, rng: random.Random) -> None:
        self._digits = digits
        self._rng = rng
        self._hands = hands()
        with Path(__file__).with_name("digits.toml").open("rb") as file:
            self._shapes: dict[str, list[Shape]] = tomllib.load(file)

    def write(self, text: str, tall: float) -> tuple[Ink, int]:
        """Return the ink of pen digits and signs, and the row in it of their base line."""
        rng = self._rng
        height = tall * min(1.9, max(0.75, rng.lognormvariate(0.34, 0.22)))
        kind = rng.random()
        style = Style(
            height=height,
            slant=rng.gauss(0.15, 0.16),
            width=rng.uniform(0.55, 1.1),
            stroke=max(
                1.2,
                height * rng.choice((rng.uniform(0.04, 0.12), *(rng.uniform(0.045, 0.08),) * 3)),
            ),
            gap=height * rng.choice((-0.18, -0.1, -0.05, 0.0, 0.08, rng.uniform(0, 0.35))),
            drift=rng.gauss(0, 0.03),
            face=rng.choice(self._hands) if self._hands and kind < 0.08 else None,
            drawn=0.9 if 0.08 <= kind < 0.72 else 0.1,
            hand=rng.randrange(2520),
            other=rng.randrange(2520),
            mix=rng.choice((0.0, rng.uniform(0, 0.6))),
            wobble=rng.choice((0.02, 0.05)),
        )
        return self._joined([self._letter(letter, style) for letter in printed(text)], style)

    def _joined(self, glyphs: Sequence[Ink], style: Style) -> tuple[Ink, int]:
        rng = self._rng
        # Leaning digits stand over each other's feet.
        lean = 0.8 * abs(style.slant) * style.height
        steps = [int(style.gap * rng.uniform(0.6, 1.4) - lean) for _ in glyphs]
        width = sum(glyph.shape[1] for glyph in glyphs) + sum(max(0, step) for step in steps) + 4
        room = int(style.height)
        ink = np.zeros((4 * room, width), np.uint8)
        x = 0
        for glyph, step in zip(glyphs, steps, strict=True):
            foot = 3 * room + round(style.drift * x + rng.gauss(0, 0.07) * style.height)
            foot = min(3 * room + room // 3, max(3 * room - room // 3, foot))
            top = max(0, foot - glyph.shape[0])
            spot = ink[top:foot, x : x + glyph.shape[1]]
            np.maximum(spot, glyph[-spot.shape[0] :, : spot.shape[1]], out=spot)
            x += max(2, glyph.shape[1] + step)
        return self._bent(ink[:, : max(x - steps[-1], 2)], style.height), 3 * room

    def _bent(self, ink: Ink, height: float) -> Ink:
        """Return ink a little out of shape, each place in its own way."""
        noise = np.random.default_rng(self._rng.getrandbits(32))
        rows, columns = ink.shape
        coarse = max(2, round(3 * rows / height)), max(2, round(3 * columns / height))
        shifts = noise.normal(0, 0.04 * height, (2, *coarse)).astype(np.float32)
        down, right = (
            cv2.resize(s, (columns, rows), interpolation=cv2.INTER_CUBIC) for s in shifts
        )
        ys, xs = np.mgrid[:rows, :columns].astype(np.float32)
        return np.asarray(cv2.remap(ink, xs + right, ys + down, cv2.INTER_LINEAR))

    def _letter(self, letter: str, style: Style) -> Ink:
        rng = self._rng
        height = max(6, round(style.height * rng.uniform(0.88, 1.12)))
        if letter in _SIGNS:
            return self._stroked([_SIGNS[letter]], height, 0.5, style)
        if rng.random() < style.drawn:
            narrow = rng.uniform(*_WIDTHS.get(letter, (0.4, 0.8)))
            shapes = self._shapes[letter]
            first, second = shapes[style.hand % len(shapes)], shapes[style.other % len(shapes)]
            return self._stroked(_between(first, second, style.mix), height, narrow, style)
        if style.face is not None:
            return _trimmed(_typed(style.face, letter, height), height, style)
        return self._real(int(letter), height, style)

    def _real(self, digit: int, height: int, style: Style) -> Ink:
        image = self._digits.images[self._rng.choice(self._digits.places[digit])]
        ys, xs = np.flatnonzero(image.max(1) > 60), np.flatnonzero(image.max(0) > 60)
        tight = image[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
        tight = cv2.copyMakeBorder(tight, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        width = max(3, round(height * tight.shape[1] / tight.shape[0] * style.width))
        big = cv2.resize(tight, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
        big = cv2.GaussianBlur(big, (0, 0), max(0.5, height / 32))
        # A higher threshold leaves a thinner stroke; real ones are thick for their size.
        threshold = 165 - 90 * min(1.0, style.stroke / height / 0.15)
        return _sheared(np.clip((big - threshold) * 4 + 128, 0, 255).astype(np.uint8), style.slant)

    def _stroked(
        self, strokes: Sequence[Sequence[tuple[float, float]]], height: int, narrow: float,
        style: Style,
    ) -> Ink:  # fmt: skip
        rng, stroke, wobble = self._rng, max(1, round(style.stroke)), style.wobble
        width = max(3, round(height * narrow * style.width))
        image = np.zeros((height + 2 * stroke, width + 2 * stroke), np.uint8)
        wide = width / max(1.0, *(x for points in strokes for x, _ in points))
        high = height / max(1.0, *(y for points in strokes for _, y in points))
        for points in strokes:
            jittered = [
                (x * wide + rng.gauss(0, wobble) * width, y * high + rng.gauss(0, wobble) * height)
                for x, y in points
            ]
            curve = _smooth(jittered) + stroke
            fixed = np.round(curve * 8).astype(np.int32)
            cv2.polylines(image, [fixed], False, 255, stroke, cv2.LINE_AA, 3)
        return _sheared(image, style.slant)


def _between(first: Shape, second: Shape, mix: float) -> Shape:
    """Return a shape that is like ``first`` and by the share ``mix`` like ``second``."""
    if not mix or len(first) != len(second):
        return first
    return [
        [tuple(point) for point in ((1 - mix) * _spread(one) + mix * _spread(other)).tolist()]
        for one, other in zip(first, second, strict=True)
    ]


def _spread(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Return twelve points at even distances along a polyline."""
    line = np.array(points, np.float64)
    way = np.concatenate([[0], np.hypot(*np.diff(line, axis=0).T).cumsum()])
    at = np.linspace(0, way[-1], 12)
    return np.stack([np.interp(at, way, line[:, 0]), np.interp(at, way, line[:, 1])], 1)


def _smooth(points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Return a polyline with its corners cut twice (Chaikin)."""
    line = np.array(points, np.float64)
    for _ in range(2 if len(points) > 2 else 0):
        first, second = 0.75 * line[:-1] + 0.25 * line[1:], 0.25 * line[:-1] + 0.75 * line[1:]
        middle = np.stack([first, second], 1).reshape(-1, 2)
        line = np.concatenate([line[:1], middle, line[-1:]])
    return line


def _typed(face: Face, letter: str, height: int) -> Ink:
    size = max(8, round(height * 1.5))
    image = Image.new("L", (3 * size, 3 * size), 0)
    ImageDraw.Draw(image).text((size, 2 * size), letter, font=face.at(size), fill=255, anchor="ls")
    return np.asarray(image)


def _trimmed(image: Ink, height: int, style: Style) -> Ink:
    ys, xs = np.flatnonzero(image.max(1)), np.flatnonzero(image.max(0))
    if not len(ys):
        return np.zeros((height, 3), np.uint8)
    tight = image[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
    width = max(3, round(height * tight.shape[1] / tight.shape[0] * style.width))
    return _sheared(cv2.resize(tight, (width, height), interpolation=cv2.INTER_AREA), style.slant)


def _sheared(image: Ink, slant: float) -> Ink:
    height, width = image.shape
    lean = abs(slant) * height
    shift = lean if slant > 0 else 0.0
    matrix = np.array([[1, -slant, shift], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(image, matrix, (width + int(lean) + 1, height)))
