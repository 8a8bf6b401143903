"""Keeping the stored graph true: new documents are keyed, and stale numbers resolved anew."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.graph import keys, organs
from vnadmin_nlp.graph.keys import Identity
from vnadmin_nlp.graph.organs import Organ
from vnadmin_nlp.graph.resolve import Claim, Entry, Held, Outcome, Settlement, Work, resolve

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

#: Documents, or numbers, that are settled in one transaction: other writers wait so long.
BATCH = 100


def link(store: Store) -> int:
    """Bring the citation graph up to date with the documents; return how many were new to it.

    The outcome is a function of the set of documents, whatever order they came in. A kill loses
    nothing: the next call goes on with what is left.

    Raises:
        NotWritable: the archive is read-only or locked by another program.
    """
    total = 0
    while True:
        with store.transaction() as db:
            count = _key_documents(db)
        total += count
        if not count:
            break
    while True:
        with store.transaction() as db:
            if not _settle_some(db):
                return total


def _settle_some(db: sqlite3.Connection) -> bool:
    """Resolve some stale numbers; tell whether there were any."""
    for turn in range(BATCH):
        bucket = _next_stale(db)
        if bucket is None:
            return turn > 0
        _settle(db, bucket)
    return True


def _next_stale(db: sqlite3.Connection) -> str | None:
    # Names, and numbers without a sign (17/), come last: what they can mean is settled before.
    for condition in ("NOT GLOB '*/' AND bucket NOT GLOB '=*'", "IS NOT NULL"):
        row = db.execute(
            f"SELECT bucket FROM stale WHERE bucket {condition} ORDER BY bucket LIMIT 1"
        ).fetchone()
        if row:
            return str(row["bucket"])
    return None


def _key_documents(db: sqlite3.Connection) -> int:
    rows = db.execute(
        "SELECT d.id, d.record, d.first_page, d.part, f.sha256 FROM documents d"
        " JOIN files f ON f.id = d.file_id WHERE d.linked = 0 ORDER BY d.id LIMIT ?",
        (BATCH,),
    ).fetchall()
    for row in rows:
        record = json.loads(row["record"])
        identity = keys.of_document(record, _token(row))
        put_organ(db, identity.organ)
        cited = [keys.of_citation(citation, record) for citation in record["citations"]]
        _put_keys(db, row["id"], record, [one.key for one in cited])
        _put_aliases(db, row["id"], record)
        db.execute(
            "UPDATE documents SET bucket = ?, type = ?, organ = ?, year = ?, linked = 1"
            " WHERE id = ?",
            (identity.bucket, identity.type, identity.organ, identity.year, row["id"]),
        )
        stale = {identity.bucket}
        for ordinal, one in enumerate(cited):
            claim = claim_of(one, record["date"])
            claim_id, is_new = _put_claim(db, claim)
            if is_new:
                # What is claimed already was resolved with all that is known, or soon will be.
                stale.add(claim.identity.bucket)
            db.execute(
                "UPDATE citations SET claim_id = ? WHERE document_id = ? AND ordinal = ?",
                (claim_id, row["id"], ordinal),
            )
        db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", ((b,) for b in sorted(stale)))
    return len(rows)


def _put_keys(
    db: sqlite3.Connection, document_id: int, record: dict[str, Any], found: list[str]
) -> None:
    """Keep the keys in the stored record true: of an older version, or corrected by a person."""
    if found == [citation["key"] for citation in record["citations"]]:
        return
    for citation, key in zip(record["citations"], found, strict=True):
        citation["key"] = key
    stored = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    db.execute("UPDATE documents SET record = ? WHERE id = ?", (stored, document_id))


def _put_aliases(db: sqlite3.Connection, document_id: int, record: dict[str, Any]) -> None:
    """Keep under which name a held act is cited: ``Luật`` and its subject."""
    db.execute("DELETE FROM aliases WHERE document_id = ?", (document_id,))
    act = {"type": record["doc_type"], "title": record["subject"], "number": record["number"]}
    alias = keys.alias_of(act)
    if alias:
        db.execute(
            "INSERT INTO aliases (name, bucket, document_id) VALUES (?, ?, ?)",
            (*alias, document_id),
        )


def claim_of(cited: Identity, citing_date: str | None) -> Claim:
    """Return the claim of a citation: with the citing date where the cited one is not enough."""
    if cited.date and not (citing_date and cited.date > citing_date):
        return Claim(cited)
    return Claim(cited, citing_date or "")


def _token(row: sqlite3.Row) -> str:
    return f"{(row['sha256'] or '')[:16]}:{row['first_page']}.{row['part']}"


def put_organ(db: sqlite3.Connection, key: str) -> None:
    """Keep a body with its place, by its key."""
    if key:
        organ = Organ.from_key(key)
        db.execute(
            "INSERT OR IGNORE INTO organs VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, *_names(organ), organs.place_name(organ)),
        )


def _names(organ: Organ) -> tuple[str, ...]:
    return (organ.core, organ.level, organ.province, organ.district, organ.commune)


def _put_claim(db: sqlite3.Connection, claim: Claim) -> tuple[int, bool]:
    """Return the id of a claim, and whether it was not known before."""
    identity = claim.identity
    values = (*_columns(identity), identity.term, claim.before)
    row = db.execute(
        "SELECT id FROM claims WHERE bucket = ? AND type = ? AND organ = ? AND date = ?"
        " AND year = ? AND term = ? AND before = ?",
        values,
    ).fetchone()
    if row:
        return int(row["id"]), False
    put_organ(db, identity.organ)
    cursor = db.execute(
        "INSERT INTO claims (bucket, type, organ, date, year, term, before)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    return int(cursor.lastrowid or 0), True


def _settle(db: sqlite3.Connection, bucket: str) -> None:
    """Resolve one bucket and write what changed."""
    db.execute("DELETE FROM stale WHERE bucket = ?", (bucket,))
    db.execute(
        "DELETE FROM claims WHERE bucket = ? AND NOT EXISTS"
        " (SELECT 1 FROM citations WHERE claim_id = claims.id)",
        (bucket,),
    )
    claims = {
        Claim(replace(_identity(row), term=row["term"]), row["before"]): row
        for row in db.execute("SELECT * FROM claims WHERE bucket = ?", (bucket,))
    }
    others = _meant_by(db, bucket)
    settlement = resolve(_held(db, bucket), claims, others, _entries(db, bucket))
    ids = _write_works(db, bucket, settlement)
    _write_documents(db, settlement, ids)
    _write_entries(db, settlement, ids)
    _write_claims(db, claims, settlement, ids)
    db.execute(
        "DELETE FROM works WHERE bucket = ? AND key NOT IN (SELECT value FROM json_each(?))",
        (bucket, json.dumps(sorted(settlement.works))),
    )
    _wake_waiting(db, bucket)


def _held(db: sqlite3.Connection, bucket: str) -> list[Held]:
    found = db.execute(
        "SELECT d.*, f.sha256 FROM documents d JOIN files f ON f.id = d.file_id"
        " WHERE d.bucket = ? AND d.linked",
        (bucket,),
    )
    return [Held(row["id"], _token(row), _identity(row)) for row in found]


def _entries(db: sqlite3.Connection, bucket: str) -> list[Entry]:
    found = db.execute("SELECT * FROM registered WHERE bucket = ?", (bucket,))
    return [Entry(row["id"], _identity(row)) for row in found]


def _meant_by(db: sqlite3.Connection, bucket: str) -> list[Work]:
    """Return the works that a number without a sign (``17/``) or a name (``=luat …``) can mean."""
    if bucket.startswith("="):
        found = db.execute(
            "SELECT * FROM works WHERE bucket IN (SELECT bucket FROM aliases WHERE name = ?)"
            " ORDER BY key",
            (bucket,),
        )
    elif bucket.endswith("/"):
        found = db.execute(
            "SELECT * FROM works WHERE bucket > ? AND bucket < ? ORDER BY key",
            (bucket, _after(bucket)),
        )
    else:
        return []
    return [Work(row["key"], row["kind"], _identity(row)) for row in found]


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
            (key, work.kind, *_columns(work.identity)),
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


def _identity(row: sqlite3.Row) -> Identity:
    date = row["date"] or ""
    return Identity(row["bucket"], row["type"], row["organ"], date, row["year"])


def _columns(identity: Identity) -> tuple[str, str, str, str, int]:
    return (identity.bucket, identity.type, identity.organ, identity.date, identity.year)
