"""What is to be written as a searchable PDF, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.errors import NotWritable
from vnadmin_nlp.export.pdf.corrected_words import Correction
from vnadmin_nlp.export.pdf.pdf_properties import Properties

if TYPE_CHECKING:
    from vnadmin_nlp.model.page import Page


@dataclass(frozen=True, slots=True)
class PdfJob:
    """All that is needed to write the PDF of one document, far from the archive.

    Attributes:
        document: id of the document.
        sources: where its file may be: the name it is shown under, then all that runs saw it under.
        sha256: of the bytes of the file, as they were read.
        first_page: of the document.
        last_page: likewise.
        pages: of the whole file, as they were read.
        texts: of the document, by page.
        corrections: by page.
        properties: the metadata.
        signatures: electronic ones in the file.
        output: the file to write.
    """

    document: int
    sources: tuple[Path, ...]
    sha256: str
    first_page: int
    last_page: int
    pages: tuple[Page, ...]
    texts: dict[int, str]
    corrections: dict[int, list[Correction]]
    properties: Properties
    signatures: int
    output: Path


class WrittenPdf(NamedTuple):
    """A PDF that was written.

    Attributes:
        document: id of the document.
        output: the file.
        pages: that it has.
        standard: ``PDF/A-2b``, or ``PDF`` where it is none.
        notes: what a reader of it should know.
    """

    document: int
    output: Path
    pages: int
    standard: str
    notes: tuple[str, ...]


def is_there(output: Path) -> NotWritable:
    """Return the error of an output that is there already."""
    return NotWritable("it is there already", file=output, remedy="--force replaces it")
