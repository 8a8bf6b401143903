"""Registers of known documents as files: JSON lines or CSV, plain or packed, read line by line."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.grammar.dates import find_dates
from vnadmin_nlp.grammar.document_numbers import parse_number
from vnadmin_nlp.text.unicode import nfc, strip_accents
from vnadmin_nlp.vocab.loader import lists

#: A longer line is no entry of a register, however long its title is.
MOST_BYTES = 64 * 1024
#: A packed file may hold no more lines; all documents of a country are fewer.
MOST_LINES = 20_000_000
#: Letters of one value that are kept.
MOST_LETTERS = 4000
#: The printed year of a number and the date differ by no more: the first papers of a year are
#: sometimes dated in the last days of the one before.
_YEARS_APART = 1
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One document of a register, as printed there.

    Attributes:
        line: of the file, from 1.
        number: with its sign; None for acts known by name alone.
        type: the type word.
        title: what it is about, or the name of the act.
        date: of issue; None where the register doesn't tell.
        issuer: the issuing body or bodies.
        effective: since when it is in force.
    """

    line: int
    number: str | None
    type: str | None
    title: str | None
    date: dt.date | None
    issuer: str | None
    effective: dt.date | None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no entry, and why."""

    line: int
    cause: str


class _NoEntry(ValueError):
    """The line can't be used; the text says why."""


def read_register(path: Path) -> Iterator[RegisterRow | BadLine]:
    """Yield the entries of a register one by one; lines that are none are told, not lost.

    Args:
        path: JSON lines, or CSV (comma, semicolon or tab) whose head names the columns, in
            Vietnamese or English; both may be packed with gzip.

    Raises:
        UnreadableInput: the file can't be opened or unpacked, or is no register.
    """
    try:
        with closing(_opened(path)) as file:
            lines = _lines(file, path)
            first = next(lines, None)
            if first is None:
                raise UnreadableInput("the register is empty", file=path)
            is_json = isinstance(first[1], str) and first[1].lstrip().startswith("{")
            yield from (_of_json if is_json else _of_csv)(first, lines, path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        cause = f"the register can't be read ({reason.lower()})"
        raise UnreadableInput(cause, file=path, remedy="check the file") from error


_Line = tuple[int, "str | BadLine"]


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as probe:
        packed = probe.read(len(_GZIP)) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _lines(file: BinaryIO, path: Path) -> Iterator[_Line]:
    """Yield the lines that are not blank; one that is too long is passed over piece by piece."""
    number = 0
    while line := file.readline(MOST_BYTES + 1):
        number += 1
        if number > MOST_LINES:
            raise UnreadableInput(f"more than {MOST_LINES:,} lines", file=path, remedy="split it")
        if len(line) > MOST_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MOST_BYTES)
            yield number, BadLine(number, f"longer than {MOST_BYTES:,} bytes")
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield number, BadLine(number, "no UTF-8 text")
            continue
        if text.strip():
            yield number, text


def _of_json(first: _Line, lines: Iterator[_Line], path: Path) -> Iterator[RegisterRow | BadLine]:
    for number, text in _chain(first, lines):
        if isinstance(text, BadLine):
            yield text
            continue
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            yield BadLine(number, "no JSON object")
            continue
        if isinstance(values, dict):
            columns = {field: values[name] for field, name in _columns(values).items()}
            yield _entry(number, columns)
        else:
            yield BadLine(number, "no JSON object")


def _of_csv(first: _Line, lines: Iterator[_Line], path: Path) -> Iterator[RegisterRow | BadLine]:
    head = first[1]
    if isinstance(head, BadLine):
        raise UnreadableInput(f"the head line is {head.cause}", file=path)
    delimiter = max(
        ",;\t", key=lambda mark: len(_columns(next(csv.reader([head], delimiter=mark))))
    )
    names = next(csv.reader([head], delimiter=delimiter))
    columns = _columns(names)
    if not {"number", "title"} & columns.keys():
        raise UnreadableInput(
            "no register: the first line names no column of numbers or titles",
            file=path,
            remedy="name the columns: " + ", ".join(lists("register_columns.toml")),
        )
    places = {field: names.index(name) for field, name in columns.items()}
    for number, text in lines:
        if isinstance(text, BadLine):
            yield text
            continue
        try:
            # Every line is an entry: a quote that is never closed must not swallow what follows.
            row = next(csv.reader([text], delimiter=delimiter, strict=True))
        except csv.Error as error:
            yield BadLine(number, f"no row ({error})")
            continue
        if any(cell.strip() for cell in row):
            values = {f: row[place] for f, place in places.items() if place < len(row)}
            yield _entry(number, values)


def _chain(first: _Line, lines: Iterator[_Line]) -> Iterator[_Line]:
    yield first
    yield from lines


def _columns(names: Any) -> dict[str, str]:
    """Return for each field the column that holds it."""
    named = {_bare(str(name)): str(name) for name in reversed(list(names))}
    known = _names()
    return {
        field: next(named[name] for name in wanted if name in named)
        for field, wanted in known.items()
        if any(name in named for name in wanted)
    }


@cache
def _names() -> dict[str, list[str]]:
    return {
        field: [_bare(name) for name in names]
        for field, names in lists("register_columns.toml").items()
    }


def _bare(name: str) -> str:
    return "".join(letter for letter in strip_accents(nfc(name)) if letter.isalnum())


def _entry(line: int, values: Mapping[str, Any]) -> RegisterRow | BadLine:
    try:
        number, title = _text(values, "number"), _text(values, "title")
        entry = RegisterRow(
            line=line,
            number=number,
            type=_text(values, "type"),
            title=title,
            date=_day(values, "date"),
            issuer=_text(values, "issuer"),
            effective=_day(values, "effective"),
        )
        _check(entry)
    except _NoEntry as error:
        return BadLine(line, str(error))
    return entry


def _text(values: Mapping[str, Any], field: str) -> str | None:
    value = values.get(field)
    if value is not None and not isinstance(value, str | int):
        raise _NoEntry(f"the {field} is no text")
    text = " ".join(nfc(str(value or "")).split())
    if len(text) > MOST_LETTERS:
        raise _NoEntry(f"the {field} has more than {MOST_LETTERS:,} letters")
    return text or None


def _day(values: Mapping[str, Any], field: str) -> dt.date | None:
    text = _text(values, field)
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        days = [mention.date for mention in find_dates(text)]
        if len(days) == 1 and days[0]:
            return days[0]
    raise _NoEntry(f"the {field} {text[:40]!r} is no date")


def _check(entry: RegisterRow) -> None:
    if not (entry.number or entry.title):
        raise _NoEntry("neither a number nor a title")
    if entry.number is None:
        if not (entry.type and entry.title):
            raise _NoEntry("no number, and no type and title in its place")
        return
    number = parse_number(entry.number)
    if number is None or not number.serial:
        raise _NoEntry(f"{entry.number[:40]!r} is no number with a sign")
    if number.year and entry.date and abs(number.year - entry.date.year) > _YEARS_APART:
        raise _NoEntry(f"the date {entry.date} contradicts the number {entry.number}")
