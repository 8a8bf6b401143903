"""The tail of a document: Nơi nhận at the left, the signer at the right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vnadmin_nlp.layout.columns import divider
from vnadmin_nlp.layout.line_kinds import is_authority, is_role
from vnadmin_nlp.layout.page_lines import PageLine, Zone, is_print, text_height
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab import layout_phrases

_ARCHIVE = re.compile(r"^\W*L[ưu]u\b\W*(?:VT|V[aă]n|[A-ZĐ:])")
_ITEM = re.compile(r"^\s*[-–—~¬+•]")
_FOOT = re.compile(r"^\W*\d{1,3}\W*$")


@dataclass(frozen=True, slots=True)
class TailStart:
    """Where the tail begins.

    Attributes:
        page: index among the pages of the document.
        row: index of the first row that holds a line of the tail.
        recipients: index of the row with the words Nơi nhận, or None when only a signer was found.
    """

    page: int
    row: int
    recipients: int | None


def find_tail(pages: Sequence[Sequence[PageLine]], sheets: Sequence[Page]) -> TailStart | None:
    """Find Nơi nhận, or failing that a signer's block in the right half of a page.

    Args:
        pages: the rows of each page that are still text.
        sheets: the pages themselves.
    """
    for p, rows in enumerate(pages):
        for i, row in enumerate(rows):
            if _is_recipients_head(row, sheets[p]):
                return TailStart(p, _block_top(rows, i, sheets[p]), i)
    for p, rows in enumerate(pages):
        first = _list_above_archive_copy(rows, sheets[p])
        if first is not None:
            return TailStart(p, _block_top(rows, first, sheets[p]), first)
    for p, rows in enumerate(pages):
        for i, row in enumerate(rows):
            right = _right_half(row, sheets[p])
            if right and (is_authority(right.text) or is_role(right.text)):
                return TailStart(p, i, None)
    return None


def _is_recipients_head(row: PageLine, sheet: Page) -> bool:
    left, _ = row.split(0.55 * sheet.width)
    if not left or not layout_phrases.starts_with(left.text, "recipients", 75):
        return False
    # the words stand alone or before a colon; a sentence that begins with them goes on
    bare = strip_accents(left.text)
    return len(layout_phrases.key(bare)) <= 10 or bool(re.match(r".{5,12}:", bare))


def _list_above_archive_copy(rows: Sequence[PageLine], sheet: Page) -> int | None:
    """Return the first row of a list that ends with ``- Lưu: VT``, where Nơi nhận is unread."""
    lefts = [row.split(0.45 * sheet.width)[0] for row in rows]
    last = next((i for i, left in enumerate(lefts) if left and _ARCHIVE.match(left.text)), None)
    if last is None:
        return None
    first = last
    height = text_height(word for row in rows for word in row.words)
    for i in range(last - 1, -1, -1):
        left = lefts[i]
        if left is None:
            continue
        if rows[first].box.y0 - rows[i].box.y1 > 1.5 * height or not _fits_list(left, sheet):
            break
        if _ITEM.match(left.text):
            first = i
    return first if first < last else None


def _fits_list(left: PageLine, sheet: Page) -> bool:
    return left.box.x1 < 0.6 * sheet.width and left.box.x0 < 0.3 * sheet.width


def _right_half(row: PageLine, sheet: Page) -> PageLine | None:
    _, right = row.split(0.45 * sheet.width)
    left, _ = row.split(0.45 * sheet.width)
    if left and any(is_print(word) for word in left.words):
        gap = right.box.x0 - left.box.x1 if right else 0
        if gap < text_height(row.words):
            return None
    return right


def _block_top(rows: Sequence[PageLine], start: int, sheet: Page) -> int:
    """Return the first row of the block: the signer may begin a little above Nơi nhận."""
    height = text_height(word for row in rows for word in row.words)
    top = start
    for i in range(start - 1, -1, -1):
        right = _right_half(rows[i], sheet)
        if rows[start].box.y0 - rows[i].box.y1 > 5 * height:
            break
        if right and (is_authority(right.text) or is_role(right.text)):
            top = i
        elif right is None:
            break
    return top


def zone_tail(rows: Sequence[PageLine], start: TailStart, sheet: Page) -> list[PageLine]:
    """Give the rows from ``start`` to the foot of its page their zones.

    Returns:
        The lines of both columns: RECIPIENTS at the left, SIGNER at the right; what is neither
        (specks, page number, what follows a ruled copy block) is JUNK or PAGE_NUMBER.
    """
    block = list(rows[start.row :])
    x = _divider(block, start, rows, sheet)
    zoned: list[PageLine] = []
    for i, row in enumerate(block, start.row):
        left, right = row.split(x)
        if left:
            listed = start.recipients is not None and i >= start.recipients
            zoned.append(left.within(_left_zone(left, listed)))
        if right:
            zoned.append(right.within(Zone.SIGNER))
    return zoned


def _left_zone(line: PageLine, listed: bool) -> Zone:
    if _FOOT.match(line.text):
        return Zone.PAGE_NUMBER
    if not any(is_print(word) for word in line.words):
        return Zone.JUNK
    return Zone.RECIPIENTS if listed else Zone.BODY


def _divider(
    block: Sequence[PageLine], start: TailStart, rows: Sequence[PageLine], sheet: Page
) -> float:
    """Part the columns right of the recipients and left of the signer's capital lines."""
    low, high = 0.3 * sheet.width, 0.62 * sheet.width
    signer = [
        right.box.x0
        for row in block
        if (right := _right_half(row, sheet)) and (is_authority(right.text) or is_role(right.text))
    ]
    if signer:
        high = max(low + 1, min(signer) + 2)
    if start.recipients is not None:
        low = max(low, min(rows[start.recipients].words[0].box.x1, high - 1))
    return divider(block, low, high)
