"""How commands print: JSON, CSV, and text that is safe on a terminal."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from vnadmin_nlp.errors import NotWritable
from vnadmin_nlp.text.unicode import no_formula

log = logging.getLogger(__name__)

# Control characters in a document could move the cursor or hide text of a terminal.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_STYLE = re.compile(r"\x1b\[\d*m")

#: Letters that the last column of a table keeps, and that every other keeps, on a narrow terminal.
_LAST, _LEAST = 32, 10


def plain(text: object) -> str:
    r"""Return one line that a terminal shows as it is.

    >>> plain("Kế\x1b[2J hoạch\nsố 5")
    'Kế [2J hoạch số 5'
    """
    return _UNSAFE.sub(" ", str(text))


def tell_undated(count: int, what: str = "document") -> None:
    """Say on stderr how many things without a date a choice of days leaves out."""
    if count:
        noun = what if count == 1 else f"{what}s"
        log.info("%s %s without a date left out by --from and --to", f"{count:,}", noun)


def print_json(value: Any) -> None:
    """Print a value as one line of JSON."""
    print(json_line(value), end="", flush=True)


def json_line(value: Any) -> str:
    """Return a value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, default=str) + "\n"


def print_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as CSV with a head line."""
    put_out(csv_lines(heads, rows), None)


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield rows as CSV after a head line; lists are joined by semicolons."""
    import csv

    for row in (heads, *rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(map(_cell, row))
        yield line.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    return no_formula(value) if isinstance(value, str) else value


def lines(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts, each as a line."""
    return (f"{text}\n" for text in texts)


def put_out(pieces: Iterable[str], output: Path | None) -> None:
    """Print pieces of text, or write them to a file.

    Raises:
        NotWritable: the file can't be written.
    """
    if output is None:
        for piece in pieces:
            print(piece, end="")
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    except OSError as error:
        raise NotWritable(
            f"it can't be written ({(error.strerror or '').lower()})",
            file=output,
            remedy="name another file with -o",
        ) from error


def width() -> int:
    """Return the width of the terminal, or 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def cut(text: str, room: int) -> str:
    """Return text that fits the room, with … where something is left out.

    >>> cut("Kế hoạch số 5", 8)
    'Kế hoạc…'
    """
    return text if len(text) <= room else text[: max(0, room - 1)] + "…"


def columns(rows: Sequence[Sequence[str]], *, indent: int = 2, gap: int = 2) -> list[str]:
    """Return rows as aligned lines; the last column takes what room is left.

    Where too little is left for it, the widest of the others are cut.

    >>> columns([["31-CT/TU", "p.1", "theo"], ["5-KL", "p.12", "về"]])
    ['  31-CT/TU  p.1   theo', '  5-KL      p.12  về']
    """
    if not rows:
        return []
    rows = [[plain(cell) for cell in row] for row in rows]
    *widths, last = (max(map(len, column)) for column in zip(*rows, strict=True))
    room = width() - indent - gap * len(widths)
    while sum(widths) + min(last, _LAST) > room and max(widths, default=0) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    widths.append(max(min(last, _LAST), room - sum(widths)))
    lines = []
    for row in rows:
        cells = [cut(cell, size).ljust(size) for cell, size in zip(row, widths, strict=True)]
        lines.append((" " * indent + (" " * gap).join(cells)).rstrip())
    return lines


def wrapped(text: str, head: str = "") -> list[str]:
    """Return text as lines that fit the terminal, each further one under the first.

    Args:
        text: any text.
        head: what stands before it in the first line.
    """
    import textwrap

    under = " " * len(head)
    room = max(width(), len(head) + 20)
    return textwrap.wrap(plain(text), room, initial_indent=head, subsequent_indent=under)


def day(date: dt.date | str | None) -> str:
    """Return a date as Vietnamese documents write it, or nothing.

    Days under 10 and the months 1 and 2 have a leading zero (NĐ 30/2020/NĐ-CP, Phụ lục I).

    >>> day("2022-11-05"), day("2024-03-12"), day(None)
    ('05/11/2022', '12/3/2024', '')
    """
    if date is None:
        return ""
    date = dt.date.fromisoformat(str(date))
    return f"{date.day:02}/{date.month:{'02' if date.month < 3 else ''}}/{date.year}"


def lines_of_words(text: str, indent: str = "  ") -> str:
    """Return text that breaks between words on a terminal, and is one line elsewhere."""
    if not sys.stdout.isatty():
        return indent + text
    lines, room = [""], width() - len(indent)
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if len(_STYLE.sub("", longer)) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(indent + line for line in lines)


def highlighted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return text with the spans marked: bold on a terminal, «so» elsewhere.

    Spans with nothing but space between them are marked as one.

    >>> highlighted("kỷ luật hành chính", [(0, 2), (3, 7)])
    '«kỷ luật» hành chính'
    """
    before, after = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("«", "»")
    joined: list[tuple[int, int]] = []
    for start, stop in spans:
        if joined and not text[joined[-1][1] : start].strip():
            start = joined.pop()[0]
        joined.append((start, stop))
    pieces, end = [], 0
    for start, stop in joined:
        pieces += [plain(text[end:start]), before, plain(text[start:stop]), after]
        end = stop
    return "".join([*pieces, plain(text[end:])])
