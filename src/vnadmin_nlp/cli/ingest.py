"""``vnadmin ingest``: take files and folders into the archive."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsJson,
    Engine,
    Jobs,
    ReviewBelow,
    SecondReader,
    command_app,
    cores,
    files_argument,
    scan_options,
)
from vnadmin_nlp.cli.output import print_json
from vnadmin_nlp.review import REVIEW_BELOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from vnadmin_nlp.archive import Store
    from vnadmin_nlp.batch.ingest import Progress, RunOptions
    from vnadmin_nlp.batch.summary import Summary
    from vnadmin_nlp.scan import ScanOptions

app = command_app()
log = logging.getLogger(__name__)


@app.command()
def ingest(
    paths: Annotated[list[Path], files_argument("PATH")],
    archive: Archive = DEFAULT_ARCHIVE,
    jobs: Jobs = None,
    engine: Engine = None,
    second_reader: SecondReader = None,
    review_below: ReviewBelow = REVIEW_BELOW,
    as_json: AsJson = False,
) -> None:
    """Take files, and all files within folders, into the archive.

    PDF, TIFF, JPEG, PNG, DOCX and text files are read; the others in a folder are left alone.
    What the archive has already is skipped, so the same command can be given again at any time.
    A file that fails is kept with its cause: see 'vnadmin failed'.

    \b
    vnadmin ingest ~/scans
    vnadmin ingest a.pdf 'công văn 5.pdf' --archive /srv/archive.db
    vnadmin ingest ~/scans -j 4 --json
    """  # noqa: D301
    from vnadmin_nlp.batch import ingest as batch
    from vnadmin_nlp.batch.files import expand

    files = list(expand(paths))
    run_and_tell(
        archive,
        len(files),
        lambda store, options, progress: batch.ingest(
            store, files or paths, options=options, progress=progress
        ),
        jobs=jobs,
        scan=scan_options(engine, second_reader),
        review_below=review_below,
        as_json=as_json,
    )


def run_and_tell(
    archive: Path,
    total: int | None,
    run: Callable[[Store, RunOptions, Progress], Summary],
    *,
    jobs: int | None,
    scan: ScanOptions,
    as_json: bool,
    review_below: float = REVIEW_BELOW,
    create: bool = True,
) -> NoReturn:
    """Run over many files with progress, end with the summary, and exit with its code.

    Args:
        archive: opened for writing.
        total: number of files; None for all in the archive.
        run: the run itself.
        jobs: number of processes; None for one per core.
        scan: how files are read.
        review_below: values less sure than this are named for review.
        as_json: print the summary as JSON to stdout.
        create: make the archive where there is none.
    """
    from vnadmin_nlp.archive import Store
    from vnadmin_nlp.batch.ingest import Interrupted, RunOptions
    from vnadmin_nlp.cli.progress import progress

    options = RunOptions(jobs=jobs or cores(), scan=scan, review_below=review_below)
    with Store(archive, create=create) as store:
        try:
            count = store.counts()["files"] if total is None else total
            with progress(count, "reading") as advance:
                summary = run(store, options, advance)
        except Interrupted as interrupted:
            log.info("%s", interrupted.summary)
            log.info("interrupted; the same command goes on from here")
            raise
    if as_json:
        print_json(summary.as_counts())
    log.info("%s", summary)
    known = summary.known_failures
    if known:
        log.info("%d of the skipped failed before; try them again: vnadmin failed --retry", known)
    raise typer.Exit(summary.exit_code)
