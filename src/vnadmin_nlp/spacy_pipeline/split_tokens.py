"""Text is cut into syllables, numbers, signs and marks; what is left between them is space."""

from __future__ import annotations

from collections.abc import Iterator

import regex

# A letter or digit with the marks that NFD parts from it.
_LETTER = r"[\p{L}\p{M}]"
_MORE = r"[\p{L}\p{M}\d]"
# 31-CT/TU, 30/2020/NĐ-CP, 1378-CV/Th.U, 17/11/2022, 7:30, 1.000.000, 138a
_NUMBER = rf"\d{_MORE}*+(?:(?:[.,:](?=\d)|[-/&⁄‑](?={_MORE})|\.(?=\p{{Lu}}(?!{_MORE}))){_MORE}++)*+"
# UBND-NC, CV/TU, T/M, Th.U; in-tơ-nét; but và/hoặc are two words, and so are A.Giao
_WORD = (
    rf"\p{{L}}{_MORE}*+"
    rf"(?:(?:-(?=\p{{L}})|(?<=\p{{Lu}})[/&](?=\p{{Lu}})|\.(?=\p{{Lu}}(?!{_MORE}))){_MORE}++)*+"
)
_MARK = r"(?P<mark>[^\s\p{L}\d])(?P=mark)*+\p{M}*+"  # a row of one mark is one piece: ....
_PIECE = regex.compile(rf"{_NUMBER}|{_WORD}|{_MARK}|\S")
_SYLLABLE = regex.compile(rf"{_LETTER}+")


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text that are no space, each a syllable, a number, a sign or a mark.

    >>> text = "Số 30/2020/NĐ-CP ngày 05/3/2020, và/hoặc Th.U..."
    >>> [text[slice(*piece)] for piece in pieces(text)]
    ['Số', '30/2020/NĐ-CP', 'ngày', '05/3/2020', ',', 'và', '/', 'hoặc', 'Th.U', '...']
    """
    return (match.span() for match in _PIECE.finditer(text))


def is_syllable(piece: str) -> bool:
    """Tell whether a piece is letters alone."""
    return bool(_SYLLABLE.fullmatch(piece))
