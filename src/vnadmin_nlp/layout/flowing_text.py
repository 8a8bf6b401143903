"""Lines become flowing text, and every place in it is found again on the page."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from vnadmin_nlp.layout.page_lines import PageLine, Zone, text_height
from vnadmin_nlp.model.page import BoundingBox, Word


@dataclass(frozen=True, slots=True)
class Passage:
    """Flowing text made of lines.

    Attributes:
        text: words with single spaces, paragraphs parted by line breaks.
        starts: where each word begins in ``text``.
        words: the words, parallel to ``starts``.
        pages: page number of each word.
    """

    text: str
    starts: tuple[int, ...]
    words: tuple[Word, ...]
    pages: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, BoundingBox] | None:
        """Return page and box of ``text[start:end]``, on the page where it begins."""
        first = max(0, bisect.bisect_right(self.starts, start) - 1)
        last = max(first + 1, bisect.bisect_left(self.starts, end))
        if not self.words:
            return None
        page = self.pages[first]
        boxes = [
            word.box
            for word, number in zip(self.words[first:last], self.pages[first:last], strict=True)
            if number == page
        ]
        return page, BoundingBox.around(boxes)

    def words_of(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words of ``text[start:end]``."""
        first = max(0, bisect.bisect_right(self.starts, start) - 1)
        last = max(first + 1, bisect.bisect_left(self.starts, end))
        return self.words[first:last]


def passage(lines: Sequence[PageLine], *, geometry: bool = True) -> Passage:
    """Join lines to flowing text; a paragraph begins a new line, a zone leaves one blank.

    Args:
        lines: in reading order.
        geometry: whether boxes are measured; else line ends decide alone.
    """
    text: list[str] = []
    length = 0
    starts: list[int] = []
    words: list[Word] = []
    pages: list[int] = []
    margins = _margins(lines) if geometry else {}
    previous: PageLine | None = None
    for line in lines:
        if previous is not None:
            gap = _gap(previous, line, margins)
            text.append(gap)
            length += len(gap)
        for i, word in enumerate(line.words):
            if i:
                text.append(" ")
                length += 1
            starts.append(length)
            words.append(word)
            pages.append(line.page)
            text.append(word.text)
            length += len(word.text)
        previous = line
    return Passage("".join(text), tuple(starts), tuple(words), tuple(pages))


def _margins(lines: Sequence[PageLine]) -> dict[int, tuple[int, int, float]]:
    """Return left margin, right margin and text height of each page, in pixels."""
    by_page: dict[int, list[PageLine]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    margins = {}
    for number, group in by_page.items():
        long = [line for line in group if len(line.words) > 4] or group
        lefts = sorted(line.box.x0 for line in long)
        rights = sorted(line.box.x1 for line in long)
        height = text_height(word for line in group for word in line.words)
        margins[number] = (lefts[len(lefts) // 5], rights[-1 - len(rights) // 5], height)
    return margins


def _gap(previous: PageLine, line: PageLine, margins: dict[int, tuple[int, int, float]]) -> str:
    if previous.zone != line.zone:
        return "\n\n"
    if line.zone == Zone.SUBJECT:
        return " "
    return "\n" if _breaks(previous, line, margins) else " "


def _breaks(previous: PageLine, line: PageLine, margins: dict[int, tuple[int, int, float]]) -> bool:
    first = line.words[0].text
    if first in ("-", "–", "+", "•") or first.rstrip(".:").casefold() == "điều":
        return previous.text.rstrip()[-1:] in ".;:,/" or first in "-–+•"
    ended = previous.text.rstrip()[-1:] in ".;:"
    if line.page not in margins or previous.page not in margins:
        return ended or not first[:1].islower()
    left, _, height = margins[line.page]
    indented = line.box.x0 > left + 1.2 * height
    short = previous.box.x1 < margins[previous.page][1] - 4 * height
    return (indented and (ended or short)) or (short and ended)
