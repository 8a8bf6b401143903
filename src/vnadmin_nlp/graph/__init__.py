"""The citation graph: which document is which, who cites whom, and how."""

from __future__ import annotations

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


def link(store: Store) -> int:
    """Bring the graph up to date with the documents; see `vnadmin_nlp.store.graph.link_citations`.

    The queries do so by themselves; a bulk run does it once in a while.

    Returns:
        How many documents were new to it.
    """
    from vnadmin_nlp.store.graph import link_citations

    return link_citations.link(store)
