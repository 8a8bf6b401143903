"""Vietnamese text: NFC, look-alike letters, and folds for comparing and searching."""

from __future__ import annotations

import os
import re
import string
import unicodedata
from codecs import charmap_build, charmap_decode, charmap_encode
from collections.abc import Sequence
from functools import lru_cache

#: Letters that recognisers and old fonts put where another is meant; each maps one to one, so that
#: offsets stay true (Ð U+00D0 and Ɖ U+0189 are Đ; Cyrillic С and Р are C and P).
_LOOK_ALIKES = str.maketrans(
    {
        "Ð": "Đ", "Ɖ": "Đ", "ð": "đ",
        "⁄": "/", "∕": "/",
        "‐": "-", "‑": "-", "‒": "-", "−": "-",
        "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P",
        "С": "C", "Т": "T", "У": "Y", "Х": "X", "а": "a", "е": "e", "о": "o", "р": "p",
        "с": "c", "х": "x", "у": "y",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
    }
)  # fmt: skip
_LOOK_ALIKE = re.compile(f"[{''.join(map(chr, _LOOK_ALIKES))}]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\u2018\u2019\u201c\u201d\"']")
_SPACES = re.compile(r"\s+")
#: A letter with the marks that follow it: the Latin ones of Unicode's blocks of combining marks.
_CLUSTER = re.compile(r"(?s).[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]*")

# Two accepted places for a tone mark (ủy, uỷ): the old style is folded to the new one.
_TONE_STYLE = {
    unicodedata.normalize("NFC", a + b + tone): unicodedata.normalize("NFC", a + tone + b)
    for tone in "\u0300\u0301\u0303\u0309\u0323"
    for a, b in ("oa", "oe", "uy")
}
_OLD_TONE = re.compile(r"(?<!q)(?:" + "|".join(_TONE_STYLE) + ")")


def nfc(text: str) -> str:
    """Return ``text`` in Unicode normal form C."""
    return unicodedata.normalize("NFC", text)


def nfc_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Return ``text`` in form C, and where each of its letters stands in what was given.

    Returns:
        The text; and offsets, one more than it has letters, so that ``result[i:j]`` was read from
        ``text[offsets[i]:offsets[j]]``.

    >>> plain, offsets = nfc_with_offsets(unicodedata.normalize("NFD", "ủy ban"))
    >>> plain, offsets[plain.index("ban")]
    ('ủy ban', 4)
    """
    if unicodedata.is_normalized("NFC", text):
        return text, range(len(text) + 1)
    pieces: list[str] = []
    offsets: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        piece = nfc(cluster.group())
        pieces.append(piece)
        # A letter with marks that have no single form keeps the places of its letters.
        offsets += [min(cluster.start() + i, cluster.end() - 1) for i in range(len(piece))]
    return "".join(pieces), [*offsets, len(text)]


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet runs when it opens a CSV file; documents are of strangers.

    >>> no_formula("=HYPERLINK(1)"), no_formula("31-CT/TU")
    ("'=HYPERLINK(1)", '31-CT/TU')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def path_text(path: str | os.PathLike[str]) -> str:
    r"""Return a path as text; bytes that are no UTF-8, which nothing can store, as ``\xNN``.

    >>> path_text(os.fsdecode(b"c\xf4ng v\xe3n.pdf"))
    'c\\xf4ng v\\xe3n.pdf'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def mend_look_alikes(text: str) -> str:
    """Return ``text`` with foreign look-alike letters, dashes and spaces made plain.

    The length is kept: ``result[i]`` stands for ``text[i]``. En and em dashes are kept, because
    they are punctuation; the rarer hyphens become ``-``.

    >>> mend_look_alikes("Ðảng ủy 12∕QÐ")
    'Đảng ủy 12/QĐ'
    """
    return text.translate(_LOOK_ALIKES) if _LOOK_ALIKE.search(text) else text


def unmarked(text: str) -> str:
    """Return ``text`` without accents and tone marks, in its case; the stroke of đ is no mark.

    >>> unmarked("Đảng ủy")
    'Đang uy'
    """
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def same_tone_style(text: str) -> str:
    """Return ``text`` in lower case with every tone mark in the newer place (uỷ → ủy).

    >>> same_tone_style("Uỷ ban, quý, hoà")
    'ủy ban, quý, hòa'
    """
    return _OLD_TONE.sub(lambda m: _TONE_STYLE[m.group()], nfc(text).casefold())


def fold(text: str | None) -> str:
    """Return the form in which two printed values are compared.

    NFC, lower case, one tone-mark style, one dash, no quotes, single spaces, no edge punctuation.

    >>> fold("  Uỷ ban  nhân dân; ") == fold("ỦY BAN NHÂN DÂN")
    True
    """
    if not text:
        return ""
    text = _DASHES.sub("-", mend_look_alikes(same_tone_style(text)))
    return _SPACES.sub(" ", _QUOTES.sub("", text)).strip(" .,;:/-*")


def is_capital(text: str) -> bool:
    """Tell whether ``text`` is printed in capitals; one letter in four may be misread.

    >>> is_capital("ỦY BAN NHăN DÂN"), is_capital("Ủy ban nhân dân"), is_capital("T/M")
    (True, False, False)
    """
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 2 and sum(letter.isupper() for letter in letters) >= 0.75 * len(letters)


def strip_accents(text: str) -> str:
    """Return ``text`` in lower case, with neither accents nor the stroke of đ.

    For NFC text the length is kept, so that offsets found in the result hold in ``text``.

    >>> strip_accents("Kỷ luật hành chính; Đảng ủy")
    'ky luat hanh chinh; dang uy'
    """
    try:
        return charmap_decode(charmap_encode(text, "strict", _CODES)[0], "strict", _BARE_CODES)[0]
    except UnicodeEncodeError:
        return text.translate(_BARE)


@lru_cache(maxsize=4)
def bare(text: str) -> str:
    """Return ``text`` as patterns read it: look-alikes mended, without accents, in small letters.

    For NFC text the length is kept. The last texts are remembered: several finders read one.
    """
    return strip_accents(mend_look_alikes(text))


class _Bare(dict[int, str]):
    """The bare letters by their codes, found when first asked for."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0]
        lower = "d" if base in "đĐÐ" else base.lower()
        self[code] = lower if len(lower) == 1 else base
        return self[code]


_BARE = _Bare()

# Nearly all texts hold no other letters than these: as a code page of their own they are folded ten
# times as fast as letter by letter.
_VOWELS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_LETTERS = (
    "\x00\n" + string.printable[:95] + _VOWELS + _VOWELS.upper() + "–—“”‘’…•·×÷±≤≥°²³§□Ð\u00a0"
)
_CODES = charmap_build(_LETTERS.ljust(256, "\ufffe"))
_BARE_CODES = _LETTERS.translate(_BARE)
