"""``vnadmin correct``: what a person knows better."""

from __future__ import annotations

import getpass
import logging
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import DEFAULT_ARCHIVE, Archive, AsJson, command_app
from vnadmin_nlp.cli.output import plain, print_json
from vnadmin_nlp.errors import UsageError

app = command_app()
log = logging.getLogger(__name__)


@app.command()
def correct(
    document: Annotated[str, typer.Argument(metavar="DOC", help="As for 'vnadmin show'.")],
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="What is right.")],
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who says so.")] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Record a person's correction of a field.

    Nothing extracted later takes its place. Lists are given with ';' between the items; an empty
    value says that there is none.

    \b
    vnadmin correct 0f3a99c2 number=31-CT/TU date=2024-03-14
    vnadmin correct 31-CT/TU 'signer.name=Lê Thị Mẫu' --by 'văn thư'
    vnadmin correct 31-CT/TU 'addressees=Các huyện ủy; Các đảng ủy' secrecy=
    """  # noqa: D301
    from vnadmin_nlp.archive import Store

    pairs = [value.partition("=") for value in values]
    for value, (field, sign, _) in zip(values, pairs, strict=True):
        if not (field and sign):
            raise UsageError(f"{value!r} is not FIELD=VALUE")
    who = f"person:{by or getpass.getuser()}"
    with Store(archive, create=False) as store:
        name = str(store.document(document).id)  # a corrected number must not lose the document
        with store.transaction():
            for field, _, value in pairs:
                row = store.correct(name, field, value, by=who)
    if as_json:
        print_json(row.record)
    log.info("%s: corrected %s", plain(row.name), ", ".join(field for field, _, _ in pairs))
