"""Find ink that looks like a line of text and stands in no well-read word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan, degrees
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.page import Box, Word
from vnadmin_nlp.scan.image import bytes_of
from vnadmin_nlp.scan.seals import find_seals

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.scan.image import Pixels

#: The ink of words less sure than this counts as unread.
READ = 0.65
#: More loose letters than this are noise: a page of print has 2,500, and office scans leave 200.
MAX_LETTERS = 4000
#: Ink is this much darker than its paper, in gray levels, and this share of the darkest near by.
_CONTRAST, _SHARE = 35, 0.4
#: The following lengths are in heights of a word. Letters are at least and less than so high …
_LOW, _HIGH = 0.4, 1.9
#: … and less than so wide, since bold faxed letters run together; larger strokes are no letters.
_WIDE, _TOO_HIGH = 6.0, 2.2
#: The widest gap within a line, the height and the least width of a line, the width of a letter.
_GAP, _LINE, _SHORT, _LETTER = 1.6, 2.3, 1.5, 0.8
#: Paper around a line, with room for the accents of capitals.
_PAPER = 0.35
#: How far to look beside a line: its first letter often hangs on a seal, and is none for itself.
_REACH = 2.5
_FEWEST_LETTERS = 3
#: Tilt of a stamped line, pixels down per pixel along: less is not worth a blur, more is no line.
_LEAST_TILT, _MOST_TILT = 0.03, 0.36


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

    def on_page(self, box: Box, *, wide: bool) -> Box:
        """Return where ``box`` stands on the page; ``wide`` if it was found in the whole image."""
        import cv2

        x, y = box.centre
        place = x + (0 if wide else self.margin), y, 1
        x, y = cv2.invertAffineTransform(self.place) @ place
        x0, y0 = max(0, round(x - box.width / 2)), max(0, round(y - box.height / 2))
        return Box(x0, y0, x0 + box.width, y0 + box.height)


@dataclass(frozen=True, slots=True)
class _Row:
    """Letters side by side: the box around them, and how far it sinks per pixel along."""

    letters: list[Box]
    box: Box
    tilt: float

    @property
    def feet(self) -> list[float]:
        """Return where the letters end below, once the row is level."""
        middle = self.box.centre[0]
        return [b.y1 - self.tilt * (b.centre[0] - middle) for b in self.letters]

    def score(self, size: float) -> float:
        """Return how many letters stand on the base line, less where others do not."""
        import numpy as np

        feet = np.array(self.feet)
        standing = int(np.count_nonzero(np.abs(feet - np.median(feet)) < 0.3 * size))
        return min(standing, 15) * standing / len(feet)


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

    labels, table = cv2.connectedComponentsWithStats(_ink(layer, size), connectivity=8)[1:3]
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
    rows = [row for row in _rows(letters, size) if not any(s.holds(row.box) for s in seals)]
    rows = sorted(rows, key=lambda row: -row.score(size))[:most]
    strokes = np.zeros(layer.shape, np.uint8)
    trace = np.zeros((1, 1), np.uint8) if trace is None else trace
    return [_line(row, layer, labels, large, strokes, trace, size) for row in rows]


def _ink(layer: Pixels, size: float) -> Pixels:
    """Return 255 where ``layer`` is darker than its paper and not much lighter than ink near by."""
    import cv2
    import numpy as np

    small = cv2.resize(layer, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    near = max(3, int(0.4 * size) | 1)
    paper = cv2.blur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (near, near))
    darkest = cv2.dilate(cv2.subtract(paper, small), np.ones((near, near), np.uint8))
    least = np.maximum(darkest * _SHARE, _CONTRAST).astype(np.uint8)
    height, width = layer.shape
    border = cv2.resize(cv2.subtract(paper, least), (width, height))
    return bytes_of(cv2.compare(layer, border, cv2.CMP_LT))


def _doubtful(words: Sequence[Word], size: float) -> list[Box]:
    """Return the boxes of words that were read badly; their letters may hang on larger strokes."""
    return [
        word.box
        for word in words
        if word.confidence < READ and 0.5 * size < word.box.height < _HIGH * size
    ]


def _rows(letters: Iterable[Box], size: float) -> list[_Row]:
    """Return the letters that stand side by side, as rows of at least a few."""
    rows: list[list[Box]] = []
    growing: list[list[Box]] = []
    for letter in sorted(letters):
        growing = [row for row in growing if letter.x0 - row[-1].x1 < _GAP * size]
        home = next((row for row in growing if _joins(letter, row, size)), None)
        if home is None:
            growing.append(home := [])
            rows.append(home)
        home.append(letter)
    return [_row(row, size) for row in rows if _is_long(row, size)]


def _joins(letter: Box, row: list[Box], size: float) -> bool:
    top, bottom = min(b.y0 for b in row[-4:]), max(b.y1 for b in row[-4:])
    shared = min(letter.y1, bottom) - max(letter.y0, top)
    whole = max(letter.y1, bottom) - min(letter.y0, top)
    return shared > 0.3 * min(letter.height, bottom - top) and whole < _LINE * size


def _is_long(row: list[Box], size: float) -> bool:
    letters = sum(max(1.0, letter.width / (_LETTER * size)) for letter in row)
    return letters >= _FEWEST_LETTERS and Box.around(row).width > _SHORT * size


def _row(letters: list[Box], size: float) -> _Row:
    import numpy as np

    box, tilt = Box.around(letters), 0.0
    if len(letters) > _FEWEST_LETTERS and box.width > 3 * size:
        x, y = zip(*(letter.centre for letter in letters), strict=True)
        tilt = float(np.polyfit(x, y, 1)[0])
    return _Row(letters, box, tilt if _LEAST_TILT < abs(tilt) < _MOST_TILT else 0.0)


def _line(
    row: _Row, layer: Pixels, labels: Any, large: Any, strokes: Pixels, trace: Pixels, size: float
) -> UnreadLine:
    """Return the picture of ``row``; ``strokes`` is a page to draw its large strokes on."""
    import cv2
    import numpy as np

    paper, reach = int(_PAPER * size), int(_REACH * size)
    box, feet = row.box, row.feet
    top = min(foot - b.height for foot, b in zip(feet, row.letters, strict=True))
    margin = paper + reach
    shape = box.width + 2 * margin, round(max(feet) - top) + 2 * paper
    turn = cv2.getRotationMatrix2D(box.centre, degrees(atan(row.tilt)), 1.0)
    place = np.asarray(turn, np.float64)
    place[:, 2] += np.array([margin - box.x0, paper - top])
    area = (
        slice(max(0, box.y0 - paper), box.y1 + paper),
        slice(max(0, box.x0 - margin), box.x1 + margin),
    )
    here = large[labels[area]]
    edged = cv2.dilate(here.astype(np.uint8), np.ones((3, 3), np.uint8))
    strokes[area] = np.where((labels[area] == 0) | here, edged, 0)
    return UnreadLine(
        score=row.score(size),
        pixels=bytes_of(cv2.warpAffine(layer, place, shape, borderValue=255)),
        margin=reach,
        large=bytes_of(cv2.warpAffine(strokes, place, shape)),
        trace=bytes_of(cv2.warpAffine(trace, place, shape)),
        place=place,
    )


def _box(x: int, y: int, width: int, height: int) -> Box:
    return Box(x, y, x + width, y + height)
