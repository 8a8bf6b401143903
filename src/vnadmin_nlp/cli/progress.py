"""Progress of a long run: what is done, how fast, what is left; failures as they happen."""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from vnadmin_nlp.cli.output import plain
from vnadmin_nlp.errors import NotWritable
from vnadmin_nlp.ingest.summary import FinishedFile, Result, Summary
from vnadmin_nlp.runtime.file_paths import shown

if TYPE_CHECKING:
    from rich.console import RenderableType

log = logging.getLogger(__name__)

#: The rate is that of so many seconds.
_WINDOW_S = 60.0
#: Letters of a line that are not the bar: the counts of 100,000 files, rate and time left.
_COUNTS_WIDTH, _MOST_BAR, _LEAST_BAR = 62, 40, 8


class Pace:
    """How far a run is, and how fast it is now.

    Args:
        clock: seconds that go by.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lately: deque[tuple[float, int]] = deque()
        self._begun: float | None = None
        self._read = self.files = self.pages = self.failed = 0
        #: Files in all; None where nobody knows.
        self.total: int | None = None
        self.last = ""

    def expect(self, count: int | None) -> None:
        """Take down how many files are still to come; None: nobody knows."""
        self.total = None if count is None else self.files + count
        self._begun, self._read = self._clock(), 0

    def add(self, step: FinishedFile) -> None:
        """Count a file."""
        self.files += 1
        self.pages += step.pages
        self.failed += step.result is Result.FAILED
        if step.result not in (Result.SKIPPED, Result.DUPLICATE):
            self._read += 1
            self.last = shown(step.file)
            self._lately.append((self._clock(), step.pages))

    @property
    def pages_per_minute(self) -> float | None:
        """Return the rate of the last minute; None where there is none yet."""
        now = self._clock()
        while self._lately and self._lately[0][0] < now - _WINDOW_S:
            self._lately.popleft()
        since = max(now - _WINDOW_S, now if self._begun is None else self._begun)
        pages = sum(count for _, count in self._lately)
        return 60 * pages / (now - since) if pages and now > since else None

    @property
    def left(self) -> float | None:
        """Return the seconds that are left if it goes on as it did; None where nobody knows."""
        if self.total is None or self._begun is None or not self._read:
            return None
        return (self._clock() - self._begun) / self._read * max(0, self.total - self.files)


class Silent:
    """Progress where nobody watches: nothing but what went wrong."""

    def expect(self, count: int | None) -> None:
        """Do nothing."""

    def advance(self, step: FinishedFile) -> None:
        """Say what is worth saying of a file."""
        tell(step)


class _ProgressBar(Silent):
    """Progress on a terminal: a line with the figures, and the last file below."""

    def __init__(self, pace: Pace, what: str) -> None:
        self._pace, self._what = pace, what

    def expect(self, count: int | None) -> None:
        self._pace.expect(count)

    def advance(self, step: FinishedFile) -> None:
        super().advance(step)
        self._pace.add(step)

    def __rich__(self) -> RenderableType:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        pace, width = self._pace, shutil.get_terminal_size().columns
        bar = ProgressBar(
            total=pace.total,
            completed=pace.files,
            pulse=not pace.total,
            width=max(_LEAST_BAR, min(_MOST_BAR, width - _COUNTS_WIDTH)),
        )
        line = Table.grid(padding=(0, 1))
        line.add_row(self._what, bar, Text(figures(pace), no_wrap=True, overflow="ellipsis"))
        last = Text(f"  {_ending(plain(pace.last), width - 2)}", style="dim", no_wrap=True)
        return Group(line, last) if pace.last else line


def figures(pace: Pace) -> str:
    """Return the figures of a run in one line.

    >>> pace = Pace(iter(range(0, 600, 10)).__next__)
    >>> pace.expect(100)
    >>> for number in range(4):
    ...     pace.add(FinishedFile(f"{number}.pdf", Result.DONE, pages=3))
    >>> figures(pace)
    '4/100 files, 12 pages, 14/min, 0:24:00 left'
    """
    of = "" if pace.total is None else f"/{pace.total:,}"
    parts = [f"{pace.files:,}{of} files", f"{pace.pages:,} pages"]
    if (rate := pace.pages_per_minute) is not None:
        parts.append(f"{rate:.0f}/min")
    if pace.failed:
        parts.append(f"{pace.failed:,} failed")
    if left := pace.left:
        parts.append(f"{dt.timedelta(seconds=round(left))} left")
    return ", ".join(parts)


def _ending(name: str, width: int) -> str:
    """Return the end of a name that is too wide: folders are the same for many files."""
    from rich.cells import cell_len

    if cell_len(name) <= width:
        return name
    while cell_len(name) >= width:
        name = name[1:]
    return f"…{name}"


@contextmanager
def progress(what: str) -> Iterator[Silent]:
    """Yield what is to be told how many files come, and of every step.

    Args:
        what: one word for the work, shown before the bar.
    """
    if not (sys.stderr.isatty() and log.isEnabledFor(logging.INFO)):
        yield Silent()
        return
    from rich.console import Console
    from rich.live import Live

    bar = _ProgressBar(Pace(), what)
    with Live(bar, console=Console(stderr=True), transient=True, refresh_per_second=4):
        yield bar


class Log:
    """Lines of JSON, one for each event of a run.

    Args:
        file: gets them; None for nowhere.
    """

    def __init__(self, file: TextIO | None) -> None:
        self._file = file

    def __call__(self, step: FinishedFile) -> None:
        """Add the line of one file."""
        self.add(
            "file",
            file=step.file,
            result=step.result,
            seconds=round(step.seconds, 3),
            documents=step.documents,
            pages=step.pages,
            error=step.error and step.error.cause,
            problems=step.problems,
        )

    def end(self, summary: Summary, code: int) -> None:
        """Add the last line."""
        self.add("end", **summary.as_counts(), exit_code=int(code))

    def add(self, event: str, **fields: Any) -> None:
        """Add a line."""
        if self._file is not None:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            line = {"time": now, "event": event, **fields}
            print(json.dumps(line, ensure_ascii=False), file=self._file, flush=True)


@contextmanager
def logged(file: Path | None, command: str) -> Iterator[Log]:
    """Yield what adds a line of JSON to a file for every event.

    Args:
        file: the lines that it has already stay; None: nothing is written.
        command: stands in the first line.

    Raises:
        NotWritable: the file can't be opened.
    """
    if file is None:
        yield Log(None)
        return
    try:
        opened = file.open("a", encoding="utf-8")
    except OSError as error:
        raise NotWritable((error.strerror or "").lower(), file=file) from error
    with opened:
        note = Log(opened)
        note.add("begin", command=command)
        yield note


def tell(step: FinishedFile) -> None:
    """Say what is worth saying of one file: failures and problems; the rest only with -v."""
    if step.error is not None and step.result is Result.FAILED:
        log.error("%s", plain(str(step.error)))
    elif step.error is not None:
        log.debug("%s", plain(str(step.error)))
    for problem in step.problems:
        log.warning("%s", plain(problem))
    log.debug("%s: %s, %.1f s", plain(shown(step.file)), step.result, step.seconds)
