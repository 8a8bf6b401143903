"""``vnadmin cite``: who cites a document, and what does it cite?"""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from vnadmin_nlp.cli.card import card_lines, node_head
from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsJson,
    DocType,
    Issuer,
    command_app,
    typed,
)
from vnadmin_nlp.cli.output import print_json

app = command_app()
log = logging.getLogger(__name__)


@app.command()
def cite(
    number: Annotated[
        list[str], typer.Argument(metavar="NUMBER...", help="However carelessly written.")
    ],
    issuer: Issuer = None,
    year: Annotated[int | None, typer.Option(metavar="YEAR", help="Only of this year.")] = None,
    doc_type: DocType = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Show what a document cites and who cites it.

    Every citation stands with its relation, page and sentence. Where several documents have the
    number, they are listed; say more to choose one.

    \b
    vnadmin cite 31-CT/TU
    vnadmin cite 31 ct tu --issuer "lạng sơn"
    vnadmin cite 30/2020/NĐ-CP --json | jq '.card.cited_by | length'
    """  # noqa: D301
    from vnadmin_nlp import graph
    from vnadmin_nlp.archive import Store
    from vnadmin_nlp.archive.rows import as_json as row_json

    query = typed(number, "number")
    with Store(archive, create=False) as store:
        answer = graph.cite(store, query, issuer=issuer, year=year, type=doc_type)
    if as_json:
        print_json(row_json(answer))
    elif answer.card is not None:
        print("\n".join(card_lines(answer.card)))
    else:
        print(f"{len(answer.candidates)} documents have this number")
        for node in answer.candidates:
            print(f"  {node_head(node)}  (cites {node.citing}, cited by {node.cited_by})")
        log.info("choose one with --issuer, --year or --type")
