"""Find ink that looks like a line of text and stands in no well-read word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan, degrees
from typing import TYPE_CHECKING

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.ocr.cleanup.seals import find_seals
from vnadmin_nlp.ocr.files.image_file import bytes_of
from vnadmin_nlp.ocr.lines.binarize import find_ink
from vnadmin_nlp.ocr.lines.line_rows import InkRow, find_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

#: The ink of words less sure than this counts as unread.
READ = 0.65
#: More loose letters than this are noise: a page of print has 2,500, and office scans leave 200.
MAX_LETTERS = 4000
#: The following lengths are in heights of a word. Letters are at least and less than so high …
_LOW, _HIGH = 0.4, 1.9
#: … and less than so wide, since bold faxed letters run together; larger strokes are no letters.
_WIDE, _TOO_HIGH = 6.0, 2.2
#: Paper around a line, with room for the accents of capitals.
_PAPER = 0.35
#: How far to look beside a line: its first letter often hangs on a seal, and is none for itself.
_REACH = 2.5


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line to read again.

    Attributes:
        score: how many letters stand on its base line, and how well.
        pixels: the line as it stands on the page, level, with what is to its left and right.
        margin: so much of ``pixels`` on either side does not belong to the line.
        large: not 0 where a connected stroke is far larger than a letter.
        trace: not 0 where a seal or a pen has left a trace.
        place: 2 × 3 transform from the page to ``pixels``.
    """

    score: float
    pixels: Pixels
    margin: int
    large: Pixels
    trace: Pixels
    place: NDArray[np.float64]

    def alone(self, pixels: Pixels) -> Pixels:
        """Return ``pixels``, an image like that of the line, without the margins."""
        return pixels[:, self.margin : pixels.shape[1] - self.margin]

    def moved(self, x: int, y: int) -> UnreadLine:
        """Return the line of a page of which only the part from ``(x, y)`` on was searched."""
        from_page = self.place.copy()
        from_page[:, 2] -= from_page[:, :2] @ (x, y)
        return replace(self, place=from_page)

    def on_page(self, box: BoundingBox, *, wide: bool) -> BoundingBox:
        """Return where ``box`` stands on the page; ``wide`` if it was found in the whole image."""
        import cv2

        x, y = box.centre
        place = x + (0 if wide else self.margin), y, 1
        x, y = cv2.invertAffineTransform(self.place) @ place
        x0, y0 = max(0, round(x - box.width / 2)), max(0, round(y - box.height / 2))
        return BoundingBox(x0, y0, x0 + box.width, y0 + box.height)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The connected pieces of a layer: which of them each pixel is of, and which are large.

    ``marks`` is the table of those smaller than letters, and ``strokes`` a page on which the large
    ones are drawn where they are asked for.
    """

    layer: Pixels
    labels: NDArray[np.int32]
    large: NDArray[np.bool_]
    marks: NDArray[np.int32]
    strokes: Pixels
    trace: Pixels | None
    size: float


def unread_lines(
    layer: Pixels,
    words: Sequence[Word],
    size: float,
    *,
    dpi: int,
    most: int,
    trace: Pixels | None = None,
) -> list[UnreadLine]:
    """Return the lines of ``layer`` that no word of ``words`` covers, the most text-like first.

    Args:
        layer: gray, dark ink on light paper.
        words: what was read on it.
        size: height of a word in pixels.
        dpi: resolution of ``layer``.
        most: lines returned at most.
        trace: not 0 where other ink has left a trace on ``layer``.
    """
    import cv2
    import numpy as np

    labels, table = cv2.connectedComponentsWithStats(find_ink(layer, size), connectivity=8)[1:3]
    x, y, width, height, area = table.T
    large = (height > _TOO_HIGH * size) | (width > _WIDE * size)
    letter = (height > _LOW * size) & (height < _HIGH * size) & (area > 0.05 * width * height)
    large[0] = letter[0] = False  # the paper
    known = np.zeros(layer.shape, np.uint8)
    for word in words:
        if word.confidence >= READ:
            known[word.box.y0 : word.box.y1, word.box.x0 : word.box.x1] = 1
    loose = letter & ~large & (known[y + height // 2, x + width // 2] == 0)
    letters = [_box(*row) for row in table[loose, :4].tolist()] + _doubtful(words, size)
    if len(letters) > MAX_LETTERS:
        return []
    seals = find_seals(labels, table, 4 * size, dpi)
    rows = [row for row in find_rows(letters, size) if not any(s.holds(row.box) for s in seals)]
    rows = sorted(rows, key=lambda row: -row.score(size))[:most]
    marks = table[(height > 0.08 * size) & (height <= _LOW * size) & ~large]
    pieces = _Pieces(
        layer, np.asarray(labels, np.int32), large, marks, np.zeros_like(layer), trace, size
    )
    return [_line(row, pieces) for row in rows]


def _doubtful(words: Sequence[Word], size: float) -> list[BoundingBox]:
    """Return the boxes of words that were read badly; their letters may hang on larger strokes."""
    return [
        word.box
        for word in words
        if word.confidence < READ and 0.5 * size < word.box.height < _HIGH * size
    ]


def _line(row: InkRow, on: _Pieces) -> UnreadLine:
    import cv2
    import numpy as np

    paper, reach = int(_PAPER * on.size), int(_REACH * on.size)
    box, feet, above = row.box, row.feet, _above(row.box, on)
    top = min(foot - b.height for foot, b in zip(feet, row.letters, strict=True)) - above
    margin = paper + reach
    shape = box.width + 2 * margin, round(max(feet) - top) + 2 * paper
    turn = cv2.getRotationMatrix2D(box.centre, degrees(atan(row.tilt)), 1.0)
    place = np.asarray(turn, np.float64)
    place[:, 2] += np.array([margin - box.x0, paper - top])
    area = (
        slice(max(0, box.y0 - above - paper), box.y1 + paper),
        slice(max(0, box.x0 - margin), box.x1 + margin),
    )
    here = on.large[on.labels[area]]
    edged = cv2.dilate(here.astype(np.uint8), np.ones((3, 3), np.uint8))
    on.strokes[area] = np.where((on.labels[area] == 0) | here, edged, 0)
    trace = np.zeros((1, 1), np.uint8) if on.trace is None else on.trace
    return UnreadLine(
        score=row.score(on.size),
        pixels=bytes_of(cv2.warpAffine(on.layer, place, shape, borderValue=255)),
        margin=reach,
        large=bytes_of(cv2.warpAffine(on.strokes, place, shape)),
        trace=bytes_of(cv2.warpAffine(trace, place, shape)),
        place=place,
    )


def _above(box: BoundingBox, on: _Pieces) -> int:
    """Return by how many pixels accents reach higher above a row than its paper does."""
    x, y, width, height = on.marks.T[:4]
    gap = box.y0 - y - height
    accents = (x >= box.x0) & (x + width <= box.x1) & (abs(gap) < 0.15 * on.size)
    reach = box.y0 - y[accents].min() if accents.any() else 0
    return max(0, int(reach + 0.1 * on.size - _PAPER * on.size))


def _box(x: int, y: int, width: int, height: int) -> BoundingBox:
    return BoundingBox(x, y, x + width, y + height)
