"""Names of processes among all of all machines, which tell whether they still run."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path


def this_process() -> str:
    """Return the name of this process: of its machine, its number and its start."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_running(name: str) -> bool | None:
    """Tell whether a process, named as above, still runs; None where it is not of this machine."""
    host, _, process = name.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not process.isdecimal():
        return None
    return name == f"{host}:{process}:{_started(int(process))}"


def _started(process: int) -> str:
    """Return when a process started, in ticks since boot: its number may be used again."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19]
    return ""
