"""Number and date after every witness is heard: the same value, a likelier one, or a doubt."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from rapidfuzz.distance import Levenshtein

from vnadmin_nlp.extraction.evidence.evidence_model import Readings, Statement, Value, heard, weigh
from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.evidence.handwritten_digits import (
    DOUBT,
    LIKELY_DAY,
    LIKELY_NUMBER,
    pen_confidence,
)
from vnadmin_nlp.extraction.fields.number_line import NumberLine
from vnadmin_nlp.extraction.fields.place_date import PlaceDateLine

#: The least chance that what a pen wrote is none of its readings.
_UNTOLD = 0.03
#: So many numbers differ from one that was read by a digit; others are so much less likely.
_NEIGHBOURS, _STRANGER = 30, 1e-4
#: Half of the days that were misread differ by a digit from what was read, as twelve or so do.
_NEAR_DAY, _NEAR_DAYS, _DAYS, _MONTHS = 0.5, 12, 31, 12
#: No posterior is surer than the counts that the weights were made of.
_SUREST = 0.995
#: Below this posterior of what is printed, what else it might be is told.
_DOUBTED = 0.9
#: So many other values are told.
_MOST = 5
#: A value that no eye has read is given for review, however many say so.
_UNSEEN = 0.75


def is_sure(found: FieldValue | None) -> TypeGuard[FieldValue]:
    """Tell whether a value is there and need not be reviewed."""
    return found is not None and found.confidence >= DOUBT


def weighed_number(line: NumberLine, statements: Sequence[Statement[str]]) -> NumberLine:
    """Return the number line with the likeliest number.

    Args:
        line: as it was read.
        statements: of what else tells of the number.
    """
    if not statements or not line.readings or line.sign is None:
        return line
    chances = dict(line.readings)
    rest = _rest(chances, line.by_hand)

    def other(number: str) -> float:
        near = min(Levenshtein.distance(number, read) for read in chances) <= 1
        return rest / _NEIGHBOURS * (1.0 if near else _STRANGER)

    seen = line.number or replace(line.sign, by="number-by-pen", candidates=(), repair=None)
    readings = Readings(chances, other)
    if line.number and not line.by_hand:
        return replace(line, number=_doubted(line.number, readings, statements, str))
    found = _likeliest(seen, readings, statements, str, LIKELY_NUMBER)
    return replace(line, number=found, candidates=line.candidates or tuple(chances))


def weighed_date(line: PlaceDateLine, statements: Sequence[Statement[dt.date]]) -> PlaceDateLine:
    """Return the place-date line with the likeliest date."""
    seen = line.date or (replace(line.unread, by="place-date-by-pen") if line.unread else None)
    if not statements or not line.readings or seen is None:
        return line
    chances = dict(line.readings)
    rest = _rest(chances, line.by_hand)
    told, years = sum(chances.values()), {read.year for read in chances}
    months: defaultdict[int, float] = defaultdict(float)
    for read, chance in chances.items():
        months[read.month] += chance / told
    by_pen = _UNTOLD if line.pens > 1 else _STRANGER

    def other(date: dt.date) -> float:
        near = min(Levenshtein.distance(str(date.day), str(read.day)) for read in chances) <= 1
        by_day = (_NEAR_DAY / _NEAR_DAYS if near else 0.0) + (1 - _NEAR_DAY) / _DAYS
        by_month = (1 - by_pen) * months[date.month] + by_pen / _MONTHS
        return rest * by_day * by_month * (1.0 if date.year in years else _STRANGER)

    days = [day for year in years for month in range(1, 13) for day in _days(year, month)]
    readings = Readings(chances, other, days if line.by_hand else ())
    if line.date and not line.by_hand:
        doubted = _doubted(line.date, readings, statements, dt.date.isoformat)
        return replace(line, date=doubted)
    found = _likeliest(seen, readings, statements, dt.date.isoformat, LIKELY_DAY)
    return replace(line, date=found, unread=None if found else line.unread)


def _days(year: int, month: int) -> Iterator[dt.date]:
    for day in range(1, monthrange(year, month)[1] + 1):
        yield dt.date(year, month, day)


def _rest(chances: dict[Value, float], by_hand: bool) -> float:
    told = 1.0 - sum(chances.values())
    return max(_UNTOLD, told) if by_hand else max(0.0, told)


def _likeliest(
    seen: FieldValue,
    readings: Readings[Value],
    statements: Sequence[Statement[Value]],
    printed: Callable[[Value], str],
    likely: float,
) -> FieldValue | None:
    """Return the likeliest value with the lines of ``seen``, or None where it is not likely enough.

    A witness against it makes a likely reading doubtful, but does not take it away.
    """
    ranked = weigh(readings, statements)
    (value, chance), text = ranked[0], printed(ranked[0][0])
    spoken = heard(statements, value)
    read = readings.chances.get(value, 0.0)
    confidence = pen_confidence(min(chance, _SUREST), 0.0 if read >= likely else likely)
    if confidence is None:
        return None
    contested = value not in readings.chances or not all(witness.agrees for witness in spoken)
    if contested:
        confidence = min(confidence, _UNSEEN)
    first = next(iter(readings.chances))
    repair = None if value == first else f"{printed(first)} → {text}"
    by = seen.by if value == first else f"{seen.by}-and-witnesses"
    others = tuple(printed(other) for other, _ in ranked if other != value)
    return replace(
        seen,
        value=text,
        confidence=confidence,
        by=by,
        repair=repair or seen.repair,
        candidates=(text, *others[:_MOST]),
        witnesses=spoken,
        contested=contested,
        chance=chance,
    )


def _doubted(
    found: FieldValue,
    readings: Readings[Value],
    statements: Sequence[Statement[Value]],
    printed: Callable[[Value], str],
) -> FieldValue:
    """Return what is printed: witnesses can make it doubtful, but put nothing in its place."""
    ranked = weigh(readings, statements)
    value, chance = next(one for one in ranked if printed(one[0]) == found.value)
    others = tuple(printed(other) for other, _ in ranked if other != value)
    return replace(
        found,
        confidence=min(found.confidence, chance),
        candidates=(*found.candidates, *others[:_MOST]) if chance < _DOUBTED else found.candidates,
        witnesses=heard(statements, value),
        contested=chance < _DOUBTED,
        chance=chance,
    )
