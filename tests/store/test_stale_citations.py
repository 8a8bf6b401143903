"""What comes to a number touches what can be the same, and the outcome is that of the whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks.big_archive import make
from tests.helpers.dispatches import citation, graph_of, letter, record, save
from tests.store.test_link_citations_order import documents
from vnadmin_nlp import graph
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.graph import link_citations
from vnadmin_nlp.store.graph.stale_citations import CitationScope


def settled_as_a_whole(store: Store) -> dict[str, Any]:
    tables = ("works", "claims", "documents", "registered")
    every = " UNION ".join(f"SELECT bucket FROM {table}" for table in tables)
    with store.transaction() as db:
        db.execute(f"INSERT OR IGNORE INTO stale {every}")
    graph.link(store)
    return dict(graph_of(store))


@settings(max_examples=40)
@given(documents)
def test_what_is_settled_in_parts_is_as_settled_as_a_whole(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "a.db")) as store:
        for one in records:
            save(store, one)
            graph.link(store)
            in_parts = graph_of(store)
            assert settled_as_a_whole(store) == in_parts


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("ubnd@province:hue|2020|", "ubnd@province:hue|2020|", True, id="same"),
        pytest.param("ubnd@province:hue|2020|", "ubnd@province:vinh|2020|", False, id="place"),
        pytest.param("ubnd@province:hue|2020|", "ubnd@province:hue|2021|", False, id="year"),
        pytest.param("ubnd@province:hue|2020|", "ubnd@province:hue|0|", True, id="no year"),
        pytest.param(
            "ubnd@:|2020|2020-01-02", "ubnd@province:hue|2020|2020-01-02", True, id="date"
        ),
        pytest.param(
            "ubnd@:|2020|2020-01-02", "ubnd@province:hue|2020|2020-01-03", False, id="day"
        ),
        pytest.param(
            "ubnd@province:hue|2020|2020-01-02",
            "ubnd@province:hue|2020|2020-01-03",
            True,
            id="slip",
        ),
    ],
)
def test_only_what_may_be_the_same_is_touched(one: str, other: str, expected: bool) -> None:
    assert CitationScope.of(one).may_touch(CitationScope.of(other)) is expected
    assert CitationScope.of(other).may_touch(CitationScope.of(one)) is expected


@pytest.mark.parametrize("works", [1500, 6000])
def test_settling_looks_at_as_little_in_a_large_archive_as_in_a_small_one(
    works: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "a.db", works)
    seen: list[int] = []

    def counting(held: Any, claims: Any, *rest: Any) -> Any:
        seen.append(len(held) + len(claims))
        return resolve(held, claims, *rest)

    resolve = link_citations.resolve
    monkeypatch.setattr(link_citations, "resolve", counting)
    with Store(tmp_path / "a.db") as store:
        cited = [
            citation("30/2020/NĐ-CP", type="Nghị định", issuer="Chính phủ"),
            citation(type="Luật", title="Luật Đầu tư công năm 2019"),
            citation("21/QĐ-UBND", "2024-05-06", type="Quyết định"),
        ]
        people = "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN"
        decided = record("a", number="21/QĐ-UBND", issuing_body=people, date="2024-08-05")
        save(store, letter("new", *cited, date="2025-07-01"), decided)
        graph.link(store)
    assert sum(seen) < 40
