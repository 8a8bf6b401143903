"""Dates in every written form, and the line of place and date."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.grammar.dates import find_dates, parse_place_date, print_date

DATES = st.dates(dt.date(1945, 1, 1), dt.date(2100, 12, 31))
FORMS = [
    pytest.param(print_date, id="as box 4 prints it"),
    pytest.param(lambda d: f"ngày {d.day} tháng {d.month} năm {d.year}", id="without zeros"),
    pytest.param(lambda d: f"NGÀY {d.day:02d} THÁNG {d.month} NĂM {d.year}", id="capitals"),
    pytest.param(lambda d: f"ngày {d.day:02d}\ntháng {d.month}\nnăm {d.year}", id="broken lines"),
    pytest.param(lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}", id="slashes"),
    pytest.param(lambda d: f"{d.day}/ {d.month}/ {d.year}", id="slashes and spaces"),
    pytest.param(lambda d: f"{d.day}-{d.month}-{d.year}", id="dashes"),
    pytest.param(lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}", id="full stops"),
    pytest.param(lambda d: f"ngày {d.day}/{d.month}/{d.year}", id="day word and slashes"),
    pytest.param(lambda d: f"ngày {d.day} tháng {d.month}/{d.year}", id="mixed"),
]


@pytest.mark.parametrize("form", FORMS)
@given(date=DATES, before=st.sampled_from(["", "Từ ", "(", "Căn cứ Luật ", "- "]))
def test_a_printed_date_is_found_again(form, date: dt.date, before: str) -> None:
    printed = form(date)
    text = f"{before}{printed}, và"
    for normal in (text, unicodedata.normalize("NFD", text)):
        [found] = find_dates(normal)
        assert found.date == date
        assert (found.day, found.month, found.year) == (date.day, date.month, date.year)
        assert found.text == normal[found.start : found.end]
        assert unicodedata.normalize("NFC", found.text) == printed
        assert not found.repaired


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("ngày 05/9 tới", (5, 9, None), id="no year"),
        pytest.param("ngày 15 tháng 3, ", (15, 3, None), id="no year, in words"),
        pytest.param("tháng 10/2021", (None, 10, 2021), id="month"),
        pytest.param("tháng 9 năm 2022", (None, 9, 2022), id="month in words"),
        pytest.param("ngày 30/02/2024", (30, 2, 2024), id="no such day"),
    ],
)
def test_a_date_with_parts_missing_has_no_calendar_date(text: str, parts: tuple) -> None:
    [found] = find_dates(text)
    assert (found.day, found.month, found.year) == parts
    assert found.date is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("ngày 3O/l1/2024", "2024-11-30", id="O and l"),
        pytest.param("ngày 1S tháng lI năm 2O19", "2019-11-15", id="S, I and O"),
        pytest.param("thang 02, ngay 05 thang 02 nam 2025", "2025-02-05", id="accents lost"),
        pytest.param("ngầy 24 thảng 5 nắm 2025", "2025-05-24", id="accents changed"),
    ],
)
def test_misread_dates_are_mended_within_the_token(text: str, date: str) -> None:
    assert [found.date for found in find_dates(text)][-1] == dt.date.fromisoformat(date)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Nghị định số 30/2020/NĐ-CP", id="number of a decree"),
        pytest.param("Quyết định 12/5/2015/QĐ-UBND", id="number of three parts"),
        pytest.param("giai đoạn 2021-2025, 2016 - 2020", id="periods"),
        pytest.param("tỷ lệ 1/2000, 2/3 số phiếu", id="ratios"),
        pytest.param("ngày 13/13/2024", id="month 13"),
        pytest.param("ngày 05/9/1890", id="no year of ours"),
        pytest.param("ngày | tháng 10 năm", id="a stroke is no day"),
        pytest.param("ngày 14 tháng 1 1 năm 2013", id="a month in two pieces"),
        pytest.param("phiên bản 10.11.12.2023", id="version"),
        pytest.param("năm học 2023 - 2024", id="school year"),
    ],
)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find_dates(text) == []


def test_two_dates_side_by_side_are_two() -> None:
    found = find_dates("03/9/2024-09/9/2024 25/9/2024")
    assert [f.date.day for f in found if f.date] == [3, 9, 25]


@given(
    st.dates(dt.date(1945, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["Hà Nội", "TP. Hà Giang", "Bà Rịa - Vũng Tàu", "Ea H'leo"]),
)
def test_a_printed_place_date_line_is_read_whole(date: dt.date, place: str) -> None:
    for form in ("NFC", "NFD"):
        read = parse_place_date(unicodedata.normalize(form, f"* {place}, {print_date(date)} /"))
        assert read is not None
        assert (read.place, read.date) == (place, date)
        assert read.sure == {"place", "day", "month", "year"}


@pytest.mark.parametrize(
    ("line", "place", "day", "month", "year"),
    [
        pytest.param("An Sơn, ngày4S thang 02 năm 2025", "An Sơn", None, 2, 2025, id="pen"),
        pytest.param("An Sơn, ngày     tháng 02 năm 2025", "An Sơn", None, 2, 2025, id="blank"),
        pytest.param("An Sơn, ngày ... tháng ... năm 2025", "An Sơn", None, None, 2025, id="dots"),
        pytest.param("An Sơn, ngày 3| tháng 12 năm 2024", "An Sơn", None, 12, 2024, id="stroke"),
        pytest.param("An Sơn, ngày 83 tháng 12 năm 2024", "An Sơn", None, 12, 2024, id="day 83"),
        pytest.param("An Sơn, ngầy 05 thảng 9 nam 20 17", "An Sơn", 5, 9, 2017, id="accents, year"),
        pytest.param("A” * An Sơn, ngày 05 tháng 9 năm 2017", "An Sơn", 5, 9, 2017, id="junk"),
        pytest.param("Số: 12/SNV An Sơn, ngày 05 tháng 9 năm 2017", "An Sơn", 5, 9, 2017, id="no."),
        pytest.param("Tp.An Sơn, ngày24 tháng 4 năm 2018", "Tp.An Sơn", 24, 4, 2018, id="glued"),
        pytest.param("An Sơn, ngày ((uháng 9 năm 2017", "An Sơn", None, 9, 2017, id="uháng"),
        pytest.param(", ngày 05 tháng 9 năm 2017", None, 5, 9, 2017, id="no place"),
        pytest.param("An Sơn, ngày 05 tháng 9 năm 20:20", "An Sơn", 5, 9, None, id="year"),
    ],
)
def test_of_a_misread_line_only_plain_digits_count(line, place, day, month, year) -> None:
    read = parse_place_date(line)
    assert read is not None
    assert (read.place, read.day, read.month, read.year) == (place, day, month, year)
    assert (read.date is None) == (None in (day, month, year))


@pytest.mark.parametrize(
    ("line", "unsure"),
    [
        pytest.param("An Sơn, ngày 5 tháng 9 năm 2017", "day", id="day without its zero"),
        pytest.param("An Sơn, ngày 05 tháng 1 năm 2017", "month", id="month without its zero"),
        pytest.param("An Sơn, ngày24 tháng 9 năm 2017", "day", id="digits touch the word"),
        pytest.param("An Sơn ngày 24 tháng 9 năm 2017", "place", id="no comma"),
    ],
)
def test_what_the_rules_would_not_print_is_not_sure(line: str, unsure: str) -> None:
    read = parse_place_date(line)
    assert read is not None
    assert {"place", "day", "month", "year"} - read.sure == {unsure}


def test_the_date_of_a_cited_document_is_no_place_date_line() -> None:
    assert parse_place_date("số 12-NQ/TW, ngày 25 tháng 10 năm 2017") is None


@pytest.mark.parametrize("line", ["", "Kính gửi: Sở Nội vụ", "ngày", "năm 2024"])
def test_another_line_is_no_place_date_line(line: str) -> None:
    assert parse_place_date(line) is None


@pytest.mark.parametrize("hostile", ["ngày ", "1/", "tháng 1 ", "ngày 1 , tháng 1, ", "1 - "])
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    start = time.perf_counter()
    find_dates(hostile * 20_000)
    parse_place_date(hostile * 20_000)
    assert time.perf_counter() - start < 3
