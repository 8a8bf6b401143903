"""``vnadmin eval``: how right are our records? A comparison with gold records."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vnadmin_nlp.cli.options import (
    AsJson,
    Engine,
    Jobs,
    ReviewBelow,
    SecondReader,
    TextLayerUse,
    command_app,
    cores,
    scan_options,
)
from vnadmin_nlp.cli.output import print_json
from vnadmin_nlp.errors import NotFound, NotWritable, UnreadableInput
from vnadmin_nlp.model.page import TextLayer
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW

if TYPE_CHECKING:
    from vnadmin_nlp.ingest.summary import Summary
    from vnadmin_nlp.ocr import ScanOptions

app = command_app()
log = logging.getLogger(__name__)


@app.command(name="eval")
def evaluate(
    gold_dir: Annotated[
        Path, typer.Argument(readable=False, help="Folder of NAME.json beside NAME.pdf, …")
    ],
    predictions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the records there, as JSON lines with 'id' = NAME."
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="KEY=VALUE", help="Only documents whose gold record has it."),
    ] = None,
    errors: Annotated[
        int, typer.Option(min=0, metavar="N", help="Print the first N differences too.")
    ] = 0,
    jobs: Jobs = None,
    engine: Engine = None,
    second_reader: SecondReader = None,
    text_layer: TextLayerUse = TextLayer.AUTO,
    review_below: ReviewBelow = REVIEW_BELOW,
    as_json: AsJson = False,
) -> None:
    """Compare our records with gold records.

    Every NAME.json with a NAME.pdf, .jpg, .png, .tif, .docx or .txt beside it counts; where a file
    holds several documents, its first. The table shows precision, recall and F1 of every field;
    close: the share that is right or nearly so; sure: how many values are given without a review
    flag; wrong: the share of those that are wrong.

    A second table holds confidence against what is right: ECE is the expected calibration error;
    pass: the largest share of the values that could go without review, 1 % of them wrong at most,
    and from which confidence on; unflag: the share that goes without a review flag now; docs: in
    how many documents of those that have it the whole field could go without review likewise.

    \b
    vnadmin eval samples/scans
    vnadmin eval gold/ --only system=party --errors 10
    vnadmin eval gold/ --predictions records.jsonl --json -j 2
    """  # noqa: D301
    from vnadmin_nlp.evaluation import evaluate, select

    if only is not None and "=" not in only:
        raise typer.BadParameter(f"{only!r} is not KEY=VALUE", param_hint="--only")
    gold = select(dict(_gold(gold_dir)), only)
    files = {name: path for name in gold if (path := _input(gold_dir, name))}
    if not files:
        raise NotFound("no gold record counts", file=str(gold_dir), remedy="see --only")
    started = time.monotonic()
    scan = scan_options(engine, second_reader, text_layer)
    records, summary = _records(files, jobs or cores(), scan, review_below)
    if predictions is not None:
        _write(predictions, records)
    report = evaluate(gold, records)
    if as_json:
        print_json(report.to_json())
    else:
        print(report.table())
        if calibration := report.calibration_table():
            print(f"\n{calibration}")
    for difference in report.differences[:errors]:
        print(f"- {difference.document} {difference.field}")
        print(f"    gold {json.dumps(difference.gold, ensure_ascii=False)}")
        print(f"    got  {json.dumps(difference.got, ensure_ascii=False)}")
    log.info("%d files, %d pages, %.0f s", len(files), summary.pages, time.monotonic() - started)
    raise typer.Exit(summary.exit_code)


def _gold(folder: Path) -> Iterator[tuple[str, Any]]:
    """Yield the gold records of a folder that have an input file beside them."""
    if not folder.is_dir():
        raise UnreadableInput("no such folder", file=str(folder))
    for path in sorted(folder.glob("*.json")):
        if _input(folder, path.stem) is not None:
            try:
                record = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise UnreadableInput(f"no gold record ({error})", file=str(path)) from error
            yield path.stem, record


def _input(folder: Path, name: str) -> Path | None:
    """Return the file that a gold record is about, or None."""
    from vnadmin_nlp.ingest.expand_paths import SUFFIXES

    candidates = (folder / f"{name}{suffix}" for suffix in SUFFIXES)
    return next((path for path in candidates if path.exists()), None)


def _records(
    files: dict[str, Path], jobs: int, scan: ScanOptions, review_below: float
) -> tuple[dict[str, Any], Summary]:
    """Return the first record of every file that came through, by name."""
    from contextlib import closing

    from vnadmin_nlp.cli.progress import progress
    from vnadmin_nlp.ingest.extract_many import extract_all
    from vnadmin_nlp.ingest.summary import Summary

    records: dict[str, Any] = {}
    summary = Summary()
    results = extract_all(files.values(), scan=scan, jobs=jobs, review_below=review_below)
    with closing(results), progress("reading") as shown:
        shown.expect(len(files))
        for name, (step, found) in zip(files, results, strict=True):
            summary.add(step)
            shown.advance(step)
            if found:
                records[name] = found[0] | {"id": name}
    return records, summary


def _write(path: Path, records: dict[str, Any]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records.values())
    try:
        path.write_text("".join(lines), "utf-8")
    except OSError as error:
        raise NotWritable(f"can't be written ({error.strerror})", file=str(path)) from error
