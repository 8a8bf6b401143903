"""Draw a line of text as it stands on a scanned page, and cut its strip as the reader does."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.recogniser.alphabet import PEN_DIGITS, truth
from models.recogniser.faces import Face, Faces
from models.recogniser.pen import Pen
from models.recogniser.spoil import spoiled
from models.recogniser.strokes import marks, nothing, scrawl, underline
from vnadmin_nlp.ocr.lines.line_strips import LINE, Shape, cut_strip

Pixels = NDArray[np.uint8]
Level = Literal["clean", "office", "bilevel", "bad"]
LEVELS: tuple[Level, ...] = get_args(Level)
#: How often each level is trained on.
SHARES = (0.12, 0.36, 0.34, 0.18)
#: The palest ink of a pen that can still be seen at each level: blue ink is filtered away.
_PALEST: dict[Level, float] = {"clean": 0.22, "office": 0.28, "bilevel": 0.75, "bad": 0.6}
#: Room above and below the base line, and at the ends, in ems.
_UP, _DOWN, _SIDE = 1.55, 0.8, 1.0
_PIECE = re.compile(rf"\t|[{PEN_DIGITS}]+(?:[/.-][{PEN_DIGITS}]+)*|[^\t{PEN_DIGITS}]+")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A piece of a page with one line on it.

    Attributes:
        ink: 0 is paper, 255 ink; what is spoiled later becomes a gray page.
        others: the ink in it of other lines, or None.
        foot: row of the base line at the middle of ``ink``.
        slope: rows that the base line falls per column.
        tall: height of the capitals, in rows.
        x0: left end of the line's own ink.
        x1: its right end.
        pens: what is written by pen, with its left and right end.
        written: the ink of the pens alone, or None.
    """

    ink: Pixels
    others: Pixels | None
    foot: float
    slope: float
    tall: float
    x0: float
    x1: float
    pens: tuple[tuple[str, float, float], ...] = ()
    written: Pixels | None = None

    @property
    def baseline(self) -> list[tuple[float, float]]:
        """Return two points of the base line."""
        middle = self.ink.shape[1] / 2
        return [(x, self.foot + self.slope * (x - middle)) for x in (self.x0, self.x1)]


