"""What runs within a Dask worker: each item is handed to a killable process of the house."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from vnadmin_nlp.errors import MissingProgram, VnadminError
from vnadmin_nlp.ingest.cluster.version_check import Build, this_build
from vnadmin_nlp.ingest.pool_worker import attempt
from vnadmin_nlp.ingest.process_pool import Process


class Unfit(MissingProgram):
    """A worker can't take part in the run; the others may."""


class WorkerReport(NamedTuple):
    """What came of an item at a worker.

    Attributes:
        packed: what the task made of the item, or the error it ended in.
        seconds: how long that took.
    """

    packed: bytes
    seconds: float

    @property
    def value(self) -> Any:
        """Return what came of the item."""
        return pickle.loads(self.packed)


def order(task: Callable[[Any], Any], item: Any) -> bytes:
    """Return what to ask of a worker: a function of a module, and what to call it with."""
    return pickle.dumps((task, item))


#: Processes that wait for an item; never more than the worker has threads.
_idle: list[Process[bytes, bytes]] = []
_lock = threading.Lock()


def carry_out(asked: bytes, *, limit_s: float, build: Build) -> WorkerReport:
    """Do what is asked in a process that may crash, hang or burst without harm to the worker.

    The process is kept for the next item, so that models load once. What goes in and comes out
    stays packed here: the worker itself stays small.

    Args:
        asked: see `order`.
        limit_s: longest time for it, in seconds.
        build: what the driver reads with.
    """
    if (ours := this_build()) != build:
        return WorkerReport(pickle.dumps(_other_build(ours, build)), 0.0)
    process = _borrow(limit_s)
    try:
        done = process.do(asked)
    except BaseException:
        process.kill()
        raise
    if process.alive:
        with _lock:
            _idle.append(process)
    packed = done.value if isinstance(done.value, bytes) else pickle.dumps(done.value)
    return WorkerReport(packed, done.seconds)


def _borrow(limit_s: float) -> Process[bytes, bytes]:
    with _lock:
        process = _idle.pop() if _idle else None
    if process is None:
        return Process(_done, limit_s)
    process.limit_s = limit_s
    return process


def _done(asked: bytes) -> bytes:
    task, item = pickle.loads(asked)
    return pickle.dumps(attempt(task, item))


def _other_build(theirs: Build, ours: Build) -> VnadminError:
    return Unfit(
        f"it has vnadmin-nlp {theirs}, this machine {ours}",
        remedy="install the same version on both, then start the worker again",
    )
