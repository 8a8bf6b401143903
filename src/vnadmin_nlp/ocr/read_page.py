"""One page image becomes words: upright, read, and read again where letters were left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage, clean
from vnadmin_nlp.ocr.cleanup.photo_outline import square_sheet
from vnadmin_nlp.ocr.cleanup.skew import find_letters, find_lines
from vnadmin_nlp.ocr.cleanup.two_page_split import find_gutter
from vnadmin_nlp.ocr.engines.recogniser import Recogniser
from vnadmin_nlp.ocr.files.image_file import PageImage
from vnadmin_nlp.ocr.merge.missed_text import look_again
from vnadmin_nlp.ocr.merge.second_engine import read_again
from vnadmin_nlp.text.syllables import is_syllable

#: Share of syllables among the words of a page below which it is tried another way up. Upright
#: scans have .85 and more, pages on their head .3 and less.
_SENSE = 0.5
#: Fewer words tell nothing about which way is up.
_ENOUGH_WORDS = 12


def read_image(
    image: PageImage,
    number: int,
    engine: Recogniser,
    *,
    dpi: int,
    second: Recogniser | None = None,
) -> Page:
    """Return page ``number`` with the words that ``engine`` reads on ``image``.

    Args:
        image: the page as it came.
        number: of the page, from 1.
        engine: the recogniser.
        dpi: resolution to read at.
        second: reads the lines of which ``engine`` is not sure; None for none.
    """
    page, words = _read_sheet(clean(square_sheet(image), dpi=dpi), engine, second)
    height, width = page.shape
    return Page(
        number=number,
        width=width,
        height=height,
        dpi=page.dpi,
        words=tuple(words),
        source=Source.RECOGNISED,
        reader=f"{engine.name}+{second.name}" if second else engine.name,
        rotation=page.rotation,
        skew=page.skew,
    )


def _read_sheet(
    page: CleanPage, engine: Recogniser, second: Recogniser | None
) -> tuple[CleanPage, list[Word]]:
    """Return the page the right way up and its words; of two pages on it, the left one's first."""
    gutter = find_gutter(page)
    if gutter is None:
        return _read_page(page, engine, second)
    width = page.shape[1]
    left, words = _read_page(page.part(0, gutter), engine, second)
    if left.rotation != page.rotation:
        page, gutter = page.turned(180), width - gutter
        _, words = _read_page(page.part(0, gutter), engine, second)
    _, others = _read_page(page.part(gutter, width), engine, second)
    lines = max((word.line for word in words), default=-1) + 1
    for word in others:
        x0, y0, x1, y1 = word.box
        box = BoundingBox(x0 + gutter, y0, x1 + gutter, y1)
        words.append(replace(word, box=box, line=word.line + lines))
    return page, words


def _read_page(
    page: CleanPage, engine: Recogniser, second: Recogniser | None
) -> tuple[CleanPage, list[Word]]:
    page, words = read_upright(page, engine)
    if not engine.thorough:
        words = look_again(page, words, engine)
    return page, read_again(page, words, second) if second else words


def sense(words: Sequence[Word]) -> tuple[float, int]:
    """Return the share of Vietnamese syllables among the letter words, and how many these are."""
    texts = [word.text.strip(".,;:!?()[]\"“”'-–/") for word in words]
    texts = [text for text in texts if text.isalpha()]
    syllables = sum(is_syllable(text) for text in texts)
    return (syllables / len(texts) if texts else 0.0), syllables


def read_upright(page: CleanPage, engine: Recogniser) -> tuple[CleanPage, list[Word]]:
    """Return the page the right way up, and its words.

    Where reading makes no sense and the page has lines, it is read on its head as well.
    """
    if not page.specks:
        return page, []
    words = engine.read(page)
    share, syllables = sense(words)
    if len(words) < _ENOUGH_WORDS or share >= _SENSE:
        return page, words
    if not find_lines(find_letters(page.pixels, page.dpi)).level:
        return page, words
    turned = page.turned(180)
    again = engine.read(turned)
    return (turned, again) if sense(again)[1] > syllables else (page, words)
