"""Look-ups of the archive, each a query that gives rows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vnadmin_nlp.runtime.file_paths import absolute
from vnadmin_nlp.store import row_types
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.document_names import document_id, number_key, question
from vnadmin_nlp.store.row_types import CorrectionRow, DeadlineRow, DocumentRow, FailureRow, FileRow
from vnadmin_nlp.store.search_filters import Filters
from vnadmin_nlp.text.number_key import lookup_key
from vnadmin_nlp.text.unicode import nfc, path_text, strip_accents

if TYPE_CHECKING:
    from vnadmin_nlp.model.page import FileFacts, Page

_DOCUMENTS = (
    f"SELECT {row_types.DOCUMENT_COLUMNS} FROM documents d JOIN files f ON f.id = d.file_id"
)
#: The most rows that may be asked for.
_ALL = 2**63 - 1
_HEX = re.compile(r"[0-9a-f]{6,64}")


def find_file(db: Database, sha256: str) -> FileRow | None:
    """Return the file with these bytes: the one that was read, else one that failed."""
    row = db.execute(
        "SELECT * FROM files WHERE sha256 = ? AND state <> 'duplicate'", (sha256,)
    ).fetchone()
    return row_types.of(FileRow, row) if row else None


def file_row(db: Database, file_id: int) -> FileRow:
    """Return a file that is there."""
    return row_types.of(
        FileRow, db.execute("SELECT * FROM files WHERE id = ?", (file_id,)).fetchone()
    )


def files(db: Database, state: str | None) -> list[FileRow]:
    """Return all files, or those in one state."""
    found = db.execute(
        "SELECT * FROM files WHERE CAST(:state AS TEXT) IS NULL OR state = :state ORDER BY id",
        {"state": state},
    )
    return [row_types.of(FileRow, row) for row in found]


def pages(db: Database, file_id: int) -> list[Page]:
    """Return the pages of a file."""
    from vnadmin_nlp.model.page import Page, Source
    from vnadmin_nlp.store.word_blob import unpack

    found = db.execute("SELECT * FROM pages WHERE file_id = ? ORDER BY number", (file_id,))
    return [
        Page(
            number=row["number"],
            width=row["width"],
            height=row["height"],
            dpi=row["dpi"],
            words=unpack(row["words"]),
            source=Source(row["source"]),
            reader=row["reader"],
            rotation=row["rotation"],
            skew=row["skew"],
        )
        for row in found
    ]


def facts(db: Database, file_id: int) -> FileFacts:
    """Return what a file told of itself; nothing, where that was not kept."""
    from vnadmin_nlp.model.page import FileFacts

    kept = db.execute("SELECT facts FROM files WHERE id = ?", (file_id,)).fetchone()["facts"]
    return FileFacts.from_json(json.loads(kept)) if kept else FileFacts()


def documents(
    db: Database, filters: Filters, *, status: str | None, review: bool, limit: int | None
) -> list[DocumentRow]:
    """Return the documents that fit."""
    found = db.execute(
        f"{_DOCUMENTS} WHERE (CAST(? AS TEXT) IS NULL OR d.status = ?)"
        f" AND (NOT ? OR d.review <> '[]'){filters.sql} ORDER BY d.id LIMIT ?",
        (status, status, review, *filters.values, _ALL if limit is None else limit),
    )
    return [row_types.document(row) for row in found]


def count_documents(db: Database, filters: Filters) -> int:
    """Return how many documents fit."""
    sql = f"SELECT count(*) FROM documents d WHERE true{filters.sql}"
    return int(db.execute(sql, filters.values).fetchone()[0])


def documents_in(db: Database, file_id: int) -> list[DocumentRow]:
    """Return the documents of a file."""
    found = db.execute(f"{_DOCUMENTS} WHERE d.file_id = ? ORDER BY d.id", (file_id,))
    return [row_types.document(row) for row in found]


def document_row(db: Database, document_id: int) -> DatabaseRow:
    """Return the raw row of a document that is there."""
    row: DatabaseRow = db.execute(f"{_DOCUMENTS} WHERE d.id = ?", (document_id,)).fetchone()
    return row


def find_documents(db: Database, ref: str) -> list[DocumentRow]:
    """Return the documents that a reference names.

    The first way to read it that names any counts. Digits alone can be read in many ways; none is
    taken silently, so that all documents are returned that they may name.
    """
    if (known := document_id(ref)) is not None:
        return _where(db, "d.id = ?", (known,))
    found: dict[int, DocumentRow] = {}
    for condition, values in _readings(ref):
        found |= {row.id: row for row in _where(db, condition, values)}
        if found and not ref.isdecimal():
            break
    return [found[number] for number in sorted(found)]


def _readings(ref: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the ways to read a reference: a name, a sha256, a path, a number, one with more."""
    yield "d.name = ?", (ref,)
    if _HEX.fullmatch(ref.lower()):
        yield "f.sha256 >= ?1 AND f.sha256 < ?1 || 'g'", (ref.lower(),)
    yield "f.path IN (?, ?)", (path_text(absolute(Path(ref))), ref)
    yield "replace(f.path, rtrim(f.path, replace(f.path, '/', '')), '') = ?", (ref,)
    if whole := lookup_key(ref):
        yield _numbered(whole)
    asked = question(ref)
    if key := number_key(asked.number):
        condition, values = _numbered(key)
        filters = Filters.make(type=asked.type, issuer=asked.issuer)
        if asked.year:
            filters = filters._replace(
                sql=f"{filters.sql} AND (d.date IS NULL OR substr(d.date, 1, 4) = ?)",
                values=(*filters.values, str(asked.year)),
            )
        yield f"{condition}{filters.sql}", (*values, *filters.values)


