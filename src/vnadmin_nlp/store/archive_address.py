"""Where an archive is: the path of a file, or the address of a schema on a PostgreSQL server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from vnadmin_nlp.errors import UsageError

_SERVER = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Address(NamedTuple):
    """A schema on a server.

    Attributes:
        url: for libpq, with the password if it holds one.
        schema: of ``?schema=``; ``public`` where none is named.
        shown: the address without password, for messages.
    """

    url: str
    schema: str
    shown: str


def is_server(place: str | Path) -> bool:
    """Tell the address of a server from the path of a file."""
    return isinstance(place, str) and bool(_SERVER.match(place))


def parsed(place: str) -> Address:
    """Take an address apart.

    >>> parsed("postgresql://an:secret@db.example.vn/archive?schema=office&sslmode=require").shown
    'postgresql://an@db.example.vn/archive?schema=office&sslmode=require'

    Raises:
        UsageError: the schema has no plain name, or the address can't be read.
    """
    try:
        parts = urlsplit(place)
        options = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError as error:
        raise UsageError(
            "this is no address of a server", remedy="write postgresql://USER@HOST/DATABASE"
        ) from error
    schema = dict(options).get("schema", "public")
    if not _SCHEMA.fullmatch(schema):
        raise UsageError(
            f"a schema can't be called {schema!r}", remedy="use small letters, digits and _"
        )
    for_libpq = [option for option in options if option[0] != "schema"]
    public = [option for option in options if option[0] != "password"]
    user, at, host = parts.netloc.rpartition("@")
    shown = user.partition(":")[0] + at + host
    return Address(
        _joined(parts.netloc, parts.path, for_libpq), schema, _joined(shown, parts.path, public)
    )


def _joined(host: str, path: str, options: list[tuple[str, str]]) -> str:
    query = urlencode(options, quote_via=quote, safe="/")
    return f"postgresql://{host}{path}{'?' if query else ''}{query}"
