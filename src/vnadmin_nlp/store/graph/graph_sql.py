"""Pieces of SQL for many values at a time, such as SQLite and PostgreSQL both understand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from vnadmin_nlp.store.database import Database

#: Values that both take in one query everywhere.
_CHUNK = 500

Value = TypeVar("Value")


def chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield values in lists that are short enough for one query."""
    rest = iter(values)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def marks(values: Collection[object]) -> str:
    """Return the marks of values, for ``IN (…)``.

    >>> marks([3, 5, 8]), marks([])  # nothing is equal to NULL
    ('?, ?, ?', 'NULL')
    """
    return ", ".join("?" * len(values)) or "NULL"


def ids_of(db: Database, keys: Iterable[str]) -> dict[str, int]:
    """Return the ids of works by their keys."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(keys)):
        rows = db.execute(f"SELECT key, id FROM works WHERE key IN ({marks(chunk)})", chunk)
        found.update((row["key"], row["id"]) for row in rows)
    return found
