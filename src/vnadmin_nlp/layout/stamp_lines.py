"""What was stamped onto a page: HỎA TỐC and MẬT boxes, and the receiver's ĐẾN stamp."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from vnadmin_nlp.layout.page_lines import PageLine, Zone, text_height
from vnadmin_nlp.model.page import BoundingBox, Page, Word
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab import layout_phrases

_MARKS = {"urgency", "secrecy"}
#: The head of a page, as a share of its height: marks and stamps stand there.
_HEAD = 0.5
_ARRIVAL = re.compile(r"^\W*(?:den|cong van den|van ban den)\W*$")
#: A sign behind a number, as 412/SNV-VTLT and 31-CT/TU have it and no number of a stamp.
_SIGN = re.compile(r"\d\s?[/-]\s?[A-ZĐ]{2}")
#: Words of the longest row of a stamp: Số: 412 Ngày: 15/6; a stamp without ĐẾN is so many letters
#: wide; print that is as sure as this is kept.
_LONGEST_LABEL, _WIDTH, _PLAIN = 5, 13, 0.85
_EDGES = '.,;:()"“”'
#: the rows of the stamp: Số, Ngày, Chuyển, Lưu hồ sơ
_ARRIVAL_ROW = re.compile(r"^\W*(?:so|ngay|nay|chuyen|luu)\b|^\W*s[oó]\W")


def take_marks(rows: Sequence[PageLine], page: Page) -> tuple[list[PageLine], list[PageLine]]:
    """Take the boxes HỎA TỐC, KHẨN, MẬT … out of the rows of the upper half of a page."""
    kept: list[PageLine] = []
    marks: list[PageLine] = []
    for row in rows:
        found = _mark_words(row.words) if row.box.y0 < _HEAD * page.height else ()
        if found:
            marks.append(PageLine(tuple(found), row.page, Zone.MARK))
            rest = tuple(word for word in row.words if word not in found)
            if rest:
                kept.append(PageLine(rest, row.page, row.zone))
        else:
            kept.append(row)
    return kept, marks


def _mark_words(words: Sequence[Word]) -> Sequence[Word]:
    for size in (4, 2, 1):
        for i in range(len(words) - size + 1):
            group = words[i : i + size]
            text = " ".join(word.text for word in group)
            marked = text.isupper() and any(layout_phrases.is_phrase(text, k, 90) for k in _MARKS)
            if marked and (_is_apart(words, i, i + size) or _is_own_line(words, group)):
                return group
    return ()


def _is_apart(words: Sequence[Word], start: int, end: int) -> bool:
    """Tell whether there is room on both sides of some words of a row."""
    before, after = words[start - 1 : start] if start else (), words[end : end + 1]
    first, last = words[start].box, words[end - 1].box
    return all(first.x0 - word.box.x1 > first.height for word in before) and all(
        word.box.x0 - last.x1 > first.height for word in after
    )


def _is_own_line(row: Sequence[Word], group: Sequence[Word]) -> bool:
    """Tell whether the reader found some words of a row on a line of their own, as on a stamp."""
    lines = {word.line for word in group}
    return len(lines) == 1 and not any(w.line in lines for w in row if w not in group)


def take_stamp(rows: Sequence[PageLine], page: Page) -> tuple[list[PageLine], list[PageLine]]:
    """Take the receiver's stamp (dấu đến) out of the rows: its number and date are not ours.

    The stamp is known by the word ĐẾN with Số, Ngày or Chuyển below it, and reaches as far to the
    right of that word as to the left; where ĐẾN is not read, by Số and Chuyển one below the other.
    Lines of print that it covers stay.
    """
    lines = _own_lines(page)
    area = _stamp_area(lines, text_height(page.words))
    if area is None:
        return list(rows), []
    printed = {line.words[0].line for line in lines if _is_covered_print(line, area)}
    kept: list[PageLine] = []
    stamp: list[PageLine] = []
    for row in rows:
        inside = tuple(w for w in row.words if _within(w, area) and w.line not in printed)
        outside = tuple(word for word in row.words if word not in inside)
        if inside:
            stamp.append(PageLine(inside, row.page, Zone.STAMP))
        if outside:
            kept.append(PageLine(outside, row.page, row.zone))
    return kept, stamp


def _own_lines(page: Page) -> list[PageLine]:
    """Return the reader's own lines in the head: rows join what is stamped with what is printed."""
    head = [word for word in page.words if word.box.y0 < _HEAD * page.height]
    words = sorted(head, key=lambda word: (word.line, word.box.x0))
    groups = (tuple(group) for _, group in groupby(words, key=lambda word: word.line))
    lines = [PageLine(group, page.number) for group in groups]
    return sorted(lines, key=lambda line: line.box.y0)


def _stamp_area(lines: Sequence[PageLine], height: float) -> BoundingBox | None:
    labels = [line for line in lines if _is_label(line)]
    for line in lines:
        for word in line.words:
            if not (word.text.isupper() and _ARRIVAL.match(strip_accents(word.text))):
                continue
            below = [
                label
                for label in labels
                if label.box.x0 < word.box.x1 and label.box.y0 - word.box.y0 > 0
                and label.box.y0 - word.box.y1 < 5 * height
            ]  # fmt: skip
            if below:
                left = min(label.box.x0 for label in below) - height
                right = 2 * word.box.centre[0] - left
                # one row with the receiver's name stands above
                top = word.box.y0 - 2.2 * height
                return _area(left, top, right, max(label.box.y1 for label in below), height)
    for line in labels:
        if strip_accents(line.text).startswith("chuyen"):
            above = [
                label
                for label in labels
                if abs(label.box.x0 - line.box.x0) < height
                and 0 < line.box.y0 - label.box.y0 < 6 * height
            ]
            if above:
                left, top = line.box.x0 - height, above[0].box.y0 - 4.5 * height
                return _area(left, top, left + _WIDTH * height, line.box.y1, height)
    return None


def _area(left: float, top: float, right: float, bottom: float, height: float) -> BoundingBox:
    return BoundingBox(int(left), int(top), int(right), int(bottom + 0.4 * height))


def _is_label(line: PageLine) -> bool:
    """Tell whether a line is Số, Ngày, Chuyển or Lưu of a stamp, a number of our own set apart."""
    label = _ARRIVAL_ROW.match(strip_accents(line.text))
    return bool(label) and not _SIGN.search(line.text) and len(line.words) <= _LONGEST_LABEL


def _is_covered_print(line: PageLine, area: BoundingBox) -> bool:
    """Tell whether a line that reaches into a stamp is print: read well, and none of its rows.

    The receiver's name is in capitals, like its ĐẾN; of a letterhead it can't be told.
    """
    inside = any(_within(word, area) for word in line.words)
    if not inside or _is_label(line) or (line.text.isupper() and not _SIGN.search(line.text)):
        return False
    syllables = sum(is_syllable(word.text.strip(_EDGES)) for word in line.words)
    return line.confidence >= _PLAIN and (syllables > 1 or bool(_SIGN.search(line.text)))


def _within(word: Word, area: BoundingBox) -> bool:
    x, y = word.box.centre
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1
