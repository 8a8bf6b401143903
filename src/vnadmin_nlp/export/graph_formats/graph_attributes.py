"""What formats with typed attributes tell of nodes and edges, and text that XML can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge

#: Attributes of a node, by name, with the type of their values.
NODE: dict[str, type] = {
    "kind": str, "number": str, "title": str, "type": str, "issuer": str, "date": str,
    "year": int, "subject": str, "documents": str, "cited_by": int, "citing": int,
}  # fmt: skip
#: Those of an edge.
EDGE: dict[str, type] = {
    "relation": str, "status": str, "page": int, "sentence": str, "text": str,
    "pinpoints": str, "note": str, "confidence": float,
}  # fmt: skip

# Letters that XML 1.0 can't hold even when escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def values(item: Node | Edge, kinds: dict[str, type]) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the attributes that have a value."""
    for name in kinds:
        text = _text(getattr(item, name))
        if text:
            yield name, text


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def escaped(text: str) -> str:
    """Return text as the content of an XML element."""
    # xml.sax would do, but it brings half of the network library with it.
    plain = _NOT_XML.sub("", text).replace("&", "&amp;").replace("<", "&lt;")
    return plain.replace(">", "&gt;").replace('"', "&quot;").replace("\r", "&#13;")


def quoted(text: str) -> str:
    """Return text as the value of an XML attribute, in quotes."""
    return '"' + escaped(text).replace("\n", "&#10;").replace("\t", "&#9;") + '"'
