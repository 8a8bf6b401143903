"""PDF files: page count, page sizes, and page images through pdftoppm."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vnadmin_nlp.errors import MissingProgram, UnreadableInput
from vnadmin_nlp.scan.image import PageImage, check_size, sheet_dpi

#: Share of the page that one image must cover for the page to count as a scan.
_SCAN_COVER = 0.6


@dataclass(frozen=True, slots=True)
class Plate:
    """How a page is printed: its size, and the scan that fills it, if one does.

    Attributes:
        width: of the page as shown, in points (1/72 inch).
        height: likewise.
        scan_dpi: resolution of the image that fills the page; None where none does.
        scan_size: that image's width and height in pixels.
        colour: whether the page may hold colour.
        bilevel: whether the scan has 1 bit per pixel.
    """

    width: float
    height: float
    scan_dpi: float | None
    scan_size: tuple[int, int] | None
    colour: bool
    bilevel: bool


class PdfFile:
    """A PDF, opened."""

    def __init__(
        self, path: Path, *, dpi: int, max_pixels: int, seconds: float, folder: Path | None = None
    ) -> None:
        import pypdfium2

        self._path = path
        self._dpi = dpi
        self._max_pixels = max_pixels
        self._seconds = seconds
        self._folder = folder
        try:
            self.document: Any = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise _why_not(error) from error
        self.page_count = len(self.document)
        if self.page_count == 0:
            raise UnreadableInput("the PDF has no pages", remedy="scan it again")

    def plate(self, number: int) -> Plate:
        """Return how page ``number`` (from 1) is printed.

        Raises:
            UnreadableInput: the page is damaged.
        """
        import pypdfium2

        try:
            page = self.document[number - 1]
            width, height = page.get_size()
            return _plate(page, width, height)
        except pypdfium2.PdfiumError as error:
            raise UnreadableInput("the page is damaged", page=number) from error

    def load(self, number: int) -> PageImage:
        """Rasterise page ``number`` (from 1).

        A scan is taken at its own resolution, anything else at the working one.

        Raises:
            UnreadableInput: the page is damaged or too large.
            MissingProgram: poppler is not installed.
        """
        import cv2

        plate = self.plate(number)
        if plate.scan_size:
            check_size(*plate.scan_size, max_pixels=self._max_pixels, page=number)
        dpi = min(plate.scan_dpi or self._dpi, self._dpi)
        short = min(plate.width, plate.height) / 72
        if not 4 <= short <= 17:
            # A page of absurd size: take it for A4, so that letters come out at their usual height.
            dpi = self._dpi * 8.27 / short
        width, height = (max(1, round(side * dpi / 72)) for side in (plate.width, plate.height))
        check_size(width, height, max_pixels=self._max_pixels, page=number)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            path = self._rasterise(number, (width, height), colour=plate.colour, folder=folder)
            pixels = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        if pixels is None:
            raise UnreadableInput("the page can't be drawn", page=number)
        return PageImage(pixels, sheet_dpi(width, height, dpi), plate.bilevel)

    def _rasterise(self, number: int, size: tuple[int, int], *, colour: bool, folder: str) -> str:
        from pdf2image import convert_from_path
        from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError

        try:
            paths: list[str] = convert_from_path(
                self._path,
                size=size,
                first_page=number,
                last_page=number,
                grayscale=not colour,
                output_folder=folder,
                paths_only=True,
                timeout=int(self._seconds) + 1,
            )
        except PDFInfoNotInstalledError as error:
            raise MissingProgram(
                "pdftoppm is not installed", remedy="sudo apt-get install poppler-utils"
            ) from error
        except PDFPageCountError as error:
            raise UnreadableInput("the PDF is damaged", page=number) from error
        if not paths:
            raise UnreadableInput("the page can't be drawn", page=number)
        return paths[0]


def _why_not(error: Exception) -> UnreadableInput:
    import pypdfium2.raw as pdfium

    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
        return UnreadableInput(
            "the PDF is locked with a password",
            remedy="remove it (qpdf --decrypt --password=… IN OUT) and try again",
        )
    return UnreadableInput("the PDF is damaged or cut short", remedy="scan or copy it again")


def _plate(page: Any, width: float, height: float) -> Plate:
    import pypdfium2.raw as pdfium

    scan, colour, bilevel = None, False, False
    for item in page.get_objects(max_depth=3):
        if item.type != pdfium.FPDF_PAGEOBJ_IMAGE:
            colour = True
            continue
        left, bottom, right, top = item.get_bounds()
        data = item.get_metadata()
        if (right - left) * (top - bottom) < _SCAN_COVER * width * height:
            colour = True
            continue
        bilevel = data.bits_per_pixel == 1
        colour = (
            colour or data.bits_per_pixel > 8 or data.colorspace == pdfium.FPDF_COLORSPACE_INDEXED
        )
        scan = (data.width, data.height), data.width / max(1.0, right - left) * 72
    return Plate(
        width,
        height,
        scan[1] if scan else None,
        scan[0] if scan else None,
        colour,
        bilevel and not colour,
    )
