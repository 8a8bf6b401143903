"""Cut the strip of a line out of its page, with its own ink alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnadmin_nlp.ocr.files.image_file import bytes_of
from vnadmin_nlp.ocr.lines.find_lines import SHARED, TextLine, TextLines
from vnadmin_nlp.ocr.lines.line_strips import LINE, MARGIN, Shape, Strip, cut_strip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

#: A strip wider than this, in talls, may be cut from a curved line: points of its base line.
_POINT_EVERY = 8.0
#: Of letters that touch another line, the part within so many talls above and below is own ink.
_ABOVE, _BELOW = 1.45, 0.36
#: So far below its base line a line leaves off where the next one touches it.
_FEET = 0.08
#: Lines are not closer to each other.
_APART = 0.5
#: Lines further apart do not touch, however they slope.
_NEAR = 4.0
#: Share of the pixels that are darker than the paper.
_PAPER = 0.9
#: Whose ink a pixel is.
_NONE, _OWN, _OTHER, _SHARED = range(4)


def strip_of(line: TextLine, found: TextLines, gray: Pixels, shape: Shape = LINE) -> Strip:
    """Return the strip of ``line``, the ink of others painted over.

    Args:
        line: one of ``found.lines``.
        found: on the page.
        gray: the page.
        shape: of the strip.
    """
    import numpy as np

    rows, columns = _window(line, gray.shape, shape)
    part = _alone(line, found, gray, rows, columns)
    points = 2 + int((line.x1 - line.x0) / line.tall / _POINT_EVERY)
    x = np.linspace(line.x0, line.x1, points)
    y = line.base.at(x) - rows.start
    baseline = list(zip((x - columns.start).tolist(), y.tolist(), strict=True))
    x0, x1 = line.x0 - columns.start, line.x1 - columns.start
    strip = cut_strip(part, baseline, line.tall, x0, x1, shape=shape)
    return Strip(strip.pixels, strip.left + columns.start, strip.scale)


def _window(line: TextLine, page: tuple[int, ...], shape: Shape) -> tuple[slice, slice]:
    """Return the rows and columns of the page that the strip of ``line`` shows."""
    import numpy as np

    pixel = line.tall / shape.tall
    feet = line.base.at(np.linspace(line.x0, line.x1, 5))
    y0 = feet.min() - (shape.above + 1) * pixel
    y1 = feet.max() + (shape.rows - shape.above + 1) * pixel
    x0, x1 = line.x0 - (MARGIN + 2) * pixel, line.x1 + (MARGIN + 2) * pixel
    return (
        slice(max(0, int(y0)), min(page[0], int(y1) + 1)),
        slice(max(0, int(x0)), min(page[1], int(x1) + 1)),
    )


def _alone(line: TextLine, found: TextLines, gray: Pixels, rows: slice, columns: slice) -> Pixels:
    """Return a part of the page on which nothing but the ink of ``line`` is left."""
    import cv2
    import numpy as np

    part = gray[rows, columns]
    owners = found.owners
    kinds = np.where(owners == line.number, _OWN, np.where(owners == SHARED, _SHARED, _OTHER))
    kinds[0] = _NONE
    kind = kinds.astype(np.uint8).take(found.blobs.labels[rows, columns])
    if kind.max() == _SHARED:
        shared = kind == _SHARED
        kind[shared] = np.where(_band(line, found, rows, columns)[shared], _OWN, _OTHER)
    other = (kind == _OTHER).astype(np.uint8)
    other = bytes_of(cv2.bitwise_or(other, found.blobs.rules[rows, columns]))
    if not cv2.countNonZero(other):
        return part
    # With its soft edge, but not with that of its neighbours.
    edged = cv2.dilate(other, np.ones((3, 3), np.uint8))
    edged[kind == _OWN] = 0
    paper = np.sort(part[::5, ::5], axis=None)
    return bytes_of(np.where(edged, paper[int(_PAPER * (paper.size - 1))], part))


def _band(line: TextLine, found: TextLines, rows: slice, columns: slice) -> NDArray[np.bool_]:
    """Tell which pixels stand that letters of ``line`` reach, and not those of its neighbours."""
    import numpy as np

    x = np.arange(columns.start, columns.stop, dtype=np.float64)
    y = np.arange(rows.start, rows.stop, dtype=np.float64)[:, None]
    feet = line.base.at(x)
    top, bottom = feet - _ABOVE * line.tall, feet + _BELOW * line.tall
    for other in _neighbours(line, found):
        over = feet - other.base.at(x)
        beside = (x > other.x0) & (x < other.x1)
        above = beside & (over > _APART * line.tall) & (over < _ABOVE * line.tall)
        below = beside & (over < -_APART * line.tall) & (over > -_ABOVE * line.tall)
        top = np.where(above, feet - over + _FEET * other.tall, top)
        bottom = np.where(below, np.maximum(feet, feet - over - other.tall), bottom)
    return np.asarray((y > top) & (y < bottom))


def _neighbours(line: TextLine, found: TextLines) -> list[TextLine]:
    """Return the lines that stand close above and below ``line``."""
    return [
        other
        for other in found.lines
        if other.x0 < line.x1
        and other.x1 > line.x0
        and abs(other.base.a - line.base.a) < _NEAR * line.tall
    ]
