"""Mentions that stand for others: the document itself, words that point back, short forms."""

from __future__ import annotations

import unicodedata

import pytest

from vnadmin_nlp.extraction.citations.find_citations import find_citations
from vnadmin_nlp.extraction.citations.merge_citations import merge_citations

A = "Quyết định số 1/QĐ-UBND ngày 01/02/2023 của UBND tỉnh"
B = "Kế hoạch số 2/KH-UBND ngày 02/02/2023 của UBND tỉnh"
C = "Quyết định số 3/QĐ-UBND ngày 03/02/2023 của UBND tỉnh"


def pointed(text: str) -> list[tuple[str, str, tuple[int, ...]]]:
    return [
        (one.text, one.relation, one.refers_to)
        for one in find_citations(text)
        if one.relation in ("self", "anaphora") or one.short
    ]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        pytest.param("Quyết định này có hiệu lực.", [("Quyết định này", "self", ())], id="self"),
        pytest.param("Văn bản này hợp nhất", [("Văn bản này", "self", ())], id="self-any-type"),
        pytest.param(
            "tại Điều 3 Quyết định này", [("Quyết định này", "self", ())], id="self-after-article"
        ),
        pytest.param(
            "nghiêm túc thực hiện văn bản nêu trên",
            [("văn bản nêu trên", "anaphora", ())],
            id="nothing-named-before",
        ),
        pytest.param(
            f"{A}; {B}; thực hiện Kế hoạch nêu trên.",
            [("Kế hoạch nêu trên", "anaphora", (1,))],
            id="by-type",
        ),
        pytest.param(
            f"{A}; {B}. Thực hiện văn bản trên.",
            [("văn bản trên", "anaphora", (1,))],
            id="nearest-of-any-type",
        ),
        pytest.param(
            f"Theo {C}.\nThực hiện {A} và {B}. Các văn bản trên đã hết hiệu lực.",
            [("Các văn bản trên", "anaphora", (1, 2))],
            id="all-of-the-last-list",
        ),
        pytest.param(
            f"Thực hiện {A}, {B} và {C}, các Quyết định nêu trên còn hiệu lực.",
            [("các Quyết định nêu trên", "anaphora", (0, 2))],
            id="those-of-the-type",
        ),
        pytest.param(f"{A}; Chương trình trên gồm 12 đề án.", [], id="no-act-of-the-type-before"),
        pytest.param(f"{B}. Kế hoạch trên địa bàn tỉnh", [], id="trên-of-place"),
        pytest.param("theo quy định này và kế hoạch trên cơ sở", [], id="small-letters"),
        pytest.param(
            f"{A}; {C}; theo Quyết định 1, các sở",
            [("Quyết định 1", "pursuant", (0,))],
            id="short-form",
        ),
        pytest.param(
            f"{A}; Quyết định số 01/QĐ-SNV; theo Quyết định số 1.",
            [("Quyết định số 1", "pursuant", (1,))],
            id="short-form-of-the-nearest",
        ),
        pytest.param(
            "Nghị định số 8/2024/NĐ-CP; Nghị định số 8/2020/NĐ-CP; theo Nghị định 8/2024.",
            [("Nghị định 8/2024", "pursuant", (0,))],
            id="short-form-with-year",
        ),
        pytest.param(
            "theo Nghị định 30, các cơ quan", [("Nghị định 30", "pursuant", ())], id="short-alone"
        ),
    ],
)
def test_what_is_pointed_to(text: str, mentions: list[tuple[str, str, tuple[int, ...]]]) -> None:
    assert pointed(text) == mentions


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        pytest.param(
            f"Căn cứ {A} được sửa đổi, bổ sung bởi {C};",
            [("basis", None), ("amends", 0)],
            id="passive",
        ),
        pytest.param(
            f"{A} (đã được sửa đổi tại {C}, {B}).",
            [("mentions", None), ("amends", 0), ("amends", 0)],
            id="passive-with-two-agents",
        ),
        pytest.param(
            f"Theo {A} đã được {C} thay thế.",
            [("pursuant", None), ("replaces", 0)],
            id="agent-before-the-verb",
        ),
        pytest.param(f"{C} bãi bỏ {A}.", [("repeals", 1), ("mentions", None)], id="active"),
        pytest.param(
            f"Căn cứ {C} sửa đổi, bổ sung Điều 2 {A};",
            [("basis", None), ("mentions", None)],
            id="own-relation-is-kept",
        ),
        pytest.param(
            f"Quyết định này được thay thế bởi {C}.",
            [("self", None), ("replaces", 0)],
            id="itself-is-replaced",
        ),
        pytest.param(
            f"Quyết định này thay thế {A}.", [("self", None), ("replaces", None)], id="replaces"
        ),
    ],
)
def test_of(text: str, relations: list[tuple[str, int | None]]) -> None:
    assert [(one.relation, one.of) for one in find_citations(text)] == relations


