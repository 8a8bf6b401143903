"""``vnadmin authority``: registers of known documents, which complete and check citations."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import DEFAULT_ARCHIVE, Archive, AsJson, command_app
from vnadmin_nlp.cli.output import columns, plain, print_json
from vnadmin_nlp.errors import ExitCode

app = command_app(no_args_is_help=True)
log = logging.getLogger(__name__)


@app.callback()
def authority() -> None:
    """Keep registers of known documents: what they tell completes and checks citations."""


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", readable=False, help="JSON lines or CSV, or .gz.")
    ],
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of the register; the file's name if not given."),
    ] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Import a register: number, type, title, date, issuer, effective date.

    Columns of a CSV file are known by their heads, in Vietnamese or English. Importing a file
    again changes nothing; a newer one of the same name takes its place. A line that is no entry
    is told and skipped, and the exit code is 1.

    \b
    vnadmin authority import register.jsonl.gz
    vnadmin authority import 'So van ban di 2024.csv' --name van-ban-di
    """  # noqa: D301
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.graph.reference_registers import import_register
    from vnadmin_nlp.store.row_types import as_json as row_json

    with Store(archive, create=True) as store:
        done = import_register(store, file, name=name)
    if as_json:
        print_json(row_json(done))
    elif done.known:
        log.info("%s: known already, nothing to do", plain(done.register.name))
    else:
        log.info(
            "%s: %d documents, %d new, %d gone, %d bad lines",
            plain(done.register.name), done.register.entries, done.new, done.gone, done.bad,
        )  # fmt: skip
    if done.bad:
        raise typer.Exit(ExitCode.SOME_FAILED)


@app.command("list")
def list_registers(archive: Archive = DEFAULT_ARCHIVE, as_json: AsJson = False) -> None:
    """List the registers with the number of their documents and the time of their import."""
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.graph.reference_registers import registers
    from vnadmin_nlp.store.row_types import as_json as row_json

    with Store(archive, create=False) as store:
        found = registers(store)
    if as_json:
        print_json([row_json(one) for one in found])
    else:
        rows = [[one.name, str(one.entries), one.changed, one.file] for one in found]
        print("\n".join(columns(rows)) if rows else "no registers")


@app.command()
def drop(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As 'vnadmin authority list' says.")],
    archive: Archive = DEFAULT_ARCHIVE,
) -> None:
    """Take a register out of the archive; what it alone knew is only cited again."""
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.graph.reference_registers import drop_register

    with Store(archive, create=False) as store:
        gone = drop_register(store, name)
    log.info("%s: %d documents taken out", plain(gone.name), gone.entries)
