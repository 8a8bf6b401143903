"""The fields that a document of a type bears: where one is empty, a person should look."""

from __future__ import annotations

from functools import cache

from vnadmin_nlp.text.unicode import fold
from vnadmin_nlp.vocab.loader import lists


@cache
def core_fields(doc_type: str | None) -> frozenset[str]:
    """Return the fields that a document of this type bears; None: its type is not known.

    >>> "addressees" in core_fields("Công văn"), "addressees" in core_fields("Quyết định")
    (True, False)
    >>> "subject" in core_fields("Giấy mời"), "number" in core_fields(None)
    (False, True)
    """
    table = lists("core_fields.toml")
    every = {field for field in table["every"] if not _names(table["lacks"], field, doc_type)}
    more = {field for field in table["bears"] if _names(table["bears"], field, doc_type)}
    return frozenset(every | more)


def _names(table: dict[str, list[str]], field: str, doc_type: str | None) -> bool:
    return doc_type is not None and fold(doc_type) in map(fold, table.get(field, ()))
