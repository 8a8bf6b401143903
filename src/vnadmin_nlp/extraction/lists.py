"""Addressees and recipients: lists with a dash before each item (kính gửi, nơi nhận)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vnadmin_nlp.extraction.found import Found, mean_confidence
from vnadmin_nlp.layout import Document, Line, Zone
from vnadmin_nlp.layout.columns import is_print

_DASH = re.compile(r"^[^\w(]*?[-–—+•¬~*]+\s*|^[_.,'`\"\s]+")
_HEAD = re.compile(
    r"^\W*(?:[Kk]\S{1,4}\s?g\S{1,3}|[Kk]ính trình|[Kk]ính mời)\s*[:;.]*\s*(?=\W|\w|$)"
)
_RECIPIENTS_HEAD = re.compile(r"^\W*[NnM]\S{0,2}i\s?nh\S{1,3}\s*[:;.]*\s*", re.IGNORECASE)
_TAIL = re.compile(r"[\s;,.:*'`\"|_]+$")
_LAST = re.compile(r"^[^\w]*(?:L[ưu]u|LƯU)\b", re.IGNORECASE)


def find_addressees(document: Document) -> list[Found]:
    """Find the addressees (Kính gửi), one item each."""
    return _items(document.of(Zone.ADDRESSEES), _HEAD, "addressees")


def find_recipients(document: Document) -> list[Found]:
    """Find the recipients (Nơi nhận), one item each; the list ends with the archive's own copy."""
    lines = _until_gap(document.of(Zone.RECIPIENTS))
    items = _items(lines, _RECIPIENTS_HEAD, "recipients")
    for i, item in enumerate(items):
        if _LAST.match(item.value) and i >= len(items) - 3:
            return items[: i + 1]
    return items


def _until_gap(lines: Sequence[Line]) -> list[Line]:
    """Cut the list where the next line stands far below: what follows is a foot or a stamp."""
    kept: list[Line] = []
    for line in lines:
        if kept and line.page == kept[-1].page:
            pitch = max(kept[-1].box.height, 30)
            if line.box.y0 - kept[-1].box.y1 > 3.5 * pitch:
                break
        kept.append(line)
    return kept


def _items(lines: Iterable[Line], head: re.Pattern[str], by: str) -> list[Found]:
    groups: list[list[Line]] = []
    texts: list[str] = []
    headed = False
    for line in lines:
        text = _printed(line)
        if not text:
            continue
        if not headed:
            rest = head.sub("", text, count=1)
            headed = rest != text
            text = rest
            if not text.strip(" .:;-'`"):
                continue
        if not groups or _starts_item(text, texts[-1]):
            groups.append([line])
            texts.append(_DASH.sub("", text))
        else:
            groups[-1].append(line)
            texts[-1] += " " + text
    found = []
    for group, text in zip(groups, texts, strict=True):
        value = _close(re.sub(r"\s+", " ", text))
        if len(value) > 1 and any(letter.isalpha() for letter in value):
            found.append(Found(value, group, mean_confidence(group), by))
    return found


def _starts_item(text: str, previous: str) -> bool:
    """Tell whether a line starts an item: it has a dash, or the one before it was closed."""
    if _DASH.match(text) and not text.lstrip("_.,'`\" ").startswith("("):
        return bool(re.match(r"^\W*?[-–—+•¬~*]", text))
    return previous.rstrip().endswith(";") and not text.lstrip()[:1].islower() and text[:1] != "("


def _printed(line: Line) -> str:
    words = list(line.words)
    while words and not is_print(words[-1]) and words[-1].text[-1:] not in ");.,":
        words.pop()
    return " ".join(word.text for word in words)


def _close(text: str) -> str:
    """Drop the closing punctuation of an item, and one bracket that was never opened."""
    text = _TAIL.sub("", text).strip()
    return text + ")" if text.count("(") == text.count(")") + 1 and text[-1:].isalnum() else text
