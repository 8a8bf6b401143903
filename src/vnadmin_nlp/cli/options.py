"""The options that several commands share."""

from __future__ import annotations

import datetime as dt
import logging
import os
from pathlib import Path
from typing import Annotated, Any

import typer

Archive = Annotated[
    Path,
    typer.Option(
        "--archive",
        metavar="FILE",
        envvar="VNADMIN_ARCHIVE",
        help="The archive to work on.",
    ),
]
DEFAULT_ARCHIVE = Path("vnadmin.db")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV with a head line.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes; one per core if not given."),
]
Engine = Annotated[
    str | None,
    typer.Option("--engine", metavar="NAME", help="Recogniser: tesserocr or pytesseract."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Show at most N.")]
DocType = Annotated[
    str | None,
    typer.Option("--type", metavar="TYPE", help="Only this type, e.g. 'chỉ thị' or CT."),
]
Issuer = Annotated[
    str | None,
    typer.Option("--issuer", metavar="WORDS", help="Only of issuers with these words."),
]


def iso_date(text: str) -> dt.date:
    """Read a date option: ``2024-11-30`` or ``30/11/2024``."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r} is no date; write 2024-11-30 or 30/11/2024")


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def day_option(name: str, what: str) -> Any:
    """Return an option that takes a day."""
    return typer.Option(name, metavar="DAY", parser=iso_date, help=what)


def command_app(**settings: Any) -> typer.Typer:
    """Return an empty application with the settings of the house."""
    return typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        **settings,
    )


def verbosity(command: Any) -> Any:
    """Give a command, or every command of a group, the options -q and -v."""
    for leaf in getattr(command, "commands", {"": command}).values():
        leaf.params += typer.main.get_command(_verbosity).params
    return command


_verbosity = command_app()


def _level(level: int) -> Any:
    def choose(wanted: bool) -> None:
        if wanted:
            logging.getLogger("vnadmin_nlp").setLevel(level)

    return choose


@_verbosity.command(add_help_option=False)
def _options(
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            expose_value=False,
            callback=_level(logging.ERROR),
            help="Only errors on stderr.",
        ),
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose",
            "-v",
            expose_value=False,
            callback=_level(logging.DEBUG),
            help="Tell every step on stderr.",
        ),
    ] = False,
) -> None:
    """Carry the options; never called."""
