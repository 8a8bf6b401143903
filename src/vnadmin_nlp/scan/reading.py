"""Read one file: the way from a path to a `Scan`."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.page import Source
from vnadmin_nlp.scan.docx import docx_lines
from vnadmin_nlp.scan.image import ImageFile
from vnadmin_nlp.scan.kinds import HEAD_BYTES, Kind, sniff
from vnadmin_nlp.scan.lines_of_text import decode, plain_page
from vnadmin_nlp.scan.options import Scan, ScanOptions
from vnadmin_nlp.scan.pdf import PdfFile
from vnadmin_nlp.scan.reader import read_image
from vnadmin_nlp.scan.recognise import recogniser
from vnadmin_nlp.text import nfc


def read(path: Path, options: ScanOptions = ScanOptions()) -> Scan:  # noqa: B008 (frozen)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    data = path.read_bytes()
    kind = sniff(data[:HEAD_BYTES])
    opened: PdfFile | ImageFile
    if kind is Kind.PDF:
        opened = PdfFile(path, dpi=options.dpi, max_pixels=options.max_pixels, seconds=60)
    elif kind is Kind.IMAGE:
        opened = ImageFile(path, max_pixels=options.max_pixels)
    elif kind is Kind.DOCX:
        return _without_geometry(path, data, docx_lines(data), Source.DOCX)
    elif kind is Kind.TEXT and (text := decode(data)) is not None:
        return _without_geometry(path, data, text.splitlines(), Source.PLAIN_TEXT)
    else:
        raise UnreadableInput("no kind of file that can be read", file=path)
    engine = recogniser(options.engine)
    pages = []
    for number in range(1, opened.page_count + 1):
        pages.append(read_image(opened.load(number), number, engine, dpi=200))
    return Scan(nfc(str(path)), hashlib.sha256(data).hexdigest(), tuple(pages), opened.page_count)


def _without_geometry(path: Path, data: bytes, lines: list[str], source: Source) -> Scan:
    page = plain_page(lines, source, source.value)
    return Scan(nfc(str(path)), hashlib.sha256(data).hexdigest(), (page,), 1)
