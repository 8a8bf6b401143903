"""Marks that are stamped on the head of a page, in red or in a frame: HỎA TỐC, KHẨN, MẬT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from vnadmin_nlp.model.page import BoundingBox
from vnadmin_nlp.ocr.cleanup.clean_page import INKED
from vnadmin_nlp.ocr.files.image_file import bytes_of
from vnadmin_nlp.ocr.lines.line_strips import cut_strip
from vnadmin_nlp.vocab import layout_phrases

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

    Numbers = NDArray[np.intp]

#: Marks stand in this part of a page, from its top, and there are no more than so many stamps.
HEAD, _MOST = 0.5, 4
#: They are looked for on every fourth pixel. Strokes so near to each other, in inches, are of one …
_COARSE, _NEAR = 4, 0.12
#: … which is so wide and high, in inches, so much wider than high, and at most so many degrees out
#: of level. So much of it is ink.
_WIDTH, _HEIGHT, _FORM, _ASKEW, _INK = (0.4, 3.0), (0.12, 0.9), 1.4, 20.0, 0.04
#: A black frame is so high at least, in inches, and so much of what it holds at most is ink.
_FRAMED, _HOLLOW = 0.22, 0.6
#: A frame is a stroke as long as this share of its stamp both ways, with nothing so far within, or
#: one way and thin the other.
_WHOLE, _WITHIN, _LONG, _THIN = 0.7, 0.3, 0.4, 0.2
#: Where capitals may stand within the ink of a line, as shares of its height from its foot: it has
#: marks above, also below (MẬT), or none.
_STANDS = ((0.0, 0.65), (0.0, 0.8), (0.0, 1.0), (0.2, 0.6))
#: How high they are taken to be for their boxes.
_TALL = 0.8
#: One letter in so many may be misread: none of KHẨN, which NHẬN is like, one of HỎA TỐC.
_MISREAD = 6
_KINDS = ("urgency", "secrecy")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A line of capitals on a stamp.

    Attributes:
        strips: the line as the network reads it, by where its capitals may stand.
        middle: of the line on the page, in pixels.
        step: by which a pixel along the line goes right and down.
        size: width of the line, and height of its capitals.
    """

    strips: tuple[Pixels, ...]
    middle: tuple[float, float]
    step: tuple[float, float]
    size: tuple[float, float]

    def boxes(self, texts: Sequence[str]) -> list[BoundingBox]:
        """Return where words stand on the page, as wide as they have letters."""
        letters = sum(map(len, texts)) + len(texts) - 1
        width, tall = self.size[0] / letters, self.size[1]
        boxes, at = [], -letters / 2
        for text in texts:
            along = (at + len(text) / 2) * width
            x, y = (m + along * s for m, s in zip(self.middle, self.step, strict=True))
            half = len(text) * width / 2
            boxes.append(BoundingBox(*map(round, (x - half, y - tall / 2, x + half, y + tall / 2))))
            at += len(text) + 1
        return boxes


def find_stamps(red: Pixels, dpi: int) -> Iterator[Stamp]:
    """Yield what may be marks on the head of a page, stamped in red, the largest first.

    Args:
        red: what is red on the level page, in black on white.
        dpi: resolution of the page.
    """
    import cv2
    import numpy as np

    head = red[: round(HEAD * red.shape[0])]
    small = _small(head)
    reach = np.ones((round(_NEAR * dpi / _COARSE),) * 2, np.uint8)
    labels, boxes = _parts(bytes_of(cv2.dilate(cv2.inRange(small, 0, INKED - 1), reach)))
    fits = (n for n, box in boxes.items() if _COARSE * box.width < _WIDTH[1] * dpi)
    for n in islice(fits, _MOST):
        yield from _cut(head, boxes[n], _of(labels, boxes[n]) == n, dpi)


def find_framed(head: Pixels, dpi: int) -> Iterator[Stamp]:
    """Yield what may be marks on the head of a page that are framed in black, the largest first.

    Args:
        head: of the level page, `HEAD` of it.
        dpi: its resolution.
    """
    import cv2
    import numpy as np

    labels, boxes = _parts(bytes_of(cv2.inRange(_small(head), 0, INKED - 1)))
    inch = dpi / _COARSE
    fits = (
        n
        for n, box in boxes.items()
        if _WIDTH[0] * inch < box.width < _WIDTH[1] * inch
        and _FRAMED * inch < box.height < _HEIGHT[1] * inch
    )
    for n in islice(fits, 2 * _MOST):
        own = (_of(labels, boxes[n]) == n).astype(np.uint8)
        hull = cv2.convexHull(cv2.findNonZero(own))
        whole = cv2.fillConvexPoly(np.zeros_like(own), hull, 1)
        if own.sum() < _HOLLOW * whole.sum():
            yield from _cut(head, boxes[n], whole > 0, dpi)


