"""Runs over many files: take in new ones, retry failed ones, extract anew from stored pages."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from vnadmin_nlp.errors import NotFound, NotWritable, VnadminError
from vnadmin_nlp.ingest.expand_paths import expand
from vnadmin_nlp.ingest.interrupts import Interrupts
from vnadmin_nlp.ingest.plan import Again, File, IngestPlan, Verdict, absolute, verdicts
from vnadmin_nlp.ingest.process_pool import Done, bursts, work
from vnadmin_nlp.ingest.read_containers import Boxed, box_verdict, foresee_box, parted
from vnadmin_nlp.ingest.summary import FinishedFile, Summary, step_of
from vnadmin_nlp.model.page import TextLayer
from vnadmin_nlp.ocr import ScanOptions
from vnadmin_nlp.runtime.file_paths import absolute as absolute_path
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.absolute_paths import make_absolute
from vnadmin_nlp.store.manifest import FileStamp, Manifest, State
from vnadmin_nlp.text.unicode import path_text

if TYPE_CHECKING:
    from vnadmin_nlp.ingest.cluster import Cluster
    from vnadmin_nlp.ingest.stored_scans import Stored
    from vnadmin_nlp.pipeline import FileResult

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Progress = Callable[[FinishedFile], None]
#: Called with the number of files that are still to come; None where nobody knows.
Expect = Callable[[int | None], None]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run does its work.

    Attributes:
        jobs: number of processes; one per core is best.
        seconds_per_file: after that a file is given up; pages have limits of their own.
        scan: choices and limits of reading.
        review_below: values less sure than this are named for review.
        again: which files that are known already are read once more.
        cluster: reads the files instead of processes of this machine.
    """

    jobs: int = 1
    seconds_per_file: float = 3600.0
    scan: ScanOptions = field(default_factory=ScanOptions)
    review_below: float = REVIEW_BELOW
    again: Again = Again.NONE
    cluster: Cluster | None = None


class Interrupted(KeyboardInterrupt):
    """Somebody pressed Ctrl-C: documents under way are rolled back, those before are kept."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self.summary = summary


def ingest(
    store: Store,
    paths: Iterable[Path],
    *,
    options: RunOptions = RunOptions(),
    progress: Progress = lambda step: None,
    expect: Expect = lambda count: None,
) -> Summary:
    """Take files, and all files within folders and boxes, into the archive.

    A file that looks as it did is not even opened, one whose bytes are in the archive is not read
    again. A file that failed before is left to `retry`, and counts as failed for the exit code;
    one that broke its process three times is quarantined until everything is read again. No file
    ends the run; a full disk or a missing program does.

    Args:
        store: the archive, open for writing.
        paths: files and folders.
        options: number of processes, limits, engine.
        progress: called once for each file.
        expect: called when it is known how many files are still to come.

    Raises:
        NotFound: the folders hold no file of a kind that can be read.
        MissingProgram: a program or language data is not installed.
        NotWritable: the archive can't be written any more.
        Interrupted: Ctrl-C; it carries the summary so far.
    """
    paths = list(paths)
    files = list(_named(paths))
    if not files:
        raise NotFound(
            "no PDF, TIFF, JPEG, PNG, DOCX or text file there",
            file=", ".join(path_text(path) for path in paths),
        )
    return _take_in(store, files, options, progress, expect, command="ingest")


def retry(
    store: Store,
    *,
    options: RunOptions = RunOptions(),
    progress: Progress = lambda step: None,
    expect: Expect = lambda count: None,
) -> Summary:
    """Read the files again whose last attempt failed; arguments and errors as for `ingest`."""
    make_absolute(store)
    files = [absolute_path(Path(row.path)) for row in store.failures()]
    options = options if options.again is Again.ALL else replace(options, again=Again.FAILED)
    return _take_in(store, files, options, progress, expect, command="retry")


def watch(
    store: Store,
    paths: Iterable[Path],
    *,
    options: RunOptions = RunOptions(),
    progress: Progress = lambda step: None,
    expect: Expect = lambda count: None,
    every_s: float = 10.0,
    quiet_s: float = 5.0,
) -> NoReturn:
    """Keep taking in what is new or changed, until Ctrl-C; a run for each time there is some.

    Args:
        store: the archive, open for writing.
        paths: files and folders; they may be empty yet.
        options: number of processes, limits, engine.
        progress: called once for each file that is read.
        expect: likewise, each time there are some.
        every_s: seconds from one look to the next.
        quiet_s: seconds that a file must have kept still; a scanner may be writing it.

    Raises:
        Interrupted: Ctrl-C; it carries the summary of all runs.
    """
    paths, total = list(paths), Summary()
    try:
        while True:
            if ready := _ready(store, paths, options.again, quiet_s):
                total += _take_in(store, ready, options, progress, expect, command="watch")
                options = replace(options, again=Again.NONE)  # once is enough
            time.sleep(every_s)
    except Interrupted as interrupted:
        raise Interrupted(total + interrupted.summary) from None
    except KeyboardInterrupt:
        raise Interrupted(total) from None


def _named(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of a run, each once, by their absolute paths: others run elsewhere."""
    yield from dict.fromkeys(map(absolute_path, expand(paths)))


