"""Files become plain records, in working processes: the one that prints them needs no more."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any, NamedTuple

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.ingest.containers import Choice, Trouble, Unpacked, box_of, not_there, unpack
from vnadmin_nlp.ingest.process_pool import in_order, work
from vnadmin_nlp.ingest.summary import FinishedFile, step_of
from vnadmin_nlp.runtime import temp_dirs
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW
from vnadmin_nlp.text.unicode import path_text

if TYPE_CHECKING:
    from vnadmin_nlp.ocr import ScanOptions


class Extracted(NamedTuple):
    """What came of one file.

    Attributes:
        step: what is to be counted and told of it.
        records: of its documents, as JSON values; none of a file that failed.
    """

    step: FinishedFile
    records: list[dict[str, Any]]


def extract_all(
    paths: Iterable[Path],
    *,
    scan: ScanOptions,
    jobs: int,
    review_below: float = REVIEW_BELOW,
) -> Generator[Extracted]:
    """Yield what came of each file, in the order of the files.

    Args:
        paths: files and boxes, see `vnadmin_nlp.ingest.expand_paths.expand`.
        scan: how they are read.
        jobs: number of processes.
        review_below: values less sure than this are named for review.

    Raises:
        MissingProgram: a program that reading needs is not there.
    """
    task = partial(extract, scan=scan, review_below=review_below)
    with (
        TemporaryDirectory(prefix=temp_dirs.prefix("box")) as folder,
        closing(work(task, _files(paths, Path(folder)), jobs=jobs)) as results,
    ):
        for done in in_order(results):
            name = path_text(done.item.name)
            if isinstance(done.value, VnadminError):
                yield Extracted(step_of(name, done.value, done.seconds), [])
            else:
                yield done.value._replace(step=done.value.step._replace(seconds=done.seconds))
            if isinstance(done.item, Unpacked):
                done.item.at.unlink(missing_ok=True)


class _Plain(NamedTuple):
    """A file that lies where its name says."""

    name: Path

    @property
    def at(self) -> Path:
        return self.name


def _files(paths: Iterable[Path], folder: Path) -> Iterator[_Plain | Unpacked | Trouble]:
    """Yield the files, and the members of boxes, unpacked into a folder when they are asked for."""
    for path in paths:
        if (place := box_of(path)) is None:
            yield _Plain(path)
            continue
        choice = Choice([place[1]])
        yield from unpack(place[0], Path(mkdtemp(dir=folder)), choice)
        for inner in sorted(choice.missing):
            yield Trouble(place[0] / inner, not_there(place[0] / inner))


def extract(
    file: _Plain | Unpacked | Trouble, *, scan: ScanOptions, review_below: float
) -> Extracted:
    """Read a file and extract the records of its documents.

    Raises:
        VnadminError: see `vnadmin_nlp.pipeline.process`.
    """
    from vnadmin_nlp.pipeline import Options, process

    if isinstance(file, Trouble):
        raise file.error
    options = Options(scan=scan, review_below=review_below)
    outcome = process(file.at, options=options, name=file.name)
    step = step_of(path_text(file.name), outcome, 0.0)
    return Extracted(step, [record.to_json() for record in outcome.records])
