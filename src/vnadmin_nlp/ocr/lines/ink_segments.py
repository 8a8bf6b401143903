"""Letters that stand side by side become pieces of lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from vnadmin_nlp.ocr.lines.baselines import Baseline, fit
from vnadmin_nlp.ocr.lines.cap_height import CapHeights
from vnadmin_nlp.ocr.lines.ink_components import Blobs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.intp]
    Floats = NDArray[np.float64]
    Marked = NDArray[np.bool_]

#: Cap heights that lines of a page have, as shares of its usual one (`CapHeights`): large digits
#: by pen are no larger type.
_TALLS, _DOUBTS = (0.5, 1.7), (1.5, 2.5)
#: More pieces are noise: a crowded page of a gazette has 200 lines.
_MOST_PIECES = 500
#: What joins more levels than the round of a seal is no text.
_MOST_LEVELS = 12
#: Not more letters may be the accents of another line.
_SPLIT_ACCENT = 3
#: The following lengths are in talls. The widest gap within a piece: columns are further apart.
GAP = 1.2
#: What a line owns reaches so far above and below its base line, and its letters at most …
ABOVE, BELOW = 1.6, 0.36
BODY = 1.1, 0.3
#: … and so far below that is the middle of the lowest letter.
_LOWEST = 0.2
#: Pieces whose base lines differ less are of one row; of one size by the logarithm of their talls.
_SAME_ROW, _SAME_SIZE = 0.3, 0.25
#: The widest gap between two pieces of a row and size that are one after all.
_NEAR = 1.6
#: Letters are side by side where these parts of them, around their middle, share a row.
_CORE = 0.2
#: Rows and columns of the page per row and column of the canvas on which letters are joined.
_SHRINK = 2


def find_pieces(blobs: Blobs) -> list[InkSegment]:
    """Return the lines of letters on a page, or the parts of them between wide gaps."""
    talls = CapHeights(blobs.tall, _TALLS, doubts=_DOUBTS)
    pieces = [piece for letters in _joined(blobs) for piece in _levels(blobs, letters, talls)]
    return _rejoined(blobs, _without_accents(blobs, pieces), talls)


@dataclass(frozen=True, slots=True)
class InkSegment:
    """Letters side by side, and the line they stand on.

    Attributes:
        letters: their numbers, from left to right.
        base: where they stand.
        tall: height of their capitals without accents, in pixels.
        x0: left end.
        x1: right end.
    """

    letters: Indices
    base: Baseline
    tall: float
    x0: float
    x1: float


def _piece(blobs: Blobs, letters: Indices, talls: CapHeights) -> InkSegment:
    import numpy as np

    letters = letters[np.argsort(blobs.x0[letters])]
    middles = (blobs.x0[letters] + blobs.x1[letters]) / 2
    base = fit(middles, blobs.y1[letters].astype(np.float64), blobs.tall)
    tall = talls.best(base.at(middles) - blobs.y0[letters] + 0.5)
    return InkSegment(
        letters, base, tall, float(blobs.x0[letters[0]]), float(blobs.x1[letters].max())
    )


class Table:
    """Pieces as parallel arrays."""

    def __init__(self, pieces: list[InkSegment]) -> None:
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
        top = np.maximum(foot - BODY[0] * self.tall, blobs.y0[blob])
        bottom = np.minimum(foot + BODY[1] * self.tall, blobs.y1[blob])
        gap = np.maximum(self.x0 - blobs.x1[blob], blobs.x0[blob] - self.x1) / self.tall
        return np.asarray((bottom - top > 0.5 * self.tall) & (gap < beside))


def _joined(blobs: Blobs) -> list[Indices]:
    """Return the letters of each line, or of each part of it between wide gaps.

    The middle of each letter is painted with the gap to its right on a canvas: what touches there
    is one line.
    """
    import cv2
    import numpy as np

    letters, joints = np.flatnonzero(blobs.letters), np.flatnonzero(blobs.joints)
    height, width = blobs.labels.shape
    gap = GAP * blobs.tall
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
    if len(pieces) > _MOST_PIECES:
        pieces = sorted(pieces, key=len, reverse=True)[:_MOST_PIECES]
    return pieces


def _levels(blobs: Blobs, letters: Indices, talls: CapHeights) -> list[InkSegment]:
    """Return ``letters`` as pieces of one level each; the letters of a seal join several lines."""
    pieces: list[InkSegment] = []
    while len(letters):
        piece = _piece(blobs, letters, talls)
        rise, _ = Table([piece]).seen_from(blobs, piece.letters)
        mine = (rise[0] > -_LOWEST) & (rise[0] < BODY[0])
        if mine.all() or not mine.any() or len(pieces) == _MOST_LEVELS:
            return [*pieces, piece]
        pieces.append(_piece(blobs, piece.letters[mine], talls))
        letters = piece.letters[~mine]
    return pieces


def _without_accents(blobs: Blobs, pieces: list[InkSegment]) -> list[InkSegment]:
    """Return ``pieces`` without those that are large accents or stops of another one."""
    import numpy as np

    long = [piece for piece in pieces if len(piece.letters) > _SPLIT_ACCENT]
    table = Table(long)
    sizes = np.array([len(piece.letters) for piece in long])

    def is_mark(piece: InkSegment) -> bool:
        rise, beside = table.seen_from(blobs, piece.letters)
        over = (rise > -BELOW) & (rise < ABOVE) & (beside < 0) & (np.abs(rise - 0.5) > 0.3)
        return bool((over.all(axis=1) & (sizes > 3 * len(piece.letters))).any())

    return [piece for piece in pieces if len(piece.letters) > _SPLIT_ACCENT or not is_mark(piece)]


def _rejoined(blobs: Blobs, pieces: list[InkSegment], talls: CapHeights) -> list[InkSegment]:
    """Return ``pieces``, those of one row joined between which no wide gap is, but other ink."""
    table = Table(pieces)
    groups = [[i] for i in range(len(pieces))]
    for one, other in [*_beside(table), *_bridged(blobs, table)]:
        if groups[one] is not groups[other] and _are_apart(groups[one], groups[other], table):
            groups[one].extend(groups[other])
            for i in groups[one]:
                groups[i] = groups[one]
    return [
        pieces[i] if len(group) == 1 else _joint(blobs, [pieces[n] for n in group], talls)
        for i, group in enumerate(groups)
        if i == min(group)
    ]


def _beside(table: Table) -> Iterator[tuple[int, int]]:
    """Yield pieces of one row and size that end and begin side by side, as at quotation marks."""
    import numpy as np

    gap = (table.x0[None, :] - table.x1[:, None]) / table.tall[:, None]
    ends, starts = np.diag(table.at(table.x1)), np.diag(table.at(table.x0))
    level = np.abs(starts[None, :] - ends[:, None]) < 0.5 * _SAME_ROW * table.tall[:, None]
    alike = np.abs(np.log(table.tall[None, :] / table.tall[:, None])) < _SAME_SIZE
    near = (gap > -_SAME_ROW) & (gap < _NEAR)
    yield from zip(*np.nonzero(near & level & alike), strict=True)


def _bridged(blobs: Blobs, table: Table) -> Iterator[tuple[int, int]]:
    """Yield pieces of one row between which letters touch those of another line."""
    import numpy as np

    for blob in np.flatnonzero(blobs.high):
        inside = np.flatnonzero(table.crossed_by(blobs, int(blob), GAP))
        feet = table.at(np.array([(blobs.x0[blob] + blobs.x1[blob]) / 2]))[:, 0]
        for one, other in combinations(inside[np.argsort(table.x0[inside])].tolist(), 2):
            if abs(feet[one] - feet[other]) < _SAME_ROW * blobs.tall:
                yield one, other


def _are_apart(some: list[int], others: list[int], table: Table) -> bool:
    """Tell whether none of ``some`` pieces stands above or below one of ``others``."""
    return all(
        min(table.x1[i], table.x1[j]) - max(table.x0[i], table.x0[j]) < _SAME_ROW * table.tall[i]
        for i in some
        for j in others
    )


def _joint(blobs: Blobs, pieces: list[InkSegment], talls: CapHeights) -> InkSegment:
    import numpy as np

    return _piece(blobs, np.concatenate([piece.letters for piece in pieces]), talls)
