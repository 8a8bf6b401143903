"""The ``vnadmin`` command: every command is a file here, loaded only when it is called."""

from __future__ import annotations

import errno
import logging
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from vnadmin_nlp.cli.options import command_app, verbosity
from vnadmin_nlp.cli.output import plain
from vnadmin_nlp.errors import ExitCode, NotWritable, VnadminError

log = logging.getLogger(__name__)

#: What a disk that is full, beyond the quota or broken answers.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
#: The commands in the order of the help page; each is a module of this package.
COMMANDS = (
    "ingest", "extract", "parse", "annotate",
    "cite", "path", "status", "impact", "search", "show", "explain", "deadlines",
    "graph", "export", "authority", "correct", "report", "reextract", "failed", "check", "eval",
    "doctor",
)  # fmt: skip

_EPILOG = """
Data goes to stdout, everything else to stderr.

\b
Exit codes:
    0  all done
    1  finished, but some documents failed or are partial
    2  wrong usage
    3  a program or its language data is missing (see: vnadmin doctor)
    4  the input can't be read
    5  the archive or the output can't be written
    6  nothing found
    7  a child program broke
   15  internal error
  130  interrupted
"""


class _Commands(TyperGroup):
    """A group that imports the module of a command when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"vnadmin_nlp.cli.{cmd_name}")
        return verbosity(typer.main.get_command(module.app))


app = command_app(cls=_Commands, epilog=_EPILOG, no_args_is_help=True)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"vnadmin {version('vnadmin-nlp')}")
        raise typer.Exit


@app.callback()
def vnadmin(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Turn scanned Vietnamese Party and State documents into records and a citation graph.

    \b
    vnadmin ingest ~/scans             read a folder of scans into ./vnadmin.db
    vnadmin cite 31 ct tu              who cites 31-CT/TU, and what does it cite?
    vnadmin search ky luat hanh chinh  look for words, with or without accents
    """  # noqa: D301


def _full(error: OSError) -> VnadminError:
    return NotWritable(
        f"nothing more can be written ({(error.strerror or '').lower()})",
        file=error.filename or "the output",
        remedy="free some space and run the command again",
    )


class _ToStderr(logging.Handler):
    """Writes to what stderr is at the moment: a progress bar steps aside for it."""

    def emit(self, record: logging.LogRecord) -> None:
        print(self.format(record), file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code.

    Args:
        arguments: instead of those of the process.

    Raises:
        SystemExit: always; the code is one of `vnadmin_nlp.errors.ExitCode`.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    package = logging.getLogger("vnadmin_nlp")
    package.handlers = [_ToStderr()]
    package.setLevel(logging.INFO)
    for stream in (sys.stdout, sys.stderr):  # a terminal that can't show đ must not end the run
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    command = typer.main.get_command(app)
    try:
        command(arguments, prog_name="vnadmin")
    except VnadminError as error:
        log.error("vnadmin: %s", plain(str(error)))
        log.debug("raised here", exc_info=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        log.error("vnadmin: interrupted")
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            log.error("vnadmin: %s", _full(error))
            sys.exit(ExitCode.NOT_WRITABLE)
        verbose = log.isEnabledFor(logging.DEBUG)
        log.error(
            "vnadmin: internal error (%s: %s)%s",
            type(error).__name__,
            plain(str(error)),
            "" if verbose else "; run again with -v and report what it prints",
            exc_info=verbose,
        )
        sys.exit(ExitCode.INTERNAL)
