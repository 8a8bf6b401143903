"""One item for each cited document: what its mentions tell together."""

from __future__ import annotations

import pytest

from vnadmin_nlp.extraction.citations.find_citations import find_citations
from vnadmin_nlp.extraction.citations.merge_citations import merge_citations

A = "Quyết định số 1/QĐ-UBND ngày 01/02/2023 của UBND tỉnh"
B = "Quyết định số 2/QĐ-UBND ngày 02/02/2023 của UBND tỉnh"


def merged(text: str) -> list[tuple[str | None, str | None, str]]:
    items = merge_citations(find_citations(text))
    return [(m.number or m.title, m.date and m.date.isoformat(), m.relation) for m in items]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param(
            f"V/v thực hiện Quyết định số 1/QĐ-UBND\n{A} nêu rõ.",
            [("1/QĐ-UBND", "2023-02-01", "implements")],
            id="best-of-two",
        ),
        pytest.param(
            f"Thực hiện {A}. Kèm Quyết định số 1 và mẫu.",
            [("1/QĐ-UBND", "2023-02-01", "implements")],
            id="short-form-joins",
        ),
        pytest.param(
            "Nghị quyết số 1-NQ/TU và Quyết định số 1-QĐ/TU; theo Quyết định số 1.",
            [("1-NQ/TU", None, "mentions"), ("1-QĐ/TU", None, "pursuant")],
            id="short-form-by-type",
        ),
        pytest.param(
            "Nghị định số 8/2024/NĐ-CP ngày 01/02/2024; Nghị định số 8/2024/NĐ-CP ngày 01/02/2004",
            [("8/2024/NĐ-CP", "2024-02-01", "mentions")],
            id="year-in-the-number-decides",
        ),
        pytest.param(
            "Quyết định số 12/QĐ-UBND ngày 01/02/2023; Quyết định số 12/QĐ-UBND ngày 05/4/2021",
            [("12/QĐ-UBND", "2023-02-01", "mentions"), ("12/QĐ-UBND", "2021-04-05", "mentions")],
            id="series-of-two-years",
        ),
        pytest.param(
            "Luật Giá ngày 19/6/2023; theo Luật giá.",
            [("Luật Giá", "2023-06-19", "pursuant")],
            id="law-again",
        ),
        pytest.param(
            "Quy định số 30-QĐ/TW khác Quyết định số 30/QĐ-TTg.",
            [("30-QĐ/TW", None, "mentions"), ("30/QĐ-TTg", None, "mentions")],
            id="same-serial",
        ),
        pytest.param(
            "1296 – CV/Th.U; Công văn số 1296 – CV/Th.U; Công văn số 1296-CV/ThU.",
            [("1296-CV/Th.U", None, "mentions")],
            id="two-spellings",
        ),
        pytest.param(
            "theo Nghị định số 30 về văn thư.", [("30", None, "pursuant")], id="short-form-alone"
        ),
        pytest.param("thuộc Chương trình 1125 của tỉnh.", [], id="bare-short-form-alone"),
    ],
)
def test_one_item_per_document(text: str, items: list[tuple[str | None, str | None, str]]) -> None:
    assert merged(text) == items


def test_merged_items_keep_every_mention() -> None:
    (item,) = merge_citations(find_citations(f"Căn cứ {A}; theo khoản 1 Điều 2 {A}."))
    assert len(item.mentions) == 2
    assert item.pinpoints == ("khoản 1 Điều 2",)
