"""An image that shows two pages side by side is laid out as two, and its lines put back on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.layout.page_lines import PageLine
from vnadmin_nlp.model.page import BoundingBox, Page, Word

#: Two pages side by side are wider than high, and meet about the middle.
_WIDE, _MIDDLE = 1.15, (0.35, 0.65)
#: Fewer words on a side make no page.
_FEWEST = 8


@dataclass(frozen=True, slots=True)
class PagePart:
    """A page of a document on the image of a page of the file.

    Attributes:
        page: in its own pixels.
        left: where it begins on the image.
        whole: the page of the file.
    """

    page: Page
    left: int
    whole: Page


def parts_of(page: Page) -> list[PagePart]:
    """Return the pages that the image of ``page`` shows: two where its reader took it for two.

    Such a reader reads all of the left page before the right one, see `Page.words`.
    """
    turn = _turn(page)
    if turn is None:
        return [PagePart(page, 0, page)]
    at, gutter = turn
    left = replace(page, width=gutter, words=page.words[:at])
    right = replace(page, width=page.width - gutter, words=_moved(page.words[at:], -gutter))
    return [PagePart(left, 0, page), PagePart(right, gutter, page)]


def put_back(line: PageLine, part: PagePart) -> PageLine:
    """Return a line of ``part.page`` where it stands on the image."""
    return replace(line, words=_moved(line.words, part.left), page=part.whole.number)


def own_words(part: PagePart) -> Page:
    """Return the page of the file with the words of the part only."""
    return replace(part.whole, words=_moved(part.page.words, part.left))


def _turn(page: Page) -> tuple[int, int] | None:
    """Return the index of the first word of the right page, and the x between both pages."""
    if not page.source.has_geometry or page.width < _WIDE * page.height:
        return None
    low, high = (share * page.width for share in _MIDDLE)
    begins = [page.width] * (len(page.words) + 1)
    for n in range(len(page.words) - 1, -1, -1):
        begins[n] = min(begins[n + 1], page.words[n].box.x0)
    ends = 0
    for n, word in enumerate(page.words):
        if n >= _FEWEST and len(page.words) - n >= _FEWEST and ends <= begins[n]:
            gutter = min(max(page.width // 2, ends), begins[n])
            if low <= gutter <= high:
                return n, gutter
        ends = max(ends, word.box.x1)
    return None


def _moved(words: Sequence[Word], right: int) -> tuple[Word, ...]:
    return tuple(
        replace(
            word,
            box=BoundingBox(word.box.x0 + right, word.box.y0, word.box.x1 + right, word.box.y1),
        )
        for word in words
    )
