"""The working process: takes items from its line, one by one, and sends back what came of each."""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from vnadmin_nlp.errors import VnadminError

log = logging.getLogger(__name__)

#: What it may take to remove temporary files once nobody waits for the work any more, in seconds.
_GRACE_S = 3.0


def main() -> None:
    """Work until the other end of the line hangs up, or a signal says to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that temporary files are removed
    try:
        _work(int(sys.argv[1]))
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # one more must not stop the removing


def _work(handle: int) -> None:
    threading.Thread(target=_end_with, args=(handle,), daemon=True).start()
    with Connection(handle) as line:
        task, level = line.recv()
        logging.basicConfig(format="%(name)s: %(message)s")
        logging.getLogger("vnadmin_nlp").setLevel(level)
        while True:
            try:
                line.send(attempt(task, line.recv()))
            except (EOFError, BrokenPipeError, ConnectionResetError):
                return


def _end_with(handle: int) -> None:
    """End this process and its children when the other end hangs up.

    Where the other one was killed, nobody else would.
    """
    other_end = select.poll()
    other_end.register(handle, 0)  # without events asked for, only the end of the line is told
    other_end.poll()
    os.killpg(0, signal.SIGTERM)
    time.sleep(_GRACE_S)
    os.killpg(0, signal.SIGKILL)


def attempt(task: Callable[[Any], Any], item: Any) -> Any:
    """Return what the task makes of an item, or the error it ends in."""
    try:
        return task(item)
    except VnadminError as error:
        return error
    except Exception as error:
        log.debug("unexpected error", exc_info=True)
        return VnadminError(
            f"internal error ({type(error).__name__}: {error})",
            remedy="run again with -v and report what it prints",
        )


if __name__ == "__main__":
    main()
