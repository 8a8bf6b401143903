"""System, parent body and issuing body from the letterhead (cơ quan chủ quản, cơ quan ban hành)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.repair.by_lexicon import mend_line, restore_accents
from vnadmin_nlp.layout import Document, PageLine, Zone
from vnadmin_nlp.layout.page_lines import is_print, mean_confidence
from vnadmin_nlp.model.page import Source, Word
from vnadmin_nlp.text.unicode import fold, is_capital, strip_accents
from vnadmin_nlp.vocab import layout_phrases
from vnadmin_nlp.vocab.loader import lists

_EDGE = re.compile(r"^[^\w(]*_*|[^\w)]*_*$")
_CONTINUES = re.compile(
    r"^(?:va|tinh|thanh pho|tp|huyen|quan|thi xa|xa|phuong|thi tran|dac khu|viet nam|khu vuc)\b"
    r"(?! (?:uy|doan)\b)"
)
_WORD = re.compile(r"[^\W\d_]+")
#: Bodies with a mended word are right so often: three of the four on scans of all kinds are.
_MENDED = 0.75
_GOES_ON = re.compile(r"(?:\bva|[,\-–&]|\bcua|\bve)\s*$")


def find_system(document: Document) -> FieldValue | None:
    """Find whether the motto is the Party's or the State's."""
    for line in document.of(Zone.MOTTO):
        for system in ("party", "state"):
            if layout_phrases.find_in_words([word.text for word in line.words], f"motto_{system}"):
                return FieldValue(system, [line], max(0.9, line.confidence), "motto")
    numbers = document.of(Zone.NUMBER)
    if numbers:
        # without a motto the order of type and organ tells: 12-CV/TU is Party, 12/QĐ-UBND State
        text = numbers[0].text
        slash, dash = text.find("/"), text.find("-")
        if slash >= 0:
            system = "party" if 0 <= dash < slash else "state"
            return FieldValue(system, [numbers[0]], 0.8, "sign-order")
    return None


def find_bodies(document: Document) -> tuple[FieldValue | None, FieldValue | None]:
    """Find the parent body and the issuing body.

    Lines are joined into bodies: a line that begins with a word such as SỞ, ỦY BAN, TRƯỜNG starts
    a new one. The last body issues, what stands above it is its parent (NĐ 30/2020/NĐ-CP,
    Phụ lục I).

    Returns:
        ``(parent, issuer)``; either may be None.
    """
    lines = [line for line in (_clean(line) for line in document.of(Zone.LETTERHEAD)) if line]
    bodies: list[list[PageLine]] = []
    for line in lines:
        if not bodies or (_starts_body(line.text) and not _is_open(bodies[-1][-1].text)):
            bodies.append([])
        bodies[-1].append(line)
    if not bodies:
        return None, None
    parent = [line for body in bodies[:-1] for line in body]
    above = _found(parent, "letterhead-parent") if parent else None
    issuer = _found(bodies[-1], "letterhead-issuer")
    if document.pages[0].source is Source.RECOGNISED:
        return (_doubted(above) if above else None), _doubted(issuer)
    return above, issuer


def _doubted(found: FieldValue) -> FieldValue:
    """Return a body less sure where its words are mended: documents have misprints, too."""
    read = " ".join(line.text for line in found.lines)
    same = set(_words(found.value)) <= set(_words(read))
    return found if same else replace(found, chance=_MENDED)


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def _clean(line: PageLine) -> PageLine | None:
    """Drop specks and strokes at the edges; a line without capital letters is none."""
    cleaned = line.trimmed(_is_letterhead_word)
    if cleaned is None or not any(is_print(word) for word in cleaned.words):
        return None
    return cleaned if is_capital(cleaned.text) else None


def _is_letterhead_word(word: Word) -> bool:
    # no body's name begins or ends with a single letter: that is a speck or a stroke
    return sum(letter.isalnum() for letter in word.text) > 1


def _starts_body(text: str) -> bool:
    bare = strip_accents(restore_accents(mend_line(_EDGE.sub("", text))))
    if _CONTINUES.match(bare):
        return False
    return any(bare == head or bare.startswith(head + " ") for head in _heads())


def _is_open(text: str) -> bool:
    return bool(_GOES_ON.search(strip_accents(text.strip())))


@cache
def _heads() -> tuple[str, ...]:
    return tuple(strip_accents(head) for head in lists("letterheads.toml")["heads"])


def _found(lines: Sequence[PageLine], by: str) -> FieldValue:
    read = " ".join(_EDGE.sub("", line.text) for line in lines)
    value = " ".join(mend_line(re.sub(r"[:;_|]+", "", _EDGE.sub("", line.text))) for line in lines)
    value = restore_accents(re.sub(r"\s+", " ", value))
    confidence = mean_confidence(lines)
    return FieldValue(
        value,
        lines,
        min(confidence + 0.03, 0.99),
        by,
        None if value == read else f"{read} → {value}",
    )
