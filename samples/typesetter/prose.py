"""Words of marked-up text, broken into lines and set at their places.

The markup is ``**bold**``, ``_italic_`` and ``{31}`` for what is written with a pen; ``{}`` is a
slot left blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from samples.typesetter.fonts import width
from samples.typesetter.page import Piece, Run, SetLine, Style, Word

_TOKEN = re.compile(r"\*\*|_|\{[^{}]*\}|\s+|[^*_{}\s]+|\*")
BLANK_SLOT = 2.2  # widths of a blank slot and of a written digit, in ems of the line
PEN_DIGIT = 0.56


def words_of(text: str, style: Style) -> list[Word]:
    """Split marked-up text into words.

    >>> [w[0].text for w in words_of("ngày {17} tháng **11**", Style())]
    ['ngày', '17', 'tháng', '11']
    """
    words: list[list[Piece]] = [[]]
    for token in _TOKEN.findall(text):
        if token == "**":
            style = replace(style, bold=not style.bold)
        elif token == "_":
            style = replace(style, italic=not style.italic)
        elif token.isspace():
            words.append([])
        elif token.startswith("{"):
            words[-1].append(Piece(token[1:-1].strip(), style, hand=True))
        else:
            words[-1].append(Piece(token, style))
    return [tuple(word) for word in words if word]


def piece_width(piece: Piece, family: str) -> float:
    """Return the width of a piece in points."""
    style = piece.style
    if piece.hand:
        return style.size * (PEN_DIGIT * len(piece.text) + 0.15 if piece.text else BLANK_SLOT)
    return width(
        piece.text, style.family or family, style.size, bold=style.bold, italic=style.italic
    )


def word_width(word: Word, family: str) -> float:
    """Return the width of a word in points."""
    return sum(piece_width(piece, family) for piece in word)


def space_width(word: Word, family: str) -> float:
    """Return the width of the space after a word in points."""
    style = word[-1].style
    return width(" ", style.family or family, style.size)


def line_width(words: Sequence[Word], family: str) -> float:
    """Return the natural width of a line in points."""
    spaces = sum(space_width(word, family) for word in words[:-1])
    return spaces + sum(word_width(word, family) for word in words)


def break_lines(
    words: Sequence[Word], limit: float, family: str, *, indent: float = 0.0
) -> list[list[Word]]:
    """Break words into lines, each as full as it goes.

    Args:
        words: the words of one paragraph.
        limit: the width of the lines in points.
        family: the typeface.
        indent: what the first line is shorter by.
    """
    lines: list[list[Word]] = [[]]
    used = indent
    for word in words:
        step = word_width(word, family)
        if lines[-1] and used + step > limit:
            lines.append([])
            used = 0.0
        lines[-1].append(word)
        used += step + space_width(word, family)
    return lines


def plain(words: Sequence[Word]) -> str:
    """Return the text of a line as a reader would key it."""
    return " ".join(filter(None, ("".join(piece.text for piece in word) for word in words)))


def set_line(
    words: Sequence[Word],
    x: float,
    y: float,
    family: str,
    *,
    zone: str,
    fill: float | None = None,
) -> SetLine:
    """Place a line with its left edge at ``x`` and its baseline at ``y``.

    Args:
        words: the words of the line.
        x: left edge in points.
        y: baseline in points.
        family: the typeface.
        zone: what the line belongs to.
        fill: the width that a justified line is stretched to.
    """
    slack = 0.0
    if fill is not None and len(words) > 1:
        slack = (fill - line_width(words, family)) / (len(words) - 1)
    runs: list[Run] = []
    for word in words:
        for piece in word:
            step = piece_width(piece, family)
            runs.append(Run(piece, x, y, step))
            x += step
        x += space_width(word, family) + slack
    return SetLine(tuple(runs), plain(words), zone)


def centred(words: Sequence[Word], axis: float, y: float, family: str, *, zone: str) -> SetLine:
    """Place a line with its middle at ``axis``."""
    return set_line(words, axis - line_width(words, family) / 2, y, family, zone=zone)
