"""Temporary folders that bear the name of their process: who comes next removes what it left."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from vnadmin_nlp.processes import is_running, this_process

_OURS = "vnadmin"


def prefix(purpose: str) -> str:
    """Return how the name of a temporary folder is to begin, for the functions of `tempfile`.

    What killed processes of this machine left in the folder for temporary files is removed, once
    in the life of a process.

    Args:
        purpose: a word for people who look there.
    """
    _sweep(tempfile.gettempdir())
    return f"{_OURS}-{purpose}-{this_process()}-"


@cache
def _sweep(folder: str) -> None:
    for left in Path(folder).glob(f"{_OURS}-*-*-*"):
        process = left.name.split("-", 2)[2].rpartition("-")[0]
        if is_running(process) is False:
            shutil.rmtree(left, ignore_errors=True)
