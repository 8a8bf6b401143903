"""A file of any kind, opened, gives its pages one by one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.model.page import FileFacts, Page, Source
from vnadmin_nlp.ocr.engines.recogniser import Recogniser, recogniser
from vnadmin_nlp.ocr.files.docx_file import docx_lines
from vnadmin_nlp.ocr.files.file_facts import image_facts, pdf_facts
from vnadmin_nlp.ocr.files.image_file import ImageFile, PageImage
from vnadmin_nlp.ocr.files.pdf_file import PdfFile
from vnadmin_nlp.ocr.files.pdf_text_layer import trusted_layer
from vnadmin_nlp.ocr.files.sniff import FileKind
from vnadmin_nlp.ocr.files.text_file import decode, plain_page
from vnadmin_nlp.ocr.read_page import read_image
from vnadmin_nlp.ocr.scan_options import ScanOptions

#: No letter of any language stands under so many accents; to sort them takes their square in time.
_ACCENTS = re.compile("[\u0300-\u036f]{64}")


class Opened(Protocol):
    """An opened file."""

    page_count: int

    def facts(self) -> FileFacts:
        """Return what the file tells of itself."""

    def page(self, number: int) -> Page:
        """Return page ``number``, from 1.

        Raises:
            UnreadableInput: that page is damaged or beyond the limits.
            MissingProgram: something that reading it needs is not installed.
        """


def open_file(
    path: Path, kind: FileKind, options: ScanOptions, folder: Path | None = None
) -> Opened:
    """Open a file.

    Args:
        path: the file.
        kind: what it is.
        options: choices and limits.
        folder: where temporary files may be written.

    Raises:
        UnreadableInput: it is damaged, locked or empty of pages.
    """
    match kind:
        case FileKind.PDF:
            file = PdfFile(
                path,
                max_pixels=options.max_pixels,
                folder=folder,
                seconds=options.seconds_per_page,
            )
            return _Pdf(file, options)
        case FileKind.IMAGE:
            return _Images(path, options)
        case FileKind.DOCX:
            lines = docx_lines(path.read_bytes())
            return _TextFile(lines, Source.DOCX, options)
        case FileKind.TEXT:
            return _TextFile(_text_lines(path.read_bytes()), Source.PLAIN_TEXT, options)


class _TextFile:
    """Text without geometry: one page."""

    page_count = 1

    def __init__(self, lines: list[str], source: Source, options: ScanOptions) -> None:
        # An empty line costs its row as well.
        if sum(map(len, lines)) + len(lines) > options.max_letters:
            raise UnreadableInput(
                f"the text is longer than the limit of {options.max_letters:,} letters",
                remedy="split the file",
            )
        if any(map(_ACCENTS.search, lines)):
            raise UnreadableInput(
                "a letter stands under more accents than any has", remedy="save the text again"
            )
        self._lines, self._source = lines, source

    def facts(self) -> FileFacts:
        return FileFacts()

    def page(self, number: int) -> Page:
        return plain_page(self._lines, self._source, self._source.value)


class _Images:
    """An image file: every frame is recognised."""

    def __init__(self, path: Path, options: ScanOptions) -> None:
        self._path, self._options = path, options
        self._file = ImageFile(path, max_pixels=options.max_pixels)
        self.page_count = self._file.page_count

    def facts(self) -> FileFacts:
        return FileFacts() if self._file.is_bomb else image_facts(self._path)

    def page(self, number: int) -> Page:
        return _read(self._file.load(number), number, self._options)


class _Pdf:
    """A PDF: a page is taken from its text layer where a program wrote that, else recognised."""

    def __init__(self, file: PdfFile, options: ScanOptions) -> None:
        self.page_count = file.page_count
        self._file, self._options = file, options

    def facts(self) -> FileFacts:
        return pdf_facts(self._file.document)

    def page(self, number: int) -> Page:
        dpi = self._options.dpi
        layer = trusted_layer(self._file, number, dpi=dpi, use=self._options.text_layer)
        if layer:
            return layer
        return _read(self._file.load(number, dpi=dpi), number, self._options)


def _text_lines(data: bytes) -> list[str]:
    text = decode(data)
    if text is None:
        raise UnreadableInput("the text is neither UTF-8 nor UTF-16", remedy="save it as UTF-8")
    return text.splitlines()


_engines: dict[str, Recogniser] = {}


def _read(image: PageImage, number: int, options: ScanOptions) -> Page:
    second = _engine(options.second_reader) if options.second_reader else None
    return read_image(image, number, _engine(options.engine), dpi=options.dpi, second=second)


def _engine(name: str) -> Recogniser:
    """Return the recogniser of that name, made when first asked for and kept."""
    if name not in _engines:
        _engines[name] = recogniser(name)
    return _engines[name]
