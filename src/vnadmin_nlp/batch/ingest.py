"""Runs over many files: take in new ones, retry failed ones, extract anew from stored pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from vnadmin_nlp import graph
from vnadmin_nlp.archive import Store
from vnadmin_nlp.batch.doubts import settle
from vnadmin_nlp.batch.farm import Done, work
from vnadmin_nlp.batch.files import expand, fingerprint
from vnadmin_nlp.batch.stored import Stored, stored_files
from vnadmin_nlp.batch.summary import Result, Step, Summary, step_of
from vnadmin_nlp.errors import ExitCode, NotFound, VnadminError
from vnadmin_nlp.pipeline import Options, Outcome, extracted, process
from vnadmin_nlp.review import REVIEW_BELOW
from vnadmin_nlp.scan import ScanOptions
from vnadmin_nlp.text import path_text

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run does its work.

    Attributes:
        jobs: number of processes; one per core is best.
        seconds_per_file: after that a file is given up; pages have limits of their own.
        scan: choices and limits of reading.
        review_below: values less sure than this are named for review.
    """

    jobs: int = 1
    seconds_per_file: float = 3600.0
    scan: ScanOptions = field(default_factory=ScanOptions)
    review_below: float = REVIEW_BELOW


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
) -> Summary:
    """Take files, and all files within folders, into the archive.

    A file whose bytes are in the archive is not read again. A file that failed before is left to
    `retry`, and counts as failed for the exit code. No file ends the run; a full disk or a missing
    program does.

    Args:
        store: the archive, open for writing.
        paths: files and folders.
        options: number of processes, limits, engine.
        progress: called once for each file.

    Raises:
        NotFound: the folders hold no file of a kind that can be read.
        MissingProgram: a program or language data is not installed.
        NotWritable: the archive can't be written any more.
        Interrupted: Ctrl-C; it carries the summary so far.
    """
    paths = list(paths)
    files = list(expand(paths))
    if not files:
        raise NotFound(
            "no PDF, TIFF, JPEG, PNG, DOCX or text file there",
            file=", ".join(path_text(path) for path in paths),
        )
    return _take_in(store, files, options, progress, command="ingest")


def retry(
    store: Store,
    *,
    options: RunOptions = RunOptions(),
    progress: Progress = lambda step: None,
) -> Summary:
    """Read the files again whose last attempt failed; arguments and errors as for `ingest`."""
    files = [Path(row.path) for row in store.failures()]
    return _take_in(store, files, options, progress, command="retry")


def reextract(
    store: Store,
    *,
    options: RunOptions = RunOptions(),
    progress: Progress = lambda step: None,
) -> Summary:
    """Extract all records anew from the stored pages, without recognising any.

    Corrections by people stay as they are.
    """
    with _running(store, "reextract", options, progress) as run:
        task = partial(_extract, options=Options(review_below=options.review_below))
        for done in _work(task, stored_files(store), options):
            run.tell(_save_again(run, done))
    return run.summary


class _File(NamedTuple):
    """A file on its way to a process."""

    path: Path
    sha256: str
    size: int


@dataclass
class _Run:
    """A run under way, and its account in the archive."""

    store: Store
    number: int
    progress: Progress
    summary: Summary = field(default_factory=Summary)

    def tell(self, step: Step) -> None:
        """Count a file, and say so."""
        self.summary.add(step)
        self.progress(step)


@dataclass
class _Intake:
    """Decides which files are read, and keeps those with the same bytes for the end."""

    run: _Run
    again: bool
    twins: list[_File] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def new(self, files: Iterable[Path]) -> Iterator[_File]:
        """Yield the files to read; tell of the others."""
        for path in files:
            try:
                file = _File(path, *fingerprint(path))
            except VnadminError as error:
                if not path.is_dir():  # its files will be found when it can be listed
                    self.run.store.save_failure(path_text(path), error, run=self.run.number)
                self.run.tell(Step(path_text(path), Result.FAILED, error))
                continue
            if file.sha256 in self._seen:
                self.twins.append(file)
            elif (step := self._known(file)) is not None:
                self.run.tell(step)
            else:
                self._seen.add(file.sha256)
                yield file

    def known_twins(self) -> Iterator[Step]:
        """Yield what came of the files whose bytes another file of this run had."""
        for file in self.twins:
            step = self._known(file)
            yield step or Step(path_text(file.path), Result.SKIPPED)

    def _known(self, file: _File) -> Step | None:
        """Return a step where the archive has had these bytes already."""
        row = self.run.store.find_file(file.sha256)
        if row is None or (self.again and row.error is not None):
            return None
        name = path_text(file.path)
        if row.state == "failed":
            error = VnadminError(
                f"failed before ({row.error})", file=name, remedy="see: vnadmin failed"
            )
            error.exit_code = ExitCode(row.exit_code or ExitCode.UNREADABLE_INPUT)
            return Step(name, Result.SKIPPED, error)
        if Path(row.path).absolute() == Path(name).absolute():
            return Step(name, Result.SKIPPED)
        self.run.store.save_duplicate(name, file.sha256)
        return Step(name, Result.DUPLICATE)


def _take_in(
    store: Store, files: list[Path], options: RunOptions, progress: Progress, *, command: str
) -> Summary:
    with _running(store, command, options, progress) as run:
        intake = _Intake(run, again=command == "retry")
        task = partial(
            _process, options=Options(scan=options.scan, review_below=options.review_below)
        )
        for done in _work(task, intake.new(files), options):
            run.tell(_save(run, done))
        for step in intake.known_twins():
            run.tell(step)
    return run.summary


@contextmanager
def _running(store: Store, command: str, options: RunOptions, progress: Progress) -> Iterator[_Run]:
    """Keep account of a run in the archive, whether it ends well or is interrupted."""
    told: dict[str, object] = {"jobs": options.jobs, "engine": options.scan.engine}
    if options.scan.second_reader:
        told["second_reader"] = options.scan.second_reader
    told["review_below"] = options.review_below
    number = store.start_run(command, told)
    run = _Run(store, number, progress)
    try:
        yield run
    except KeyboardInterrupt:
        store.finish_run(number, run.summary.as_counts())
        raise Interrupted(run.summary) from None
    store.finish_run(number, run.summary.as_counts())
    graph.link(store)
    if settle(store, review_below=options.review_below):
        graph.link(store)


def _work(
    task: Callable[[Item], Outcome], items: Iterable[Item], options: RunOptions
) -> Iterator[Done[Item, Outcome]]:
    with closing(work(task, items, jobs=options.jobs, limit_s=options.seconds_per_file)) as results:
        yield from results


def _process(file: _File, *, options: Options) -> Outcome:
    return process(file.path, options=options)


def _save(run: _Run, done: Done[_File, Outcome]) -> Step:
    file, name = done.item, path_text(done.item.path)
    if isinstance(done.value, VnadminError):
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
    return step_of(name, done.value, done.seconds)


def _extract(stored: Stored, *, options: Options) -> Outcome:
    return extracted(stored.scan, options=options)


def _save_again(run: _Run, done: Done[Stored, Outcome]) -> Step:
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
