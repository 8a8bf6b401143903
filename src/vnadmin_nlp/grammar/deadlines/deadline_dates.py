"""From a deadline phrase and the date of its document to the day it falls on, and its rule."""

from __future__ import annotations

import calendar
import datetime as dt

from vnadmin_nlp.grammar.deadlines.date_mask import Day, Period
from vnadmin_nlp.grammar.deadlines.deadline_forms import RECURRING
from vnadmin_nlp.grammar.deadlines.deadline_phrases import Count, DeadlinePhrase
from vnadmin_nlp.vocab.workdays import add_workdays, covered, next_workday

Pairs = list[tuple[str, object]]
_NEXT_DAY = dt.timedelta(days=1)


def resolve(
    phrase: DeadlinePhrase,
    doc_date: dt.date | None,
    *,
    year: int | None = None,
    previous: dt.date | None = None,
) -> tuple[dt.date | None, str]:
    """Return the date of a deadline, None where it has none, and its rule.

    Args:
        phrase: as found.
        doc_date: date of the document that holds it.
        year: the year printed with a later deadline of the sentence, for a day without one.
        previous: the date of the deadline before it, for ``cùng ngày``.

    Returns:
        The date and the ``key=value`` pairs of the rule, joined by ``;``.

    >>> from vnadmin_nlp.grammar.deadlines.deadline_phrases import find_phrases
    >>> resolve(find_phrases("trước ngày 10/01")[0], dt.date(2024, 12, 23))
    (datetime.date(2025, 1, 10), 'op=lt;year=inferred')
    """
    if phrase.kind == RECURRING:
        return None, _join(_recurring(phrase))
    if phrase.count is not None:
        date, pairs = _counted(phrase, phrase.count, doc_date)
    elif phrase.anchor is not None:
        date, pairs = _anchored(phrase, phrase.anchor, doc_date, previous)
    elif phrase.period is not None:
        date, pairs = _in_period(phrase, phrase.period, doc_date)
    else:
        date, pairs = _on_day(phrase, doc_date, year)
    if date is not None and doc_date is not None and date < doc_date:
        pairs.append(("suspect", "before_document"))
    return date, _join(pairs)


def _join(pairs: Pairs) -> str:
    return ";".join(f"{key}={value}" for key, value in pairs if value is not None)


def _recurring(phrase: DeadlinePhrase) -> Pairs:
    pairs: Pairs = []
    if phrase.every:
        pairs += [
            (key, value) for key, _, value in (p.partition("=") for p in phrase.every.split(";"))
        ]
    if phrase.last is not None:
        pairs += [("bymonth", phrase.last.month), ("bymonthday", phrase.last.day)]
    elif phrase.period is not None and phrase.period.unit == "month":
        pairs.append(("bymonth", phrase.period.number))
    elif phrase.period is not None and phrase.period.unit == "quarter":
        pairs.append(("bymonth", phrase.period.number * 3))
    return [*pairs, ("op", phrase.op)]


def _counted(
    phrase: DeadlinePhrase, count: Count, doc_date: dt.date | None
) -> tuple[dt.date | None, Pairs]:
    printed = count.day.on(None) if count.day else None
    anchor = doc_date if count.anchor == "doc_date" else printed
    pairs: Pairs = [("op", phrase.op), ("n", count.number), ("unit", count.unit)]
    pairs.append(("anchor", printed or count.anchor))
    if count.unit in ("day", "workday") and count.number > 0:
        pairs.append(("count", "next_day"))
    if anchor is None or count.number < 0:
        return None, pairs
    end = _add(anchor, count)
    if end is None:
        return None, pairs
    if count.unit != "workday" and phrase.op == "le" and (rolled := next_workday(end)) != end:
        end = rolled
        pairs.append(("roll", "next_workday"))
    if count.unit == "workday" and not (covered(anchor.year) and covered(end.year)):
        pairs.append(("approx", 1))
    return end, pairs


