"""``vnadmin doctor``: is everything installed that the work needs?"""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import typer

from vnadmin_nlp.cli.options import DEFAULT_ARCHIVE, Archive, AsJson, command_app
from vnadmin_nlp.cli.output import plain, print_json
from vnadmin_nlp.errors import MissingProgram, NotWritable, VnadminError
from vnadmin_nlp.store.archive_address import is_server

app = command_app()

_TESSERACT = 5  # older ones have no LSTM data for Vietnamese worth the name
_INSTALL = "sudo apt-get install --no-install-recommends"
#: What nobody needs who does not ask for it: the extra of ours, its library, and what it is for.
_EXTRAS = {
    "pdf": ("ocrmypdf", "searchable PDFs"),
    "cluster": ("distributed", "runs on several machines"),
    "postgres": ("psycopg", "archives on a server"),
}
#: What ``/proc/cpuinfo`` calls the instructions that multiply 8-bit numbers, fastest first.
_INSTRUCTIONS = (
    ("avx512_vnni", "AVX-512 with VNNI"),
    ("avx_vnni", "AVX2 with VNNI"),
    ("avx512bw", "AVX-512 without VNNI"),
    ("avx2", "AVX2 without VNNI"),
    ("sse4_1", "SSE4 without AVX2 (slow)"),
    ("asimddp", "NEON with dot products"),
    ("asimd", "NEON without dot products"),
)


class CheckResult(NamedTuple):
    """The outcome of one check: what was found, or the error that tells what to do.

    What is not needed is no fault of an installation.
    """

    part: str
    found: str
    error: VnadminError | None = None
    needed: bool = True


@app.command()
def doctor(archive: Archive = DEFAULT_ARCHIVE, as_json: AsJson = False) -> None:
    """Check that everything needed is installed, and tell of the extras.

    For each part that is missing the line is printed that mends it.

    \b
    vnadmin doctor
    vnadmin doctor --archive postgresql://clerk@db.example.vn/archive --json
    """  # noqa: D301
    findings = examine(archive)
    for finding in findings:
        if as_json:
            print_json(_as_dict(finding))
        else:
            print("\n".join(_lines(finding)))
    errors = [finding.error for finding in findings if finding.error and finding.needed]
    if errors:
        raise typer.Exit(min(error.exit_code for error in errors))


def examine(archive: str) -> list[CheckResult]:
    """Return the outcome of every check."""
    checks: dict[str, Callable[[], str]] = {
        "recogniser": _recogniser,
        "processor": processor,
        "tesserocr": _tesserocr,
        "pdftoppm": _pdftoppm,
        "sqlite": _full_text_search,
    }
    if is_server(archive):
        checks["server"] = lambda: _server(archive)
        checks["archive"] = lambda: _archive_on_server(archive)
    else:
        checks["archive"] = lambda: _archive(archive)
    unasked: dict[str, Callable[[], str]] = {
        "tesseract": _tesseract,
        "vie": _vietnamese,
        **{extra: partial(_extra, extra) for extra in _EXTRAS},
        "ghostscript": _ghostscript,
    }
    return [
        *(_finding(part, check) for part, check in checks.items()),
        *(_finding(part, check, needed=False) for part, check in unasked.items()),
    ]


def _finding(part: str, check: Callable[[], str], *, needed: bool = True) -> CheckResult:
    try:
        return CheckResult(part, check(), needed=needed)
    except VnadminError as error:
        return CheckResult(part, "", error, needed)


def _lines(finding: CheckResult) -> list[str]:
    if finding.error is None:
        return [f"ok       {finding.part:<11} {plain(finding.found)}"]
    told = "missing" if finding.needed else "without"
    lines = [f"{told}  {finding.part:<11} {plain(finding.error.cause)}"]
    return [*lines, f"         {finding.error.remedy}"] if finding.error.remedy else lines


def _as_dict(finding: CheckResult) -> dict[str, object]:
    error = finding.error
    return {
        "part": finding.part,
        "ok": error is None,
        "needed": finding.needed,
        "found": finding.found or None,
        "cause": error.cause if error else None,
        "remedy": error.remedy if error else None,
    }


def _recogniser() -> str:
    from vnadmin_nlp.ocr.engines.line_network import Network

    letters = Network("recogniser").alphabet.letters
    Network("pens")
    return f"our own, {len(letters)} letters"


