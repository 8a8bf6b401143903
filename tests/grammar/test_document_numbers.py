"""Document numbers and signs: what is found, how it is read, how it compares."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.grammar.document_numbers import (
    DocumentNumber,
    find_numbers,
    lookup_key,
    parse_number,
)

# printed | serial | year | type code | organ | sign | system | what it is
FORMS = """
17-QĐ/TU | 17 | | QĐ | TU | QĐ/TU | party | party
367-QĐ/TWĐTN-VP | 367 | | QĐ | TWĐTN-VP | QĐ/TWĐTN-VP | party | party with a unit
1296-CV/Th.U | 1296 | | CV | Th.U | CV/Th.U | party | dotted organ
12a-KH/TU | 12a | | KH | TU | KH/TU | party | letter after the serial
118/BC-ĐU | 118 | | BC | ĐU | BC-ĐU | party | party paper in state order
1874/QĐ-UBND | 1874 | | QĐ | UBND | QĐ-UBND | state | state
30/2020/NĐ-CP | 30 | 2020 | NĐ | CP | NĐ-CP | state | normative
45/2019/QH14 | 45 | 2019 | | QH14 | QH14 | state | law
01/2018/UBTVQH14 | 01 | 2018 | | UBTVQH14 | UBTVQH14 | state | ordinance
12/UBND-VX | 12 | | | UBND-VX | UBND-VX | state | dispatch
1234/BCA-V03 | 1234 | | | BCA-V03 | BCA-V03 | state | dispatch of a numbered unit
05/SNV-LĐVL&TN | 05 | | | SNV-LĐVL&TN | SNV-LĐVL&TN | state | ampersand
7/TTr-CAT(PC04) | 7 | | TTr | CAT(PC04) | TTr-CAT(PC04) | state | unit in brackets
3/QĐ-BCĐ138 | 3 | | QĐ | BCĐ138 | QĐ-BCĐ138 | state | digits in the organ
2/CTPH-LĐLĐ-SVH,TT | 2 | | CTPH | LĐLĐ-SVH,TT | CTPH-LĐLĐ-SVH,TT | state | commas in the organ
03/2013/TTLT-BNV-BQP | 03 | 2013 | TTLT | BNV-BQP | TTLT-BNV-BQP | state | joint
11/2010/TTLT/BNV-BTC | 11 | 2010 | TTLT | BNV-BTC | TTLT/BNV-BTC | state | joint, older form
63-CP | 63 | | | CP | CP | state | decree before 1997
17-HĐBT | 17 | | | HĐBT | HĐBT | state | Council of Ministers
03/VBHN-VPQH | 03 | | VBHN | VPQH | VBHN-VPQH | state | consolidated text
15/2023/HS-ST | 15 | 2023 | BA | HS-ST | HS-ST | state | judgment
499/BVTW | 499 | | | BVTW | BVTW | state | organ only
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in FORMS.strip().splitlines()]
EVERY_FORM = pytest.mark.parametrize("row", [pytest.param(row[:-1], id=row[-1]) for row in ROWS])


@EVERY_FORM
def test_reads_every_form(row: list[str]) -> None:
    number = parse_number(row[0])
    assert number is not None
    parts = (
        number.canonical,
        number.serial,
        number.year,
        number.type_code,
        number.organ,
        number.sign,
        number.system,
    )
    assert [str(part or "") for part in parts] == row
    assert not number.repaired


