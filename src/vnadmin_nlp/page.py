"""Pages of words with boxes: what every kind of input file becomes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels of the page image; the origin is the top left corner."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle point ``(x, y)``."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """Return the smallest box that holds all of ``boxes`` (at least one).

        >>> Box.around([Box(1, 2, 3, 4), Box(0, 3, 2, 9)])
        Box(x0=0, y0=2, x1=3, y1=9)
        """
        x0, y0, x1, y1 = zip(*boxes, strict=True)
        return Box(min(x0), min(y0), max(x1), max(y1))


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was read.

    Attributes:
        text: NFC text without white space.
        box: where it stands on the page image, in pixels.
        confidence: 0.0 to 1.0, as the reader judged it (1.0 for a text layer).
        line: number of the reader's own line on this page; a hint for ``layout``, not a truth.
        handwritten: whether digits in it are written by pen, as far as the reader can tell.
        candidates: other readings of such digits and the chosen one, with their probabilities,
            the likeliest first; of a doubtful printed word its readings, the chosen one first.
    """

    text: str
    box: Box
    confidence: float
    line: int
    handwritten: bool = False
    candidates: tuple[tuple[str, float], ...] = ()


class Source(StrEnum):
    """Where the words of a page come from."""

    RECOGNISED = "recognised"
    TEXT_LAYER = "text-layer"
    DOCX = "docx"
    PLAIN_TEXT = "plain-text"

    @property
    def has_geometry(self) -> bool:
        """Tell whether boxes are measured on a page, not made up from the reading order."""
        return self in (Source.RECOGNISED, Source.TEXT_LAYER)


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        number: counted from 1 within the file.
        width: of the page image, in pixels.
        height: of the page image, in pixels.
        dpi: resolution of the page image.
        words: in the reader's order.
        source: where the words come from.
        reader: name of the recogniser (``own``, ``tesserocr`` …), or of the text source.
        rotation: degrees clockwise by which the image was turned upright (0, 90, 180, 270).
        skew: degrees by which the image was straightened after that.
    """

    number: int
    width: int
    height: int
    dpi: int
    words: tuple[Word, ...]
    source: Source
    reader: str
    rotation: int = 0
    skew: float = 0.0
