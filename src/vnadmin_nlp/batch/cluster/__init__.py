"""The work of a run done by Dask workers on other machines; the manifest stays the only state."""

from __future__ import annotations

from dataclasses import dataclass

from vnadmin_nlp.batch.cluster.paths import PathMap


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster that works for a run.

    Attributes:
        scheduler: address of its Dask scheduler, ``tcp://HOST:PORT`` or ``tls://HOST:PORT``.
        path_maps: where the workers find the files, if not where this machine has them.
        patience_s: how long to wait for a scheduler or for workers that are not there, in seconds.
        window: files at each thread of a worker: the one it is at, and those that wait for it.
    """

    scheduler: str
    path_maps: tuple[PathMap, ...] = ()
    patience_s: float = 60.0
    window: int = 2
