"""The archive: one SQLite file of files, pages, documents and what was found in them."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.archive import reading
from vnadmin_nlp.archive.connection import PATIENCE, connect, telling
from vnadmin_nlp.archive.filters import Filters
from vnadmin_nlp.archive.rows import CorrectionRow, DeadlineRow, DocumentRow, FailureRow, FileRow
from vnadmin_nlp.errors import ExitCode, NotWritable, UnreadableInput, UsageError, VnadminError

if TYPE_CHECKING:
    from vnadmin_nlp.archive.rows import Hit
    from vnadmin_nlp.page import Page
    from vnadmin_nlp.record import Record


class Store:
    """An open archive.

    Writing goes by file: its pages and all of its documents are written in one transaction, so
    that a kill at any moment leaves whole files or none.

    Args:
        path: the SQLite file.
        create: make it when missing; without, it is opened for look-ups and must exist.
        patience: seconds to wait for another program that is writing.

    Raises:
        NotWritable: with ``create``, when the file is no archive or can't be made or written.
        UnreadableInput: without ``create``, when it is missing or no archive.

    Attributes:
        path: the file.
        readonly: nothing can be written, because the file or its folder is read-only.
        db: the connection, for queries of other rooms.
    """

    def __init__(
        self, path: str | Path, *, create: bool = True, patience: float = PATIENCE
    ) -> None:
        self.path = Path(path)
        self._trouble: type[VnadminError] = NotWritable if create else UnreadableInput
        self.db, self.readonly = connect(self.path, create=create, patience=patience)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Write everything inside the block, or nothing; blocks may nest.

        Raises:
            NotWritable: the archive is read-only, locked by another program, or the disk is full.
        """
        if self.readonly:
            raise NotWritable(
                "the archive is read-only", file=self.path, remedy="change its permissions"
            )
        if self.db.in_transaction:
            yield self.db
            return
        with telling(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    # Writing

    def save_file(
        self,
        path: str | Path,
        records: Sequence[Record],
        pages: Sequence[Page],
        *,
        sha256: str,
        size: int,
        texts: Mapping[int, str] | None = None,
        seconds: float | None = None,
        run: int | None = None,
    ) -> list[int]:
        """Write a file that was read, with its pages and documents, in one transaction.

        The same bytes saved again replace what was there; a person's corrections stay.

        Args:
            path: name under which the file is shown; the first one is kept.
            records: its documents, in order; none when it holds none.
            pages: all of its pages.
            sha256: of its bytes.
            size: in bytes.
            texts: by page number, the text in reading order; else the words as they come.
            seconds: wall time it took.
            run: of :meth:`start_run`.

        Returns:
            The ids of its documents, in order.
        """
        from vnadmin_nlp.archive import writing

        values = {
            "size": size, "state": _state(records), "seconds": seconds, "error": None,
            "exit_code": None, "pages": len(pages), "run_id": run,
        }  # fmt: skip
        with self.transaction() as db:
            file_id = writing.put_file(db, str(path), sha256, values)
            writing.put_pages(db, file_id, pages)
            return writing.put_documents(db, file_id, records, _all_texts(pages, texts))

    def save_records(
        self,
        file_id: int,
        records: Sequence[Record],
        *,
        texts: Mapping[int, str] | None = None,
        run: int | None = None,
    ) -> list[int]:
        """Replace the documents of a file whose pages stay: extracting again.

        Args:
            file_id: of :class:`FileRow`.
            records: its documents, in order.
            texts: as in :meth:`save_file`.
            run: of :meth:`start_run`.

        Returns:
            The ids of its documents, in order; one that begins where one began keeps its id.
        """
        from vnadmin_nlp.archive import writing

        pages = self.pages(file_id)
        with self.transaction() as db:
            db.execute(
                "UPDATE files SET state = ?, error = NULL, exit_code = NULL, run_id = ?"
                " WHERE id = ?",
                (_state(records), run, file_id),
            )
            return writing.put_documents(db, file_id, records, _all_texts(pages, texts))

    def save_failure(
        self,
        path: str | Path,
        error: Exception,
        *,
        sha256: str | None = None,
        size: int | None = None,
        stage: str = "",
        seconds: float | None = None,
        run: int | None = None,
    ) -> None:
        """Record that a file could not be read or understood.

        A file that was read before keeps its documents and its state.

        Args:
            path: the file.
            error: what went wrong.
            sha256: of its bytes; None when not even they could be read.
            size: in bytes.
            stage: where it happened: ``scan``, ``layout``, ``extract`` …
            seconds: wall time it took.
            run: of :meth:`start_run`.
        """
        from vnadmin_nlp.archive import writing

        known = error if isinstance(error, VnadminError) else None
        cause = known.cause if known else f"{type(error).__name__}: {error}"
        code = int(known.exit_code if known else ExitCode.INTERNAL)
        before = self.find_file(sha256) if sha256 else None
        values = {
            "size": size, "seconds": seconds, "error": cause, "exit_code": code, "run_id": run,
            "state": before.state if before and before.state != "duplicate" else "failed",
        }  # fmt: skip
        with self.transaction() as db:
            file_id = writing.put_file(db, str(path), sha256, values)
            db.execute(
                "INSERT INTO failures (file_id, run_id, stage, page, message, remedy, exit_code)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (file_id, run, stage, known and known.page, cause, known and known.remedy, code),
            )

    def save_duplicate(self, path: str | Path, sha256: str) -> None:
        """Record that a file holds the same bytes as one that was read before."""
        with self.transaction() as db:
            db.execute(
                """INSERT INTO files (path, sha256, size, state, duplicate_of, pages)
                   SELECT ?1, sha256, size, 'duplicate', id, pages FROM files
                   WHERE sha256 = ?2 AND state <> 'duplicate' AND path <> ?1 LIMIT 1
                   ON CONFLICT (path, sha256) DO NOTHING""",
                (str(path), sha256),
            )

    def correct(self, ref: str | int, field: str, value: str, *, by: str) -> DocumentRow:
        """Set a field to what a person says; no later extraction overwrites it.

        Args:
            ref: as in :meth:`document`.
            field: ``date``, ``signer.name``, ``addressees`` …
            value: as typed: a date ``2024-11-18`` or ``18/11/2024``, a list as JSON or ``A; B``;
                nothing for null.
            by: who says so; kept as ``person:NAME``.

        Raises:
            UsageError: no such field, or no such value of it.
        """
        from vnadmin_nlp.archive import corrections, writing
        from vnadmin_nlp.archive.fields import value_at

        typed = corrections.parse(field, value)
        by = by if by.startswith("person:") else f"person:{by}"
        found = self.document(ref)
        with self.transaction() as db:
            row = reading.document_row(db, found.id)
            record = json.loads(row["record"])
            corrections.keep(db, row, field, typed, value_at(record, field), by)
            record = corrections.corrected(record, field, typed, by)
            body = {page: text for page, text in self.text(found.id).items() if page}
            writing.put_document(db, found.id, row["file_id"], row["part"], record, body)
        return self.document(found.id)

    def start_run(self, command: str, options: Mapping[str, Any], *, version: str = "") -> int:
        """Open a run, to which files and failures belong; return its id."""
        with self.transaction() as db:
            cursor = db.execute(
                "INSERT INTO runs (command, options, version) VALUES (?, ?, ?)",
                (command, json.dumps(options, ensure_ascii=False, default=str), version),
            )
            return int(cursor.lastrowid or 0)

    def finish_run(self, run: int, counts: Mapping[str, int]) -> None:
        """Close a run with its summary."""
        with self.transaction() as db:
            db.execute(
                "UPDATE runs SET finished = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), counts = ?"
                " WHERE id = ?",
                (json.dumps(dict(counts)), run),
            )

    # Reading

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection for queries, with SQLite's troubles told in one line."""
        with telling(self.path, self._trouble):
            yield self.db

    def find_file(self, sha256: str) -> FileRow | None:
        """Return the file with these bytes, the one that was read before any other."""
        with self.reading() as db:
            return reading.find_file(db, sha256)

    def files(self, state: str | None = None) -> list[FileRow]:
        """Return the files, or those in one state, in the order they were added."""
        with self.reading() as db:
            return reading.files(db, state)

    def pages(self, file_id: int) -> list[Page]:
        """Return the pages of a file as they were read."""
        with self.reading() as db:
            return reading.pages(db, file_id)

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
            return reading.documents(db, filters, status=status, review=review, limit=limit)

    def find_documents(self, ref: str | int) -> list[DocumentRow]:
        """Return the documents that a reference names.

        Args:
            ref: the archive's id, the record's id, the start of the file's sha256 (6 letters or
                more), the file's name or path, or a document number, however carelessly written.
        """
        with self.reading() as db:
            return reading.find_documents(db, str(ref).strip())

    def document(self, ref: str | int) -> DocumentRow:
        """Return the one document that a reference names; see :meth:`find_documents`.

        Raises:
            NotFound: there is none.
            UsageError: there are several.
        """
        from vnadmin_nlp.errors import NotFound

        found = self.find_documents(ref)
        if not found:
            raise NotFound(f"no document {ref}", file=self.path, remedy="try vnadmin search")
        if len(found) > 1:
            names = ", ".join(f"{row.id} ({row.file})" for row in found[:8])
            raise UsageError(f"{ref} names {len(found)} documents", remedy=f"give an id: {names}")
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
            return reading.corrections(db, document_id)

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
            return reading.deadlines(
                db, since=since, until=until, recipient=recipient, undated=undated, limit=limit
            )

    def failures(self) -> list[FailureRow]:
        """Return the files whose last attempt failed."""
        with self.reading() as db:
            return reading.failures(db)

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
        from vnadmin_nlp.archive.search import search

        filters = Filters.make(type=type, issuer=issuer, since=since, until=until)
        with self.reading() as db:
            return search(db, words, filters, limit)

    def duplicates(self) -> list[tuple[DocumentRow, ...]]:
        """Return the documents that several scans show, as far as the graph is settled."""
        with self.reading() as db:
            return reading.duplicates(db)

    def counts(self) -> dict[str, int]:
        """Return how many there are of everything."""
        with self.reading() as db:
            return reading.counts(db)


def _state(records: Sequence[Record]) -> str:
    whole = bool(records) and all(record.status == "ok" for record in records)
    return "done" if whole else "partial"


def _all_texts(pages: Sequence[Page], texts: Mapping[int, str] | None) -> dict[int, str]:
    return {page.number: _plain_text(page) for page in pages} | dict(texts or {})


def _plain_text(page: Page) -> str:
    lines: dict[int, list[str]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word.text)
    return "\n".join(" ".join(words) for words in lines.values())
