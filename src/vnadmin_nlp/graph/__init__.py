"""The citation graph: which document is which, who cites whom, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vnadmin_nlp.graph.nodes import Node
from vnadmin_nlp.graph.queries import Answer, Card, Link, card_of, cite

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

__all__ = ["Answer", "Card", "Link", "Node", "card_of", "cite", "export", "link"]


def export(store: Store, format: str = "json") -> Iterator[str]:  # noqa: A002
    """Yield the whole graph as pieces of text; see `vnadmin_nlp.graph.formats`.

    Args:
        store: the archive.
        format: ``json``, ``csv`` (the edges), ``dot`` or ``graphml``.
    """
    from vnadmin_nlp.graph import formats

    return formats.export(store, format)


def link(store: Store) -> int:
    """Bring the graph up to date with the documents; see `vnadmin_nlp.graph.settle`.

    The queries do so by themselves; a bulk run does it once in a while.

    Returns:
        How many documents were new to it.
    """
    from vnadmin_nlp.graph import settle

    return settle.link(store)
