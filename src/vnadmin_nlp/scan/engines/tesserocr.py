"""Tesseract within our own process: no file written, the model loaded once."""

from __future__ import annotations

from vnadmin_nlp.page import Word
from vnadmin_nlp.scan.clean import CleanPage
from vnadmin_nlp.scan.engines.tesseract import LANGUAGE, PAGE_MODE, data_folder, words_from_tsv


class Tesserocr:
    """A recogniser over the ``tesserocr`` library."""

    name = "tesserocr"

    def __init__(self) -> None:
        import tesserocr

        self._api = tesserocr.PyTessBaseAPI(
            path=str(data_folder()), lang=LANGUAGE, psm=PAGE_MODE, oem=tesserocr.OEM.LSTM_ONLY
        )

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of ``page`` in reading order."""
        height, width = page.pixels.shape
        self._api.SetImageBytes(page.pixels.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(page.dpi)
        try:
            return words_from_tsv(self._api.GetTSVText(0).splitlines())
        finally:
            self._api.Clear()
