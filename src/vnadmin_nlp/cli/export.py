"""``vnadmin export``: the records of the archive for other systems."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import DEFAULT_ARCHIVE, Archive, command_app
from vnadmin_nlp.errors import UsageError

app = command_app(no_args_is_help=True)

#: Letters that no index name may have: the path of a request would be another one.
_NO_INDEX = set(' "*\\<|,>/?#:')


class Format(StrEnum):
    """What records can be written as."""

    JSONL = "jsonl"
    OPENSEARCH = "opensearch"


@app.callback()
def export() -> None:
    """Print what is in the archive for other systems."""


@app.command()
def records(
    form: Annotated[
        Format, typer.Option("--format", help="JSON lines, or a bulk request of OpenSearch.")
    ] = Format.JSONL,
    index: Annotated[
        str, typer.Option("--index", metavar="NAME", help="Index that bulk requests are for.")
    ] = "vnadmin",
    archive: Archive = DEFAULT_ARCHIVE,
) -> None:
    """Print every record: one JSON object a line, corrections applied.

    For OpenSearch and Elasticsearch each is preceded by its action, and holds the text of its
    pages and the folded forms of numbers; make the index with the mapping first.

    \b
    vnadmin export records > records.jsonl
    vnadmin export records --format opensearch > bulk.ndjson
    vnadmin export mapping > mapping.json
    """  # noqa: D301
    from vnadmin_nlp.archive import Store
    from vnadmin_nlp.export import records as written

    if not index or index != index.lower() or index[0] in "-_+." or _NO_INDEX & set(index):
        raise UsageError(f"{index!r} is no name of an index", remedy="use small letters and -")
    with Store(archive, create=False) as store:
        if form is Format.JSONL:
            lines = written.json_lines(store)
        else:
            lines = written.opensearch(store, index=index)
        for line in lines:
            print(line, end="")


@app.command()
def mapping() -> None:
    """Print the settings and mapping of the index: Vietnamese with and without accents.

    \b
    vnadmin export mapping | curl -X PUT -H 'Content-Type: application/json' \\
        --data-binary @- localhost:9200/vnadmin
    """  # noqa: D301
    from vnadmin_nlp.export.records import MAPPING

    print(MAPPING.read_text("utf-8"), end="")
