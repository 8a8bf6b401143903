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
from models.recogniser.thinning import distances, loops, otherwise, thinned

Ink = NDArray[np.uint8]
#: Strokes through points.
Shape = list[list[tuple[float, float]]]

#: So many digits at the end of the file are kept for the test.
HELD_OUT = 1500
#: Widths of digits that are narrower or wider than most, by their height.
_WIDTHS = {"1": (0.3, 0.6), "4": (0.5, 0.95)}
#: Share of hands that are handwriting faces.
_TYPED = 0.08
#: Hands there are; the numbers of shapes of a digit divide it, more or less.
_HANDS = 2520
#: Ink that counts where glyphs come near each other, and within a real digit.
_SEEN, _SOLID = 60, 120
#: Strokes are no thicker than this share of a digit's width.
_THICKEST = 0.17
#: Loops of real digits.
_LOOPS = {0: 1, 6: 1, 8: 2, 9: 1}
#: Free paper around the line of a real digit, in quarters of its pixels.
_ROOM = 12
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
    """Writes numbers; all chance is taken from the generator it is given.

    Args:
        digits: real ones.
        rng: the generator.
        shapes: share of hands that write as people here do, with some real digits between.
        warped: whether no real digit is written twice alike, as for training.
    """

    def __init__(
        self, digits: Digits, rng: random.Random, *, shapes: float = 0.6, warped: bool = False
    ) -> None:
        self._digits = digits
        self._rng = rng
        self._shaped = _TYPED + shapes
        self._warped = warped
        self._hands = hands()
        with Path(__file__).with_name("digits.toml").open("rb") as file:
            self._shapes: dict[str, list[Shape]] = tomllib.load(file)
        self._known: dict[int, NDArray[np.float16] | None] = {}

    def write(self, text: str, tall: float) -> tuple[Ink, int]:
        """Return the ink of pen digits and signs, and the row in it of their base line."""
        rng = self._rng
        large = rng.random() < 0.85
        height = tall * (
            min(1.9, max(0.75, rng.lognormvariate(0.34, 0.22))) if large else rng.uniform(0.75, 1.1)
        )
        kind = rng.random()
        style = Style(
            height=height,
            slant=rng.gauss(0.15, 0.16),
            width=rng.uniform(0.7, 1.1),
            stroke=max(
                1.2,
                height * rng.choice((rng.uniform(0.04, 0.11), *(rng.uniform(0.045, 0.08),) * 3)),
            ),
            gap=height * rng.choice((-0.03, 0.04, 0.08, 0.12, 0.16, rng.uniform(0, 0.4))),
            drift=rng.gauss(0, 0.03),
            face=rng.choice(self._hands) if self._hands and kind < _TYPED else None,
            drawn=0.9 if _TYPED <= kind < self._shaped else 0.1,
            hand=rng.randrange(_HANDS),
            other=rng.randrange(_HANDS),
            mix=rng.choice((0.0, rng.uniform(0, 0.4))),
            wobble=rng.choice((0.015, 0.03)),
        )
        return self._joined([self._letter(letter, style) for letter in printed(text)], style)

    def _joined(self, glyphs: Sequence[Ink], style: Style) -> tuple[Ink, int]:
        """Return glyphs side by side; where they come nearest, the gap of the style is between."""
        rng, room, near = self._rng, int(style.height), max(1, int(0.2 * style.height))
        width = sum(glyph.shape[1] + room for glyph in glyphs) + 4
        ink = np.zeros((4 * room, width), np.uint8)
        ends = np.full(4 * room, -np.inf)
        for number, glyph in enumerate(glyphs):
            drop = (style.drift * number + rng.gauss(0, 0.07)) * style.height
            foot = 3 * room + min(room // 3, max(-room // 3, round(drop)))
            part = glyph[max(0, len(glyph) - foot) :]
            rows = slice(foot - len(part), foot)
            edge = np.where((part > _SEEN).any(1), (part > _SEEN).argmax(1), np.inf)
            free = max(0.0, float((_highest(ends, near)[rows] - edge).max()) if number else 0.0)
            gap = style.gap * rng.uniform(0.6, 1.4) if number else 0.0
            x = min(width - part.shape[1], max(0, int(free + gap)))
            spot = ink[rows, x : x + part.shape[1]]
            np.maximum(spot, part, out=spot)
            last = x + part.shape[1] - (part[:, ::-1] > _SEEN).argmax(1)
            ends = np.full(4 * room, -np.inf)
            ends[rows] = np.where((part > _SEEN).any(1), last, -np.inf)
        columns = np.flatnonzero(ink.max(0))
        return self._bent(ink[:, : int(columns[-1]) + 3], style.height), 3 * room

    def _bent(self, ink: Ink, height: float) -> Ink:
        """Return ink a little out of shape, each place in its own way."""
        noise = np.random.default_rng(self._rng.getrandbits(32))
        rows, columns = ink.shape
        coarse = max(2, round(3 * rows / height)), max(2, round(3 * columns / height))
        shifts = noise.normal(0, 0.02 * height, (2, *coarse)).astype(np.float32)
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
            narrow = rng.uniform(*_WIDTHS.get(letter, (0.5, 0.85)))
            shapes = self._shapes[letter]
            first, second = shapes[style.hand % len(shapes)], shapes[style.other % len(shapes)]
            return self._stroked(_between(first, second, style.mix), height, narrow, style)
        if style.face is not None:
            return _trimmed(_typed(style.face, letter, height), height, style)
        return self._real(int(letter), height, style)

    def _real(self, digit: int, height: int, style: Style) -> Ink:
        """Return a real digit as a pen of the style would have drawn its middle line."""
        away = None
        while away is None:
            away = self._away(int(self._rng.choice(self._digits.places[digit])))
        scale = height / (away.shape[0] - 2 * _ROOM)
        if self._warped:
            away = otherwise(away, _ROOM, self._rng)
        size = max(3, round(scale * style.width * away.shape[1])), round(scale * away.shape[0])
        far = cv2.resize(away.astype(np.float32), size) * np.float32(scale)
        inside = np.clip((style.stroke / 2 - far + 0.5) * 255, 0, 255).astype(np.uint8)
        return _sheared(_tight(inside), style.slant)

    def _away(self, number: int) -> NDArray[np.float16] | None:
        """Return for each place of a real digit, four times as large, how far its line is.

        None where the brush has filled a loop: its middle line is another digit.
        """
        if number not in self._known:
            big = cv2.resize(self._digits.images[number], None, fx=4, fy=4,
                             interpolation=cv2.INTER_CUBIC)  # fmt: skip
            solid = np.pad(cv2.GaussianBlur(big, (0, 0), 1.2) > _SOLID, 1)
            whole = loops(solid) >= _LOOPS.get(int(self._digits.labels[number]), 0)
            self._known[number] = distances(thinned(solid), _ROOM) if whole else None
        return self._known[number]

    def _stroked(
        self, strokes: Sequence[Sequence[tuple[float, float]]], height: int, narrow: float,
        style: Style,
    ) -> Ink:  # fmt: skip
        rng, stroke, wobble = self._rng, max(1, round(style.stroke)), style.wobble
        width = max(3, round(height * narrow * style.width))
        # Loops stay open.
        stroke = min(stroke, max(1, round(_THICKEST * max(width, 0.4 * height))))
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


def _highest(values: NDArray[np.float64], near: int) -> NDArray[np.float64]:
    """Return for each place the highest value near it."""
    padded = np.pad(values, near, constant_values=-np.inf)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * near + 1).max(-1)


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
    tight = _tight(image)
    if not tight.size:
        return np.zeros((height, 3), np.uint8)
    width = max(3, round(height * tight.shape[1] / tight.shape[0] * style.width))
    return _sheared(cv2.resize(tight, (width, height), interpolation=cv2.INTER_AREA), style.slant)


def _tight(image: Ink) -> Ink:
    """Return the part of an image that has ink."""
    ys, xs = np.flatnonzero(image.max(1)), np.flatnonzero(image.max(0))
    return image[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1] if len(ys) else image[:0]


def _sheared(image: Ink, slant: float) -> Ink:
    height, width = image.shape
    lean = abs(slant) * height
    shift = lean if slant > 0 else 0.0
    matrix = np.array([[1, -slant, shift], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(image, matrix, (width + int(lean) + 1, height)))
