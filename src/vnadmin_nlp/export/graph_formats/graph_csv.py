"""CSV: a table of edges and one of nodes, with the heads that Gephi and Neo4j look for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge, Graph
from vnadmin_nlp.text.unicode import no_formula

_NODE_FIELDS = Node._fields[1:]


def edges(graph: Graph) -> Iterator[str]:
    """Yield a line for each citation; ``source`` and ``target`` are the ``id`` of nodes."""
    yield _line(Edge._fields)
    for edge in graph.edges:
        yield _line(edge)


def nodes(graph: Graph) -> Iterator[str]:
    """Yield a line for each document."""
    yield _line(("id", "label", *_NODE_FIELDS))
    for node in graph.nodes:
        yield _line((node.key, node.name, *(getattr(node, name) for name in _NODE_FIELDS)))


def _line(values: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(map(_cell, values))
    return line.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        value = "; ".join(map(str, value))
    return no_formula(value) if isinstance(value, str) else value
