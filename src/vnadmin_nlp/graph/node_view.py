"""Nodes of the graph as they are shown: printed forms instead of keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.graph.graph_sql import chunks, marks
from vnadmin_nlp.text.unicode import nfc, strip_accents

#: Citations of a work of which the wording is looked at, and that are told apart by document.
MOST_WORDINGS, MOST_COUNTED = 500, 20_000


class Node(NamedTuple):
    """One document of the graph.

    Attributes:
        key: its identity; see :mod:`vnadmin_nlp.identity.document_key`.
        kind: ``held``, ``registered`` or ``cited``.
        number: as printed; None for acts known by name.
        title: name of such an act.
        type: type word as printed.
        issuer: with the place that its context gave it.
        date: ISO, as far as known.
        year: of the sign, the name or the date.
        subject: as printed.
        documents: ids of its scans in the archive, the oldest first.
        cited_by: how many documents cite it.
        citing: how many documents it cites.
        effective: ISO date since when it is in force, where a register tells.
        registers: names of the registers that know it; of what is not held, number, type, issuer
            and subject are theirs.
    """

    key: str
    kind: str
    number: str | None
    title: str | None
    type: str | None
    issuer: str | None
    date: str | None
    year: int | None
    subject: str | None
    documents: tuple[int, ...]
    cited_by: int
    citing: int
    effective: str | None = None
    registers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the shortest text that names it: number, title or type."""
        return self.number or self.title or self.type or "?"


def nodes(db: Database, works: Iterable[int]) -> dict[int, Node]:
    """Return nodes by the ids of their works."""
    found: dict[int, Node] = {}
    for chunk in chunks(sorted(set(works))):
        rows = db.execute(
            "SELECT w.*, o.place FROM works w LEFT JOIN organs o ON o.key = w.organ"
            f" WHERE w.id IN ({marks(chunk)})",
            chunk,
        ).fetchall()
        scans = _scans(db, chunk)
        entries = _entries(db, chunk)
        bare = [work for work in chunk if work not in scans and work not in entries]
        printed = _Printed(db, chunk, bare)
        for row in rows:
            work = row["id"]
            found[work] = _node(row, scans.get(work, []), entries.get(work, []), printed)
    return found


def _node(
    row: DatabaseRow,
    scans: Sequence[DatabaseRow],
    entries: Sequence[DatabaseRow],
    printed: _Printed,
) -> Node:
    work = row["id"]
    if scans:
        first = scans[0]
        number, kind, subject = first["number"], first["doc_type"], first["subject"]
        issuer, title = _issuer(first["issuing_body"], first["parent_body"], row["organ"]), None
    elif entries:
        number, kind = _told(entries, "number"), _told(entries, "doc_type")
        issuer, subject = _told(entries, "issuer"), _told(entries, "title")
        title = None if number else subject
    else:
        number, kind = printed.best(work, "number"), printed.best(work, "type")
        issuer = _with_place(printed.best(work, "issuer"), row["place"])
        subject, title = printed.best(work, "subject"), printed.best(work, "title")
    return Node(
        key=row["key"],
        kind=row["kind"],
        number=number,
        title=title,
        type=kind,
        issuer=issuer,
        date=row["date"] or None,
        year=row["year"] or None,
        subject=subject,
        documents=tuple(scan["id"] for scan in scans),
        cited_by=printed.cited_by.get(work, 0),
        citing=max((scan["citing"] for scan in scans), default=0),
        effective=_told(entries, "effective"),
        registers=tuple(dict.fromkeys(entry["register"] for entry in entries)),
    )


def _told(entries: Sequence[DatabaseRow], column: str) -> str | None:
    """Return what the first register says that says anything."""
    return next((entry[column] for entry in entries if entry[column]), None)


def _entries(db: Database, works: Sequence[int]) -> dict[int, list[DatabaseRow]]:
    found: dict[int, list[DatabaseRow]] = {}
    rows = db.execute(
        "SELECT e.work_id, e.number, e.doc_type, e.title, e.issuer, e.effective, r.name AS register"
        " FROM registered e JOIN registers r ON r.id = e.register_id"
        f" WHERE e.work_id IN ({marks(works)}) ORDER BY r.name, e.digest",
        works,
    )
    for row in rows:
        found.setdefault(row["work_id"], []).append(row)
    return found


