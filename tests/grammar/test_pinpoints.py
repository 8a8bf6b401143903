"""Places inside acts: how runs of them are found and taken apart."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.grammar.pinpoints import find_pinpoints


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param("điểm b khoản 3 Điều 12", ["điểm b khoản 3 Điều 12"], id="small-to-large"),
        pytest.param("Điều 12, khoản 3, điểm b", ["điểm b khoản 3 Điều 12"], id="large-to-small"),
        pytest.param(
            "khoản 1, khoản 3 Điều 5 và Điều 9",
            ["khoản 1 Điều 5", "khoản 3 Điều 5", "Điều 9"],
            id="list-sharing-an-article",
        ),
        pytest.param(
            "các điểm a, b và đ khoản 1 Điều 2",
            ["điểm a khoản 1 Điều 2", "điểm b khoản 1 Điều 2", "điểm đ khoản 1 Điều 2"],
            id="list-of-letters",
        ),
        pytest.param("từ Điều 3 đến Điều 7", ["Điều 3", "Điều 7"], id="range"),
        pytest.param(
            "Điều 5, Điều 6, khoản 7 Điều 8", ["Điều 5", "Điều 6", "khoản 7 Điều 8"], id="mixed"
        ),
        pytest.param("mục 3 phần II", ["mục 3 phần II"], id="party"),
        pytest.param("mục II.2", ["mục II.2"], id="dotted"),
        pytest.param("điểm 1.3", ["điểm 1.3"], id="numbered-point"),
        pytest.param(
            "gạch đầu dòng thứ 2 mục 3", ["gạch đầu dòng thứ 2 mục 3"], id="dash-of-a-list"
        ),
        pytest.param("Chương III, Chương IV", ["Chương III", "Chương IV"], id="chapters"),
        pytest.param("Mẫu số 02 Phụ lục I", ["Mẫu số 02 Phụ lục I"], id="form-in-annex"),
        pytest.param("khoản 9\nđiều 33", ["khoản 9 điều 33"], id="line-break"),
        pytest.param("khoản 4 của Điều 5", ["khoản 4 Điều 5"], id="joined-by-của"),
    ],
)
def test_takes_runs_apart(text: str, places: list[str]) -> None:
    sentence = f"Thực hiện {text} Nghị định này"
    (mention,) = find_pinpoints(sentence)
    assert list(mention.places) == places
    assert sentence[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text",
    ["quan điểm có trước", "điểm cầu thành phố", "phần năm 2024", "điều hành", "mục tiêu 5 năm"],
)
def test_other_words_are_no_places(text: str) -> None:
    assert find_pinpoints(text) == []


def test_separate_acts_have_separate_runs() -> None:
    found = find_pinpoints("khoản 2 Điều 5 Luật Giá và Điều 7 Luật Phí và lệ phí")
    assert [m.places for m in found] == [("khoản 2 Điều 5",), ("Điều 7",)]


@given(st.text(alphabet="điểmkhoảnĐiều mục1230,; abvàII.\n", max_size=60))
def test_spans_are_true_for_any_text(text: str) -> None:
    for mention in find_pinpoints(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.places


@pytest.mark.parametrize("unit", ["khoản 1, ", "điểm a ", "Điều 1 khoản 2 ", "mục i.1.1", "phần "])
def test_hostile_text_costs_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    find_pinpoints(text)
    assert time.perf_counter() - started < 4  # seconds; quadratic cost would be minutes
