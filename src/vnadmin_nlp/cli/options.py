"""The options that several commands share."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.model.page import TextLayer

if TYPE_CHECKING:
    from vnadmin_nlp.ocr import ScanOptions

Archive = Annotated[
    str,
    typer.Option(
        "--archive",
        metavar="FILE|URL",
        envvar="VNADMIN_ARCHIVE",
        help="The archive to work on: a file, or postgresql://USER@HOST/DATABASE.",
    ),
]
DEFAULT_ARCHIVE = "vnadmin.db"

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV with a head line.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes; one per core if not given."),
]
Engine = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="NAME",
        callback=lambda name: engine_name(name),
        help="Recogniser: own (the default), tesserocr or pytesseract.",
    ),
]
SecondReader = Annotated[
    str | None,
    typer.Option(
        "--second-reader",
        metavar="NAME",
        callback=lambda name: engine_name(name),
        help="Another recogniser for the lines of which the first is not sure, e.g. tesserocr.",
    ),
]
TextLayerUse = Annotated[
    TextLayer,
    typer.Option(
        "--text-layer",
        help="Text layers of PDF: auto reads scans from their picture, ignore reads every page so,"
        " trust takes each layer that is Vietnamese text.",
    ),
]
ReviewBelow = Annotated[
    float,
    typer.Option(
        "--review-below",
        min=0.0,
        max=1.0,
        metavar="SHARE",
        help="Name values for review that are less sure than this, from 0 (none) to 1; what is"
        " missing is always named.",
    ),
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

Number = Annotated[
    list[str],
    typer.Argument(
        metavar="NUMBER...",
        help="However carelessly written, with the issuer after a comma or without; or id:N.",
    ),
]
#: What names a held document, in the help of arguments.
DOCUMENT_HELP = "Number (the issuer may follow after a comma), id:N, file name, name or sha256."
Year = Annotated[int | None, typer.Option("--year", metavar="YEAR", help="Only of this year.")]

Relations = Annotated[
    list[str] | None,
    typer.Option(
        "--relation", metavar="NAME", help="Only such citations, e.g. basis; may be repeated."
    ),
]


def iso_date(text: str) -> dt.date:
    """Read a date option: ``2024-11-30`` or ``30/11/2024``."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r} is no date; write 2024-11-30 or 30/11/2024")


def engine_name(name: str | None) -> str | None:
    """Refuse a recogniser that does not exist, before the first file is opened."""
    if name is None:
        return None
    from vnadmin_nlp.ocr.engines.recogniser import ENGINES

    # A recogniser of somebody else's is given as module:Class.
    if ":" not in name and name not in ENGINES:
        raise typer.BadParameter(f"there is no recogniser {name!r}; use {' or '.join(ENGINES)}")
    return name


def scan_options(
    engine: str | None, second_reader: str | None, text_layer: TextLayer = TextLayer.AUTO
) -> ScanOptions:
    """Return how files are read: with these recognisers, the best one where none is named."""
    from vnadmin_nlp.ocr import ScanOptions

    options = ScanOptions(second_reader=second_reader, text_layer=text_layer)
    options = replace(options, engine=engine) if engine else options
    if options.engine == second_reader:
        raise typer.BadParameter(
            f"{second_reader} is the first reader already; name another",
            param_hint="--second-reader",
        )
    return options


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def day_option(*names: str, what: str) -> Any:
    """Return an option that takes a day."""
    return typer.Option(*names, metavar="DAY", parser=iso_date, help=what)


def typed(words: Sequence[str], what: str) -> str:
    """Return the words of a look-up as one text.

    Raises:
        UsageError: they are blank; ``what`` says what is wanted.
    """
    text = " ".join(words).strip()
    if not text:
        raise UsageError(f"no {what} given")
    return text


def files_argument(name: str) -> Any:
    """Return an argument that takes files and folders.

    One that may not be read must not end the run: reading it tells.
    """
    return typer.Argument(metavar=f"{name}...", readable=False, help="Files and folders.")


def paths_argument() -> Any:
    """Return an argument that takes files, folders and patterns, or nothing."""
    return typer.Argument(metavar="[PATH...]", readable=False, help="Files, folders, patterns.")


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
