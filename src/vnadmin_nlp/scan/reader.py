"""One page image becomes words: upright, read, and read again where letters were left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import regex

from vnadmin_nlp.notation.syllables import is_syllable
from vnadmin_nlp.page import Box, Page, Source, Word
from vnadmin_nlp.scan.clean import CleanPage, clean
from vnadmin_nlp.scan.image import PageImage
from vnadmin_nlp.scan.letters import LETTER_INCHES, find_letters, find_lines, grown, unread_rows
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
#: Room above and below a row, in letter heights; and the mean confidence that needs no second try.
_ROOMS, _CERTAIN = (0.5, 0.2), 0.85
#: What strokes beside a word are read as.
_JUNK = re.compile(r"^[^\w(]+|[^\w.,;:)/]+$")
_GLUED = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")


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
    letters = find_letters(page.pixels, page.dpi)
    if not len(letters):
        return page, []
    words = engine.read(page)
    share, syllables = sense(words)
    if len(words) < _ENOUGH_WORDS or share >= _SENSE or not find_lines(letters).level:
        return page, words
    turned = page.turned(180)
    again = engine.read(turned)
    return (turned, again) if sense(again)[1] > syllables else (page, words)


def second_look(page: CleanPage, words: Sequence[Word], engine: Recogniser) -> list[Word]:
    """Return the words of rows that ``engine`` left out on ``page``.

    Page segmentation takes a signature with a seal for a picture, and throws the signer's name
    and office away with it. Others are stamped in colour, and are not on the gray page at all.
    """
    size = LETTER_INCHES * page.dpi
    known = [word.box for word in words if word.box.height < 4 * size]
    line = max((word.line for word in words), default=-1) + 1
    found: list[Word] = []
    for layer in (page.only_stamps(), page):
        if layer is None:
            continue
        letters = find_letters(layer.pixels, page.dpi)
        rows = unread_rows(letters, known, page.shape, page.dpi, fewest=_FEWEST_LETTERS)
        for row in rows[:_MOST_ROWS]:
            read = [w for w in _read_row(layer, row, engine) if not _covered(w.box, known)]
            if _is_text(read):
                found += [replace(word, line=line) for word in read]
                known += [word.box for word in read]
                line += 1
    return found


def _read_row(page: CleanPage, row: Box, engine: Recogniser) -> list[Word]:
    """Return the words of ``row`` from a roomy or a tight cut, whichever reads better."""
    size = LETTER_INCHES * page.dpi
    best: list[Word] = []
    for room in _ROOMS:
        # The first letter often touches the signature, and is no letter for itself: look left.
        box = grown(row, 3.5 * size, room * size, shape=page.shape)
        words = [_moved(w, box.x0, box.y0) for w in _sure_part(engine.read_line(page.crop(box)))]
        if _certainty(words) > _certainty(best):
            best = words
        if best and _certainty(best) > _CERTAIN * len(best):
            break
    return best


def _certainty(words: list[Word]) -> float:
    return sum(word.confidence for word in words if is_syllable(word.text))


def _sure_part(words: list[Word]) -> list[Word]:
    """Return ``words`` without the strokes of a signature that were read at both ends."""
    words = [part for word in words for part in _parts(word)]
    good = [i for i, word in enumerate(words) if len(word.text) > 1 and _is_likely(word)]
    return words[good[0] : good[-1] + 1] if good else []


def _parts(word: Word) -> list[Word]:
    """Return ``word`` without strokes, in as many words as it has capitals after small letters."""
    text = _JUNK.sub("", word.text)
    parts = [part for part in _GLUED.split(text) if part]
    if len(parts) < 2 or not all(map(is_syllable, parts)):
        return [replace(word, text=text)]
    letter, done, found = word.box.width / len(text), 0, []
    for part in parts:
        x0, x1 = (word.box.x0 + round(letter * n) for n in (done, done + len(part)))
        found.append(replace(word, text=part, box=word.box._replace(x0=x0, x1=x1)))
        done += len(part)
    return found


def _is_likely(word: Word) -> bool:
    return word.confidence >= _SURE or is_syllable(word.text)


def _is_text(words: list[Word]) -> bool:
    share, syllables = sense(words)
    sure = sum(word.confidence for word in words) >= _SURE * len(words)
    return syllables >= 2 and share >= _SENSE and sure


def _moved(word: Word, dx: int, dy: int) -> Word:
    x0, y0, x1, y1 = word.box
    return replace(word, box=Box(x0 + dx, y0 + dy, x1 + dx, y1 + dy))


def _covered(box: Box, known: list[Box]) -> bool:
    x, y = box.centre
    return any(k.x0 <= x <= k.x1 and k.y0 <= y <= k.y1 for k in known)
