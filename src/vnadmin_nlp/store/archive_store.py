"""The archive: files, pages, documents and what was found in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.errors import ExitCode, NotWritable, VnadminError
from vnadmin_nlp.store import read_documents
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.lookups import Lookups
from vnadmin_nlp.store.row_types import DocumentRow
from vnadmin_nlp.store.sqlite import telling

if TYPE_CHECKING:
    from vnadmin_nlp.model.page import FileFacts, Page
    from vnadmin_nlp.model.record import Record


class Store(Lookups):
    """An open archive that is asked and written; see :class:`Lookups` for how it is opened.

    Writing goes by file: its pages and all of its documents are written in one transaction, so
    that a kill at any moment leaves whole files or none.
    """

    @contextmanager
    def transaction(self) -> Iterator[Database]:
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
            try:
                self.db.execute("BEGIN IMMEDIATE")
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def save_file(
        self,
        path: str | Path,
        records: Sequence[Record],
        pages: Sequence[Page],
        *,
        sha256: str,
        size: int,
        facts: FileFacts | None = None,
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
            facts: what it tells of itself, where that is known.
            texts: by page number, the text in reading order; else the words as they come.
            seconds: wall time it took.
            run: of :meth:`start_run`.

        Returns:
            The ids of its documents, in order.
        """
        from vnadmin_nlp.store import write_documents

        values = {
            "size": size, "state": _state(records), "seconds": seconds, "error": None,
            "exit_code": None, "pages": len(pages), "run_id": run,
            "facts": json.dumps(facts.to_json(), ensure_ascii=False) if facts else None,
        }  # fmt: skip
        with self.transaction() as db:
            file_id = write_documents.put_file(db, str(path), sha256, values)
            write_documents.put_pages(db, file_id, pages)
            return write_documents.put_documents(db, file_id, records, _all_texts(pages, texts))

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
        from vnadmin_nlp.store import write_documents

        pages = self.pages(file_id)
        with self.transaction() as db:
            db.execute(
                "UPDATE files SET state = ?, error = NULL, exit_code = NULL, run_id = ?"
                " WHERE id = ?",
                (_state(records), run, file_id),
            )
            return write_documents.put_documents(db, file_id, records, _all_texts(pages, texts))

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
        from vnadmin_nlp.store import write_documents

        known = error if isinstance(error, VnadminError) else None
        cause = known.cause if known else f"{type(error).__name__}: {error}"
        code = int(known.exit_code if known else ExitCode.INTERNAL)
        before = self.find_file(sha256) if sha256 else None
        values = {
            "size": size, "seconds": seconds, "error": cause, "exit_code": code, "run_id": run,
            "state": before.state if before and before.state != "duplicate" else "failed",
        }  # fmt: skip
        with self.transaction() as db:
            file_id = write_documents.put_file(db, str(path), sha256, values)
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
                   SELECT :path, sha256, size, 'duplicate', id, pages FROM files
                   WHERE sha256 = :sha256 AND state <> 'duplicate' AND path <> :path LIMIT 1
                   ON CONFLICT (path, sha256) DO NOTHING""",
                {"path": str(path), "sha256": sha256},
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
        from vnadmin_nlp.store import corrections, write_documents
        from vnadmin_nlp.store.field_paths import value_at

        typed = corrections.parse(field, value)
        by = by if by.startswith("person:") else f"person:{by}"
        found = self.document(ref)
        with self.transaction() as db:
            row = read_documents.document_row(db, found.id)
            record = json.loads(row["record"])
            corrections.keep(db, row, field, typed, value_at(record, field), by)
            record = corrections.corrected(record, field, typed, by)
            body = {page: text for page, text in self.text(found.id).items() if page}
            write_documents.put_document(db, found.id, row["file_id"], row["part"], record, body)
        return self.document(found.id)

    def start_run(self, command: str, options: Mapping[str, Any], *, version: str = "") -> int:
        """Open a run, to which files and failures belong; return its id."""
        with self.transaction() as db:
            ((run,),) = db.execute(
                "INSERT INTO runs (command, options, version) VALUES (?, ?, ?) RETURNING id",
                (command, json.dumps(options, ensure_ascii=False, default=str), version),
            )
            return int(run)

    def finish_run(self, run: int, counts: Mapping[str, int]) -> None:
        """Close a run with its summary."""
        with self.transaction() as db:
            db.execute(
                "UPDATE runs SET finished = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), counts = ?"
                " WHERE id = ?",
                (json.dumps(dict(counts)), run),
            )


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
