"""Find the lines of text on a page by its ink alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from vnadmin_nlp.scan.baselines import Baseline, fit
from vnadmin_nlp.scan.blobs import Blobs, find_blobs
from vnadmin_nlp.scan.talls import Talls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.scan.image import Pixels

    Indices = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Marked = NDArray[np.bool_]

#: Talls that the lines of a page have, as shares of its usual one, see `Talls`: large digits by
#: pen are no larger type.
_TALLS, _DOUBT = (0.55, 1.7), 1.5
#: More pieces are noise: a crowded page of a gazette has 200 lines.
_MOST_LINES = 500
#: The following lengths are in talls. The widest gap within a line: columns are further apart.
_GAP = 1.2
#: What a line owns reaches so far above and below its base line, and beside its letters.
_ABOVE, _BELOW, _BESIDE = 1.6, 0.36, 0.9
#: How far letters reach above and below the base line at most.
_BODY = 1.1, 0.3
#: Pieces whose base lines differ less are of one row.
_SAME_ROW = 0.3
#: Not more letters may be the accents of another line.
_SPLIT_ACCENT = 3
#: So many times a line grows at its ends by stops and dashes.
_GROWTH = 3
#: Letters are side by side where these parts of them, around their middle, share a row.
_CORE = 0.2
#: Rows and columns of the page per row and column of the canvas on which letters are joined.
_SHRINK = 2
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
    talls = Talls(blobs.tall, _TALLS, doubt=_DOUBT)
    pieces = [piece for letters in _joined(blobs) for piece in _levels(blobs, letters, talls)]
    pieces = _bridged(blobs, _without_accents(blobs, pieces), talls)
    owners = np.zeros(len(blobs.x0), np.int32)
    for number, piece in enumerate(pieces, 1):
        owners[piece.letters] = number
    lines = _with_marks(blobs, pieces, owners) if pieces else []
    return TextLines(_ordered(lines), blobs, owners)


def _joined(blobs: Blobs) -> list[Indices]:
    """Return the letters of each line, or of each part of it between wide gaps.

    The middle of each letter is painted with the gap to its right on a canvas: what touches there
    is one line.
    """
    import cv2
    import numpy as np

    letters, joints = np.flatnonzero(blobs.letters), np.flatnonzero(blobs.joints)
    height, width = blobs.labels.shape
    gap = _GAP * blobs.tall
    canvas = np.zeros((height // _SHRINK + 1, int(width + gap) // _SHRINK + 1), np.uint8)
    middle, half = (blobs.y0 + blobs.y1) / 2, _CORE * blobs.height
    corners = np.stack([blobs.x0, middle - half, blobs.x1 + gap, middle + half], 1) / _SHRINK
    for left, top, right, bottom in np.rint(corners[joints]).astype(int).tolist():
        canvas[top : bottom + 1, left : right + 1] = 1
    labels = cv2.connectedComponents(canvas, connectivity=4)[1]
    across = (blobs.x0 + blobs.x1) / 2
    at = (middle[letters] / _SHRINK).astype(int), (across[letters] / _SHRINK).astype(int)
    names, counts = np.unique(labels[at], return_counts=True)
    order = np.argsort(labels[at], kind="stable")
    pieces = np.split(letters[order], np.cumsum(counts)[:-1]) if len(names) else []
    if len(pieces) > _MOST_LINES:
        pieces = sorted(pieces, key=len, reverse=True)[:_MOST_LINES]
    return pieces


@dataclass(frozen=True, slots=True)
class _Piece:
    """Letters side by side, and the line they stand on."""

    letters: Indices
    base: Baseline
    tall: float
    x0: float
    x1: float


def _piece(blobs: Blobs, letters: Indices, talls: Talls) -> _Piece:
    import numpy as np

    letters = letters[np.argsort(blobs.x0[letters])]
    middles = (blobs.x0[letters] + blobs.x1[letters]) / 2
    base = fit(middles, blobs.y1[letters].astype(np.float64), blobs.tall)
    tall = talls.best(base.at(middles) - blobs.y0[letters] + 0.5)
    return _Piece(letters, base, tall, float(blobs.x0[letters[0]]), float(blobs.x1[letters].max()))


def _levels(blobs: Blobs, letters: Indices, talls: Talls) -> list[_Piece]:
    """Return ``letters`` as pieces of one level each; the letters of a seal join several lines."""
    piece = _piece(blobs, letters, talls)
    rise, _ = _Table([piece]).seen_from(blobs, piece.letters)
    mine = (rise[0] > -0.2) & (rise[0] < _BODY[0])
    if mine.all() or not mine.any():
        return [piece]
    rest = _levels(blobs, piece.letters[~mine], talls)
    return [_piece(blobs, piece.letters[mine], talls), *rest]


def _without_accents(blobs: Blobs, pieces: list[_Piece]) -> list[_Piece]:
    """Return ``pieces`` without those that are large accents or stops of another one."""
    import numpy as np

    long = [piece for piece in pieces if len(piece.letters) > _SPLIT_ACCENT]
    table = _Table(long)
    sizes = np.array([len(piece.letters) for piece in long])

    def is_mark(piece: _Piece) -> bool:
        rise, beside = table.seen_from(blobs, piece.letters)
        over = (rise > -_BELOW) & (rise < _ABOVE) & (beside < 0) & (np.abs(rise - 0.5) > 0.3)
        return bool((over.all(axis=1) & (sizes > 3 * len(piece.letters))).any())

    return [piece for piece in pieces if len(piece.letters) > _SPLIT_ACCENT or not is_mark(piece)]


def _bridged(blobs: Blobs, pieces: list[_Piece], talls: Talls) -> list[_Piece]:
    """Return ``pieces``, those of one row joined between which letters touch another line."""
    import numpy as np

    table = _Table(pieces)
    groups = [[i] for i in range(len(pieces))]
    for blob in np.flatnonzero(blobs.high):
        inside = np.flatnonzero(table.crossed_by(blobs, int(blob), _GAP))
        middle = np.array([(blobs.x0[blob] + blobs.x1[blob]) / 2])
        feet = table.at(middle)[:, 0]
        for one, other in combinations(inside[np.argsort(table.x0[inside])].tolist(), 2):
            level = abs(feet[one] - feet[other]) < _SAME_ROW * blobs.tall
            if level and _are_apart(groups[one], groups[other], table):
                groups[one].extend(groups[other])
                for i in groups[one]:
                    groups[i] = groups[one]
    return [
        pieces[i] if len(group) == 1 else _joint(blobs, [pieces[n] for n in group], talls)
        for i, group in enumerate(groups)
        if i == min(group)
    ]


def _are_apart(some: list[int], others: list[int], table: _Table) -> bool:
    """Tell whether none of ``some`` pieces stands above or below one of ``others``."""
    return all(
        min(table.x1[i], table.x1[j]) - max(table.x0[i], table.x0[j]) < _SAME_ROW * table.tall[i]
        for i in some
        for j in others
    )


def _joint(blobs: Blobs, pieces: list[_Piece], talls: Talls) -> _Piece:
    import numpy as np

    return _piece(blobs, np.concatenate([piece.letters for piece in pieces]), talls)


class _Table:
    """Pieces as parallel arrays."""

    def __init__(self, pieces: list[_Piece]) -> None:
        import numpy as np

        rows = [(p.base.middle, p.base.a, p.base.b, p.base.c, p.tall, p.x0, p.x1) for p in pieces]
        table = np.array(rows, np.float64).reshape(-1, 7)
        self.middle, self.a, self.b, self.c, self.tall, self.x0, self.x1 = table.T

    def at(self, x: Floats) -> Floats:
        """Return the height of each line at each of ``x``."""
        off = x[None, :] - self.middle[:, None]
        return self.a[:, None] + off * (self.b[:, None] + off * self.c[:, None])

    def seen_from(self, blobs: Blobs, which: Indices) -> tuple[Floats, Floats]:
        """Return how far blobs are above the feet of each line and beside its ends, in talls."""
        import numpy as np

        x, y = (blobs.x0 + blobs.x1)[which] / 2, (blobs.y0 + blobs.y1)[which] / 2
        rise = (self.at(x) - y[None, :]) / self.tall[:, None]
        left = self.x0[:, None] - blobs.x1[None, which]
        right = blobs.x0[None, which] - self.x1[:, None]
        return rise, np.maximum(left, right) / self.tall[:, None]

    def crossed_by(self, blobs: Blobs, blob: int, beside: float) -> Marked:
        """Tell which lines a blob stands in, not further beside their ends than that."""
        import numpy as np

        x = np.array([(blobs.x0[blob] + blobs.x1[blob]) / 2])
        foot = self.at(x)[:, 0]
        top = np.maximum(foot - _BODY[0] * self.tall, blobs.y0[blob])
        bottom = np.minimum(foot + _BODY[1] * self.tall, blobs.y1[blob])
        gap = np.maximum(self.x0 - blobs.x1[blob], blobs.x0[blob] - self.x1) / self.tall
        return np.asarray((bottom - top > 0.5 * self.tall) & (gap < beside))


def _with_marks(blobs: Blobs, pieces: list[_Piece], owners: NDArray[np.int32]) -> list[TextLine]:
    """Return the lines of ``pieces``, and name them in ``owners`` for their marks as well.

    The lines grow by stops and dashes at their ends.
    """
    import numpy as np

    table = _Table(pieces)
    for blob in np.flatnonzero(blobs.high):
        inside = np.flatnonzero(table.crossed_by(blobs, int(blob), _GAP))
        if len(inside):
            alone = len(inside) == 1 and blobs.height[blob] < 2.4 * table.tall[inside[0]]
            owners[blob] = inside[0] + 1 if alone else SHARED
            table.x0[inside] = np.minimum(table.x0[inside], blobs.x0[blob])
            table.x1[inside] = np.maximum(table.x1[inside], blobs.x1[blob])
    for _ in range(_GROWTH):
        loose = np.flatnonzero((blobs.marks | blobs.letters) & (owners == 0))
        rise, beside = table.seen_from(blobs, loose)
        fits = (rise > -_BELOW) & (rise < _ABOVE) & (beside < _BESIDE)
        # Of two lines that may own a mark the upper one does: marks below letters are near them.
        best = np.where(fits, rise, np.inf).argmin(axis=0)
        each = np.arange(len(loose))
        found = fits[best, each]
        owners[loose[found]] = best[found] + 1
        level = found & (rise[best, each] > -0.3) & (rise[best, each] < _BODY[0])
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
        if last and abs(line.base.a - last.base.a) < 0.4 * last.tall:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.x0)]
