"""Every exception of the project: what happened, where, what to do next, and the exit code."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path

from vnadmin_nlp.runtime.file_paths import shown


class ExitCode(IntEnum):
    """The exit codes of ``vnadmin``: a public, stable contract."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    MISSING_PROGRAM = 3
    UNREADABLE_INPUT = 4
    NOT_WRITABLE = 5
    NOT_FOUND = 6
    CHILD_BROKE = 7
    INTERNAL = 15
    INTERRUPTED = 130


class VnadminError(Exception):
    """A known failure that is told to the user in one line.

    Args:
        cause: what happened, in plain words, without a full stop.
        file: the file it happened to.
        page: the page of that file, counted from 1.
        remedy: what the user can do next.
    """

    exit_code = ExitCode.INTERNAL

    def __init__(
        self,
        cause: str,
        *,
        file: str | Path | None = None,
        page: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(cause)
        self.cause = cause
        self.file = None if file is None else str(file)
        self.page = page
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the one line ``FILE, page N: cause; remedy``, as far as they are known.

        A file below the current folder is named from there on; ``file`` has it whole.

        >>> str(UnreadableInput("the file is empty", file="a.pdf", remedy="scan it again"))
        'a.pdf: the file is empty; scan it again'
        """
        place = ", ".join(
            part
            for part in (self.file and shown(self.file), f"page {self.page}" if self.page else None)
            if part
        )
        line = f"{place}: {self.cause}" if place else self.cause
        return f"{line}; {self.remedy}" if self.remedy else line

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the keyword arguments when the error crosses a process border."""
        return (_rebuild, (type(self), self.cause, self.file, self.page, self.remedy))


def _rebuild(
    kind: type[VnadminError], cause: str, file: str | None, page: int | None, remedy: str | None
) -> VnadminError:
    return kind(cause, file=file, page=page, remedy=remedy)


def internal(error: Exception) -> str:
    """Return how an error of our own is told where it costs a part of the work alone.

    >>> internal(IndexError("list index out of range"))
    'internal error (IndexError: list index out of range); please report it'
    """
    cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"internal error ({cause}); please report it"


class UsageError(VnadminError):
    """The command was called with arguments that make no sense together."""

    exit_code = ExitCode.USAGE


class MissingProgram(VnadminError):
    """An outside program or its language data is not installed."""

    exit_code = ExitCode.MISSING_PROGRAM


class UnreadableInput(VnadminError):
    """An input file is missing, empty, broken, locked or beyond the limits."""

    exit_code = ExitCode.UNREADABLE_INPUT


class NotWritable(VnadminError):
    """The archive or an output can't be opened or written."""

    exit_code = ExitCode.NOT_WRITABLE


class NotFound(VnadminError):
    """A look-up found nothing."""

    exit_code = ExitCode.NOT_FOUND


class ChildBroke(VnadminError):
    """A child program crashed, hung or went over its limits."""

    exit_code = ExitCode.CHILD_BROKE


class ChildDied(ChildBroke):
    """A child program was killed; what it was at need not be to blame for that."""
