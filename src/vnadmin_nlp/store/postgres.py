"""An archive on a PostgreSQL server: a connection that is used as SQLite's is.

The SQL of the house is written once, in what SQLite (3.39 or newer) and PostgreSQL both read:

* ``?`` with a sequence, ``?1`` with one that is used twice, ``:name`` with a mapping;
* ``INSERT … RETURNING id`` instead of ``lastrowid``; ``ON CONFLICT (columns) DO NOTHING`` or
  ``DO UPDATE`` instead of ``INSERT OR``; in the update the table's own columns carry its name
  (``SET n = manifest.n + 1``);
* ``a IS NOT DISTINCT FROM b`` instead of ``a IS b``; numbers are no truth values: ``negated = 0``
  instead of ``NOT negated``, but a ``?`` that is given a Python bool may stand alone;
* a ``?`` whose type nothing tells gets one: ``CAST(? AS TEXT) IS NULL``, ``CAST(? AS BIGINT)``;
* ``DOUBLE PRECISION`` where a number shall be a float on both;
* ``GROUP BY`` names all columns that are not counted; no ``SELECT DISTINCT`` with an ``ORDER BY``
  of something else; ``ORDER BY`` a nullable column says ``NULLS FIRST`` or ``LAST`` (SQLite: they
  are smaller than everything); a subquery in ``FROM`` has a name; ``HAVING`` repeats expressions;
* no ``LIMIT -1``, ``rowid``, ``INDEXED BY``, ``GLOB``, ``min(a, b)``; `on_server` tells where a
  statement can't be common to both.

Text compares by code point on both. `postgres_schema` gives the server ``json_each(text)``,
``json_extract(text, path)``, ``instr`` and ``strftime`` as far as we use them.

One program writes at a time, as on SQLite: ``BEGIN IMMEDIATE`` takes a lock of the archive's, which
look-ups don't wait for. The graph and the manifest count on it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple, cast

import psycopg
from psycopg.adapt import Dumper, Loader
from psycopg.pq import TransactionStatus
from psycopg.types.string import StrDumperUnknown

from vnadmin_nlp.store.database import Cursor, ServerTrouble, Values

#: What stands for this program among the locks of a database: "vnad".
_LOCKS = 0x766E6164

_PIECE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\?\d*|(?<![:\w]):([A-Za-z_]\w*)|%")


class ServerRow(tuple[Any, ...]):
    """A row, whose values are had by place and by name."""

    __slots__ = ()
    _places: dict[str, int]

    def __getitem__(self, key: Any) -> Any:
        """Return the value at a place or of a name."""
        return tuple.__getitem__(self, self._places[key] if isinstance(key, str) else key)

    def keys(self) -> list[str]:
        """Return the names of the columns."""
        return list(self._places)


class Server:
    """An open connection to a server.

    Args:
        connection: of psycopg's, in autocommit mode.
        schema: that holds the archive.
    """

    def __init__(self, connection: psycopg.Connection[Any], schema: str) -> None:
        self._connection = connection
        self._begin = (
            f"BEGIN; SELECT pg_advisory_xact_lock({_LOCKS}, {_signed(zlib.crc32(schema.encode()))})"
        )
        connection.row_factory = _rows
        for kind, dumper in ((bool, _Truth), (str, _Text)):
            connection.adapters.register_dumper(kind, dumper)
        connection.adapters.register_loader("numeric", _Number)
        self.schema = schema

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction has begun; it ends with a connection that is lost."""
        return self._connection.info.transaction_status in (
            TransactionStatus.INTRANS,
            TransactionStatus.INERROR,
        )

    def execute(self, sql: str, values: Values = (), /) -> Cursor:
        """Run one statement.

        Raises:
            ServerTrouble: the server can't or won't.
        """
        try:
            if sql == "BEGIN IMMEDIATE":
                return self._connection.execute(cast("Any", self._begin))
            query = _translated(sql)
            return self._connection.execute(cast("Any", query.text), query.arranged(values))
        except psycopg.Error as error:
            raise trouble(error) from error

    def executemany(self, sql: str, values: Iterable[Any], /) -> Cursor:
        """Run one statement for each of many sets of values; raises as `execute` does."""
        query = _translated(sql)
        cursor = self._connection.cursor()
        try:
            cursor.executemany(cast("Any", query.text), map(query.arranged, values))
        except psycopg.Error as error:
            raise trouble(error) from error
        return cursor

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class _Query(NamedTuple):
    """A statement in psycopg's spelling; ``places`` are those of ``?1``, where it has such."""

    text: str
    places: tuple[int, ...] = ()

    def arranged(self, values: Values) -> Values:
        """Return the values as the statement wants them."""
        if not self.places:
            return values
        return [cast("Sequence[Any]", values)[place - 1] for place in self.places]


