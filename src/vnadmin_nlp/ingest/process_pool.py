"""Do one task on many items in killable processes: one bad item never costs another."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Generic, NamedTuple, TypeVar

from vnadmin_nlp.errors import ChildBroke, ChildDied, MissingProgram, NotWritable, VnadminError
from vnadmin_nlp.ocr.sandbox.supervisor import environment

log = logging.getLogger(__name__)

#: What a process may take to remove its temporary files, in seconds.
_GRACE_S = 3.0
#: So many results are written at once, so that an interruption rolls back few.
_MOST_TOGETHER = 32

Item = TypeVar("Item")
Value = TypeVar("Value")


class Done(NamedTuple, Generic[Item, Value]):
    """What came of one item: its value or its error.

    Attributes:
        turn: its place among the items, from 0.
        item: as it was taken.
        value: what the task made of it.
        seconds: how long that took.
        more: the next one is there already, so that both may be written at once.
    """

    turn: int
    item: Item
    value: Value | VnadminError
    seconds: float
    more: bool = False


def work(
    task: Callable[[Item], Value], items: Iterable[Item], *, jobs: int = 1, limit_s: float = 3600.0
) -> Generator[Done[Item, Value]]:
    """Yield what the task makes of each item, as they come in.

    A process that goes over the limit costs only the item it was at. The item of one that dies is
    tried once more: want of memory may have killed it. When the iterator is closed or an exception
    (Ctrl-C) passes through it, the processes are killed.

    Args:
        task: a function of a module, so that another process can find it.
        items: taken one by one, when a process is free.
        jobs: number of processes.
        limit_s: longest time for one item, in seconds.

    Raises:
        MissingProgram: an item needs a program that is not there; so would the others.
        NotWritable: there is no room for temporary files.
    """
    waiting = enumerate(items)
    crew: list[Process[Item, Value]] = []
    ready: list[Done[Item, Value]] = []
    again: list[tuple[int, Item]] = []
    tried: set[int] = set()
    try:
        while True:
            crew = [process for process in crew if process.alive]
            while len([process for process in crew if process.busy]) < jobs:
                following = again.pop() if again else next(waiting, None)
                if following is None:
                    break
                process = next((process for process in crew if not process.busy), None)
                if process is None:
                    crew.append(process := Process(task, limit_s))
                process.start(*following)
            # All are at work again while the caller deals with these.
            for number, done in enumerate(ready, 1):
                if isinstance(done.value, MissingProgram | NotWritable):
                    raise done.value
                yield done._replace(more=number < len(ready))
            busy = [process for process in crew if process.busy]
            if not busy:
                return
            wait([process.line for process in busy], min(process.left for process in busy))
            ready = [one for process in busy if (one := process.collect()) is not None]
            died = [one for one in ready if isinstance(one.value, ChildDied)]
            lost = {one.turn: one.item for one in died if one.turn not in tried}
            again += lost.items()
            tried |= lost.keys()
            ready = [one for one in ready if one.turn not in lost]
    finally:
        for process in crew:
            process.end()
        for process in crew:
            process.kill()


def in_order(results: Iterable[Done[Item, Value]]) -> Iterator[Done[Item, Value]]:
    """Yield results in the order of their items, each as soon as its turn has come."""
    early: dict[int, Done[Item, Value]] = {}
    turn = 0
    for done in results:
        early[done.turn] = done
        while turn in early:
            yield early.pop(turn)
            turn += 1


def bursts(results: Iterable[Done[Item, Value]]) -> Iterator[list[Done[Item, Value]]]:
    """Yield results in lists of those that came together, at most `_MOST_TOGETHER` of them.

    None waits for another one: when they come slowly, each comes alone.
    """
    burst: list[Done[Item, Value]] = []
    for done in results:
        burst.append(done)
        if not done.more or len(burst) == _MOST_TOGETHER:
            yield burst
            burst = []


class Process(Generic[Item, Value]):
    """One working process, in a session of its own so that it dies with all its children.

    Args:
        task: what it does with every item.
        limit_s: longest time for one item, in seconds; it may be changed between two items.
    """

    def __init__(self, task: Callable[[Item], Value], limit_s: float) -> None:
        ours, theirs = socket.socketpair()
        verbose = log.isEnabledFor(logging.DEBUG)
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "vnadmin_nlp.ingest.pool_worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment(),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if verbose else subprocess.DEVNULL,
        )
        theirs.close()
        self.line = Connection(ours.detach())
        self.alive = True
        self.busy = False
        self.limit_s = limit_s
        self.line.send((task, logging.getLogger("vnadmin_nlp").getEffectiveLevel()))

    @property
    def left(self) -> float:
        """Return the seconds the item at hand may still take."""
        return max(0.0, self._started + self.limit_s - time.monotonic())

    def start(self, turn: int, item: Item) -> None:
        """Hand over an item."""
        self._turn, self._item, self._started = turn, item, time.monotonic()
        self.busy = True
        try:
            self.line.send(item)
        except OSError:  # it died idle; collect() tells
            log.debug("process %d is gone", self._child.pid)

    def collect(self) -> Done[Item, Value] | None:
        """Return what came of the item at hand, or None if it is still under way."""
        value: Value | VnadminError
        try:
            if not self.line.poll():
                if self.left > 0:
                    return None
                raise ChildBroke(
                    f"not done after {self.limit_s:.0f} seconds",
                    remedy="split the file, or run it again when the machine is less busy",
                )
            value = self.line.recv()
        except ChildBroke as error:
            self.kill()
            value = error
        except (EOFError, OSError):
            value = ChildDied(
                f"the working process died ({self._cause_of_death()})",
                remedy="the file may be broken; the others are not touched",
            )
        self.busy = False
        return Done(self._turn, self._item, value, time.monotonic() - self._started)

    def do(self, item: Item) -> Done[Item, Value]:
        """Return what comes of an item, and wait for it."""
        self.start(0, item)
        while (done := self.collect()) is None:
            wait([self.line], self.left)
        return done

    def end(self) -> None:
        """Ask the process to clean up and go; with no work at hand it goes at once."""
        if self.alive:
            self.line.close()
            with suppress(ProcessLookupError):
                self._child.terminate()

    def kill(self) -> None:
        """End the process and all its children."""
        if self.alive:
            self.end()
            self.alive = False
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(_GRACE_S)
            with suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()

    def _cause_of_death(self) -> str:
        with suppress(subprocess.TimeoutExpired):  # it hung up, and is just about to end
            self._child.wait(1.0)
        self.kill()
        status = self._child.wait()
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"
