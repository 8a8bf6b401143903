"""Tesseract as a program of its own, called the cheap way: a gray file by path, TSV back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.page import Word
from vnadmin_nlp.scan.clean import CleanPage
from vnadmin_nlp.scan.engines.tesseract import LANGUAGE, PAGE_MODE, data_folder, words_from_tsv


class Pytesseract:
    """A recogniser over the ``tesseract`` command."""

    name = "pytesseract"

    def __init__(self) -> None:
        import pytesseract

        try:
            pytesseract.get_tesseract_version()
        except pytesseract.TesseractNotFoundError as error:
            raise MissingProgram(
                "tesseract is not installed", remedy="sudo apt-get install tesseract-ocr"
            ) from error
        self._config = f"--tessdata-dir {data_folder()} --psm {PAGE_MODE} --oem 1"

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of ``page`` in reading order."""
        import cv2
        import pytesseract

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.pgm"
            cv2.imwrite(str(path), page.pixels)
            tsv: str = pytesseract.image_to_data(
                str(path), lang=LANGUAGE, config=f"{self._config} --dpi {page.dpi}"
            )
        return words_from_tsv(tsv.splitlines())
