"""Our own recogniser: lines found by their ink, read by a small network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from vnadmin_nlp.page import Box, Word
from vnadmin_nlp.scan.clean import INKED, CleanPage, is_inked
from vnadmin_nlp.scan.junk import is_junk, seals_of
from vnadmin_nlp.scan.lines import TextLine, find_text_lines
from vnadmin_nlp.scan.network import Network
from vnadmin_nlp.scan.own_ink import strip_of
from vnadmin_nlp.scan.readings import merged
from vnadmin_nlp.scan.spelling import SpeltWord, spell
from vnadmin_nlp.scan.word_boxes import word_boxes
from vnadmin_nlp.text import mend_look_alikes, nfc

if TYPE_CHECKING:
    from vnadmin_nlp.scan.image import Pixels

#: How far letters reach below and above their base line, in talls.
_BELOW, _OVER = 0.3, 1.1


class OwnReader:
    """A recogniser that needs nothing installed besides this package."""

    name = "own"
    thorough = True

    def __init__(self) -> None:
        self._network = Network()

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of ``page``, line by line, those stamped in red at the end."""
        words = self._words(page.with_blue, page.dpi)
        if is_inked(page.red):
            for _, row in groupby(self._stamped(page.red, page.dpi), key=lambda word: word.line):
                words = merged(words, list(row))
        return words

    def _stamped(self, ink: Pixels, dpi: int) -> list[Word]:
        """Return the words of a layer of ink, of which most is empty."""
        import cv2
        import numpy as np

        x, y, width, height = cv2.boundingRect((ink < INKED).astype(np.uint8))
        part = np.ascontiguousarray(ink[y : y + height, x : x + width])
        return [
            replace(word, box=Box(box.x0 + x, box.y0 + y, box.x1 + x, box.y1 + y))
            for word in self._words(part, dpi)
            for box in [word.box]
        ]

    def read_lines(self, lines: Sequence[Pixels], dpi: int) -> list[list[Word]]:
        """Return the words of each of ``lines``, but not of what reaches in from other ones."""
        return [self._words(line, dpi, only=line.shape[0] / 2) for line in lines]

    def _words(self, gray: Pixels, dpi: int, only: float | None = None) -> list[Word]:
        """Return the words of ``gray``, or those of the lines that cross the row ``only``."""
        found = find_text_lines(gray, dpi)
        lines = [line for line in found.lines if only is None or _crosses(line, only)]
        strips = [strip_of(line, found, gray) for line in lines]
        read = self._network.read([strip.pixels for strip in strips])
        seals = seals_of(found.blobs, dpi) if only is None else []
        words: list[Word] = []
        for n, (line, strip, chances) in enumerate(zip(lines, strips, read, strict=True)):
            spelt = spell(chances, self._network.alphabet)
            boxes = word_boxes(spelt, line, strip)
            row = [_word(part, box, n) for part, box in zip(spelt, boxes, strict=True) if box]
            words += row if row and not is_junk(row, seals) else ()
        return words


def _crosses(line: TextLine, row: float) -> bool:
    return -_BELOW * line.tall < line.base.a - row < _OVER * line.tall


def _word(spelt: SpeltWord, box: Box, number: int) -> Word:
    text, candidates = mend_look_alikes(nfc(spelt.text)), spelt.candidates
    return Word(text, box, spelt.confidence, number, bool(candidates), candidates)
