"""A second look at ink that was left unread: names under signatures, stamped offices, marks.

In page mode a recogniser drops or misreads print that touches seals, signatures and stamps, and
the gray page no longer shows what is stamped in red or blue. Lines of such ink are read again one
by one: without the strokes that are far larger than a letter, with more contrast, or with the
traces of the seal painted over.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from vnadmin_nlp.notation.syllables import is_syllable
from vnadmin_nlp.page import Box, Word
from vnadmin_nlp.scan.clean import CleanPage
from vnadmin_nlp.scan.image import bytes_of
from vnadmin_nlp.scan.unread import UnreadLine, unread_lines
from vnadmin_nlp.text import strip_accents

if TYPE_CHECKING:
    from vnadmin_nlp.scan.image import Pixels
    from vnadmin_nlp.scan.recognise import Recogniser

#: Lines read again on one page at most, the most text-like first.
MAX_LINES = 12
#: As many lines in one colour are no stamps: the page is printed in it.
_PRINTED = 25
#: Words as sure as this are never replaced.
SURE = 0.8
#: What new syllables, abbreviations and numbers must reach (handwriting turns into digits, too),
#: and by how much they must beat an old word.
_SYLLABLE, _LETTERS, _DIGITS, _MARGIN = 0.6, 0.75, 0.85, 0.15
#: A line of this mean confidence needs no further try.
_FINE = 0.85
#: Height of a word in inches where there is none to measure (13 pt).
_USUAL_HEIGHT = 0.14
#: Gray level in a layer of coloured ink that is ink, and its share below which nothing is written.
_INKED, _LEAST_INK = 215, 0.0003

#: What strokes beside a word are read as.
_JUNK = re.compile(r"^[^\w(\"“/-]+|[^\w.,;:)/”\"-]+$")
_EDGES = ".,;:/()[]-–“”\"'"
_SIGN = re.compile(r"[\d/.,:()-]{0,12}[A-ZĐƯ]{0,8}(?:[-/.&][A-ZĐƯa-zđ\d]{1,8}){0,5}")


def look_again(page: CleanPage, words: Sequence[Word], engine: Recogniser) -> list[Word]:
    """Return ``words`` with those that only a second look could read.

    Args:
        page: the page image, with its layers of coloured ink.
        words: what ``engine`` read on it.
        engine: reads single lines.

    Returns:
        The words in their order, some of them replaced by surer ones, and new ones at the end in
        lines of their own. No word of a confidence of `SURE` or more is lost.
    """
    size = _text_height(words, page.dpi)
    inks = [ink for ink in page.inks if (ink < _INKED).mean() > _LEAST_INK]
    found = list(words)
    lines = unread_lines(
        page.pixels, words, size, dpi=page.dpi, most=MAX_LINES, trace=_traces(inks)
    )
    for ink in inks:
        coloured = unread_lines(ink, (), size, dpi=page.dpi, most=_PRINTED)
        if len(coloured) == _PRINTED:
            # not a few stamps: the page is printed in this colour
            printed = engine.read(CleanPage(ink, page.dpi))
            for _, row in groupby(printed, key=lambda word: word.line):
                found = _merged(found, list(row))
        else:
            lines += coloured
    lines = sorted(lines, key=lambda line: -line.score)[:MAX_LINES]
    for reading in _read(lines, engine, page.dpi):
        found = _merged(found, reading)
    return found


def _text_height(words: Sequence[Word], dpi: int) -> float:
    heights = [w.box.height for w in words if len(w.text) > 1 and w.confidence > _SYLLABLE]
    return statistics.median(heights) if heights else _USUAL_HEIGHT * dpi


def _traces(inks: Sequence[Pixels]) -> Pixels | None:
    """Return 1 where coloured ink lies, with the edge of its strokes."""
    import cv2
    import numpy as np

    if not inks:
        return None
    darkest = inks[0]
    for ink in inks[1:]:
        darkest = np.minimum(darkest, ink)
    inked = (darkest < _INKED).astype(np.uint8)
    return bytes_of(cv2.dilate(inked, np.ones((3, 3), np.uint8)))


def _read(lines: Sequence[UnreadLine], engine: Recogniser, dpi: int) -> list[list[Word]]:
    """Return the best reading of each line; all lines of one try are read in one call."""
    best: list[list[Word]] = [[] for _ in lines]
    for picture in (_freed, _stretched, _whole):
        todo = [i for i, reading in enumerate(best) if not _is_fine(reading)]
        if picture is _whole:
            todo = [i for i in todo if lines[i].trace.any() or lines[i].large.any()]
        again = engine.read_lines([picture(lines[i]) for i in todo], dpi) if todo else []
        for i, reading in zip(todo, again, strict=True):
            placed = [
                replace(
                    word,
                    text=_JUNK.sub("", word.text),
                    box=lines[i].on_page(word.box, wide=picture is _whole),
                )
                for word in reading
            ]
            best[i] = max(best[i], [word for word in placed if word.text], key=_worth)
    return best


def _free(line: UnreadLine) -> Pixels:
    """Return ``line`` without large strokes and without its surroundings."""
    import numpy as np

    return line.alone(np.where(line.large, np.uint8(255), line.pixels))


def _freed(line: UnreadLine) -> Pixels:
    """Return ``line`` without large strokes; the blur closes the gaps of a fax."""
    import cv2

    return bytes_of(cv2.GaussianBlur(_free(line), (3, 3), 0))


def _stretched(line: UnreadLine) -> Pixels:
    """Return ``line`` with ink in black and all that is much lighter in white."""
    import cv2
    import numpy as np

    free = _free(line)
    border, _ = cv2.threshold(free, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = free[free < border]
    black = float(np.median(ink)) if ink.size else 0.0
    scale = 255 / (1.1 * max(20.0, border - black))
    levels = np.clip((np.arange(256) - black) * scale, 0, 255).astype(np.uint8)
    return bytes_of(levels[line.alone(line.pixels)])


def _whole(line: UnreadLine) -> Pixels:
    """Return ``line`` and what stands beside it, the traces of coloured ink painted over."""
    import cv2

    if not line.trace.any():
        return line.pixels
    return bytes_of(cv2.inpaint(line.pixels, line.trace, 3, cv2.INPAINT_TELEA))


def _is_syllable(word: Word) -> bool:
    return is_syllable(word.text.strip(_EDGES))


def _is_text(word: Word) -> bool:
    """Tell whether a word is a Vietnamese syllable or a piece of a number or sign."""
    bare = word.text.strip(_EDGES)
    return _is_syllable(word) or (len(bare) > 1 and bool(_SIGN.fullmatch(bare)))


def _mean(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / max(1, letters)


def _is_fine(reading: Sequence[Word]) -> bool:
    letters = sum(len(word.text) for word in reading)
    return letters > 1 and _mean(reading) >= _FINE and all(map(_is_text, reading))


def _trust(word: Word, reading: Sequence[Word]) -> float:
    """Return the confidence in ``word``: a long syllable beside a sure one is no accident."""
    if not _is_text(word):
        return 0.0
    long = len(word.text.strip(_EDGES)) > 2 and _is_syllable(word)
    if long and any(other.confidence >= SURE for other in reading):
        return max(word.confidence, _SYLLABLE)
    return word.confidence


def _worth(reading: Sequence[Word]) -> float:
    return sum(
        (_trust(w, reading) - 0.5) * len(w.text.strip(_EDGES)) for w in reading if _is_text(w)
    )


def _merged(words: list[Word], reading: Sequence[Word]) -> list[Word]:
    """Return ``words`` with what ``reading`` knows better or has besides."""
    new = [word for word in reading if _trust(word, reading) >= _needed(word)]
    for old in words:
        rivals = [word for word in new if _overlap(word.box, old.box)]
        if rivals and not _is_better(rivals, old):
            new = [word for word in new if word not in rivals]
    if not any(len(word.text.strip(_EDGES)) > 1 for word in new):
        return words
    gone = [old for old in words if any(_overlap(word.box, old.box) for word in new)]
    at = words.index(gone[0]) if gone else len(words)
    line = gone[0].line if gone else max((word.line for word in words), default=-1) + 1
    merged = [*words[:at], *(replace(word, line=line) for word in new), *words[at:]]
    return [word for word in merged if word not in gone]


def _needed(word: Word) -> float:
    """Return the trust that a word needs to be taken."""
    if _is_syllable(word):
        return _SYLLABLE
    return _DIGITS if any(map(str.isdigit, word.text)) else _LETTERS


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
    whole = Box.around(word.box for word in new).width >= 0.7 * old.box.width
    letters = [sum(map(str.isalnum, part)) for part in (text, old.text)]
    return letters[0] >= 0.7 * letters[1] and (whole or not _is_text(old))


def _marks(text: str) -> int:
    return len(unicodedata.normalize("NFD", text)) + sum(map(text.count, "đĐ"))


def _overlap(one: Box, other: Box) -> bool:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    least = min(one.width * one.height, other.width * other.height)
    return width > 0 and height > 0 and width * height > 0.4 * least
