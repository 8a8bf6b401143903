"""Sanity checks over an archive: is the file whole, and do the records make sense?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.ingest.read_containers import fingerprints
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.runtime.file_paths import shown
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.absolute_paths import whole_paths
from vnadmin_nlp.store.check.table_integrity import (
    DAMAGED,
    IntegrityProblem,
    damage,
    out_of_step,
    parts_of,
)
from vnadmin_nlp.store.row_types import DocumentRow

#: The Party's first congress; no administrative document is older.
_OLDEST = "1930-01-01"
_YEAR_IN_NUMBER = re.compile(r"/((?:19|20)\d\d)/")


def check(store: Store, *, today: dt.date, files: bool = False) -> Iterator[IntegrityProblem]:
    """Yield all that is wrong or doubtful in an archive; nothing is changed.

    Args:
        store: the archive.
        today: no document is younger.
        files: whether to read the files again, to see if they are still what they were.
    """
    yield from damage(store)
    parts = parts_of(store)
    for document in (one for file in store.files() for one in store.documents_in(file.id)):
        about = f"{document.name} ({shown(document.file)})"
        yield from out_of_step(about, document.id, document.record, parts)
        yield from _record(about, document, today.isoformat())
    if files:
        yield from _files(store)


def _record(about: str, document: DocumentRow, today: str) -> Iterator[IntegrityProblem]:
    try:
        record = Record.model_validate(document.record)
    except ValueError as error:
        yield IntegrityProblem(about, DAMAGED, f"the record can't be read: {error}")
        return
    if record.date is None:
        return
    date = record.date.isoformat()
    if not _OLDEST <= date <= today:
        yield IntegrityProblem(about, "date", f"the document is dated {date}")
    year = _YEAR_IN_NUMBER.search(record.number or "")
    if year and year[1] != date[:4]:
        yield IntegrityProblem(about, "date", f"number {record.number}, but dated {date}")
    for citation in record.citations:
        if citation.date is not None and citation.date > record.date:
            cited = citation.number or citation.title or citation.type
            yield IntegrityProblem(
                about, "citation", f"dated {date}, cites {cited} of {citation.date}"
            )
    for deadline in record.deadlines:
        if deadline.date is not None and deadline.date < record.date:
            yield IntegrityProblem(about, "deadline", f"dated {date}, deadline: {deadline.text}")


def _files(store: Store) -> Iterator[IntegrityProblem]:
    with store.reading() as db:  # of archives of earlier versions, some paths are relative
        whole = {one.id: one.path for one in whole_paths(db)}
    known = {
        Path(whole.get(row.id, row.path)): row.sha256
        for row in store.files()
        if row.sha256 is not None
    }
    for path, found in fingerprints(known):
        if isinstance(found, UnreadableInput):
            yield IntegrityProblem(str(path), "file", found.cause)
        elif found != known[path]:
            yield IntegrityProblem(str(path), "file", "has changed since it was read")
