"""GEXF 1.3, which Gephi opens with types, labels and dates."""

from __future__ import annotations

from collections.abc import Iterator

from vnadmin_nlp.export.graph_formats.graph_attributes import EDGE, NODE, quoted, values
from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge, Graph

_TYPES = {str: "string", int: "integer", float: "double"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
  <meta>
    <creator>vnadmin</creator>
    <description>Citations of Vietnamese administrative documents</description>
  </meta>
  <graph defaultedgetype="directed" mode="static">
"""


def write(graph: Graph) -> Iterator[str]:
    """Yield the graph; citations that may mean several documents are left out."""
    yield _HEAD + _declared("node", NODE) + _declared("edge", EDGE) + "    <nodes>\n"
    for node in graph.nodes:
        yield _node(node)
    yield "    </nodes>\n    <edges>\n"
    targets = (edge for edge in graph.edges if edge.target)
    for number, edge in enumerate(targets):
        yield _edge(number, edge)
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _declared(part: str, kinds: dict[str, type]) -> str:
    lines = (
        f'      <attribute id="{name}" title="{name}" type="{_TYPES[kind]}"/>\n'
        for name, kind in kinds.items()
    )
    return f'    <attributes class="{part}" mode="static">\n{"".join(lines)}    </attributes>\n'


def _node(node: Node) -> str:
    begin = f"      <node id={quoted(node.key)} label={quoted(node.name)}>"
    return f"{begin}{_values(node, NODE)}</node>\n"


def _edge(number: int, edge: Edge) -> str:
    ends = f"source={quoted(edge.source)} target={quoted(edge.target)}"
    # The kind keeps two citations of the same two documents apart.
    kind = quoted(edge.relation)
    begin = f'      <edge id="{number}" {ends} kind={kind} label={kind}>'
    return f"{begin}{_values(edge, EDGE)}</edge>\n"


def _values(item: Node | Edge, kinds: dict[str, type]) -> str:
    given = (f'<attvalue for="{name}" value={quoted(text)}/>' for name, text in values(item, kinds))
    return f"<attvalues>{''.join(given)}</attvalues>"
