"""What a caller may choose about reading a file, and what reading gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnadmin_nlp.model.page import FileFacts, Page, TextLayer

if TYPE_CHECKING:
    from vnadmin_nlp.model.record import Problem


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """Choices and limits; every limit that bites is reported, never silent.

    Attributes:
        engine: name of the recogniser, see ``scan.recognise.ENGINES``.
        second_reader: name of another recogniser for the lines of which the first is not sure, see
            ``scan.two_readers``; None for none, because what it mends seldom changes a record.
        text_layer: what is done with the text layer of a PDF.
        dpi: resolution at which pages are read; tesseract read no better at 300 and cost 40 %
            more, and the strips of our own recogniser are smaller than that.
        max_pages: pages read of one file; a longer file is cut there and gets a problem.
        max_letters: letters of a text or DOCX file; a code of 500 pages has 1.5 million.
        max_pixels: largest page image in pixels; A3 at 400 dpi has 31 million.
        max_bytes: largest input file.
        seconds_per_page: after that a page is given up and its reader killed.
        memory_mb: address space of the child process that reads pages, in MiB.
    """

    engine: str = "own"
    second_reader: str | None = None
    text_layer: TextLayer = TextLayer.AUTO
    dpi: int = 200
    max_pages: int = 500
    max_letters: int = 5_000_000
    max_pixels: int = 80_000_000
    max_bytes: int = 1 << 30
    seconds_per_page: float = 60.0
    memory_mb: int = 3072


@dataclass(frozen=True, slots=True)
class Scan:
    """A file that was read.

    Attributes:
        file: the path as it was given, NFC for display.
        sha256: of the file's bytes, in hex.
        pages: the pages that could be read, in order; ``Page.number`` tells which are missing.
        page_count: pages of the file, read or not.
        problems: what went wrong, one item per page or limit.
        facts: what the file tells of itself beside its pages.
    """

    file: str
    sha256: str
    pages: tuple[Page, ...]
    page_count: int
    problems: tuple[Problem, ...] = ()
    facts: FileFacts = field(default_factory=FileFacts)
