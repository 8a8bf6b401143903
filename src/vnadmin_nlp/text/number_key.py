"""The folded form by which document numbers are looked up; light, for commands that start often."""

from __future__ import annotations

import re

from vnadmin_nlp.text.unicode import mend_look_alikes, nfc, strip_accents

#: The word ``số`` and marks before a number.
LEADING_CUE = re.compile(r"^\W{0,9}(?:[sS][ốỐoOôÔ](?![^\W\d])\W{0,9})?")
_KEY = re.compile(
    r"(?P<serial>\d{1,9})(?!\d)(?P<letter>(?:[a-z](?![a-z]))?)\W{0,9}"
    r"(?:(?P<year>(?:19|20)\d\d)(?!\d)\W{0,9})?(?P<rest>.{0,200})",
    re.DOTALL,
)
_DASH = re.compile(r"[\u2010-\u2015\u2212·]")


def lookup_key(text: str) -> str:
    """Return the form in which two spellings of one number are equal.

    Case, accents, đ, spaces, separators and leading zeros do not count; serial, year and sign stay
    apart. Works for any text, so that a careless query finds what a careful clerk printed.

    >>> {lookup_key(t) for t in ("31-CT/TU", "31 ct tu", "31/CT-TU", "Số 031 - CT / TU")}
    {'31/cttu'}
    >>> lookup_key("30/2020/NĐ-CP"), lookup_key("1296 – CV/Th.U")
    ('30/2020/ndcp', '1296/cvthu')
    """
    plain = strip_accents(LEADING_CUE.sub("", plain_separators(nfc(text))).replace("Ư", "W"))
    match = _KEY.match(plain)
    if match is None:
        return _letters(plain)
    year = f"{match['year']}/" if match["year"] else ""
    return f"{match['serial'].lstrip('0') or '0'}{match['letter']}/{year}{_letters(match['rest'])}"


def plain_separators(text: str) -> str:
    """Return ``text`` with one dash and one slash; the length is kept."""
    return _DASH.sub("-", mend_look_alikes(text))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
