"""DOT, which Graphviz draws."""

from __future__ import annotations

from collections.abc import Iterator

from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge, Graph

_STYLES = {"held": "", "registered": ", style=rounded", "cited": ", style=dashed"}


def write(graph: Graph) -> Iterator[str]:
    """Yield the graph, a line for each node and edge."""
    yield 'digraph citations {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n'
    for node in graph.nodes:
        yield _node(node, node.key == graph.centre)
    for edge in graph.edges:
        yield _edge(edge)
    yield "}\n"


def _node(node: Node, central: bool) -> str:
    label = "\n".join(filter(None, (node.name, node.issuer, node.date)))
    style = _STYLES[node.kind] + (", penwidth=3" if central else "")
    return f"  {_quoted(node.key)} [label={_quoted(label)}{style}];\n"


def _edge(edge: Edge) -> str:
    source = _quoted(edge.source)
    if edge.target:
        return f"  {source} -> {_quoted(edge.target)} [label={_quoted(edge.relation)}];\n"
    label = _quoted(f"{edge.relation}?")
    ends = (f"{source} -> {_quoted(candidate)}" for candidate in edge.candidates)
    return "".join(f"  {end} [label={label}, style=dotted];\n" for end in ends)


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ")
    return '"' + plain.replace("\n", "\\n").replace("\0", "") + '"'
