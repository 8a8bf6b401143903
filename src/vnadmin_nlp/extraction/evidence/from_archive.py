"""Witnesses among other documents of the archive: the running series, and who cites this one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vnadmin_nlp.extraction.evidence.evidence_model import Statement
from vnadmin_nlp.grammar.dates import print_date
from vnadmin_nlp.text.number_key import lookup_key

#: The chance that a number is between those of the days before and after: of the sure numbers of
#: one body, type and year on real scans none was out of turn, and they were few.
_IN_TURN = 0.95
_ALL_NUMBERS = 10_000
#: How much likelier a number is that others cite, with the same date or without any.
_CITED_WITH_DATE, _CITED = 100.0, 5.0


@dataclass(frozen=True, slots=True)
class ArchiveContext:
    """What the archive knows around one document.

    Attributes:
        series: running numbers and dates of documents of the same body, type and year, of which
            nobody doubts either.
        cited: folded numbers (``lookup_key``) and dates by which others cite that body.
    """

    series: tuple[tuple[int, dt.date], ...] = ()
    cited: tuple[tuple[str, dt.date | None], ...] = ()


def of_number(
    around: ArchiveContext, date: dt.date | None, read: Sequence[str]
) -> Iterator[Statement[str]]:
    """Yield what the archive tells of a number.

    Args:
        around: what the archive knows.
        date: of the document, where it is sure.
        read: what the number can be read as.
    """
    if date:
        low = max((n for n, day in around.series if day < date), default=None)
        high = min((n for n, day in around.series if day > date), default=None)
        if low is not None and high is not None and low < high:
            inside = _IN_TURN / (high - low + 1)
            yield Statement(
                "series",
                f"{low}–{high}",
                likelihood=lambda number: (
                    inside if low <= serial_of(number) <= high else (1 - _IN_TURN) / _ALL_NUMBERS
                ),
                proposes=(),
                agrees=lambda number: low <= serial_of(number) <= high,
            )
    keys = {lookup_key(number) for number in read}
    cited = {number: day for number, day in around.cited if number in keys}
    if cited:
        yield Statement(
            "cited-by-others",
            ", ".join(sorted(cited)),
            likelihood=lambda number: _weight(cited, number, date),
            proposes=(),
            agrees=lambda number: lookup_key(number) in cited,
        )


def _weight(cited: dict[str, dt.date | None], number: str, date: dt.date | None) -> float:
    key = lookup_key(number)
    if key not in cited:
        return 1.0
    day = cited[key]
    if day and date:
        return _CITED_WITH_DATE if day == date else 1.0
    return _CITED


def of_date(around: ArchiveContext, number: str | None) -> Iterator[Statement[dt.date]]:
    """Yield what the archive tells of the date of a document whose number is known, or not."""
    if not number:
        return
    serial = serial_of(number)
    low = max((day for n, day in around.series if n < serial), default=None)
    high = min((day for n, day in around.series if n > serial), default=None)
    if low and high and low <= high:
        yield Statement(
            "series",
            f"{print_date(low)} – {print_date(high)}",
            likelihood=lambda date: _IN_TURN if low <= date <= high else 1 - _IN_TURN,
            proposes=(),
            agrees=lambda date: low <= date <= high,
        )
    days = {day for cited, day in around.cited if day and lookup_key(cited) == lookup_key(number)}
    if days:
        yield Statement(
            "cited-by-others",
            ", ".join(print_date(day) for day in sorted(days)),
            likelihood=lambda date: _CITED_WITH_DATE if date in days else 1.0,
            proposes=tuple(sorted(days)),
            agrees=lambda date: date in days,
        )


def serial_of(number: str) -> int:
    """Return the running number alone, 0 where there is none.

    >>> serial_of("0155a/TM-SYT"), serial_of("/QĐ-UBND")
    (155, 0)
    """
    digits = lookup_key(number).split("/")[0].rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdigit() else 0
