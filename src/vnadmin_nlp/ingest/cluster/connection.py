"""The line to a Dask cluster: who works there, what is sent, what comes back."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any

from vnadmin_nlp.errors import MissingProgram, UsageError
from vnadmin_nlp.ingest.cluster.cluster_worker import WorkerReport, carry_out
from vnadmin_nlp.ingest.cluster.version_check import Build

log = logging.getLogger(__name__)

#: Dask's classes are not typed.
Client = Any
Future = Any
Landed = tuple[str, WorkerReport | Exception]

#: Seconds of one attempt to reach the scheduler.
_ATTEMPT_S = 5.0
#: Seconds in which a result that is there must come over.
_FETCH_S = 60.0


class ConnectionClosed(Exception):
    """The scheduler can't be reached any more."""


class Died(Exception):
    """A worker died over an item, and Dask itself has given it up."""


class Connection:
    """An open line; it is of no use any more once it has raised `ConnectionClosed`.

    Args:
        scheduler: its address.
        patience_s: how long to wait for it, in seconds.

    Raises:
        Gone: it does not answer.
        MissingProgram: Dask is not installed.
        UsageError: certificates are needed, and Dask's config names none.
    """

    def __init__(self, scheduler: str, patience_s: float) -> None:
        self._client: Client = _connected(scheduler, patience_s)
        self._under_way: dict[str, Future] = {}
        self._landed: queue.SimpleQueue[Landed] = queue.SimpleQueue()
        self._fetching = threading.Lock()
        self._closed = False

    def workers(self) -> dict[str, int]:
        """Return the number of threads of every worker, by address.

        Raises:
            Gone: see there.
        """
        with _told():
            if self._client.status != "running":  # Dask tries to connect anew, and forgets all
                raise ConnectionClosed("the connection broke")
            return dict(self._client.nthreads())

    def send(self, key: str, worker: str, asked: bytes, *, limit_s: float, build: Build) -> None:
        """Ask something of one worker; what comes of it lands under the key.

        Raises:
            Gone: see there.
        """
        with _told():
            future = self._client.submit(
                carry_out,
                asked,
                limit_s=limit_s,
                build=build,
                key=key,
                workers=[worker],
                allow_other_workers=False,
                pure=False,
                retries=0,
            )
        self._under_way[key] = future
        future.add_done_callback(self._land)

    def landed(self, wait_s: float) -> list[Landed]:
        """Return what has come in, or comes in within the next seconds; a worker's end is `Died`.

        Raises:
            Gone: see there.
        """
        came: list[Landed] = []
        with suppress(queue.Empty):
            came.append(self._landed.get(timeout=wait_s))
            while True:
                came.append(self._landed.get_nowait())
        ours = [(key, value) for key, value in came if self._under_way.pop(key, None)]
        for _, value in ours:
            # We cancel nothing but what is forgotten: the scheduler has lost all of it.
            if isinstance(value, CancelledError):
                raise ConnectionClosed("it let go of the work")
        return ours

    def forget(self, keys: Iterable[str]) -> None:
        """Take back what was asked.

        Raises:
            Gone: see there.
        """
        futures = [future for key in keys if (future := self._under_way.pop(key, None))]
        if futures:
            with _told():
                self._client.cancel(futures, force=True)

    def _land(self, future: Future) -> None:
        """Fetch what came of an item; this runs in a thread of Dask's."""
        from distributed import KilledWorker

        value: WorkerReport | Exception
        with self._fetching:
            if self._closed:  # its line would never answer
                return
            try:
                if future.status not in ("finished", "error"):
                    raise CancelledError(future.status)
                value = future.result(timeout=_FETCH_S)
            except KilledWorker as error:
                value = Died(str(error))
            except BaseException as error:  # of every sort: it stands for what came of the item
                value = error if isinstance(error, Exception) else CancelledError(str(error))
        self._landed.put((future.key, value))

    def close(self) -> None:
        """Hang up; what is under way comes to nothing."""
        self._closed = True
        if self._fetching.acquire(timeout=_ATTEMPT_S):
            self._fetching.release()
        self._under_way.clear()
        with suppress(Exception):  # whatever it says, nobody waits for it any more
            self._client.close(timeout=_ATTEMPT_S)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError, TimeoutError, CancelledError) as error:
        raise ConnectionClosed(str(error)) from error


def _connected(scheduler: str, patience_s: float) -> Client:
    try:
        import distributed
    except ImportError as error:
        raise MissingProgram(
            "Dask is not installed", remedy="pip install 'vnadmin-nlp[cluster]'"
        ) from error
    if not log.isEnabledFor(logging.DEBUG):  # we tell what matters ourselves
        for name in ("distributed", "distributed.client", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    client: Any = distributed.Client
    until = time.monotonic() + patience_s
    while True:
        left = max(0.1, until - time.monotonic())
        try:
            return client(
                scheduler, timeout=min(_ATTEMPT_S, left), set_as_default=False, name="vnadmin"
            )
        except OSError as error:
            if time.monotonic() >= until:
                raise ConnectionClosed(_cause(error)) from error
            time.sleep(min(0.5, left))
        except (TypeError, ValueError) as error:
            raise UsageError(
                f"no certificates for {scheduler} ({error})",
                remedy="name them to Dask: DASK_DISTRIBUTED__COMM__TLS__CA_FILE and the others of "
                "docs/cluster.md",
            ) from error


def _cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__
