"""``vnadmin graph``: the citation graph for other programs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import DEFAULT_ARCHIVE, Archive, command_app

app = command_app(no_args_is_help=True)


class GraphFormat(StrEnum):
    """What the graph can be written as."""

    JSON = "json"
    CSV = "csv"
    CSV_NODES = "csv-nodes"
    DOT = "dot"
    GRAPHML = "graphml"
    GEXF = "gexf"
    JSON_LD = "json-ld"
    HTML = "html"


@app.callback()
def graph() -> None:
    """Print the citation graph for other programs."""


@app.command()
def export(
    form: Annotated[
        GraphFormat, typer.Option("--format", help="How it is written.")
    ] = GraphFormat.JSON,
    archive: Archive = DEFAULT_ARCHIVE,
) -> None:
    """Print the whole graph: every document, held or only cited, and every citation.

    \b
    vnadmin graph export --format dot | dot -Tsvg > graph.svg
    vnadmin graph export --format csv > edges.csv
    vnadmin graph export --format csv-nodes > nodes.csv
    vnadmin graph export --format gexf > graph.gexf
    vnadmin graph export --format html > graph.html
    """  # noqa: D301
    from vnadmin_nlp.export.graph_formats import export_graph
    from vnadmin_nlp.store import Store

    with Store(archive, create=False) as store:
        for chunk in export_graph(store, form.value):
            print(chunk, end="")
