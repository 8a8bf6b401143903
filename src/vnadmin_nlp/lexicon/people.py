"""Surnames, and the titles that are printed before names."""

from __future__ import annotations

from functools import cache

from vnadmin_nlp.lexicon.table import rows
from vnadmin_nlp.text import same_tone_style, strip_accents


def is_surname(word: str) -> bool:
    """Tell whether ``word`` is a surname of the table, in any case and tone-mark style.

    >>> is_surname("NGUYỄN"), is_surname("Chủ")
    (True, False)
    """
    return same_tone_style(word) in _surnames()


@cache
def _surnames() -> dict[str, str]:
    return {same_tone_style(row["surname"]): row["group"] for row in rows("surnames.csv")}


def mend_surname(word: str) -> str | None:
    """Return the common surname that ``word`` is but for its accents, or None.

    Only where ``word`` itself is no surname and one common surname alone fits.

    >>> mend_surname("Nguyên"), mend_surname("Trân"), mend_surname("Hà")
    ('Nguyễn', 'Trần', None)
    """
    if is_surname(word):
        return None
    fitting = _common_by_bare_form().get(strip_accents(word), [])
    return fitting[0] if len(fitting) == 1 else None


@cache
def _common_by_bare_form() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for row in rows("surnames.csv"):
        if row["group"] == "common":
            table.setdefault(strip_accents(row["surname"]), []).append(row["surname"])
    return table


@cache
def titles() -> frozenset[str]:
    """Return every title and abbreviation in the form of :func:`title_key`."""
    both = (form for row in rows("titles.csv") for form in (row["abbreviation"], row["title"]))
    return frozenset(title_key(form) for form in both if form)


def title_key(text: str) -> str:
    """Return the form in which two spellings of a title are the same.

    Case, dots, spaces and ``sĩ``/``sỹ`` do not count.

    >>> title_key("Ths. Bs") == title_key("ThSBS"), title_key("Tiến sỹ") == title_key("tiến sĩ")
    (True, True)
    """
    folded = same_tone_style(text).replace("sỹ", "sĩ").replace("kĩ", "kỹ")
    return "".join(letter for letter in folded if letter.isalnum())
