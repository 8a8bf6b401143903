"""``vnadmin extract``: files become records, without an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import (
    AsJson,
    Engine,
    Jobs,
    SecondReader,
    command_app,
    cores,
    files_argument,
    scan_options,
)
from vnadmin_nlp.cli.output import print_json

app = command_app()


@app.command()
def extract(
    files: Annotated[list[Path], files_argument("FILE")],
    jobs: Jobs = None,
    engine: Engine = None,
    second_reader: SecondReader = None,
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
    from functools import partial

    from vnadmin_nlp.batch.farm import in_order, work
    from vnadmin_nlp.batch.files import expand
    from vnadmin_nlp.batch.summary import Summary, step_of
    from vnadmin_nlp.cli.card import record_lines
    from vnadmin_nlp.cli.progress import tell
    from vnadmin_nlp.errors import NotFound
    from vnadmin_nlp.pipeline import Options, Outcome, process
    from vnadmin_nlp.text import path_text

    found = list(expand(files))
    if not found:
        raise NotFound("no file of a kind that can be read", file=", ".join(map(str, files)))
    scan = scan_options(engine, second_reader)
    task = partial(process, options=Options(scan=scan))
    summary = Summary()
    with closing(work(task, found, jobs=jobs or cores())) as results:
        for done in in_order(results):
            step = step_of(path_text(done.item), done.value, done.seconds)
            summary.add(step)
            tell(step)
            if isinstance(done.value, Outcome):
                for record in done.value.records:
                    if as_json:
                        print_json(record.to_json())
                    else:
                        print("\n".join(record_lines(record.to_json())), end="\n\n")
    raise typer.Exit(summary.exit_code)
