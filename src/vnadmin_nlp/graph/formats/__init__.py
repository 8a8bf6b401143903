"""A graph as text for other programs: a module for each format."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from vnadmin_nlp.errors import UsageError

if TYPE_CHECKING:
    from vnadmin_nlp.graph.subgraph import Graph

#: The formats by name, each with the module of this package that writes it and its function.
FORMATS = {
    "json": ("plain_json", "write"),
    "csv": ("csv_tables", "edges"),
    "csv-nodes": ("csv_tables", "nodes"),
    "dot": ("dot", "write"),
    "graphml": ("graphml", "write"),
    "gexf": ("gexf", "write"),
    "json-ld": ("json_ld", "write"),
    "html": ("html_page", "write"),
}


def write(graph: Graph, format: str) -> Iterator[str]:  # noqa: A002
    """Yield a graph, or a part of one, as pieces of text.

    Nodes are read once, then edges, so that a graph too big for memory can be written as it comes.

    Args:
        graph: a `Subgraph`, or the whole graph (`vnadmin_nlp.graph.whole`).
        format: a name of `FORMATS`.

    Raises:
        UsageError: no such format is known.
    """
    if format not in FORMATS:
        raise UsageError(f"no format {format!r}", remedy="one of " + ", ".join(FORMATS))
    module, function = FORMATS[format]
    yield from getattr(import_module(f"{__name__}.{module}"), function)(graph)
