"""What was stamped onto a page: HỎA TỐC and MẬT boxes, and the receiver's ĐẾN stamp."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vnadmin_nlp.layout.lines import Line, Zone, text_height
from vnadmin_nlp.lexicon import anchors
from vnadmin_nlp.page import Box, Page, Word
from vnadmin_nlp.text import strip_accents

_MARKS = {"urgency", "secrecy"}
#: The head of a page, as a share of its height: marks and stamps stand there.
_HEAD = 0.5
_ARRIVAL = re.compile(r"^\W*(?:den|cong van den|van ban den)\W*$")
#: the rows of the stamp: Số, Ngày, Chuyển, Lưu hồ sơ
_ARRIVAL_ROW = re.compile(r"^\W*(?:so|ngay|nay|chuyen|luu)\b|^\W*s[oó]\W")


def take_marks(rows: Sequence[Line], page: Page) -> tuple[list[Line], list[Line]]:
    """Take the boxes HỎA TỐC, KHẨN, MẬT … out of the rows of the upper half of a page."""
    kept: list[Line] = []
    marks: list[Line] = []
    for row in rows:
        found = _mark_words(row.words) if row.box.y0 < _HEAD * page.height else ()
        if found:
            marks.append(Line(tuple(found), row.page, Zone.MARK))
            rest = tuple(word for word in row.words if word not in found)
            if rest:
                kept.append(Line(rest, row.page, row.zone))
        else:
            kept.append(row)
    return kept, marks


def _mark_words(words: Sequence[Word]) -> Sequence[Word]:
    for size in (4, 2, 1):
        for i in range(len(words) - size + 1):
            group = words[i : i + size]
            text = " ".join(word.text for word in group)
            alone = (i == 0 or group[0].box.x0 - words[i - 1].box.x1 > group[0].box.height) and (
                i + size == len(words)
                or words[i + size].box.x0 - group[-1].box.x1 > group[0].box.height
            )
            if alone and text.isupper() and any(anchors.is_phrase(text, k, 90) for k in _MARKS):
                return group
    return ()


def take_stamp(rows: Sequence[Line], page: Page) -> tuple[list[Line], list[Line]]:
    """Take the receiver's stamp (dấu đến) out of the rows: its number and date are not ours.

    The stamp is known by the word ĐẾN with Số, Ngày or Chuyển below it, and reaches as far to the
    right of that word as to the left.
    """
    area = _stamp_area(rows, page)
    if area is None:
        return list(rows), []
    kept: list[Line] = []
    stamp: list[Line] = []
    for row in rows:
        inside = tuple(word for word in row.words if _within(word, area))
        outside = tuple(word for word in row.words if not _within(word, area))
        if inside:
            stamp.append(Line(inside, row.page, Zone.STAMP))
        if outside:
            kept.append(Line(outside, row.page, row.zone))
    return kept, stamp


def _stamp_area(rows: Sequence[Line], page: Page) -> Box | None:
    height = text_height(page.words)
    for i, row in enumerate(rows):
        if row.box.y0 > _HEAD * page.height:
            return None
        for word in row.words:
            if not (word.text.isupper() and _ARRIVAL.match(strip_accents(word.text))):
                continue
            below = [
                line.words[0]
                for line in rows[i + 1 : i + 6]
                if _ARRIVAL_ROW.match(strip_accents(line.text))
                and line.words[0].box.x0 < word.box.x1
                and line.words[0].box.y0 - word.box.y1 < 5 * height
            ]
            if below:
                left = min(first.box.x0 for first in below) - height
                right = 2 * word.box.centre[0] - left
                # one row with the receiver's name stands above
                top, bottom = word.box.y0 - 2.2 * height, below[-1].box.y1 + 0.4 * height
                return Box(int(left), int(top), int(right), int(bottom))
    return None


def _within(word: Word, area: Box) -> bool:
    x, y = word.box.centre
    return area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1
