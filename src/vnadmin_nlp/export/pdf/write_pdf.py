"""One document becomes one PDF: its scan, its words underneath, its metadata."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vnadmin_nlp.errors import MissingProgram, NotWritable, UnreadableInput, VnadminError
from vnadmin_nlp.export.pdf.corrected_words import corrected
from vnadmin_nlp.export.pdf.page_geometry import Sheet, inside, runs, way_back
from vnadmin_nlp.export.pdf.pdf_job import PdfJob, WrittenPdf, is_there
from vnadmin_nlp.export.pdf.pdf_properties import Standard, put_properties
from vnadmin_nlp.export.pdf.source_pages import is_protected, open_sheets
from vnadmin_nlp.export.pdf.text_lines import lines_by_page
from vnadmin_nlp.ingest.containers import opened
from vnadmin_nlp.text.unicode import path_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vnadmin_nlp.export.pdf.write_text_layer import Layer
    from vnadmin_nlp.ocr.scan_options import ScanOptions

log = logging.getLogger(__name__)

#: Share of the letters that another reader may see otherwise: it leaves out what stands twice in
#: one place.
_MISSED = 0.02


def write(
    order: PdfJob, *, standard: Standard, force: bool, folder: Path, limits: ScanOptions
) -> WrittenPdf:
    """Write the PDF of one document.

    Args:
        order: what is written.
        standard: whether it is to be PDF/A.
        force: whether a file that is there is replaced.
        folder: for temporary files, on the disk of the output.
        limits: those of reading, which hold here as well.

    Raises:
        UnreadableInput: the scan is missing, was changed, or can't be opened.
        NotWritable: the output is there already, or can't be written.
        MissingProgram: PDF/A is required, and a program for it is missing.
        VnadminError: no such PDF can be made.
    """
    with _told_of(order), tempfile.TemporaryDirectory(dir=folder) as rough:
        tempfile.tempdir = rough  # OCRmyPDF's own temporary files go the way of ours
        try:
            return _write(order, Path(rough), standard, force, limits)
        finally:
            tempfile.tempdir = None


def _write(
    order: PdfJob, folder: Path, standard: Standard, force: bool, limits: ScanOptions
) -> WrittenPdf:
    with _scan_of(order) as path:
        numbers = range(order.first_page, order.last_page + 1)
        pages = {page.number: page for page in order.pages if page.number in numbers}
        notes = _notes(order, path)
        pdf, sheets = open_sheets(path, numbers, pages, limits.max_pixels)
        put_properties(pdf, order.properties)
        pdf.save(folder / "scan.pdf")
        pdf.close()
    layers = _layers(order, sheets)
    made, reached = _made(folder, layers, standard)
    _put_in_place(made, order.output, force=force)
    return WrittenPdf(order.document, order.output, len(layers), reached, notes)


def _made(folder: Path, layers: Sequence[Layer], standard: Standard) -> tuple[Path, str]:
    """Return the PDF of ``scan.pdf`` and these words, and the standard that it meets.

    It is PDF/A only where a check finds nothing against it, and its words came through: OCRmyPDF
    leaves what it can't make PDF/A itself to Ghostscript, versions of which spoil text.
    """
    scan, made = folder / "scan.pdf", folder / "searchable.pdf"
    if standard is not Standard.NONE:
        _run_ocrmypdf(scan, made, layers, "auto")
        if is_archival(made) and _says(made, layers):
            return made, "PDF/A-2b"
        if standard is Standard.REQUIRED:
            raise VnadminError("it can't be made PDF/A-2b", remedy="try without --pdfa")
    _run_ocrmypdf(scan, made, layers, "pdf")
    if not _says(made, layers):
        raise VnadminError("its words did not come through", remedy="report it with the file")
    return made, "PDF"


def is_archival(path: Path) -> bool:
    """Tell whether a PDF declares to be PDF/A-2b, and nothing that can be checked is against it."""
    import pikepdf
    from pikepdf.pdfa import validate_written

    with pikepdf.open(path) as pdf:
        declared = str(pdf.open_metadata().pdfa_status).upper() == "2B"
    return declared and str(validate_written(path, "2b").verdict) != "fail"


def _says(path: Path, layers: Sequence[Layer]) -> bool:
    """Tell whether another program than the one that wrote them reads the letters of the layers."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        read = Counter(letter for page in pdf for letter in page.get_textpage().get_text_range())
    wanted = Counter(
        letter for layer in layers for run in layer.runs for word in run.words for letter in word[0]
    )
    letters = {letter for letter in wanted | read if letter.isalnum()}
    off = sum(abs(wanted[letter] - read[letter]) for letter in letters)
    return off <= _MISSED * sum(wanted.values())


