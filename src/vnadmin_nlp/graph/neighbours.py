"""From works to their neighbours in the graph, many at a time: what every walk is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from vnadmin_nlp.store.database import Database, DatabaseRow, on_server
from vnadmin_nlp.store.graph.graph_sql import chunks, marks
from vnadmin_nlp.vocab.relation_names import all_relations, rank

#: The two ways to go from a document: to those that it cites, and to those that cite it.
CITES, CITED_BY = "cites", "cited_by"
#: Citations of one work of which not all are looked at any more.
MANY = 1000


class GraphStep(NamedTuple):
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
    db: Database, works: Iterable[int], way: str, relations: Collection[str] = ()
) -> Iterator[GraphStep]:
    """Yield the edges from works to their neighbours, in no order.

    Args:
        db: the archive.
        works: where to start.
        way: `CITES` or `CITED_BY`.
        relations: only these; all where none is named.
    """
    query = _CITES if way == CITES else _CITED_BY
    for chunk in chunks(works):
        values = (*chunk, *relations)
        asked = query.format(
            works=marks(chunk),
            only=_only(relations),
            how=_only(relations, "c.how"),
            index=_index(db),
        )
        for origin, other, citation, told, relation, dated in db.execute(asked, values + values):
            yield GraphStep(origin, other, citation, bool(told), relation, dated)


def _only(relations: Collection[str], column: str = "relation") -> str:
    return f"AND {column} IN ({marks(relations)})" if relations else ""


def _index(db: Database) -> str:
    """Return what makes SQLite read the other end of a citation off an index.

    In its row it stands behind the whole record. A server keeps records apart by itself.
    """
    return "" if on_server(db) else "INDEXED BY documents_as_nodes"


_TOLD = """
    UNION ALL SELECT {here}, {there}, citation_id, told, relation, dated FROM edges
    WHERE {here} IN ({{works}}) AND told = 1 AND status <> 'self' {{only}}
"""
_CITES = """
    SELECT citing, cited, citation_id, told, relation, dated FROM edges
    WHERE citing IN ({works}) AND told = 0 AND status <> 'self' {only}
""" + _TOLD.format(here="citing", there="cited")
_CITED_BY = """
    SELECT k.work_id, d.work_id, c.id, 0, c.how AS relation, c.dated
    FROM claims k JOIN citations c ON c.claim_id = k.id
    JOIN documents d {index} ON d.id = c.document_id
    WHERE k.work_id IN ({works}) AND d.work_id <> k.work_id {how}