@dataclass
class Drawer:
    """Draws lines; all chance is taken from its two generators."""

    faces: Faces
    pen: Pen
    rng: random.Random
    noise: np.random.Generator
    #: Lines to stand above and below, in the same face.
    neighbours: list[str] = field(default_factory=list)

    def strip(self, line: str, level: Level) -> tuple[Pixels, str]:
        """Return the strip of ``line`` as the reader would cut it, and what is to be read."""
        page, drawn = self.page(line, level)
        return self.cut(page, drawn), truth(line)

    def cut(self, page: Pixels, drawn: Drawn, shape: Shape = LINE) -> Pixels:
        """Return the strip of a drawn line as the line finder would have it, its slips included."""
        rng = self.rng
        # The line finder errs: mostly little, at times much.
        error = (
            rng.lognormvariate(0, 0.05)
            if rng.random() < 0.7
            else math.exp(rng.uniform(-0.25, 0.25))
        )
        tall = drawn.tall * error
        row = tall / shape.tall
        drop = rng.gauss(0, 0.5) if rng.random() < 0.7 else rng.uniform(-2, 2)
        tilt = rng.gauss(0, 0.4)
        (xa, ya), (xb, yb) = drawn.baseline
        baseline = [(xa, ya + (drop - tilt) * row), (xb, yb + (drop + tilt) * row)]
        x0, x1 = xa + rng.uniform(-6, 1.5) * row, xb + rng.uniform(-1.5, 6) * row
        others = None if drawn.others is None else self._left_over(drawn.others)
        return cut_strip(page, baseline, tall, x0, x1, others=others, shape=shape).pixels

    def nothing(self) -> Pixels:
        """Return a strip with nothing to read."""
        font = self.faces.pick(self.rng).at(self.rng.randint(20, 40))
        return nothing(self.rng, self.noise, font, self.rng.choice(self.neighbours))

    def page(self, line: str, level: Level) -> tuple[Pixels, Drawn]:
        """Return a gray piece of a page with ``line`` on it, and where the line stands."""
        rng = self.rng
        face = self.faces.pick(rng)
        low, high = {"clean": (34, 60), "office": (28, 58), "bilevel": (26, 58), "bad": (28, 42)}[
            level
        ]
        em = rng.randint(low, high) if rng.random() < 0.6 else rng.randint(low, (low + high) // 2)
        drawn = self._turned(self._set(line, face, em, _PALEST[level]), level)
        gray, zoom = spoiled(drawn.ink, level, em, rng, self.noise)
        others = drawn.others
        if zoom != (1.0, 1.0) and others is not None:
            others = cv2.resize(others, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)
        written = drawn.written
        if zoom != (1.0, 1.0) and written is not None:
            written = cv2.resize(written, gray.shape[::-1], interpolation=cv2.INTER_AREA)
        fx, fy = zoom
        return gray, replace(
            drawn, ink=gray, others=others, written=written,
            foot=drawn.foot * fy, slope=drawn.slope * fy / fx,
            tall=drawn.tall * fy, x0=drawn.x0 * fx, x1=drawn.x1 * fx,
            pens=tuple((text, start * fx, end * fx) for text, start, end in drawn.pens),
        )  # fmt: skip

    def _set(self, line: str, face: Face, em: int, palest: float) -> Drawn:
        """Set ``line`` piece by piece from left to right."""
        rng, font = self.rng, face.at(em)
        space = em * 0.25 * rng.choice((1.0, rng.uniform(0.75, 1.3), rng.uniform(1, 1.9)))
        side, foot = int(em * _SIDE), int(em * _UP)
        tall = face.tall * em
        pens: list[tuple[int, Pixels, int]] = []
        spans: list[tuple[str, float, float]] = []
        gaps: list[tuple[float, float]] = []
        texts: list[tuple[float, str, ImageFont.FreeTypeFont]] = []
        # A word in bold or italics and then another face, as in "Lưu ý: …".
        change = rng.randint(1, 9) if rng.random() < 0.08 else -1
        x = float(side)
        for piece in _PIECE.findall(line):
            start = x
            if piece == "\t":
                x += em * rng.choice((rng.uniform(0.2, 0.8), rng.uniform(0.5, 3.2)))
                gaps.append((start, x))
            elif piece[0] in PEN_DIGITS:
                ink, base = self.pen.write(piece, tall)
                x += em * rng.choice((rng.uniform(-0.12, 0.12), rng.uniform(-0.3, 0.05)))
                pens.append((int(x), ink, base))
                spans.append((piece, x, x + ink.shape[1]))
                x += ink.shape[1]
                gaps.append((start, x))
            else:
                for word in re.split(r"(?<= )", piece):
                    if len(texts) == change:
                        font = self.faces.pick(rng).at(em)
                    texts.append((x, word.rstrip(), font))
                    x += font.getlength(word.rstrip()) + (
                        space * rng.uniform(0.96, 1.04) if word.endswith(" ") else 0
                    )
        width, height = int(x) + side, int(em * (_UP + _DOWN))
        image = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(image)
        for at, word, own in texts:
            draw.text((at, foot), word, font=own, fill=255, anchor="ls")
        if gaps and rng.random() < 0.25:
            self._dots(draw, gaps, foot, em)
        ink = np.array(image)
        written = self._add_pens(ink, pens, foot, palest) if pens else None
        columns = np.flatnonzero(ink.max(0) > 40)
        x0, x1 = (int(columns[0]), int(columns[-1]) + 1) if len(columns) else (side, width - side)
        others = self._neighbours(font, em, ink.shape, foot) if rng.random() < 0.4 else None
        if rng.random() < 0.04:  # initials behind the last word
            start, x1 = x1 - em // 5, min(ink.shape[1], x1 + em)
            scrawl(ink[em // 2 : -em // 4, start:x1], rng)
        if rng.random() < 0.07:
            underline(ink, x0, x1, foot, em, rng)
        return Drawn(ink, others, float(foot), 0.0, tall, x0, x1, tuple(spans), written)

    def _dots(
        self, draw: ImageDraw.ImageDraw, gaps: list[tuple[float, float]], foot: int, em: int
    ) -> None:
        """Draw the dotted line that a form has where a pen is to write."""
        step, size = em * self.rng.uniform(0.12, 0.3), max(1, em // 18)
        drop = foot + int(em * self.rng.uniform(-0.02, 0.12))
        for start, end in gaps:
            for k in range(int((end - start) / step)):
                x = start + k * step
                draw.ellipse((x, drop - size, x + size, drop), fill=255)

    def _add_pens(
        self, ink: Pixels, pens: list[tuple[int, Pixels, int]], foot: int, palest: float
    ) -> Pixels:
        """Lay pen digits over the print, as black, gray, or half gone; return them whole."""
        rng, written = self.rng, np.zeros_like(ink)
        dark = rng.choice((1.0, rng.uniform(palest, 1.0)))
        gone = rng.random() < 0.05
        for x, glyphs, base in pens:
            top = foot - base
            part = glyphs[max(0, -top) :][: ink.shape[0] - max(0, top)]
            where = (
                slice(max(0, top), max(0, top) + part.shape[0]),
                slice(max(0, x), max(0, x) + part.shape[1]),
            )
            spot, whole = ink[where], written[where]
            np.maximum(whole, part[:, : spot.shape[1]], out=whole)
            pale = part[:, : spot.shape[1]].astype(np.float32) * dark
            if gone:
                pale *= self._cloud(pale.shape, 0.3, 1.6)
            np.maximum(spot, np.clip(pale, 0, 255).astype(np.uint8), out=spot)
        return written

    def _cloud(self, shape: tuple[int, ...], low: float, high: float) -> NDArray[np.float32]:
        rough = self.noise.random((max(2, shape[0] // 5), max(2, shape[1] // 5)), np.float32)
        smooth = cv2.resize(rough, (shape[1], shape[0]))
        return np.clip(low + smooth * (high - low), 0, 1)

    def _neighbours(
        self, font: ImageFont.FreeTypeFont, em: int, shape: tuple[int, ...], foot: int
    ) -> Pixels:
        image = Image.new("L", (shape[1], shape[0]), 0)
        draw, rng = ImageDraw.Draw(image), self.rng
        pitch = em * rng.choice((rng.uniform(1.08, 1.25), rng.uniform(1.15, 1.6)))
        for side in (-1, 1):
            if rng.random() < 0.75:
                left = rng.randint(-em, em) if rng.random() < 0.7 else rng.randint(0, shape[1])
                text = rng.choice(self.neighbours)
                draw.text((left, foot + side * pitch), text, font=font, fill=255, anchor="ls")
        return np.array(image)

    def _left_over(self, others: Pixels) -> Pixels | None:
        """Return the ink of other lines that the line finder knows as such: all, part, or none."""
        rng = self.rng
        chance = rng.random()
        if chance < 0.3:
            return None
        known = cv2.dilate((others > 30).astype(np.uint8), np.ones((3, 3), np.uint8))
        for _ in range(rng.randint(1, 4) if chance < 0.6 else 0):
            start = rng.randint(0, known.shape[1])
            known[:, start : start + rng.randint(5, 80)] = 0
        return np.asarray(known)

    def _turned(self, drawn: Drawn, level: Level) -> Drawn:
        """Return the piece a little askew, narrower or wider, its neighbours and marks drawn in."""
        rng = self.rng
        height, width = drawn.ink.shape
        ink = drawn.ink if drawn.others is None else cv2.max(drawn.ink, drawn.others)
        marks(ink, drawn.tall, level, rng, self.noise)
        if rng.random() > (0.25 if level == "clean" else 0.7):
            return replace(drawn, ink=ink)
        slope = max(-0.02, min(0.02, rng.gauss(0, 0.006)))
        shear, stretch = rng.uniform(-0.04, 0.04), rng.uniform(0.88, 1.12)
        wide = int(width * stretch)
        matrix = np.array(
            [[stretch, shear, -shear * drawn.foot], [slope * stretch, 1, -slope * wide / 2]],
            np.float32,
        )

        def warped(pixels: Pixels) -> Pixels:
            return np.asarray(
                cv2.warpAffine(pixels, matrix, (wide, height), flags=cv2.INTER_LINEAR)
            )

        others = None if drawn.others is None else warped(drawn.others)
        return replace(
            drawn,
            ink=warped(ink),
            others=others,
            written=None if drawn.written is None else warped(drawn.written),
            slope=slope,
            x0=drawn.x0 * stretch,
            x1=drawn.x1 * stretch,
            pens=tuple((text, start * stretch, end * stretch) for text, start, end in drawn.pens),
        )
