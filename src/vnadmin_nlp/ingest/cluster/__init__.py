"""The work of a run done by Dask workers on other machines; the manifest stays the only state."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.ingest.cluster.path_map import PathMap

_ADDRESS = re.compile(r"(?:tcp|tls)://[^/\s]+:\d{1,5}")


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster that works for a run.

    Attributes:
        scheduler: address of its Dask scheduler, ``tcp://HOST:PORT`` or ``tls://HOST:PORT``.
        path_maps: where the workers find the files, if not where this machine has them.
        patience_s: how long to wait for a scheduler or for workers that are not there, in seconds.
        window: files at each thread of a worker: the one it is at, and those that wait for it.

    Raises:
        UsageError: the address is none.
    """

    scheduler: str
    path_maps: tuple[PathMap, ...] = ()
    patience_s: float = 60.0
    window: int = 2

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.scheduler):
            raise UsageError(
                f"{self.scheduler!r} is no address of a scheduler",
                remedy="write it so: tcp://10.0.0.5:8786, or tls://…",
            )
