"""Find the lines of text on a page by its ink alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnadmin_nlp.ocr.lines.baselines import Baseline
from vnadmin_nlp.ocr.lines.cap_height import CapHeights
from vnadmin_nlp.ocr.lines.ink_components import PEN, Blobs, find_blobs
from vnadmin_nlp.ocr.lines.ink_segments import (
    ABOVE,
    BELOW,
    BODY,
    GAP,
    InkSegment,
    Table,
    find_pieces,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

#: So many times a line grows at its ends, by stops and dashes that are, in talls, so near to it.
_GROWTH, _BESIDE = 3, 0.9
#: A piece of fewer letters is not looked for in signatures; others are, so far beside their ends,
#: and letters have so much ink in a column.
_FEWEST, _REACH, _STEM = 3, 4.0, 0.4
#: More marks are noise, of which the largest are looked at.
_MOST_MARKS = 15_000
#: Lines whose base lines differ by less than this, in talls, are of one row.
_SAME_ROW = 0.4
#: Lines are of small print up to this share of a page's cap height, with cap heights of their own
#: (see `CapHeights`): their least letters, as a share of it; how close to its base line a letter
#: of a line ends.
_SMALL, _SMALL_TALLS, _SMALL_DOUBTS = 0.8, (0.35, 0.9), (0.2, 0.2)
_SMALLEST, _STANDING = 0.22, 0.15
#: How high letters without ascender are, in talls, and the least share of them or of the others
#: where there are both.
_LOW, _FEW = (0.6, 0.85), 0.1
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


def find_text_lines(gray: Pixels, dpi: int, tall: float | None = None) -> TextLines:
    """Return the lines of a level page.

    Args:
        gray: the page.
        dpi: its resolution.
        tall: height of the capitals of most text, where it is known.
    """
    import numpy as np

    blobs = find_blobs(gray, dpi, tall)
    pieces = find_pieces(blobs)
    owners = np.zeros(len(blobs.x0), np.int32)
    for number, piece in enumerate(pieces, 1):
        owners[piece.letters] = number
    lines = _lines(blobs, pieces, owners) if pieces else []
    return TextLines(_ordered(lines), blobs, owners)


def _lines(blobs: Blobs, pieces: list[InkSegment], owners: NDArray[np.int32]) -> list[TextLine]:
    """Return the lines of ``pieces``, and name them in ``owners`` for what else they own.

    The lines grow by letters that touch larger strokes and by stops and dashes at their ends.
    """
    table = Table(pieces)
    for _ in range(_GROWTH):
        _share_high(blobs, table, owners)
    _share_strokes(blobs, pieces, table, owners)
    for _ in range(_GROWTH):
        _own_marks(blobs, table, owners)
    ends = zip(pieces, table.x0.tolist(), table.x1.tolist(), strict=True)
    talls = CapHeights(blobs.tall, _SMALL_TALLS, doubts=_SMALL_DOUBTS)
    return [
        TextLine(number, piece.base, _tall(blobs, piece, owners == number, talls), x0, x1)
        for number, (piece, x0, x1) in enumerate(ends, 1)
    ]


def _tall(blobs: Blobs, piece: InkSegment, own: NDArray[np.bool_], talls: CapHeights) -> float:
    """Return how tall a line is; in small print, letters without ascender are taken for marks."""
    import numpy as np

    rise = piece.base.at((blobs.x0 + blobs.x1)[piece.letters] / 2) - blobs.y0[piece.letters]
    low = (rise > _LOW[0] * piece.tall) & (rise < _LOW[1] * piece.tall)
    both = min(low.mean(), (rise > _LOW[1] * piece.tall).mean()) > _FEW
    if piece.tall > _SMALL * blobs.tall or both:
        return piece.tall
    own = own & (blobs.height > _SMALLEST * blobs.tall)
    foot = piece.base.at((blobs.x0[own] + blobs.x1[own]) / 2)
    standing = np.abs(foot - blobs.y1[own]) < _STANDING * piece.tall
    return talls.best((foot - blobs.y0[own])[standing] + 0.5)


def _share_high(blobs: Blobs, table: Table, owners: NDArray[np.int32]) -> None:
    """Give lines the blobs that are higher than letters, large digits by pen above all."""
    import numpy as np

    for blob in np.flatnonzero(blobs.high & (owners == 0)):
        inside = np.flatnonzero(table.crossed_by(blobs, int(blob), GAP))
        if len(inside):
            alone = len(inside) == 1 and blobs.height[blob] < PEN * table.tall[inside[0]]
            owners[blob] = inside[0] + 1 if alone else SHARED
            table.x0[inside] = np.minimum(table.x0[inside], blobs.x0[blob])
            table.x1[inside] = np.maximum(table.x1[inside], blobs.x1[blob])


def _share_strokes(
    blobs: Blobs, pieces: list[InkSegment], table: Table, owners: NDArray[np.int32]
) -> None:
    """Give lines what is within them of signatures and seals: letters may hang on these."""
    import numpy as np

    for blob in np.flatnonzero(blobs.strokes):
        for n in np.flatnonzero(table.crossed_by(blobs, int(blob), GAP)):
            if len(pieces[n].letters) < _FEWEST:
                continue
            owners[blob] = SHARED
            gap = _BESIDE * table.tall[n]
            stems = _stems(blobs, int(blob), pieces[n]).tolist()
            for x in stems:
                if table.x1[n] <= x < table.x1[n] + gap:
                    table.x1[n] = x + 1
            for x in reversed(stems):
                if table.x0[n] - gap < x < table.x0[n]:
                    table.x0[n] = x


def _stems(blobs: Blobs, blob: int, piece: InkSegment) -> NDArray[np.intp]:
    """Return the columns near a line in which a blob has as much ink as a letter on it."""
    import numpy as np

    reach = _REACH * piece.tall
    left, right = max(0, int(piece.x0 - reach)), int(piece.x1 + reach)
    foot = float(piece.base.at(np.array([(piece.x0 + piece.x1) / 2]))[0])
    top = max(0, int(foot - BODY[0] * piece.tall))
    ink = (blobs.labels[top : int(foot), left:right] == blob).sum(axis=0)
    return left + np.flatnonzero(ink > _STEM * piece.tall)


def _own_marks(blobs: Blobs, table: Table, owners: NDArray[np.int32]) -> None:
    """Give lines their accents, stops and dashes."""
    import numpy as np

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