def _small(head: Pixels) -> Pixels:
    """Return a small picture of the head of a page."""
    import cv2

    scale = 1 / _COARSE
    return bytes_of(cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _parts(ink: Pixels) -> tuple[NDArray[np.int32], dict[int, BoundingBox]]:
    """Return the number of the part of each pixel, and the box of each part, the largest first."""
    import cv2
    import numpy as np

    _, labels, table, _ = cv2.connectedComponentsWithStats(ink)
    order = 1 + np.argsort(-table[1:, 2] * table[1:, 3], kind="stable")
    boxes = {n: BoundingBox(*_edges(table[n, :4].tolist())) for n in order.tolist()}
    return np.asarray(labels, np.int32), boxes


def _of(labels: NDArray[np.int32], box: BoundingBox) -> NDArray[np.int32]:
    return labels[box.y0 : box.y1, box.x0 : box.x1]


def _cut(head: Pixels, box: BoundingBox, inside: NDArray[np.bool_], dpi: int) -> Iterator[Stamp]:
    """Yield the stamp that stands inside a part of a small picture, if there is one."""
    import cv2
    import numpy as np

    x, y = _COARSE * box.x0, _COARSE * box.y0
    own = head[y : _COARSE * box.y1, x : _COARSE * box.x1]
    mask = cv2.resize(inside.astype(np.uint8), own.shape[::-1], interpolation=cv2.INTER_NEAREST)
    stamp = _stamp(bytes_of(np.where(mask, own, np.uint8(255))), (x, y), dpi)
    if stamp:
        yield stamp


def _stamp(own: Pixels, corner: tuple[int, int], dpi: int) -> Stamp | None:
    """Return the line on a stamp that stands alone on ``own``, or None."""
    import cv2
    import numpy as np

    y, x = np.nonzero(own < INKED)
    if not len(x):
        return None
    angle = _askew(x, y)
    right, down = np.cos(angle), np.sin(angle)
    turned = x * right + y * down, y * right - x * down
    width, height = (float(np.ptp(along)) + 1 for along in turned)
    wide = _WIDTH[0] < width / dpi < _WIDTH[1] and width > _FORM * height
    high = _HEIGHT[0] < height / dpi < _HEIGHT[1] and len(x) > _INK * width * height
    if not (wide and high):
        return None
    size = round(width) + dpi // 10, round(height) + dpi // 10
    edges = [dpi / 20 - float(along.min()) for along in turned]
    turn = np.array([[right, down, edges[0]], [-down, right, edges[1]]])
    level = bytes_of(cv2.warpAffine(own, turn, size, flags=cv2.INTER_LINEAR, borderValue=255))
    line = _without_frame(level, width, height)
    points = cv2.findNonZero(cv2.inRange(line, 0, INKED - 1))
    if points is None:
        return None
    ink = BoundingBox(*_edges(cv2.boundingRect(points)))
    at = cv2.invertAffineTransform(turn) @ np.array([*ink.centre, 1.0])
    middle = float(at[0]) + corner[0], float(at[1]) + corner[1]
    return Stamp(_strips(line, ink), middle, (right, down), (ink.width, _TALL * ink.height))


def _edges(rectangle: Sequence[int]) -> tuple[int, int, int, int]:
    x, y, width, height = rectangle
    return x, y, x + width, y + height


def _strips(line: Pixels, ink: BoundingBox) -> tuple[Pixels, ...]:
    strips = []
    for foot, tall in _STANDS:
        base = ink.y1 - foot * ink.height
        ends = [(float(ink.x0), base), (float(ink.x1), base)]
        strips.append(cut_strip(line, ends, tall * ink.height, ink.x0, ink.x1).pixels)
    return tuple(strips)


def _askew(x: Numbers, y: Numbers) -> float:
    """Return by how many radians clockwise ink is out of level: there its rows are fullest."""
    import numpy as np

    def fullness(angle: float) -> float:
        rows = np.round(y * np.cos(angle) - x * np.sin(angle)).astype(np.int64)
        return float((np.bincount(rows - rows.min()).astype(np.float64) ** 2).sum())

    return float(max(np.radians(np.arange(-_ASKEW, _ASKEW + 1)), key=fullness))


def _without_frame(level: Pixels, width: float, height: float) -> Pixels:
    """Return a level stamp without its frame, which may be broken, and what is outside of it."""
    import cv2
    import numpy as np

    ink = bytes_of(cv2.inRange(level, 0, INKED - 1))
    _, labels, table, _ = cv2.connectedComponentsWithStats(ink)
    wide, high = table[:, 2] / width, table[:, 3] / height
    rows, columns = (slice(round(_WITHIN * n), round((1 - _WITHIN) * n)) for n in level.shape)
    around = np.bincount(labels[rows, columns].ravel().astype(np.intp), minlength=len(table)) == 0
    frame = (wide > _WHOLE) & (high > _WHOLE) & around
    lying = (wide > _LONG) & (high < _THIN)
    if lying.any():  # letters of a stamp without a frame are as high as it
        frame |= lying | (high > _WHOLE) & (wide < _THIN)
    frame[0] = False
    mask = cv2.dilate(frame[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return bytes_of(np.where(mask, np.uint8(255), level))


def as_mark(texts: Sequence[tuple[str, float]]) -> tuple[str, float] | None:
    """Return the mark that one of several readings of a stamp is, and how sure that is.

    Args:
        texts: what was read, and how sure each is.

    >>> as_mark([("HÓA Tấc", 0.5), ("HOAY 1", 0.3)])[0]
    'HỎA TỐC'
    """
    found = []
    for text, sure in texts:
        read = layout_phrases.key(text)
        for phrase in (phrase for kind in _KINDS for phrase in layout_phrases.phrases(kind)):
            letters = len(layout_phrases.key(phrase))
            wrong = Levenshtein.distance(read, layout_phrases.key(phrase))
            if wrong <= letters // _MISREAD:
                found.append((sure * (1 - wrong / letters), phrase))
    return max(found)[::-1] if found else None
