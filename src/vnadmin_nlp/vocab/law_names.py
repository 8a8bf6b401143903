"""Names of laws, codes and ordinances, which documents cite by name alone."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from vnadmin_nlp.text.unicode import fold, strip_accents
from vnadmin_nlp.vocab.loader import rows


@cache
def named() -> re.Pattern[str]:
    """Return the pattern of every known name, kind included, over accent-free text.

    Commas may be missing and spaces may be line breaks: ``luat thi dua khen thuong``.
    """
    by_kind: dict[str, list[str]] = {}
    for row in rows("law_names.csv"):
        by_kind.setdefault(row["kind"], []).append(row["name"])
    kinds = (f"{_loose(kind)}\\s{{1,3}}(?:{_any(names)})" for kind, names in by_kind.items())
    return re.compile(rf"(?:{'|'.join(kinds)})(?!\w)")


@cache
def names() -> dict[str, str]:
    """Return the known names, kind included, by their letters without accents and spaces."""
    found = (f"{row['kind']} {row['name']}" for row in rows("law_names.csv"))
    return {_letters(name): name for name in found}


def mended(printed: str) -> str:
    """Return a printed name with the accents that a recogniser lost; case and commas as printed.

    >>> mended("Luật Tô chức chính quyên địa phương")
    'Luật Tổ chức chính quyền địa phương'
    >>> mended("Luật giá"), mended("Luật Chưa Ai Biết")
    ('Luật giá', 'Luật Chưa Ai Biết')
    """
    letters = _letters(printed)
    known = names().get(letters)
    if known is None:
        return _nearest(letters) or printed
    meant = iter(letter for letter in known if letter.isalpha())
    mended = "".join(_like(next(meant), c) if c.isalpha() else c for c in printed)
    return printed if fold(mended) == fold(printed) else mended


def _nearest(letters: str) -> str | None:
    """Return the one known name that a name with misread letters must be, or None."""
    if len(letters) < 14:
        return None
    found = process.extract(letters, names().keys(), scorer=fuzz.ratio, score_cutoff=94, limit=2)
    return names()[found[0][0]] if len(found) == 1 else None


def _like(letter: str, printed: str) -> str:
    return letter.upper() if printed.isupper() else letter.lower()


def _letters(name: str) -> str:
    return "".join(letter for letter in strip_accents(name) if letter.isalpha())


def _any(names: list[str]) -> str:
    return "|".join(_loose(name) for name in sorted(names, key=len, reverse=True))


def _loose(name: str) -> str:
    words = strip_accents(name).split()
    return r"\s{1,3}".join(
        re.escape(word.rstrip(",;")) + (r"\s?[,;]?" if word[-1] in ",;" else "") for word in words
    )