def _scans(db: Database, works: Sequence[int]) -> dict[int, list[DatabaseRow]]:
    found: dict[int, list[DatabaseRow]] = {}
    rows = db.execute(
        "SELECT d.id, d.work_id, d.number, d.doc_type, d.subject, d.issuing_body, d.parent_body,"
        " (SELECT count(*) FROM citations WHERE document_id = d.id) AS citing"
        f" FROM documents d WHERE d.work_id IN ({marks(works)}) ORDER BY d.id",
        works,
    )
    for row in rows:
        found.setdefault(row["work_id"], []).append(row)
    return found


class _Printed:
    """How often works are cited; and how they are called there, the most common wording first.

    Args:
        db: the archive.
        works: ids of works, not too many.
        bare: those of them of which nothing else tells what they are called.
    """

    def __init__(self, db: Database, works: Sequence[int], bare: Sequence[int]) -> None:
        self._words: dict[tuple[int, str], Counter[str]] = {}
        self.cited_by = _cited_by(db, works)
        some = [work for work in bare if self.cited_by.get(work, 0) <= MOST_WORDINGS]
        rows = db.execute(_WORDINGS.format(marks(some)), some).fetchall()
        for work in set(bare).difference(some):
            rows += db.execute(_SOME_WORDINGS, (work, MOST_WORDINGS)).fetchall()
        for row in rows:
            for name in ("number", "type", "issuer", "subject", "title"):
                if row[name]:
                    words = self._words.setdefault((row["work_id"], name), Counter())
                    words[row[name]] += row["n"]

    def best(self, work: int, name: str) -> str | None:
        """Return the most common wording; of equals the fuller, then the first by letters."""
        words = self._words.get((work, name))
        return min(words, key=lambda text: (-words[text], -len(text), text)) if words else None


_WORDINGS = """
    SELECT k.work_id, c.number, c.type, c.issuer, c.subject, c.title, count(*) AS n
    FROM claims k JOIN citations c ON c.claim_id = k.id WHERE k.work_id IN ({})
    GROUP BY 1, 2, 3, 4, 5, 6
"""
# Those of the first documents, of the same days whatever the order of their arrival.
_SOME_WORDINGS = """
    SELECT f.work_id, c.number, c.type, c.issuer, c.subject, c.title, 1 AS n
    FROM (
        SELECT k.work_id, c.id FROM claims k JOIN citations c ON c.claim_id = k.id
        WHERE k.work_id = ? ORDER BY c.dated, c.id LIMIT ?
    ) f JOIN citations c ON c.id = f.id
"""


def _cited_by(db: Database, works: Sequence[int]) -> dict[int, int]:
    """Return how many documents cite works, of those that are cited."""
    citations = "FROM claims k JOIN citations c ON c.claim_id = k.id"
    found = {
        row["work_id"]: int(row["n"])
        for row in db.execute(
            f"SELECT k.work_id, count(*) AS n {citations}"
            f" WHERE k.work_id IN ({marks(works)}) GROUP BY k.work_id",
            works,
        )
    }
    # A document that cites a work in two ways counts once; of very many that is not looked at.
    few = [work for work, count in found.items() if 1 < count <= MOST_COUNTED]
    found |= db.execute(
        f"SELECT k.work_id, count(DISTINCT c.document_id) {citations}"
        f" WHERE k.work_id IN ({marks(few)}) GROUP BY k.work_id",
        few,
    ).fetchall()
    own = db.execute(
        "SELECT d.work_id, count(DISTINCT d.id) FROM documents d"
        " JOIN citations c ON c.document_id = d.id JOIN claims k ON k.id = c.claim_id"
        f" WHERE d.work_id IN ({marks(works)}) AND k.work_id = d.work_id"
        " GROUP BY d.work_id",
        works,
    )
    for work, count in own:  # a document does not count among those that cite it
        found[work] -= count
    return found


def _issuer(issuing_body: str | None, parent_body: str | None, organ: str) -> str | None:
    """Return the letterhead as one line; the upper body only where the lower does not tell all."""
    own_place = organ.partition(":")[2].rpartition("/")[2]
    if issuing_body and own_place and own_place in strip_accents(nfc(issuing_body)):
        return issuing_body
    return ", ".join(filter(None, (issuing_body, parent_body))) or None


def _with_place(issuer: str | None, place: str | None) -> str | None:
    """Return an issuer phrase with the place that its context gave it."""
    if issuer and place and strip_accents(place) not in strip_accents(nfc(issuer)):
        return f"{issuer} {place}"
    return issuer
