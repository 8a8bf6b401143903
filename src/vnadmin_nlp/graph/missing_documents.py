"""What the archive relies on and does not hold: an archivist's wanted list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.graph.find_work import bring_up_to_date, is_of
from vnadmin_nlp.graph.node_view import Node, nodes
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.graph.graph_sql import chunks, marks
from vnadmin_nlp.store.search_filters import type_keys
from vnadmin_nlp.vocab.relation_names import rank

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Works that are looked at in one go.
_CHUNK = 200


class MissingDocument(NamedTuple):
    """A document that is cited and not held.

    Attributes:
        node: what is known of it; its kind is ``registered`` where a register knows it.
        documents: how many documents cite it.
        relations: by which relations, and how many documents by each, the most first.
        first: date of the first document that cites it, ISO; None when unknown.
        last: of the last one.
    """

    node: Node
    documents: int
    relations: dict[str, int]
    first: str | None
    last: str | None


class MissingDocuments(NamedTuple):
    """The documents that are wanted, most cited first, and how many more there are.

    ``more`` is None where filters by issuer leave it uncounted.
    """

    wanted: tuple[MissingDocument, ...]
    more: int | None


def wanted(
    store: Store,
    *,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
    limit: int = 50,
) -> MissingDocuments:
    """Return what is cited and not held, most cited first.

    Args:
        store: the archive.
        issuer: words of the issuing body, accents don't matter.
        year: of the wanted document.
        type: name or code of its type.
        limit: the most to return.
    """
    bring_up_to_date(store)
    where, values = _conditions(year, type)
    with store.reading() as db:
        best: list[tuple[int, Node]] = []
        total = 0
        for rows in _most_cited(db, where, values):
            # What is counted beforehand is never less than what is told in the end.
            if len(best) >= limit and rows[0]["n"] < best[limit - 1][1].cited_by:
                break
            total = rows[0]["total"]
            known = nodes(db, (row["id"] for row in rows))
            best += [
                (row["id"], known[row["id"]])
                for row in rows
                if is_of(row, known[row["id"]], issuer or "")
            ]
            best.sort(key=lambda found: (-found[1].cited_by, found[1].key))
        shown = _described(db, best[:limit])
    return MissingDocuments(shown, None if issuer else total - len(shown))


def _conditions(year: int | None, type: str | None) -> tuple[str, tuple[object, ...]]:  # noqa: A002
    where = "w.kind <> 'held'"
    values: list[object] = []
    if year:
        where += " AND w.year = ?"
        values.append(year)
    if type:
        kinds = type_keys(type)
        where += f" AND w.type IN ({marks(kinds)})"
        values += kinds
    return where, tuple(values)


def _most_cited(db: Database, where: str, values: Sequence[object]) -> Iterator[list[DatabaseRow]]:
    """Yield the works with the number of their citations, from the most cited on."""
    found = db.execute(
        "SELECT id, organ, n, count(*) OVER () AS total FROM ("
        " SELECT w.id, w.organ, w.key, (SELECT count(*) FROM claims k"
        " JOIN citations c ON c.claim_id = k.id WHERE k.work_id = w.id) AS n"
        f" FROM works w WHERE {where}) AS counted WHERE n > 0 ORDER BY n DESC, key",
        values,
    )
    while rows := list(islice(found, _CHUNK)):
        yield rows


def _described(db: Database, found: Sequence[tuple[int, Node]]) -> tuple[MissingDocument, ...]:
    """Tell by which relations works are cited, and from when to when."""
    ways: dict[int, list[DatabaseRow]] = {}
    for chunk in chunks(work for work, _ in found):
        for row in db.execute(
            "SELECT k.work_id, c.how, count(DISTINCT c.document_id) AS n,"
            " min(nullif(c.dated, '')) AS first, max(nullif(c.dated, '')) AS last"
            " FROM claims k JOIN citations c ON c.claim_id = k.id"
            f" WHERE k.work_id IN ({marks(chunk)}) GROUP BY k.work_id, c.how",
            chunk,
        ):
            ways.setdefault(row["work_id"], []).append(row)
    return tuple(_wanted(node, ways[work]) for work, node in found)


def _wanted(node: Node, ways: list[DatabaseRow]) -> MissingDocument:
    ways = sorted(ways, key=lambda row: (-row["n"], rank(row["how"])))
    return MissingDocument(
        node,
        node.cited_by,
        {row["how"]: row["n"] for row in ways},
        min((row["first"] for row in ways if row["first"]), default=None),
        max((row["last"] for row in ways if row["last"]), default=None),
    )