@EVERY_FORM
def test_finds_every_form_in_a_sentence(row: list[str]) -> None:
    sentence = f"Thực hiện văn bản số {row[0]} ngày 05/9/2022 của cấp trên."
    (mention,) = find_numbers(sentence)
    assert sentence[mention.start : mention.end] == mention.text == row[0]
    assert mention.number.canonical == row[0]


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        pytest.param("1293 – CV/Th.U", "1293-CV/Th.U", id="en-dash"),
        pytest.param("31- QĐ/TU", "31-QĐ/TU", id="space-after-dash"),
        pytest.param("8651 -CV/BTGTW", "8651-CV/BTGTW", id="space-before-dash"),
        pytest.param("1190-\nQĐ/TU", "1190-QĐ/TU", id="line-break"),
        pytest.param("415 /QĐ-UBND", "415/QĐ-UBND", id="space-before-slash"),
        pytest.param("3107 CV/BTGTU", "3107-CV/BTGTU", id="lost-hyphen"),
        pytest.param("~~3107~~ CV/BTGTU", "3107-CV/BTGTU", id="struck-through"),
        pytest.param("**12**-NQ/TU", "12-NQ/TU", id="emphasis"),
        pytest.param("12∕QÐ-UBND", "12/QĐ-UBND", id="look-alike-letters"),
        pytest.param("20/NQ-СР", "20/NQ-CP", id="cyrillic"),
        pytest.param("05/SY–\nUBND", "05/SY-UBND", id="en-dash-and-break"),
        pytest.param("84/TT r-UBND", "84/TTr-UBND", id="space-inside-a-code"),
        pytest.param("45/VP- .VHXH", "45/VP-VHXH", id="speck-beside-the-hyphen"),
        pytest.param("1428QĐ-UBND", "1428/QĐ-UBND", id="slash-lost"),
        pytest.param("08 a/2010/TT-BTP", "08a/2010/TT-BTP", id="space-before-the-letter"),
        pytest.param("34/2005-QH11", "34/2005/QH11", id="hyphen-after-the-year"),
        pytest.param("139/009/TT-BTC", "139/009/TT-BTC", id="year-without-a-digit"),
        pytest.param("12/2021⁄/QĐ-TTg", "12/2021/QĐ-TTg", id="slash-read-twice"),
    ],
)
def test_spacing_is_no_repair(printed: str, canonical: str) -> None:
    (mention,) = find_numbers(f"theo văn bản số {printed} ngày")
    assert mention.number.canonical == canonical
    assert not mention.number.repaired


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        pytest.param("l24-QĐ/TW", "124-QĐ/TW", id="l-for-1"),
        pytest.param("1O9/QĐ-UBND", "109/QĐ-UBND", id="O-for-0"),
        pytest.param("45/2O20/NĐ-CP", "45/2020/NĐ-CP", id="O-in-the-year"),
        pytest.param("45/2020/ND-CP", "45/2020/NĐ-CP", id="lost-stroke-of-the-type"),
        pytest.param("58/NQ-HDND", "58/NQ-HĐND", id="lost-stroke-of-the-organ"),
        pytest.param("6/CĐ-TTG", "6/CĐ-TTg", id="lost-case"),
        pytest.param("17-QĐlTU", "17-QĐ/TU", id="slash-read-as-l"),
        pytest.param("2683-CV7TU", "2683-CV/TU", id="slash-read-as-7"),
        pytest.param("12/QĐ-T1g", "12/QĐ-TTg", id="TTg"),
        pytest.param("12/QĐĐ-UBND", "12/QĐ-UBND", id="letter-read-twice"),
        pytest.param("47/2024/0Đ-UBND", "47/2024/QĐ-UBND", id="Q-read-as-0"),
        pytest.param("34/2018/OH14", "34/2018/QH14", id="QH-read-as-OH"),
        pytest.param("27/TTr-SNỬ", "27/TTr-SNU", id="accent-in-a-code"),
        pytest.param("5 0/201 0/NĐ-CP", "50/2010/NĐ-CP", id="digits-set-apart"),
    ],
)
def test_mends_and_says_so(printed: str, canonical: str) -> None:
    number = parse_number(printed)
    assert number is not None
    assert (number.canonical, number.repaired) == (canonical, True)


@pytest.mark.parametrize(
    "printed",
    ["12/GM-HĐĐT", "05/BC-ĐĐBQH", "7/QĐ-HĐĐGS", "03/GĐĐ-VP", "19/TB-VPĐĐBQH&HĐND"],
)
def test_a_double_letter_of_a_body_stays(printed: str) -> None:
    number = parse_number(printed)
    assert number is not None
    assert (number.canonical, number.repaired) == (printed, False)


def test_a_listed_code_without_stroke_is_left_alone() -> None:
    assert parse_number("36-HD/VPTW") == find_numbers("số 36-HD/VPTW")[0].number
    assert find_numbers("số 36-HD/VPTW")[0].number.type_code == "HD"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        pytest.param("Số:      /QĐ-UBND", "QĐ-UBND", id="state"),
        pytest.param("Số   -CV/TU", "CV/TU", id="party"),
        pytest.param("Số: ……/TB-STC", "TB-STC", id="dots"),
    ],
)
def test_a_blank_number_keeps_its_sign(text: str, sign: str) -> None:
    (mention,) = find_numbers(text)
    assert (mention.number.serial, mention.number.sign) == (None, sign)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("họp lúc 14/7, nhiệm kỳ 2020-2025, tỷ lệ 95/100", id="dates-and-ratios"),
        pytest.param("Trụ sở tại số 12/4 đường Trần Phú", id="address"),
        pytest.param("tài khoản số 0301-222, điện thoại 0239.3855-123", id="account-and-phone"),
        pytest.param("xe chạy 60km/h, điểm 9/A-B", id="fraction-without-cue"),
        pytest.param("ngày 12/6/2024 UBND-TH họp", id="date-before-a-code"),
        pytest.param("email: phong12/tb@example.vn", id="inside-a-word"),
        pytest.param("số 4?5/QĐ-SYT, số {9|5/QĐ-SYT", id="rest-of-a-misread-number"),
    ],
)
def test_rejects(text: str) -> None:
    assert find_numbers(text) == []


