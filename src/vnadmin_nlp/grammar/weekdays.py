"""Days of the week as they are written, alone and beside a date (thứ Sáu, ngày 15/11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import regex

from vnadmin_nlp.grammar.dates import YEARS, calendar_date
from vnadmin_nlp.text.unicode import mend_look_alikes, strip_accents

#: What follows ``thứ`` or ``chủ``, without marks: 1 is Monday.
WEEKDAYS = {"hai": 1, "ba": 2, "tu": 3, "nam": 4, "sau": 5, "bay": 6, "nhat": 7} | {
    str(number): number - 1 for number in range(2, 8)
}

# Marks tell thứ tư from thu từ; recognisers mistake one for another, but lose few.
_WEEKDAY = (
    r"(?:th[ứửữừú]\s{1,2}(?P<weekday>hai|ba|tư|n[ăâ]m|s[áaà]u|b[ảẩạ]y|[2-7])"
    r"|ch[ủúu]\s{1,2}(?P<weekday>nh[ậâạ]t))(?!\w)"
)
# What stands before a day of the week: an hour, a part of the day, a sign. Behind other words it is
# an ordinal: kỳ họp thứ 7, lần thứ hai, năm thứ ba.
_LEAD = (
    r"(?:^|[\n(:;,.–-]|\d\w{0,4}|(?<!\w)(?:giờ|phút|ngày|vào|lúc|là|sáng|trưa|chiều|tối|trước|hết"
    r"|nhất|đến|từ|và))\s{0,2}"
)
_DATE = (
    r"(?:ngày\s{1,2})?(?P<day>\d{1,2})(?:\s?[/.-]\s?|\s{1,2}tháng\s{1,2})(?P<month>\d{1,2})"
    r"(?:(?:\s?[/.-]\s?|,?\s{1,2}năm\s{1,2})(?P<year>(?:19|20)\d\d))?(?![\w/]|[.-]\d)"
)
#: Years from one 29/02 to the next, and one that has it.
_LEAP, _LEAP_YEAR = 4, 2000
_FLAGS = regex.IGNORECASE | regex.MULTILINE
_IN_LINE = regex.compile(rf"(?<=[^\W\d_][\s,]{{1,3}}){_WEEKDAY}[\s,]{{0,3}}(?=ng)", _FLAGS)
_BEFORE = regex.compile(rf"{_LEAD}(?P<all>{_WEEKDAY}[\s,]{{0,3}}\(?\s?{_DATE})", _FLAGS)
_BEHIND = regex.compile(rf"(?<![\w/])(?P<all>{_DATE}\s?\(\s?(?:ngày\s)?{_WEEKDAY})", _FLAGS)


@dataclass(frozen=True, slots=True)
class DatedWeekday:
    """A date of which the day of the week is told.

    Attributes:
        start: offset of its first character.
        end: offset after its last one.
        text: as printed.
        weekday: 1 for Monday to 7.
        day: 1 to 31.
        month: 1 to 12.
        year: four digits, or None where none is written.
    """

    start: int
    end: int
    text: str
    weekday: int
    day: int
    month: int
    year: int | None

    def near(self, date: dt.date) -> dt.date:
        """Return the day that is meant in a text of ``date``: without a year, the nearest one."""
        if self.year:
            return dt.date(self.year, self.month, self.day)
        years = range(date.year - _LEAP, date.year + _LEAP + 1)
        days = (calendar_date(year, self.month, self.day) for year in years)
        return min((day for day in days if day), key=lambda day: abs(day - date))


def without_weekday(line: str) -> tuple[str, int | None]:
    """Return a line of place and date without a day of the week, and that day.

    At its beginning it stays: a town is named Thứ Ba.

    >>> without_weekday("An Phú, thứ Sáu, ngày 15 tháng 11 năm 2024")
    ('An Phú, ngày 15 tháng 11 năm 2024', 5)
    """
    match = _IN_LINE.search(mend_look_alikes(line))
    if match is None:
        return line, None
    return line[: match.start()] + line[match.end() :], _number(match)


def find_weekdays(text: str) -> list[DatedWeekday]:
    """Return the dates beside which their day of the week stands, in order.

    Args:
        text: NFC text.

    >>> [(one.weekday, one.day, one.month) for one in find_weekdays("sáng thứ Bảy (16/11)")]
    [(6, 16, 11)]
    >>> find_weekdays("Kỳ họp thứ 7 ngày 12/12/2023, lệ phí thu từ ngày 01/01/2024")
    []
    """
    mended = mend_look_alikes(text)
    matches = [*_BEFORE.finditer(mended), *_BEHIND.finditer(mended)]
    found = (_dated(text, match) for match in sorted(matches, key=lambda match: match.start("all")))
    return [one for one in found if one]


def _dated(text: str, match: regex.Match[str]) -> DatedWeekday | None:
    day, month = int(match["day"]), int(match["month"])
    year = int(match["year"]) if match["year"] else None
    if calendar_date(year or _LEAP_YEAR, month, day) is None or (year and year not in YEARS):
        return None
    start, end = match.span("all")
    return DatedWeekday(start, end, text[start:end], _number(match), day, month, year)


def _number(match: regex.Match[str]) -> int:
    return WEEKDAYS[strip_accents(match["weekday"])]
