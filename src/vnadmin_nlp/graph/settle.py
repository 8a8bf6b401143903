"""Keeping the stored graph true: new documents are keyed, and stale numbers resolved anew."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.graph import slips
from vnadmin_nlp.graph.fit import Claim, Work
from vnadmin_nlp.graph.keying import columns_of, identity_of, key_documents, token_of
from vnadmin_nlp.graph.resolve import Entry, Held, Outcome, Settlement, resolve

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

#: Documents, or numbers, that are settled in one transaction: other writers wait so long.
BATCH = 100


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


def _settle_some(db: sqlite3.Connection) -> bool:
    """Resolve some stale numbers; tell whether there were any."""
    stale = _stale(db)
    for bucket in stale:
        _settle(db, bucket)
    return bool(stale)


def _stale(db: sqlite3.Connection) -> list[str]:
    # Names, and numbers without a sign (17/), come last: what they can mean is settled before.
    waiting = "(bucket GLOB '*/' OR bucket GLOB '=*')"
    for condition in (f"NOT {waiting}", waiting):
        found = db.execute(
            f"SELECT bucket FROM stale WHERE {condition} ORDER BY bucket LIMIT ?", (BATCH,)
        ).fetchall()
        if found:
            return [row["bucket"] for row in found]
    return []


def _settle(db: sqlite3.Connection, bucket: str) -> None:
    """Resolve one bucket and write what changed."""
    db.execute("DELETE FROM stale WHERE bucket = ?", (bucket,))
    db.execute(
        "DELETE FROM claims WHERE bucket = ? AND NOT EXISTS"
        " (SELECT 1 FROM citations WHERE claim_id = claims.id)",
        (bucket,),
    )
    claims = {
        Claim(replace(identity_of(row), term=row["term"]), row["before"]): row
        for row in db.execute("SELECT * FROM claims WHERE bucket = ?", (bucket,))
    }
    mended = partial(slips.meant, db)
    settlement = resolve(
        _held(db, bucket), claims, _meant_by(db, bucket), _entries(db, bucket), mended
    )
    before = slips.known(db, bucket)
    ids = _write_works(db, bucket, settlement)
    _write_documents(db, settlement, ids)
    _write_entries(db, settlement, ids)
    _write_claims(db, claims, settlement, ids)
    db.execute(
        "DELETE FROM works WHERE bucket = ? AND key NOT IN (SELECT value FROM json_each(?))",
        (bucket, json.dumps(sorted(settlement.works))),
    )
    _wake_waiting(db, bucket)
    slips.wake(db, bucket, before ^ slips.known(db, bucket))


def _held(db: sqlite3.Connection, bucket: str) -> list[Held]:
    found = db.execute(
        "SELECT d.id, d.bucket, d.type, d.organ, d.date, d.year, d.first_page, d.part, f.sha256"
        " FROM documents d JOIN files f ON f.id = d.file_id WHERE d.bucket = ? AND d.linked",
        (bucket,),
    )
    return [Held(row["id"], token_of(row), identity_of(row)) for row in found]


def _entries(db: sqlite3.Connection, bucket: str) -> list[Entry]:
    found = db.execute("SELECT * FROM registered WHERE bucket = ?", (bucket,))
    return [Entry(row["id"], identity_of(row)) for row in found]


def _meant_by(db: sqlite3.Connection, bucket: str) -> list[Work]:
    """Return the works that a number without a sign (``17/``) or a name (``=luat …``) can mean."""
    if bucket.startswith("="):
        found = db.execute(
            "SELECT * FROM works WHERE bucket IN (SELECT bucket FROM aliases WHERE name = ?)",
            (bucket,),
        )
    elif bucket.endswith("/"):
        found = db.execute(
            "SELECT * FROM works WHERE bucket > ? AND bucket < ?", (bucket, _after(bucket))
        )
    else:
        return []
    return [Work(row["key"], row["kind"], identity_of(row)) for row in found]


def _after(prefix: str) -> str:
    """Return a text that sorts after all that begin with ``prefix``."""
    return prefix + "\U0010ffff"


def _write_works(db: sqlite3.Connection, bucket: str, settlement: Settlement) -> dict[str, int]:
    """Write the works of a bucket; return the ids of all that its claims can lead to, by key."""
    for key, work in sorted(settlement.works.items()):
        db.execute(
            "INSERT INTO works (key, kind, bucket, type, organ, date, year)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
            " kind = excluded.kind, type = excluded.type, organ = excluded.organ,"
            " date = excluded.date, year = excluded.year",
            (key, work.kind, *columns_of(work.identity)),
        )
    found = db.execute("SELECT key, id FROM works WHERE bucket = ?", (bucket,)).fetchall()
    meant = {outcome.work for outcome in settlement.claims.values() if outcome.work}
    away = sorted(meant - settlement.works.keys())
    found += db.execute(
        "SELECT key, id FROM works WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(away, ensure_ascii=False),),
    ).fetchall()
    return {row["key"]: row["id"] for row in found}


def _write_documents(db: sqlite3.Connection, settlement: Settlement, ids: dict[str, int]) -> None:
    db.executemany(
        "UPDATE documents SET work_id = :work, key = :key WHERE id = :document"
        " AND (work_id IS NOT :work OR key IS NOT :key)",
        (
            {"work": ids[key], "key": key, "document": document}
            for document, key in settlement.documents.items()
        ),
    )


def _write_entries(db: sqlite3.Connection, settlement: Settlement, ids: dict[str, int]) -> None:
    db.executemany(
        "UPDATE registered SET work_id = :work WHERE id = :entry AND work_id IS NOT :work",
        ({"work": ids[key], "entry": entry} for entry, key in settlement.entries.items()),
    )


def _write_claims(
    db: sqlite3.Connection,
    rows: dict[Claim, sqlite3.Row],
    settlement: Settlement,
    ids: dict[str, int],
) -> None:
    for claim, outcome in settlement.claims.items():
        row = rows[claim]
        new = _outcome_columns(outcome, ids)
        if new != (row["status"], row["work_id"], row["candidates"], row["note"]):
            db.execute(
                "UPDATE claims SET status = ?, work_id = ?, candidates = ?, note = ? WHERE id = ?",
                (*new, row["id"]),
            )


def _outcome_columns(outcome: Outcome, ids: dict[str, int]) -> tuple[Any, ...]:
    work = ids[outcome.work] if outcome.work else None
    candidates = json.dumps(list(outcome.candidates), ensure_ascii=False)
    return (outcome.status, work, candidates, outcome.note)


def _wake_waiting(db: sqlite3.Connection, bucket: str) -> None:
    """Make the numbers without a sign, and the names, stale that may mean a work of this bucket."""
    if not bucket.endswith("/"):
        steps = (place for place, letter in enumerate(bucket) if letter == "/")
        db.executemany(
            "INSERT OR IGNORE INTO stale SELECT bucket FROM claims WHERE bucket = ? LIMIT 1",
            ((bucket[: step + 1],) for step in steps),
        )
    db.execute(
        "INSERT OR IGNORE INTO stale SELECT DISTINCT name FROM aliases WHERE bucket = ?", (bucket,)
    )
