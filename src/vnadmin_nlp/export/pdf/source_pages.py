"""The source file as a PDF of one document's pages, made ready for a text layer of our own."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.export.pdf.page_geometry import Sheet, unit
from vnadmin_nlp.model.page import Page, Source
from vnadmin_nlp.ocr.files.sniff import HEAD_BYTES, FileKind, sniff

if TYPE_CHECKING:
    import pikepdf

    from vnadmin_nlp.export.pdf.page_geometry import Matrix
    from vnadmin_nlp.ocr.files.image_file import PageImage, Pixels

#: Resolution of the pages that could not be read, whose size nobody measured.
_UNREAD_DPI = 200
#: Values of EXIF's orientation that turn an image by a quarter, and those that mirror it, which
#: no PDF page can tell.
_QUARTERS, _MIRRORED = (5, 6, 7, 8), (2, 4, 5, 7)
_ORIENTATION = 0x0112
#: The boxes of a page beside that of its medium.
_BOXES = ("CropBox", "TrimBox", "ArtBox", "BleedBox")
#: By how many pixels the shape of a page may be off that of its image, by rounding.
_ROUNDED = 2.0


def open_sheets(
    path: Path, numbers: Sequence[int], pages: dict[int, Page], max_pixels: int
) -> tuple[pikepdf.Pdf, list[Sheet]]:
    """Return a new PDF of some pages of a file, upright.

    What is seen stays as it is, and images keep their bytes. Annotations, the looks of signatures
    among them, become part of the page; nothing that runs is taken over.

    Args:
        path: the file.
        numbers: of the pages wanted, from 1.
        pages: as they were read, by their numbers; of those that weren't the scan alone is shown.
        max_pixels: the limit for one image.

    Returns:
        The PDF, and how each page of it was shown before it was turned.

    Raises:
        UnreadableInput: the file can't be opened, or is a text without pages.
    """
    with path.open("rb") as stream:
        kind = sniff(stream.read(HEAD_BYTES))
    if kind is FileKind.PDF:
        pdf, sheets = _from_pdf(path, numbers, pages, max_pixels)
    elif kind is FileKind.IMAGE:
        pdf, sheets = _from_images(path, numbers, pages, max_pixels)
    else:
        raise UnreadableInput(
            "it is a text, not a scan: there is no page to lay its words under",
            remedy="use the file itself, or vnadmin export records",
        )
    for number, page in zip(numbers, pdf.pages, strict=True):
        if number in pages and pages[number].rotation:
            page.rotate(pages[number].rotation, relative=True)
    return pdf, sheets


def is_protected(path: Path) -> bool:
    """Tell whether a file is a PDF that anyone may open, but not change."""
    import pikepdf

    with path.open("rb") as stream:
        if sniff(stream.read(HEAD_BYTES)) is not FileKind.PDF:
            return False
    try:
        with pikepdf.open(path) as pdf:
            return bool(pdf.is_encrypted)
    except pikepdf.PdfError:
        return False  # opening its pages tells


def _from_pdf(
    path: Path, numbers: Sequence[int], pages: dict[int, Page], max_pixels: int
) -> tuple[pikepdf.Pdf, list[Sheet]]:
    import pikepdf

    from vnadmin_nlp.ocr.files.pdf_file import PdfFile

    file = PdfFile(path, max_pixels=max_pixels)
    pdf = pikepdf.Pdf.new()
    try:
        with warnings.catch_warnings(action="ignore"), pikepdf.open(path) as source:
            pdf.pages.extend(source.pages[number - 1] for number in numbers)
            if pikepdf.Name.OCProperties in source.Root:  # what is hidden stays hidden
                pdf.Root.OCProperties = pdf.copy_foreign(
                    source.make_indirect(source.Root.OCProperties)
                )
        pdf.flatten_annotations("screen")
    except (pikepdf.PdfError, IndexError) as error:
        raise UnreadableInput("the PDF can't be taken apart", remedy="repair it") from error
    sheets = []
    for number, page in zip(numbers, pdf.pages, strict=True):
        shown = file.document[number - 1]
        left, bottom, right, top = shown.get_bbox()
        _drop(page, *_BOXES, "Annots", "AA")
        page.obj.MediaBox = pikepdf.Array([left, bottom, right, top])
        page.obj.Rotate = shown.get_rotation()
        width, height = right - left, top - bottom
        if shown.get_rotation() % 180:
            width, height = height, width
        image = _on_page(file, number, pages[number]) if number in pages else unit()
        sheets.append(Sheet(width, height, image))
    return pdf, sheets


def _on_page(file: Any, number: int, page: Page) -> Matrix:
    """Return the way from the image that was read of a PDF page to the page as it is shown."""
    if page.source is Source.TEXT_LAYER:
        return unit()
    shown, plate = file.document[number - 1], file.plate(number)
    if plate.bare:
        placed = next(shown.get_objects()).get_bounds()
        size = plate.scan[::-1] if shown.get_rotation() % 180 else plate.scan
    else:  # poppler draws the media box
        placed, size = shown.get_mediabox(), plate.pixels(page.dpi)
    drawn = _frame(placed, shown.get_bbox(), shown.get_rotation())
    if _same_shape(page, size):
        return drawn
    return drawn @ _sheet_on(lambda: file.load(number, dpi=page.dpi))


def _frame(inner: Sequence[float], outer: Sequence[float], rotation: int) -> Matrix:
    """Return the way from one rectangle of a PDF page to another, both as unit squares shown."""
    import numpy as np

    from vnadmin_nlp.export.pdf.page_geometry import turning

    width, height = outer[2] - outer[0], outer[3] - outer[1]
    inside = np.array(
        [
            [(inner[2] - inner[0]) / width, 0, (inner[0] - outer[0]) / width],
            [0, (inner[3] - inner[1]) / height, (outer[3] - inner[3]) / height],
            [0, 0, 1],
        ]
    )
    turn = turning(rotation)
    return np.asarray(turn @ inside @ np.linalg.inv(turn))


def _same_shape(page: Page, size: tuple[int, int]) -> bool:
    """Tell whether a page has the shape of its image: no sheet was cut out of it."""
    width, height = (page.height, page.width) if page.rotation % 180 else (page.width, page.height)
    return abs(width * size[1] / size[0] - height) <= _ROUNDED * max(1, height / size[1])


def _sheet_on(load: Any) -> Matrix:
    """Return the way from the sheet that was cut out of a photo to the photo, as unit squares."""
    import cv2
    import numpy as np

    from vnadmin_nlp.ocr.cleanup.photo_outline import find_sheet

    image: PageImage = load()
    corners = find_sheet(image.pixels)
    if corners is None:
        return unit()
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    height, width = image.pixels.shape[:2]
    there = cv2.getPerspectiveTransform(square, (corners / (width, height)).astype(np.float32))
    return np.asarray(there, np.float64)


def _from_images(
    path: Path, numbers: Sequence[int], pages: dict[int, Page], max_pixels: int
) -> tuple[pikepdf.Pdf, list[Sheet]]:
    import pikepdf
    from PIL import Image

    from vnadmin_nlp.ocr.files.image_file import ImageFile, sheet_dpi, square_size

    file = ImageFile(path, max_pixels=max_pixels)
    whole = _images_in_pdf(path, file.page_count)
    pdf, sheets = pikepdf.Pdf.new(), []
    with Image.open(path) as image:
        for number in numbers:
            image.seek(number - 1)
            stated = image.info.get("dpi", (0, 0))
            size, dpi = square_size(image.size, (float(stated[0]), float(stated[1])))
            way_up = image.getexif().get(_ORIENTATION, 1)
            if whole is not None and way_up not in _MIRRORED:
                pdf.pages.append(whole.pages[number - 1])
            else:
                pdf.pages.append(_flat_page(file, number))
                way_up = 1
            size = size[::-1] if image.getexif().get(_ORIENTATION, 1) in _QUARTERS else size
            page = pages.get(number)
            points = 72 / sheet_dpi(*size, dpi[0] or _UNREAD_DPI)
            if page and _same_shape(page, size):
                across = page.height if page.rotation % 180 else page.width
                points = across / size[0] * 72 / page.dpi
            sheet = Sheet(size[0] * points, size[1] * points)
            if page and not _same_shape(page, size):
                sheet = Sheet(sheet.width, sheet.height, _sheet_on(lambda n=number: file.load(n)))
            _fill(pdf, pdf.pages[-1], sheet)
            sheets.append(sheet)
    return pdf, sheets


def _images_in_pdf(path: Path, count: int) -> pikepdf.Pdf | None:
    """Return an image file as a PDF that holds its very bytes; None where a PDF can't."""
    import img2pdf  # type: ignore[import-untyped,unused-ignore]
    import pikepdf

    try:
        made = img2pdf.convert(
            str(path), engine=img2pdf.Engine.pikepdf, rotation=img2pdf.Rotation.ifvalid
        )
    except _refusals():
        return None
    pdf = pikepdf.open(io.BytesIO(made))
    return pdf if len(pdf.pages) == count else None


