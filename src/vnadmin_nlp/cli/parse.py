"""``vnadmin parse``: a text, or one citation as somebody types it, taken apart."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vnadmin_nlp.cli.options import AsJson, command_app, day_option
from vnadmin_nlp.cli.output import cut, day, lines_of_words, plain, print_json, width
from vnadmin_nlp.cli.record_card import head
from vnadmin_nlp.errors import ExitCode, NotFound, UnreadableInput, UsageError, internal

if TYPE_CHECKING:
    from vnadmin_nlp.parsing import Setting

app = command_app()
log = logging.getLogger(__name__)

#: Bytes of one text, or of one line of many; a book of laws has five million.
_MOST_BYTES = 20_000_000


@app.command()
def parse(
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT...]", help="A text or one citation; else standard input."),
    ] = None,
    by_line: Annotated[
        bool,
        typer.Option("--lines", help="Take each line as a text of its own; print JSON lines."),
    ] = False,
    number: Annotated[
        str | None, typer.Option("--number", metavar="NUMBER", help="Number of its document.")
    ] = None,
    date: Annotated[dt.date | None, day_option("--date", what="Date of its document.")] = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            "--issuer",
            metavar="BODY",
            help="Body that issued its document: whose Tỉnh ủy is meant by 'của Tỉnh ủy'.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find the citations and deadlines of a text.

    A number typed without care is a citation too. With --lines one JSON object is printed for
    each line, an empty text included; offsets are letters of that line, from 0. A line that can't
    be read gets an object with an "error", and the exit code is then 1.

    \b
    vnadmin parse 31 ct tu
    vnadmin parse "Thực hiện Quy định số 41-QĐ/TU, ngày 15/3/2023 của Tỉnh ủy" --issuer "Tỉnh ủy Lạng Sơn"
    vnadmin parse --lines < sentences.txt > citations.jsonl
    """  # noqa: D301, E501
    from vnadmin_nlp.parsing import Setting
    from vnadmin_nlp.parsing import parse as parsed

    setting = Setting(number=number, date=date, issuing_body=issuer)
    given = " ".join(text or ())
    if by_line:
        if given:
            raise UsageError("--lines reads standard input", remedy="leave the text out")
        raise typer.Exit(each_line(setting))
    found = parsed(given or _standard_input(), setting).to_json()
    if as_json:
        print_json(found)
        return
    print("\n".join(_lines(found)), end="\n" if any(found.values()) else "")
    if not any(found.values()):
        raise NotFound("no citation and no deadline in this text")


def _standard_input() -> str:
    return _decoded(sys.stdin.buffer.read(_MOST_BYTES + 1))


def _decoded(content: bytes) -> str:
    if len(content) > _MOST_BYTES:
        limit = _MOST_BYTES // 1_000_000
        raise UnreadableInput(f"longer than {limit} MB", file="the text", remedy="cut it up")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            f"not UTF-8 at byte {error.start}", file="the text", remedy="convert it with iconv"
        ) from error


def each_line(setting: Setting) -> ExitCode:
    """Print an object for each line of the standard input, and return the exit code."""
    from vnadmin_nlp.parsing import parse as parsed

    code = ExitCode.OK
    while content := sys.stdin.buffer.readline(_MOST_BYTES + 1):
        rest = content
        while len(rest) > _MOST_BYTES and not rest.endswith(b"\n"):
            rest = sys.stdin.buffer.readline(_MOST_BYTES + 1)
        try:
            line = _decoded(content).removesuffix("\n").removesuffix("\r")
            print_json(parsed(line, setting).to_json())
        except UnreadableInput as error:
            print_json({"citations": [], "deadlines": [], "error": error.cause})
            code = ExitCode.SOME_FAILED
        except Exception as error:  # of our own: it costs this line alone
            log.exception("a line")
            print_json({"citations": [], "deadlines": [], "error": internal(error)})
            code = ExitCode.SOME_FAILED
    return code


def _lines(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Return every citation with what it was read from and its key, then the deadlines."""
    lines = []
    if found["citations"]:
        lines.append(f"cites {len(found['citations'])}")
        for item in found["citations"]:
            name = item["number"] or item["title"] or item["text"]
            lines.append(f"  {head(name, item['type'], item['issuer'], day(item['date']))}")
            what = ", ".join([item["relation"], *item["pinpoints"]])
            lines.append(lines_of_words(f"{what} · {_place(item)} · {item['key']}", "      "))
    if found["deadlines"]:
        lines.append(f"deadlines {len(found['deadlines'])}")
        for item in found["deadlines"]:
            task = item["task"] and cut(plain(item["task"]), width() - 6)
            lines.append(f"  {head(day(item['date']) or item['kind'], _place(item), item['rule'])}")
            lines += [f"      {task}"] if task else []
    return lines


def _place(item: dict[str, Any]) -> str:
    return f"“{plain(item['text'])}” {item['start']}–{item['end']}"
