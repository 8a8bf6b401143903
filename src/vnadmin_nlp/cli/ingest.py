"""``vnadmin ingest``: take files and folders into the archive."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from functools import partial
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
    TextLayerUse,
    command_app,
    cores,
    paths_argument,
    scan_options,
)
from vnadmin_nlp.cli.output import plain, print_json
from vnadmin_nlp.errors import ExitCode, UnreadableInput, UsageError
from vnadmin_nlp.model.page import TextLayer
from vnadmin_nlp.runtime.file_paths import shown
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW
from vnadmin_nlp.text.unicode import path_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vnadmin_nlp.ingest.cluster import Cluster
    from vnadmin_nlp.ingest.plan import Again
    from vnadmin_nlp.ingest.summary import FinishedFile, Summary
    from vnadmin_nlp.ocr import ScanOptions

app = command_app()
log = logging.getLogger(__name__)


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, paths_argument()] = None,
    files_from: Annotated[
        Path | None,
        typer.Option(
            "--files-from",
            metavar="FILE",
            readable=False,
            help="Take more paths from a list, one a line or parted by NUL; - is standard input.",
        ),
    ] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    jobs: Jobs = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Also read files again that failed before.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Read every file again, the quarantined too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done with each file; do nothing.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep looking for new files until Ctrl-C.")
    ] = False,
    every: Annotated[
        float, typer.Option("--every", min=0.1, metavar="SECONDS", help="How often --watch looks.")
    ] = 10.0,
    json_log: Annotated[
        Path | None,
        typer.Option(
            "--json-log",
            metavar="FILE",
            readable=False,
            help="Add a line of JSON to this file for each file, and for beginning and end.",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            envvar="VNADMIN_SCHEDULER",
            help="Let the workers of a Dask cluster read: tcp://HOST:PORT or tls://HOST:PORT.",
        ),
    ] = None,
    path_map: Annotated[
        list[str] | None,
        typer.Option(
            "--path-map",
            metavar="HERE=THERE",
            help="Folder of this machine, and where the workers have it; may be repeated.",
        ),
    ] = None,
    patience: Annotated[
        float,
        typer.Option(
            "--patience",
            min=0,
            metavar="SECONDS",
            help="How long to wait for a scheduler or workers that are not there.",
        ),
    ] = 60.0,
    seconds_per_page: Annotated[
        float,
        typer.Option(
            "--seconds-per-page",
            min=1.0,
            metavar="SECONDS",
            help="After that a page is given up.",
        ),
    ] = 60.0,
    engine: Engine = None,
    second_reader: SecondReader = None,
    text_layer: TextLayerUse = TextLayer.AUTO,
    review_below: ReviewBelow = REVIEW_BELOW,
    as_json: AsJson = False,
) -> None:
    """Take files, and all files within folders and archives of files, into the archive.

    PDF, TIFF, JPEG, PNG, DOCX and text files are read, in ZIP and TAR (plain, .gz, .bz2, .xz) as
    in folders: box.zip/2019/cv-31.pdf is a name like any other. Other files are left alone.
    What the archive has already is skipped, so the same command can be given again at any time,
    also after a run that was killed: files that have not changed are not even opened. A file that
    fails is kept with its cause (see 'vnadmin failed'); one that breaks its process three times is
    quarantined until --force.

    \b
    vnadmin ingest ~/scans
    vnadmin ingest a.pdf 'công văn 5.pdf' --archive /srv/archive.db
    find /srv/scans -newer stamp -print0 | vnadmin ingest --files-from - -j 4 --json
    vnadmin ingest box-12.zip box-13.tar.gz/2019/cv-31.pdf
    vnadmin ingest ~/scans --dry-run
    vnadmin ingest /srv/scanner --watch
    vnadmin ingest /mnt/scans --scheduler tcp://10.0.0.5:8786 --path-map /mnt/scans=/srv/scans
    """  # noqa: D301
    from vnadmin_nlp.ingest import run as batch
    from vnadmin_nlp.ingest.plan import Again

    wanted = [*(paths or ()), *(_listed(files_from) if files_from else ())]
    if not wanted:
        raise UsageError("no path given", remedy="name files, folders or --files-from")
    again = Again.ALL if force else Again.FAILED if retry_failed else Again.NONE
    if dry_run:
        _foresee(archive, wanted, again, as_json)
        return
    run = partial(batch.watch, every_s=every) if watch else batch.ingest

    run_and_tell(
        archive,
        "watch" if watch else "ingest",
        partial(run, paths=wanted),
        jobs=jobs,
        scan=replace(
            scan_options(engine, second_reader, text_layer), seconds_per_page=seconds_per_page
        ),
        review_below=review_below,
        again=again,
        as_json=as_json,
        json_log=json_log,
        cluster=_cluster(scheduler, path_map or (), patience, jobs),
    )


def _cluster(
    scheduler: str | None, path_maps: Sequence[str], patience: float, jobs: int | None
) -> Cluster | None:
    if not scheduler:
        if path_maps:
            raise UsageError("--path-map without --scheduler", remedy="name the scheduler")
        return None
    if jobs is not None:
        raise UsageError(
            "--jobs is for this machine, --scheduler for others", remedy="leave one of them out"
        )
    from vnadmin_nlp.ingest.cluster import Cluster
    from vnadmin_nlp.ingest.cluster.path_map import PathMap

    return Cluster(scheduler, tuple(map(PathMap.of, path_maps)), patience)


def _listed(source: Path) -> list[Path]:
    from vnadmin_nlp.ingest.expand_paths import named

    if str(source) == "-":
        return named(sys.stdin.buffer.read())
    try:
        return named(source.read_bytes())
    except OSError as error:
        raise UnreadableInput((error.strerror or "").lower(), file=source) from error


def _foresee(archive: str, paths: list[Path], again: Again, as_json: bool) -> None:
    """Print what would be done with each file; an archive that is not there knows none."""
    from collections import Counter

    from vnadmin_nlp.ingest.run import foresee
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.sqlite import exists

    if exists(archive):
        with Store(archive, create=False) as store:
            decided = list(foresee(store, paths, again))
    else:
        decided = list(foresee(None, paths, again))
    for path, verdict in decided:
        if as_json:
            print_json({"path": path_text(path), "verdict": verdict, "read": verdict.is_read})
        elif verdict.is_read:
            print(plain(f"{verdict}: {shown(path_text(path))}"))
    counts = Counter(verdict for _, verdict in decided)
    log.info("%s", ", ".join(f"{counts[verdict]} {verdict}" for verdict in counts) or "no files")


def run_and_tell(
    archive: str,
    command: str,
    run: Callable[..., Summary],
    *,
    jobs: int | None,
    scan: ScanOptions,
    as_json: bool,
    review_below: float = REVIEW_BELOW,
    again: Again | None = None,
    json_log: Path | None = None,
    create: bool = True,
    cluster: Cluster | None = None,
) -> NoReturn:
    """Run over many files with progress, end with the summary, and exit with its code.

    Args:
        archive: opened for writing.
        command: what it is called in the log.
        run: the run itself, see `vnadmin_nlp.ingest.run`.
        jobs: number of processes; None for one per core.
        scan: how files are read.
        review_below: values less sure than this are named for review.
        as_json: print the summary as JSON to stdout.
        again: which known files are read once more; None for none.
        json_log: gets a line of JSON for each file.
        create: make the archive where there is none.
        cluster: reads the files; None for this machine.
    """
    from vnadmin_nlp.cli.progress import logged, progress
    from vnadmin_nlp.ingest.plan import Again
    from vnadmin_nlp.ingest.run import Interrupted, RunOptions
    from vnadmin_nlp.store import Store

    options = RunOptions(
        jobs=jobs or cores(),
        scan=scan,
        review_below=review_below,
        again=again or Again.NONE,
        cluster=cluster,
    )
    with Store(archive, create=create) as store, logged(json_log, command) as note:
        try:
            with progress("reading") as bar:

                def through(step: FinishedFile) -> None:
                    note(step)
                    bar.advance(step)

                summary = run(store, options=options, progress=through, expect=bar.expect)
        except Interrupted as interrupted:
            note.end(interrupted.summary, ExitCode.INTERRUPTED)
            log.info("%s", interrupted.summary)
            log.info("interrupted; the same command goes on from here")
            raise
        note.end(summary, summary.exit_code)
    if as_json:
        print_json(summary.as_counts())
    log.info("%s", summary)
    known = summary.known_failures
    if known:
        log.info("%d of the skipped failed before; try them again: vnadmin failed --retry", known)
    raise typer.Exit(summary.exit_code)
