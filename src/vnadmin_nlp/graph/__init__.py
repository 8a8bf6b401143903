"""The citation graph: which document is which, who cites whom, and how."""

from vnadmin_nlp.graph.export import export
from vnadmin_nlp.graph.nodes import Node
from vnadmin_nlp.graph.queries import Answer, Card, Link, card_of, cite
from vnadmin_nlp.graph.settle import link

__all__ = ["Answer", "Card", "Link", "Node", "card_of", "cite", "export", "link"]
