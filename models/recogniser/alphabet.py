"""The letters the network knows, and the truth that a line of them is trained with."""

from __future__ import annotations

import re

from vnadmin_nlp.text.unicode import nfc

_VOWELS = (
    "aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị",
    "oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự", "yỳýỷỹỵ",
)  # fmt: skip
#: The vowels that differ in nothing but their tone, by each of them.
TONES = {
    vowel: group for row in _VOWELS for group in (row, row.upper()) for vowel in group
}  # fmt: skip
_LETTERS = "".join(_VOWELS) + "bcdđfghjklmnpqrstvwxz"
_SIGNS = ".,;:!?/-–()[]\"“”‘’'*%&+=_<>@#|•²³°§×"
#: Digits written by pen have symbols of their own, so that the network tells them from print.
PEN_DIGITS = "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿"
#: Class 0 is the blank of CTC; letter n of this string is class n + 1.
ALPHABET = " " + _LETTERS + _LETTERS.upper() + "0123456789" + _SIGNS + PEN_DIGITS
CLASS = {letter: number for number, letter in enumerate(ALPHABET, 1)}

_SAME = str.maketrans(
    {"‐": "-", "‑": "-", "−": "-", "—": "–", "\u00a0": " ", "Ð": "Đ", "ð": "đ", "⁄": "/", "´": "'",
     "`": "'", "\uf02d": "-", "\u00ad": "-", "·": "•", "…": "...", "„": "“"}
)  # fmt: skip
_RUN = re.compile(r"([._])(?:\s*\1){2,}")
_PEN = str.maketrans(PEN_DIGITS, "0123456789")
_INK = str.maketrans("0123456789", PEN_DIGITS)


def known(text: str) -> str:
    """Return ``text`` in NFC without what the network does not know; tabs stay."""
    kept = (c for c in nfc(text).translate(_SAME) if c in CLASS or c == "\t")
    return re.sub(" +", " ", "".join(kept)).strip()


def truth(line: str) -> str:
    r"""Return what is to be read of a drawn line: gaps are spaces, long runs of dots are three.

    >>> truth("Số:\t𝟷𝟻𝟻\t/TM-SYT........")
    'Số: 𝟷𝟻𝟻 /TM-SYT...'
    """
    return " ".join(_RUN.sub(r"\1\1\1", line).split())


def by_pen(digits: str) -> str:
    """Return printed digits as pen digits."""
    return digits.translate(_INK)


def printed(line: str) -> str:
    """Return a line with its pen digits as plain ones."""
    return line.translate(_PEN)
