"""A graph as text for other programs: a module for each format."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from vnadmin_nlp.errors import UsageError

if TYPE_CHECKING:
    from vnadmin_nlp.graph.subgraph import Graph
    from vnadmin_nlp.store import Store

#: The formats by name, each with the module of this package that writes it and its function.
FORMATS = {
    "json": ("graph_json", "write"),
    "csv": ("graph_csv", "edges"),
    "csv-nodes": ("graph_csv", "nodes"),
    "dot": ("graph_dot", "write"),
    "graphml": ("graph_graphml", "write"),
    "gexf": ("graph_gexf", "write"),
    "json-ld": ("graph_json_ld", "write"),
    "html": ("graph_html", "write"),
}


def write(graph: Graph, format: str) -> Iterator[str]:  # noqa: A002
    """Yield a graph, or a part of one, as pieces of text.

    Nodes are read once, then edges, so that a graph too big for memory can be written as it comes.

    Args:
        graph: a `Subgraph`, or the whole graph (`vnadmin_nlp.graph.whole_graph`).
        format: a name of `FORMATS`.

    Raises:
        UsageError: no such format is known.
    """
    if format not in FORMATS:
        raise UsageError(f"no format {format!r}", remedy="one of " + ", ".join(FORMATS))
    module, function = FORMATS[format]
    yield from getattr(import_module(f"{__name__}.{module}"), function)(graph)


def export_graph(store: Store, format: str = "json") -> Iterator[str]:  # noqa: A002
    """Yield the whole graph as pieces of text, reading the archive as it goes.

    Nodes and edges come in an order that depends on nothing but the documents.

    Args:
        store: the archive.
        format: a name of `FORMATS`: ``json``, ``csv`` (the edges) …

    Raises:
        UsageError: no such format is known.
    """
    from vnadmin_nlp.graph.find_work import bring_up_to_date
    from vnadmin_nlp.graph.whole_graph import WholeGraph

    bring_up_to_date(store)
    with store.reading() as db:
        yield from write(WholeGraph(db), format)
