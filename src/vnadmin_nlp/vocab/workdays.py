"""Working days of Party and State offices in Viet Nam."""

from __future__ import annotations

import datetime as dt
from functools import cache

from vnadmin_nlp.vocab.loader import rows

#: Years whose public holidays, compensation days and swapped Saturdays are checked.
COVERED = range(2020, 2027)

_DAY = dt.timedelta(days=1)


def covered(year: int) -> bool:
    """Tell whether the days off of ``year`` are known; outside, results are approximate."""
    return year in COVERED


def is_workday(day: dt.date) -> bool:
    """Tell whether offices work on ``day``.

    Monday to Friday, minus public holidays and compensation days (Bộ luật Lao động 2019, Điều 112),
    plus the Saturdays worked in exchange.

    >>> is_workday(dt.date(2024, 4, 29)), is_workday(dt.date(2024, 5, 4))
    (False, True)
    """
    off, worked = _exceptions(day.year)
    return day in worked or (day.weekday() < 5 and day not in off)


def next_workday(day: dt.date) -> dt.date:
    """Return ``day`` or, where it is no working day, the first one after it.

    >>> next_workday(dt.date(2024, 6, 9))
    datetime.date(2024, 6, 10)
    """
    while not is_workday(day):
        day += _DAY
    return day


def add_workdays(day: dt.date, count: int) -> dt.date:
    """Return the ``count``-th working day after ``day``, which itself does not count.

    Args:
        day: the anchor (Bộ luật Dân sự 2015, Điều 147: the first day is not counted).
        count: number of working days, 0 or more.

    >>> add_workdays(dt.date(2025, 1, 22), 5)
    datetime.date(2025, 2, 5)
    """
    for _ in range(count):
        day = next_workday(day + _DAY)
    return day


@cache
def _exceptions(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Return the days off and the weekend days worked of ``year``."""
    import holidays  # here, because it loads the calendars of the world

    public = holidays.country_holidays("VN", years=year)
    own = {
        status: {
            day
            for row in rows("workdays.csv")
            if row["status"] == status and (day := dt.date.fromisoformat(row["date"])).year == year
        }
        for status in ("off", "worked")
    }
    worked = {day for day in public.weekend_workdays if day.year == year} | own["worked"]
    return frozenset({*public, *own["off"]}), frozenset(worked)
