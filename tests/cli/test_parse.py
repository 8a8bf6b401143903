"""A text, or one citation as somebody types it: what ``vnadmin parse`` and ``parse`` tell of it."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.vnadmin_cli import python, vnadmin
from vnadmin_nlp import parse
from vnadmin_nlp.parsing import Setting
from vnadmin_nlp.parsing import parse as parse_in
from vnadmin_nlp.text.unicode import nfc, nfc_with_offsets

SENTENCE = (
    "Thực hiện Quy định số 41-QĐ/TU, ngày 15/3/2023 của Tỉnh ủy, các chi bộ báo cáo"
    " trước ngày 20/5/2023; theo khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP."
)


def test_citations_and_deadlines_stand_with_their_offsets() -> None:
    found = parse(SENTENCE).to_json()
    first, second = found["citations"]
    assert {
        name: first[name] for name in ("text", "number", "type", "date", "issuer", "relation")
    } == {
        "text": "Quy định số 41-QĐ/TU",
        "number": "41-QĐ/TU",
        "type": "Quy định",
        "date": "2023-03-15",
        "issuer": "Tỉnh ủy",
        "relation": "implements",
    }
    assert (second["relation"], second["pinpoints"]) == ("pursuant", ["khoản 2 Điều 5"])
    assert second["key"] == "30/2020/ndcp|nghi dinh|chinh phu@central:|2020"
    (deadline,) = found["deadlines"]
    assert (deadline["date"], deadline["text"]) == ("2023-05-20", "trước ngày 20/5/2023")
    for item in (first, second, deadline):
        assert SENTENCE[item["start"] : item["end"]] == item["text"]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_offsets_are_those_of_the_text_as_given(form: str) -> None:
    text = unicodedata.normalize(form, SENTENCE)
    composed = parse(SENTENCE)
    found = parse(text)
    assert [nfc(text[m.start : m.end]) for m in found.citations] == [
        m.text for m in composed.citations
    ]
    assert [nfc(text[d.start : d.end]) for d in found.deadlines] == [
        d.text for d in composed.deadlines
    ]
    assert found.keys == composed.keys


@given(st.text(alphabet="aăâđeêuưyỦủệ\u0300\u0301\u0309\u0323 \n/-1ﬁ가", max_size=40))
def test_letters_keep_their_places_whatever_their_form(text: str) -> None:
    plain, offsets = nfc_with_offsets(text)
    assert len(offsets) == len(plain) + 1
    assert list(offsets) == sorted(offsets)
    assert nfc(plain) == nfc(text)
    for i in range(len(plain) + 1):
        assert nfc(text[: offsets[i]] + text[offsets[i] :]) == nfc(text)


@pytest.mark.parametrize(
    ("typed", "number", "kind"),
    [
        ("31 ct tu", "31-CT/TU", "Chỉ thị"),
        ("  31/CT-TU ", "31/CT-TU", "Chỉ thị"),
        ("Số: 30 /2020/ND-CP", "30/2020/NĐ-CP", "Nghị định"),
        ("41-QĐ/TU", "41-QĐ/TU", None),  # Quyết định and Quy định are both written so
    ],
)
def test_a_number_alone_is_a_citation(typed: str, number: str, kind: str | None) -> None:
    (found,) = parse(typed).to_json()["citations"]
    assert (found["number"], found["type"]) == (number, kind)
    assert typed[found["start"] : found["end"]] == typed.strip()


def test_the_setting_tells_whose_committee_is_meant_and_when() -> None:
    setting = Setting(date=dt.date(2024, 12, 2), issuing_body="Tỉnh ủy Lạng Sơn")
    found = parse_in("Theo Chỉ thị số 31-CT/TU của Tỉnh ủy, gửi trước ngày 25/12.", setting)
    assert found.keys == ("31/cttu|chi thi|dang uy@province:lang son|",)
    assert found.deadlines[0].date == dt.date(2024, 12, 25)


def test_the_number_of_its_own_document_is_no_citation() -> None:
    text = "Số: 12/TTr-STC. Theo Quyết định số 45/QĐ-UBND."
    found = parse_in(text, Setting(number="12/TTr-STC"))
    assert [mention.number for mention in found.citations] == ["45/QĐ-UBND"]


def lines_of(content: bytes) -> tuple[int, list[dict[str, object]]]:
    ended = subprocess.run(
        python("parse", "--lines"), input=content, capture_output=True, check=False
    )
    return ended.returncode, [json.loads(line) for line in ended.stdout.decode().splitlines()]


def test_every_line_is_a_text_of_its_own() -> None:
    texts = [SENTENCE, "", "Không viện dẫn gì.", "a\u2028Theo Nghị định số 30/2020/NĐ-CP", SENTENCE]
    code, found = lines_of("\r\n".join(texts).encode())
    assert code == 0
    assert [len(line["citations"]) for line in found] == [2, 0, 0, 1, 2]  # type: ignore[arg-type]
    assert found[0] == json.loads(json.dumps(parse(SENTENCE).to_json()))
    (cited,) = found[3]["citations"]  # type: ignore[misc]
    assert texts[3][cited["start"] : cited["end"]] == "Nghị định số 30/2020/NĐ-CP"


def test_a_line_that_cannot_be_read_costs_no_other() -> None:
    code, found = lines_of(b"\xff\xfe\n" + "Theo Nghị định số 30/2020/NĐ-CP\n".encode())
    assert code == 1
    assert found[0] == {"citations": [], "deadlines": [], "error": "not UTF-8 at byte 0"}
    assert len(found[1]["citations"]) == 1  # type: ignore[arg-type]


def test_the_terminal_shows_what_was_read_and_from_where() -> None:
    ended = vnadmin("parse", SENTENCE, "--issuer", "Tỉnh ủy Lạng Sơn")
    assert ended.code == 0
    assert "41-QĐ/TU · Quy định · Tỉnh ủy · 15/3/2023" in ended.out
    assert "“Quy định số 41-QĐ/TU” 10–30" in ended.out
    assert "dang uy@province:lang son" in ended.out


def test_a_text_without_anything_says_so() -> None:
    ended = vnadmin("parse", "Không viện dẫn gì.")
    assert (ended.code, ended.out) == (6, "")
    assert "no citation" in ended.err
    assert vnadmin("parse", "Không viện dẫn gì.", "--json").code == 0


def test_lines_come_from_standard_input_alone() -> None:
    assert vnadmin("parse", "--lines", "31 ct tu").code == 2
