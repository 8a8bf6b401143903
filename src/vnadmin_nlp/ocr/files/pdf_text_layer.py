"""The text layer of a PDF page: taken where a program wrote it and it covers the page."""

from __future__ import annotations

import ctypes
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.model.page import BoundingBox, Page, Source, TextLayer, Word
from vnadmin_nlp.ocr.files.pdf_file import MAX_OBJECTS, PdfFile, Plate
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import nfc, strip_accents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Fewer words are a banner or a stamp over a scan, and no text.
_FEWEST_WORDS = 20
#: A page with more characters than a gazette has in ten pages is a bomb.
_MOST_CHARACTERS = 60_000
#: Share of syllables among the words, below which the font map of a page is broken.
_MIN_SYLLABLES = 0.85
#: Share of the words that bear marks: .6 in Vietnamese text, 0 where a recogniser for English
#: or a careless export dropped them.
_MARKED = 0.3
#: From this share of the page on, images may hold what the layer leaves out.
_IMAGES = 0.25
#: Share of the letters on the page that must stand under words of the layer.
_COVERED = 0.8
_LOOK_DPI = 100
#: What stands between syllables and signs; anything else inside a word is the junk of a font map.
_PIECES = re.compile(r"[\s/.,;:!?()\[\]\"'“”‘’…&%*+=_<>–—-]+")


def trusted_layer(
    file: PdfFile, number: int, *, dpi: int, use: TextLayer = TextLayer.AUTO
) -> Page | None:
    """Return page ``number`` from its text layer, or None where the layer can't be trusted.

    Args:
        file: the PDF.
        number: of the page, from 1.
        dpi: resolution in which the boxes are given.
        use: which layers are trusted.

    Raises:
        UnreadableInput: the page is damaged.
    """
    if use == TextLayer.IGNORE:
        return None
    plate, page = file.plate(number), file.document[number - 1]
    if use == TextLayer.AUTO and (plate.scan or is_invisible(page)):
        return None
    width, height = plate.pixels(dpi)
    words = layer_words(page, width, height)
    if not is_vietnamese(words):
        return None
    if use == TextLayer.AUTO and not _covers_page(file, number, plate, words, dpi=dpi):
        return None
    return Page(
        number, width, height, plate.dpi(width), tuple(words), Source.TEXT_LAYER, "text-layer"
    )


def is_invisible(page: Any) -> bool:
    """Return whether a pdfium ``page`` has text, and none of it is seen (render mode 3).

    So recognisers write what they read under a picture (ISO 32000-1, 9.3.6).
    """
    import pypdfium2.raw as pdfium

    unseen = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
    modes = [
        pdfium.FPDFTextObj_GetTextRenderMode(item)
        for item in islice(page.get_objects(max_depth=3), MAX_OBJECTS)
        if item.type == pdfium.FPDF_PAGEOBJ_TEXT
    ]
    return bool(modes) and all(mode in unseen for mode in modes)


def is_vietnamese(words: Sequence[Word]) -> bool:
    """Return whether the words of a page are Vietnamese text, not the junk of a broken font map."""
    if len(words) < _FEWEST_WORDS:
        return False
    marked = sum(strip_accents(word.text) != word.text.lower() for word in words)
    pieces = [piece for word in words for piece in _PIECES.split(word.text) if piece]
    # Neither numbers nor abbreviations (UBND, QĐ) tell anything.
    plain = [p for p in pieces if not p.isupper() and not any(letter.isdigit() for letter in p)]
    syllables = sum(is_syllable(piece) for piece in plain)
    return (
        marked >= _MARKED * len(words)
        and syllables >= _MIN_SYLLABLES * len(plain)
        and syllables >= 0.4 * len(words)
    )


def _covers_page(
    file: PdfFile, number: int, plate: Plate, words: Sequence[Word], *, dpi: int
) -> bool:
    """Tell whether the layer leaves out nothing that images on the page show."""
    import numpy as np

    from vnadmin_nlp.ocr.cleanup.clean_page import brightest_channel
    from vnadmin_nlp.ocr.cleanup.skew import find_letters

    if plate.images < _IMAGES:
        return True
    image = file.load(number, dpi=_LOOK_DPI)
    gray = brightest_channel(image.pixels)
    letters = find_letters(gray, image.dpi)
    if not len(letters):
        return True
    known = np.zeros(gray.shape, np.bool_)
    width, height = plate.pixels(dpi)
    across, down = gray.shape[1] / width, gray.shape[0] / height
    for x0, y0, x1, y1 in (word.box for word in words):
        known[int(y0 * down) : int(y1 * down) + 1, int(x0 * across) : int(x1 * across) + 1] = True
    centres = letters.y + letters.height // 2, letters.x + letters.width // 2
    return float(known[centres].mean()) >= _COVERED


def layer_words(page: Any, width: int, height: int) -> list[Word]:
    """Return the words of the layer of a pdfium ``page``, with boxes in an image of that size."""
    words: list[Word] = []
    letters: list[tuple[str, BoundingBox]] = []
    line = 0
    for text, box in _characters(page, width, height):
        if not text.isspace():
            letters.append((text, box))
            continue
        if letters:
            words.append(_word(letters, line))
            letters = []
        line += text == "\n"
    return [*words, _word(letters, line)] if letters else words


def _word(letters: list[tuple[str, BoundingBox]], line: int) -> Word:
    text = nfc("".join(text for text, _ in letters))
    return Word(text, BoundingBox.around(box for _, box in letters), 1.0, line)


def _characters(page: Any, width: int, height: int) -> Iterator[tuple[str, BoundingBox]]:
    """Yield every character with its box in pixels."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > _MOST_CHARACTERS:
        return
    sides = [ctypes.c_double() for _ in range(4)]
    corner = ctypes.c_int(), ctypes.c_int()

    def pixel(x: float, y: float) -> tuple[int, int]:
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, *corner)
        return corner[0].value, corner[1].value

    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        pdfium.FPDFText_GetCharBox(textpage, index, *sides)
        left, right, bottom, top = (side.value for side in sides)
        (x0, y0), (x1, y1) = pixel(left, top), pixel(right, bottom)
        box = BoundingBox(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        yield chr(code) if 0 < code < 0xD800 or code > 0xDFFF else "\ufffd", box
