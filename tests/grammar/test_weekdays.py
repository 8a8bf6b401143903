"""Days of the week beside dates: how they are written, and what they tell of a document's date."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.sheets import STATE_LETTER, sheet
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.extraction.evidence.from_weekdays import chance_ahead
from vnadmin_nlp.grammar.weekdays import find_weekdays, without_weekday
from vnadmin_nlp.layout import documents
from vnadmin_nlp.model.record import Record, SourceFile


@pytest.mark.parametrize(
    ("text", "weekday", "day", "month", "year"),
    [
        ("Họp vào thứ Sáu, ngày 15/11.", 5, 15, 11, None),
        ("Thứ 6 ngày 15 tháng 11 năm 2024", 5, 15, 11, 2024),
        ("vào sáng thứ Bảy (16/11)", 6, 16, 11, None),
        ("Chủ nhật, ngày 17/11/2024", 7, 17, 11, 2024),
        ("khai mạc lúc 7 giờ 30 phút, ngày thứ ba, 12/11/2024.", 2, 12, 11, 2024),
        ("Bắt đầu: 8g 00 ngày thứ năm 14/ 11/2024", 4, 14, 11, 2024),
        ("(bắt đầu 8 g30, thứ hai, ngày 18/11/2024)", 1, 18, 11, 2024),
        ("trước ngày 20-11-2024 (thứ Tư)", 3, 20, 11, 2024),
        ("13h30 chiều thứ năm, 29.02", 4, 29, 2, None),
    ],
)
def test_a_day_of_the_week_beside_its_date(text, weekday, day, month, year):
    (found,) = find_weekdays(text)
    assert (found.weekday, found.day, found.month, found.year) == (weekday, day, month, year)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "Kỳ họp thứ 7, ngày 12 tháng 12 năm 2023",
        "Hội nghị lần thứ tư ngày 04/10/2021",
        "lệ phí được thu từ ngày 01/01/2024",
        "trước ngày 31 tháng 7 năm thứ ba của kế hoạch",
        "Tháng hưởng thứ ba là từ ngày 01/3/2022",
        "thứ Tư, 31/02/2024",
        "thứ Hai, 12/2024/TT-BNV",
        "xã Thứ Ba, huyện An Phú",
    ],
)
def test_ordinals_fees_and_places_are_no_days_of_the_week(text):
    assert find_weekdays(text) == []


@pytest.mark.parametrize(
    ("line", "left", "weekday"),
    [
        ("An Phú, thứ 6 ngày 15 tháng 11 năm 2024", "An Phú, ngày 15 tháng 11 năm 2024", 5),
        ("An Phú, Chủ nhật, ngày 17 tháng 11", "An Phú, ngày 17 tháng 11", 7),
        ("An Phú, ngày 15 tháng 11 năm 2024", "An Phú, ngày 15 tháng 11 năm 2024", None),
        ("Thứ Ba, ngày 15 tháng 11 năm 2024", "Thứ Ba, ngày 15 tháng 11 năm 2024", None),
    ],
)
def test_a_day_of_the_week_in_the_line_of_place_and_date(line, left, weekday):
    assert without_weekday(line) == (left, weekday)


@given(st.dates(dt.date(1946, 1, 1), dt.date(2099, 1, 1)), st.integers(-180, 180))
def test_a_day_without_a_year_is_the_nearest_one(date, days):
    named = date + dt.timedelta(days=days)
    (found,) = find_weekdays(f"thứ Ba, ngày {named:%d/%m}")
    assert (found.near(date).day, found.near(date).month) == (named.day, named.month)
    assert abs((found.near(date) - date).days) <= abs(days)


@given(st.text())
def test_any_text_is_looked_through_without_harm(text):
    for one in find_weekdays(text):
        assert 1 <= one.weekday <= 7
    without_weekday(text)


@pytest.mark.parametrize("piece", ["thứ ", "ngày ", "1/1 (", "thứ hai ", "12/1", "thứ hai, ngày 1"])
def test_hostile_text_takes_no_longer_than_its_length(piece):
    begun = time.process_time()
    find_weekdays(piece * 20000)
    without_weekday(piece * 20000)
    assert time.process_time() - begun < 2


DUTY = "nộp hồ sơ, tài liệu đến hạn trước ngày 30/11/2024./."


def letter(duty: str = DUTY, line: str = "An Phú, ngày 05 tháng 9 năm 2024", **pen) -> Record:
    told = {DUTY: duty, "An Phú, ngày 05 tháng 9 năm 2024": line}
    rows = [(x, y, told.get(text, text)) for x, y, text in STATE_LETTER]
    (document,) = documents([sheet(rows, pen=dict(pen))])
    source = SourceFile(file="a.pdf", sha256="0" * 64, pages=1)
    return extract_record(document, id="x", source=source)


def heard(record: Record) -> dict[str, bool]:
    return {one.by: one.agrees for one in record.evidence["date"].witnesses}


def test_days_to_come_that_fit_are_told_and_doubt_nothing():
    record = letter("và họp lúc 8 giờ, thứ Sáu, ngày 13/9./.")
    assert record.date == dt.date(2024, 9, 5)
    assert "date" not in record.review
    assert heard(record) == {"weekdays": True, "days-to-come": True, "cited-dates": True}


def test_a_year_in_which_the_day_falls_otherwise_makes_the_date_doubtful():
    record = letter("và họp lúc 8 giờ, thứ Sáu, ngày 13/9./.", "An Phú, ngày 05 tháng 9 năm 2025")
    assert record.date == dt.date(2025, 9, 5)
    assert "date" in record.review
    assert not heard(record)["weekdays"]


@pytest.mark.parametrize(
    ("line", "agrees"),
    [
        ("An Phú, thứ Năm, ngày 05 tháng 9 năm 2024", True),
        ("An Phú, thứ Sáu, ngày 05 tháng 9 năm 2024", False),
    ],
)
def test_the_day_of_the_week_beside_the_date_itself(line, agrees):
    record = letter(line=line)
    assert (record.place, record.date) == ("An Phú", dt.date(2024, 9, 5))
    assert heard(record)["weekday"] is agrees
    assert ("date" in record.review) is not agrees


def test_the_day_of_the_week_decides_between_readings_of_a_pen():
    doubted = {"05": (("08", 0.45), ("05", 0.3))}
    assert letter(**doubted).date is None
    beside = letter(line="An Phú, thứ Năm, ngày 05 tháng 9 năm 2024", **doubted)
    assert beside.date == dt.date(2024, 9, 5)
    ahead = letter("và họp lúc 8 giờ, thứ Sáu, ngày 06/9/2024./.", **doubted)
    assert ahead.date == dt.date(2024, 9, 5)
    assert "date" in ahead.review


@pytest.mark.parametrize(
    "duty",
    [
        pytest.param("và họp lúc 8 giờ, thứ Hai, ngày 13/9/2024./.", id="no-such-day"),
        pytest.param("và họp lúc 8 giờ, ngày 13/9/2024./.", id="no-day-of-the-week"),
    ],
)
def test_what_contradicts_itself_is_not_heard(duty):
    assert heard(letter(duty)) == {"cited-dates": True}


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_a_day_is_named_shortly_before_it_comes(days, more):
    assert chance_ahead(days) > chance_ahead(days + more) > 0
    assert chance_ahead(days) > chance_ahead(-days) or days == 0


def test_a_deadline_on_another_day_of_the_week_is_named_for_review():
    right = letter("nộp hồ sơ, tài liệu đến hạn trước thứ Sáu, ngày 29/11/2024./.")
    wrong = letter("nộp hồ sơ, tài liệu đến hạn trước thứ Sáu, ngày 28/11/2024./.")
    assert "deadlines" not in right.review
    assert "deadlines" in wrong.review
    assert wrong.deadlines[0].date == dt.date(2024, 11, 28)
