"""One file becomes plain records, in a working process: the one that prints them needs no more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vnadmin_nlp.batch.summary import Step, step_of
from vnadmin_nlp.text import path_text

if TYPE_CHECKING:
    from vnadmin_nlp.scan import ScanOptions


class Extracted(NamedTuple):
    """What came of one file.

    Attributes:
        step: what is to be counted and told of it.
        records: of its documents, as JSON values.
    """

    step: Step
    records: list[dict[str, Any]]


def extract(path: Path, *, scan: ScanOptions) -> Extracted:
    """Read a file and extract the records of its documents.

    Raises:
        VnadminError: see `vnadmin_nlp.pipeline.process`.
    """
    from vnadmin_nlp.pipeline import Options, process

    outcome = process(path, options=Options(scan=scan))
    step = step_of(path_text(path), outcome, 0.0)
    return Extracted(step, [record.to_json() for record in outcome.records])
