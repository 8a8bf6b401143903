"""The graph for other programs: every format holds all of it, whatever documents say."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.dispatches import DIRECTIVE, NGHE_AN, citation, letter, other, save
from vnadmin_nlp.cli.graph import GraphFormat
from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.export import graph_formats
from vnadmin_nlp.export.graph_formats.graph_json_ld import CONTEXT, RELATIONS
from vnadmin_nlp.graph import whole_graph
from vnadmin_nlp.graph.subgraph import Edge, Subgraph
from vnadmin_nlp.store import Store
from vnadmin_nlp.vocab import citation_words

HOSTILE = 'a "quoted" <b>&\n; \\ =1+1\x01'
GRAPHML = {"x": "http://graphml.graphdrawing.org/xmlns"}
GEXF = {"x": "http://gexf.net/1.3"}


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Return where an archive can be made: formats are written alike for both databases."""
    return str(tmp_path / "a.db")


@pytest.fixture
def exported(store: Store) -> Store:
    hostile = citation("9-CT/TU", "2024-03-14", relation="implements", issuer=HOSTILE)
    save(store, DIRECTIVE, other(DIRECTIVE, "away", **NGHE_AN, subject=HOSTILE))
    save(store, letter("citing", citation("31-CT/TU", "2024-03-14"), hostile, subject=HOSTILE))
    return store


@pytest.fixture
def ambiguous(exported: Store) -> Store:
    nameless = {"parent_body": None, "issuing_body": None, "place": None, "number": None}
    save(exported, letter("asking", citation("31-CT/TU", relation="basis"), **nameless))
    return exported


def text_of(store: Store, form: str) -> str:
    return "".join(graph_formats.export_graph(store, form))


def table_of(store: Store, form: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(store, form))))


def test_json_holds_all_nodes_and_edges(exported: Store) -> None:
    data = json.loads(text_of(exported, "json"))
    names = {node["key"] for node in data["nodes"]}
    assert len(names) == 4 and len(data["edges"]) == 2
    assert all(edge["source"] in names and edge["target"] in names for edge in data["edges"])


def test_csv_holds_an_edge_a_line_and_no_formula(exported: Store) -> None:
    rows = table_of(exported, "csv")
    assert {row["relation"] for row in rows} == {"mentions", "implements"}
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_the_tables_of_nodes_and_edges_fit_together(exported: Store) -> None:
    save(exported, letter("law", citation(title="Luật Lưu trữ", date=None), number="9-CV/BTGTU"))
    nodes, edges = table_of(exported, "csv-nodes"), table_of(exported, "csv")
    ids = {row["id"] for row in nodes}
    assert len(ids) == len(nodes) == 6
    assert {row["target"] for row in edges} <= ids and {row["source"] for row in edges} <= ids
    assert {"31-CT/TU", "Luật Lưu trữ"} <= {row["label"] for row in nodes}


def test_graphml_is_xml_whatever_the_documents_say(exported: Store) -> None:
    root = ET.fromstring(text_of(exported, "graphml"))
    ids = {node.get("id") or "" for node in root.iterfind(".//x:node", GRAPHML)}
    edges = root.findall(".//x:edge", GRAPHML)
    assert len(ids) == 4 and len(edges) == 2
    assert all(edge.get("source") in ids and edge.get("target") in ids for edge in edges)
    assert all(re.fullmatch(r"[\w.-]+", name, re.ASCII) for name in ids)  # NMTOKEN
    texts = [data.text or "" for data in root.iterfind(".//x:data", GRAPHML)]
    assert HOSTILE.replace("\x01", "") in texts


def test_graphml_declares_the_type_of_every_value(exported: Store) -> None:
    root = ET.fromstring(text_of(exported, "graphml"))
    keys = {key.get("id"): key for key in root.iterfind("x:key", GRAPHML)}
    casts: dict[Any, Any] = {"string": str, "int": int, "double": float}
    for part in ("node", "edge"):
        for data in root.iterfind(f".//x:{part}/x:data", GRAPHML):
            key = keys[data.get("key")]
            assert key.get("for") == part
            casts[key.get("attr.type")](data.text)
    assert [child.tag.partition("}")[2] for child in root][-1] == "graph"


def test_gexf_tells_labels_and_typed_values(exported: Store) -> None:
    root = ET.fromstring(text_of(exported, "gexf"))
    assert root.get("version") == "1.3"
    types = {
        (part.get("class"), item.get("id")): item.get("type")
        for part in root.iterfind(".//x:attributes", GEXF)
        for item in part
    }
    assert types["node", "year"] == "integer" and types["edge", "confidence"] == "double"
    nodes = {node.get("id"): node for node in root.iterfind(".//x:node", GEXF)}
    assert len(nodes) == 4
    for part in ("node", "edge"):
        for value in root.iterfind(f".//x:{part}//x:attvalue", GEXF):
            assert (part, value.get("for")) in types
    edges = root.findall(".//x:edge", GEXF)
    assert {edge.get("kind") for edge in edges} == {"mentions", "implements"}
    assert all(edge.get("source") in nodes and edge.get("target") in nodes for edge in edges)


