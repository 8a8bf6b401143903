"""Temporary folders that bear the name of their process: who comes next removes what it left."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from vnadmin_nlp.runtime.process_names import is_running, this_process

_OURS = "vnadmin"
#: No colon may stand in a name on a share of Windows, nor this in that of a machine.
_COLON = "="


def prefix(purpose: str, folder: Path | None = None) -> str:
    """Return how the name of a temporary folder is to begin, for the functions of `tempfile`.

    What killed processes of this machine left beside it is removed, once in the life of a process.

    Args:
        purpose: a word for people who look there.
        folder: where it will be; None for the system's folder for temporary files.
    """
    _sweep(str(folder or tempfile.gettempdir()))
    return f"{_OURS}-{purpose}-{this_process().replace(':', _COLON)}-"


@cache
def _sweep(folder: str) -> None:
    for left in Path(folder).glob(f"{_OURS}-*-*-*"):
        process = left.name.split("-", 2)[2].rpartition("-")[0]
        if is_running(process.replace(_COLON, ":")) is False:
            shutil.rmtree(left, ignore_errors=True)