@contextmanager
def _scan_of(order: PdfJob) -> Iterator[Path]:
    """Give the file with the bytes that were read: the first of those it is known under.

    Raises:
        UnreadableInput: it is in none of these places any more.
    """
    trouble: UnreadableInput | None = None
    for source in order.sources:
        with ExitStack() as held:
            try:
                path = held.enter_context(opened(source))
                _check_unchanged(path, order.sha256)
            except UnreadableInput as error:
                trouble = trouble or error
                continue
            yield path
            return
    assert trouble is not None
    raise trouble


def _layers(order: PdfJob, sheets: Sequence[Sheet]) -> list[Layer]:
    """Return the words of each page where they belong."""
    from vnadmin_nlp.export.pdf.write_text_layer import Layer

    lines = lines_by_page(order.pages, order.texts, order.first_page, order.last_page)
    pages = {page.number: page for page in order.pages}
    layers = []
    for number, sheet in enumerate(sheets, order.first_page):
        page = pages.get(number)
        if page is None:
            layers.append(Layer(sheet.width, sheet.height, ()))
            continue
        way = way_back(page, sheet)
        mended = corrected(lines.get(number, []), order.corrections.get(number, ()))
        size = sheet.upright(page.rotation)
        placed = tuple(inside(run, *size) for line in mended if line for run in runs(line, way))
        layers.append(Layer(*size, placed))
    return layers


def _run_ocrmypdf(scan: Path, made: Path, layers: Sequence[Layer], output_type: str) -> None:
    import ocrmypdf
    from ocrmypdf import exceptions
    from ocrmypdf.api import get_plugin_manager
    from ocrmypdf.builtin_plugins import tesseract_ocr

    from vnadmin_nlp.export.pdf.write_text_layer import TextLayerPlugin

    plugins = get_plugin_manager()
    plugins.pluggy_manager.unregister(tesseract_ocr)  # it asks for a program that is not needed
    plugins.pluggy_manager.register(TextLayerPlugin(layers))
    try:
        code = ocrmypdf.ocr(
            scan,
            made,
            plugin_manager=plugins,
            mode="redo",  # what invisible text there was gives way to ours
            language=["vie"],
            output_type=output_type,
            optimize=0,
            jobs=1,
            use_threads=True,
            progress_bar=False,
            continue_on_soft_render_error=True,
        )
    except exceptions.MissingDependencyError as error:
        raise MissingProgram(str(error).strip() or "a program is missing") from error
    except exceptions.ExitCodeException as error:
        cause = " ".join(str(error).split()) or type(error).__name__
        raise VnadminError(f"no PDF can be made of it ({cause})") from error
    if code not in (ocrmypdf.ExitCode.ok, ocrmypdf.ExitCode.pdfa_conversion_failed):
        raise VnadminError(f"no PDF can be made of it ({code.name.replace('_', ' ')})")


def _notes(order: PdfJob, path: Path) -> tuple[str, ...]:
    """Return what a reader of the copy should know."""
    read = {page.number for page in order.pages}
    missing = [n for n in range(order.first_page, order.last_page + 1) if n not in read]
    notes = [f"page {number} could not be read: it has no words" for number in missing]
    if order.signatures:
        notes.append(
            "the file is signed electronically: the signature does not hold for the copy, "
            "keep the original"
        )
    if is_protected(path):
        notes.append("the file is protected against changes: the copy is not")
    return tuple(notes)


def _check_unchanged(path: Path, sha256: str) -> None:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableInput(
            f"the scan can't be opened ({(error.strerror or '').lower()})",
            remedy="put it back where it was read, or ingest it again from where it is",
        ) from error
    if digest != sha256:
        raise UnreadableInput(
            "the scan was changed since it was read", remedy="run vnadmin ingest again"
        )


@contextmanager
def _told_of(order: PdfJob) -> Iterator[None]:
    """Have errors name the file they are about."""
    try:
        yield
    except VnadminError as error:
        if error.file or isinstance(error, MissingProgram):
            raise
        file = path_text(order.sources[0])
        raise type(error)(error.cause, file=file, page=error.page, remedy=error.remedy) from error
    except OSError as error:
        raise NotWritable(
            f"it can't be written ({(error.strerror or '').lower()})", file=order.output
        ) from error


def _put_in_place(made: Path, output: Path, *, force: bool) -> None:
    """Give a whole file its name at once, so that no half one is ever seen under it."""
    made.chmod(0o666 & ~_umask())
    if force:
        made.replace(output)
        return
    try:
        output.hardlink_to(made)
    except FileExistsError as error:
        raise is_there(output) from error
    except OSError:  # a disk without links
        if os.path.lexists(output):
            raise is_there(output) from None
        made.replace(output)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
