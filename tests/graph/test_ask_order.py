"""What the graph answers, against plain searches over the same edges, in any order of arrival."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.dispatches import citation, record, save
from tests.helpers.rulings import RULINGS, save_rulings
from vnadmin_nlp import graph
from vnadmin_nlp.errors import NotFound
from vnadmin_nlp.graph import (
    legal_force,
    missing_documents,
    repeal_impact,
    shortest_path,
    surroundings,
)
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.row_types import as_json
from vnadmin_nlp.vocab.relation_names import all_relations

MOST = 8
RELATIONS = ["basis", "implements", "mentions", "replaces"]
DAY = "2024-05-05"
Edges = dict[tuple[int, int], str]

#: From which plan to which, and how; all of one day, so that any may cite any.
edges = st.dictionaries(
    st.tuples(st.integers(0, MOST - 1), st.integers(0, MOST - 1)).filter(lambda e: e[0] != e[1]),
    st.sampled_from(RELATIONS),
    max_size=14,
)


def number(plan: int) -> str:
    return f"{plan + 1}/KH-UBND"


def plans(cited: Edges) -> list[Record]:
    """Return plans of one province that cite one another."""
    office = {"issuing_body": "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN", "place": "Lạng Sơn"}
    return [
        record(
            f"plan{plan}",
            number=number(plan),
            doc_type="Kế hoạch",
            date=DAY,
            citations=[
                citation(number(there), DAY, type="Kế hoạch", issuer="UBND tỉnh", relation=how)
                for (here, there), how in sorted(cited.items())
                if here == plan
            ],
            **office,
        )
        for plan in range(MOST)
    ]


class Archived:
    """An archive of records for the length of a ``with`` block."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._store = Store(Path(self._folder.name, "a.db"))
        save(self._store, *records)

    def __enter__(self) -> Store:
        return self._store

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._folder.cleanup()


def distance(links: Mapping[int, set[int]], start: int, end: int) -> int | None:
    """Return the number of steps from one plan to another."""
    edge, seen, steps = {start}, {start}, 0
    while edge and end not in edge:
        edge = {there for here in edge for there in links.get(here, ())} - seen
        seen |= edge
        steps += 1
    return steps if edge else None


def onward(cited: Edges, *, both: bool = False) -> dict[int, set[int]]:
    links: dict[int, set[int]] = {}
    for here, there in cited:
        links.setdefault(here, set()).add(there)
        if both:
            links.setdefault(there, set()).add(here)
    return links


@settings(max_examples=40)
@given(edges, st.integers(0, MOST - 1), st.integers(0, MOST - 1))
def test_a_path_is_a_shortest_one(cited: Edges, start: int, end: int) -> None:
    ways = (distance(onward(cited), start, end), distance(onward(cited), end, start))
    directed = min((steps for steps in ways if steps is not None), default=None)
    expected = directed
    if directed is None:
        expected = distance(onward(cited, both=True), start, end)
    with Archived(plans(cited)) as store:
        if expected is None:
            with pytest.raises(NotFound, match="nothing connects"):
                shortest_path.path(store, number(start), number(end))
            return
        found = shortest_path.path(store, number(start), number(end))
    assert (len(found.legs), found.directed) == (expected, directed is not None)
    at = number(start)
    for leg in found.legs:
        assert leg.start.number == at and leg.link.node
        at = leg.link.node.number or ""
        ends = (leg.start.number, at) if leg.forward else (at, leg.start.number)
        assert (*(int(str(end).partition("/")[0]) - 1 for end in ends),) in cited
    assert at == number(end)


@settings(max_examples=40)
@given(edges, st.integers(0, MOST - 1))
def test_impact_is_the_closure_of_what_rests(cited: Edges, start: int) -> None:
    rests = [edge for edge, how in cited.items() if all_relations()[how].rests]
    back = onward({(there, here): "" for here, there in rests})
    expected = {
        number(plan): steps
        for plan in range(MOST)
        if plan != start and (steps := distance(back, start, plan)) is not None
    }
    with Archived(plans(cited)) as store:
        found = repeal_impact.impact(store, number(start), depth=MOST)
    told = {
        item.link.node.number: ring.distance
        for ring in found.rings
        for item in ring.touched
        if item.link.node
    }
    assert (told, found.documents, found.is_complete) == (expected, len(expected), True)


@settings(max_examples=25)
@given(edges, st.integers(0, MOST - 1), st.integers(1, 4))
def test_surroundings_are_all_within_reach(cited: Edges, start: int, depth: int) -> None:
    there, back = onward(cited), onward({(b, a): "" for a, b in cited})
    expected = {
        number(plan)
        for plan in range(MOST)
        for links in (there, back)
        if (steps := distance(links, start, plan)) is not None and steps <= depth
    }
    with Archived(plans(cited)) as store:
        found = surroundings.around(store, number(start), depth=depth)
    assert {node.number for node in found.graph.nodes} == expected
    inside = {e for e in cited if number(e[0]) in expected and number(e[1]) in expected}
    assert len(found.graph.edges) == len(inside)
    assert surroundings.left_out(found) == 0


def _answers(store: Store) -> list[Any]:
    numbers = [item.number for item, _ in RULINGS if item.number]
    questions = [f"{number}, lạng sơn" for number in numbers] + ["12/2018/QĐ-UBND", "luật lưu trữ"]
    answers: list[Any] = [missing_documents.wanted(store)]
    for asked in questions:
        answers += [
            legal_force.status(store, asked, on=None),
            repeal_impact.impact(store, asked),
            surroundings.around(store, asked, depth=3),
        ]
    for end in questions[1:]:
        try:
            answers.append(shortest_path.path(store, questions[0], end))
        except NotFound as error:
            answers.append(error.cause)
    return [_without_ids(as_json(answer)) for answer in answers]


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        ids = {"document", "documents"} if "key" in value or "sentence" in value else set()
        return {k: _without_ids(v) for k, v in value.items() if k not in ids}
    return [_without_ids(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=6)
@given(st.permutations(RULINGS))
def test_the_order_of_arrival_makes_no_difference_to_answers(order: list[Any]) -> None:
    found = []
    for chosen in (RULINGS, order):
        with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "a.db")) as store:
            for item in chosen:
                save_rulings(store, [item])
                if item is chosen[3]:
                    graph.link(store)
            found.append(_answers(store))
    assert found[0] == found[1]
