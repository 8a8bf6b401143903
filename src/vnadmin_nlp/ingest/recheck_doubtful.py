"""Doubtful numbers and dates are weighed again with what the archive knows around them."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

from vnadmin_nlp.extraction.evidence.from_archive import ArchiveContext, serial_of
from vnadmin_nlp.ingest.stored_scans import stored_scan
from vnadmin_nlp.pipeline import Options, extracted
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.text.number_key import lookup_key

#: What was settled by the archive bears no witness in it: the order of documents would matter.
_BY_ARCHIVE = {"series", "cited-by-others"}
_DOUBTED = "EXISTS (SELECT 1 FROM json_each(d.review) WHERE value IN ('number', 'date'))"
_DOUBTFUL = f"""
    SELECT id, file_id, organ, type, year, sign, around FROM documents d
    WHERE linked = 1 AND organ <> '' AND sign IS NOT NULL AND (
        around IS NOT NULL OR (
            (number IS NULL OR date IS NULL OR {_DOUBTED}) AND (
                CAST(json_extract(record, '$.number_handwritten') AS INTEGER) = 1
                OR CAST(json_extract(record, '$.date_handwritten') AS INTEGER) = 1)))
    ORDER BY file_id, id"""
_SERIES = f"""
    SELECT id, number, date, json_extract(record, '$.evidence') AS evidence FROM documents d
    WHERE organ = ? AND type = ? AND year = ?
    AND number IS NOT NULL AND date IS NOT NULL AND NOT {_DOUBTED}
    ORDER BY date, number"""
_CLAIMS = """
    SELECT DISTINCT bucket, date FROM claims
    WHERE organ = :organ AND year IN (0, :year)
    AND substr(bucket, instr(bucket, '/') + 1) = :sign ORDER BY bucket, date"""


def settle(store: Store, *, review_below: float = REVIEW_BELOW) -> int:
    """Extract the doubtful documents of an archive again; return how many files changed.

    Those that were asked with the same surroundings before are left alone. Values of other
    documents count only where nobody doubts them and they owe nothing to the archive, and what was
    doubtful once is asked again, so that the order in which documents came does not matter.

    Args:
        store: the archive, open for writing.
        review_below: values less sure than this are named for review.
    """
    files: defaultdict[int, dict[int, ArchiveContext]] = defaultdict(dict)
    news: set[int] = set()
    with store.reading() as db:
        series = cache(partial(_series, db))
        for row in db.execute(_DOUBTFUL).fetchall():
            around = ArchiveContext(
                tuple(
                    (serial, day)
                    for number, serial, day in series(row["organ"], row["type"], row["year"])
                    if number != row["id"]
                ),
                _claims(db, row),
            )
            files[row["file_id"]][row["id"]] = around
            if _told(around) != (row["around"] or _told(ArchiveContext())):
                news.add(row["file_id"])
    options = Options(review_below=review_below)
    return sum(_settle_file(store, number, files[number], options) for number in sorted(news))


def _settle_file(
    store: Store, file_id: int, around: dict[int, ArchiveContext], options: Options
) -> bool:
    """Extract the documents of a file again; tell whether that changed any."""
    documents = store.documents_in(file_id)
    scan = stored_scan(store, store.file(file_id), documents)
    known = [around.get(document.id, ArchiveContext()) for document in documents]
    outcome = extracted(scan, options=replace(options, id=documents[0].name), around=known)
    changed = [one.to_json() for one in outcome.records] != [one.record for one in documents]
    with store.transaction() as db:
        if changed:
            store.save_records(file_id, outcome.records, texts=outcome.texts)
        db.executemany(
            "UPDATE documents SET around = ? WHERE id = ?",
            [(_told(one), number) for number, one in around.items()],
        )
    return changed


def _series(db: Database, organ: str, kind: str, year: int) -> list[tuple[int, int, dt.date]]:
    """Return documents, running numbers and dates of one series, as far as they are sure."""
    return [
        (row["id"], serial_of(row["number"]), dt.date.fromisoformat(row["date"]))
        for row in db.execute(_SERIES, (organ, kind, year))
        if not _by_archive(json.loads(row["evidence"]))
    ]


def _claims(db: Database, row: DatabaseRow) -> tuple[tuple[str, dt.date | None], ...]:
    """Return the numbers of a document's sign that others cite of its body, with their dates."""
    sign = lookup_key(f"1/{row['sign']}").partition("/")[2]
    found = db.execute(_CLAIMS, {"organ": row["organ"], "year": row["year"], "sign": sign})
    return tuple((one["bucket"], _date(one["date"])) for one in found)


def _by_archive(evidence: dict[str, Any]) -> bool:
    witnesses = (
        witness["by"] for field in ("number", "date") for witness in _witnesses(evidence, field)
    )
    return not _BY_ARCHIVE.isdisjoint(witnesses)


def _witnesses(evidence: dict[str, Any], field: str) -> Iterator[dict[str, Any]]:
    yield from evidence.get(field, {}).get("witnesses", ())


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if len(text) == len("2024-01-31") else None


def _told(around: ArchiveContext) -> str:
    return json.dumps([around.series, around.cited], default=str)