def test_dot_quotes_what_documents_say(exported: Store) -> None:
    dot = text_of(exported, "dot")
    assert dot.startswith("digraph") and dot.endswith("}\n")
    assert dot.count("->") == 2
    for line in dot.splitlines():
        bare = line.replace("\\\\", "").replace('\\"', "")
        assert bare.count('"') % 2 == 0


def test_linked_data_speaks_eli_and_dublin_core(exported: Store) -> None:
    data = json.loads(text_of(exported, "json-ld"))
    prefixes = {name for name in data["@context"] if ":" not in name}
    used = {term for item in data["@graph"] for term in item if not term.startswith("@")}
    assert {term.partition(":")[0] for term in used} <= prefixes
    documents = [item for item in data["@graph"] if item.get("@type") == "eli:LegalResource"]
    (held,) = (item for item in documents if "lang%20son" in item["@id"] and "31/" in item["@id"])
    assert held["eli:id_local"] == "31-CT/TU" and held["dcterms:issued"] == "2024-03-14"
    (said,) = (item for item in data["@graph"] if "eli:cites" in item)
    assert held["@id"] in said["eli:cites"] and len(said["eli:implements"]) == 1
    citations = [item for item in data["@graph"] if item.get("@type") == "vn:Citation"]
    assert {item["vn:cited"] for item in citations} == set(said["eli:cites"])
    assert all(item["vn:page"] == 1 and item["vn:sentence"] for item in citations)


def test_linked_data_maps_known_relations_to_known_terms() -> None:
    assert set(RELATIONS) <= {cue.relation for cue in citation_words.cues().values()}
    assert {term for terms in RELATIONS.values() for term in terms} <= set(CONTEXT)


def test_the_vocabulary_is_told_in_the_docs(ambiguous: Store) -> None:
    told = (Path(__file__).parents[2] / "docs" / "vocabulary.md").read_text("utf-8")
    data = json.loads(text_of(ambiguous, "json-ld"))
    terms = {term for item in data["@graph"] for term in item if not term.startswith("@")}
    terms |= {term for found in RELATIONS.values() for term in found}
    assert not {term for term in terms if f"`{term}`" not in told}
    assert not {name for name in RELATIONS if f"`{name}`" not in told}


@pytest.mark.parametrize(
    ("form", "sign"),
    [("json", '"status": "ambiguous"'), ("csv", ",ambiguous,"), ("dot", "style=dotted"),
     ("json-ld", '"vn:candidate"')],
)  # fmt: skip
def test_an_ambiguous_citation_keeps_its_candidates(ambiguous: Store, form: str, sign: str) -> None:
    assert sign in text_of(ambiguous, form)


@pytest.mark.parametrize(("form", "space"), [("graphml", GRAPHML), ("gexf", GEXF)])
def test_an_edge_without_an_end_is_no_edge(
    ambiguous: Store, form: str, space: dict[str, str]
) -> None:
    root = ET.fromstring(text_of(ambiguous, form))
    assert all(edge.get("target") for edge in root.iterfind(".//x:edge", space))


@pytest.mark.parametrize("form", graph_formats.FORMATS)
def test_a_graph_in_pieces_is_the_graph(
    exported: Store, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = text_of(exported, form)
    monkeypatch.setattr(whole_graph, "_CHUNK", 1)
    assert text_of(exported, form) == at_once
    with exported.reading() as db:
        read = whole_graph.WholeGraph(db)
        part = Subgraph(tuple(read.nodes), tuple(read.edges))
    assert "".join(graph_formats.write(part, form)) == at_once
    assert list(part.nodes) == sorted(part.nodes, key=lambda node: node.key)
    in_order = sorted(part.edges, key=lambda edge: [str(value) for value in edge])
    assert list(part.edges) == in_order and isinstance(part.edges[0], Edge)


def test_the_command_knows_every_format() -> None:
    assert [form.value for form in GraphFormat] == list(graph_formats.FORMATS)


def test_an_unknown_format_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="json, csv, csv-nodes, dot, graphml"):
        list(graph_formats.export_graph(store, "pdf"))


def test_an_empty_archive_is_an_empty_graph(store: Store) -> None:
    assert json.loads(text_of(store, "json")) == {"nodes": [], "edges": []}
    for form in graph_formats.FORMATS:
        assert text_of(store, form)
