"""Our own recogniser: lines found by their ink, read by a small network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage, inked_part
from vnadmin_nlp.ocr.cleanup.stamps import HEAD, Stamp, as_mark, find_framed, find_stamps
from vnadmin_nlp.ocr.engines.decode_words import SpeltWord, spell
from vnadmin_nlp.ocr.engines.handwriting import HandwritingReader, is_written
from vnadmin_nlp.ocr.engines.line_network import Network
from vnadmin_nlp.ocr.engines.restore_diacritics import sensible
from vnadmin_nlp.ocr.engines.word_boxes import word_boxes
from vnadmin_nlp.ocr.lines.find_lines import TextLine, TextLines, find_text_lines
from vnadmin_nlp.ocr.lines.line_strips import Strip
from vnadmin_nlp.ocr.lines.mask_neighbours import strip_of
from vnadmin_nlp.ocr.merge.choose_reading import SURE, merged
from vnadmin_nlp.ocr.merge.noise import is_junk, seals_of
from vnadmin_nlp.text.unicode import mend_look_alikes, nfc
from vnadmin_nlp.vocab.layout_phrases import key

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.cleanup.seals import Seal
    from vnadmin_nlp.ocr.files.image_file import Pixels

#: How far letters reach below and above their base line, in talls.
_BELOW, _OVER = 0.3, 1.1
#: So many lines with digits by pen are voted on, from the top of a page: stamps have more.
_VOTES = 4
#: Share of the words of a stamp that must make sense: seals are read as all kinds of letters.
_READ = 0.5
#: By how much a stamp may be less sure than what its traces on the gray page are read as.
_DOUBT = 0.1


class BuiltinEngine:
    """A recogniser that needs nothing installed besides this package."""

    name = "own"
    thorough = True

    def __init__(self) -> None:
        self._network = Network("recogniser")
        self._pens = HandwritingReader()

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of ``page``, line by line, those stamped in red at the end."""
        gray = page.with_blue
        found = find_text_lines(gray, page.dpi)
        words = self._words(found, gray, seals_of(found.blobs, page.dpi))
        if page.red is not None:
            words = _with_stamps(words, self._stamped(page.red, page.dpi, found.blobs.tall))
            words = self._with_marks(words, find_stamps(page.red, page.dpi))
        return self._with_marks(words, find_framed(page.top(HEAD), page.dpi))

    def read_lines(self, lines: Sequence[Pixels], dpi: int) -> list[list[Word]]:
        """Return the words of each of ``lines``, but not of what reaches in from other ones."""
        return [self._single(line, dpi) for line in lines]

    def _single(self, gray: Pixels, dpi: int) -> list[Word]:
        found = find_text_lines(gray, dpi)
        middle = gray.shape[0] / 2
        lines = [line for line in found.lines if _crosses(line, middle)]
        return self._words(replace(found, lines=lines), gray)

    def _stamped(self, ink: Pixels, dpi: int, tall: float) -> list[Word]:
        """Return the words of a layer of ink; seals have small letters."""
        part, x, y = inked_part(ink)
        found = find_text_lines(part, dpi, tall)
        return [
            replace(word, box=BoundingBox(box.x0 + x, box.y0 + y, box.x1 + x, box.y1 + y))
            for word in self._words(found, part, seals_of(found.blobs, dpi), votes=0)
            for box in [word.box]
        ]

    def _with_marks(self, words: list[Word], stamps: Iterable[Stamp]) -> list[Word]:
        """Return ``words`` and those of marks, like HỎA TỐC, that were stamped askew or framed."""
        for stamp in stamps:
            read = self._network.read(stamp.strips)
            mark = as_mark([_told(spell(one, self._network.alphabet)) for one in read])
            if mark:
                texts = mark[0].split()
                line = max((word.line for word in words), default=-1) + 1
                boxes = zip(texts, stamp.boxes(texts), strict=True)
                row = [Word(text, box, mark[1], line) for text, box in boxes]
                pieces = [old for old in words if _is_piece(old, row)]
                whole = len({old.line for old in pieces}) == 1
                if not whole or key("".join(old.text for old in pieces)) != key(mark[0]):
                    words = [*(old for old in words if old not in pieces), *row]
        return words

    def _words(
        self, found: TextLines, gray: Pixels, seals: Sequence[Seal] = (), votes: int = _VOTES
    ) -> list[Word]:
        """Return the words of the lines that were found on ``gray``."""
        strips = [strip_of(line, found, gray) for line in found.lines]
        read = self._network.read([strip.pixels for strip in strips])
        words: list[Word] = []
        for n, (line, strip, chances) in enumerate(zip(found.lines, strips, read, strict=True)):
            spelt = sensible(spell(chances, self._network.alphabet))
            row = _row(spelt, line, strip, n)
            if votes and is_written(spelt) and not is_junk(row, seals):
                votes -= 1
                row = _row(self._pens.read(spelt, strip, line, found, gray), line, strip, n)
            words += () if is_junk(row, seals) else row
        return words


def _told(words: Sequence[SpeltWord]) -> tuple[str, float]:
    """Return a text, and the mean of how sure its words are."""
    sure = sum(word.confidence for word in words) / max(1, len(words))
    return " ".join(word.text for word in words), sure


def _is_piece(old: Word, mark: Sequence[Word]) -> bool:
    """Tell whether ``old`` is what was read before of the same mark, not print below it."""
    part = key(old.text) in key("".join(word.text for word in mark))
    return (part or old.confidence < SURE) and any(_overlap(w.box, old.box) for w in mark)


def _with_stamps(words: list[Word], stamped: list[Word]) -> list[Word]:
    """Return ``words`` and those of stamps, of which the gray page shows mere traces."""
    found = list(words)
    for _, group in groupby(stamped, key=lambda word: word.line):
        row = list(group)
        traces = [old for old in found if any(_is_trace(old, word) for word in row)]
        makes_sense = len(merged([], row)) >= _READ * len(row)
        if makes_sense and _sure(row) >= _sure(traces) - _DOUBT:
            line = max((word.line for word in found), default=-1) + 1
            found = [old for old in found if old not in traces]
            found += [replace(word, line=line) for word in row]
    return found


def _is_trace(old: Word, stamped: Word) -> bool:
    """Tell whether ``old`` may be what a stamp left on the gray page, not print below it."""
    same = old.confidence < SURE or old.text == stamped.text
    return same and _overlap(stamped.box, old.box)


def _sure(words: Sequence[Word]) -> float:
    return sum(word.confidence for word in words) / max(1, len(words))


def _overlap(one: BoundingBox, other: BoundingBox) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return across > 0 and min(one.y1, other.y1) - max(one.y0, other.y0) > 0.3 * other.height


def _crosses(line: TextLine, row: float) -> bool:
    return -_BELOW * line.tall < line.base.a - row < _OVER * line.tall


def _row(words: list[SpeltWord], line: TextLine, strip: Strip, number: int) -> list[Word]:
    """Return the words of a line with their boxes on the page."""
    boxes = word_boxes(words, line, strip)
    return [_word(word, box, number) for word, box in zip(words, boxes, strict=True) if box]


def _word(spelt: SpeltWord, box: BoundingBox, number: int) -> Word:
    text, candidates = mend_look_alikes(nfc(spelt.text)), spelt.candidates
    return Word(text, box, spelt.confidence, number, spelt.by_pen, candidates)