def _numbered(key: str) -> tuple[str, tuple[str, ...]]:
    """Return the condition for a number; where its sign is left out, any sign may follow."""
    if key.endswith("/"):
        return "d.number_key >= ? AND d.number_key < ?", (key, f"{key}\U0010ffff")
    return "d.number_key = ? AND d.number_key <> ''", (key,)


def _where(db: Database, condition: str, values: Sequence[str | int]) -> list[DocumentRow]:
    found = db.execute(f"{_DOCUMENTS} WHERE {condition} ORDER BY d.id", tuple(values))
    return [row_types.document(row) for row in found]


def corrections(db: Database, document_id: int) -> list[CorrectionRow]:
    """Return the corrections of a document."""
    found = db.execute(
        "SELECT c.* FROM corrections c JOIN documents d USING (file_id, first_page, part)"
        " WHERE d.id = ? ORDER BY c.field",
        (document_id,),
    )
    return [
        CorrectionRow(
            row["field"],
            json.loads(row["value"]),
            json.loads(row["previous"]),
            row["by"],
            row["at"],
        )
        for row in found
    ]


def deadlines(
    db: Database,
    *,
    since: dt.date | str | None,
    until: dt.date | str | None,
    recipient: str | None,
    undated: bool,
    limit: int | None,
) -> list[DeadlineRow]:
    """Return deadlines by date, undated ones last."""
    found = db.execute(
        """SELECT t.*, d.name AS document, d.number, d.issuing_body, d.date AS doc_date
           FROM deadlines t JOIN documents d ON d.id = t.document_id
           WHERE (t.date IS NOT NULL AND (CAST(:since AS TEXT) IS NULL OR t.date >= :since)
                  AND (CAST(:until AS TEXT) IS NULL OR t.date <= :until))
              OR (t.date IS NULL AND :undated)
           ORDER BY t.date IS NULL, t.date, d.id, t.ordinal""",
        {
            "since": str(since) if since else None,
            "until": str(until) if until else None,
            "undated": undated,
        },
    )
    words = strip_accents(nfc(recipient or "")).split()
    result = [
        row_types.of(DeadlineRow, row)
        for row in found
        if all(word in strip_accents(row["recipient"] or "") for word in words)
    ]
    return result[:limit]


def failures(db: Database) -> list[FailureRow]:
    """Return the last failure of each file whose last attempt failed."""
    found = db.execute(
        """SELECT f.path, f.sha256, x.stage, x.page, x.message, x.remedy, x.exit_code,
                  f.attempts, x.at
           FROM files f JOIN failures x ON x.id = (SELECT max(id) FROM failures
                                                   WHERE file_id = f.id)
           WHERE f.error IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM files g WHERE g.path = f.path AND g.id <> f.id
               AND g.error IS NULL AND g.changed >= f.changed)
           ORDER BY f.id"""
    )
    return [row_types.of(FailureRow, row) for row in found]


def duplicates(db: Database) -> list[tuple[DocumentRow, ...]]:
    """Return the groups of documents that are scans of one."""
    found = db.execute(
        f"{_DOCUMENTS} WHERE d.work_id IN (SELECT work_id FROM documents GROUP BY work_id"
        " HAVING count(*) > 1 AND work_id IS NOT NULL) ORDER BY d.work_id, d.id"
    )
    groups: dict[int, list[DocumentRow]] = {}
    for row in found:
        groups.setdefault(row["work_id"], []).append(row_types.document(row))
    return [tuple(group) for group in groups.values()]


def counts(db: Database) -> dict[str, int]:
    """Return how many rows there are of each kind."""
    tables = ("files", "pages", "documents", "citations", "deadlines", "works", "corrections")
    return {name: int(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in tables}
