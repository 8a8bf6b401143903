"""Who came before whom: provinces that were merged, boards and ministries that took others over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vnadmin_nlp.vocab import organ_codes, provinces


def earlier_names(phrase: str) -> list[str]:
    """Return a phrase with each body or province in it under the names of those it took over.

    Args:
        phrase: words of an issuer, with or without accents.

    >>> earlier_names("tỉnh ủy Bắc Ninh")
    ['tinh uy bac giang']
    >>> earlier_names("Bộ Nông nghiệp và Môi trường")[-1]
    'bo tai nguyen va moi truong'
    """
    plain = f" {provinces.bare_name(phrase)} "
    return list(dict.fromkeys(_earlier(plain)))


def _earlier(plain: str) -> Iterator[str]:
    for name, before in _predecessors().items():
        if f" {name} " in plain:
            for other in before:
                yield plain.replace(f" {name} ", f" {other} ").strip()


@cache
def _predecessors() -> dict[str, list[str]]:
    """Return the bare names of those that each body or province took over."""
    found: dict[str, list[str]] = {}
    for organ in organ_codes.all_organs():
        if organ.successor:
            _add(found, organ.successor, organ.name.partition("(")[0])
    for name, merger in provinces.mergers().items():
        for one in merger.names:
            _add(found, name, one)
    return found


def _add(found: dict[str, list[str]], successor: str, name: str) -> None:
    new, old = provinces.bare_name(successor.partition("(")[0]), provinces.bare_name(name)
    known = found.setdefault(new, [])
    if old not in (new, *known):
        known.append(old)
