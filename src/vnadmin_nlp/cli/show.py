"""``vnadmin show``: all that is known of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vnadmin_nlp.cli.evidence import table_lines
from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    DOCUMENT_HELP,
    Archive,
    AsJson,
    command_app,
    typed,
)
from vnadmin_nlp.cli.output import columns, day, print_json
from vnadmin_nlp.cli.record_card import head, link_lines, record_lines, value_text
from vnadmin_nlp.runtime.file_paths import shown

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import DocumentRow

app = command_app()


@app.command()
def show(
    document: Annotated[
        list[str],
        typer.Argument(metavar="DOC...", help=DOCUMENT_HELP),
    ],
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Also why each value was given.")
    ] = False,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of one document.

    Its fields, citations, deadlines, corrections by people, and other scans of it.

    \b
    vnadmin show 31-CT/TU
    vnadmin show 31, lạng sơn
    vnadmin show id:86
    vnadmin show 'công văn 5.pdf' --evidence
    vnadmin show 0f3a99c2 --json | jq .evidence.date
    """  # noqa: D301
    from vnadmin_nlp import graph
    from vnadmin_nlp.store import Store

    ref = typed(document, "document")
    with Store(archive, create=False) as store:
        row = store.document(ref)
        if as_json:
            print_json(row.record)
            return
        card = graph.card_of(store, row.id)
        # A card has the citations with what they lead to.
        lines = record_lines({**row.record, "citations": ()} if card else row.record)
        lines += link_lines(card) if card else []
        lines += _corrections(store, row) + _other_scans(store, row)
    if evidence:
        lines += ["evidence", *table_lines(row.record)]
    print("\n".join(lines))


def _corrections(store: Store, row: DocumentRow) -> list[str]:
    corrections = store.corrections(row.id)
    cells = [
        [c.field, day(c.at[:10]), c.by, f"{value_text(c.previous)} → {value_text(c.value)}"]
        for c in corrections
    ]
    return ["corrected by a person", *columns(cells)] if cells else []


def _other_scans(store: Store, row: DocumentRow) -> list[str]:
    groups = (group for group in store.duplicates() if row.id in {other.id for other in group})
    others = [other for group in groups for other in group if other.id != row.id]
    return (
        ["also scanned as", *(f"  {head(o.name, shown(o.file))}" for o in others)] if others else []
    )
