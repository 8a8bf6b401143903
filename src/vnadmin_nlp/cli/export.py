"""``vnadmin export``: what is in the archive, for other systems and as files."""

from __future__ import annotations

import datetime as dt
import logging
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    DOCUMENT_HELP,
    Archive,
    AsJson,
    DocType,
    Issuer,
    Jobs,
    command_app,
    cores,
    day_option,
)
from vnadmin_nlp.cli.output import plain, print_json, tell_undated
from vnadmin_nlp.errors import ExitCode, UsageError, VnadminError
from vnadmin_nlp.export.dispatch_register import Book

if TYPE_CHECKING:
    from vnadmin_nlp.export.pdf import WrittenPdf
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import DocumentRow

app = command_app(no_args_is_help=True)
log = logging.getLogger(__name__)

#: Letters that no index name may have: the path of a request would be another one.
_NO_INDEX = set(' "*\\<|,>/?#:')


class RecordFormat(StrEnum):
    """What records can be written as."""

    JSONL = "jsonl"
    OPENSEARCH = "opensearch"


@app.callback()
def export() -> None:
    """Give what is in the archive to other systems, or as files to people."""


@app.command()
def records(
    form: Annotated[
        RecordFormat, typer.Option("--format", help="JSON lines, or a bulk request of OpenSearch.")
    ] = RecordFormat.JSONL,
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
    from vnadmin_nlp.export import record_files as written
    from vnadmin_nlp.store import Store

    if not index or index != index.lower() or index[0] in "-_+." or _NO_INDEX & set(index):
        raise UsageError(f"{index!r} is no name of an index", remedy="use small letters and -")
    with Store(archive, create=False) as store:
        if form is RecordFormat.JSONL:
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
    from vnadmin_nlp.export.record_files import MAPPING

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
    since: Annotated[
        dt.date | None, day_option("--from", what="Only of this day or later.")
    ] = None,
    until: Annotated[
        dt.date | None, day_option("--to", what="Only of this day or earlier.")
    ] = None,
    archive: Archive = DEFAULT_ARCHIVE,
) -> None:
    """Print the documents as an office's register: one row each, by date.

    The columns are those of NĐ 30/2020/NĐ-CP; what a scan doesn't tell is left empty. No cell is
    ever a formula. Documents without a date are left out by --from and --to, and counted.

    \b
    vnadmin export register > register.csv
    vnadmin export register --excel register.xlsx --from 2024-01-01 --to 2024-12-31
    vnadmin export register --book outgoing --issuer "tỉnh ủy lạng sơn"
    """  # noqa: D301
    from vnadmin_nlp.export import dispatch_register
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.search_filters import Filters

    filters = Filters.make(type=doc_type, issuer=issuer, since=since, until=until)
    with Store(archive, create=False) as store:
        if since or until:
            tell_undated(store.undated(type=doc_type, issuer=issuer))
        rows = dispatch_register.rows(store, book, filters)
        if excel is None:
            for line in dispatch_register.to_csv(rows):
                print(line, end="")
        else:
            log.info("%d documents in %s", dispatch_register.to_excel(rows, excel), excel)


@app.command()
def pdf(
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DOC...]", help=DOCUMENT_HELP),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Folder to write into.")
    ] = Path(),
    everything: Annotated[bool, typer.Option("--all", help="Every document.")] = False,
    pdfa: Annotated[
        bool | None,
        typer.Option(
            "--pdfa/--no-pdfa", help="Nothing but PDF/A-2b, or plain PDF; else PDF/A where it can."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    jobs: Jobs = None,
    as_json: AsJson = False,
    archive: Archive = DEFAULT_ARCHIVE,
) -> None:
    """Write scans as PDF files that can be searched, under the words of the archive.

    Nothing is recognised again: the words that were read, corrected where a person corrected them,
    lie invisibly under the scan, whose images stay as they are. Title, issuer, date and number
    are its metadata.

    \b
    vnadmin export pdf 31-CT/TU --out pdf
    vnadmin export pdf id:12 id:13 id:14 --out pdf --pdfa
    vnadmin export pdf --all --out pdf -j 2 --json > written.jsonl
    """  # noqa: D301
    from contextlib import closing

    from vnadmin_nlp.export.pdf import Standard, export
    from vnadmin_nlp.store import Store

    standard = Standard.PREFERRED if pdfa is None else Standard.wanted(pdfa)
    failed: list[VnadminError] = []
    with Store(archive, create=False) as store:
        rows = _chosen(store, documents or [], everything=everything)
        done = export(store, rows, out, standard=standard, force=force, jobs=jobs or cores())
        with closing(done):
            for row, result in done:
                if isinstance(result, VnadminError):
                    failed.append(result)
                    log.error("vnadmin: %s", plain(str(result)))
                _tell(row, result, as_json=as_json)
    if failed:
        raise typer.Exit(ExitCode.SOME_FAILED if len(rows) > 1 else failed[0].exit_code)


def _chosen(store: Store, names: list[str], *, everything: bool) -> list[DocumentRow]:
    """Return the documents that are asked for, each once."""
    if everything == bool(names):
        raise UsageError("name documents, or --all of them")
    rows = store.documents() if everything else [store.document(name) for name in names]
    return list({row.id: row for row in rows}.values())


def _tell(row: DocumentRow, result: WrittenPdf | VnadminError, *, as_json: bool) -> None:
    told: dict[str, Any] = {"document": row.id, "name": row.name, "file": row.file}
    if isinstance(result, VnadminError):
        if as_json:
            print_json(told | {"error": result.cause, "exit_code": int(result.exit_code)})
        return
    if as_json:
        print_json(told | {
            "pdf": str(result.output), "pages": result.pages, "standard": result.standard,
            "notes": result.notes,
        })  # fmt: skip
        return
    print(f"{plain(result.output)}  {result.pages} pages  {result.standard}", flush=True)
    for note in result.notes:
        print(f"  {note}")
