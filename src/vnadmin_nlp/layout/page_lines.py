"""Words become rows: what stands side by side at one height of the page."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from vnadmin_nlp.model.page import BoundingBox, Page, Word


class Zone(StrEnum):
    """The parts of a document, as the official diagrams have them (NĐ 30/2020, Phụ lục I)."""

    LETTERHEAD = "letterhead"  # tên cơ quan ban hành, left
    MOTTO = "motto"  # quốc hiệu, tiêu ngữ; tiêu đề of Party papers, right
    NUMBER = "number"  # số, ký hiệu
    PLACE_DATE = "place-date"  # địa danh, ngày tháng năm
    TITLE = "title"  # tên loại
    SUBJECT = "subject"  # trích yếu
    ADDRESSEES = "addressees"  # kính gửi
    BODY = "body"  # nội dung
    RECIPIENTS = "recipients"  # nơi nhận
    SIGNER = "signer"  # quyền hạn, chức vụ, họ tên
    ANNEX = "annex"  # phụ lục and what else follows the signer
    MARK = "mark"  # độ khẩn, độ mật
    STAMP = "stamp"  # dấu đến
    BANNER = "banner"  # text of an electronic signature
    PAGE_NUMBER = "page-number"
    JUNK = "junk"  # star, seal, signature, specks


@dataclass(frozen=True, slots=True)
class PageLine:
    """Words that are read one after the other, at one height and in one column.

    Attributes:
        words: from left to right, at least one.
        page: number of the page in its file.
        zone: the part of the document it belongs to.
        sure: how sure that is, 0.0 to 1.0; 1.0 unless the trained tagger doubts it or chose it.
        tagged: whether the tagger chose the zone, not a rule.
    """

    words: tuple[Word, ...]
    page: int
    zone: Zone = Zone.BODY
    sure: float = 1.0
    tagged: bool = False

    @property
    def text(self) -> str:
        """Return the words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> BoundingBox:
        """Return the box around all words, in pixels."""
        return BoundingBox.around(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        """Return the mean confidence of the words, weighted by their lengths."""
        return mean_confidence([self])

    def within(self, zone: Zone) -> PageLine:
        """Return the same line in another zone."""
        return replace(self, zone=zone)

    def trimmed(
        self, first: Callable[[Word], bool], last: Callable[[Word], bool] | None = None
    ) -> PageLine | None:
        """Return the line without what stands at its edges and is none of its words.

        Args:
            first: tells whether a word may be the first one.
            last: tells whether a word may be the last one; by default as ``first``.
        """
        words = list(self.words)
        while words and not first(words[0]):
            words.pop(0)
        while words and not (last or first)(words[-1]):
            words.pop()
        return replace(self, words=tuple(words)) if words else None

    def split(self, x: float) -> tuple[PageLine | None, PageLine | None]:
        """Return the words left and right of ``x`` (by their centres) as two lines."""
        left = tuple(word for word in self.words if word.box.centre[0] < x)
        right = tuple(word for word in self.words if word.box.centre[0] >= x)
        return (
            replace(self, words=left) if left else None,
            replace(self, words=right) if right else None,
        )


def is_print(word: Word) -> bool:
    """Tell whether a word is likely printed text, not a stroke of a pen or a speck."""
    return word.confidence >= 0.3 and any(letter.isalnum() for letter in word.text)


def is_print_or_stop(word: Word) -> bool:
    """Tell whether a word may end a line: print, or a mark that closes it."""
    return is_print(word) or word.text[-1:] in (")", ";", ".", ",")


def mean_confidence(lines: Iterable[PageLine]) -> float:
    """Return the mean confidence of the words of some lines, weighted by length; 0.0 for none."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def text_height(words: Iterable[Word]) -> float:
    """Return the usual height of a word in pixels, or 40 (12 pt at 300 dpi) when there is none."""
    heights = [word.box.height for word in words if len(word.text) > 1]
    return statistics.median(heights) if heights else 40.0


def rows(page: Page) -> list[PageLine]:
    """Group the words of a page into rows from top to bottom.

    A recogniser's own lines are kept together where they are thin, and lines that stand side by
    side (two columns of a letterhead, a number written by hand between two printed pieces) become
    one row; columns are cut again by ``layout.columns`` once their border is known.
    """
    if not page.source.has_geometry:
        return _reading_order(page)
    pieces = _pieces(page.words, text_height(page.words))
    pieces.sort(key=lambda words: BoundingBox.around(w.box for w in words).centre[1])
    grown: list[list[Word]] = []
    boxes: list[BoundingBox] = []
    for piece in pieces:
        box = BoundingBox.around(word.box for word in piece)
        home = next(
            (i for i in range(len(boxes) - 1, max(-1, len(boxes) - 6), -1) if _level(boxes[i], box)
             and not _collide(grown[i], piece)),
            None,
        )  # fmt: skip
        if home is None:
            grown.append(list(piece))
            boxes.append(box)
        else:
            grown[home].extend(piece)
            # the row keeps the height of its tallest text, not of a signature that touches it
            boxes[home] = _typical(grown[home])
    lines = [
        PageLine(tuple(sorted(words, key=lambda word: word.box.x0)), page.number) for words in grown
    ]
    return sorted(lines, key=lambda line: _typical(line.words).y0)


def _reading_order(page: Page) -> list[PageLine]:
    by_line: dict[int, list[Word]] = {}
    for word in page.words:
        by_line.setdefault(word.line, []).append(word)
    return [PageLine(tuple(words), page.number) for words in by_line.values()]


def _pieces(words: Sequence[Word], height: float) -> list[list[Word]]:
    """Cut the recogniser's lines wherever the gap is far wider than a space."""
    pieces: list[list[Word]] = []
    previous: Word | None = None
    for word in words:
        apart = (
            previous is None
            or word.line != previous.line
            or word.box.x0 - previous.box.x1 > 1.5 * height
            or word.box.x1 < previous.box.x0
        )
        if apart:
            pieces.append([])
        pieces[-1].append(word)
        previous = word
    return pieces


def _typical(words: Sequence[Word]) -> BoundingBox:
    box = BoundingBox.around(word.box for word in words)
    tops = statistics.median(word.box.y0 for word in words)
    bottoms = statistics.median(word.box.y1 for word in words)
    return BoundingBox(box.x0, int(tops), box.x1, int(bottoms))


def _level(row: BoundingBox, piece: BoundingBox) -> bool:
    shared = min(row.y1, piece.y1) - max(row.y0, piece.y0)
    return shared > 0.5 * min(row.height, piece.height) and piece.height < 3 * max(1, row.height)


def _collide(row: Sequence[Word], piece: Sequence[Word]) -> bool:
    """Tell whether two pieces overlap sideways, as two lines of text above one another would."""
    box = BoundingBox.around(word.box for word in piece)
    shared = sum(max(0, min(word.box.x1, box.x1) - max(word.box.x0, box.x0)) for word in row)
    return shared > 0.15 * min(box.width, sum(word.box.width for word in row))
