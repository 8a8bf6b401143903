"""What came of a run, counted, and the exit code that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.errors import ExitCode, VnadminError
from vnadmin_nlp.runtime.file_paths import shown

if TYPE_CHECKING:
    from vnadmin_nlp.pipeline import FileResult


class Result(StrEnum):
    """What came of one file."""

    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"


class FinishedFile(NamedTuple):
    """One file that a run is through with.

    Attributes:
        file: its path.
        result: what came of it.
        error: why it failed, now or in an earlier run.
        problems: what is missing of a partial one, a line each.
        documents: number of documents that went into the archive.
        pages: number of pages read for that.
        seconds: how long it took.
    """

    file: str
    result: Result
    error: VnadminError | None = None
    problems: tuple[str, ...] = ()
    documents: int = 0
    pages: int = 0
    seconds: float = 0.0


def step_of(file: str, value: FileResult | VnadminError, seconds: float) -> FinishedFile:
    """Return the step for what came of a file; an error without a file gets its name."""
    if isinstance(value, VnadminError):
        value.file = value.file or file
        return FinishedFile(file, Result.FAILED, value, seconds=seconds)
    return FinishedFile(
        file,
        Result.DONE if value.status == "ok" else Result.PARTIAL,
        problems=tuple(
            f"{shown(file)}, page {problem.page}: {problem.message}"
            if problem.page
            else f"{shown(file)}: {problem.message}"
            for problem in value.scan.problems
        ),
        documents=len(value.records),
        pages=len(value.scan.pages),
        seconds=seconds,
    )


@dataclass
class Summary:
    """The counts of a run, in files; ``documents`` and ``pages`` are of the done and partial."""

    results: Counter[Result] = field(default_factory=Counter)
    documents: int = 0
    pages: int = 0
    errors: list[VnadminError] = field(default_factory=list)

    def add(self, step: FinishedFile) -> None:
        """Count a file."""
        self.results[step.result] += 1
        self.documents += step.documents
        self.pages += step.pages
        if step.error is not None:
            self.errors.append(step.error)

    def __add__(self, other: Summary) -> Summary:
        """Return the counts of two runs together."""
        return Summary(
            self.results + other.results,
            self.documents + other.documents,
            self.pages + other.pages,
            self.errors + other.errors,
        )

    @property
    def known_failures(self) -> int:
        """Return how many of the skipped files failed in an earlier run."""
        return len(self.errors) - self.results[Result.FAILED]

    @property
    def exit_code(self) -> ExitCode:
        """Return the code of the run.

        1 when some files failed or are partial; where nothing came through and every file failed
        for the same kind of reason, the code of that reason.

        >>> Summary(Counter(done=3)).exit_code
        <ExitCode.OK: 0>
        """
        codes = {error.exit_code for error in self.errors}
        if len(codes) == 1 and len(self.errors) == self.results.total():
            return codes.pop()
        troubled = self.errors or self.results[Result.PARTIAL]
        return ExitCode.SOME_FAILED if troubled else ExitCode.OK

    def as_counts(self) -> dict[str, int]:
        """Return all counts by name."""
        counts = {result.value: self.results[result] for result in Result}
        return counts | {"documents": self.documents, "pages": self.pages}

    def __str__(self) -> str:
        """Return the one line that ends a run.

        >>> print(Summary(Counter(done=2, failed=1), documents=2, pages=5))
        2 done, 0 partial, 1 failed, 0 duplicate, 0 skipped (2 documents, 5 pages)
        """
        counts = ", ".join(f"{self.results[result]} {result}" for result in Result)
        return f"{counts} ({self.documents} documents, {self.pages} pages)"
