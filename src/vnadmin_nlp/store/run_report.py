"""What came of a run and what the archive holds: the figures of the morning after."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import NamedTuple

from vnadmin_nlp.errors import NotFound
from vnadmin_nlp.store import Store, manifest
from vnadmin_nlp.store.database import Database

#: Files and causes that a report names.
MOST = 10
#: Bars of the chart of pages over time.
_BARS = 30


class Slow(NamedTuple):
    """A file that took long: seconds of its last attempt, pages read."""

    path: str
    seconds: float
    pages: int


class Cause(NamedTuple):
    """A cause of failures: how many files, one of them, and what to do."""

    message: str
    files: int
    example: str
    remedy: str | None


class Doubt(NamedTuple):
    """A field below the review threshold: in how many documents."""

    field: str
    documents: int


class PageRate(NamedTuple):
    """Pages that were done in a stretch of a run, which begins so many seconds after its start."""

    after: float
    pages: int


class RunSummary(NamedTuple):
    """A run.

    Attributes:
        number: it is known by.
        command: ``ingest``, ``retry``, ``watch`` or ``reextract``.
        started: UTC, ISO 8601.
        finished: likewise; None where it goes on or was killed.
        seconds: from its start to its end, or to the last file it was through with.
        counts: files done, partial, failed, duplicate and skipped, documents and pages.
        pages_per_minute: of wall time; None where nothing was read.
        timeline: pages over time.
    """

    number: int
    command: str
    started: str
    finished: str | None
    seconds: float
    counts: dict[str, int]
    pages_per_minute: float | None
    timeline: tuple[PageRate, ...]


class RunReport(NamedTuple):
    """The report.

    Attributes:
        archive: the file.
        run: the run that it tells of; None where the archive has seen none.
        totals: files, pages, documents … in the archive.
        states: paths of the manifest by state.
        slowest: files that took longest.
        causes: of failures that stand, the most frequent first.
        doubts: fields below the review threshold, the most frequent first.
        to_review: documents with at least one.
    """

    archive: str
    run: RunSummary | None
    totals: dict[str, int]
    states: dict[str, int]
    slowest: tuple[Slow, ...]
    causes: tuple[Cause, ...]
    doubts: tuple[Doubt, ...]
    to_review: int


def report(store: Store, run: int | None = None) -> RunReport:
    """Sum up a run and the archive.

    Args:
        store: the archive.
        run: number of the run; the last one if not given.

    Raises:
        NotFound: there is no such run.
    """
    with store.reading() as db:
        wanted = _run(db, run)
        if run is not None and wanted is None:
            raise NotFound(f"no run {run}", file=store.path, remedy="leave it out for the last")
        number = wanted.number if wanted else None
        return RunReport(
            archive=str(store.path),
            run=wanted,
            totals=store.counts(),
            states=manifest.by_state(db),
            slowest=_slowest(db, number),
            causes=_causes(db),
            doubts=_doubts(db),
            to_review=int(
                db.execute("SELECT count(*) FROM documents WHERE review <> '[]'").fetchone()[0]
            ),
        )


def _run(db: Database, number: int | None) -> RunSummary | None:
    row = db.execute(
        "SELECT * FROM runs WHERE id = coalesce(CAST(:run AS BIGINT), (SELECT max(id) FROM runs))",
        {"run": number},
    ).fetchone()
    if row is None:
        return None
    started = _moment(row["started"])
    files = [
        ((_moment(file["changed"]) - started).total_seconds(), int(file["pages"] or 0))
        for file in db.execute(
            "SELECT changed, pages FROM files WHERE run_id = ? AND state IN ('done', 'partial')",
            (row["id"],),
        )
    ]
    last = max((after for after, _ in files), default=0.0)
    seconds = (
        (_moment(row["finished"]) - started).total_seconds() if row["finished"] else max(last, 0.0)
    )
    pages = sum(count for _, count in files)
    return RunSummary(
        number=row["id"],
        command=row["command"],
        started=row["started"],
        finished=row["finished"],
        seconds=seconds,
        counts=json.loads(row["counts"]),
        # Times are kept in whole seconds: a shorter run has no rate worth telling.
        pages_per_minute=round(60 * pages / seconds, 1) if pages and seconds >= 1 else None,
        timeline=_timeline(files, seconds),
    )


def _timeline(files: Iterable[tuple[float, int]], seconds: float) -> tuple[PageRate, ...]:
    if seconds < 1:
        return ()
    count = int(min(_BARS, seconds))
    pages = [0] * count
    for after, number in files:
        pages[min(count - 1, max(0, int(after / seconds * count)))] += number
    return tuple(PageRate(i * seconds / count, number) for i, number in enumerate(pages))


def _slowest(db: Database, run: int | None) -> tuple[Slow, ...]:
    found = db.execute(
        "SELECT path, seconds, pages FROM files"
        " WHERE run_id IS NOT DISTINCT FROM ? AND seconds IS NOT NULL"
        " ORDER BY seconds DESC, path LIMIT ?",
        (run, MOST),
    )
    return tuple(Slow(row["path"], float(row["seconds"]), int(row["pages"] or 0)) for row in found)


def _causes(db: Database) -> tuple[Cause, ...]:
    found = db.execute(
        """SELECT f.error AS message, count(*) AS files, min(f.path) AS example,
                  min(x.remedy) AS remedy
           FROM files f LEFT JOIN failures x
                ON x.id = (SELECT max(id) FROM failures WHERE file_id = f.id)
           WHERE f.error IS NOT NULL GROUP BY f.error ORDER BY files DESC, message LIMIT ?""",
        (MOST,),
    )
    return tuple(
        Cause(row["message"], int(row["files"]), row["example"], row["remedy"]) for row in found
    )


def _doubts(db: Database) -> tuple[Doubt, ...]:
    found = db.execute(
        "SELECT value AS field, count(*) AS documents FROM documents, json_each(documents.review)"
        " GROUP BY value ORDER BY documents DESC, field"
    )
    return tuple(Doubt(row["field"], int(row["documents"])) for row in found)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
