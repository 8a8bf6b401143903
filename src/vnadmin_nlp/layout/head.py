"""The head of a document: two columns of letterhead, then title, subject and addressees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.layout.columns import divider
from vnadmin_nlp.layout.line_kinds import (
    is_banner,
    is_decider,
    is_number_line,
    is_place_date,
    is_title,
    starts_addressees,
)
from vnadmin_nlp.layout.page_lines import PageLine, Zone, is_print, text_height
from vnadmin_nlp.layout.stamp_lines import take_marks, take_stamp
from vnadmin_nlp.model.page import Page, Word
from vnadmin_nlp.text.unicode import is_capital
from vnadmin_nlp.vocab import layout_phrases


@dataclass(frozen=True, slots=True)
class Motto:
    """Where the motto of a page stands.

    Attributes:
        first: index of its first row.
        last: index of its last row.
        x0: its left edge, in pixels.
        system: ``party``, ``state`` or ``old``.
    """

    first: int
    last: int
    x0: int
    system: str


def find_motto(rows: Sequence[PageLine], height: int) -> Motto | None:
    """Find the motto in the upper half of a page of ``height`` pixels."""
    hits: list[tuple[int, int, str]] = []
    for i, row in enumerate(rows):
        if row.box.y0 > 0.5 * height:
            break
        words = [word.text for word in row.words]
        for system in ("party", "state", "old"):
            found = layout_phrases.find_in_words(words, f"motto_{system}")
            if found:
                x0 = min(word.box.x0 for word in row.words[slice(*found)])
                hits.append((i, x0, system))
                break
        if hits and i - hits[-1][0] > 3:
            break
    if not hits:
        return None
    return Motto(hits[0][0], hits[-1][0], min(x for _, x, _ in hits), hits[0][2])


def zone_head(page: Page, rows: Sequence[PageLine]) -> tuple[list[PageLine], list[PageLine]]:
    """Give the lines of a first page their zones, down to where the text begins.

    Args:
        page: the page that holds the letterhead.
        rows: its rows from top to bottom (``lines.rows``).

    Returns:
        The lines of the head with their zones, and the rows below it, not yet zoned.
    """
    rows, marks = take_marks(rows, page)
    rows, stamp = take_stamp(rows, page)
    marks += stamp
    height = text_height(page.words)
    motto = find_motto(rows, page.height)
    top = motto.first if motto else 0
    end = _letterhead_end(rows, motto, page)
    first = _letterhead_top(rows, top, motto, height)
    x = _divider(rows[first : end + 1], motto, page)
    zoned = marks + [row.within(Zone.BANNER) for row in rows[:first]]
    numbered = False
    for i, row in enumerate(rows[first : end + 1], first):
        left, right = row.split(x)
        if right:
            zoned.append(right.within(_right_zone(right, motto, i)))
        if left and not numbered and is_number_line(left.text):
            numbered = True
            zoned.append(left.within(Zone.NUMBER))
        elif left and any(is_print(word) for word in left.words):
            zoned.append(left.within(Zone.SUBJECT if numbered else Zone.LETTERHEAD))
        elif left:
            zoned.append(left.within(Zone.JUNK))
    below, rest = _stack_below(rows[end + 1 :], x, height, page)
    return zoned + below, rest


def _letterhead_end(rows: Sequence[PageLine], motto: Motto | None, page: Page) -> int:
    """Return the index of the lower of number line and place-date line."""
    start = motto.first if motto else 0
    end = motto.last if motto else -1
    middle = motto.x0 - 20 if motto else 0.42 * page.width
    limit = (rows[start].box.y0 if rows else 0) + 0.2 * page.height
    number = place = None
    for i, row in enumerate(rows[start:], start):
        if row.box.y0 > limit or is_title(row):
            break
        left, right = row.split(middle)
        if number is None and left and is_number_line(left.text):
            number = i
        if place is None and is_place_date((right or row).text):
            place = i
    return max(end, *(i for i in (number, place) if i is not None), 0)


def _letterhead_top(
    rows: Sequence[PageLine], motto_row: int, motto: Motto | None, height: float
) -> int:
    """Return the index of the first letterhead row: the left column may begin above the motto."""
    first = motto_row
    while motto and first > 0:
        above, row = rows[first - 1], rows[first]
        left, _ = above.split(motto.x0)
        near = row.box.y0 - above.box.y1 < 1.2 * height
        if not (left and near and is_capital(left.text) and not is_banner(above.text)):
            break
        first -= 1
    return first


def _divider(rows: Sequence[PageLine], motto: Motto | None, page: Page) -> float:
    if motto is None:
        return divider(rows, 0.3 * page.width, 0.55 * page.width)
    return divider(rows, motto.x0 - 0.16 * page.width, motto.x0 + 4)


def _right_zone(line: PageLine, motto: Motto | None, row: int) -> Zone:
    if is_place_date(line.text):
        return Zone.PLACE_DATE
    if motto and motto.first <= row <= motto.last:
        return Zone.MOTTO
    return Zone.PLACE_DATE if re.search(r"n[aă]m\s*\d{4}|ng[aà]y", line.text) else Zone.JUNK


def _stack_below(
    rows: Sequence[PageLine], x: float, height: float, page: Page
) -> tuple[list[PageLine], list[PageLine]]:
    """Zone what stands between letterhead and text: subject, title, addressees."""
    rows, beside = _freed_title(rows, height)
    title = next((i for i, row in enumerate(rows[:14]) if is_title(row)), None)
    kinh_gui = next((i for i, row in enumerate(rows[:25]) if starts_addressees(row.text)), None)
    if title is not None and kinh_gui is not None and kinh_gui < title:
        title = None  # a type word in capitals inside the text
    zoned = [piece.within(Zone.JUNK) for piece in beside]
    i = 0
    if title is None:
        while i < len(rows) and i != kinh_gui and _left_only(rows[i], x, height):
            left, right = rows[i].split(x)
            zoned += [left.within(Zone.SUBJECT)] if left else []
            zoned += [right.within(Zone.JUNK)] if right else []
            i += 1
    else:
        zoned += [row.within(Zone.JUNK) for row in rows[:title]]
        zoned.append(rows[title].within(Zone.TITLE))
        i = title + 1
        count = _subject_rows(rows, i, height, page)
        zoned += [row.within(Zone.SUBJECT) for row in rows[i : i + count]]
        i += count
    if kinh_gui is not None and kinh_gui >= i:
        zoned += [row.within(Zone.JUNK) for row in rows[i:kinh_gui]]
        count = _addressee_rows(rows, kinh_gui, height)
        zoned += [row.within(Zone.ADDRESSEES) for row in rows[kinh_gui : kinh_gui + count]]
        i = kinh_gui + count
    return zoned, list(rows[i:])


def _freed_title(rows: Sequence[PageLine], height: float) -> tuple[list[PageLine], list[PageLine]]:
    """Part a title from what is stamped beside it; return the rows, and the pieces set apart."""
    freed = list(rows)
    if any(is_title(row) for row in freed[:14]):
        return freed, []
    for i, row in enumerate(freed[:14]):
        pieces = _pieces(row, 2 * height)
        titles = [piece for piece in pieces if is_title(piece)]
        if len(pieces) > 1 and len(titles) == 1:
            freed[i] = titles[0]
            return freed, [piece for piece in pieces if piece is not titles[0]]
    return freed, []


def _pieces(row: PageLine, gap: float) -> list[PageLine]:
    """Cut a row where no word stands over a width of ``gap``."""
    pieces: list[list[Word]] = [[row.words[0]]]
    for word in row.words[1:]:
        if word.box.x0 - pieces[-1][-1].box.x1 > gap:
            pieces.append([])
        pieces[-1].append(word)
    return [replace(row, words=tuple(words)) for words in pieces]


def _left_only(row: PageLine, x: float, height: float) -> bool:
    printed = [word for word in row.words if is_print(word)]
    beyond = [word for word in printed if word.box.centre[0] > x]
    if not printed:
        return True
    if not beyond:
        return True
    inside = [word for word in printed if word not in beyond]
    return (
        bool(inside) and min(w.box.x0 for w in beyond) - max(w.box.x1 for w in inside) > 2 * height
    )


def _subject_rows(rows: Sequence[PageLine], start: int, height: float, page: Page) -> int:
    """Count the rows of a subject under a title: they end at a gap, a verb line or the text."""
    count = 0
    pitch: float | None = None
    previous = rows[start - 1]
    for row in rows[start : start + 10]:
        step = row.box.y1 - previous.box.y1
        if starts_addressees(row.text) or _starts_text(row.text):
            break
        if count and is_decider(row.text):
            break
        if pitch is not None and step > 1.5 * pitch:
            break
        if pitch is None and step > 5 * height:
            break
        if pitch is None or count:
            pitch = step if pitch is None else max(pitch, min(step, 2.2 * height))
        count += 1
        previous = row
    return count


def _starts_text(text: str) -> bool:
    return text[:1].isupper() and layout_phrases.starts_with(text, "basis", 90) is not None


def _addressee_rows(rows: Sequence[PageLine], start: int, height: float) -> int:
    """Count the rows of Kính gửi: a list goes on while it is indented further than the text."""
    anchor = rows[start]
    body_left = _text_left(rows[start + 1 :])
    count = 1
    open_list = True
    for previous, row in zip(rows[start:], rows[start + 1 :], strict=False):
        gap = row.box.y0 - previous.box.y1
        indented = row.words[0].box.x0 > body_left + 4.2 * height
        ends = previous.text.rstrip().endswith((".", "./.")) and count > 1
        open_list = open_list and not ends
        if gap > 3.2 * height or not (indented or (open_list and row.text.lstrip()[:1] in "-+")):
            break
        if not open_list and row.text.lstrip()[:1] not in "(-":
            break
        if anchor.box.x0 - row.words[0].box.x0 > 6 * height:
            break
        count += 1
    return count


def _text_left(rows: Sequence[PageLine]) -> int:
    lefts = sorted(row.box.x0 for row in rows if len(row.words) > 6)
    return lefts[len(lefts) // 4] if lefts else 0
