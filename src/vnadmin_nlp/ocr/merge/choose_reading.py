"""Judge the readings of one line, and put what is better among the words of the page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import strip_accents

#: Words as sure as this are never replaced.
SURE = 0.8
#: What new syllables, abbreviations and numbers must reach (handwriting turns into digits, too),
#: and by how much they must beat an old word.
_SYLLABLE, _LETTERS, _DIGITS, _MARGIN = 0.6, 0.75, 0.85, 0.15
#: A line of this mean confidence needs no further try.
_FINE = 0.85
_EDGES = ".,;:/()[]-–“”\"'"
_SIGN = re.compile(r"[\d/.,:()-]{0,12}[A-ZĐƯ]{0,8}(?:[-/.&][A-ZĐƯa-zđ\d]{1,8}){0,5}")


def is_fine(reading: Sequence[Word]) -> bool:
    """Tell whether another try could hardly do better than ``reading``."""
    letters = sum(len(word.text) for word in reading)
    return letters > 1 and _mean(reading) >= _FINE and all(map(_is_text, reading))


def worth(reading: Sequence[Word]) -> float:
    """Return how much was read: letters of text, by how far they can be trusted."""
    return sum(
        (_trust(w, reading) - 0.5) * len(w.text.strip(_EDGES)) for w in reading if _is_text(w)
    )


def merged(words: list[Word], reading: Sequence[Word]) -> list[Word]:
    """Return ``words`` with what ``reading`` knows better or has besides."""
    new = [word for word in reading if _trust(word, reading) >= _needed(word)]
    for old in words:
        rivals = [word for word in new if _overlap(word.box, old.box)]
        if rivals and not _is_better(rivals, old):
            new = [word for word in new if word not in rivals]
        elif len(rivals) == 1:
            new = [_without_speck(word, old) if word in rivals else word for word in new]
    if not any(len(word.text.strip(_EDGES)) > 1 for word in new):
        return words
    gone = [old for old in words if any(_overlap(word.box, old.box) for word in new)]
    at = words.index(gone[0]) if gone else len(words)
    line = gone[0].line if gone else max((word.line for word in words), default=-1) + 1
    together = [*words[:at], *(replace(word, line=line) for word in new), *words[at:]]
    return [word for word in together if word not in gone]


def _is_better(new: Sequence[Word], old: Word) -> bool:
    if old.confidence >= SURE or _mean(new) < old.confidence + _MARGIN:
        return False
    if _is_syllable(old) and not any(map(_is_syllable, new)):
        return False
    text = "".join(word.text for word in new)
    if text.count("/") < old.text.count("/"):
        return False  # numbers are not to lose a part
    if strip_accents(text) == strip_accents(old.text) and _marks(text) < _marks(old.text):
        return False  # scanners lose accents, they make none
    whole = BoundingBox.around(word.box for word in new).width >= 0.7 * old.box.width
    letters = [sum(map(str.isalnum, part)) for part in (text, old.text)]
    return letters[0] >= 0.7 * letters[1] and (whole or not _is_text(old))


def _without_speck(new: Word, old: Word) -> Word:
    """Return ``new`` without a full stop or comma that ``old``, as many letters long, lacks."""
    letters, before = (sum(map(str.isalnum, word.text)) for word in (new, old))
    specked = letters == before and old.text[-1].isalnum()
    return replace(new, text=new.text.rstrip(".,")) if specked else new


def _needed(word: Word) -> float:
    """Return the trust that a word needs to be taken."""
    if _is_syllable(word):
        return _SYLLABLE
    return _DIGITS if any(map(str.isdigit, word.text)) else _LETTERS


def _trust(word: Word, reading: Sequence[Word]) -> float:
    """Return the confidence in ``word``: a long syllable beside a sure one is no accident."""
    if not _is_text(word):
        return 0.0
    long = len(word.text.strip(_EDGES)) > 2 and _is_syllable(word)
    if long and any(other.confidence >= SURE for other in reading):
        return max(word.confidence, _SYLLABLE)
    return word.confidence


def _is_syllable(word: Word) -> bool:
    return is_syllable(word.text.strip(_EDGES))


def _is_text(word: Word) -> bool:
    """Tell whether a word is a Vietnamese syllable or a piece of a number or sign."""
    bare = word.text.strip(_EDGES)
    return _is_syllable(word) or (len(bare) > 1 and bool(_SIGN.fullmatch(bare)))


def _mean(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / max(1, letters)


def _marks(text: str) -> int:
    return len(unicodedata.normalize("NFD", text)) + sum(map(text.count, "đĐ"))


def _overlap(one: BoundingBox, other: BoundingBox) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    least = min(one.width * one.height, other.width * other.height)
    return width > 0 and height > 0 and width * height > 0.4 * least
