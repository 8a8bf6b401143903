"""Terms of committees: Party numbers begin anew with each, so that a term tells papers apart."""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.text.unicode import nfc, strip_accents
from vnadmin_nlp.vocab.party_terms import central_terms

_YEARS = re.compile(r"nhiem ky\W{0,9}((?:19|20)\d\d)\W{1,9}((?:19|20)\d\d)(?!\d)")
_ORDINAL = re.compile(r"(?<!\w)khoa\s{0,9}(?:thu\s{1,9})?([ivxl]{1,6}|\d{1,2})(?!\w)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_OPEN = "9999-12-31"


def term_of(text: str | None, *, central: bool) -> str:
    """Return the term that an issuer phrase names, the empty text for none.

    A term of which the days or years are known is told as an interval, others by their ordinal: how
    many congresses a province has had is known there alone.

    Args:
        text: as printed (``Ban Chấp hành Trung ương (khóa XIII)``).
        central: whether the body stands at the Centre.

    >>> term_of("Ban Chấp hành Trung ương Đảng (khoá XIII)", central=True)
    '2021-02-02/2026-01-23'
    >>> term_of("Tỉnh ủy, nhiệm kỳ 2020 – 2025", central=False), term_of("khóa 17", central=False)
    ('2020-01-01/2025-12-31', 'khoa 17')
    """
    plain = strip_accents(nfc(text or ""))
    years, ordinal = _YEARS.search(plain), _ORDINAL.search(plain)
    if central:
        if ordinal and (known := _by_ordinal().get(_value(ordinal[1]))):
            return known
        if years and (known := _by_years().get((int(years[1]), int(years[2])))):
            return known
    if years and int(years[1]) <= int(years[2]):
        return f"{years[1]}-01-01/{years[2]}-12-31"
    return f"khoa {_value(ordinal[1])}" if ordinal else ""


def holds(term: str, date: str, year: int) -> bool:
    """Tell whether a paper of that date, or only year, can be of a term; what is open can.

    Args:
        term: of :func:`term_of`.
        date: ISO, or empty.
        year: or 0.
    """
    since, _, until = term.partition("/")
    if not until:
        return True
    if date:
        return since <= date <= until
    return not year or since[:4] <= str(year) <= until[:4]


def differ(one: str, other: str) -> bool:
    """Tell whether two terms can't be the same; an ordinal and an interval can."""
    if not one or not other or ("/" in one) != ("/" in other):
        return False
    if "/" not in one:
        return one != other
    (since, _, until), (other_since, _, other_until) = one.partition("/"), other.partition("/")
    return until < other_since or other_until < since


def _value(ordinal: str) -> int:
    if ordinal.isdigit():
        return int(ordinal)
    values = [_ROMAN[letter] for letter in ordinal]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


@cache
def _by_ordinal() -> dict[int, str]:
    return {
        _value(strip_accents(term.name)): f"{term.since}/{term.until or _OPEN}"
        for term in central_terms()
    }


@cache
def _by_years() -> dict[tuple[int, int], str]:
    return {
        (term.since.year, term.until.year): f"{term.since}/{term.until}"
        for term in central_terms()
        if term.until
    }
