"""Tesseract as a program of its own, called the cheap way: a gray file by path, TSV back."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

from vnadmin_nlp.errors import ChildBroke, MissingProgram
from vnadmin_nlp.page import Word
from vnadmin_nlp.scan.clean import CleanPage
from vnadmin_nlp.scan.engines.tesseract import (
    LANGUAGE,
    ONE_LINE,
    RAW_LINE,
    WHOLE_PAGE,
    data_folder,
    words_from_tsv,
)


class Pytesseract:
    """A recogniser over the ``tesseract`` command."""

    name = "pytesseract"

    def __init__(self) -> None:
        import pytesseract

        try:
            pytesseract.get_tesseract_version()
        except pytesseract.TesseractNotFoundError as error:
            raise MissingProgram(
                "tesseract is not installed",
                remedy="sudo apt-get install tesseract-ocr tesseract-ocr-vie",
            ) from error
        self._data = data_folder()

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of ``page`` in reading order."""
        return self._words(page, WHOLE_PAGE)

    def read_line(self, line: CleanPage) -> list[Word]:
        """Return the words of ``line``."""
        return self._words(line, ONE_LINE) or self._words(line, RAW_LINE)

    def _words(self, page: CleanPage, mode: int) -> list[Word]:
        import cv2
        import pytesseract

        flags = f"--tessdata-dir {shlex.quote(str(self._data))} --psm {mode} --oem 1"
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "page.pgm")
            cv2.imwrite(path, page.pixels)
            try:
                tsv: str = pytesseract.image_to_data(
                    path, lang=LANGUAGE, config=f"{flags} --dpi {page.dpi}"
                )
            except pytesseract.TesseractError as error:
                raise ChildBroke(f"tesseract ended with code {error.status}") from error
        return words_from_tsv(tsv.splitlines())
