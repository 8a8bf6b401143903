"""``vnadmin cite``: who cites a document, and what does it cite?"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsCsv,
    AsJson,
    DocType,
    Issuer,
    Relations,
    Year,
    command_app,
    typed,
)
from vnadmin_nlp.cli.output import json_line, lines, put_out
from vnadmin_nlp.cli.record_card import card_lines, more_line, node_head
from vnadmin_nlp.cli.tree import tree_lines
from vnadmin_nlp.cli.wanted import wanted_pieces
from vnadmin_nlp.errors import UsageError

if TYPE_CHECKING:
    from vnadmin_nlp.graph import Answer
    from vnadmin_nlp.store import Store

app = command_app()
log = logging.getLogger(__name__)


@app.command()
def cite(
    number: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NUMBER...]",
            help="However carelessly written, with the issuer after a comma or without; or id:N.",
            show_default=False,
        ),
    ] = None,
    issuer: Issuer = None,
    year: Year = None,
    doc_type: DocType = None,
    depth: Annotated[
        int, typer.Option("--depth", min=1, max=10, metavar="N", help="How many steps away.")
    ] = 1,
    cites: Annotated[bool, typer.Option("--cites", help="Only what it cites.")] = False,
    cited_by: Annotated[bool, typer.Option("--cited-by", help="Only who cites it.")] = False,
    relation: Relations = None,
    unresolved: Annotated[
        bool,
        typer.Option("--unresolved", help="List what is cited and not held, most cited first."),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, metavar="N", help="Show at most N around a document."),
    ] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_dot: Annotated[bool, typer.Option("--dot", help="Print a graph for Graphviz.")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="Print a page to look at.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write there instead of stdout."),
    ] = None,
) -> None:
    """Show what a document cites and who cites it, with relation, page and sentence.

    Where several documents have the number, they are listed; say more to choose one. --depth goes
    on from there: what do those cite, who cites them? --unresolved lists what the archive relies
    on but does not hold.

    \b
    vnadmin cite 31-CT/TU
    vnadmin cite 31 ct tu --issuer "lạng sơn"
    vnadmin cite 31 ct tu, lạng sơn --depth 3 --cited-by --relation implements
    vnadmin cite 30/2020/NĐ-CP --depth 2 --html -o graph.html
    vnadmin cite 30/2020/NĐ-CP --json | jq .card.node.cited_by
    vnadmin cite --unresolved --type "nghị định" --limit 20
    """  # noqa: D301
    from vnadmin_nlp.store import Store

    form = _format({"json": as_json, "csv": as_csv, "dot": as_dot, "html": as_html}, output)
    known: dict[str, Any] = {"issuer": issuer, "year": year, "type": doc_type}
    if unresolved:
        _refuse(number=number, depth=depth > 1, relation=relation, cites=cites, cited_by=cited_by)
        with Store(archive, create=False) as store:
            put_out(wanted_pieces(store, known, limit, form), output)
        return
    query = typed(number or (), "number")
    known |= {
        "ways": [way for way, wanted in (("cites", cites), ("cited_by", cited_by)) if wanted]
        or ["cites", "cited_by"],
        "relations": relation or (),
    }
    with Store(archive, create=False) as store:
        if depth > 1 or form in ("csv", "dot", "html"):
            put_out(_around(store, query, known, depth, limit, form), output)
        else:
            put_out(_card(store, query, known, limit, form), output)


def _format(asked: dict[str, bool], output: Path | None) -> str:
    """Return the one format that is asked for, if only by the name of the file."""
    forms = [name for name, wanted in asked.items() if wanted]
    if len(forms) > 1:
        raise UsageError("one format at a time", remedy="give one of --" + ", --".join(asked))
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return forms[0] if forms else suffix if suffix in asked else ""


def _refuse(**given: object) -> None:
    for name, value in given.items():
        if value:
            raise UsageError(
                f"--unresolved lists what is missing, a {name.replace('_', '-')} makes no sense",
                remedy="use --issuer, --year, --type and --limit to choose",
            )


def _card(
    store: Store, query: str, known: dict[str, Any], limit: int | None, form: str
) -> Iterable[str]:
    from vnadmin_nlp import graph
    from vnadmin_nlp.store.row_types import as_json

    answer = graph.cite(store, query, **known, limit=limit or graph.MOST_LINKS)
    if form == "json":
        yield json_line(as_json(answer))
    elif answer.card is not None:
        yield from lines(card_lines(answer.card, known["ways"]))
    else:
        yield from lines(_candidates(answer))
        log.info("choose one with --issuer, --year or --type, or by its id")


def _candidates(answer: Answer) -> Iterable[str]:
    from vnadmin_nlp.store.document_names import id_text

    yield f"{len(answer.candidates) + answer.more} documents have this number"
    for node in answer.candidates:
        told = (*map(id_text, node.documents), f"cites {node.citing}", f"cited by {node.cited_by}")
        yield f"  {node_head(node)}  ({', '.join(told)})"
    yield from more_line(answer.more)


def _around(
    store: Store, query: str, known: dict[str, Any], depth: int, limit: int | None, form: str
) -> Iterable[str]:
    from vnadmin_nlp.export import graph_formats
    from vnadmin_nlp.graph import surroundings

    # A picture shows more around a document than a page of text.
    breadth = limit or (surroundings.MOST_NODES if form else surroundings.BREADTH)
    found = surroundings.around(store, query, **known, depth=depth, breadth=breadth)
    if form:
        yield from graph_formats.write(found.graph, form)
        left_out = surroundings.left_out(found)
        if left_out:
            log.warning("%s more citations lead out of this part of the graph", f"{left_out:,}")
    else:
        yield from lines(tree_lines(found, known["ways"]))
