"""PDF files: page count, page sizes, and page images: the scan itself, or drawn by pdftoppm."""

from __future__ import annotations

import errno
import math
import mmap
import os
import re
import resource
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.errors import MissingProgram, UnreadableInput
from vnadmin_nlp.ocr.files.image_file import A4_SHORT, SHORT_SIDE, PageImage, bytes_of, check_size

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.files.image_file import Pixels

#: Share of the page that one image must cover for the page to count as a scan.
_SCAN_COVER = 0.6
#: Up to this factor a scan that is too fine is left to the caller, who makes it smaller with more
#: care than pdftoppm does: on 30 pages of 300 dpi .892 of the printed values were read, not .877.
_FINER = 1.5
#: Share of a page by which a scan may miss its edges and still be the whole page, and by which its
#: pixels may be off square.
_EDGE, _SQUARE = 0.015, 0.02
#: Dictionaries of images are never compressed: a mask would show in the bytes of the file.
_MASK = re.compile(rb"/S?Mask\b")
#: A drawing may hold a million strokes; the first ones tell what the page is.
MAX_OBJECTS = 5000
#: Where a file tells how many pages it has.
_COUNT, _HEAD = re.compile(rb"/Count\s+(\d+)"), 1 << 20


@dataclass(frozen=True, slots=True)
class Plate:
    """How a page is printed: its size, and the scan that fills it, if one does.

    Attributes:
        width: of the page as shown, in points (1/72 inch).
        height: likewise.
        scan: width and height in pixels of the image that fills the page; None where none does.
        scan_dpi: its resolution; 0 where none does.
        images: share of the page that images cover.
        colour: whether the page may hold colour.
        bilevel: whether the scan has 1 bit per pixel.
        bare: whether nothing but the scan is on the page, upright from edge to edge.
    """

    width: float
    height: float
    scan: tuple[int, int] | None
    scan_dpi: float
    images: float
    colour: bool
    bilevel: bool
    bare: bool

    def pixels(self, dpi: int) -> tuple[int, int]:
        """Return width and height of the page image at ``dpi``, or of its scan if that is less.

        A scan of nearly that resolution keeps its own pixels. A page of absurd size is taken for
        A4, so that its letters come out at their usual height.
        """
        short = min(self.width, self.height)
        scale = dpi / 72 if SHORT_SIDE[0] <= short / 72 <= SHORT_SIDE[1] else dpi * A4_SHORT / short
        if self.scan:
            own = self.scan_dpi / 72
            scale = own if own < 1.05 * scale else scale
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    def dpi(self, width: int) -> int:
        """Return the resolution of a page image that is ``width`` pixels wide."""
        short = min(self.width, self.height) / 72
        inches = self.width / 72
        if not SHORT_SIDE[0] <= short <= SHORT_SIDE[1]:
            inches *= A4_SHORT / short
        return max(1, round(width / inches))


