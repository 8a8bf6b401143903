"""Which number another one may be, a digit or its year misread."""

from __future__ import annotations

import datetime as dt

#: Digits that recognisers, and typists, take for one another.
_PAIRS = "06 08 09 14 17 27 35 38 49 56 58 68 89"
LOOK_ALIKE = frozenset(map(frozenset, _PAIRS.split()))
#: A number that is further off than a body issues in so many days is none of that day; and no
#: series is so slow that fewer numbers than these tell two days apart.
_DAYS_OFF = 30
_NUMBERS_OFF = 10


def is_alike(read: str, known: str, date: str) -> bool:
    """Return whether a folded number can be another one with a digit, or its year, misread.

    Args:
        read: as cited.
        known: of a paper of that day.
        date: ISO.

    >>> is_alike("1377/qdubnd", "1371/qdubnd", "2024-08-05")
    True
    """
    (serial, year, sign), (true, its_year, its_sign) = map(_parts, (read, known))
    if sign != its_sign:
        return False
    if year != its_year:
        return serial == true and bool(year) and its_year == date[:4]
    return _one_digit_off(serial, true)


def is_misread(read: str, known: str, date: str) -> bool:
    """Return whether a number that is alike must be misread, because it is none of that day.

    Its year is another, or it is so far from the true one that the body can't have come from one to
    the other: two papers of one day have numbers that stand close together.

    >>> is_misread("81/cttu", "31/cttu", "2024-03-14")
    True
    >>> is_misread("1377/qdubnd", "1371/qdubnd", "2024-08-05")  # both may be of that day
    False
    >>> is_misread("30/2002/ndcp", "30/2020/ndcp", "2020-03-05")  # the date tells the year
    True
    """
    (serial, year, _), (true, its_year, _) = map(_parts, (read, known))
    return is_alike(read, known, date) and (
        year != its_year or _far_off(int(serial), int(true), date)
    )


def _parts(bucket: str) -> tuple[str, str, str]:
    head, _, sign = bucket.rpartition("/")
    serial, _, year = head.partition("/")
    return serial, year, sign


def _one_digit_off(serial: str, true: str) -> bool:
    # Numbers under ten are printed with a zero, which is misread like any digit: 04 for 84.
    serial, true = serial.zfill(2), true.zfill(2)
    if len(serial) != len(true) or not (serial + true).isdigit():
        return False
    slips = [frozenset(pair) for pair in zip(serial, true, strict=True) if len(set(pair)) > 1]
    return len(slips) == 1 and slips[0] in LOOK_ALIKE


def _far_off(serial: int, true: int, date: str) -> bool:
    """Return whether a body can't have come from one number to the other within a day."""
    # A series that began before this year is slower, so that the true number reaches less far.
    pace = true / dt.date.fromisoformat(date).timetuple().tm_yday
    return abs(serial - true) > max(_NUMBERS_OFF, _DAYS_OFF * pace)
