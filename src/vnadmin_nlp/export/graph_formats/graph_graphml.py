"""GraphML, which yEd, Cytoscape, NetworkX and Gephi open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnadmin_nlp.export.graph_formats.graph_attributes import EDGE, NODE, escaped, values
from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge, Graph

_TYPES = {str: "string", int: "int", float: "double"}
_SPACE = "http://graphml.graphdrawing.org/xmlns"
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="{_SPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="{_SPACE} {_SPACE}/1.0/graphml.xsd">
"""


def write(graph: Graph) -> Iterator[str]:
    """Yield the graph; citations that may mean several documents are left out.

    The ids of nodes are NMTOKENs, as the schema wants them; their keys are attributes.
    """
    yield _HEAD
    for name, kind in {"key": str, "label": str, **NODE}.items():
        yield _declared("node", name, kind)
    for name, kind in EDGE.items():
        yield _declared("edge", name, kind)
    yield '  <graph id="citations" edgedefault="directed">\n'
    for node in graph.nodes:
        yield _node(node)
    for edge in graph.edges:
        if edge.target:
            yield _edge(edge)
    yield "  </graph>\n</graphml>\n"


def _declared(part: str, name: str, kind: type) -> str:
    key = f'id="{part[0]}_{name}" for="{part}"'
    return f'  <key {key} attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n'


def _node(node: Node) -> str:
    data = _data("n_key", node.key) + _data("n_label", node.name)
    data += "".join(_data(f"n_{name}", text) for name, text in values(node, NODE))
    return f'    <node id="{_token(node.key)}">{data}</node>\n'


def _edge(edge: Edge) -> str:
    ends = f'source="{_token(edge.source)}" target="{_token(edge.target)}"'
    data = "".join(_data(f"e_{name}", text) for name, text in values(edge, EDGE))
    return f"    <edge {ends}>{data}</edge>\n"


def _data(key: str, text: str) -> str:
    return f'<data key="{key}">{escaped(text)}</data>'


def _token(key: str) -> str:
    """Return a key with all but ASCII letters and digits as their code points.

    >>> _token("31/cttu|chi thi")
    '31_2f.cttu_7c.chi_20.thi'
    """
    return re.sub(r"[^0-9A-Za-z]", lambda match: f"_{ord(match[0]):x}.", key)