def _ready(store: Store, paths: Iterable[Path], again: Again, quiet_s: float) -> list[Path]:
    latest = time.time_ns() - int(quiet_s * 1e9)
    plain, boxes = parted(_named(paths))
    ready = [
        path
        for path, look, decided in verdicts(store, plain, again)
        if decided.is_read and isinstance(look, FileStamp) and look.mtime <= latest
    ]
    for box, asked in boxes.items():
        with suppress(OSError):  # taken away meanwhile
            look = FileStamp.at(box)
            if look.mtime <= latest and box_verdict(store, box, look, again).is_read:
                ready += [box / inner for inner in sorted(asked)]
    return ready


def foresee(
    store: Store | None, paths: Iterable[Path], again: Again
) -> Iterator[tuple[Path, Verdict]]:
    """Yield what `ingest` would do with each file, and do nothing.

    Args:
        store: the archive; None where there is none yet.
        paths: files, folders and boxes.
        again: which known files would be read once more.
    """
    plain, boxes = parted(_named(paths))
    if store is None:
        yield from ((path, Verdict.NEW) for path in plain)
    else:
        yield from ((path, decided) for path, _, decided in verdicts(store, plain, again))
    for box, asked in boxes.items():
        yield from foresee_box(store, box, asked, again)


def reextract(
    store: Store,
    *,
    options: RunOptions = RunOptions(),
    progress: Progress = lambda step: None,
    expect: Expect = lambda count: None,
) -> Summary:
    """Extract all records anew from the stored pages, without recognising any.

    Corrections by people stay as they are.
    """
    from vnadmin_nlp.ingest.stored_scans import stored_files

    expect(sum(1 for file in store.files() if file.state in ("done", "partial")))
    with _running(store, "reextract", options, progress) as run:
        task = partial(_extract, review_below=options.review_below)
        for done in _work(task, stored_files(store), options):
            run.tell(_save_again(run, done))
    return run.summary


@dataclass
class _ActiveRun:
    """A run under way, and its account in the archive."""

    store: Store
    number: int
    progress: Progress
    interrupts: Interrupts
    summary: Summary = field(default_factory=Summary)

    def tell(self, step: FinishedFile) -> None:
        """Count a file, and say so."""
        self.summary.add(step)
        self.progress(step)


def _take_in(
    store: Store,
    files: list[Path],
    options: RunOptions,
    progress: Progress,
    expect: Expect,
    *,
    command: str,
) -> Summary:
    with _running(store, command, options, progress) as run:
        intake = IngestPlan(
            store, run.number, again=options.again, seconds_per_file=options.seconds_per_file
        )
        task = partial(_process, scan=options.scan, review_below=options.review_below)
        plain, boxes = parted(files)
        with closing(Boxed(store, intake, boxes)) as boxed:
            try:
                for step in chain(intake.sort(plain), boxed.sort()):
                    run.tell(step)
                members = boxed.waiting
                expect(None if members is None else intake.waiting + members)
                found = _told(run, chain(intake.files(), boxed.files()))
                for burst in bursts(_work(task, found, options)):
                    with run.interrupts.held():
                        with store.transaction():
                            steps = [_save(run, intake.manifest, done) for done in burst]
                        for done, step in zip(burst, steps, strict=True):
                            done.item.discard()
                            run.tell(step)
                for step in intake.twins():
                    run.tell(step)
            finally:
                with suppress(NotWritable):
                    intake.manifest.let_go()
    return run.summary


