"""The public names: read and extract a file, keep many in an archive, ask it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.model.page import TextLayer
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW
from vnadmin_nlp.spacy_pipeline import load

if TYPE_CHECKING:
    from vnadmin_nlp.graph import Answer
    from vnadmin_nlp.graph.legal_force import LegalStatus
    from vnadmin_nlp.graph.missing_documents import MissingDocument
    from vnadmin_nlp.graph.repeal_impact import RepealImpact
    from vnadmin_nlp.graph.shortest_path import CitationPath as CitationPath
    from vnadmin_nlp.graph.surroundings import Surroundings
    from vnadmin_nlp.ingest.summary import Summary
    from vnadmin_nlp.ocr import Scan
    from vnadmin_nlp.parsing import Parsed
    from vnadmin_nlp.store.row_types import DocumentRow, Hit

__all__ = ["Archive", "Record", "extract", "extract_all", "load", "parse", "read"]

AnyPath = str | os.PathLike[str]


def read(path: AnyPath, *, text_layer: TextLayer | str = TextLayer.AUTO) -> Scan:
    """Turn a file into pages of words with boxes and confidence.

    Args:
        path: a PDF, TIFF, JPEG, PNG, DOCX or text file.
        text_layer: what is done with text layers of PDF: ``auto`` reads scans from their picture,
            ``ignore`` every page, ``trust`` takes each layer that is Vietnamese text.

    Raises:
        VnadminError: the file can't be read, or a program is missing.

    >>> scan = read("samples/scans/ls-46-tb-vp.docx")
    >>> " ".join(word.text for word in scan.pages[0].words[:4])
    'UBND TỈNH LẠNG SƠN'
    """
    from vnadmin_nlp import ocr

    return ocr.read(Path(path), ocr.ScanOptions(text_layer=TextLayer(text_layer)))


def extract(
    path: AnyPath,
    *,
    review_below: float = REVIEW_BELOW,
    text_layer: TextLayer | str = TextLayer.AUTO,
) -> Record:
    """Return the record of the first document in a file; see `extract_all` for the others.

    Args:
        path: a PDF, TIFF, JPEG, PNG, DOCX or text file.
        review_below: values less sure than this are named in ``review``.
        text_layer: as for `read`.

    Raises:
        VnadminError: the file can't be read, or a program is missing.

    >>> record = extract("samples/scans/ls-46-tb-vp.docx")
    >>> record.number, record.issuing_body, str(record.date)
    ('46/TB-VP', 'VĂN PHÒNG', '2024-11-11')
    >>> record.evidence["number"].text
    'Số: 46/TB-VP'
    """
    return extract_all(path, review_below=review_below, text_layer=text_layer)[0]


def extract_all(
    path: AnyPath,
    *,
    review_below: float = REVIEW_BELOW,
    text_layer: TextLayer | str = TextLayer.AUTO,
) -> list[Record]:
    """Return the records of all documents in a file: every letterhead begins one.

    Arguments and errors as for `extract`.

    >>> [record.doc_type for record in extract_all("samples/scans/ls-46-tb-vp.docx")]
    ['Thông báo']
    """
    from vnadmin_nlp.ocr import ScanOptions
    from vnadmin_nlp.pipeline import Options, process

    scan = ScanOptions(text_layer=TextLayer(text_layer))
    return list(process(Path(path), options=Options(scan, review_below=review_below)).records)


def parse(text: str) -> Parsed:
    """Find the citations and deadlines of a text; a number typed without care is a citation too.

    >>> [found] = parse("Thực hiện Chỉ thị số 31-CT/TU ngày 12/3/2024 của Tỉnh ủy").citations
    >>> found.number, found.relation, (found.start, found.end)
    ('31-CT/TU', 'implements', (10, 29))
    """
    from vnadmin_nlp import parsing

    return parsing.parse(text)


class Archive:
    """An archive of documents in one SQLite file, made where there is none.

    Args:
        path: the file.

    Raises:
        NotWritable: the file is no archive, or of a newer version, or can't be made.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Archive(f"{folder.name}/a.db") as archive:
    ...     print(archive.ingest("samples/scans/ls-46-tb-vp.docx"))
    ...     card = archive.citations("645 qđ ubnd").card
    ...     print(card.node.kind, [link.citing for link in card.cited_by])
    ...     print([(item.documents, item.node.number) for item in archive.wanted(type="QĐ")])
    ...     print(archive.status("645 qđ ubnd").state)
    ...     print([hit.document.number for hit in archive.search("so hoa tai lieu")])
    1 done, 0 partial, 0 failed, 0 duplicate, 0 skipped (1 documents, 1 pages)
    cited ['46/TB-VP']
    [(1, '1187/QĐ-BNV'), (1, '645/QĐ-UBND')]
    unknown
    ['46/TB-VP']
    >>> folder.cleanup()
    """

    def __init__(self, path: AnyPath) -> None:
        from vnadmin_nlp.store import Store

        self._store = Store(os.fspath(path), create=True)

    def ingest(
        self,
        *paths: AnyPath,
        jobs: int = 1,
        review_below: float = REVIEW_BELOW,
        text_layer: TextLayer | str = TextLayer.AUTO,
    ) -> Summary:
        """Take files and folders into the archive; what it has already is skipped.

        Args:
            paths: files, and folders with all that is in them.
            jobs: number of processes.
            review_below: values less sure than this are named for review.
            text_layer: as for `read`.

        Returns:
            How many files are done, partial, failed, duplicate or skipped, and every error.
        """
        from vnadmin_nlp.ingest.run import RunOptions, ingest
        from vnadmin_nlp.ocr import ScanOptions

        scan = ScanOptions(text_layer=TextLayer(text_layer))
        options = RunOptions(jobs=jobs, scan=scan, review_below=review_below)
        return ingest(self._store, map(Path, paths), options=options)

    def citations(
        self,
        number: str,
        *,
        issuer: str | None = None,
        year: int | None = None,
        type: str | None = None,  # noqa: A002
    ) -> Answer:
        """Return what a document cites and who cites it.

        Args:
            number: the document's number, however carelessly written (``31 ct tu``).
            issuer: words of the issuer's name, with or without accents.
            year: of the document.
            type: its type or code.

        Returns:
            A card where exactly one document fits, else the candidates.

        Raises:
            NotFound: the archive knows no such number.
        """
        from vnadmin_nlp import graph

        return graph.cite(self._store, number, issuer=issuer, year=year, type=type)

    def around(
        self,
        number: str,
        *,
        depth: int = 2,
        relations: Collection[str] = (),
        **known: Any,
    ) -> Surroundings:
        """Return what is within some steps of a document; ``graph`` is ready to be written.

        Args:
            number: of the document; the issuer may follow after a comma.
            depth: how many steps.
            relations: only by these; all where none is named.
            known: ``issuer``, ``year`` and ``type``, as for `citations`.

        Raises:
            NotFound: the archive knows no such number.
            UsageError: several documents have it, or there is no such relation.
        """
        from vnadmin_nlp.graph import surroundings

        return surroundings.around(self._store, number, depth=depth, relations=relations, **known)

    def path(self, start: str, end: str, *, relations: Collection[str] = ()) -> CitationPath:
        """Return the shortest chain of citations between two documents.

        Args:
            start: a number; the issuer may follow after a comma.
            end: likewise.
            relations: only by these; all where none is named.

        Raises:
            NotFound: a document is not known, or nothing connects the two.
            UsageError: several documents have a number, or there is no such relation.
        """
        from vnadmin_nlp.graph import shortest_path

        return shortest_path.path(self._store, start, end, relations=relations)

    def status(self, number: str, *, on: dt.date | None = None, **known: Any) -> LegalStatus:
        """Tell whether a document is in force, as far as the archive knows.

        Args:
            number: of the document; the issuer may follow after a comma.
            on: the day for which it is told; today where none is given.
            known: ``issuer``, ``year`` and ``type``, as for `citations`.

        Raises:
            NotFound: the archive knows no such number.
            UsageError: several documents have it.
        """
        from vnadmin_nlp.graph import legal_force

        return legal_force.status(self._store, number, on=on, **known)

    def impact(
        self, number: str, *, depth: int = 5, relations: Collection[str] = (), **known: Any
    ) -> RepealImpact:
        """Return all that rests on a document, by distance.

        Args:
            number: of the document; the issuer may follow after a comma.
            depth: how many steps.
            relations: what counts as resting; ``basis``, ``implements`` and the like if none is.
            known: ``issuer``, ``year`` and ``type``, as for `citations`.

        Raises:
            NotFound: the archive knows no such number.
            UsageError: several documents have it, or there is no such relation.
        """
        from vnadmin_nlp.graph import repeal_impact

        return repeal_impact.impact(self._store, number, depth=depth, relations=relations, **known)

    def wanted(self, *, limit: int = 50, **filters: Any) -> list[MissingDocument]:
        """Return what is cited and not held, the most cited first.

        Args:
            limit: the most to return.
            filters: ``issuer``, ``year`` and ``type``, as for `citations`.
        """
        from vnadmin_nlp.graph import missing_documents

        return list(missing_documents.wanted(self._store, limit=limit, **filters).wanted)

    def search(self, words: str, **filters: Any) -> list[Hit]:
        """Return the documents with these words, the best first; accents need not be typed.

        Args:
            words: to look for; a phrase in quotes.
            filters: ``type``, ``issuer``, ``since``, ``until``, ``limit``.
        """
        return self._store.search(words, **filters)

    def document(self, ref: str | int) -> DocumentRow:
        """Return one document.

        Args:
            ref: its number, with the issuer behind a comma or without, its file name, the
                beginning of its sha256, or its id: ``"id:86"`` or the int ``86``. Digits in a
                text are a running number.

        Raises:
            NotFound: there is none.
            UsageError: there are several; the message names them.
        """
        return self._store.document(ref)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Archive:
        """Use the archive in a ``with`` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the archive."""
        self.close()
