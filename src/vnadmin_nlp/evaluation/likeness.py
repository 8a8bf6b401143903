"""How alike two values are, once folded, and which items of two lists belong together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from vnadmin_nlp.text.unicode import same_tone_style

_SAME_ITEM, _SAME_TITLE, _SAME_DEADLINE, _SAME_ISSUER = 0.9, 0.85, 0.6, 0.8

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\u2018\u2019\u201c\u201d\"']")
_SPACES = re.compile(r"\s+")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")


def fold_value(value: object) -> str:
    """Return the form in which two values are compared.

    >>> fold_value("Uỷ ban  nhân dân;") == fold_value("ỦY BAN NHÂN DÂN")
    True
    """
    if value is None:
        return ""
    text = _QUOTES.sub("", _DASHES.sub("-", same_tone_style(str(value))))
    return _SPACES.sub(" ", text).strip(" .,;:/-*–")


def fold_number(value: object) -> str:
    """Return the form in which two document numbers are compared.

    >>> fold_number("Số: 05 - CT/TU")
    '5-ct/tu'
    """
    text = _SPACES.sub("", fold_value(value)).removeprefix("số").lstrip(":.")
    return _LEADING_ZEROS.sub("", text)


def likeness(one: object, other: object) -> float:
    """Return 0.0 to 1.0: how alike two values are once folded."""
    a, b = fold_value(one), fold_value(other)
    return 1.0 if a == b else SequenceMatcher(None, a, b, autojunk=False).ratio()


def pair_up(
    gold: Sequence[Any], got: Sequence[Any], alike: Callable[[Any, Any], float]
) -> list[tuple[int, int]]:
    """Return the index pairs of items that match one to one, the most alike first.

    >>> pair_up(["a", "b"], ["b", "c"], lambda x, y: float(x == y))
    [(1, 0)]
    """
    scored = sorted(
        ((alike(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(got)), reverse=True
    )
    pairs: list[tuple[int, int]] = []
    taken_gold: set[int] = set()
    taken_got: set[int] = set()
    for score, i, j in scored:
        if score > 0 and i not in taken_gold and j not in taken_got:
            taken_gold.add(i)
            taken_got.add(j)
            pairs.append((i, j))
    return pairs


def item_likeness(gold: object, got: object) -> float:
    """Return how alike two items of a list are; 0.0 unless nearly the same."""
    score = likeness(gold, got)
    return score if score >= _SAME_ITEM else 0.0


def citation_likeness(gold: Mapping[str, Any], got: Mapping[str, Any]) -> float:
    """Same number, the better if the date agrees; without numbers, nearly the same title."""
    g, p = fold_number(gold.get("number")), fold_number(got.get("number"))
    if g or p:
        if g != p:
            return 0.0
        if gold.get("date") and got.get("date"):
            return 3.0 if gold["date"] == got["date"] else 1.0
        return 2.0
    score = likeness(_full_title(gold), _full_title(got))
    return score if score >= _SAME_TITLE else 0.0


def _full_title(citation: Mapping[str, Any]) -> str:
    return " ".join(part for part in (citation.get("type"), citation.get("title")) if part)


def deadline_likeness(gold: Mapping[str, Any], got: Mapping[str, Any]) -> float:
    """Same date; where neither has one, alike words."""
    if gold.get("date") or got.get("date"):
        return 2.0 if gold.get("date") == got.get("date") else 0.0
    score = likeness(gold.get("text"), got.get("text"))
    return score if score >= _SAME_DEADLINE else 0.0


def same_issuer(gold: object, got: object) -> bool:
    """Return whether two issuers are alike, or one is part of the other."""
    g, p = fold_value(gold), fold_value(got)
    return likeness(gold, got) >= _SAME_ISSUER or g in p or p in g
