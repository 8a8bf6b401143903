"""What is on a page: set lines, rules and ink marks in points, and the drawn page in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

POINTS_PER_MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * POINTS_PER_MM, 297 * POINTS_PER_MM

Box = tuple[int, int, int, int]


def mm(value: float) -> float:
    """Return millimetres as points."""
    return value * POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks; ``size`` in points."""

    size: float = 14.0
    bold: bool = False
    italic: bool = False
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one style without white space inside; ``hand`` is written with a pen."""

    text: str
    style: Style
    hand: bool = False


Word = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece at its place: ``x`` of its left edge and ``y`` of its baseline, in points."""

    piece: Piece
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """One printed line: its runs from left to right, its text and the zone it belongs to."""

    runs: tuple[Run, ...]
    text: str
    zone: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight printed line, in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float = 0.6


@dataclass(frozen=True, slots=True)
class Mark:
    """Something put on the printed sheet later: a seal, a signature, a stamp, a banner.

    Attributes:
        kind: a key of ``stamps.MARKS``.
        x: horizontal centre in points.
        y: vertical centre in points.
        text: the lines it bears.
        size: its width in points.
        colour: red, green, blue.
    """

    kind: str
    x: float
    y: float
    text: tuple[str, ...]
    size: float
    colour: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page before it is drawn; all measures in points, the origin at the top left."""

    lines: tuple[SetLine, ...]
    rules: tuple[Rule, ...]
    marks: tuple[Mark, ...]
    family: str
    pen: tuple[int, int, int]
    seed: int


@dataclass(frozen=True, slots=True)
class TypesetLine:
    """The text of one drawn line, its box in pixels and its zone."""

    text: str
    box: Box
    zone: str


@dataclass(frozen=True, slots=True)
class TypesetPage:
    """A drawn page with the truth of what stands on it."""

    image: Image.Image
    lines: tuple[TypesetLine, ...]
    dpi: int
