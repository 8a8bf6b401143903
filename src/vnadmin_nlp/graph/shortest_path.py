"""How two documents are connected: the shortest chain of citations between them."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.errors import NotFound
from vnadmin_nlp.graph.citation_view import CitationView, links
from vnadmin_nlp.graph.find_work import the_one
from vnadmin_nlp.graph.neighbours import (
    CITED_BY,
    CITES,
    by_origin,
    dates_and_keys,
    edge_rows,
    steps,
)
from vnadmin_nlp.graph.node_view import Node, nodes
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.vocab.relation_names import named

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Documents that are looked at before a search is given up.
MOST_VISITED = 200_000


class Leg(NamedTuple):
    """One step of a path.

    Attributes:
        start: the document that the step leaves.
        link: the citation, ``link.node`` being the document that the step reaches.
        forward: the first cites the second; else the second cites the first.
    """

    start: Node
    link: CitationView
    forward: bool


class CitationPath(NamedTuple):
    """A shortest chain of citations between two documents.

    Attributes:
        start: the one.
        end: the other.
        legs: the steps from one to the other; none where they are one document.
        directed: every step goes the same way: one document rests on the other, if indirectly.
    """

    start: Node
    end: Node
    legs: tuple[Leg, ...]
    directed: bool


def path(store: Store, start: str, end: str, *, relations: Collection[str] = ()) -> CitationPath:
    """Return the shortest chain of citations between two documents.

    A chain in which each document cites the next is looked for first, from either end; only where
    there is none, one in which the direction changes (both cite the same law).

    Args:
        store: the archive.
        start: a number, however carelessly written; the issuer may follow after a comma.
        end: likewise.
        relations: only by these; all where none is named.

    Raises:
        NotFound: a document is not known, or nothing connects the two.
        UsageError: a number has several documents, or there is no such relation.
    """
    only = [named(name).name for name in relations]
    one, first = the_one(store, start)
    other, last = the_one(store, end)
    with store.reading() as db:
        if one == other:
            return CitationPath(first, last, (), True)
        found = _search(db, one, other, only)
        if found is None:
            raise NotFound(
                f"nothing connects {first.name} and {last.name}",
                file=store.path,
                remedy="try without --relation" if only else None,
            )
        way, ways = found
        return CitationPath(first, last, _legs(db, way, ways, only), len(ways) == 1)


def _search(
    db: Database, one: int, other: int, relations: Collection[str]
) -> tuple[list[int], tuple[str, ...]] | None:
    """Return the works on the shortest way and the directions of its steps."""
    there = _Search(db, one, other, (CITES,), (CITED_BY,), relations)
    back = _Search(db, one, other, (CITED_BY,), (CITES,), relations)
    directed = [(way, s.ways) for s in (there, back) if (way := s.run())]
    if directed:
        return min(directed, key=lambda found: len(found[0]))
    both = (CITES, CITED_BY)
    search = _Search(db, one, other, both, both, relations)
    way = search.run()
    if search.gave_up:
        raise NotFound(
            f"no connection among the nearest {MOST_VISITED:,} documents",
            remedy="choose some relations with --relation",
        )
    return (way, both) if way else None


class _Search:
    """A search from both ends at once, a level at a time from the end that is smaller."""

    def __init__(
        self,
        db: Database,
        one: int,
        other: int,
        ways: tuple[str, ...],
        back: tuple[str, ...],
        relations: Collection[str],
    ) -> None:
        self.ways, self.gave_up = ways, False
        self._db, self._relations, self._start = db, relations, one
        self._sides = (ways, back)
        # From each end: all documents that lead to a document on a shortest way.
        self._reached: tuple[dict[int, list[int]], dict[int, list[int]]] = ({one: []}, {other: []})
        self._edges = [{one}, {other}]

    def run(self) -> list[int]:
        """Return the works on the way, the ends included; nothing where there is none.

        Of several shortest ways it is the one whose keys come first.
        """
        while all(self._edges):
            side = int(len(self._edges[1]) < len(self._edges[0]))
            self._advance(side)
            met = self._edges[side] & self._reached[1 - side].keys()
            if met:
                return self._way(met)
            if sum(map(len, self._reached)) > MOST_VISITED:
                self.gave_up = True
                break
        return []

    def _advance(self, side: int) -> None:
        reached = self._reached[side]
        found: dict[int, list[int]] = {}
        for way in self._sides[side]:
            for step in steps(self._db, self._edges[side], way, self._relations):
                if step.other is not None and step.other not in reached:
                    found.setdefault(step.other, []).append(step.origin)
        reached.update(found)
        self._edges[side] = set(found)

    def _way(self, met: Collection[int]) -> list[int]:
        """Go from one end to the other, always to the document whose key comes first."""
        onward: dict[int, set[int]] = {}
        edge = set(met)
        while edge:
            before: set[int] = set()
            for work in edge:
                for earlier in self._reached[0][work]:
                    onward.setdefault(earlier, set()).add(work)
                    before.add(earlier)
            edge = before
        way = [self._start]
        while after := onward.get(way[-1]) or set(self._reached[1].get(way[-1], ())):
            known = dates_and_keys(self._db, after)
            way.append(min(after, key=lambda work: known[work][1]))
        return way


def _legs(
    db: Database, way: list[int], ways: Collection[str], relations: Collection[str]
) -> tuple[Leg, ...]:
    """Return the citations along a way, the strongest where there are several."""
    known = nodes(db, way)
    return tuple(
        _leg(db, known[here], here, there, ways, relations) for here, there in pairwise(way)
    )


def _leg(
    db: Database,
    start: Node,
    here: int,
    there: int,
    ways: Collection[str],
    relations: Collection[str],
) -> Leg:
    for way in ways:
        between = [step for step in steps(db, [here], way, relations) if step.other == there]
        if between:
            break
    (((step,), _),) = by_origin(db, between, most=1).values()
    row = edge_rows(db, [step])[step.citation, step.told]
    (link,) = links(db, [row], "cited" if way == CITES else "citing")
    return Leg(start, link, way == CITES)
