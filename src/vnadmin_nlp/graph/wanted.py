"""What the archive relies on and does not hold: an archivist's wanted list."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.archive.filters import type_keys
from vnadmin_nlp.graph.links import chunks
from vnadmin_nlp.graph.lookup import bring_up_to_date, is_of
from vnadmin_nlp.graph.nodes import Node, nodes
from vnadmin_nlp.lexicon.relations import rank

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

#: Works that are looked at in one go.
_CHUNK = 200


class Wanted(NamedTuple):
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


class WantedList(NamedTuple):
    """The documents that are wanted, most cited first, and how many more there are.

    ``more`` is None where filters by issuer leave it uncounted.
    """

    wanted: tuple[Wanted, ...]
    more: int | None


def wanted(
    store: Store,
    *,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
    limit: int = 50,
) -> WantedList:
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
        best: list[Wanted] = []
        total = 0
        for rows in _most_cited(db, where, values):
            # What is counted beforehand is never less than what is told in the end.
            if len(best) >= limit and rows[0]["n"] < best[limit - 1].documents:
                break
            total = rows[0]["total"]
            best += _described(db, rows, issuer or "")
            best.sort(key=lambda item: (-item.documents, item.node.key))
    shown = tuple(best[:limit])
    return WantedList(shown, None if issuer else total - len(shown))


def _conditions(year: int | None, type: str | None) -> tuple[str, tuple[object, ...]]:  # noqa: A002
    where = "w.kind <> 'held'"
    values: list[object] = []
    if year:
        where += " AND w.year = ?"
        values.append(year)
    if type:
        kinds = type_keys(type)
        where += f" AND w.type IN ({', '.join('?' * len(kinds))})"
        values += kinds
    return where, tuple(values)


def _most_cited(
    db: sqlite3.Connection, where: str, values: Sequence[object]
) -> Iterator[list[sqlite3.Row]]:
    """Yield the works with the number of their citations, from the most cited on."""
    found = db.execute(
        "SELECT id, organ, n, count(*) OVER () AS total FROM ("
        " SELECT w.id, w.organ, w.key, (SELECT count(*) FROM claims k"
        " JOIN citations c ON c.claim_id = k.id WHERE k.work_id = w.id) AS n"
        f" FROM works w WHERE {where}) WHERE n > 0 ORDER BY n DESC, key",
        values,
    )
    while rows := list(islice(found, _CHUNK)):
        yield rows


def _described(db: sqlite3.Connection, rows: Sequence[sqlite3.Row], issuer: str) -> list[Wanted]:
    known = nodes(db, (row["id"] for row in rows))
    fitting = [row["id"] for row in rows if is_of(row, known[row["id"]], issuer)]
    citing = _citing(db, fitting)
    return [_wanted(known[work], citing[work]) for work in fitting]


def _citing(db: sqlite3.Connection, works: Sequence[int]) -> dict[int, dict[int, tuple[str, str]]]:
    """Return the documents that cite each work: by work the strongest relation, and the date."""
    found: dict[int, dict[int, tuple[str, str]]] = {work: {} for work in works}
    for chunk in chunks(works):
        rows = db.execute(
            "SELECT cited, citing, relation, dated FROM edges"
            f" WHERE cited IN ({', '.join('?' * len(chunk))}) AND NOT told",
            chunk,
        )
        for cited, citing, relation, dated in rows:
            known = found[cited].get(citing)
            if known is None or rank(relation) < rank(known[0]):
                found[cited][citing] = (relation, dated or "")
    return found


def _wanted(node: Node, citing: dict[int, tuple[str, str]]) -> Wanted:
    counts: dict[str, int] = {}
    for relation, _ in citing.values():
        counts[relation] = counts.get(relation, 0) + 1
    ordered = sorted(counts, key=lambda relation: (-counts[relation], rank(relation)))
    dates = sorted(dated for _, dated in citing.values() if dated)
    return Wanted(
        node,
        len(citing),
        {relation: counts[relation] for relation in ordered},
        dates[0] if dates else None,
        dates[-1] if dates else None,
    )
