"""Where the ink of a page is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnadmin_nlp.ocr.files.image_file import bytes_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vnadmin_nlp.ocr.files.image_file import Pixels

#: Ink is this much darker than its paper, in gray levels, and this share of the darkest near by.
_CONTRAST, _SHARE = 35, 0.4


def find_ink(layer: Pixels, size: float) -> Pixels:
    """Return 255 where ``layer`` is darker than its paper and not much lighter than ink near by.

    Args:
        layer: gray, dark ink on light paper.
        size: height of letters in pixels.
    """
    import cv2
    import numpy as np

    height, width = layer.shape
    quarter = max(1, width // 4), max(1, height // 4)
    small = cv2.resize(layer, quarter, interpolation=cv2.INTER_AREA)
    near = max(3, int(0.4 * size) | 1)
    paper = cv2.blur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (near, near))
    darkest = cv2.dilate(cv2.subtract(paper, small), np.ones((near, near), np.uint8))
    least = np.maximum(darkest * _SHARE, _CONTRAST).astype(np.uint8)
    border = cv2.resize(cv2.subtract(paper, least), (width, height))
    return bytes_of(cv2.compare(layer, border, cv2.CMP_LT))


def connected(ink: Pixels) -> tuple[NDArray[np.integer], NDArray[np.int32]]:
    """Return the number of the blob of each pixel, and the table of the blobs.

    The table has left, top, width, height and area of each, the paper first.
    """
    import cv2
    import numpy as np

    # Labels of 16 bits cost half the time. The first pixel of a blob has no ink before it.
    before = cv2.dilate(ink, np.array([[1, 1, 1], [1, 0, 0]], np.uint8), anchor=(1, 1))
    few = cv2.countNonZero(cv2.subtract(ink, before)) < np.iinfo(np.uint16).max
    kind = cv2.CV_16U if few else cv2.CV_32S
    _, labels, table, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=kind)
    return np.asarray(labels), np.asarray(table, np.int32)