def test_lists_pass_the_cue_on() -> None:
    found = find_numbers("các Công văn số 12/UBND-VX, 13/UBND-TH và 14/UBND-NC")
    assert [m.number.serial for m in found] == ["12", "13", "14"]


@pytest.mark.parametrize(
    "careless",
    ["31 ct tu", "31 CT TU", "31-ct/tu", "31/CT-TU", "số 31 - CT / TU", "031-CT/TU", "31 - CT/TU."],
)
def test_careless_spellings_share_one_key(careless: str) -> None:
    assert lookup_key(careless) == "31/cttu"
    number = parse_number(careless)
    assert number is not None
    assert number.lookup_key == "31/cttu"


@pytest.mark.parametrize(
    ("one", "other"),
    [("30-QĐ/TW", "30/QĐ-TTg"), ("31-CT/TU", "31-TT/TU"), ("12-KH/TU", "12a-KH/TU"),
     ("30/2020/NĐ-CP", "302/NĐ-CP"), ("17-QĐ/TU", "17-QĐ/TW")],
)  # fmt: skip
def test_different_numbers_keep_apart(one: str, other: str) -> None:
    assert lookup_key(one) != lookup_key(other)


NUMBERS = st.one_of(
    st.builds(
        "{}-{}/{}".format,
        st.integers(1, 99999),
        st.sampled_from(["QĐ", "CT", "NQ", "CTr", "TTr", "CV", "KL"]),
        st.sampled_from(["TW", "TU", "BTCTU", "VPHU", "Th.U", "ĐUK", "UBKTĐU"]),
    ),
    st.builds(
        "{}/{}-{}".format,
        st.integers(1, 99999),
        st.sampled_from(["QĐ", "TB", "KH", "TTr", "GM", "BC"]),
        st.sampled_from(["UBND", "SNV", "STC-QLNS", "BGDĐT", "BCĐ138", "TTg"]),
    ),
    st.builds(
        "{:02}/{}/{}".format,
        st.integers(1, 400),
        st.integers(1997, 2030),
        st.sampled_from(["NĐ-CP", "TT-BNV", "NQ-HĐND", "QH15", "TTLT-BNV-BTC"]),
    ),
    st.builds("{}/{}".format, st.integers(1, 9999), st.sampled_from(["UBND-VX", "BCA-V03"])),
)


@given(NUMBERS, st.data())
def test_spacing_and_dashes_never_matter(number: str, data: st.DataObject) -> None:
    gap = st.sampled_from(["", " ", "  ", "\n"])
    dash = st.sampled_from(["-", "–", "‑", "−"])
    printed = "".join(
        data.draw(gap) + (data.draw(dash) if c == "-" else c) + data.draw(gap) if c in "-/" else c
        for c in number
    )
    (mention,) = find_numbers(f"(số {printed})")
    assert mention.number.canonical == number
    assert mention.text == printed


@given(NUMBERS)
def test_case_and_separators_never_matter_to_the_key(number: str) -> None:
    loose = number.lower().replace("-", " ").replace("/", " ")
    assert lookup_key(loose) == lookup_key(number) == lookup_key(number.replace("Đ", "D"))
    parsed = parse_number(loose)
    assert parsed is not None
    assert parsed.lookup_key == lookup_key(number)


@given(st.text(alphabet="0123456789lIO/-–. \nsốSQĐUBNDTh(&,", max_size=80))
def test_any_text_is_read_with_true_spans(text: str) -> None:
    for mention in find_numbers(text):
        assert isinstance(mention.number, DocumentNumber)
        assert text[mention.start : mention.end] == mention.text
    parse_number(text)
    lookup_key(text)


@pytest.mark.parametrize(
    "unit", ["1", "số ", "1/", "1-A.", "1/A&B,C.D", "Số:       ", "1/2020/", "A.A.A.A", "12 - "]
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.perf_counter()
    find_numbers(text)
    lookup_key(text)
    assert time.perf_counter() - started < 4  # seconds; quadratic cost would be minutes
