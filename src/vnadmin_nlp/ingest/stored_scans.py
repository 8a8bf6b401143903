"""Files of the archive as scans again: what was read of them need not be recognised twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from vnadmin_nlp.model.record import Problem
from vnadmin_nlp.ocr import Scan
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.row_types import DocumentRow, FileRow


class Stored(NamedTuple):
    """A file of the archive, with its pages."""

    id: int
    scan: Scan


def stored_files(store: Store) -> Iterator[Stored]:
    """Yield the files that were read, in the order they were added."""
    for row in store.files():
        if row.state in ("done", "partial") and (documents := store.documents_in(row.id)):
            yield Stored(row.id, stored_scan(store, row, documents))


def stored_scan(store: Store, row: FileRow, documents: Sequence[DocumentRow]) -> Scan:
    """Return a file as it was read, and what went wrong then.

    Args:
        store: the archive.
        row: the file.
        documents: that were found in it, at least one.
    """
    records: list[dict[str, Any]] = [document.record for document in documents]
    problems = {
        Problem(**problem)
        for record in records
        for problem in record["problems"]
        if problem["stage"] != "extract"  # the extractor will say again what it misses
    }
    return Scan(
        file=row.path,
        sha256=documents[0].sha256,
        pages=tuple(store.pages(row.id)),
        page_count=records[0]["source"]["pages"],
        problems=tuple(sorted(problems, key=lambda p: (p.page or 0, p.message))),
        facts=store.facts(row.id),
    )
