"""What both ways to call tesseract share: the language data, and words from its TSV."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.text.unicode import mend_look_alikes, nfc

LANGUAGE = "vie"
#: Page segmentation modes: fully automatic, which keeps the columns of a letterhead apart …
WHOLE_PAGE = 3
#: … and one line of text.
ONE_LINE = 7
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
_WORD_LEVEL = "5"


def data_folder() -> Path:
    """Return the folder that holds ``vie.traineddata``.

    Raises:
        MissingProgram: no such folder; ``TESSDATA_PREFIX``, where set, is the only one looked at.
    """
    chosen = os.environ.get("TESSDATA_PREFIX")
    for folder in [chosen, str(Path(chosen) / "tessdata")] if chosen else _FOLDERS:
        if (Path(folder) / f"{LANGUAGE}.traineddata").is_file():
            return Path(folder)
    raise MissingProgram(
        "tesseract has no Vietnamese language data" + (f" in {chosen}" if chosen else ""),
        remedy="sudo apt-get install tesseract-ocr-vie",
    )


def words_from_tsv(rows: Iterable[str]) -> list[Word]:
    """Return the words of tesseract's TSV, in its order, with running line numbers."""
    words: list[Word] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in rows:
        cells = row.rstrip("\n").split("\t")
        if len(cells) < 12 or cells[0] != _WORD_LEVEL:
            continue
        text = "".join(mend_look_alikes(nfc(cells[11])).split())
        if not text:
            continue
        line = lines.setdefault(tuple(cells[1:5]), len(lines))
        left, top, width, height = (int(cell) for cell in cells[6:10])
        box = BoundingBox(left, top, left + width, top + height)
        words.append(Word(text, box, max(0.0, float(cells[10])) / 100, line))
    return words
