"""A second look at ink that was left unread: names under signatures, stamped offices, marks.

In page mode a recogniser drops or misreads print that touches seals, signatures and stamps, and
the gray page no longer shows what is stamped in red or blue. Lines of such ink are read again one
by one: without the strokes that are far larger than a letter, with more contrast, or with the
traces of the seal painted over.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from vnadmin_nlp.model.page import Word
from vnadmin_nlp.ocr.cleanup.clean_page import INKED, CleanPage, inked_part
from vnadmin_nlp.ocr.files.image_file import bytes_of
from vnadmin_nlp.ocr.merge.choose_reading import is_fine, merged, worth
from vnadmin_nlp.ocr.merge.missed_ink import UnreadLine, unread_lines

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.engines.recogniser import Recogniser
    from vnadmin_nlp.ocr.files.image_file import Pixels

#: Lines read again on one page at most, the most text-like first.
MAX_LINES = 12
#: As many lines in one colour are no stamps: the page is printed in it.
_PRINTED = 25
#: Words from this confidence on are measured; height in inches where there is none (13 pt).
_FAIR, _USUAL_HEIGHT = 0.6, 0.14
#: What strokes beside a word are read as.
_JUNK = re.compile(r"^[^\w(\"“/-]+|[^\w.,;:)/”\"-]+$")


def look_again(page: CleanPage, words: Sequence[Word], engine: Recogniser) -> list[Word]:
    """Return ``words`` with those that only a second look could read.

    Args:
        page: the page image, with its layers of coloured ink.
        words: what ``engine`` read on it.
        engine: reads single lines.

    Returns:
        The words in their order, some of them replaced by surer ones, and new ones at the end in
        lines of their own. No word of a confidence of `readings.SURE` or more is lost.
    """
    size = _text_height(words, page.dpi)
    found = list(words)
    inks = page.inks
    lines = unread_lines(
        page.pixels, words, size, dpi=page.dpi, most=MAX_LINES, trace=_traces(inks)
    )
    for ink in inks:
        coloured = _coloured_lines(ink, size, page.dpi)
        if len(coloured) == _PRINTED:
            # not a few stamps: the page is printed in this colour
            printed = engine.read(CleanPage(ink, page.dpi))
            for _, row in groupby(printed, key=lambda word: word.line):
                found = merged(found, list(row))
        else:
            lines += coloured
    lines = sorted(lines, key=lambda line: -line.score)[:MAX_LINES]
    for reading in _read(lines, engine, page.dpi):
        found = merged(found, reading)
    return found


def _coloured_lines(ink: Pixels, size: float, dpi: int) -> list[UnreadLine]:
    """Return the lines of ``ink``, looked for where there is any."""
    part, x, y = inked_part(ink)
    return [line.moved(x, y) for line in unread_lines(part, (), size, dpi=dpi, most=_PRINTED)]


def _text_height(words: Sequence[Word], dpi: int) -> float:
    heights = [w.box.height for w in words if len(w.text) > 1 and w.confidence > _FAIR]
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
    inked = (darkest < INKED).astype(np.uint8)
    return bytes_of(cv2.dilate(inked, np.ones((3, 3), np.uint8)))


def _read(lines: Sequence[UnreadLine], engine: Recogniser, dpi: int) -> list[list[Word]]:
    """Return the best reading of each line; all lines of one try are read in one call."""
    best: list[list[Word]] = [[] for _ in lines]
    for picture in (_freed, _stretched, _whole):
        todo = [i for i, reading in enumerate(best) if not is_fine(reading)]
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
            best[i] = max(best[i], [word for word in placed if word.text], key=worth)
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
