"""What loses its ground when a document is repealed: all that rests on it, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.graph.citation_view import CitationView, links
from vnadmin_nlp.graph.find_work import the_one
from vnadmin_nlp.graph.legal_force import ended
from vnadmin_nlp.graph.neighbours import (
    CITED_BY,
    CITES,
    GraphStep,
    dates_and_keys,
    edge_rows,
    steps,
)
from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.vocab.relation_names import all_relations, named, rank

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Steps that are made, documents that are told of each distance, and documents that are counted.
DEPTH, MOST_TOLD, MOST_COUNTED = 5, 200, 50_000


class Touched(NamedTuple):
    """A document that rests on another, if indirectly.

    Attributes:
        link: its citation of the next document on the way, itself being ``link.node``.
        on: the document that it cites there.
        ended: how it has lost its own force (``replaced`` …); empty where nothing says so.
    """

    link: CitationView
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


class RepealImpact(NamedTuple):
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
) -> RepealImpact:
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
            told = _told(db, edge, reached, only, limit)
            rings.append(Ring(distance, len(reached), told))
            edge = set(reached)
            seen |= edge
            if len(seen) > MOST_COUNTED:
                break
        beyond = steps(db, edge, CITED_BY, only)
        is_complete = all(step.other is None or step.other in seen for step in beyond)
    return RepealImpact(node, tuple(rings), len(seen) - 1, is_complete, only)


def _reached(
    db: Database, edge: Collection[int], seen: Collection[int], relations: Sequence[str]
) -> dict[int, tuple[int, str]]:
    """Return the works that are new with the rank of their strongest relation, and their dates."""
    found: dict[int, tuple[int, str]] = {}
    for step in steps(db, edge, CITED_BY, relations):
        if step.other is not None and step.other not in seen:
            known = found.get(step.other)
            if known is None or rank(step.relation) < known[0]:
                found[step.other] = rank(step.relation), step.dated
    return found


def _told(
    db: Database,
    edge: Collection[int],
    reached: dict[int, tuple[int, str]],
    relations: Sequence[str],
    limit: int,
) -> tuple[Touched, ...]:
    """Return the first of the works that were reached, each with its strongest citation."""
    newest = sorted(reached, key=lambda work: reached[work][1], reverse=True)
    first = sorted(newest, key=lambda work: reached[work][0])
    if len(first) > limit:
        last = reached[first[limit - 1]]
        first = [work for n, work in enumerate(first) if n < limit or reached[work] == last]
    on = [step for step in steps(db, first, CITES, relations) if step.other in edge]
    keys = {work: key for work, (_, key) in dates_and_keys(db, {*first, *_far_ends(on)}).items()}
    best: dict[int, GraphStep] = {}
    for step in sorted(on, key=lambda s: (rank(s.relation), keys[s.other or 0], s.citation)):
        best.setdefault(step.origin, step)
    chosen = sorted(best.values(), key=lambda step: keys[step.origin])
    chosen.sort(key=lambda step: reached[step.origin][1], reverse=True)
    chosen.sort(key=lambda step: reached[step.origin][0])
    return _touched(db, chosen[:limit])


def _far_ends(found: Iterable[GraphStep]) -> set[int]:
    """Return the works at the far ends of steps."""
    return {step.other for step in found if step.other is not None}


def _touched(db: Database, chosen: Sequence[GraphStep]) -> tuple[Touched, ...]:
    known = edge_rows(db, chosen)
    rows = [known[step.citation, step.told] for step in chosen]
    citing, cited = links(db, rows, "citing"), links(db, rows, "cited")
    gone = ended(db, (step.origin for step in chosen))
    return tuple(
        Touched(here, there.node, gone.get(step.origin, ""))
        for step, here, there in zip(chosen, citing, cited, strict=True)
        if there.node is not None
    )
