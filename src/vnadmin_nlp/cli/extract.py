"""``vnadmin extract``: files become records, without an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
    files_argument,
    scan_options,
)
from vnadmin_nlp.cli.output import print_json
from vnadmin_nlp.model.page import TextLayer
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW

app = command_app()


@app.command()
def extract(
    files: Annotated[list[Path], files_argument("FILE")],
    jobs: Jobs = None,
    engine: Engine = None,
    second_reader: SecondReader = None,
    text_layer: TextLayerUse = TextLayer.AUTO,
    review_below: ReviewBelow = REVIEW_BELOW,
    as_json: AsJson = False,
) -> None:
    """Print the record of every document in the files.

    With --json one object a line, in the order of the files; see README for its fields.

    \b
    vnadmin extract scan.pdf
    vnadmin extract scan.pdf --json | jq .number
    vnadmin extract ~/scans -j 2 --json > records.jsonl
    """  # noqa: D301
    from contextlib import closing

    from vnadmin_nlp.cli.progress import tell
    from vnadmin_nlp.cli.record_card import record_lines
    from vnadmin_nlp.errors import NotFound
    from vnadmin_nlp.ingest.expand_paths import expand
    from vnadmin_nlp.ingest.extract_many import extract_all
    from vnadmin_nlp.ingest.summary import Summary

    found = list(expand(files))
    if not found:
        raise NotFound("no file of a kind that can be read", file=", ".join(map(str, files)))
    scan, summary = scan_options(engine, second_reader, text_layer), Summary()
    results = extract_all(found, scan=scan, jobs=jobs or cores(), review_below=review_below)
    with closing(results):
        for step, records in results:
            summary.add(step)
            tell(step)
            for record in records:
                if as_json:
                    print_json(record)
                else:
                    print("\n".join(record_lines(record)), end="\n\n")
    raise typer.Exit(summary.exit_code)
