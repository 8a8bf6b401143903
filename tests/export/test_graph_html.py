"""The HTML page of a graph: complete in itself, deaf to what documents say, pleasant to use."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.browser import CHROMIUM, Browser, browser
from vnadmin_nlp.export import graph_formats
from vnadmin_nlp.export.graph_formats.graph_html import MOST_NODES
from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.graph.subgraph import Edge, Subgraph

PARTS = Path(graph_formats.__file__).with_name("page")
HOSTILE = (
    "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
    "<!-- {script} ${1} \u2028 &quot;\"'"
)
WORDS = re.compile(r"https?://[^\s\"')]+")


def node(key: str, kind: str = "held", **values: Any) -> Node:
    given = {
        "number": f"{key}-CT/TU", "title": None, "type": "Chỉ thị", "issuer": "Tỉnh ủy Lạng Sơn",
        "date": "2024-03-14", "year": 2024, "subject": "về siết chặt kỷ luật",
        "documents": (int(key),) if kind == "held" else (), "cited_by": 1, "citing": 1,
    }  # fmt: skip
    return Node(key=key, kind=kind, **(given | values))


def edge(source: str, target: str, **values: Any) -> Edge:
    given = {
        "relation": "implements", "status": "resolved", "page": 2,
        "sentence": f"Thực hiện Chỉ thị số {target}-CT/TU của Tỉnh ủy;",
        "text": f"Chỉ thị số {target}-CT/TU", "pinpoints": (), "note": "", "candidates": (),
        "confidence": 0.9,
    }  # fmt: skip
    return Edge(source=source, target=target, **(given | values))


def small() -> Subgraph:
    nodes = (
        node("1", cited_by=2),
        node("2", kind="registered"),
        node("3", kind="cited", number=None, title="Luật Đất đai năm 2024", type="Luật"),
        node("4", subject=HOSTILE, issuer=HOSTILE, number=HOSTILE),
    )
    edges = (
        edge("1", "2", relation="amends", pinpoints=("Điều 3",)),
        edge("2", "1"),
        edge("4", "1", sentence=HOSTILE, text=HOSTILE[:20], relation=HOSTILE, note=HOSTILE),
        edge("4", "", status="ambiguous", candidates=("2", "3"), relation="basis"),
    )
    return Subgraph(nodes, edges, "1")


def page(graph: Subgraph) -> str:
    return "".join(graph_formats.write(graph, "html"))


def data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    shown: dict[str, Any] = json.loads(found[1])
    return shown


def test_the_page_holds_the_graph_and_names_nothing_outside() -> None:
    text = page(small())
    assert [n["key"] for n in data(text)["nodes"]] == ["1", "2", "3", "4"]
    assert data(text)["edges"][2]["sentence"] == HOSTILE
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and policy[1].startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    ours = text.replace((PARTS / "d3.min.js").read_text("utf-8"), "")
    assert not WORDS.findall(ours)
    assert "<script>window" not in text and "<img" not in ours


def test_the_library_is_the_one_that_is_named() -> None:
    told = (PARTS / "README.md").read_text("utf-8")
    digest = hashlib.sha256((PARTS / "d3.min.js").read_bytes()).hexdigest()
    assert digest in told
    assert "without fee is hereby granted" in (PARTS / "d3.LICENSE").read_text("utf-8")


def test_a_large_graph_shows_what_is_nearest_and_says_so() -> None:
    far = [node(str(n), cited_by=n) for n in range(2, 300)]
    edges = [edge(str(n), "1" if n < 100 else str(n - 98)) for n in range(2, 300)]
    shown = data(page(Subgraph((node("1"), *far), tuple(edges), "1")))
    assert len(shown["nodes"]) == MOST_NODES
    kept = {n["key"] for n in shown["nodes"]}
    assert {"1", "2", "99", "197"} <= kept and "299" not in kept
    assert shown["left_out"] == (
        f"Only {MOST_NODES} of 299 documents are shown: the nearest and most cited."
    )
    assert all(e["source"] in kept and e["target"] in kept for e in shown["edges"])


def test_of_a_whole_graph_the_most_cited_are_shown() -> None:
    shown = data(page(Subgraph(tuple(node(str(n), cited_by=n) for n in range(300)), ())))
    assert {int(n["key"]) for n in shown["nodes"]} == set(range(300 - MOST_NODES, 300))
    assert "the most cited" in shown["left_out"]


def test_an_empty_graph_is_an_empty_page() -> None:
    assert data(page(Subgraph((), ())))["nodes"] == []


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("there is no Chromium here (apt-get install chromium)")
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def opened(window: Browser, tmp_path: Path) -> Browser:
    (tmp_path / "graph.html").write_text(page(small()), "utf-8")
    window.complaints.clear()
    window.open(tmp_path / "graph.html")
    return window


def test_a_browser_draws_every_document_without_complaint(opened: Browser) -> None:
    assert opened.ask("document.querySelectorAll('.node').length") == 4
    assert opened.ask("document.querySelectorAll('.edge').length") == 5
    assert opened.ask("document.querySelectorAll('.edge.ambiguous').length") == 2
    kinds = "['held', 'registered', 'cited'].map(k => document.querySelectorAll('.node.'+k).length)"
    assert opened.ask(kinds) == [2, 1, 1]
    assert opened.ask("document.getElementById('counts').textContent") == "4 documents, 4 citations"
    assert opened.complaints == []


def test_a_click_tells_of_a_document_and_its_evidence(opened: Browser) -> None:
    assert opened.ask("document.getElementById('panel').hidden") is True
    opened.click(".node.centre rect")
    told = opened.ask("document.getElementById('panel').innerText")
    for words in ("1-CT/TU", "Tỉnh ủy Lạng Sơn", "14/3/2024", "về siết chặt kỷ luật",
                  "held in the archive", "vnadmin show 1", "amends · Điều 3 · page 2 · resolved",
                  "Thực hiện Chỉ thị số 2-CT/TU của Tỉnh ủy;"):  # fmt: skip
        assert words in told
    assert opened.ask("document.querySelector('#panel mark').textContent") == "Chỉ thị số 2-CT/TU"
    opened.click("#panel li button")
    assert opened.ask("document.querySelector('#panel h2').textContent") == "2-CT/TU"
    opened.click("#panel .close")
    assert opened.ask("document.getElementById('panel').hidden") is True
    assert opened.complaints == []


def test_what_a_document_says_is_never_run(opened: Browser) -> None:
    opened.click(".node:nth-child(4) rect")
    assert opened.ask("document.querySelector('#panel h2').textContent") == HOSTILE
    assert opened.ask("window.ran === undefined && document.images.length === 0") is True
    assert opened.complaints == []
    # Even if something were let in, it would not run.
    opened.ask("document.body.insertAdjacentHTML('beforeend', `<img src=x onerror='ran = 3'>`)")
    assert (
        opened.ask("new Promise(done => setTimeout(() => done(window.ran), 200)) && window.ran")
        is None
    )
    assert any("Content Security Policy" in complaint for complaint in opened.complaints)


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("luat dat dai", 1),
        ("2-ct/tu", 1),
        ("2cttu", 1),
        ("lạng sơn", 3),
        ("14/3/2024", 4),
        ("xyz", 0),
    ],
)
def test_search_takes_words_without_accents(opened: Browser, typed: str, hits: int) -> None:
    opened.click("#search")
    opened.type(typed)
    assert opened.ask("document.getElementById('found').textContent") == f"{hits} of 4"
    assert opened.ask("document.querySelectorAll('.node:not(.dim)').length") == hits


def test_relations_and_kinds_can_be_left_out(opened: Browser) -> None:
    seen = "document.querySelectorAll('.{}:not(.gone)').length"
    opened.click("#relations .choice input")
    assert opened.ask(seen.format("edge")) == 3
    opened.click("#kinds .choice input")
    assert opened.ask(seen.format("node")) == 2
    assert opened.ask(seen.format("edge")) == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_two_labels_overlap(window: Browser, tmp_path: Path, dark: bool) -> None:
    nodes = tuple(node(str(n), kind="cited" if n % 3 else "held") for n in range(1, 31))
    edges = [edge(str(n), "1") for n in range(2, 15)] + [edge("1", str(n)) for n in range(15, 31)]
    (tmp_path / "graph.html").write_text(page(Subgraph(nodes, tuple(edges), "1")), "utf-8")
    window.open(tmp_path / "graph.html", dark=dark)
    boxes = window.ask(
        "[...document.querySelectorAll('.node rect')].map(n => n.getBoundingClientRect())"
        ".map(b => [b.left, b.top, b.right, b.bottom])"
    )
    assert len(boxes) == 30
    assert all(x0 >= 0 and y0 >= 0 and x1 <= 1280 and y1 <= 800 for x0, y0, x1, y1 in boxes)
    for n, (x0, y0, x1, y1) in enumerate(boxes):
        for a0, b0, a1, b1 in boxes[:n]:
            assert x1 <= a0 or a1 <= x0 or y1 <= b0 or b1 <= y0
