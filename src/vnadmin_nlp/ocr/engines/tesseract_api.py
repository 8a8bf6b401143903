"""Tesseract within our own process: no file written, the model loaded once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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


class TesseractApi:
    """A recogniser over the ``tesserocr`` library, which brings its own tesseract."""

    name = "tesserocr"
    thorough = False

    def __init__(self) -> None:
        import tesserocr

        self._api = tesserocr.PyTessBaseAPI(
            path=str(data_folder()), lang=LANGUAGE, oem=tesserocr.OEM.LSTM_ONLY
        )

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of ``page`` in reading order."""
        return self._words(page.pixels, page.dpi, WHOLE_PAGE)

    def read_lines(self, lines: Sequence[Pixels], dpi: int) -> list[list[Word]]:
        """Return the words of each of ``lines``."""
        return [self._words(line, dpi, ONE_LINE) for line in lines]

    def _words(self, pixels: Pixels, dpi: int, mode: int) -> list[Word]:
        height, width = pixels.shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(pixels.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        try:
            return words_from_tsv(self._api.GetTSVText(0).splitlines())
        finally:
            self._api.Clear()
