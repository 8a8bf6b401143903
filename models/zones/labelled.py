"""Pages whose words have zones: typeset sheets, drawn ones that were read, and what rules zoned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from samples.typesetter import scan_page
from samples.typesetter.fonts import font
from samples.typesetter.page import Mark, Run, SetLine, Sheet, Style, TypesetLine
from samples.typesetter.prose import centred, words_of
from samples.typesetter.render import draw, page_size
from vnadmin_nlp.layout.page_lines import Zone
from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word
from vnadmin_nlp.ocr.engines.recogniser import Recogniser
from vnadmin_nlp.ocr.files.image_file import PageImage
from vnadmin_nlp.ocr.read_page import read_image
from vnadmin_nlp.text.unicode import strip_accents

#: The typesetter's names of what a line belongs to.
ZONES = {
    "parent": Zone.LETTERHEAD, "body": Zone.LETTERHEAD, "separator": Zone.JUNK,
    "number": Zone.NUMBER, "subject": Zone.SUBJECT, "motto": Zone.MOTTO, "place": Zone.PLACE_DATE,
    "type": Zone.TITLE, "note": Zone.BODY, "addressees": Zone.ADDRESSEES, "text": Zone.BODY,
    "table": Zone.BODY, "recipients": Zone.RECIPIENTS, "authority": Zone.SIGNER,
    "role": Zone.SIGNER, "name": Zone.SIGNER, "page": Zone.PAGE_NUMBER, "contact": Zone.JUNK,
    "mark": Zone.MARK, "banner": Zone.BANNER, "received": Zone.STAMP, "box": Zone.MARK,
    "seal": Zone.JUNK, "signature": Zone.JUNK,
}  # fmt: skip
DPI = 200
_READER = "typeset"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A page with the zone of each of its words, and its turn in its document."""

    page: Page
    zones: tuple[Zone, ...]
    index: int
    count: int


def set_words(sheet: Sheet, index: int, count: int) -> Labelled:
    """Return the words of a sheet where they were set, without drawing it."""
    scale = DPI / 72
    words: list[Word] = []
    zones: list[Zone] = []
    for number, line in enumerate([*sheet.lines, *_mark_lines(sheet.marks)]):
        for text, box, hand in _boxes(line, sheet.family, scale):
            words.append(Word(text, box, 0.97, number, handwritten=hand))
            zones.append(ZONES[line.zone])
    width, height = page_size(DPI)
    page = Page(index + 1, width, height, DPI, tuple(words), Source.RECOGNISED, _READER)
    return Labelled(page, tuple(zones), index, count)


def _boxes(line: SetLine, family: str, scale: float) -> Iterator[tuple[str, BoundingBox, bool]]:
    """Yield the words of a line; the runs of one word touch one another."""
    group: list[Run] = []
    for run in line.runs:
        if group and run.x - (group[-1].x + group[-1].width) > 0.1:
            yield from _word(group, family, scale)
            group = []
        group.append(run)
    yield from _word(group, family, scale)


def _word(
    runs: Sequence[Run], family: str, scale: float
) -> Iterator[tuple[str, BoundingBox, bool]]:
    text = "".join(run.piece.text for run in runs)
    if not text:
        return
    boxes = [_box(run, family, scale) for run in runs if run.piece.text]
    yield text, BoundingBox.around(boxes), any(run.piece.hand and run.piece.text for run in runs)


def _box(run: Run, family: str, scale: float) -> BoundingBox:
    style = run.piece.style
    x, y, high = run.x * scale, run.y * scale, style.size * scale
    if run.piece.hand:
        return BoundingBox(
            int(x), int(y - 0.9 * high), int(x + run.width * scale), int(y + 0.1 * high)
        )
    left, top, right, bottom = _ink(run.piece.text, style.family or family, round(high), style)
    return BoundingBox(int(x + left), int(y + top), int(x + right) + 1, int(y + bottom) + 1)


@lru_cache(maxsize=1 << 16)
def _ink(text: str, family: str, pixels: int, style: Style) -> tuple[float, float, float, float]:
    face = font(family, pixels, bold=style.bold, italic=style.italic)
    return face.getbbox(text, anchor="ls")


def _mark_lines(marks: Sequence[Mark]) -> list[SetLine]:
    """Return the lines that banners, stamps and boxes bear; what a seal bears can't be read."""
    lines = []
    for mark in marks:
        size = mark.size * {"banner": 0.048, "received": 0.08, "box": 0.17}.get(mark.kind, 0)
        for k, text in enumerate(mark.text if size else ()):
            y = mark.y + (k + 0.8 - len(mark.text) / 2) * size * (1.25 if size < 9 else 1.5)
            words = words_of(text, Style(size, family="sans" if mark.kind == "banner" else None))
            lines.append(centred(words, mark.x, y, "tinos", zone=mark.kind))
    return lines


def read_words(
    sheet: Sheet, index: int, count: int, *, level: str, seed: int, engine: Recogniser
) -> Labelled:
    """Draw a sheet, scan it as ``level`` says and read it; words have the zones of their lines."""
    drawn = draw(sheet, dpi=DPI)
    marks = tuple(_drawn_line(line) for line in _mark_lines(sheet.marks))
    scanned = scan_page(replace(drawn, lines=(*drawn.lines, *marks)), level, seed, DPI)
    image = PageImage(np.asarray(scanned.image.convert("RGB"))[:, :, ::-1], DPI)
    page = read_image(image, index + 1, engine, dpi=DPI)
    zones = tuple(_zone_under(word, scanned.lines) for word in page.words)
    return Labelled(page, zones, index, count)


def _drawn_line(line: SetLine) -> TypesetLine:
    boxes = [box for _, box, _ in _boxes(line, "tinos", DPI / 72)]
    return TypesetLine(line.text, tuple(BoundingBox.around(boxes)), line.zone)


def _zone_under(word: Word, lines: Sequence[TypesetLine]) -> Zone:
    """Return the zone of the nearest line, best of one that has the word; JUNK far from all.

    A page is straightened before it is read: its words may stand a little off the lines.
    """
    x, y = word.box.centre
    bare = strip_accents(word.text)
    best, zone = 30.0, Zone.JUNK
    for line in lines:
        x0, y0, x1, y1 = line.box
        off = max(x0 - x, x - x1, 0) + abs(y - (y0 + y1) / 2)
        if bare in strip_accents(line.text):
            off -= 15
        if off < best:
            best, zone = off, ZONES[line.zone.removesuffix(":hand")]
    return zone
