"""``vnadmin failed``: which files failed, why, and once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from vnadmin_nlp.cli.ingest import run_and_tell
from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsJson,
    Engine,
    Jobs,
    ReviewBelow,
    SecondReader,
    TextLayerUse,
    command_app,
    scan_options,
)
from vnadmin_nlp.cli.output import plain, print_json
from vnadmin_nlp.model.page import TextLayer
from vnadmin_nlp.runtime.file_paths import shown
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW

if TYPE_CHECKING:
    from vnadmin_nlp.ocr import ScanOptions

app = command_app()


@app.command()
def failed(
    retry: Annotated[bool, typer.Option("--retry", help="Read them again.")] = False,
    archive: Archive = DEFAULT_ARCHIVE,
    jobs: Jobs = None,
    engine: Engine = None,
    second_reader: SecondReader = None,
    text_layer: TextLayerUse = TextLayer.AUTO,
    review_below: ReviewBelow = REVIEW_BELOW,
    as_json: AsJson = False,
) -> None:
    """List the files that failed, or retry them.

    Each with the cause of its last failure, and what to do.

    \b
    vnadmin failed
    vnadmin failed --retry --engine pytesseract
    """  # noqa: D301
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import as_json as row_json

    with Store(archive, create=False) as store:
        rows = store.failures()
    if retry:
        scan = scan_options(engine, second_reader, text_layer)
        _retry(archive, jobs, scan, review_below, as_json)
    for row in rows:
        if as_json:
            print_json(row_json(row))
        else:
            place = f", page {row.page}" if row.page else ""
            tries = f" ({row.attempts} attempts)" if row.attempts > 1 else ""
            remedy = f"; {row.remedy}" if row.remedy else ""
            print(plain(f"{shown(row.path)}{place}: {row.message}{remedy}{tries}"))


def _retry(
    archive: str,
    jobs: int | None,
    scan: ScanOptions,
    review_below: float,
    as_json: bool,
) -> NoReturn:
    from vnadmin_nlp.ingest import run as batch

    run_and_tell(
        archive,
        "retry",
        batch.retry,
        jobs=jobs,
        scan=scan,
        review_below=review_below,
        as_json=as_json,
        create=False,
    )
