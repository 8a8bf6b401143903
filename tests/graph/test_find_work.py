"""What the graph answers: cards, namesakes and candidates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.helpers.dispatches import DIRECTIVE, IN_A_FILE, NGHE_AN, citation, letter, other, save
from vnadmin_nlp import graph
from vnadmin_nlp.errors import NotFound
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.row_types import as_json


def test_a_card_tells_both_sides(store: Store) -> None:
    mentioned = citation(
        "31-CT/TU", "2024-03-14", type="Chỉ thị", issuer="Ban Thường vụ Tỉnh ủy",
        relation="implements", pinpoints=("mục 2 phần I",),
        subject="về siết chặt kỷ luật, kỷ cương hành chính",
    )  # fmt: skip
    save(store, letter("citing", mentioned))
    card = graph.cite(store, "chỉ thị số 31 ct/tu").card
    assert card is not None
    assert card.node.issuer == "Ban Thường vụ Tỉnh ủy Lạng Sơn"
    assert (card.node.kind, card.node.date, card.node.cited_by) == ("cited", "2024-03-14", 1)
    assert card.node.subject == mentioned.subject
    (link,) = card.cited_by
    assert link.node and link.node.number == "705-CV/BTGTU"
    assert link.node.issuer == "BAN TUYÊN GIÁO, TỈNH ỦY LẠNG SƠN"
    assert (link.relation, link.page, link.pinpoints) == ("implements", 1, ("mục 2 phần I",))
    assert "31-CT/TU" in link.sentence and link.box == (1, 2, 3, 4)
    assert json.dumps(as_json(card))


def test_namesakes_stand_beside_the_answer(store: Store) -> None:
    rule = other(DIRECTIVE, "rule", number="31-QĐ/TU", doc_type="Quy định")
    away = other(DIRECTIVE, "away", **NGHE_AN)
    plain = other(DIRECTIVE, "plan", number="131-CT/TU")
    save(store, DIRECTIVE, rule, away, plain)
    card = graph.cite(store, "31-CT/TU", issuer="lạng sơn").card
    assert card and {node.documents for node in card.also} == {(2,), (3,)}


@IN_A_FILE
@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        pytest.param("31-CT/TU", {"issuer": "Lạng Sơn"}, id="issuer"),
        pytest.param("31-CT/TU", {"year": 2024, "issuer": "tinh uy lang"}, id="year"),
        pytest.param("Chỉ thị 31", {"issuer": "lang son"}, id="type word and number"),
        pytest.param("31", {"type": "CT", "issuer": "lang son"}, id="number and type"),
        pytest.param("31 CT", {"issuer": "lang son"}, id="the beginning"),
    ],
)
def test_a_question_may_be_put_in_many_ways(
    store: Store, asked: str, filters: dict[str, Any]
) -> None:
    save(store, DIRECTIVE, other(DIRECTIVE, "away", **NGHE_AN, date="2022-01-04"))
    save(store, other(DIRECTIVE, "rule", number="31-QĐ/TU", doc_type="Quy định"))
    card = graph.cite(store, asked, **filters).card
    assert card and card.node.documents == (1,)


@IN_A_FILE
@pytest.mark.parametrize("asked", ["99-CT/TU", "", "luật không có", "\0", "31-CT/TW"])
def test_what_is_not_there_is_not_found(store: Store, asked: str) -> None:
    save(store, DIRECTIVE)
    with pytest.raises(NotFound):
        graph.cite(store, asked)


def test_what_does_not_fit_the_filters_names_what_would(store: Store) -> None:
    save(store, DIRECTIVE)
    with pytest.raises(NotFound, match="known: Chỉ thị 31-CT/TU TỈNH ỦY LẠNG SƠN"):
        graph.cite(store, "31-CT/TU", year=1999)
