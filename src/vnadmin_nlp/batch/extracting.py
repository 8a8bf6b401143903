"""Files become plain records, in working processes: the one that prints them needs no more."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vnadmin_nlp.batch.farm import in_order, work
from vnadmin_nlp.batch.summary import Step, step_of
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.review import REVIEW_BELOW
from vnadmin_nlp.text import path_text

if TYPE_CHECKING:
    from vnadmin_nlp.scan import ScanOptions


class Extracted(NamedTuple):
    """What came of one file.

    Attributes:
        step: what is to be counted and told of it.
        records: of its documents, as JSON values; none of a file that failed.
    """

    step: Step
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
        paths: the files.
        scan: how they are read.
        jobs: number of processes.
        review_below: values less sure than this are named for review.

    Raises:
        MissingProgram: a program that reading needs is not there.
    """
    task = partial(extract, scan=scan, review_below=review_below)
    with closing(work(task, paths, jobs=jobs)) as results:
        for done in in_order(results):
            if isinstance(done.value, VnadminError):
                yield Extracted(step_of(path_text(done.item), done.value, done.seconds), [])
            else:
                yield done.value._replace(step=done.value.step._replace(seconds=done.seconds))


def extract(path: Path, *, scan: ScanOptions, review_below: float) -> Extracted:
    """Read a file and extract the records of its documents.

    Raises:
        VnadminError: see `vnadmin_nlp.pipeline.process`.
    """
    from vnadmin_nlp.pipeline import Options, process

    outcome = process(path, options=Options(scan=scan, review_below=review_below))
    step = step_of(path_text(path), outcome, 0.0)
    return Extracted(step, [record.to_json() for record in outcome.records])