def _told(run: _ActiveRun, files: Iterable[File | FinishedFile]) -> Iterator[File]:
    """Yield the files to read, and tell of the others."""
    for file in files:
        if isinstance(file, FinishedFile):
            run.tell(file)
        else:
            yield file


@contextmanager
def _running(
    store: Store, command: str, options: RunOptions, progress: Progress
) -> Iterator[_ActiveRun]:
    """Keep account of a run in the archive, whether it ends well or is interrupted."""
    told: dict[str, object] = {"jobs": options.jobs, "engine": options.scan.engine}
    if options.scan.second_reader:
        told["second_reader"] = options.scan.second_reader
    if options.scan.text_layer != TextLayer.AUTO:
        told["text_layer"] = options.scan.text_layer
    if options.cluster:
        told["scheduler"] = options.cluster.scheduler
    told["review_below"] = options.review_below
    make_absolute(store)
    with Interrupts() as interrupts:
        run = _ActiveRun(store, store.start_run(command, told), progress, interrupts)
        try:
            yield run
            store.finish_run(run.number, run.summary.as_counts())
            _settle(store, options)
        except KeyboardInterrupt:
            store.finish_run(run.number, run.summary.as_counts())
            raise Interrupted(run.summary) from None


def _settle(store: Store, options: RunOptions) -> None:
    """Bring the graph and the doubtful documents up to date, where a run left them behind."""
    with store.reading() as db:
        (behind,) = db.execute(
            "SELECT EXISTS (SELECT 1 FROM runs r JOIN files f ON f.run_id = r.id WHERE settled = 0)"
        ).fetchone()
    if behind:
        # Not needed by a run that finds nothing new, and slow to import.
        from vnadmin_nlp import graph
        from vnadmin_nlp.ingest.recheck_doubtful import settle

        graph.link(store)
        if settle(store, review_below=options.review_below):
            graph.link(store)
    with store.transaction() as db:
        db.execute("UPDATE runs SET settled = 1 WHERE settled = 0")


def _work(
    task: Callable[[Item], FileResult], items: Iterable[Item], options: RunOptions
) -> Iterator[Done[Item, FileResult]]:
    limit_s = options.seconds_per_file
    if options.cluster is None:
        done = work(task, items, jobs=options.jobs, limit_s=limit_s)
    else:
        from vnadmin_nlp.ingest.cluster.driver import work_there

        done = work_there(task, items, cluster=options.cluster, limit_s=limit_s)
    with closing(done) as results:
        yield from results


# What reads a file is slow to import; the process that only hands out work does without.


def _process(file: File, *, scan: ScanOptions, review_below: float) -> FileResult:
    from vnadmin_nlp.pipeline import Options, process

    return process(file.at, options=Options(scan=scan, review_below=review_below), name=file.path)


def _save(run: _ActiveRun, manifest: Manifest, done: Done[File, FileResult]) -> FinishedFile:
    """Write what came of a file, and its state in the manifest, in one transaction."""
    file, name = done.item, path_text(done.item.path)
    step = step_of(name, done.value, done.seconds)
    with run.store.transaction():
        state = manifest.settle(
            absolute(file.path), State(step.result), seconds=done.seconds, error=step.error
        )
        if isinstance(done.value, VnadminError):
            if state is State.QUARANTINED:
                done.value.remedy = "quarantined after three such ends; --force reads it again"
            run.store.save_failure(
                name,
                done.value,
                sha256=file.sha256,
                size=file.size,
                seconds=done.seconds,
                run=run.number,
            )
        else:
            run.store.save_file(
                name,
                done.value.records,
                done.value.scan.pages,
                sha256=done.value.scan.sha256,
                size=file.size,
                facts=done.value.scan.facts,
                texts=done.value.texts,
                seconds=done.seconds,
                run=run.number,
            )
    return step


def _extract(stored: Stored, *, review_below: float) -> FileResult:
    from vnadmin_nlp.pipeline import Options, extracted

    return extracted(stored.scan, options=Options(review_below=review_below))


def _save_again(run: _ActiveRun, done: Done[Stored, FileResult]) -> FinishedFile:
    file = done.item.scan
    if isinstance(done.value, VnadminError):
        run.store.save_failure(
            file.file, done.value, sha256=file.sha256, stage="extract", run=run.number
        )
    else:
        run.store.save_records(
            done.item.id, done.value.records, texts=done.value.texts, run=run.number
        )
    return step_of(file.file, done.value, done.seconds)