""" + _TOLD.format(here="cited", there="citing")


def nearest(
    db: Database, works: Iterable[int], way: str, relations: Collection[str], *, most: int
) -> dict[int, tuple[list[GraphStep], int]]:
    """Return the first steps of each work, as `by_origin`, but without making all of them.

    Where a work is cited very often, only its newest citations by each relation are looked at.
    """
    works = list(works)
    if way == CITES:
        return by_origin(db, steps(db, works, way, relations), most=most)
    counts = {work: count for work, count in cited(db, works, relations).items() if count > MANY}
    found = by_origin(
        db, steps(db, (w for w in works if w not in counts), way, relations), most=most
    )
    for work, count in counts.items():
        first = by_origin(db, newest(db, work, relations, most=most), most=most)[work][0]
        found[work] = first, count - len(first)
    return found


def cited(db: Database, works: Iterable[int], relations: Collection[str] = ()) -> dict[int, int]:
    """Return how many citations each work has, of those that have any."""
    only = _only(relations, "c.how")
    found: dict[int, int] = {}
    for chunk in chunks(works):
        found |= db.execute(
            "SELECT k.work_id, count(*) FROM claims k JOIN citations c ON c.claim_id = k.id"
            f" WHERE k.work_id IN ({marks(chunk)}) {only} GROUP BY k.work_id",
            (*chunk, *relations),
        ).fetchall()
    return found


def newest(
    db: Database,
    work: int,
    relations: Collection[str] = (),
    *,
    most: int,
    until: str = "9999",
) -> Iterator[GraphStep]:
    """Yield citations of a work: the newest by each relation, the strongest relations first.

    Args:
        db: the archive.
        work: the cited one.
        relations: only these; all where none is named.
        most: documents after which no weaker relation is looked at.
        until: the last date.
    """
    yield from told_of(db, work, relations)
    seen: set[int] = set()
    query = _NEWEST.format(index=_index(db))
    for relation in sorted(relations or all_relations(), key=rank):
        for row in db.execute(query, (work, relation, until, 2 * most, work)):
            seen.add(row["other"])
            yield GraphStep(work, row["other"], row["id"], False, relation, row["dated"])
        if len(seen) >= most:
            return


def told_of(db: Database, work: int, relations: Collection[str] = ()) -> Iterator[GraphStep]:
    """Yield what third documents tell of what others do to a work."""
    query = _TOLD.format(here="cited", there="citing").replace("UNION ALL", "")
    rows = db.execute(query.format(works="?", only=_only(relations)), (work, *relations))
    return (GraphStep(*row) for row in rows)


_NEWEST = """
    SELECT c.id, d.work_id AS other, c.dated FROM (
        SELECT c.id, c.document_id, c.dated FROM claims k JOIN citations c ON c.claim_id = k.id
        WHERE k.work_id = ? AND c.how = ? AND c.dated <= ?
        ORDER BY c.dated DESC, c.document_id DESC LIMIT ?
    ) c JOIN documents d {index} ON d.id = c.document_id
    WHERE d.work_id <> ?
"""


def by_origin(
    db: Database, found: Iterable[GraphStep], *, most: int
) -> dict[int, tuple[list[GraphStep], int]]:
    """Return the steps of each work, the strongest relations and the newest documents first.

    Two steps to one neighbour are one, with the stronger relation.

    Args:
        db: the archive.
        found: the steps.
        most: of one work; the rest is only counted.
    """
    groups: dict[int, dict[int, GraphStep]] = {}
    for step in found:
        # Ambiguous citations lead nowhere, and none of them is another one.
        other = -step.citation if step.other is None else step.other
        known = groups.setdefault(step.origin, {})
        if other not in known or _directness(step) < _directness(known[other]):
            known[other] = step
    return {
        origin: (_first(db, list(group.values()), most), max(0, len(group) - most))
        for origin, group in groups.items()
    }


def _directness(step: GraphStep) -> tuple[int, bool, int]:
    return rank(step.relation), step.told, step.citation


def _first(db: Database, group: Sequence[GraphStep], most: int) -> list[GraphStep]:
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


def dates_and_keys(db: Database, works: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the dates (ISO, or empty) and the keys of works."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in chunks(sorted(set(works))):
        rows = db.execute(f"SELECT id, date, key FROM works WHERE id IN ({marks(chunk)})", chunk)
        found.update((row["id"], (row["date"], row["key"])) for row in rows)
    return found


def edge_rows(db: Database, found: Iterable[GraphStep]) -> dict[tuple[int, bool], DatabaseRow]:
    """Return the rows of the view ``edges`` with the name of the citing document and a mention.

    They are keyed by citation and ``told``, which is what a step holds.
    """
    rows: dict[tuple[int, bool], DatabaseRow] = {}
    for chunk in chunks(sorted({step.citation for step in found})):
        for row in db.execute(
            "SELECT e.*, d.number AS citing_number, d.name AS citing_name,"
            " m.page, m.text, m.sentence FROM edges e JOIN documents d ON d.id = e.document_id"
            " LEFT JOIN mentions m ON m.citation_id = e.citation_id AND m.ordinal = 0"
            f" WHERE e.citation_id IN ({marks(chunk)})",
            chunk,
        ):
            rows[row["citation_id"], bool(row["told"])] = row
    return rows
