"""Hand items out to the workers of a Dask cluster, and take in what they made of them."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any, Generic, TypeVar, cast
from uuid import uuid4

from vnadmin_nlp.errors import ChildBroke, ChildDied, MissingProgram, NotWritable, VnadminError
from vnadmin_nlp.ingest.cluster import Cluster
from vnadmin_nlp.ingest.cluster.cluster_worker import Unfit, WorkerReport, order
from vnadmin_nlp.ingest.cluster.connection import Connection, ConnectionClosed, Died
from vnadmin_nlp.ingest.cluster.path_map import NotSeen, read_there
from vnadmin_nlp.ingest.cluster.version_check import this_build
from vnadmin_nlp.ingest.cluster.workers import ClusterWorker, TaskInFlight
from vnadmin_nlp.ingest.process_pool import Done
from vnadmin_nlp.store.manifest import STRIKES

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Value = TypeVar("Value")

#: Seconds between two looks at who works there, and longest wait for a result between them.
_LOOK_S = 1.0
#: So many files in a row that a worker can't have say that it is the worker, not the files.
_MOST_MISSES = 3
#: So often a file is asked for that a worker does not see.
_MOST_UNSEEN = 2


def work_there(
    task: Callable[[Item], Value],
    items: Iterable[Item],
    *,
    cluster: Cluster,
    limit_s: float = 3600.0,
) -> Generator[Done[Item, Value]]:
    """Yield what the task makes of each item, as they come in from the workers of a cluster.

    Workers may come and go: what one was at when it died is handed to another, until it has cost
    as many workers as a file has strikes; what waited there is handed on for nothing. A worker
    that reads with another version, lacks a program or room for temporary files, or does not see
    the files is left out, with a warning that names it. No state is kept but the items under way.

    Args:
        task: a function of a module; the workers do it in killable processes, on files as they
            see them.
        items: taken one by one, when a worker has room.
        cluster: its scheduler, and how long to wait for who is not there.
        limit_s: longest time for one item, in seconds.

    Raises:
        MissingProgram: no scheduler or no worker that fits is there.
        ChildBroke: the scheduler went away and did not come back.
        UsageError: the address is none, or certificates are missing.
    """
    waiting = enumerate(items)
    if (first := next(waiting, None)) is None:
        return  # without work, nobody need be there
    there = partial(read_there, task=task, maps=cluster.path_maps)
    crew: _Crew[Item, Value] = _Crew(there, cluster, limit_s)
    try:
        yield from crew.through(chain([first], waiting))
    finally:
        crew.close()


class _Crew(Generic[Item, Value]):
    """The workers, and what each of them has."""

    def __init__(self, task: Callable[[Item], Any], cluster: Cluster, limit_s: float) -> None:
        self._task, self._cluster, self._limit_s = task, cluster, limit_s
        self._build = this_build()
        self._hands: dict[str, ClusterWorker[Item]] = {}
        self._back: deque[TaskInFlight[Item]] = deque()
        self._suspects: deque[TaskInFlight[Item]] = deque()
        self._ready: list[Done[Item, Value]] = []
        self._all_taken = False
        self._alone_since: float | None = None
        self._looked = float("-inf")
        self._line = self._first_line()

    def through(self, waiting: Iterator[tuple[int, Item]]) -> Generator[Done[Item, Value]]:
        """Yield what comes of all items."""
        under_way = True
        while under_way:
            try:
                self._look()
                if under_way := self._hand_out(waiting):
                    self._take_in()
            except ConnectionClosed as gone:
                self._connect_anew(gone)
            ready, self._ready = self._ready, []
            for number, done in enumerate(ready, 1):
                yield done._replace(more=number < len(ready))

    def close(self) -> None:
        """Let go of everything."""
        self._line.close()

    # Who is there

    def _first_line(self) -> Connection:
        scheduler, patience_s = self._cluster.scheduler, self._cluster.patience_s
        try:
            return Connection(scheduler, patience_s)
        except ConnectionClosed as gone:
            raise MissingProgram(
                f"no scheduler at {scheduler} in {patience_s:g} seconds ({gone})",
                remedy="start one with: dask scheduler",
            ) from gone

    def _connect_anew(self, gone: ConnectionClosed) -> None:
        """Reach the scheduler again, with nothing under way; its workers know nothing any more."""
        scheduler, patience_s = self._cluster.scheduler, self._cluster.patience_s
        log.warning("the scheduler %s is gone (%s); waiting for it", scheduler, gone)
        for hand in self._hands.values():
            self._give_back(hand.flights.values())
        self._hands.clear()
        self._line.close()
        try:
            self._line = Connection(scheduler, patience_s)
        except ConnectionClosed as error:
            raise ChildBroke(
                f"the scheduler {scheduler} is gone, and did not come back in {patience_s:g} "
                f"seconds ({error})",
                remedy="start it and its workers again, then give the same command: it goes on "
                "from here",
            ) from error
        log.warning("the scheduler is back")

    def _look(self) -> None:
        """See who has come and who has gone."""
        now = time.monotonic()
        if now - self._looked < _LOOK_S:
            return
        self._looked = now
        present = self._line.workers()
        gone = [hand for address, hand in self._hands.items() if address not in present]
        come = [address for address in present if address not in self._hands]
        for address in come:
            self._hands[address] = ClusterWorker(address, present[address])
        for hand in gone:
            del self._hands[hand.address]
            self._bury(hand)
        for address, threads in present.items():
            self._hands[address].threads = threads
        if gone or come:
            machines = len({hand.machine for hand in self._hands.values()})
            counts = len(present), sum(present.values()), machines
            log.info("cluster: %d workers, %d threads, %d machines", *counts)
        self._wait_for_hands(now)

    def _wait_for_hands(self, now: float) -> None:
        if self._fit():
            self._alone_since = None
            return
        self._alone_since = self._alone_since or now
        if now - self._alone_since < self._cluster.patience_s:
            return
        waited = f"in {self._cluster.patience_s:g} seconds"
        refused = next((hand for hand in self._hands.values() if hand.refused), None)
        if refused is not None and refused.refused is not None:
            raise MissingProgram(
                f"no worker fits {waited}; {refused.address}: {refused.refused.cause}",
                remedy=refused.refused.remedy,
            )
        raise MissingProgram(
            f"no worker at {self._cluster.scheduler} {waited}",
            remedy=f"start some with: dask worker {self._cluster.scheduler} --nworkers 4 "
            "--nthreads 1",
        )

    def _fit(self) -> list[ClusterWorker[Item]]:
        return [hand for hand in self._hands.values() if hand.refused is None]

    def _bury(self, hand: ClusterWorker[Item]) -> None:
        """Hand on what a worker had that is gone; what it was at may have killed it.

        Which one that was nobody knows: it may have been through with the first one, and its answer
        lost. So each of them is read alone from now on, and then there is no doubt.
        """
        log.warning("the worker %s is gone; it had %d files", hand.address, len(hand.flights))
        for flight in hand.flights.values():
            self._strike(flight, sure=len(hand.flights) == 1)
        self._line.forget(hand.flights)

    def _strike(self, flight: TaskInFlight[Item], *, sure: bool) -> None:
        flight.deaths += 1
        if flight.deaths < STRIKES or not sure:
            self._give_back([flight])
        else:
            error = ChildBroke(
                f"{flight.deaths} workers of the cluster died while it was read",
                remedy="look at it; --retry-failed reads it again",
            )
            self._tell(flight, error, 0.0)

    def _give_back(self, flights: Iterable[TaskInFlight[Item]]) -> None:
        for flight in flights:
            (self._suspects if flight.deaths else self._back).append(flight)

    def _refuse(self, hand: ClusterWorker[Item], error: VnadminError) -> None:
        """Leave a worker out, and hand on what it has."""
        if hand.refused is None:
            log.warning("the worker %s is left out: %s", hand.address, error)
        hand.refused = error
        self._line.forget(hand.flights)
        self._give_back(hand.flights.values())
        hand.flights.clear()

    # Out

    def _hand_out(self, waiting: Iterator[tuple[int, Item]]) -> bool:
        """Give every worker what it has room for; tell whether anything is under way."""
        hands = sorted(self._fit(), key=lambda hand: hand.load)
        # As many get nothing more until they are empty, for what is to be read alone.
        kept, hands = hands[: len(self._suspects)], hands[len(self._suspects) :]
        for hand in kept:
            if not hand.flights:
                self._send(self._suspects.popleft(), [hand])
        while free := [hand for hand in hands if hand.has_room(self._cluster.window)]:
            if self._back:
                flight = self._back.popleft()
            elif (following := next(waiting, None)) is not None:
                flight = TaskInFlight(*following)
            else:
                self._all_taken = True
                break
            # A worker that does not see a file is through with it before the others have room.
            self._send(flight, hands if flight.unseen else free)
        handed = any(hand.flights for hand in self._hands.values())
        return bool(handed or self._back or self._suspects or not self._all_taken)

    def _send(self, flight: TaskInFlight[Item], hands: Iterable[ClusterWorker[Item]]) -> None:
        """Give an item to the worker that has least to do, best on a machine that may see it."""
        machines = {address.rpartition(":")[0] for address in flight.unseen}
        hand = min(
            hands,
            key=lambda hand: (hand.address in flight.unseen, hand.machine in machines, hand.load),
        )
        key = f"vnadmin-{uuid4().hex}"
        hand.flights[key] = flight
        asked = order(self._task, flight.item)
        self._line.send(key, hand.address, asked, limit_s=self._limit_s, build=self._build)

    # In

    def _take_in(self) -> None:
        hands = {key: hand for hand in self._hands.values() for key in hand.flights}
        for key, value in self._line.landed(0.0 if self._ready else _LOOK_S):
            # What was handed on meanwhile is somebody else's.
            if (hand := hands.get(key)) and (flight := hand.flights.pop(key, None)):
                if isinstance(value, WorkerReport):
                    self._judge(hand, flight, value)
                elif isinstance(value, Died):
                    self._strike(flight, sure=not hand.flights)
                else:
                    self._fail(hand, flight, value)

    def _judge(
        self, hand: ClusterWorker[Item], flight: TaskInFlight[Item], report: WorkerReport
    ) -> None:
        value = report.value
        if isinstance(value, NotSeen):
            self._miss(hand, flight, report)
            return
        if isinstance(value, MissingProgram | NotWritable):
            self._give_back([flight])
            self._refuse(hand, value)
            return
        if isinstance(value, ChildDied) and not flight.tried:
            flight.tried = True
            self._give_back([flight])
            return
        hand.misses = 0
        self._tell(flight, value, report.seconds)

    def _miss(
        self, hand: ClusterWorker[Item], flight: TaskInFlight[Item], report: WorkerReport
    ) -> None:
        """Ask once more, another worker if there is one, for a file that this one does not see."""
        flight.unseen.append(hand.address)
        if len(flight.unseen) < _MOST_UNSEEN:
            self._give_back([flight])
        else:
            self._tell(flight, report.value, report.seconds)
        self._count_miss(hand, report.value)

    def _fail(
        self, hand: ClusterWorker[Item], flight: TaskInFlight[Item], error: Exception
    ) -> None:
        """Deal with trouble of the worker itself, such as no memory or a missing installation."""
        cause = f"{type(error).__name__}: {error}"
        told = Unfit(cause, remedy="look at what it prints; vnadmin-nlp must be installed there")
        if isinstance(error, ImportError):
            self._give_back([flight])
            self._refuse(hand, told)
        else:
            self._strike(flight, sure=True)
            self._count_miss(hand, told)

    def _count_miss(self, hand: ClusterWorker[Item], error: VnadminError) -> None:
        hand.misses += 1
        if hand.misses >= _MOST_MISSES:
            self._refuse(hand, error)

    def _tell(self, flight: TaskInFlight[Item], value: Any, seconds: float) -> None:
        self._ready.append(Done(flight.turn, flight.item, cast("Value", value), seconds))
