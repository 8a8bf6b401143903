"""The seeds of costly patterns, and that reading costs linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import text_speed
from vnadmin_nlp.grammar import dates
from vnadmin_nlp.grammar.deadlines import date_mask, deadline_forms
from vnadmin_nlp.parsing import parse

WORDS = st.sampled_from(
    [
        "trước",
        "ngày",
        "tháng",
        "năm",
        "05/9/2022",
        "15/6",
        "tháng 9 năm 2024",
        "quý I",
        "trong",
        "05 ngày làm việc",
        "kể từ ngày ký",
        "hằng quý",
        "định kỳ 6 tháng",
        "một lần",
        "hạn cuối:",
        ",",
        ".",
        "(",
        ")",
        "-",
        "–",
        "đến",
        "hết",
        "cuối",
        "16h00",
        "thứ Sáu",
        "hôm nay",
        "chậm nhất",
        "là",
        "sau khi",
        "nhận được văn bản",
        "số 12/QĐ-UBND",
        "thời gian gửi:",
        "3",
        "và",
        "cùng",
        "\n",
        "30/2020/NĐ-CP",
        "7 - 11 - 2023",
        "O5/l2/2O24",
        "ngày 25 hằng tháng",
        "mười lăm ngày",
    ]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


@given(TEXTS)
def test_dates_around_their_seeds_are_all_dates(text: str) -> None:
    everywhere = [match.span() for match in dates._DATE.finditer(text)]
    seeded = [
        match.span()
        for start, end in dates._SEED.regions(text)
        for match in dates._DATE.finditer(text, start, end)
    ]
    assert seeded == everywhere


@given(TEXTS)
def test_forms_around_their_seeds_are_all_forms(text: str) -> None:
    masked = date_mask.mask(text).text
    for form in deadline_forms.forms():
        everywhere = [match.span() for match in form.pattern.finditer(masked)]
        seeded = [
            match.span()
            for start, end in form.seed.regions(masked)
            if any(word in masked[start:end] for word in form.words)
            for match in form.pattern.finditer(masked, start, end)
        ]
        assert seeded == everywhere, form.name


def test_pieces_are_of_one_size() -> None:
    cut = text_speed.pieces(["ủy ban " * 1000, "ngắn"], size=1000)
    assert len(cut) == 9
    assert {len(piece.encode()) for piece in cut} <= set(range(995, 1001))


@pytest.mark.parametrize(
    "unit",
    [
        "Quyết định này, ",
        "các văn bản nêu trên; ",
        "Kế hoạch số 5, Kế hoạch 5 nêu trên ",
        "khoản 1, khoản 2, ",
        "12/2020/12/2020-",
        "1-A/",
        "trước ngày ",
        "05 ngày làm việc kể từ ",
        "số ",
        "được sửa đổi bởi Nghị định số 5/2020/NĐ-CP, ",
        "(sửa đổi ",
        "-/",
        "Luật Giá và ",
    ],
)
def test_ten_times_the_text_costs_about_ten_times(unit: str) -> None:
    def cost(length: int) -> float:
        text = unit * (length // len(unit))
        best = float("inf")
        for turn in range(3):
            begun = time.process_time()
            parse(text + " " * turn)
            best = min(best, time.process_time() - begun)
        return best

    parse(unit)  # compiles the patterns
    assert cost(50_000) < 40 * cost(5_000) + 0.3  # seconds; quadratic would be 100 times


def test_eyecite_is_left_out_where_its_text_is_not_at_hand() -> None:
    assert "not measured" in text_speed.eyecite("python", None, 1)
