"""Sanity checks over an archive: is the file whole, and do the records make sense?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from vnadmin_nlp.archive import Store
from vnadmin_nlp.archive.rows import DocumentRow
from vnadmin_nlp.batch.files import fingerprint
from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.record import Record

#: The kind of what is broken; the other kinds are for a person to look at.
DAMAGED = "damaged"
#: The Party's first congress; no administrative document is older.
_OLDEST = "1930-01-01"
_YEAR_IN_NUMBER = re.compile(r"/((?:19|20)\d\d)/")


class Finding(NamedTuple):
    """Something that is broken, or that a person should look at."""

    about: str
    kind: str
    message: str


def check(store: Store, *, today: dt.date, files: bool = False) -> Iterator[Finding]:
    """Yield all that is wrong or doubtful in an archive; nothing is changed.

    Args:
        store: the archive.
        today: no document is younger.
        files: whether to read the files again, to see if they are still what they were.
    """
    yield from _database(store)
    for document in store.documents():
        yield from _record(document, today.isoformat())
    if files:
        yield from _files(store)


def _database(store: Store) -> Iterator[Finding]:
    name = str(store.path)
    with store.reading() as db:
        for (message,) in db.execute("PRAGMA integrity_check"):
            if message != "ok":
                yield Finding(name, DAMAGED, message)
        for row in db.execute("PRAGMA foreign_key_check"):
            yield Finding(name, DAMAGED, f"a row of {row[0]} belongs to nothing in {row[2]}")
        lost = db.execute(
            "SELECT count(*) FROM passages WHERE id NOT IN (SELECT id FROM passages_folded_docsize)"
        ).fetchone()[0]
        if lost:
            yield Finding(name, DAMAGED, f"{lost} passages can't be found by search")
        incomplete = db.execute(
            "SELECT path, files.pages, count(number) FROM files"
            " LEFT JOIN pages ON file_id = files.id WHERE state IN ('done', 'partial')"
            " GROUP BY files.id HAVING count(number) <> files.pages"
        )
        for path, pages, stored in incomplete.fetchall():
            yield Finding(path, DAMAGED, f"{stored} of {pages} pages are stored")


def _record(document: DocumentRow, today: str) -> Iterator[Finding]:
    about = f"{document.name} ({document.file})"
    try:
        record = Record.model_validate(document.record)
    except ValueError as error:
        yield Finding(about, DAMAGED, f"the record can't be read: {error}")
        return
    if record.date is None:
        return
    date = record.date.isoformat()
    if not _OLDEST <= date <= today:
        yield Finding(about, "date", f"the document is dated {date}")
    year = _YEAR_IN_NUMBER.search(record.number or "")
    if year and year[1] != date[:4]:
        yield Finding(about, "date", f"number {record.number}, but dated {date}")
    for citation in record.citations:
        if citation.date is not None and citation.date > record.date:
            cited = citation.number or citation.title or citation.type
            yield Finding(about, "citation", f"dated {date}, cites {cited} of {citation.date}")
    for deadline in record.deadlines:
        if deadline.date is not None and deadline.date < record.date:
            yield Finding(about, "deadline", f"dated {date}, deadline: {deadline.text}")


def _files(store: Store) -> Iterator[Finding]:
    for row in store.files():
        if row.sha256 is None:
            continue
        try:
            sha256, _ = fingerprint(Path(row.path))
        except UnreadableInput as error:
            yield Finding(row.path, "file", error.cause)
        else:
            if sha256 != row.sha256:
                yield Finding(row.path, "file", "has changed since it was read")
