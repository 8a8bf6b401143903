"""The days and periods of a text, masked so that phrases can be matched around them."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

import regex

from vnadmin_nlp.grammar.dates import calendar_date, find_dates
from vnadmin_nlp.text.unicode import bare as bare_text

#: Stand for each letter of a day and of a period in the masked text.
DAY, PERIOD = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, perhaps without its year or month."""

    day: int
    month: int | None
    year: int | None
    repaired: bool = False

    def on(self, year: int | None, month: int | None = None) -> dt.date | None:
        """Return the date with what is missing taken from the arguments; None if impossible."""
        return calendar_date(self.year or year, self.month or month, self.day)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a whole year, perhaps without its year."""

    unit: str
    number: int
    year: int | None

    def bounds(self, year: int | None) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day, the year taken from the argument where missing."""
        year = self.year or year
        if year is None:
            return None
        length = {"month": 1, "quarter": 3, "year": 12}[self.unit]
        last_month = self.number * length if self.unit != "year" else 12
        last_day = calendar.monthrange(year, last_month)[1]
        return dt.date(year, last_month - length + 1, 1), dt.date(year, last_month, last_day)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without accents and case, of the same length, its days and periods masked.

    Attributes:
        text: to match patterns in; ``DAY`` and ``PERIOD`` stand for masked letters.
        days: by offset of their first letter.
        periods: likewise.
    """

    text: str
    days: dict[int, Day]
    periods: dict[int, Period]


_YEAR = r"(?:(?:\s?[/.-]\s?|[\s,]{1,2}nam\s{1,2})(?P<year>(?:19|20)\d\d))"
_PERIOD = regex.compile(
    rf"(?<!\w)(?:thang\s{{0,2}}(?P<month>0?[1-9]|1[0-2]){_YEAR}?"
    rf"|quy\s{{1,2}}(?P<quarter>iv|i{{1,3}}|[1-4]){_YEAR}?"
    r"|nam\s{1,2}(?P<year>(?:19|20)\d\d))(?!\w)(?!\s?[/–-]\s?\d)"
)
# trước 15/6, thứ Sáu (15/6): a day and month without the word ngày, where only a day can follow
_LEAD = r"(?:truoc|het|nhat|han|thu (?:hai|ba|tu|nam|sau|bay|[2-7]))(?:,?\s|\s\()"
_SHORT_DAY = regex.compile(
    rf"(?<=(?<!\w){_LEAD})(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?![\w/]|\s?/)"
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def mask(text: str) -> Masked:
    """Return ``text`` (NFC) masked.

    >>> mask("Trước ngày 05/9, quý I/2025").text.replace(DAY, "D").replace(PERIOD, "P")
    'truoc DDDDDDDDD, PPPPPPPPPP'
    """
    bare = bare_text(text)
    days = {
        m.start: (m.end, Day(m.day, m.month, m.year, m.repaired))
        for m in find_dates(text)
        if m.day is not None
    }
    bare = _cover(bare, {start: end for start, (end, _) in days.items()}, DAY)
    short = {
        m.start(): (m.end(), Day(int(m["day"]), int(m["month"]), None))
        for m in _SHORT_DAY.finditer(bare)
        if 1 <= int(m["day"]) <= 31 and 1 <= int(m["month"]) <= 12
    }
    bare = _cover(bare, {start: end for start, (end, _) in short.items()}, DAY)
    periods = {m.start(): (m.end(), _period(m)) for m in _PERIOD.finditer(bare)}
    bare = _cover(bare, {start: end for start, (end, _) in periods.items()}, PERIOD)
    return Masked(
        bare,
        {start: day for start, (_, day) in sorted({**days, **short}.items())},
        {start: period for start, (_, period) in periods.items()},
    )


def _cover(text: str, spans: dict[int, int], sign: str) -> str:
    parts, done = [], 0
    for start, end in sorted(spans.items()):
        parts += [text[done:start], sign * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def _period(match: regex.Match[str]) -> Period:
    year = int(match["year"]) if match["year"] else None
    if match["month"]:
        return Period("month", int(match["month"]), year)
    if match["quarter"]:
        number = _QUARTERS.get(match["quarter"]) or int(match["quarter"])
        return Period("quarter", number, year)
    return Period("year", 1, year)
