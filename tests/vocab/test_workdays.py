"""Working days against the published days off."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.vocab.workdays import add_workdays, covered, is_workday, next_workday

WEEKDAYS_OFF = {
    2020: "1/1 23/1 24/1 27/1 28/1 29/1 2/4 30/4 1/5 2/9",
    2021: "1/1 10/2 11/2 12/2 15/2 16/2 21/4 30/4 3/5 2/9 3/9",
    2022: "3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9",
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9",
}
WORKED_WEEKENDS = {2024: "4/5", 2025: "26/4", 2026: "10/1 22/8"}
# whether Viet Nam Culture Day (24/11) is a day off from 2026 on is not settled
UNSETTLED = {dt.date(2026, 11, 24)}


def days(year: int, text: str) -> set[dt.date]:
    return {dt.date(year, int(m), int(d)) for d, m in (day.split("/") for day in text.split())}


@pytest.mark.parametrize("year", WEEKDAYS_OFF)
def test_the_calendar_of_a_year_is_the_published_one(year: int) -> None:
    every = [dt.date(year, 1, 1) + dt.timedelta(n) for n in range(365)]
    off = {day for day in every if day.weekday() < 5 and not is_workday(day)}
    worked = {day for day in every if day.weekday() >= 5 and is_workday(day)}
    assert off - UNSETTLED == days(year, WEEKDAYS_OFF[year])
    assert worked == days(year, WORKED_WEEKENDS.get(year, ""))


def test_coverage_says_which_years_are_checked() -> None:
    assert covered(2024)
    assert not covered(2031)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2025, 12, 31)), st.integers(1, 40))
def test_working_days_add_up(day: dt.date, count: int) -> None:
    end = add_workdays(day, count)
    assert is_workday(end)
    assert end == add_workdays(add_workdays(day, count - 1), 1)
    between = ((day + dt.timedelta(n)) for n in range(1, (end - day).days + 1))
    assert sum(map(is_workday, between)) == count


@given(st.dates(dt.date(2020, 1, 1), dt.date(2025, 12, 31)))
def test_the_next_working_day_is_the_day_itself_when_it_works(day: dt.date) -> None:
    assert (next_workday(day) == day) == is_workday(day)