def _add(day: dt.date, count: Count) -> dt.date | None:
    """Return the last day of a period after ``day`` (Bộ luật Dân sự 2015, Điều 145-148)."""
    if count.unit == "workday":
        return add_workdays(day, count.number)
    if count.unit == "hour":  # without the hour of the anchor only whole days can be told
        return day + count.number // 24 * _NEXT_DAY if count.number % 24 == 0 else None
    if count.unit in ("day", "week"):
        return day + count.number * {"day": 1, "week": 7}[count.unit] * _NEXT_DAY
    months = count.number * {"month": 1, "quarter": 3, "year": 12}[count.unit]
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _anchored(
    phrase: DeadlinePhrase, anchor: str, doc_date: dt.date | None, previous: dt.date | None
) -> tuple[dt.date | None, Pairs]:
    if anchor == "tomorrow":
        pairs: Pairs = [("op", phrase.op), ("n", 1), ("unit", "day"), ("anchor", "doc_date")]
        return doc_date and doc_date + _NEXT_DAY, pairs
    date = {"doc_date": doc_date, "previous": previous}.get(anchor)
    return date, [("op", phrase.op), ("anchor", anchor)]


def _in_period(
    phrase: DeadlinePhrase, period: Period, doc_date: dt.date | None
) -> tuple[dt.date | None, Pairs]:
    pairs: Pairs = [("op", phrase.op)]
    bounds = period.bounds(None)
    if bounds is None and doc_date is not None:
        bounds = period.bounds(doc_date.year)
        if bounds and bounds[1] < doc_date:
            bounds = period.bounds(doc_date.year + 1)
    if bounds is None:
        return None, pairs
    first, last = bounds
    if phrase.part == "week dau":
        last = first + 6 * _NEXT_DAY
    elif phrase.part == "week cuoi":
        first = last - 6 * _NEXT_DAY
    if phrase.form in ("within", "label"):
        pairs.append(("span", f"{first}/{last}"))
    if period.year is None:
        pairs.append(("year", "inferred"))
    if phrase.approximate:
        pairs.append(("approx", 1))
    return _part_of(first, last, phrase), pairs


def _part_of(first: dt.date, last: dt.date, phrase: DeadlinePhrase) -> dt.date:
    if phrase.part == "dau" or (phrase.part is None and phrase.form in ("before", "from")):
        return first
    if phrase.part == "giua":
        return dt.date(first.year, (first.month + last.month) // 2, 15)
    return last


def _on_day(
    phrase: DeadlinePhrase, doc_date: dt.date | None, year: int | None
) -> tuple[dt.date | None, Pairs]:
    assert phrase.last is not None  # every form without a count, anchor or period has a day
    day = phrase.last
    source = None if day.year else "shared" if year else "inferred" if doc_date else "missing"
    if not day.year and not year and doc_date:
        year = _next_year(day, doc_date)
    date = day.on(year)
    pairs: Pairs = [("op", phrase.op)]
    if phrase.first is not None and date is not None:
        first = phrase.first.on(date.year, date.month)
        if first and first > date and phrase.first.year is None:
            first = phrase.first.on(date.year - 1, date.month)
        pairs.append(("span", f"{first}/{date}" if first else None))
    pairs += [("weekday", phrase.weekday), ("year", source)]
    pairs.append(("approx", 1 if phrase.approximate else None))
    if date is None and (day.year or year):
        pairs.append(("invalid", f"{day.year or year}-{day.month:02d}-{day.day:02d}"))
    if day.repaired:
        pairs.append(("ocr", "repaired"))
    if date and phrase.weekday and date.isoweekday() != phrase.weekday:
        pairs.append(("suspect", "weekday"))
    return date, pairs


def _next_year(day: Day, doc_date: dt.date) -> int:
    """Return the year in which ``day`` comes next, on or after the date of the document."""
    this = day.on(doc_date.year)
    return doc_date.year + 1 if this is not None and this < doc_date else doc_date.year
