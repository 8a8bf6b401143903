"""Zones of a text that has no geometry: the order of the lines and their words decide."""

from __future__ import annotations

from collections.abc import Sequence

from vnadmin_nlp.layout.line_kinds import (
    is_authority,
    is_number_line,
    is_place_date,
    is_role,
    is_title,
)
from vnadmin_nlp.layout.page_lines import PageLine, Zone, rows
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.vocab import layout_phrases

#: The head of a document fits into so many lines.
_LONGEST_HEAD = 45


def zone(pages: Sequence[Page]) -> list[PageLine]:
    """Give the lines of a plain text or DOCX their zones.

    The left and right stacks of the head may come one after the other or alternate; both orders
    are read.

    Args:
        pages: pages whose source has no geometry; their words' ``line`` tells the order.
    """
    lines = [line for page in pages for line in rows(page)]
    end = _head_end(lines)
    tail = _tail_start(lines, end)
    return [*_head(lines[:end]), *_body(lines[end:tail]), *_tail(lines[tail:])]


def _head_end(lines: Sequence[PageLine]) -> int:
    """Return the index of the first line of the text."""
    head = lines[:_LONGEST_HEAD]
    kinh_gui = next((i for i, line in enumerate(head) if _addressed(line)), None)
    if kinh_gui is not None:
        return _list_end(lines, kinh_gui)
    title = next((i for i, line in enumerate(head) if is_title(line)), None)
    if title is not None:
        return _block_end(lines, title)
    known = [
        i for i, line in enumerate(head) if is_place_date(line.text) or is_number_line(line.text)
    ]
    return _block_end(lines, known[-1]) if known else 0


def _addressed(line: PageLine) -> bool:
    return layout_phrases.starts_with(line.text.lstrip(" *_-"), "addressees", 88) is not None


def _list_end(lines: Sequence[PageLine], start: int) -> int:
    """Return the index after a list: a blank line ends it, or a line that is no item."""
    for i in range(start + 1, len(lines)):
        before, line = lines[i - 1].text.rstrip(), lines[i].text
        if _is_gap(lines[i - 1], lines[i]) and before[-1:] != ":":
            return i
        goes_on = line.startswith(("-", "–", "+")) or before[-1:] in ":;,"
        if not goes_on and before[-1:] in ".":
            return i
        if not goes_on and not line[:1].islower():
            return i
    return len(lines)


def _block_end(lines: Sequence[PageLine], start: int) -> int:
    """Return the index after a block of lines that no blank line parts and no basis begins."""
    for i in range(start + 1, len(lines)):
        if _is_gap(lines[i - 1], lines[i]) and i > start + 1:
            return i
        if layout_phrases.starts_with(lines[i].text, "basis", 90):
            return i
    return len(lines)


def _is_gap(upper: PageLine, lower: PageLine) -> bool:
    return upper.page != lower.page or lower.words[0].line - upper.words[0].line > 1


def _head(lines: Sequence[PageLine]) -> list[PageLine]:
    zoned: list[PageLine] = []
    titled = any(is_title(line) for line in lines)
    state = Zone.LETTERHEAD
    for line in lines:
        words = [word.text for word in line.words]
        if not any(letter.isalnum() for letter in line.text):
            zoned.append(line.within(Zone.JUNK))
        elif any(
            layout_phrases.find_in_words(words, f"motto_{kind}") for kind in ("party", "state")
        ):
            zoned.append(line.within(Zone.MOTTO))
        elif state is Zone.ADDRESSEES or _addressed(line):
            state = Zone.ADDRESSEES
            zoned.append(line.within(state))
        elif is_place_date(line.text):
            zoned.append(line.within(Zone.PLACE_DATE))
        elif state is Zone.LETTERHEAD and is_number_line(line.text):
            state = Zone.JUNK if titled else Zone.SUBJECT
            zoned.append(line.within(Zone.NUMBER))
        elif is_title(line):
            state = Zone.SUBJECT
            zoned.append(line.within(Zone.TITLE))
        elif any(layout_phrases.is_phrase(line.text, kind, 92) for kind in ("urgency", "secrecy")):
            zoned.append(line.within(Zone.MARK))
        else:
            zoned.append(line.within(state))
    return zoned


def _tail_start(lines: Sequence[PageLine], start: int) -> int:
    for i in range(start, len(lines)):
        if layout_phrases.is_phrase(lines[i].text, "recipients", 85) or (
            layout_phrases.starts_with(lines[i].text, "recipients", 88)
            and ":" in lines[i].text[:14]
        ):
            return _signer_above(lines, i)
    for i in range(start, len(lines)):
        if _signs(lines[i]):
            return i
    return len(lines)


def _signer_above(lines: Sequence[PageLine], recipients: int) -> int:
    """The signer may have been written before Nơi nhận."""
    for i in range(max(0, recipients - 8), recipients):
        if _signs(lines[i]):
            return i
    return recipients


def _signs(line: PageLine) -> bool:
    return is_authority(line.text) or (is_role(line.text) and len(line.words) < 8)


def _body(lines: Sequence[PageLine]) -> list[PageLine]:
    return [
        line.within(Zone.BODY if any(c.isalnum() for c in line.text) else Zone.JUNK)
        for line in lines
    ]


def _tail(lines: Sequence[PageLine]) -> list[PageLine]:
    zoned: list[PageLine] = []
    state = Zone.BODY
    signed = False
    for line in lines:
        if layout_phrases.starts_with(line.text, "recipients", 85):
            state = Zone.RECIPIENTS
        elif _signs(line):
            state, signed = Zone.SIGNER, True
        elif signed and state is Zone.SIGNER and _is_annex(line):
            state = Zone.ANNEX
        zoned.append(line.within(state))
    return zoned


def _is_annex(line: PageLine) -> bool:
    return len(line.words) > 8 or layout_phrases.starts_with(line.text, "annex", 90) is not None
