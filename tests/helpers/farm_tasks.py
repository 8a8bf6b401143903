"""Tasks that go wrong in every way; a module of its own, so that a working process finds them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from pathlib import Path

from vnadmin_nlp.errors import NotWritable, UnreadableInput
from vnadmin_nlp.ingest.cluster.path_map import NotSeen


def behave(item: str) -> str:
    """Do what the item says, and return it in capitals if it was nothing bad."""
    word, _, rest = item.partition(" ")
    if word == "known":
        raise UnreadableInput("the file is empty", file=rest)
    if word == "unseen":  # by the first one who looks
        try:
            Path(rest).touch(exist_ok=False)
        except FileExistsError:
            return item.upper()
        raise NotSeen("a worker can't open it", file=rest)
    if word == "unknown":
        raise ValueError(rest)
    if word == "crash":
        ctypes.string_at(0)
    if word == "slay":
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(600)
    if word == "once" and not Path(rest).exists():
        Path(rest).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "full":
        raise NotWritable("the folder for temporary files is full")
    if word == "exit":
        os._exit(3)
    if word == "hang":
        time.sleep(600)
    if word == "wait":
        time.sleep(float(rest))
    if word == "orphan":
        child = subprocess.Popen(["sleep", "600"])
        Path(rest).write_text(str(child.pid))
        time.sleep(600)
    return item.upper()