def test_what_does_not_apply_is_only_mentioned() -> None:
    (found,) = find_citations(f"không thực hiện theo {A}.")
    assert (found.negated, found.relation) == (True, "mentions")


def test_a_cue_in_brackets_ends_with_them() -> None:
    found = find_citations(f"Căn cứ {A} (sửa đổi năm 2018); {B};")
    assert [one.relation for one in found] == ["basis", "basis"]


def test_records_count_words_that_point_back_as_mentions() -> None:
    text = f"Thực hiện {A}. Quyết định này thay Quyết định 1. Quyết định nêu trên hết hiệu lực."
    (item,) = merge_citations(find_citations(text))
    assert [m.text for m in item.mentions] == [
        "Quyết định số 1/QĐ-UBND", "Quyết định 1", "Quyết định nêu trên",
    ]  # fmt: skip
    assert item.relation == "implements"


def test_records_keep_which_item_another_one_changes() -> None:
    text = f"Thực hiện {B}. {A} được thay thế bởi {C}. Căn cứ {B}."
    items = merge_citations(find_citations(text))
    assert [(item.relation, item.of) for item in items] == [
        ("basis", None), ("mentions", None), ("replaces", 1),
    ]  # fmt: skip


def test_laws_named_by_number_alone_are_not_one_law() -> None:
    items = merge_citations(find_citations("theo Luật số 32/2013/QH13, Luật số 46/2014/QH13."))
    assert [(item.title, item.number) for item in items] == [
        (None, "32/2013/QH13"), (None, "46/2014/QH13"),
    ]  # fmt: skip


def test_spans_fall_on_decomposed_text() -> None:
    text = f"Thực hiện khoản 2 Điều 5 {A}; Quyết định nêu trên."
    apart = unicodedata.normalize("NFD", text)
    whole, parted = find_citations(text), find_citations(apart)
    assert [one.text for one in whole] == [unicodedata.normalize("NFC", one.text) for one in parted]
    for one in parted:
        assert apart[one.start : one.end] == one.text
    assert apart[slice(*(parted[0].place or (0, 0)))] == unicodedata.normalize(
        "NFD", "khoản 2 Điều 5"
    )


def test_what_is_done_to_what_words_point_to_is_done_to_that() -> None:
    text = f"Thực hiện {B}. Kế hoạch nêu trên được thay thế bởi Kế hoạch số 9/KH-UBND."
    found = find_citations(text)
    assert [(one.relation, one.of) for one in found][1:] == [("anaphora", None), ("replaces", 1)]
    plan, other = merge_citations(found)
    assert (plan.relation, other.relation, other.of) == ("implements", "replaces", 0)


def test_what_nobody_named_is_still_what_something_is_done_to() -> None:
    found = find_citations("Kế hoạch nêu trên được thay thế bởi Kế hoạch số 9/KH-UBND.")
    assert [(one.relation, one.of) for one in found] == [("anaphora", None), ("replaces", 0)]
    assert [item.relation for item in merge_citations(found)] == ["mentions"]
