"""One page image becomes words: upright, read, and read again where letters were left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from vnadmin_nlp.notation.syllables import is_syllable
from vnadmin_nlp.page import Box, Page, Source, Word
from vnadmin_nlp.scan.clean import CleanPage, clean
from vnadmin_nlp.scan.image import PageImage
from vnadmin_nlp.scan.letters import LETTER_INCHES, find_letters, find_lines, unread_rows
from vnadmin_nlp.scan.recognise import Recogniser

#: Share of syllables among the words of a page below which it is tried another way up. Upright
#: scans have .85 and more, pages on their head .3 and less.
_SENSE = 0.5
#: Fewer words tell nothing about which way is up.
_ENOUGH_WORDS = 12
#: Rows that a second look takes at most; more are noise, not rows the reader missed.
_MOST_ROWS = 16
_FEWEST_LETTERS = 3
#: Confidence, of a word at the edge of a row or on the average of a row, from which it is kept.
_SURE = 0.5
#: What strokes beside a word are read as.
_JUNK = re.compile(r"^[^\w(\"“-]+|^-(?=\w)|[^\w.,;:)\"”/]+$")


def read_image(image: PageImage, number: int, engine: Recogniser, *, dpi: int) -> Page:
    """Return page ``number`` with the words that ``engine`` reads on ``image``.

    Args:
        image: the page as it came.
        number: of the page, from 1.
        engine: the recogniser.
        dpi: resolution to read at.
    """
    page, words = _read_upright(clean(image, dpi=dpi), engine)
    words += second_look(page, words, engine)
    height, width = page.shape
    return Page(
        number=number,
        width=width,
        height=height,
        dpi=page.dpi,
        words=tuple(words),
        source=Source.RECOGNISED,
        reader=engine.name,
        rotation=page.rotation,
        skew=page.skew,
    )


def sense(words: Sequence[Word]) -> tuple[float, int]:
    """Return the share of Vietnamese syllables among the letter words, and how many these are."""
    texts = [word.text.strip(".,;:!?()[]\"“”'-–/") for word in words]
    texts = [text for text in texts if text.isalpha()]
    syllables = sum(is_syllable(text) for text in texts)
    return (syllables / len(texts) if texts else 0.0), syllables


def _read_upright(page: CleanPage, engine: Recogniser) -> tuple[CleanPage, list[Word]]:
    """Read ``page``; where that makes no sense and the page has lines, on its head as well."""
    words = engine.read(page)
    share, syllables = sense(words)
    if len(words) < _ENOUGH_WORDS or share >= _SENSE:
        return page, words
    if not find_lines(find_letters(page.pixels, page.dpi)).level:
        return page, words
    turned = page.turned(180)
    again = engine.read(turned)
    return (turned, again) if sense(again)[1] > syllables else (page, words)


def second_look(page: CleanPage, words: Sequence[Word], engine: Recogniser) -> list[Word]:
    """Return the words of rows that ``engine`` left out on ``page``.

    Page segmentation takes a signature with a seal for a picture, and throws the signer's name
    and office away with it.
    """
    size = LETTER_INCHES * page.dpi
    known = [word.box for word in words if word.box.height < 4 * size]
    rows = unread_rows(
        find_letters(page.pixels, page.dpi), known, page.shape, page.dpi, fewest=_FEWEST_LETTERS
    )
    line = max((word.line for word in words), default=-1) + 1
    found: list[Word] = []
    for row in rows[:_MOST_ROWS]:
        # The first letter often touches the signature, and is no letter for itself: look left.
        box = _grown(row, across=3.5 * size, down=0.5 * size, shape=page.shape)
        read = _sure_part(engine.read_line(page.crop(box)))
        moved = [_moved(word, box.x0, box.y0, line) for word in read]
        moved = [word for word in moved if not _covered(word.box, known)]
        if _is_text(moved):
            found += moved
            known += [word.box for word in moved]
            line += 1
    return found


def _sure_part(words: list[Word]) -> list[Word]:
    """Return ``words`` without the strokes of a signature that were read at both ends."""
    words = [replace(word, text=_JUNK.sub("", word.text)) for word in words]
    good = [i for i, word in enumerate(words) if len(word.text) > 1 and _is_likely(word)]
    return words[good[0] : good[-1] + 1] if good else []


def _is_likely(word: Word) -> bool:
    return word.confidence >= _SURE or is_syllable(word.text)


def _is_text(words: list[Word]) -> bool:
    share, syllables = sense(words)
    sure = sum(word.confidence for word in words) >= _SURE * len(words)
    return syllables >= 2 and share >= _SENSE and sure


def _grown(box: Box, *, across: float, down: float, shape: tuple[int, int]) -> Box:
    height, width = shape
    return Box(
        max(0, round(box.x0 - across)),
        max(0, round(box.y0 - down)),
        min(width, round(box.x1 + across)),
        min(height, round(box.y1 + down)),
    )


def _moved(word: Word, dx: int, dy: int, line: int) -> Word:
    x0, y0, x1, y1 = word.box
    return Word(word.text, Box(x0 + dx, y0 + dy, x1 + dx, y1 + dy), word.confidence, line)


def _covered(box: Box, known: list[Box]) -> bool:
    x, y = box.centre
    return any(k.x0 <= x <= k.x1 and k.y0 <= y <= k.y1 for k in known)
