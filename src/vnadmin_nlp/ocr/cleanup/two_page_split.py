"""Two pages side by side on one image: where the one ends and the other begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vnadmin_nlp.ocr.cleanup.skew import Letters, find_letters

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage
    from vnadmin_nlp.ocr.files.image_file import Pixels

#: Two sheets side by side are wider than high by this factor at least.
_WIDE = 1.15
#: Where the gutter may be, and the least width of it, as shares of the image; the margins of two
#: sheets are .1 of it together (NĐ 30/2020/NĐ-CP, annex I: 15 and 30 mm).
_MIDDLE, _LEAST = (0.38, 0.62), 0.045
#: Share of all letters that may stand in a column of the gutter: dirt, the shadow of the fold.
_DIRT = 0.002
#: Letters that either page has at least.
_ENOUGH = 60
#: So many rules across the gutter make a table of it.
_RULES = 3


def find_gutter(page: CleanPage) -> int | None:
    """Return the x at which two pages on the level image of ``page`` meet; None for one page."""
    height, width = page.shape
    if width < _WIDE * height:
        return None
    letters = find_letters(page.pixels, page.dpi)
    free = _free_middle(letters, width)
    if free is None:
        return None
    left, right = free
    if min((letters.x < left).sum(), (letters.x > right).sum()) < _ENOUGH:
        return None
    if _rules_across(page.pixels[:, left:right]) >= _RULES:
        return None
    # The outer margin of a page is narrower than that beside the fold: the middle of the image is
    # better than that of the gutter, if it is within.
    inset = (right - left) // 5
    return min(max(width // 2, left + inset), right - inset)


def _free_middle(letters: Letters, width: int) -> tuple[int, int] | None:
    """Return the widest part of the middle that letters leave free."""
    import numpy as np

    begun = np.bincount(letters.x, minlength=width + 1)[: width + 1]
    ended = np.bincount(letters.x + letters.width, minlength=width + 1)[: width + 1]
    busy = np.cumsum(begun - ended) > max(1.0, _DIRT * len(letters))
    low, high = (round(share * width) for share in _MIDDLE)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], busy[low:high], [True]]).astype(int)))
    starts, ends = edges[::2] + low, edges[1::2] + low
    if not len(starts):
        return None
    widest = int((ends - starts).argmax())
    left, right = int(starts[widest]), int(ends[widest])
    return (left, right) if right - left >= _LEAST * width else None


def _rules_across(band: Pixels) -> int:
    """Return how many dark lines run across a band from its left to its right."""
    import numpy as np

    paper = np.median(band)
    across = (band < 0.75 * paper).mean(axis=1) > 0.9
    return int(np.count_nonzero(np.diff(across.astype(np.int8)) == 1))
