"""Progress of a long run: a bar with rate and time left on a terminal, failures as they happen."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vnadmin_nlp.batch.summary import Result, Step
from vnadmin_nlp.cli.output import plain
from vnadmin_nlp.errors import NotWritable

log = logging.getLogger(__name__)


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[Step], None]]:
    """Yield a function to be called with every step.

    Args:
        total: number of files.
        what: one word for the work, shown before the bar.
    """
    if not (sys.stderr.isatty() and log.isEnabledFor(logging.INFO)):
        yield tell
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files per minute."""

        def render(self, task: Task) -> Text:
            return Text(f"{60 * (task.finished_speed or task.speed or 0):.0f} files/min")

    head = TextColumn("{task.description}")
    parts = (head, BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        def advance(step: Step) -> None:
            tell(step)
            bar.advance(task)

        yield advance


@contextmanager
def logged(file: Path | None) -> Iterator[Callable[[Step], None]]:
    """Yield a function that adds a line of JSON to a file for every step.

    Args:
        file: the lines that it has already stay; None: nothing is written.

    Raises:
        NotWritable: the file can't be opened.
    """
    if file is None:
        yield lambda step: None
        return
    try:
        opened = file.open("a", encoding="utf-8")
    except OSError as error:
        raise NotWritable((error.strerror or "").lower(), file=file) from error
    with opened:

        def note(step: Step) -> None:
            line = {
                "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "file": step.file,
                "result": step.result,
                "seconds": round(step.seconds, 3),
                "documents": step.documents,
                "pages": step.pages,
                "error": step.error and step.error.cause,
                "problems": step.problems,
            }
            print(json.dumps(line, ensure_ascii=False), file=opened, flush=True)

        yield note


def tell(step: Step) -> None:
    """Say what is worth saying of one file: failures and problems; the rest only with -v."""
    if step.error is not None and step.result is Result.FAILED:
        log.error("%s", plain(str(step.error)))
    elif step.error is not None:
        log.debug("%s", plain(str(step.error)))
    for problem in step.problems:
        log.warning("%s", plain(problem))
    log.debug("%s: %s, %.1f s", plain(step.file), step.result, step.seconds)
