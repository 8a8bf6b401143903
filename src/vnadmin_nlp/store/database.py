"""What the code asks of a database, be it an SQLite file or a PostgreSQL server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

#: Values for the placeholders of a statement.
Values: TypeAlias = Sequence[Any] | Mapping[str, Any]


class DatabaseRow(Protocol):
    """A row, whose values are had by place and by name; ``dict(row)`` works as well."""

    def __getitem__(self, key: Any, /) -> Any:
        """Return the value at a place or of a name."""

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the values."""

    def __len__(self) -> int:
        """Return the number of columns."""

    def keys(self) -> list[str]:
        """Return the names of the columns."""


class Cursor(Protocol):
    """What a statement gave: the rows, or how many it touched."""

    @property
    def rowcount(self) -> int:
        """Return the number of rows that were written."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the rows that are left."""


class Database(Protocol):
    """An open connection: `sqlite3.Connection`, or `vnadmin_nlp.store.postgres.Server`.

    Outside a transaction each statement stands for itself. The SQL is what both understand, see
    `vnadmin_nlp.store.postgres`.
    """

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction has begun."""

    def execute(self, sql: str, values: Values = ..., /) -> Cursor:
        """Run one statement with ``?`` and a sequence of values, or ``:name`` and a mapping."""

    def executemany(self, sql: str, values: Iterable[Any], /) -> object:
        """Run one statement for each of many sets of values."""

    def close(self) -> None:
        """Close the connection."""


class ServerTrouble(Exception):
    """What a server reported: the cause and what to do, in the words of our own errors."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy


def on_server(db: Database) -> bool:
    """Tell whether a database is on a server: for the few things that have no common SQL."""
    return not isinstance(db, sqlite3.Connection)
