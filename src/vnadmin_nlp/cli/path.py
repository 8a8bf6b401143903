"""``vnadmin path``: how are two documents connected?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsJson,
    Relations,
    command_app,
    typed,
)
from vnadmin_nlp.cli.output import print_json
from vnadmin_nlp.cli.record_card import doubt, node_head, page_of, quote_lines

if TYPE_CHECKING:
    from vnadmin_nlp.graph.shortest_path import CitationPath, Leg

app = command_app()


@app.command()
def path(
    start: Annotated[
        str, typer.Argument(metavar="A", help="A number in quotes, 'NUMBER, ISSUER' or id:N.")
    ],
    end: Annotated[str, typer.Argument(metavar="B", help="Likewise.")],
    relation: Relations = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Show how two documents are connected: the shortest chain of citations.

    A chain in which each document cites the next, from either end; where there is none, one in
    which the direction changes, because both cite the same document, say.

    \b
    vnadmin path 612-CV/HU 270-QĐ/TW
    vnadmin path "31 ct tu, lạng sơn" 30/2020/nd-cp
    vnadmin path 88/KH-UBND 12-CT/TU --relation implements --relation replaces --json
    """  # noqa: D301
    from vnadmin_nlp.graph import shortest_path
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import as_json as row_json

    ends = typed([start], "first document"), typed([end], "second document")
    with Store(archive, create=False) as store:
        found = shortest_path.path(store, *ends, relations=relation or ())
    if as_json:
        print_json(row_json(found))
    else:
        print("\n".join(_lines(found)))


def _lines(found: CitationPath) -> Iterator[str]:
    yield _title(found)
    yield node_head(found.start)
    for leg in found.legs:
        yield from _leg_lines(leg)


def _title(found: CitationPath) -> str:
    count = len(found.legs)
    if not count:
        return "both are one document"
    steps = f"{count} step{'s' if count > 1 else ''}"
    if not found.directed:
        return f"{steps}, in both directions: neither leads to the other by its citations alone"
    way = "each cites the next" if found.legs[0].forward else "each is cited by the next"
    return f"{steps}: {way}"


def _leg_lines(leg: Leg) -> Iterator[str]:
    """Yield the citation and the document that it reaches: ↓ cites the next, ↑ is cited by it."""
    link = leg.link
    pinpoints = f" ({', '.join(link.pinpoints)})" if link.pinpoints else ""
    told = [link.relation + pinpoints, page_of(link), doubt(link)]
    yield f"  {'↓' if leg.forward else '↑'} " + "  ".join(filter(None, told))
    yield from quote_lines(link.sentence, link.text, "      ")
    if link.node:
        yield node_head(link.node)
