"""Provinces and cities under the Centre, past and present."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.text.unicode import fold, strip_accents
from vnadmin_nlp.vocab.loader import rows

#: The first day of communes in their present bounds, and without districts above them
#: (Luật 72/2025/QH15).
COMMUNES_ANEW = dt.date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a city under the Centre.

    Attributes:
        name: without its kind (``Hưng Yên``, ``Hồ Chí Minh``).
        kind: ``tỉnh`` or ``thành phố``.
        since: first day under this name and kind, where it is known and matters; else None.
        until: last day of its existence, None while it exists.
        successor: the name that took it over on the next day, or None.
    """

    name: str
    kind: str
    since: dt.date | None
    until: dt.date | None
    successor: str | None


@cache
def provinces() -> tuple[Province, ...]:
    """Return all provinces of the table: the 63 of 2004–2025, the 34 since, and some older."""
    return tuple(
        Province(
            row["name"],
            row["kind"],
            _day(row["since"]),
            _day(row["until"]),
            row["successor"] or None,
        )
        for row in rows("provinces.csv")
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Merger:
    """How a province or city in its present bounds came about.

    Attributes:
        since: its first day.
        names: of those it was made of, without accents, its own name among them.
    """

    since: dt.date
    names: tuple[str, ...]


@cache
def mergers() -> dict[str, Merger]:
    """Return the last merger of each province that took others in, by its name without accents.

    >>> mergers()["bac ninh"].names, str(mergers()["bac ninh"].since)
    (('bac giang', 'bac ninh'), '2025-07-01')
    """
    last: dict[str, dt.date] = {}
    for one in provinces():
        if one.successor and one.until:
            day = one.until + dt.timedelta(days=1)
            last[one.successor] = max(day, last.get(one.successor, day))
    return {
        bare_name(name): Merger(
            day,
            tuple(sorted({bare_name(name), *(bare_name(one.name) for one in _ended(name, day))})),
        )
        for name, day in last.items()
    }


def _ended(successor: str, day: dt.date) -> list[Province]:
    return [
        one
        for one in provinces()
        if one.successor == successor and one.until and one.until < day <= one.until + _DAY
    ]


_DAY = dt.timedelta(days=1)


def bare_name(name: str) -> str:
    """Return a name in lower case without accents and punctuation (``ba ria vung tau``)."""
    return " ".join("".join(c if c.isalnum() else " " for c in strip_accents(name)).split())


@cache
def _by_name() -> dict[str, Province]:
    return {fold(province.name): province for province in provinces()}


def province(name: str) -> Province | None:
    """Return the province of that name (accents needed, case and tone style free).

    >>> province("KHÁNH HOÀ").name
    'Khánh Hòa'
    """
    return _by_name().get(fold(name))
