"""``vnadmin export``: the records of the archive for other systems."""

from __future__ import annotations

import datetime as dt
import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    DocType,
    Issuer,
    command_app,
    day_option,
)
from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.export.dispatch_book import Book

app = command_app(no_args_is_help=True)
log = logging.getLogger(__name__)

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


@app.command()
def register(
    excel: Annotated[
        Path | None,
        typer.Option(
            "--excel", metavar="FILE", help="Write a workbook (.xlsx) instead of printing CSV."
        ),
    ] = None,
    book: Annotated[Book, typer.Option("--book", help="Whose columns it has.")] = Book.INCOMING,
    doc_type: DocType = None,
    issuer: Issuer = None,
    since: Annotated[dt.date | None, day_option("--from", "Only of this day or later.")] = None,
    until: Annotated[dt.date | None, day_option("--to", "Only of this day or earlier.")] = None,
    archive: Archive = DEFAULT_ARCHIVE,
) -> None:
    """Print the documents as an office's register: one row each, by date.

    The columns are those of NĐ 30/2020/NĐ-CP; what a scan doesn't tell is left empty. No cell is
    ever a formula.

    \b
    vnadmin export register > register.csv
    vnadmin export register --excel register.xlsx --from 2024-01-01 --to 2024-12-31
    vnadmin export register --book outgoing --issuer "tỉnh ủy lạng sơn"
    """  # noqa: D301
    from vnadmin_nlp.archive import Store
    from vnadmin_nlp.archive.filters import Filters
    from vnadmin_nlp.export import dispatch_book

    filters = Filters.make(type=doc_type, issuer=issuer, since=since, until=until)
    with Store(archive, create=False) as store:
        rows = dispatch_book.rows(store, book, filters)
        if excel is None:
            for line in dispatch_book.to_csv(rows):
                print(line, end="")
        else:
            log.info("%d documents in %s", dispatch_book.to_excel(rows, excel), excel)
