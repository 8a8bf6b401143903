"""The citation graph: which document is which, who cites whom, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vnadmin_nlp.graph.links import Link
from vnadmin_nlp.graph.nodes import Node
from vnadmin_nlp.graph.queries import MOST_LINKS, Answer, Card, card_of, cite

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

__all__ = ["MOST_LINKS", "Answer", "Card", "Link", "Node", "card_of", "cite", "export", "link"]


def export(store: Store, format: str = "json") -> Iterator[str]:  # noqa: A002
    """Yield the whole graph as pieces of text, reading the archive as it goes.

    Nodes and edges come in an order that depends on nothing but the documents.

    Args:
        store: the archive.
        format: a name of `vnadmin_nlp.graph.formats.FORMATS`: ``json``, ``csv`` (the edges) …

    Raises:
        UsageError: no such format is known.
    """
    from vnadmin_nlp.graph import formats
    from vnadmin_nlp.graph.lookup import bring_up_to_date
    from vnadmin_nlp.graph.whole import Whole

    bring_up_to_date(store)
    with store.reading() as db:
        yield from formats.write(Whole(db), format)


def link(store: Store) -> int:
    """Bring the graph up to date with the documents; see `vnadmin_nlp.graph.settle`.

    The queries do so by themselves; a bulk run does it once in a while.

    Returns:
        How many documents were new to it.
    """
    from vnadmin_nlp.graph import settle

    return settle.link(store)