def processor() -> str:
    """Return the instructions that the networks run on; how fast they are, not what they read."""
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        told = ""
    return f"{platform.machine()}, {instructions(told)}"


def instructions(cpuinfo: str) -> str:
    """Return which instructions for 8-bit numbers a processor has.

    >>> instructions("flags : fpu sse4_2 avx2 bmi2")
    'AVX2 without VNNI'
    """
    names = re.findall(r"^(?:flags|Features)\s*:(.*)$", cpuinfo, re.MULTILINE)
    flags = set(names[0].split()) if names else set()
    for needed, name in _INSTRUCTIONS:
        if needed in flags:
            return name
    return "no instructions for 8-bit numbers that we know of"


def _tesseract() -> str:
    version = _version_of("tesseract", "--version", package="tesseract-ocr")
    if int(version.partition(".")[0]) < _TESSERACT:
        raise MissingProgram(
            f"tesseract {version} is too old, {_TESSERACT} or newer is needed",
            remedy=f"{_INSTALL} tesseract-ocr  (of Debian 12, Ubuntu 24.04 or newer)",
        )
    return version


def _pdftoppm() -> str:
    return _version_of("pdftoppm", "-v", package="poppler-utils")


def _version_of(program: str, option: str, *, package: str) -> str:
    try:
        answer = subprocess.run([program, option], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingProgram(
            f"the program {program} can't be run", remedy=f"{_INSTALL} {package}"
        ) from error
    version = re.search(r"\d+\.\d+(\.\d+)?", answer.stdout + answer.stderr)
    if version is None:
        raise MissingProgram(f"{program} tells no version", remedy=f"{_INSTALL} {package}")
    return version.group()


def _vietnamese() -> str:
    from vnadmin_nlp.ocr.engines.tesseract_common import data_folder

    return str(data_folder())


def _tesserocr() -> str:
    try:
        import tesserocr
    except ImportError as error:
        raise MissingProgram(
            f"the Python library tesserocr can't be loaded ({error})",
            remedy=f"{sys.executable} -m pip install tesserocr",
        ) from error
    return f"{tesserocr.__version__}, tesseract {tesserocr.tesseract_version().split()[1]}"


def _extra(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    library, purpose = _EXTRAS[name]
    try:
        return f"{library} {version(library)}, for {purpose}"
    except PackageNotFoundError as error:
        raise MissingProgram(
            f"{purpose} need {library}",
            remedy=f"{sys.executable} -m pip install 'vnadmin-nlp[{name}]'",
        ) from error


def _ghostscript() -> str:
    return _version_of("gs", "--version", package="ghostscript") + ", for PDF/A"


def _full_text_search() -> str:
    import sqlite3

    with sqlite3.connect(":memory:") as memory:
        try:
            memory.execute("CREATE VIRTUAL TABLE t USING fts5(words)")
        except sqlite3.OperationalError as error:
            raise MissingProgram(
                f"SQLite {sqlite3.sqlite_version} of this Python has no full-text search (FTS5)",
                remedy=f"{_INSTALL} python3, and make the virtual environment anew with it",
            ) from error
    return f"{sqlite3.sqlite_version} with FTS5"


def _server(place: str) -> str:
    import psycopg

    from vnadmin_nlp.store import postgres_schema

    found = postgres_schema.version(place)
    return f"PostgreSQL {found}, psycopg {psycopg.__version__}"


def _archive_on_server(place: str) -> str:
    """Try the archive if there is one; nothing is left behind."""
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.archive_address import parsed
    from vnadmin_nlp.store.sqlite import exists

    shown = parsed(place).shown
    if not exists(place):
        return f"{shown} is not made yet"
    with Store(place, create=False) as store, store.transaction():
        return f"{shown} can be written"


def _archive(place: str) -> str:
    """Try the archive if there is one, else its folder; nothing is left behind."""
    import sqlite3
    import tempfile

    path = Path(place)
    try:
        if path.exists():
            with sqlite3.connect(path) as database:
                database.execute("BEGIN IMMEDIATE")
                database.rollback()
        else:
            with tempfile.NamedTemporaryFile(dir=path.parent):
                pass
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise NotWritable(
            f"{path} can't be written ({reason})",
            remedy="choose another place with --archive FILE or VNADMIN_ARCHIVE",
        ) from error
    return f"{path} can be written"
