"""Tesseract within our own process: no file written, the model loaded once."""

from __future__ import annotations

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


class Tesserocr:
    """A recogniser over the ``tesserocr`` library, which brings its own tesseract."""

    name = "tesserocr"

    def __init__(self) -> None:
        import tesserocr

        self._api = tesserocr.PyTessBaseAPI(
            path=str(data_folder()), lang=LANGUAGE, oem=tesserocr.OEM.LSTM_ONLY
        )

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of ``page`` in reading order."""
        return self._words(page, WHOLE_PAGE)

    def read_line(self, line: CleanPage) -> list[Word]:
        """Return the words of ``line``."""
        return self._words(line, ONE_LINE) or self._words(line, RAW_LINE)

    def _words(self, page: CleanPage, mode: int) -> list[Word]:
        height, width = page.shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(page.pixels.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(page.dpi)
        try:
            return words_from_tsv(self._api.GetTSVText(0).splitlines())
        finally:
            self._api.Clear()
