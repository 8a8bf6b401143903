"""What loses its ground when a document is repealed: all that rests on it, step by step."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.graph.force import ended
from vnadmin_nlp.graph.links import Link, links
from vnadmin_nlp.graph.lookup import the_one
from vnadmin_nlp.graph.nodes import Node
from vnadmin_nlp.graph.steps import CITED_BY, Step, by_origin, edge_rows, steps
from vnadmin_nlp.lexicon.relations import all_relations, named

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

#: Steps that are made, documents that are told of each distance, and documents that are counted.
DEPTH, MOST_TOLD, MOST_COUNTED = 5, 200, 100_000


class Touched(NamedTuple):
    """A document that rests on another, if indirectly.

    Attributes:
        link: its citation of the next document on the way, itself being ``link.node``.
        on: the document that it cites there.
        ended: how it has lost its own force (``replaced`` …); empty where nothing says so.
    """

    link: Link
    on: Node
    ended: str


class Ring(NamedTuple):
    """The documents at one distance.

    Attributes:
        distance: steps to the document that falls.
        documents: how many there are.
        touched: the documents, by the strongest relation and the newest first; not all, where they
            are many.
    """

    distance: int
    documents: int
    touched: tuple[Touched, ...]


class Impact(NamedTuple):
    """All that rests on a document, by distance.

    Attributes:
        node: the document.
        rings: from the nearest on.
        documents: how many rest on it, as far as they were followed.
        is_complete: nothing lies beyond the last ring.
        relations: by which documents rest on one another.
    """

    node: Node
    rings: tuple[Ring, ...]
    documents: int
    is_complete: bool
    relations: tuple[str, ...]


def impact(
    store: Store,
    number: str,
    *,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
    depth: int = DEPTH,
    relations: Collection[str] = (),
    limit: int = MOST_TOLD,
) -> Impact:
    """Tell what rests on a document, directly and by way of others.

    Args:
        store: the archive.
        number: however carelessly written; the issuer may follow after a comma.
        issuer: words of the issuing body, accents don't matter.
        year: of the document.
        type: name or code of its type.
        depth: how many steps away.
        relations: what counts as resting; ``basis``, ``implements`` and the like if none is named.
        limit: the most documents told of each distance; all are counted.

    Raises:
        NotFound: no such document is held or cited.
        UsageError: several are, or there is no such relation.
    """
    only = tuple(named(name).name for name in relations) or tuple(
        relation.name for relation in all_relations().values() if relation.rests
    )
    work, node = the_one(store, number, issuer=issuer, year=year, type=type)
    with store.reading() as db:
        seen, edge = {work}, {work}
        rings: list[Ring] = []
        for distance in range(1, depth + 1):
            reached = _reached(db, edge, seen, only)
            if not reached:
                edge = set()
                break
            rings.append(Ring(distance, len(reached), _told(db, reached, limit)))
            edge = set(reached)
            seen |= edge
            if len(seen) > MOST_COUNTED:
                break
        is_complete = not edge or not _reached(db, edge, seen, only)
    return Impact(node, tuple(rings), len(seen) - 1, is_complete, only)


def _reached(
    db: sqlite3.Connection, edge: Collection[int], seen: Collection[int], relations: Sequence[str]
) -> dict[int, list[Step]]:
    """Return the steps to works that are new, by work."""
    found: dict[int, list[Step]] = {}
    for step in steps(db, edge, CITED_BY, relations):
        if step.other is not None and step.other not in seen:
            found.setdefault(step.other, []).append(step)
    return found


def _told(
    db: sqlite3.Connection, reached: dict[int, list[Step]], limit: int
) -> tuple[Touched, ...]:
    """Return the first works with their strongest citation."""
    # Seen as steps of one origin they are put in order, and each work stands once.
    gathered = (step._replace(origin=0) for found in reached.values() for step in found)
    first, _ = by_origin(db, gathered, most=limit)[0]
    rows = edge_rows(db, first)
    chosen = [rows[step.citation, step.told] for step in first]
    citing, cited = links(db, chosen, "citing"), links(db, chosen, "cited")
    gone = ended(db, (step.other for step in first if step.other is not None))
    return tuple(
        Touched(here, there.node, gone.get(step.other or 0, ""))
        for step, here, there in zip(first, citing, cited, strict=True)
        if there.node is not None
    )
