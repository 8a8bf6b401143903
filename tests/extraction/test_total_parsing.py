"""Any text gives a result: no sentence, however odd, ends a parser or costs a record."""

from __future__ import annotations

import gzip
import io
import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp import parse
from vnadmin_nlp.cli.parse import each_line
from vnadmin_nlp.errors import ExitCode
from vnadmin_nlp.parsing import Setting
from vnadmin_nlp.parsing import parse as parse_in
from vnadmin_nlp.vocab import doc_types

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "text"
CODES = sorted({code for kind in doc_types.all_types() for code in (kind.code, *kind.aliases)})
PIECES = [
    *CODES, "Quyết định", "Nghị định", "Luật Đất đai", "Thông tư liên tịch", "Văn bản", "các",
    "số", "Số:", "12", "31", "2024", "05/2009", "/", "-", "_", "/TU", "/TW", "-BTC", "-BTC-BNV",
    "và", ",", ";", "(", ")", "\n", "Chương V", "khoản 2", "Điều 5", "Phụ lục I", "Mẫu số 02",
    "của", "Tỉnh ủy", "UBND tỉnh", "ngày", "tháng", "năm", "trước ngày", "15/3/2024", "30/2",
    "hằng tháng", "trong thời hạn", "05 ngày", "kể từ ngày ký", "này", "nêu trên", "thay thế",
    "được sửa đổi bởi", "Căn cứ", "“", "”", "…",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Quyết định số 31-QĐ/TU và 12-HĐ/TU",
         [("31-QĐ/TU", "Quyết định"), ("12-HĐ/TU", "Hợp đồng")]),
        ("Thông tư liên tịch số 05/2009/TTLT-BTC-BNV và 12TTLT-BTC",
         [("05/2009/TTLT-BTC-BNV", "Thông tư liên tịch"), ("12/TTLT-BTC", "Thông tư liên tịch")]),
    ],
    ids=["State code behind a Party number", "separator lost"],
)  # fmt: skip
def test_a_list_goes_on_with_a_number_of_another_type(text, numbers):
    assert [(found.number, found.type) for found in parse(text).citations] == numbers


def test_underscores_join_a_place_to_the_act_it_lies_in():
    [law] = parse("theo quy_định tại Chương V_Luật Lưu trữ số 33/2024/QH15").citations
    assert (law.number, law.pinpoints) == ("33/2024/QH15", ("Chương V",))


@pytest.mark.parametrize("code", CODES)
def test_every_type_code_may_continue_a_list(code):
    heads = ("Quyết định số 31-QĐ/TU", "Nghị định số 30/2020/NĐ-CP", "Luật Lưu trữ số 33/2024/QH15")
    tails = ("12-{}/TU", "12/{}-BTC", "12{}-BTC", "12/2020/{}-BTC", "12, 13 và 15-{}/TU")
    for head, glue, tail in product(heads, (" và ", ", số ", "_"), tails):
        parse(head + glue + tail.format(code))


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["", " ", "_"]))
def test_pieces_of_citations_in_any_order_give_a_result(pieces, glue):
    text = glue.join(pieces)
    found = parse(text)
    for item in (*found.citations, *found.deadlines):
        assert 0 <= item.start <= item.end <= len(text)


@given(st.text(max_size=200))
def test_any_text_gives_a_result(text):
    parse(text)


def test_a_fault_costs_its_line_alone(monkeypatch, capsys):
    def fails_once(text, setting):
        if "lỗi" in text:
            raise IndexError("list index out of range")
        return parse_in(text, setting)

    monkeypatch.setattr("vnadmin_nlp.parsing.parse", fails_once)
    lines = "Quy định số 41-QĐ/TU\nlỗi\nQuy định số 42-QĐ/TU\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    code = each_line(Setting())
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == ExitCode.SOME_FAILED
    assert [[item["number"] for item in line["citations"]] for line in found] == [
        ["41-QĐ/TU"], [], ["42-QĐ/TU"],
    ]  # fmt: skip
    assert found[1]["error"].startswith("internal error (IndexError")


@pytest.mark.skipif(not TEXTS.exists(), reason="the private set ../shared/text is absent")
def test_sentences_with_joined_words_give_a_result():
    with gzip.open(TEXTS / "vnlegaltext_val.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for value in json.loads(line).values():
                if isinstance(value, str):
                    parse(value)