@lru_cache(maxsize=1000)
def _translated(sql: str) -> _Query:
    """Return a statement with psycopg's placeholders.

    >>> _translated("SELECT '?' || ? LIKE 'a%'").text
    "SELECT '?' || %s LIKE 'a%%'"
    >>> _translated("SELECT :a, x::text, ':b'").text
    "SELECT %(a)s, x::text, ':b'"
    >>> _translated("SELECT ?2, ?1")
    _Query(text='SELECT %s, %s', places=(2, 1))
    """
    places: list[int] = []
    nth = count(1)

    def spelled(piece: re.Match[str]) -> str:
        found = piece.group()
        if found[0] in "'-%":
            return found.replace("%", "%%")
        if found[0] == "?":
            places.append(int(found[1:]) if found[1:] else next(nth))
            return "%s"
        return f"%({piece[1]})s"

    text = _PIECE.sub(spelled, sql)
    return _Query(text, () if places == sorted(set(places)) else tuple(places))


class _Truth(Dumper):
    """Sends a bool as what it is wanted as: a truth value, or the number 1 or 0."""

    def dump(self, obj: bool) -> bytes:
        return b"1" if obj else b"0"


class _Text(StrDumperUnknown):
    """Sends text; the server keeps no NUL, which is no letter either."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


class _Number(Loader):
    """Gives sums as Python's own numbers."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text or "N" in text else int(text)


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], ServerRow]:
    return _row_kind(tuple(column.name for column in cursor.description or ()))


@lru_cache(maxsize=1000)
def _row_kind(names: tuple[str, ...]) -> type[ServerRow]:
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    ordered = {name: places[name] for name in names}
    return type("Row", (ServerRow,), {"__slots__": (), "_places": ordered})


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number


_AGAIN = "run the command again: what was written whole is kept"
#: By the start of the code that the server gives (PostgreSQL's manual, appendix A).
_TROUBLES: tuple[tuple[str, str, str], ...] = (
    ("53100", "the server's disk is full", "free some space there and run the command again"),
    ("53300", "the server has no connection left", "wait, or raise its max_connections"),
    ("53", "the server is out of memory or room", "mend it and run the command again"),
    ("25006", "the archive is read-only", "use the server that it is written on"),
    ("42501", "the user may not do this in the archive", "grant the rights, or use another user"),
    ("55P03", "another program is writing to it", "wait for it to end and try again"),
    ("57014", "the server broke a query off", "raise its statement_timeout"),
    ("57P", "the server was shut down or broke down", _AGAIN),
    ("40", "another program got in the way", _AGAIN),
    ("08", "the connection to the server was lost", _AGAIN),
    ("58", "reading or writing failed on the server", "check its disk"),
    ("XX", "the archive is damaged", "look into the server's log, restore a copy"),
    ("54", "a value is too big for the archive", "split the file"),
)


def trouble(error: psycopg.Error) -> Exception:
    """Return what is raised in place of a server's error: itself where it is a slip of ours."""
    code = error.sqlstate or ""
    for start, cause, remedy in _TROUBLES:
        if code.startswith(start):
            return ServerTrouble(cause, remedy)
    if not code and isinstance(error, psycopg.OperationalError):
        return ServerTrouble("the connection to the server was lost", _AGAIN)
    return error
