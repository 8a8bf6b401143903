"""What surrounds a document: those that it cites and those that cite it, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.graph import subgraph
from vnadmin_nlp.graph.citation_view import CitationView, links
from vnadmin_nlp.graph.find_work import the_one
from vnadmin_nlp.graph.neighbours import CITED_BY, CITES, GraphStep, edge_rows, nearest, steps
from vnadmin_nlp.graph.node_view import Node, nodes
from vnadmin_nlp.graph.subgraph import Subgraph
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.vocab.relation_names import named

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Documents around one of them, and in the whole answer.
BREADTH, MOST_NODES = 20, 500


class Branch(NamedTuple):
    """One citation on the way from a document, and what follows behind it.

    Attributes:
        link: the citation; its node is the end that is farther away.
        again: ``cycle`` where the way comes back to a document on it, ``above`` where the document
            stands elsewhere in the tree; empty where it is new.
        branches: what follows, the strongest relations and the newest documents first.
        more: what else follows, and is left out.
    """

    link: CitationView
    again: str
    branches: tuple[Branch, ...]
    more: int


class Surroundings(NamedTuple):
    """A document with all that is within some steps of it.

    Attributes:
        node: the document.
        cites: what it cites, what that cites, and so on; each document has its branches once.
        cited_by: likewise who cites it.
        more_cites: what it cites besides, left out of the first step.
        more_cited_by: likewise.
        graph: all these documents, and every edge between them.
        depth: how many steps were made.
    """

    node: Node
    cites: tuple[Branch, ...]
    cited_by: tuple[Branch, ...]
    more_cites: int
    more_cited_by: int
    graph: Subgraph
    depth: int


def left_out(found: Surroundings) -> int:
    """Return how many citations on the way were left out for their number."""
    rest = [*found.cites, *found.cited_by]
    count = found.more_cites + found.more_cited_by
    while rest:
        branch = rest.pop()
        rest += branch.branches
        count += branch.more
    return count


class _Tree(NamedTuple):
    """Which steps were made from which work, and how many more there are."""

    made: dict[int, list[GraphStep]]
    more: dict[int, int]
    parents: dict[int, int]


def around(
    store: Store,
    number: str,
    *,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
    depth: int = 1,
    ways: Collection[str] = (CITES, CITED_BY),
    relations: Collection[str] = (),
    breadth: int = BREADTH,
    most: int = MOST_NODES,
) -> Surroundings:
    """Return what surrounds a document in the citation graph.

    Args:
        store: the archive.
        number: however carelessly written.
        issuer: words of the issuing body, accents don't matter.
        year: of the document.
        type: name or code of its type.
        depth: how many steps away.
        ways: `CITES`, `CITED_BY` or both.
        relations: only by these; all where none is named.
        breadth: documents around each one, on either side.
        most: documents on either side in all.

    Raises:
        NotFound: no such document is held or cited.
        UsageError: several are, or there is no such relation.
    """
    only = [named(name).name for name in relations]
    work, node = the_one(store, number, issuer=issuer, year=year, type=type)
    with store.reading() as db:
        trees = {way: _walk(db, work, way, only, depth, breadth, most) for way in ways}
        made = [step for tree in trees.values() for found in tree.made.values() for step in found]
        rows = edge_rows(db, made)
        shown = {way: _shown(db, tree, rows, way) for way, tree in trees.items()}
        works = {work, *(step.other for step in made if step.other is not None)}
        part = _part(db, works, only, node.key)
    cites, cited_by = (
        _branches(trees[way], shown[way], work, (work,)) if way in trees else ()
        for way in (CITES, CITED_BY)
    )
    more = {way: tree.more.get(work, 0) for way, tree in trees.items()}
    return Surroundings(
        node, cites, cited_by, more.get(CITES, 0), more.get(CITED_BY, 0), part, depth
    )


def _walk(
    db: Database,
    work: int,
    way: str,
    relations: Collection[str],
    depth: int,
    breadth: int,
    most: int,
) -> _Tree:
    """Go breadth first, so that every document is met on a shortest way."""
    tree = _Tree({}, {}, {work: 0})
    edge = [work]
    for _ in range(depth):
        found = nearest(db, edge, way, relations, most=breadth)
        reached: list[int] = []
        for origin in edge:
            made, more = found.get(origin, ([], 0))
            for step in made:
                if step.other is not None and step.other not in tree.parents:
                    if len(tree.parents) > most:
                        more += 1
                        continue
                    tree.parents[step.other] = origin
                    reached.append(step.other)
                tree.made.setdefault(origin, []).append(step)
            tree.more[origin] = more
        edge = reached
    return tree


def _shown(
    db: Database, tree: _Tree, rows: Mapping[tuple[int, bool], DatabaseRow], way: str
) -> dict[GraphStep, CitationView]:
    made = [step for found in tree.made.values() for step in found]
    end = "cited" if way == CITES else "citing"
    found = links(db, [rows[step.citation, step.told] for step in made], end)
    return dict(zip(made, found, strict=True))


def _branches(
    tree: _Tree, shown: Mapping[GraphStep, CitationView], work: int, way: Sequence[int]
) -> tuple[Branch, ...]:
    branches = []
    for step in tree.made.get(work, ()):
        again, more = "", 0
        below: tuple[Branch, ...] = ()
        if step.other in way:
            again = "cycle"
        elif step.other is not None and tree.parents[step.other] != work:
            again = "above"
        elif step.other is not None:
            below = _branches(tree, shown, step.other, (*way, step.other))
            more = tree.more.get(step.other, 0)
        branches.append(Branch(shown[step], again, below, more))
    return tuple(branches)


def _part(
    db: Database, works: Collection[int], relations: Collection[str], centre: str
) -> Subgraph:
    """Return works with all edges between them."""
    inside = [step for step in steps(db, works, CITES, relations) if step.other in works]
    return part_of(db, works, inside, centre)


def part_of(db: Database, works: Iterable[int], made: Sequence[GraphStep], centre: str) -> Subgraph:
    """Return works and the edges of steps between them as a part of the graph."""
    found = nodes(db, works)
    known = {work: node.key for work, node in found.items()}
    rows = edge_rows(db, made)
    cited = subgraph.edges([rows[step.citation, step.told] for step in made], known)
    named_here = frozenset(known.values())
    here = tuple(
        edge._replace(candidates=tuple(key for key in edge.candidates if key in named_here))
        for edge in cited
    )
    return Subgraph(tuple(sorted(found.values(), key=lambda node: node.key)), here, centre)