class PdfFile:
    """A PDF, opened.

    Args:
        path: of the file.
        max_pixels: largest image of a page.
        folder: for temporary files; None for the system's.
        seconds: of CPU time that drawing a page may take.

    Raises:
        UnreadableInput: the file is damaged or locked, or has no pages.
    """

    def __init__(
        self, path: Path, *, max_pixels: int, folder: Path | None = None, seconds: float = 60.0
    ) -> None:
        import pypdfium2

        self._path = path
        self._max_pixels = max_pixels
        self._folder = folder
        self._seconds = math.ceil(seconds)
        try:
            self.document: Any = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise _why_not(error, path) from error
        self.page_count = len(self.document)
        if self.page_count == 0:
            raise _no_pages()

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

    def load(self, number: int, *, dpi: int) -> PageImage:
        """Return the image of page ``number`` (from 1): its scan, where the page is nothing else.

        Any other page is rasterised at ``dpi``, a scan on it at its own resolution up to `_FINER`
        times that.

        Raises:
            UnreadableInput: the page is damaged or too large.
            MissingProgram: poppler is not installed.
            OSError: there is no room for its image.
        """
        import cv2

        plate = self.plate(number)
        if plate.scan:
            check_size(*plate.scan, max_pixels=self._max_pixels, page=number)
        if plate.bare:
            scan = self._scan(number)
            return PageImage(scan, plate.dpi(scan.shape[1]), plate.bilevel)
        width, height = plate.pixels(round(dpi * _FINER) if plate.scan else dpi)
        check_size(width, height, max_pixels=self._max_pixels, page=number)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            path = self._rasterise(number, (width, height), colour=plate.colour, folder=folder)
            pixels = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        if pixels is None:
            raise UnreadableInput("the page can't be drawn", page=number)
        check_size(pixels.shape[1], pixels.shape[0], max_pixels=self._max_pixels, page=number)
        return PageImage(bytes_of(pixels), plate.dpi(width), plate.bilevel)

    @cached_property
    def _masked(self) -> bool:
        """Whether there may be images in the file that are seen in part."""
        with (
            self._path.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            return _MASK.search(data) is not None

    def _scan(self, number: int) -> Pixels:
        """Return the one image of a page as it is shown: gray, or blue, green and red."""
        import numpy as np
        import pypdfium2

        page = self.document[number - 1]
        try:
            pixels = next(page.get_objects()).get_bitmap(render=self._masked).to_numpy()
        except pypdfium2.PdfiumError as error:
            raise UnreadableInput("the page can't be drawn", page=number) from error
        if self._masked:
            pixels = _on_white(pixels)
        return bytes_of(np.ascontiguousarray(np.rot90(pixels, -page.get_rotation() // 90)))

    def _rasterise(self, number: int, size: tuple[int, int], *, colour: bool, folder: str) -> str:
        if self.document[number - 1].get_rotation() % 180:
            size = size[::-1]  # poppler scales a page before it turns it
        _check_room(folder, size[0] * size[1] * (3 if colour else 1))
        page, (width, height) = str(number), map(str, size)
        command = ["pdftoppm", "-r", "200", "-f", page, "-l", page, *(() if colour else ("-gray",))]
        command += ["-scale-to-x", width, "-scale-to-y", height, str(self._path.absolute()), "page"]
        try:
            drawing = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            raise MissingProgram(
                "pdftoppm is not installed", remedy="sudo apt-get install poppler-utils"
            ) from error
        # A page may take for ever to draw, and who waits for it may be killed.
        resource.prlimit(drawing.pid, resource.RLIMIT_CPU, (self._seconds, self._seconds))
        drawing.wait()
        drawn = next(Path(folder).glob("page-*"), None)
        if drawn is None:
            raise UnreadableInput("the page can't be drawn", page=number)
        return str(drawn)


def _check_room(folder: str, size: int) -> None:
    """Raise what writing would, as poppler ends well though its image was cut off."""
    if shutil.disk_usage(folder).free < size + _HEAD:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _no_pages() -> UnreadableInput:
    return UnreadableInput("the PDF has no pages", remedy="scan it again")


def _why_not(error: Exception, path: Path) -> UnreadableInput:
    import pypdfium2.raw as pdfium

    with path.open("rb") as stream:
        counts = set(_COUNT.findall(stream.read(_HEAD)))
    if counts == {b"0"}:
        # Pdfium refuses such a file as well, but tells the reason of some earlier refusal.
        return _no_pages()
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
        return UnreadableInput(
            "the PDF is locked with a password",
            remedy="remove it (qpdf --decrypt --password=… IN OUT) and try again",
        )
    return UnreadableInput("the PDF is damaged or cut short", remedy="scan or copy it again")


def _plate(page: Any, width: float, height: float) -> Plate:
    import pypdfium2.raw as pdfium

    scan, scan_dpi, covered, colour, bilevel = None, 0.0, 0.0, False, False
    items = list(islice(page.get_objects(max_depth=3), MAX_OBJECTS))
    for item in items:
        if item.type != pdfium.FPDF_PAGEOBJ_IMAGE:
            colour = True
            continue
        left, bottom, right, top = item.get_bounds()
        share = (right - left) * (top - bottom) / max(1.0, width * height)
        covered += share
        data = item.get_metadata()
        colour = colour or data.bits_per_pixel > 8 or share < _SCAN_COVER
        if share >= _SCAN_COVER:
            scan, bilevel = (data.width, data.height), data.bits_per_pixel == 1
            scan_dpi = data.width / max(1.0, right - left) * 72
    alone = len(items) == 1 and pdfium.FPDFPage_GetAnnotCount(page) == 0
    bare = alone and scan is not None and _fills(items[0], page)
    return Plate(width, height, scan, scan_dpi, covered, colour, bilevel and not colour, bare)


def _on_white(pixels: Pixels) -> Pixels:
    """Return blue, green and red of an image with opacity, laid on white paper."""
    import cv2

    colour, opacity = pixels[..., :3], pixels[..., 3]
    if opacity.min() == 255:
        return colour
    paper = cv2.merge([cv2.bitwise_not(opacity)] * 3)
    return bytes_of(cv2.add(cv2.multiply(colour, cv2.merge([opacity] * 3), scale=1 / 255), paper))


def _fills(image: Any, page: Any) -> bool:
    """Tell whether ``image`` is shown whole, upright and undistorted on the whole ``page``."""
    import pypdfium2.raw as pdfium

    data, matrix = image.get_metadata(), image.get_matrix()
    if matrix.b or matrix.c or matrix.a <= 0 or matrix.d <= 0 or image.level:
        return False
    if pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(image)) > 0:
        return False
    if data.colorspace == pdfium.FPDF_COLORSPACE_UNKNOWN:
        return False  # a stencil, through which any colour may be painted
    if abs(data.width * matrix.d / (data.height * matrix.a) - 1) > _SQUARE:
        return False
    sheet, edge = page.get_bbox(), _EDGE * min(matrix.a, matrix.d)
    return all(abs(a - b) < edge for a, b in zip(image.get_bounds(), sheet, strict=True))
