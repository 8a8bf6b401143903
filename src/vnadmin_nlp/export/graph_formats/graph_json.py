"""JSON: one object with the nodes and the edges, each on a line of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from vnadmin_nlp.graph.subgraph import Graph
from vnadmin_nlp.store.row_types import as_json


def write(graph: Graph) -> Iterator[str]:
    """Yield the object line by line."""
    yield '{"nodes": [\n'
    yield from _lines(graph.nodes)
    yield '\n], "edges": [\n'
    yield from _lines(graph.edges)
    yield "\n]}\n"


def _lines(items: Iterable[Any]) -> Iterator[str]:
    between = ""
    for item in items:
        yield between + json.dumps(as_json(item), ensure_ascii=False)
        between = ",\n"
