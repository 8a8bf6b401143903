"""Addressees and recipients: lists with a dash before each item (kính gửi, nơi nhận)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.layout import Document, PageLine, Zone
from vnadmin_nlp.layout.page_lines import is_print_or_stop, mean_confidence
from vnadmin_nlp.vocab import layout_phrases

_DASH = re.compile(r"^[^\w(]*?[-–—+•¬~*]+\s*|^[_.,'`\"\s]+")
_HEAD_WORDS = re.compile(
    r"^\W*\S{2,6}\s?\S{0,5}?\s*[:;.]+\s*|^\W*\S{2,5}\s\S{2,5}\s*|^\W*\S{6,9}\s*"
)
#: what follows the list: (sau đây gọi chung là các đơn vị)
_CALLED = re.compile(r"[.;,]?\s*\(\s*[Ss]au đây gọi.*$")
_TAIL = re.compile(r"[\s;,.:*'`\"|_]+$")
_LAST = re.compile(r"^[^\w]*(?:L[ưu]u|LƯU)\b", re.IGNORECASE)


def find_addressees(document: Document) -> list[FieldValue]:
    """Find the addressees (Kính gửi), one item each."""
    return _items(document.of(Zone.ADDRESSEES), "addressees")


def find_recipients(document: Document) -> list[FieldValue]:
    """Find the recipients (Nơi nhận), one item each; the list ends with the archive's own copy."""
    lines = _until_gap(document.of(Zone.RECIPIENTS))
    items = _items(lines, "recipients")
    for i, item in enumerate(items):
        if _LAST.match(item.value) and i >= len(items) - 3:
            return items[: i + 1]
    return items


def _until_gap(lines: Sequence[PageLine]) -> list[PageLine]:
    """Cut the list where it is closed or the next line stands far below: a foot or a stamp."""
    kept: list[PageLine] = []
    for line in lines:
        if kept and _LAST.match(kept[-1].text) and kept[-1].text.rstrip().endswith("."):
            break
        if kept and line.page == kept[-1].page:
            pitch = max(kept[-1].box.height, 30)
            if line.box.y0 - kept[-1].box.y1 > 3.5 * pitch:
                break
        kept.append(line)
    return kept


def _items(lines: Iterable[PageLine], kind: str) -> list[FieldValue]:
    """Cut the lines into items; ``kind`` names the phrase that stands before them."""
    groups: list[list[PageLine]] = []
    texts: list[str] = []
    headed = False
    for line in lines:
        # what stands before an item is its dash, not a speck
        trimmed = line.trimmed(lambda _: True, is_print_or_stop)
        if trimmed is None:
            continue
        text = trimmed.text
        if not headed and layout_phrases.starts_with(text, kind, 75):
            headed = True
            text = _HEAD_WORDS.sub("", text, count=1)
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
        value = _close(_CALLED.sub("", re.sub(r"\s+", " ", text)))
        if len(value) > 1 and any(letter.isalpha() for letter in value):
            found.append(FieldValue(value, group, mean_confidence(group), kind))
    return found


def _starts_item(text: str, previous: str) -> bool:
    """Tell whether a line starts an item: it has a dash, or the one before it was closed."""
    if _DASH.match(text) and not text.lstrip("_.,'`\" ").startswith("("):
        return bool(re.match(r"^\W*?[-–—+•¬~*]", text))
    return previous.rstrip().endswith(";") and not text.lstrip()[:1].islower() and text[:1] != "("


def _close(text: str) -> str:
    """Drop the closing punctuation of an item, and one bracket that was never opened."""
    text = _TAIL.sub("", text).strip()
    return text + ")" if text.count("(") == text.count(")") + 1 and text[-1:].isalnum() else text
