"""``vnadmin correct``: what a person knows better."""

from __future__ import annotations

import getpass
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    DOCUMENT_HELP,
    Archive,
    AsJson,
    command_app,
)
from vnadmin_nlp.cli.output import day, plain, print_json
from vnadmin_nlp.cli.record_card import head, subject_lines, value_text
from vnadmin_nlp.errors import UsageError

if TYPE_CHECKING:
    from vnadmin_nlp.store.row_types import DocumentRow

app = command_app()
log = logging.getLogger(__name__)


@app.command()
def correct(
    document: Annotated[str, typer.Argument(metavar="DOC", help=DOCUMENT_HELP)],
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="What is right.")],
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who says so.")] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Record a person's correction of a field.

    Nothing extracted later takes its place. Lists are given with ';' between the items; an empty
    value says that there is none. Number, type and subject of the document are told, and what the
    fields were before.

    \b
    vnadmin correct id:86 number=31-CT/TU date=2024-03-14
    vnadmin correct 31-CT/TU 'signer.name=Lê Thị Mẫu' --by 'văn thư'
    vnadmin correct 31-CT/TU 'addressees=Các huyện ủy; Các đảng ủy' secrecy=
    """  # noqa: D301
    from vnadmin_nlp.store import Store

    pairs = [value.partition("=") for value in values]
    for value, (field, sign, _) in zip(values, pairs, strict=True):
        if not (field and sign):
            raise UsageError(f"{value!r} is not FIELD=VALUE")
    who = f"person:{by or getpass.getuser()}"
    with Store(archive, create=False) as store:
        before = store.document(document)
        with store.transaction():
            for field, _, value in pairs:  # by its id: a new number must not lose the document
                row = store.correct(before.id, field, value, by=who)
    if as_json:
        print_json(row.record)
    for line in _told(before, row, [field for field, _, _ in pairs]):
        log.info(line)


def _told(before: DocumentRow, after: DocumentRow, fields: list[str]) -> Iterator[str]:
    """Yield which document was corrected, and each field as it was and is."""
    from vnadmin_nlp.store.document_names import id_text
    from vnadmin_nlp.store.field_paths import value_at

    named = head(before.number or "(no number)", before.doc_type, day(before.date))
    yield f"corrected {id_text(before.id)}: {named}"
    yield from subject_lines(before.subject)
    for field in dict.fromkeys(fields):
        old, new = (value_text(value_at(row.record, field)) for row in (before, after))
        yield f"  {field}: {plain(old)} → {plain(new)}"
