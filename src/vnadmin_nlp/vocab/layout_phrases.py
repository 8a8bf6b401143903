"""The phrases by which the parts of a document are known, and fuzzy ways to meet them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from vnadmin_nlp.text.unicode import nfc, strip_accents
from vnadmin_nlp.vocab.loader import lists

#: Rules, tagger and extraction look at the same lines one after another: so many are remembered.
_LINES = 8192
_NOT_LETTER = re.compile(r"[^a-z0-9]")


@lru_cache(_LINES)
def key(text: str) -> str:
    """Return ``text`` without accents, spaces, signs and case: what fuzzy matching looks at.

    >>> key("ĐỘC LẬP - Tự do")
    'doclaptudo'
    """
    return _NOT_LETTER.sub("", strip_accents(nfc(text)))


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """Return the phrases of one kind, as printed (``layout_phrases.toml``)."""
    return tuple(lists("layout_phrases.toml")[kind])


@cache
def keys(kind: str) -> tuple[str, ...]:
    """Return the keys of the phrases of one kind."""
    return tuple(key(phrase) for phrase in phrases(kind))


def is_phrase(text: str, kind: str, score: float = 85) -> str | None:
    """Return the phrase of ``kind`` that ``text`` as a whole is, allowing for misread letters.

    >>> is_phrase("DỘC LẬP – Tự do — Hanh phúc", "motto_state")
    'Độc lập - Tự do - Hạnh phúc'
    """
    found = process.extractOne(key(text), keys(kind), scorer=fuzz.ratio, score_cutoff=score)
    return phrases(kind)[found[2]] if found else None


@lru_cache(_LINES)
def starts_with(text: str, kind: str, score: float = 80) -> str | None:
    """Return the longest phrase of ``kind`` with which ``text`` begins, misread letters allowed.

    >>> starts_with("Nơi nhân: - Như trên", "recipients")
    'Nơi nhận'
    """
    folded = key(text)
    best: tuple[float, int, str] | None = None
    for phrase, wanted in zip(phrases(kind), keys(kind), strict=True):
        got = fuzz.ratio(folded[: len(wanted)], wanted, score_cutoff=score)
        if got >= score and (best is None or (len(wanted), got) > (best[1], best[0])):
            best = (got, len(wanted), phrase)
    return best[2] if best else None


def find_in_words(words: Sequence[str], kind: str, score: float = 80) -> tuple[int, int] | None:
    """Return the range of words that holds a phrase of ``kind``, or None.

    >>> find_in_words(["SỞ", "Y", "TẾ", "Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc"],
    ...               "motto_state")
    (3, 11)
    """
    folded, owner = "", []
    for i, word in enumerate(words):
        part = key(word)
        folded += part
        owner += [i] * len(part)
    for wanted in keys(kind):
        if len(folded) < 0.8 * len(wanted):
            continue
        hit = fuzz.partial_ratio_alignment(folded, wanted, score_cutoff=score)
        # a short row inside a long phrase is no match: the phrase must be found in the row
        if hit and hit.src_end > hit.src_start and hit.src_end - hit.src_start >= 0.8 * len(wanted):
            return _whole_words(words, owner[hit.src_start], owner[hit.src_end - 1] + 1, wanted)
    return None


def _whole_words(words: Sequence[str], start: int, end: int, wanted: str) -> tuple[int, int]:
    """Return the range of whole words near ``start`` … ``end`` that is most like ``wanted``."""
    ranges = [
        (i, j)
        for i in range(max(0, start - 1), min(start + 2, end) + 1)
        for j in range(max(i + 1, end - 2), min(len(words), end + 1) + 1)
    ]
    parts = {(i, j): "".join(key(word) for word in words[i:j]) for i, j in ranges}
    return max(ranges, key=lambda span: (fuzz.ratio(parts[span], wanted), span[0] - span[1]))