def _refusals() -> tuple[type[Exception], ...]:
    import img2pdf  # type: ignore[import-untyped,unused-ignore]

    told = ("AlphaChannel", "ImageOpen", "JpegColorspace", "PdfTooLarge", "UnsupportedColorspace")
    kinds = (getattr(img2pdf, f"{name}Error") for name in told)
    return *kinds, ValueError, OSError, TypeError, NotImplementedError


def _flat_page(file: Any, number: int) -> pikepdf.Page:
    """Return a page with the image as it was read: on white where it is see-through."""
    import cv2
    import img2pdf  # type: ignore[import-untyped,unused-ignore]
    import pikepdf
    from PIL import Image

    pixels: Pixels = file.load(number).pixels
    gray = pixels.ndim == 2
    data = io.BytesIO()
    Image.fromarray(pixels if gray else cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)).save(data, "PNG")
    made = img2pdf.convert(data.getvalue(), engine=img2pdf.Engine.pikepdf)
    return pikepdf.open(io.BytesIO(made)).pages[0]


def _fill(pdf: pikepdf.Pdf, page: pikepdf.Page, sheet: Sheet) -> None:
    """Give a page of one image the size of its sheet."""
    import pikepdf

    width, height = sheet.width, sheet.height
    if int(page.obj.get("/Rotate", 0)) % 180:
        width, height = height, width
    (name,) = page.resources.XObject.keys()
    page.obj.MediaBox = pikepdf.Array([0, 0, width, height])
    _drop(page, *_BOXES)
    drawn = f"q {width:.4f} 0 0 {height:.4f} 0 0 cm {name} Do Q".encode()
    page.obj.Contents = pdf.make_stream(drawn)


def _drop(page: pikepdf.Page, *names: str) -> None:
    for name in names:
        if f"/{name}" in page.obj:
            del page.obj[f"/{name}"]
