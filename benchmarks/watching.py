"""The processes of a run of ``vnadmin ingest``, found in /proc: what they take, and their end."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

#: What tells the processes of a run apart, by their command lines.
ROLES = {
    "worker": b"vnadmin_nlp.ingest.pool_worker",
    "reader": b"vnadmin_nlp.ocr.sandbox.child",
    "pdftoppm": b"pdftoppm",
}


class Process(NamedTuple):
    """A process of a run."""

    pid: int
    role: str
    #: Resident memory, in MiB.
    rss: float


def family(driver: int) -> list[Process]:
    """Return the driver of a run and all that it started, and what they started."""
    found, waiting = [], [driver]
    while waiting:
        pid = waiting.pop()
        with suppress(OSError, StopIteration, ValueError):  # it has just ended
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            role = next((role for role, mark in ROLES.items() if mark in line), "driver")
            told = Path(f"/proc/{pid}/statm").read_text().split()
            found.append(Process(pid, role, int(told[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)))
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            waiting += map(int, children.split())
    return found


def busy_with(path: Path) -> list[str]:
    """Return the command lines of all processes that name a file, or a file of a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has just ended
            line = place.read_bytes()
            if os.fsencode(path) in line:
                found.append(os.fsdecode(line).replace("\0", " ").strip())
    return found


def kill(driver: int, role: str, choose: Callable[[list[Process]], Process]) -> bool:
    """Kill a process of that role; tell whether there was one."""
    candidates = [process for process in family(driver) if process.role == role]
    if not candidates:
        return False
    with suppress(ProcessLookupError):
        os.kill(choose(candidates).pid, signal.SIGKILL)
    return True


class Watch(threading.Thread):
    """Keeps looking at a run: the most that each kind of process, and its files, took.

    Attributes:
        peaks: resident memory in MiB by role.
        disk: bytes of temporary files.
    """

    def __init__(self, driver: int, temporary: Path, *, every_s: float = 0.2) -> None:
        super().__init__(daemon=True)
        self.peaks: defaultdict[str, float] = defaultdict(float)
        self.disk = 0
        self._driver, self._temporary, self._every_s = driver, temporary, every_s
        self._over = threading.Event()

    def run(self) -> None:
        """Look, until `end`."""
        while not self._over.is_set():
            for process in family(self._driver):
                self.peaks[process.role] = max(self.peaks[process.role], process.rss)
            self.disk = max(self.disk, size_of(self._temporary))
            time.sleep(self._every_s)

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()


def size_of(folder: Path) -> int:
    """Return the bytes that the files in the folders of a folder take on the disk."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names if place != str(folder) else ():
            with suppress(OSError):
                total += Path(place, name).lstat().st_blocks * 512
    return total
