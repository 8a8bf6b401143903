"""Reading of the tables that ship with the package: CSV for rows, TOML for lists of words."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from vnadmin_nlp.text.unicode import strip_accents


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV table of this package, keyed by column name.

    Args:
        name: file name beside this module, such as ``organ_codes.csv``.
    """
    yield from csv.DictReader(_text(name).splitlines())


@cache
def lists(name: str) -> dict[str, Any]:
    """Return a TOML table of this package, read once.

    Args:
        name: file name beside this module, such as ``layout_phrases.toml``.
    """
    import tomllib  # here, because a look-up by type needs rows alone

    return tomllib.loads(_text(name))


def _text(name: str) -> str:
    # importlib.resources would do, but it takes longer to import than a table to read.
    return Path(__file__).with_name(name).read_text("utf-8")


@cache
def code_key(code: str) -> str:
    """Return the form in which two spellings of a code are the same.

    Case, accents, the stroke of Đ and punctuation do not count; ``TƯ`` is the older spelling of
    ``TW``.

    >>> code_key("Th.U"), code_key("QD") == code_key("QĐ"), code_key("BTGTƯ")
    ('thu', True, 'btgtw')
    """
    bare = strip_accents(code.replace("TƯ", "TW").replace("tư", "tw"))
    return "".join(letter for letter in bare if letter.isalnum())
