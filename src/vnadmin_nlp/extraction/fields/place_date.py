"""Place and date of a document (địa danh, ngày tháng năm ban hành)."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.evidence.handwritten_digits import LIKELY_DAY, pen_confidence, ways
from vnadmin_nlp.extraction.repair.by_lexicon import restore_accents
from vnadmin_nlp.grammar.dates import PlaceDate, parse_place_date
from vnadmin_nlp.grammar.weekdays import without_weekday
from vnadmin_nlp.layout import Document, PageLine, Zone
from vnadmin_nlp.model.page import Word
from vnadmin_nlp.vocab import provinces

#: Below this the digits of a day are not trusted: a day written by hand is read as other digits.
_SURE_DIGITS = 0.6
#: How likely, against another, a day or month is that stands without the zero it ought to have
#: (days under 10, months 1 and 2: NĐ 30/2020/NĐ-CP, Phụ lục I).
_BARE = 0.3
#: The chance that a date that is printed plainly is what was read.
_PRINTED = 0.995
#: A printed day or month stands as high as the year; a pen writes it larger.
_PEN_HEIGHT = 1.2


@dataclass(frozen=True, slots=True)
class PlaceDateLine:
    """What the place-date line says; each part is None where it can't be read plainly.

    Attributes:
        place: the place.
        date: day, month and year.
        unread: what the date looked like, where it is None.
        readings: days that it can be read as, with their chances, likeliest first.
        pens: how many of its parts are written by hand.
        weekday: 1 (Monday) to 7, where printed beside the date.
    """

    place: FieldValue | None
    date: FieldValue | None
    unread: FieldValue | None = None
    readings: tuple[tuple[dt.date, float], ...] = ()
    pens: int = 0
    weekday: int | None = None

    @property
    def by_hand(self) -> bool:
        """Tell whether digits of the date are written by hand."""
        return self.pens > 0


def find_place_date(document: Document) -> PlaceDateLine:
    """Read the place-date line (box 4 of the diagram)."""
    for line in document.of(Zone.PLACE_DATE):
        text, weekday = without_weekday(line.text)
        read = parse_place_date(text)
        if read:
            pens = sum(word.handwritten for word in line.words)
            readings = _readings(line) if pens else ()
            date = _date_by_pen(line, readings) if pens else _date(line, read)
            if date and not pens:
                readings = ((dt.date.fromisoformat(date.value), _PRINTED),)
            unread = None if date else _unread(line, read)
            place = _place(line, read)
            return PlaceDateLine(place, date, unread, readings, pens, weekday)
    return PlaceDateLine(None, None)


def _place(line: PageLine, read: PlaceDate) -> FieldValue | None:
    if not read.place:
        return None
    value = restore_accents(read.place)
    known = provinces.province(value.removeprefix("TP. ").removeprefix("Tp. ")) is not None
    confidence = 0.97 if known else 0.85 if "place" in read.sure else 0.6
    repair = None if value == read.place else f"{read.place} → {value}"
    return FieldValue(value, [line], confidence, "place-date-line", repair)


def _unread(line: PageLine, read: PlaceDate) -> FieldValue | None:
    """Keep a doubtful date, so that a person or a model may decide."""
    if read.date is None:
        return None
    seen = read.date.isoformat()
    return FieldValue(seen, [line], 0.0, "place-date-unread", candidates=(seen,))


def _digits(line: PageLine) -> list[Word]:
    return [word for word in line.words if word.text.strip(".,").isdigit()]


def _readings(line: PageLine) -> tuple[tuple[dt.date, float], ...]:
    """Return the days that what was read of a pen can mean, with their chances."""
    chances: defaultdict[dt.date, float] = defaultdict(float)
    told = 0.0
    for text, chance in ways(line.words):
        told += chance
        way = parse_place_date(text)
        if way and way.date:
            chances[way.date] += chance * _BARE ** len({"day", "month"} - way.sure)
    # Of the readings that are not told, as many are no days as of those that are.
    whole = sum(chances.values()) / min(1.0, told or 1.0)
    ranked = sorted(chances.items(), key=lambda item: -item[1])
    return tuple((day, chance / whole) for day, chance in ranked)


def _date_by_pen(line: PageLine, readings: Sequence[tuple[dt.date, float]]) -> FieldValue | None:
    """Return the likeliest day, where it is likely enough and what is printed is read plainly."""
    if not readings:
        return None
    date, sure = readings[0]
    printed = [word.confidence for word in _digits(line) if not word.handwritten]
    confidence = pen_confidence(sure, LIKELY_DAY)
    if confidence is None or min(printed, default=1.0) < _SURE_DIGITS:
        return None
    others = tuple(day.isoformat() for day, _ in readings)
    return FieldValue(
        date.isoformat(),
        [line],
        min([confidence, *printed]),
        "place-date-by-pen",
        candidates=others,
        chance=sure,
    )


def _date(line: PageLine, read: PlaceDate) -> FieldValue | None:
    """Return the date where day, month and year are all printed plainly."""
    if read.date is None or not {"day", "month", "year"} <= read.sure:
        return None
    digits = _digits(line)
    if min((word.confidence for word in digits), default=0.0) < _SURE_DIGITS:
        return None
    year = [word.box.height for word in digits if len(word.text.strip(".,")) == 4]
    if year and any(word.box.height > _PEN_HEIGHT * year[-1] for word in digits):
        return None
    confidence = statistics.mean(word.confidence for word in digits) if digits else 0.8
    return FieldValue(read.date.isoformat(), [line], confidence, "place-date-line")
