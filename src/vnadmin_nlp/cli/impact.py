"""``vnadmin impact``: what rests on a document?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsCsv,
    AsJson,
    DocType,
    Issuer,
    Number,
    Relations,
    Year,
    command_app,
    typed,
)
from vnadmin_nlp.cli.output import columns, cut, day, print_csv, print_json, wrapped
from vnadmin_nlp.cli.record_card import ISSUER_ROOM, doubt, more_line, page_of, top_lines

if TYPE_CHECKING:
    from vnadmin_nlp.graph.repeal_impact import RepealImpact, Ring, Touched

app = command_app()

_COLUMNS = (
    "distance", "number", "type", "issuer", "date", "relation", "pinpoints", "on", "page",
    "sentence", "ended", "key",
)  # fmt: skip


@app.command()
def impact(
    number: Number,
    issuer: Issuer = None,
    year: Year = None,
    doc_type: DocType = None,
    depth: Annotated[
        int, typer.Option("--depth", min=1, max=50, metavar="N", help="How many steps away.")
    ] = 5,
    relation: Relations = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="Show at most N of each distance.")
    ] = 100,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what loses its ground when a document is repealed.

    All that rests on it by basis, implementation, guidance and the like, directly and by way of
    others, grouped by distance. --relation chooses what counts as resting.

    \b
    vnadmin impact 270-QĐ/TW
    vnadmin impact 31 ct tu, lạng sơn --depth 2
    vnadmin impact 30/2020/NĐ-CP --relation basis --csv > touched.csv
    """  # noqa: D301
    from vnadmin_nlp.graph import repeal_impact as graph_impact
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import as_json as row_json

    query = typed(number, "number")
    with Store(archive, create=False) as store:
        found = graph_impact.impact(
            store,
            query,
            issuer=issuer,
            year=year,
            type=doc_type,
            depth=depth,
            relations=relation or (),
            limit=limit,
        )
    if as_json:
        print_json(row_json(found))
    elif as_csv:
        print_csv(_COLUMNS, (_row(ring, item) for ring in found.rings for item in ring.touched))
    else:
        print("\n".join(_lines(found)))


def _row(ring: Ring, item: Touched) -> list[object]:
    link, node = item.link, item.link.node
    known = (node.number, node.type, node.issuer, node.date) if node else (None,) * 4
    said = (link.relation, link.pinpoints, item.on.name, link.page, link.sentence, item.ended)
    return [ring.distance, *known, *said, node.key if node else ""]


def _lines(found: RepealImpact) -> Iterator[str]:
    yield from top_lines(found.node)
    if not found.rings:
        yield from wrapped(f"nothing in the archive rests on it by {', '.join(found.relations)}")
        return
    beyond = "" if found.is_complete else ", and more lie farther away (--depth)"
    count = f"{found.documents:,} document{'s rest' if found.documents > 1 else ' rests'} on it"
    yield count + beyond
    for ring in found.rings:
        steps = "directly" if ring.distance == 1 else f"by {ring.distance} steps"
        yield f"{steps} {ring.documents:,}"
        yield from columns([_cells(ring, item) for item in ring.touched])
        yield from more_line(ring.documents - len(ring.touched))


def _cells(ring: Ring, item: Touched) -> list[str]:
    link, node = item.link, item.link.node
    on = "" if ring.distance == 1 else f" {cut(item.on.name, ISSUER_ROOM)}"
    return [
        cut(node.name if node else link.citing, ISSUER_ROOM),
        day(node.date) if node else "",
        link.relation + on,
        " ".join(filter(None, (page_of(link), doubt(link), item.ended and f"({item.ended})"))),
        (node.issuer or "") if node else "",
    ]
