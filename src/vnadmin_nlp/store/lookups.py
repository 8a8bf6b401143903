"""Look-ups of an archive; they import nothing heavy, so that commands start at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from vnadmin_nlp.errors import NotFound, NotWritable, UnreadableInput, UsageError, VnadminError
from vnadmin_nlp.runtime.file_paths import shown
from vnadmin_nlp.store import read_documents
from vnadmin_nlp.store.archive_address import is_server, parsed
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.document_names import id_text
from vnadmin_nlp.store.row_types import CorrectionRow, DeadlineRow, DocumentRow, FailureRow, FileRow
from vnadmin_nlp.store.search_filters import Filters
from vnadmin_nlp.store.sqlite import PATIENCE, connect, telling

if TYPE_CHECKING:
    from vnadmin_nlp.model.page import FileFacts, Page
    from vnadmin_nlp.store.row_types import Hit

#: Documents that a message names where a reference fits several.
_MOST_NAMED = 8


class Lookups:
    """An open archive that is asked.

    Args:
        place: the SQLite file, or the address of a PostgreSQL server
            (``postgresql://USER@HOST/DATABASE``, ``?schema=NAME`` where it is not ``public``).
        create: make it when missing; without, it is opened for look-ups and must exist.
        patience: seconds to wait for another program that is writing.

    Raises:
        NotWritable: with ``create``, when the file is no archive or can't be made or written.
        UnreadableInput: without ``create``, when it is missing or no archive.

    Attributes:
        path: the file, or the address without its password.
        readonly: nothing can be written, because the file, its folder or the server is read-only.
        db: the connection, for queries of other rooms.
    """

    def __init__(
        self, place: str | Path, *, create: bool = True, patience: float = PATIENCE
    ) -> None:
        self.path: str | Path = parsed(str(place)).shown if is_server(place) else Path(place)
        self._trouble: type[VnadminError] = NotWritable if create else UnreadableInput
        self.db, self.readonly = connect(place, create=create, patience=patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the archive."""
        self.db.close()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Yield the connection for queries, with the database's troubles told in one line."""
        with telling(self.path, self._trouble):
            yield self.db

    def find_file(self, sha256: str) -> FileRow | None:
        """Return the file with these bytes, the one that was read before any other."""
        with self.reading() as db:
            return read_documents.find_file(db, sha256)

    def file(self, file_id: int) -> FileRow:
        """Return the file of an id that another look-up gave."""
        with self.reading() as db:
            return read_documents.file_row(db, file_id)

    def files(self, state: str | None = None) -> list[FileRow]:
        """Return the files, or those in one state, in the order they were added."""
        with self.reading() as db:
            return read_documents.files(db, state)

    def pages(self, file_id: int) -> list[Page]:
        """Return the pages of a file as they were read."""
        with self.reading() as db:
            return read_documents.pages(db, file_id)

    def facts(self, file_id: int) -> FileFacts:
        """Return what a file told of itself when it was read."""
        with self.reading() as db:
            return read_documents.facts(db, file_id)

    def documents(
        self,
        *,
        type: str | None = None,  # noqa: A002
        issuer: str | None = None,
        since: dt.date | str | None = None,
        until: dt.date | str | None = None,
        status: str | None = None,
        review: bool = False,
        limit: int | None = None,
    ) -> list[DocumentRow]:
        """Return documents, in the order they were added; ``review``: only those to look at."""
        filters = Filters.make(type=type, issuer=issuer, since=since, until=until)
        with self.reading() as db:
            return read_documents.documents(db, filters, status=status, review=review, limit=limit)

    def documents_in(self, file_id: int) -> list[DocumentRow]:
        """Return the documents of a file, in the order they were added."""
        with self.reading() as db:
            return read_documents.documents_in(db, file_id)

    def find_documents(self, ref: str | int) -> list[DocumentRow]:
        """Return the documents that a reference names.

        Args:
            ref: a document number, however carelessly written, with the issuer behind a comma or
                without; the archive's id (``id:86``, or an int); the record's id; the start of
                the file's sha256 (6 letters or more); the file's name or path. Digits alone are
                a running number.
        """
        with self.reading() as db:
            return read_documents.find_documents(
                db, id_text(ref) if isinstance(ref, int) else str(ref).strip()
            )

    def document(self, ref: str | int) -> DocumentRow:
        """Return the one document that a reference names; see :meth:`find_documents`.

        Raises:
            NotFound: there is none.
            UsageError: there are several.
        """
        found = self.find_documents(ref)
        if not found:
            name = id_text(ref) if isinstance(ref, int) else ref
            raise NotFound(f"no document {name}", file=self.path, remedy=_remedy(name))
        if len(found) > 1:
            names = "; ".join(map(_line, found[:_MOST_NAMED]))
            more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
            raise UsageError(
                f"{ref} names {len(found)} documents: {names}{more}",
                remedy="choose one by its id, or write NUMBER, ISSUER",
            )
        return found[0]

    def text(self, document_id: int) -> dict[int, str]:
        """Return the text of a document by page number."""
        with self.reading() as db:
            found = db.execute(
                "SELECT page, text FROM passages WHERE document_id = ? AND page > 0 ORDER BY page",
                (document_id,),
            )
            return {row["page"]: row["text"] for row in found}

    def corrections(self, document_id: int) -> list[CorrectionRow]:
        """Return what persons said of a document."""
        with self.reading() as db:
            return read_documents.corrections(db, document_id)

    def deadlines(
        self,
        *,
        since: dt.date | str | None = None,
        until: dt.date | str | None = None,
        recipient: str | None = None,
        undated: bool = True,
        limit: int | None = None,
    ) -> list[DeadlineRow]:
        """Return deadlines by date, those without one last.

        Args:
            since: first date.
            until: last date.
            recipient: words of who must act, without accents or with.
            undated: also those that have no date of their own.
            limit: the most to return.
        """
        with self.reading() as db:
            return read_documents.deadlines(
                db, since=since, until=until, recipient=recipient, undated=undated, limit=limit
            )

    def failures(self) -> list[FailureRow]:
        """Return the files whose last attempt failed."""
        with self.reading() as db:
            return read_documents.failures(db)

    def search(
        self,
        words: str,
        *,
        type: str | None = None,  # noqa: A002
        issuer: str | None = None,
        since: dt.date | str | None = None,
        until: dt.date | str | None = None,
        limit: int = 20,
    ) -> list[Hit]:
        """Find documents by words (accents don't matter, ``"…"`` is a phrase) or by number.

        Args:
            words: as typed; nothing in them is an operator.
            type: name or code of a document type.
            issuer: words of the issuing body or its parent.
            since: first date.
            until: last date.
            limit: the most documents to return.
        """
        from vnadmin_nlp.store.full_text_search import search

        filters = Filters.make(type=type, issuer=issuer, since=since, until=until)
        with self.reading() as db:
            return search(db, words, filters, limit)

    def undated(
        self,
        words: str | None = None,
        *,
        type: str | None = None,  # noqa: A002
        issuer: str | None = None,
    ) -> int:
        """Return how many documents without a date there are: a choice of days leaves them out.

        Args:
            words: only those that :meth:`search` finds by them.
            type: name or code of a document type.
            issuer: words of the issuing body or its parent.
        """
        filters = Filters.make(type=type, issuer=issuer, undated=True)
        with self.reading() as db:
            if words is None:
                return read_documents.count_documents(db, filters)
            from vnadmin_nlp.store.full_text_search import search

            return len(search(db, words, filters, read_documents.count_documents(db, filters)))

    def duplicates(self) -> list[tuple[DocumentRow, ...]]:
        """Return the documents that several scans show, as far as the graph is settled."""
        with self.reading() as db:
            return read_documents.duplicates(db)

    def counts(self) -> dict[str, int]:
        """Return how many there are of everything."""
        with self.reading() as db:
            return read_documents.counts(db)


def _line(row: DocumentRow) -> str:
    """Return what tells a document from others of its number."""
    told = (row.doc_type, row.number, row.issuing_body, row.date, f"({shown(row.file)})")
    return " ".join(filter(None, (id_text(row.id), *told)))


def _remedy(name: str) -> str:
    if name.strip().isdecimal():
        return f"digits are a running number; if you mean the id, write id:{name.strip()}"
    return "try vnadmin search"
