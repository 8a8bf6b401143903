"""JSON-LD: documents and citations as linked data, in the terms of ELI and Dublin Core.

The vocabulary is told in ``docs/vocabulary.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from urllib.parse import quote

from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge, Graph

#: What terms stand for; ``vn`` holds what neither ELI nor Dublin Core have a word for.
CONTEXT: dict[str, Any] = {
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "vn": "urn:x-vnadmin:term:",
    "dcterms:issued": {"@type": "xsd:date"},
    "dcterms:title": {"@language": "vi"},
    "rdfs:label": {"@language": "vi"},
    "vn:sentence": {"@language": "vi"},
    "vn:text": {"@language": "vi"},
} | {
    name: {"@type": "@id"}
    for name in (
        "eli:cites", "eli:amends", "eli:based_on", "eli:changes", "eli:consolidates",
        "eli:corrects", "eli:implements", "eli:repeals", "dcterms:isPartOf", "dcterms:replaces",
        "vn:citing", "vn:cited", "vn:candidate",
    )
}  # fmt: skip

#: What a relation says beyond ``eli:cites``.
RELATIONS = {
    "basis": ("eli:based_on",),
    "implements": ("eli:implements",),
    "guides": ("eli:implements",),
    "amends": ("eli:amends",),
    "replaces": ("eli:repeals", "dcterms:replaces"),
    "repeals": ("eli:repeals",),
    "expires": ("eli:repeals",),
    "suspends": ("eli:changes",),
    "corrects": ("eli:corrects",),
    "consolidates": ("eli:consolidates",),
    "attached_to": ("dcterms:isPartOf",),
}


def write(graph: Graph) -> Iterator[str]:
    """Yield the graph, a resource on each line."""
    yield f'{{"@context": {_text(CONTEXT)},\n"@graph": [\n'
    between = ""
    for resource in _resources(graph):
        yield between + _text(resource)
        between = ",\n"
    yield "\n]}\n"


def _resources(graph: Graph) -> Iterator[dict[str, Any]]:
    yield from map(_document, graph.nodes)
    for source, group in groupby(graph.edges, key=lambda edge: edge.source):
        edges = list(group)
        yield _statements(source, edges)
        yield from map(_citation, edges)


def iri(key: str) -> str:
    """Return the name of a document on the web of data.

    >>> iri("31/cttu|chi thi")
    'urn:x-vnadmin:document:31/cttu%7Cchi%20thi'
    """
    return "urn:x-vnadmin:document:" + quote(key, safe="/:@")


def _document(node: Node) -> dict[str, Any]:
    return _given(
        {
            "@id": iri(node.key),
            "@type": "eli:LegalResource",
            "eli:id_local": node.number,
            "eli:type_document": _labelled(node.type),
            "dcterms:title": node.title or node.subject,
            "dcterms:publisher": _labelled(node.issuer),
            "dcterms:issued": node.date if node.date and len(node.date) == 10 else None,
            "vn:year": node.year,
            "vn:kind": node.kind,
        }
    )


def _labelled(name: str | None) -> dict[str, str] | None:
    return {"rdfs:label": name} if name else None


def _statements(source: str, edges: Iterable[Edge]) -> dict[str, Any]:
    """Return what one document says of others, each statement once."""
    said: dict[str, dict[str, None]] = {}
    for edge in edges:
        if edge.target:
            for term in ("eli:cites", *RELATIONS.get(edge.relation, ())):
                said.setdefault(term, {})[iri(edge.target)] = None
    return {"@id": iri(source), **{term: list(targets) for term, targets in said.items()}}


def _citation(edge: Edge) -> dict[str, Any]:
    return _given(
        {
            "@type": "vn:Citation",
            "vn:citing": iri(edge.source),
            "vn:cited": iri(edge.target) if edge.target else None,
            "vn:candidate": [iri(key) for key in edge.candidates],
            "vn:relation": edge.relation,
            "vn:status": edge.status,
            "vn:page": edge.page,
            "vn:text": edge.text,
            "vn:sentence": edge.sentence,
            "vn:pinpoint": list(edge.pinpoints),
            "vn:note": edge.note,
            "vn:confidence": edge.confidence,
        }
    )


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
