"""From works to their neighbours in the graph, many at a time: what every walk is made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from vnadmin_nlp.graph.links import chunks
from vnadmin_nlp.lexicon.relations import rank

#: The two ways to go from a document: to those that it cites, and to those that cite it.
CITES, CITED_BY = "cites", "cited_by"


class Step(NamedTuple):
    """One edge, seen from one of its ends.

    Attributes:
        origin: id of the work at this end.
        other: that of the work at the other; None where the citation is ambiguous.
        citation: id of the citation that says it.
        told: whether it is told by a document that is neither of the two.
        relation: how one cites the other.
        dated: of the document that says it; empty when unknown.
    """

    origin: int
    other: int | None
    citation: int
    told: bool
    relation: str
    dated: str


def steps(
    db: sqlite3.Connection, works: Iterable[int], way: str, relations: Collection[str] = ()
) -> Iterator[Step]:
    """Yield the edges from works to their neighbours, in no order.

    Args:
        db: the archive.
        works: where to start.
        way: `CITES` or `CITED_BY`.
        relations: only these; all where none is named.
    """
    here, there = ("citing", "cited") if way == CITES else ("cited", "citing")
    only = f" AND relation IN ({', '.join('?' * len(relations))})" if relations else ""
    for chunk in chunks(works):
        rows = db.execute(
            f"SELECT {here}, {there}, citation_id, told, relation, dated FROM edges"
            f" WHERE {here} IN ({', '.join('?' * len(chunk))}) AND status <> 'self'{only}",
            (*chunk, *relations),
        )
        for origin, other, citation, told, relation, dated in rows:
            yield Step(origin, other, citation, bool(told), relation, dated or "")


def by_origin(
    db: sqlite3.Connection, found: Iterable[Step], *, most: int
) -> dict[int, tuple[list[Step], int]]:
    """Return the steps of each work, the strongest relations and the newest documents first.

    Two steps to one neighbour are one, with the stronger relation.

    Args:
        db: the archive.
        found: the steps.
        most: of one work; the rest is only counted.
    """
    groups: dict[int, dict[int, Step]] = {}
    for step in found:
        # Ambiguous citations lead nowhere, and none of them is another one.
        other = -step.citation if step.other is None else step.other
        known = groups.setdefault(step.origin, {})
        if other not in known or rank(step.relation) < rank(known[other].relation):
            known[other] = step
    return {
        origin: (_first(db, list(group.values()), most), max(0, len(group) - most))
        for origin, group in groups.items()
    }


def _first(db: sqlite3.Connection, group: Sequence[Step], most: int) -> list[Step]:
    """Return the first steps; only those that may be among them have their works looked up."""
    newest = sorted(group, key=lambda step: step.dated, reverse=True)
    ordered = sorted(newest, key=lambda step: rank(step.relation))
    if len(ordered) > most:
        last = (ordered[most - 1].relation, ordered[most - 1].dated)
        ordered = [s for n, s in enumerate(ordered) if n < most or (s.relation, s.dated) == last]
    known = dates_and_keys(db, (step.other for step in ordered if step.other is not None))
    nowhere = ("", "")
    ordered.sort(key=lambda step: (known.get(step.other or 0, nowhere)[1], step.citation))
    ordered.sort(key=lambda step: known.get(step.other or 0, nowhere)[0], reverse=True)
    ordered.sort(key=lambda step: rank(step.relation))
    return ordered[:most]


def dates_and_keys(db: sqlite3.Connection, works: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the dates (ISO, or empty) and the keys of works."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in chunks(sorted(set(works))):
        marks = ", ".join("?" * len(chunk))
        rows = db.execute(f"SELECT id, date, key FROM works WHERE id IN ({marks})", chunk)
        found.update((row["id"], (row["date"], row["key"])) for row in rows)
    return found


def edge_rows(db: sqlite3.Connection, found: Iterable[Step]) -> dict[tuple[int, bool], sqlite3.Row]:
    """Return the rows of the view ``edges`` with the name of the citing document and a mention.

    They are keyed by citation and ``told``, which is what a step holds.
    """
    rows: dict[tuple[int, bool], sqlite3.Row] = {}
    for chunk in chunks(sorted({step.citation for step in found})):
        marks = ", ".join("?" * len(chunk))
        for row in db.execute(
            "SELECT e.*, d.number AS citing_number, d.name AS citing_name,"
            " m.page, m.text, m.sentence FROM edges e JOIN documents d ON d.id = e.document_id"
            " LEFT JOIN mentions m ON m.citation_id = e.citation_id AND m.ordinal = 0"
            f" WHERE e.citation_id IN ({marks})",
            chunk,
        ):
            rows[row["citation_id"], bool(row["told"])] = row
    return rows
