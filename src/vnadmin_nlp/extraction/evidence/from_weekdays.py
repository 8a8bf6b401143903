"""Witnesses within the pages: days of the week, beside the date itself and beside days to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from math import prod

from vnadmin_nlp.extraction.evidence.evidence_model import Statement
from vnadmin_nlp.extraction.fields.place_date import PlaceDateLine
from vnadmin_nlp.grammar.weekdays import DatedWeekday, find_weekdays
from vnadmin_nlp.layout.flowing_text import Passage

#: The chance that a day of the week is that of the date beside it: in none of four on real scans
#: it was another one (``benchmarks/witnesses.py``), and they were few.
_RIGHT, _WEEK = 0.95, 7
#: In the three documents that name any, days were still to come; by the rule of succession a day
#: before the document is so much less likely.
_PAST = 1 / 4
#: Days by which a day is named ahead less and less often: in these three it was within four. So
#: many days before the document it may have been told of, and for a year at most it is told ahead.
_SOON, _YEAR = 30, 366
#: Words less sure than this are not heard.
_PLAIN = 0.8
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def of_date(line: PlaceDateLine, text: Passage) -> Iterator[Statement[dt.date]]:
    """Yield what days of the week tell of the date of a document.

    Args:
        line: its line of place and date; a day of the week in it is that of the date.
        text: its flowing text; a day that is named without a year is the nearest one, and that on
            which something is to happen comes after the document.
    """
    if line.weekday:
        yield _beside(line.weekday)
    named = [one for one in find_weekdays(text.text) if _is_plain(one, text)]
    without_year = [one for one in named if not one.year]
    if without_year:
        yield _nearest(without_year)
    if named:
        yield _to_come(named)


def _is_plain(one: DatedWeekday, text: Passage) -> bool:
    """Tell whether it is printed, read well, and of the day of the week that its year gives it."""
    words = text.words_of(one.start, one.end)
    if any(word.handwritten or word.confidence < _PLAIN for word in words):
        return False
    return one.year is None or one.near(dt.date(one.year, 1, 1)).isoweekday() == one.weekday


def _beside(weekday: int) -> Statement[dt.date]:
    return Statement(
        "weekday",
        _NAMES[weekday - 1],
        likelihood=lambda date: _fits(date.isoweekday() == weekday),
        proposes=(),
        agrees=lambda date: date.isoweekday() == weekday,
        unnamed=1 / _WEEK,
    )


def _nearest(days: Sequence[DatedWeekday]) -> Statement[dt.date]:
    """Return the statement that days without a year fall on their days of the week."""

    def fit(date: dt.date) -> list[bool]:
        return [one.near(date).isoweekday() == one.weekday for one in days]

    return Statement(
        "weekdays",
        "; ".join(one.text for one in days),
        likelihood=lambda date: prod(map(_fits, fit(date))),
        proposes=(),
        agrees=lambda date: all(fit(date)),
        unnamed=_WEEK ** -len(days),
    )


def _fits(right: bool) -> float:
    return _RIGHT if right else (1 - _RIGHT) / (_WEEK - 1)


def _to_come(days: Sequence[DatedWeekday]) -> Statement[dt.date]:
    """Return the statement that the last of the days was still to come."""

    def ahead(date: dt.date) -> int:
        return (max(one.near(date) for one in days) - date).days

    return Statement(
        "days-to-come",
        "; ".join(one.text for one in days),
        likelihood=lambda date: chance_ahead(ahead(date)),
        proposes=(),
        agrees=lambda date: -_SOON <= ahead(date) <= _YEAR,
    )


def chance_ahead(days: int) -> float:
    """Return how likely, against the likeliest, a day is named so many days before it comes.

    >>> chance_ahead(3) > chance_ahead(40) > chance_ahead(-3) > chance_ahead(-400)
    True
    """
    near: float = (1 + abs(days) / _SOON) ** -1.5
    return near if days >= 0 else _PAST * near
