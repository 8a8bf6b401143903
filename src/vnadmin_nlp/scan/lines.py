"""Find the lines of text on a page by its ink alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnadmin_nlp.scan.baselines import Baseline
from vnadmin_nlp.scan.blobs import PEN, Blobs, find_blobs
from vnadmin_nlp.scan.pieces import ABOVE, BELOW, BODY, GAP, Piece, Table, find_pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.scan.image import Pixels

#: So many times a line grows at its ends by stops and dashes, which are, in talls, so near to it.
_GROWTH, _BESIDE = 3, 0.9
#: More marks are noise, of which the largest are looked at.
_MOST_MARKS = 15_000
#: Lines whose base lines differ by less than this, in talls, are of one row.
_SAME_ROW = 0.4
#: Number of the owner of blobs in which letters of several lines touch.
SHARED = -1


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text.

    Attributes:
        number: of the line, as in `TextLines.owners`.
        base: where its letters stand.
        tall: height of its capitals without accents, in pixels.
        x0: left end of its ink.
        x1: right end.
    """

    number: int
    base: Baseline
    tall: float
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class TextLines:
    """The lines of a page, and whose each blob is.

    Attributes:
        lines: in reading order.
        blobs: of the page.
        owners: number of the line of each blob; 0 where it is of none, or `SHARED`.
    """

    lines: list[TextLine]
    blobs: Blobs
    owners: NDArray[np.int32]


def find_text_lines(gray: Pixels, dpi: int) -> TextLines:
    """Return the lines of a level page."""
    import numpy as np

    blobs = find_blobs(gray, dpi)
    pieces = find_pieces(blobs)
    owners = np.zeros(len(blobs.x0), np.int32)
    for number, piece in enumerate(pieces, 1):
        owners[piece.letters] = number
    lines = _with_marks(blobs, pieces, owners) if pieces else []
    return TextLines(_ordered(lines), blobs, owners)


def _with_marks(blobs: Blobs, pieces: list[Piece], owners: NDArray[np.int32]) -> list[TextLine]:
    """Return the lines of ``pieces``, and name them in ``owners`` for their marks as well.

    The lines grow by stops and dashes at their ends.
    """
    import numpy as np

    table = Table(pieces)
    for blob in np.flatnonzero(blobs.high):
        inside = np.flatnonzero(table.crossed_by(blobs, int(blob), GAP))
        if len(inside):
            alone = len(inside) == 1 and blobs.height[blob] < PEN * table.tall[inside[0]]
            owners[blob] = inside[0] + 1 if alone else SHARED
            table.x0[inside] = np.minimum(table.x0[inside], blobs.x0[blob])
            table.x1[inside] = np.maximum(table.x1[inside], blobs.x1[blob])
    for _ in range(_GROWTH):
        loose = np.flatnonzero((blobs.marks | blobs.letters) & (owners == 0))
        loose = loose[np.argsort(-blobs.area[loose], kind="stable")[:_MOST_MARKS]]
        rise, beside = table.seen_from(blobs, loose)
        fits = (rise > -BELOW) & (rise < ABOVE) & (beside < _BESIDE)
        # Of two lines that may own a mark the upper one does: marks below letters are near them.
        best = np.where(fits, rise, np.inf).argmin(axis=0)
        each = np.arange(len(loose))
        found = fits[best, each]
        owners[loose[found]] = best[found] + 1
        level = found & (rise[best, each] > -BODY[1]) & (rise[best, each] < BODY[0])
        np.minimum.at(table.x0, best[level], blobs.x0[loose[level]])
        np.maximum.at(table.x1, best[level], blobs.x1[loose[level]])
    ends = zip(pieces, table.x0.tolist(), table.x1.tolist(), strict=True)
    return [
        TextLine(number, piece.base, piece.tall, x0, x1)
        for number, (piece, x0, x1) in enumerate(ends, 1)
    ]


def _ordered(lines: list[TextLine]) -> list[TextLine]:
    """Return ``lines`` row by row, each from left to right."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.base.a):
        last = rows[-1][-1] if rows else None
        if last and abs(line.base.a - last.base.a) < _SAME_ROW * last.tall:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.x0)]
