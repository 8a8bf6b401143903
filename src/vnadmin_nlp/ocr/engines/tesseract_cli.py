"""Tesseract as a program of its own, called the cheap way: a gray file by path, TSV back."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vnadmin_nlp.errors import ChildBroke, MissingProgram
from vnadmin_nlp.model.page import Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage
from vnadmin_nlp.ocr.engines.tesseract_common import (
    LANGUAGE,
    ONE_LINE,
    WHOLE_PAGE,
    data_folder,
    words_from_tsv,
)

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.files.image_file import Pixels


class TesseractCli:
    """A recogniser over the ``tesseract`` command."""

    name = "pytesseract"
    thorough = False

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
        return words_from_tsv(self._tsv([page.pixels], page.dpi, WHOLE_PAGE))

    def read_lines(self, lines: Sequence[Pixels], dpi: int) -> list[list[Word]]:
        """Return the words of each of ``lines``, all read by one process."""
        rows: dict[str, list[str]] = {str(n): [] for n in range(1, len(lines) + 1)}
        for row in self._tsv(lines, dpi, ONE_LINE) if lines else ():
            # The second column numbers the images.
            rows.get(row.split("\t", 2)[1], []).append(row)
        return [words_from_tsv(part) for part in rows.values()]

    def _tsv(self, images: Sequence[Pixels], dpi: int, mode: int) -> list[str]:
        import cv2
        import pytesseract

        flags = f"--tessdata-dir {shlex.quote(str(self._data))} --psm {mode} --oem 1 --dpi {dpi}"
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{n}.pgm" for n in range(len(images))]
            for path, image in zip(paths, images, strict=True):
                cv2.imwrite(str(path), image)
            names = Path(folder) / "images.txt"
            names.write_text("\n".join(map(str, paths)), "utf-8")
            try:
                tsv: str = pytesseract.image_to_data(str(names), lang=LANGUAGE, config=flags)
            except pytesseract.TesseractError as error:
                raise ChildBroke(f"tesseract ended with code {error.status}") from error
        return tsv.splitlines()
