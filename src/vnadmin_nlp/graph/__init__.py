"""The citation graph: which document is which, who cites whom, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vnadmin_nlp.graph.citation_card import MOST_LINKS, Answer, Card, card_of, cite
from vnadmin_nlp.graph.citation_view import CitationView
from vnadmin_nlp.graph.node_view import Node

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

__all__ = [
    "MOST_LINKS",
    "Answer",
    "Card",
    "CitationView",
    "Node",
    "card_of",
    "cite",
    "export",
    "link",
]


def export(store: Store, format: str = "json") -> Iterator[str]:  # noqa: A002
    """Yield the whole graph as pieces of text, reading the archive as it goes.

    Nodes and edges come in an order that depends on nothing but the documents.

    Args:
        store: the archive.
        format: a name of `export.graph_formats.FORMATS`: ``json``, ``csv`` (the edges) …

    Raises:
        UsageError: no such format is known.
    """
    from vnadmin_nlp.export import graph_formats
    from vnadmin_nlp.graph.find_work import bring_up_to_date
    from vnadmin_nlp.graph.whole_graph import WholeGraph

    bring_up_to_date(store)
    with store.reading() as db:
        yield from graph_formats.write(WholeGraph(db), format)


def link(store: Store) -> int:
    """Bring the graph up to date with the documents; see `vnadmin_nlp.store.graph.link_citations`.

    The queries do so by themselves; a bulk run does it once in a while.

    Returns:
        How many documents were new to it.
    """
    from vnadmin_nlp.store.graph import link_citations

    return link_citations.link(store)
