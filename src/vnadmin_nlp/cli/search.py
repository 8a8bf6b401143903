"""``vnadmin search``: documents with these words."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsJson,
    DocType,
    Issuer,
    Limit,
    command_app,
    day_option,
    typed,
)
from vnadmin_nlp.cli.output import (
    day,
    highlighted,
    lines_of_words,
    print_json,
    tell_undated,
)
from vnadmin_nlp.cli.record_card import head
from vnadmin_nlp.errors import NotFound

app = command_app()


@app.command()
def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="Words; a phrase in quotes of its own.")
    ],
    doc_type: DocType = None,
    issuer: Issuer = None,
    since: Annotated[
        dt.date | None, day_option("--from", "--since", what="Only documents of this day or later.")
    ] = None,
    until: Annotated[
        dt.date | None, day_option("--to", "--until", what="Only documents of this day or earlier.")
    ] = None,
    limit: Limit = 20,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Find documents by their words.

    The best come first, with the hits marked. Accents need not be typed; numbers are found however
    they are written. Documents without a date are left out by --from and --to, and counted.

    \b
    vnadmin search ky luat hanh chinh
    vnadmin search '"kỷ cương hành chính"' --type CT --from 2024-01-01
    vnadmin search 31-CT/TU --issuer "tỉnh ủy" --json
    """  # noqa: D301
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import as_json as row_json

    query = typed(words, "words to search for")
    with Store(archive, create=False) as store:
        hits = store.search(
            query,
            type=doc_type,
            issuer=issuer,
            since=since,
            until=until,
            limit=limit,
        )
        if since or until:
            tell_undated(store.undated(query, type=doc_type, issuer=issuer))
    if as_json:
        for hit in hits:
            print_json(row_json(hit))
    for hit in hits if not as_json else ():
        document, place = hit.document, f"p.{hit.page}" if hit.page else ""
        name = document.number or document.name
        issued = (document.issuing_body, day(document.date))
        print(head(name, document.doc_type, *issued, place))
        print(lines_of_words(highlighted(hit.snippet, hit.marks)))
    if not hits:
        raise NotFound(f"no document has: {query}", remedy="try fewer words or filters")
