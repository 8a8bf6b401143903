"""One HTML page that shows a graph, complete in itself: it works without a network.

What stands in documents comes from strangers. It is handed over as JSON that can't end its
element, set as text by the page's script, and a Content-Security-Policy lets nothing run, load or
leave but the scripts and styles that are part of the page.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import html
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge, Graph
from vnadmin_nlp.store.row_types import as_json

#: Documents, and citations, that can be looked at on one page.
MOST_NODES = 200
MOST_EDGES = 2000
#: Letters of a sentence or subject.
MOST_LETTERS = 600

_WORDS = {"title", "issuer", "subject", "sentence", "text", "note"}
_PARTS = Path(__file__).with_name("page")


def write(graph: Graph) -> Iterator[str]:
    """Yield the page; of a large graph the surroundings of its centre, or the most cited."""
    nodes, edges, left_out = chosen(graph)
    name = next((node.name for node in nodes if node.key == graph.centre), "")
    data = {
        "centre": graph.centre,
        "nodes": [_shown(node) | {"name": node.name} for node in nodes],
        "edges": [_shown(edge) for edge in edges],
        "left_out": left_out,
    }
    yield _page(f"Citations of {name}" if name else "Citation graph", data)


def chosen(graph: Graph) -> tuple[list[Node], list[Edge], str]:
    """Return what a page has room for, and words for what is left out."""
    if graph.centre:
        nodes, total = _around(graph)
        those = "the nearest and most cited"
    else:
        nodes, total = _most_cited(graph.nodes)
        those = "the most cited"
    keys = {node.key for node in nodes}
    between = [edge for edge in graph.edges if edge.source in keys and _leads_to(edge, keys)]
    left_out = ""
    if total > len(nodes):
        left_out = f"Only {len(nodes)} of {total} documents are shown: {those}."
    if len(between) > MOST_EDGES:
        left_out += f" Only {MOST_EDGES} of the {len(between)} citations between them are shown."
    return nodes, between[:MOST_EDGES], left_out.strip()


def _leads_to(edge: Edge, keys: set[str]) -> bool:
    return edge.target in keys if edge.target else not keys.isdisjoint(edge.candidates)


def _most_cited(nodes: Iterable[Node]) -> tuple[list[Node], int]:
    total = 0

    def counted() -> Iterator[Node]:
        nonlocal total
        for node in nodes:
            total += 1
            yield node

    found = heapq.nlargest(MOST_NODES, counted(), key=lambda node: (node.cited_by, node.citing))
    return sorted(found, key=lambda node: node.key), total


def _around(graph: Graph) -> tuple[list[Node], int]:
    """Return the nodes nearest to the centre, of equals the most cited."""
    nodes = {node.key: node for node in graph.nodes}
    beside: dict[str, set[str]] = {}
    for edge in graph.edges:
        for end in (edge.target,) if edge.target else edge.candidates:
            beside.setdefault(edge.source, set()).add(end)
            beside.setdefault(end, set()).add(edge.source)
    steps = {graph.centre: 0}
    reached = [graph.centre]
    for key in reached:
        for other in sorted(beside.get(key, ())):
            if other not in steps:
                steps[other] = steps[key] + 1
                reached.append(other)
    far = len(nodes)
    order = sorted(nodes, key=lambda key: (steps.get(key, far), -nodes[key].cited_by, key))
    return [nodes[key] for key in sorted(order[:MOST_NODES])], len(nodes)


def _shown(item: Node | Edge) -> dict[str, Any]:
    shown: dict[str, Any] = as_json(item)
    for name in _WORDS & shown.keys():
        shown[name] = (shown[name] or "")[:MOST_LETTERS]
    return shown


def _page(title: str, data: dict[str, Any]) -> str:
    parts = {
        "style": _part("page.css"),
        "library": _part("d3.min.js"),
        "script": _part("page.js"),
    }
    policy = (
        f"default-src 'none'; img-src data:; style-src {_digest(parts['style'])}; "
        f"script-src {_digest(parts['library'])} {_digest(parts['script'])}; "
        "base-uri 'none'; form-action 'none'"
    )
    parts |= {"policy": policy, "title": html.escape(title), "data": _embedded(data)}
    pieces = _part("page.html").split("{")
    # Not str.format: what is put in may hold braces of its own, and is looked at only once.
    filled = (parts[name] + rest for name, _, rest in (p.partition("}") for p in pieces[1:]))
    return pieces[0] + "".join(filled)


def _part(name: str) -> str:
    return (_PARTS / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(data: Any) -> str:
    """Return JSON that can stand in a script element: without ``<`` nothing in it can end that."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
