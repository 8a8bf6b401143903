"""Keeping the stored graph true: new documents are keyed, and stale numbers resolved anew."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.identity.match import CitedIdentity, Work
from vnadmin_nlp.identity.resolve_citation import (
    Held,
    RegisteredDocument,
    Resolution,
    Settlement,
    join,
    resolve,
    specificity,
)
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.graph import misread_numbers
from vnadmin_nlp.store.graph.graph_sql import chunks, ids_of, marks
from vnadmin_nlp.store.graph.identity_claims import columns_of, identity_of, key_documents, token_of
from vnadmin_nlp.store.graph.stale_citations import (
    SIGHT,
    AffectedPart,
    alike,
    mark,
    next_buckets,
    sight_of,
    sights_of,
    take,
    touched,
)

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Documents, or numbers, that are settled in one transaction: other writers wait so long.
BATCH = 100
#: Before any document, so that a claim of any date is late.
_LONG_AGO = "0001-01-01"


def link(store: Store) -> int:
    """Bring the citation graph up to date with the documents; return how many were new to it.

    The outcome is a function of the set of documents and registers, whatever order they came in. A
    kill loses nothing: the next call goes on with what is left. What a new document costs does not
    depend on the size of the archive: everything is looked up by number, date or key.

    Raises:
        NotWritable: the archive is read-only or locked by another program.
    """
    total = 0
    while True:
        with store.transaction() as db:
            count = key_documents(db, BATCH)
        total += count
        if not count:
            break
    while True:
        with store.transaction() as db:
            if not _settle_some(db):
                return total


def _settle_some(db: Database) -> bool:
    """Resolve some numbers that are not up to date; tell whether there were any."""
    stale, fresh = next_buckets(db, BATCH)
    for bucket in stale:
        db.execute("DELETE FROM stale WHERE bucket = ?", (bucket,))
        take(db, bucket)
        db.execute(
            "DELETE FROM claims WHERE bucket = ? AND NOT EXISTS"
            " (SELECT 1 FROM citations WHERE claim_id = claims.id)",
            (bucket,),
        )
        _settle(db, AffectedPart(bucket))
    for bucket in fresh:
        sights, claimed = take(db, bucket)
        if not (claimed and _join(db, bucket, sights)):
            _settle(db, touched(db, bucket, sights))
    return bool(stale or fresh)


def _settle(db: Database, part: AffectedPart) -> None:
    """Resolve a bucket, or a part of it, and write what changed."""
    claims = _claims(db, part.where, part.values)
    settlement = resolve(
        _held(db, part),
        claims,
        _meant_by(db, part),
        _entries(db, part),
        partial(misread_numbers.meant, db),
    )
    before, after = _works(db, part), set(map(_stored, settlement.works.values()))
    _write_works(db, after - before)
    ids = ids_of(db, {*settlement.works, *_meant(settlement.claims)})
    _write_documents(db, settlement, ids)
    _write_entries(db, settlement, ids)
    _write_claims(db, claims, settlement.claims, ids)
    for gone in chunks(sorted({work.key for work in before} - settlement.works.keys())):
        db.execute(f"DELETE FROM works WHERE key IN ({marks(gone)})", gone)
    changed = before ^ after
    _wake_waiting(db, part.bucket, {sight_of(work.identity) for work in changed})
    known = (work.identity for work in changed if work.kind != "cited" and work.identity.date)
    misread_numbers.wake(db, part.bucket, {(one.organ, one.date, one.type) for one in known})


def _join(db: Database, bucket: str, sights: set[str]) -> bool:
    """Resolve claims that are new to a bucket alone; tell whether nothing else is touched."""
    if db.execute("SELECT 1 FROM claims WHERE bucket = ? AND term <> ''", (bucket,)).fetchone():
        return False
    claims = _claims(db, "bucket = ? AND work_id IS NULL AND status = 'unmatched'", (bucket,))
    near = alike(sights, sights_of(db, "works", "bucket = ?", (bucket,)))
    part = AffectedPart.of(bucket, near)
    known = {work.key: (work, _made_of(db, work)) for work in _works(db, part)}
    others = _meant_by(db, AffectedPart(bucket, frozenset(sights)))
    outcomes = join(claims, known, others, partial(misread_numbers.meant, db))
    if outcomes is None:
        return False
    _write_claims(db, claims, outcomes, ids_of(db, _meant(outcomes)))
    return True


def _made_of(db: Database, work: Work) -> int:
    """Return how specific the claims are that a work was made of."""
    if work.kind != "cited":
        return sys.maxsize
    found = db.execute(
        "SELECT 1 FROM claims WHERE bucket = ? AND type = ? AND organ = ? AND date = ?"
        " AND year = ? AND (before = '' OR before >= date)"
        " AND status = 'unmatched' AND work_id IS NOT NULL",
        columns_of(work.identity),
    ).fetchone()
    later = bool(work.identity.date) and not found
    return specificity(CitedIdentity(work.identity, _LONG_AGO if later else ""))


def _claims(db: Database, where: str, values: tuple[str, ...]) -> dict[CitedIdentity, DatabaseRow]:
    return {
        CitedIdentity(replace(identity_of(row), term=row["term"]), row["before"]): row
        for row in db.execute(f"SELECT * FROM claims WHERE {where}", values)
    }


def _held(db: Database, part: AffectedPart) -> list[Held]:
    found = db.execute(
        "SELECT d.id, d.bucket, d.type, d.organ, d.date, d.year, d.first_page, d.part, f.sha256"
        f" FROM documents d JOIN files f ON f.id = d.file_id WHERE {part.where} AND d.linked = 1",
        part.values,
    )
    return [Held(row["id"], token_of(row), identity_of(row)) for row in found]


def _entries(db: Database, part: AffectedPart) -> list[RegisteredDocument]:
    found = db.execute(f"SELECT * FROM registered WHERE {part.where}", part.values)
    return [RegisteredDocument(row["id"], identity_of(row)) for row in found]


def _works(db: Database, part: AffectedPart) -> set[Work]:
    found = db.execute(f"SELECT * FROM works WHERE {part.where}", part.values)
    return {Work(row["key"], row["kind"], identity_of(row)) for row in found}


def _stored(work: Work) -> Work:
    # The term is a thing of claims; tables of works have none.
    return replace(work, identity=replace(work.identity, term=""))


def _meant_by(db: Database, part: AffectedPart) -> list[Work]:
    """Return the works that a number without a sign (``17/``) or a name (``=luat …``) can mean."""
    values: tuple[str, ...] = (part.bucket,)
    if part.bucket.startswith("="):
        where = "bucket IN (SELECT bucket FROM aliases WHERE name = ?)"
    elif part.bucket.endswith("/"):
        where = "bucket > ? AND bucket < ?"
        values += (part.bucket + "\U0010ffff",)
    else:
        return []
    found = db.execute(
        f"SELECT *, {SIGHT} AS sight,"
        " (SELECT max(effective) FROM registered WHERE work_id = works.id) AS since"
        f" FROM works WHERE {where}",
        values,
    ).fetchall()
    near = alike(part.sights or (), {row["sight"] for row in found})
    return [
        Work(row["key"], row["kind"], identity_of(row), row["since"] or "")
        for row in found
        if part.sights is None or row["sight"] in near
    ]


def _write_works(db: Database, works: Iterable[Work]) -> None:
    db.executemany(
        "INSERT INTO works (key, kind, bucket, type, organ, date, year)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
        " kind = excluded.kind, type = excluded.type, organ = excluded.organ,"
        " date = excluded.date, year = excluded.year",
        (
            (work.key, work.kind, *columns_of(work.identity))
            for work in sorted(works, key=lambda work: work.key)
        ),
    )


def _meant(outcomes: Mapping[CitedIdentity, Resolution]) -> set[str]:
    return {outcome.work for outcome in outcomes.values() if outcome.work}


def _write_documents(db: Database, settlement: Settlement, ids: dict[str, int]) -> None:
    db.executemany(
        "UPDATE documents SET work_id = :work, key = :key WHERE id = :document"
        " AND (coalesce(work_id, 0) <> :work OR key <> :key)",
        (
            {"work": ids[key], "key": key, "document": document}
            for document, key in settlement.documents.items()
        ),
    )


def _write_entries(db: Database, settlement: Settlement, ids: dict[str, int]) -> None:
    db.executemany(
        "UPDATE registered SET work_id = :work WHERE id = :entry AND coalesce(work_id, 0) <> :work",
        ({"work": ids[key], "entry": entry} for entry, key in settlement.entries.items()),
    )


def _write_claims(
    db: Database,
    rows: Mapping[CitedIdentity, DatabaseRow],
    outcomes: Mapping[CitedIdentity, Resolution],
    ids: Mapping[str, int],
) -> None:
    changed = []
    for claim, outcome in outcomes.items():
        row = rows[claim]
        new = _outcome_columns(outcome, ids)
        if new != (row["status"], row["work_id"], row["candidates"], row["note"]):
            changed.append((*new, row["id"]))
    db.executemany(
        "UPDATE claims SET status = ?, work_id = ?, candidates = ?, note = ? WHERE id = ?", changed
    )


def _outcome_columns(outcome: Resolution, ids: Mapping[str, int]) -> tuple[Any, ...]:
    work = ids[outcome.work] if outcome.work else None
    candidates = json.dumps(list(outcome.candidates), ensure_ascii=False)
    return (outcome.status, work, candidates, outcome.note)


def _wake_waiting(db: Database, bucket: str, sights: set[str]) -> None:
    """Have those resolved anew that may mean a changed work: numbers without a sign, and names."""
    steps = () if bucket.endswith("/") else (n for n, letter in enumerate(bucket) if letter == "/")
    bare = [bucket[: step + 1] for step in steps]
    waiting = db.execute(
        f"SELECT bucket FROM claims WHERE bucket IN ({marks(bare)})"
        " UNION SELECT name FROM aliases WHERE bucket = ?",
        (*bare, bucket),
    ).fetchall()
    for row in waiting:
        for sight in sorted(sights):
            mark(db, row["bucket"], sight)
