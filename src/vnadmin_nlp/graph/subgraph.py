"""A part of the graph, or all of it: what answers are drawn from and files are written of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.store.database import DatabaseRow


class Edge(NamedTuple):
    """One citation between two nodes.

    Attributes:
        source: key of the citing document.
        target: key of the cited one; empty when the citation is ambiguous.
        relation: how it cites (``implements``, ``basis`` …).
        status: ``resolved``, ``unmatched``, ``ambiguous``, ``repaired`` or ``self``.
        page: of the first mention, in the citing file.
        sentence: around it.
        text: the mention as printed.
        pinpoints: articles, clauses and points that are named.
        note: why it leads where it leads, where that needs a word.
        candidates: keys of the documents it may mean, when ambiguous.
        confidence: 0.0 to 1.0.
    """

    source: str
    target: str
    relation: str
    status: str
    page: int | None
    sentence: str
    text: str
    pinpoints: tuple[str, ...]
    note: str
    candidates: tuple[str, ...]
    confidence: float


class Subgraph(NamedTuple):
    """Nodes and the edges between them.

    Attributes:
        nodes: in the order of their keys.
        edges: in an order that depends on nothing but the documents.
        centre: key of the node that it surrounds; empty for a whole graph.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    centre: str = ""


class Graph(Protocol):
    """What can be written: a `Subgraph`, or the whole graph read in pieces."""

    @property
    def nodes(self) -> Iterable[Node]:
        """The nodes in the order of their keys."""

    @property
    def edges(self) -> Iterable[Edge]:
        """The edges, those of one citing document after the other."""

    @property
    def centre(self) -> str:
        """Key of the node that it surrounds; empty for a whole graph."""


def edges(rows: Iterable[DatabaseRow], keys: dict[int, str]) -> tuple[Edge, ...]:
    """Return edges from rows of the view ``edges``, joined with their first mention, in order.

    Args:
        rows: with ``page``, ``text`` and ``sentence`` of the mention.
        keys: of the works at both ends, by their ids.
    """
    found = (
        Edge(
            source=keys[row["citing"]],
            target=keys.get(row["cited"], ""),
            relation=row["relation"],
            status=row["status"],
            page=row["page"],
            sentence=row["sentence"] or "",
            text=row["text"] or "",
            pinpoints=tuple(json.loads(row["pinpoints"])),
            note=row["note"] or "",
            candidates=tuple(json.loads(row["candidates"])),
            confidence=row["confidence"],
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda edge: [str(value) for value in edge]))
