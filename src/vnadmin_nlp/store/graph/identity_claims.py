"""What documents say of themselves and of others, written down as claims that can be resolved."""

from __future__ import annotations

import json
from typing import Any

from vnadmin_nlp.identity import document_key, organ_identity
from vnadmin_nlp.identity.document_key import Identity
from vnadmin_nlp.identity.match import CitedIdentity
from vnadmin_nlp.identity.organ_identity import Body
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.graph import stale_citations


def key_documents(db: Database, limit: int) -> int:
    """Key documents that are new, or were written anew; return how many there were.

    Args:
        db: the archive, in a transaction.
        limit: of one call.
    """
    rows = db.execute(
        "SELECT d.id, d.record, d.first_page, d.part, f.sha256 FROM documents d"
        " JOIN files f ON f.id = d.file_id WHERE d.linked = 0 ORDER BY d.id LIMIT ?",
        (limit,),
    ).fetchall()
    for row in rows:
        record = json.loads(row["record"])
        identity = document_key.of_document(record, token_of(row))
        put_organ(db, identity.organ)
        cited = [document_key.of_citation(citation, record) for citation in record["citations"]]
        _put_keys(db, row["id"], record, [one.key for one in cited])
        _put_aliases(db, row["id"], record)
        db.execute(
            "UPDATE documents SET bucket = ?, type = ?, organ = ?, year = ?, linked = 1"
            " WHERE id = ?",
            (identity.bucket, identity.type, identity.organ, identity.year, row["id"]),
        )
        stale_citations.mark(db, identity.bucket, stale_citations.sight_of(identity))
        claims = []
        for ordinal, one in enumerate(cited):
            claim = claim_of(one, record["date"])
            claim_id, is_new = _put_claim(db, claim)
            if is_new:
                # What is claimed already was resolved with all that is known, or soon will be.
                stale_citations.mark(db, one.bucket, stale_citations.sight_of(one), claimed=True)
            claims.append((claim_id, row["id"], ordinal))
        db.executemany(
            "UPDATE citations SET claim_id = ? WHERE document_id = ? AND ordinal = ?", claims
        )
    return len(rows)


def _put_keys(db: Database, document_id: int, record: dict[str, Any], found: list[str]) -> None:
    """Keep the keys in the stored record true: of an older version, or corrected by a person."""
    if found == [citation["key"] for citation in record["citations"]]:
        return
    for citation, key in zip(record["citations"], found, strict=True):
        citation["key"] = key
    stored = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    db.execute("UPDATE documents SET record = ? WHERE id = ?", (stored, document_id))


def _put_aliases(db: Database, document_id: int, record: dict[str, Any]) -> None:
    """Keep under which name a held act is cited: ``Luật`` and its subject."""
    db.execute("DELETE FROM aliases WHERE document_id = ?", (document_id,))
    act = {"type": record["doc_type"], "title": record["subject"], "number": record["number"]}
    alias = document_key.alias_of(act)
    if alias:
        db.execute(
            "INSERT INTO aliases (name, bucket, document_id) VALUES (?, ?, ?)",
            (*alias, document_id),
        )


def claim_of(cited: Identity, citing_date: str | None) -> CitedIdentity:
    """Return the claim of a citation: with the citing date where the cited one is not enough."""
    if cited.date and (not citing_date or cited.date[:4] < citing_date[:4]):
        return CitedIdentity(cited)
    return CitedIdentity(cited, citing_date or "")


def token_of(row: DatabaseRow) -> str:
    """Return what names a scan of a document, whatever happens to the archive."""
    return f"{(row['sha256'] or '')[:16]}:{row['first_page']}.{row['part']}"


def put_organ(db: Database, key: str) -> None:
    """Keep a body with its place, by its key."""
    if key:
        organ = Body.from_key(key)
        db.execute(
            "INSERT INTO organs VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (key, *_names(organ), organ_identity.place_name(organ)),
        )


def _names(organ: Body) -> tuple[str, ...]:
    return (organ.core, organ.level, organ.province, organ.district, organ.commune)


def _put_claim(db: Database, claim: CitedIdentity) -> tuple[int, bool]:
    """Return the id of a claim, and whether it was not known before."""
    identity = claim.identity
    values = (*columns_of(identity), identity.term, claim.before)
    row = db.execute(
        "SELECT id FROM claims WHERE bucket = ? AND type = ? AND organ = ? AND date = ?"
        " AND year = ? AND term = ? AND before = ?",
        values,
    ).fetchone()
    if row:
        return int(row["id"]), False
    put_organ(db, identity.organ)
    (claim_id,) = db.execute(
        "INSERT INTO claims (bucket, type, organ, date, year, term, before)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        values,
    ).fetchone()
    return int(claim_id), True


def columns_of(identity: Identity) -> tuple[str, str, str, str, int]:
    """Return the columns by which the archive keeps an identity."""
    return (identity.bucket, identity.type, identity.organ, identity.date, identity.year)


def identity_of(row: DatabaseRow) -> Identity:
    """Return the identity that a row of the archive holds."""
    date = row["date"] or ""
    return Identity(row["bucket"], row["type"], row["organ"], date, row["year"])
