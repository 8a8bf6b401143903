"""Look up the documents that a misread number may mean."""

from __future__ import annotations

from collections.abc import Iterable

from vnadmin_nlp.identity.document_key import Identity
from vnadmin_nlp.identity.match import Work
from vnadmin_nlp.identity.misread import is_alike
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.graph import stale_citations
from vnadmin_nlp.store.graph.identity_claims import identity_of

#: What tells a document but for its number: body, date and type.
Sight = tuple[str, str, str]


def meant(db: Database, cited: Identity) -> list[Work]:
    """Return the known documents that a citation can mean whose number may be misread.

    Everything else must agree: body with its place, type, date, and the rest of the sign; and the
    document must be held or registered.

    Args:
        db: the archive.
        cited: of the citation; nothing known has its number.
    """
    if not (cited.date and cited.type and cited.body.is_placed):
        return []
    found = db.execute(
        "SELECT * FROM works WHERE date = ? AND organ = ? AND type = ? AND kind <> 'cited'",
        (cited.date, cited.organ, cited.type),
    )
    return [
        Work(row["key"], row["kind"], identity_of(row))
        for row in found
        if is_alike(cited.bucket, row["bucket"], cited.date)
    ]


def wake(db: Database, bucket: str, changed: Iterable[Sight]) -> None:
    """Have numbers resolved anew that may be misread ones of documents that have come or gone."""
    for organ, date, _ in sorted(changed):
        found = db.execute(
            "SELECT DISTINCT bucket, year FROM claims WHERE date = ? AND date <> '' AND organ = ?",
            (date, organ),
        ).fetchall()
        for row in found:
            if is_alike(row["bucket"], bucket, date):
                stale_citations.mark(
                    db, row["bucket"], str(stale_citations.CitationScope(organ, row["year"], date))
                )
