"""Provinces and cities under the Centre, past and present."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.lexicon.table import rows
from vnadmin_nlp.text import fold


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a city under the Centre.

    Attributes:
        name: without its kind (``Hưng Yên``, ``Hồ Chí Minh``).
        kind: ``tỉnh`` or ``thành phố``.
        until: last day of its existence, None while it exists.
        successor: the name that took it over on the next day, or None.
    """

    name: str
    kind: str
    until: dt.date | None
    successor: str | None


@cache
def provinces() -> tuple[Province, ...]:
    """Return all provinces of the table: the 63 of 2004–2025, the 34 since, and some older."""
    return tuple(
        Province(
            row["name"],
            row["kind"],
            dt.date.fromisoformat(row["until"]) if row["until"] else None,
            row["successor"] or None,
        )
        for row in rows("places.csv")
    )


@cache
def _by_name() -> dict[str, Province]:
    return {fold(province.name): province for province in provinces()}


def province(name: str) -> Province | None:
    """Return the province of that name (accents needed, case and tone style free).

    >>> province("KHÁNH HOÀ").name
    'Khánh Hòa'
    """
    return _by_name().get(fold(name))
