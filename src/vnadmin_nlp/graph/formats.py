"""The whole graph as text for other programs: JSON, CSV, DOT and GraphML."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.archive.rows import as_json
from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.graph.nodes import Node, nodes
from vnadmin_nlp.graph.queries import bring_up_to_date
from vnadmin_nlp.graph.subgraph import Edge, Subgraph, edges

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

_NODE_TEXTS = ("kind", "number", "title", "type", "issuer", "date", "subject")
# Letters that XML 1.0 can't hold even when escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export(store: Store, format: str = "json") -> Iterator[str]:  # noqa: A002
    """Yield the graph as pieces of text.

    Nodes and edges come in an order that depends on nothing but the documents.

    Args:
        store: the archive.
        format: ``json``, ``csv`` (the edges), ``dot`` or ``graphml``.

    Raises:
        UsageError: another format is asked for.
    """
    bring_up_to_date(store)
    with store.reading() as db:
        found = nodes(db, (row["id"] for row in db.execute("SELECT id FROM works")))
        rows = db.execute(
            """SELECT e.*, m.page, m.text, m.sentence FROM edges e
               LEFT JOIN mentions m ON m.citation_id = e.citation_id AND m.ordinal = 0"""
        )
        cited = edges(rows, {work: node.key for work, node in found.items()})
    named = tuple(sorted(found.values(), key=lambda node: node.key))
    yield from write(Subgraph(named, cited), format)


def write(graph: Subgraph, format: str) -> Iterator[str]:  # noqa: A002
    """Yield a graph, or a part of one, as pieces of text.

    Raises:
        UsageError: no such format is known.
    """
    if format not in _WRITERS:
        raise UsageError(f"no format {format!r}", remedy="one of " + ", ".join(_WRITERS))
    yield from _WRITERS[format](graph.nodes, graph.edges)


def _json(named: Sequence[Node], cited: Sequence[Edge]) -> Iterator[str]:
    yield '{"nodes": [\n'
    yield ",\n".join(json.dumps(as_json(node), ensure_ascii=False) for node in named)
    yield '\n], "edges": [\n'
    yield ",\n".join(json.dumps(edge._asdict(), ensure_ascii=False) for edge in cited)
    yield "\n]}\n"


def _csv(named: Sequence[Node], cited: Sequence[Edge]) -> Iterator[str]:
    yield _csv_line(Edge._fields)
    for edge in cited:
        yield _csv_line("; ".join(value) if isinstance(value, tuple) else value for value in edge)


def _csv_line(values: Any) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(map(_no_formula, values))
    return line.getvalue()


def _no_formula(value: Any) -> Any:
    # A spreadsheet would run what begins so; documents come from strangers.
    return (
        f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
    )


def _dot(named: Sequence[Node], cited: Sequence[Edge]) -> Iterator[str]:
    yield 'digraph citations {\n  rankdir=LR;\n  node [shape=box, fontname="sans-serif"];\n'
    for node in named:
        style = "" if node.kind == "held" else ", style=dashed"
        label = "\n".join(filter(None, (node.name, node.issuer, node.date)))
        yield f"  {_quoted(node.key)} [label={_quoted(label)}{style}];\n"
    for edge in cited:
        if edge.target:
            ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
            yield f"  {ends} [label={_quoted(edge.relation)}];\n"
        for candidate in edge.candidates:
            ends = f"{_quoted(edge.source)} -> {_quoted(candidate)}"
            yield f"  {ends} [label={_quoted(edge.relation + '?')}, style=dotted];\n"
    yield "}\n"


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ")
    return '"' + plain.replace("\n", "\\n").replace("\0", "") + '"'


def _graphml(named: Sequence[Node], cited: Sequence[Edge]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for name in _NODE_TEXTS:
        yield f'  <key id="n_{name}" for="node" attr.name="{name}" attr.type="string"/>\n'
    for name in Edge._fields[2:]:
        yield f'  <key id="e_{name}" for="edge" attr.name="{name}" attr.type="string"/>\n'
    yield '  <graph edgedefault="directed">\n'
    for node in named:
        data = "".join(_data(f"n_{name}", getattr(node, name)) for name in _NODE_TEXTS)
        yield f"    <node id={_attribute(node.key)}>{data}</node>\n"
    for edge in cited:
        if edge.target:
            ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
            data = "".join(_data(f"e_{name}", getattr(edge, name)) for name in Edge._fields[2:])
            yield f"    <edge {ends}>{data}</edge>\n"
    yield "  </graph>\n</graphml>\n"


def _escaped(text: str) -> str:
    # xml.sax would do, but it brings half of the network library with it.
    plain = _NOT_XML.sub("", text).replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace(">", "&gt;").replace('"', "&quot;")


def _data(key: str, value: Any) -> str:
    text = "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return f'<data key="{key}">{_escaped(text)}</data>' if text else ""


def _attribute(text: str) -> str:
    return '"' + _escaped(text).replace("\n", "&#10;").replace("\t", "&#9;") + '"'


_WRITERS: dict[str, Callable[[Sequence[Node], Sequence[Edge]], Iterator[str]]] = {
    "json": _json,
    "csv": _csv,
    "dot": _dot,
    "graphml": _graphml,
}
