"""Who works for a run on a cluster, and what each of them has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from vnadmin_nlp.errors import VnadminError

Item = TypeVar("Item")


@dataclass(eq=False)
class TaskInFlight(Generic[Item]):
    """One item under way.

    Attributes:
        turn: its place among the items.
        item: itself.
        deaths: workers that died while they had it; from the first on it is read alone.
        unseen: addresses of workers that do not see it.
        tried: a process of a worker was killed while it was at it.
    """

    turn: int
    item: Item
    deaths: int = 0
    unseen: list[str] = field(default_factory=list)
    tried: bool = False


@dataclass(eq=False)
class ClusterWorker(Generic[Item]):
    """One worker.

    Attributes:
        address: of the worker.
        threads: items that it works at at a time.
        flights: what it has, by key.
        misses: files in a row that it could not have.
        refused: why it is left out.
    """

    address: str
    threads: int
    flights: dict[str, TaskInFlight[Item]] = field(default_factory=dict)
    misses: int = 0
    refused: VnadminError | None = None

    @property
    def load(self) -> float:
        """Return the items for each thread."""
        return len(self.flights) / max(1, self.threads)

    def has_room(self, window: float) -> bool:
        """Tell whether it can take one more; it can't beside one that may kill it."""
        return self.load < window and not any(flight.deaths for flight in self.flights.values())

    @property
    def machine(self) -> str:
        """Return the address of its machine."""
        return self.address.rpartition(":")[0]
