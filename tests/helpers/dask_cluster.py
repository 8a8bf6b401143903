"""A cluster on this machine, started with Dask's own commands: a scheduler and a few workers."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: Where the tasks of the tests and the package itself are found.
_PATHS = [str(Path(__file__).parents[2]), *filter(None, sys.path)]


class Cluster:
    """A scheduler and its workers.

    Args:
        folder: for their files.
        workers: number of worker processes, each with one thread.
        tls: certificates, where the lines are to be encrypted.
    """

    def __init__(self, folder: Path, workers: int, *, tls: Path | None = None) -> None:
        self.folder, self.tls = folder, tls
        scheme = "tls" if tls else "tcp"
        self._place = ("--host", f"{scheme}://127.0.0.1", "--dashboard-address", "127.0.0.1:0")
        note = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", note)
        until(lambda: note.exists() and bool(note.read_text()))
        self.address = str(json.loads(note.read_text())["address"])
        self.workers = self._start_workers(workers)

    def restart_scheduler(self, *, workers: int) -> None:
        """Kill the scheduler, wait for the end of its workers, and start as good ones."""
        self.scheduler.kill()
        self.scheduler.wait()
        self.workers.wait(60)
        self.scheduler = self._start("scheduler", "--port", self.address.rpartition(":")[2])
        self.workers = self._start_workers(workers)

    def environment(self) -> dict[str, str]:
        """Return the environment of a program that may use the cluster."""
        return {**os.environ, **tls_settings(self.tls), "PYTHONPATH": os.pathsep.join(_PATHS)}

    def _start_workers(self, number: int) -> subprocess.Popen[bytes]:
        options = ("--nworkers", number, "--nthreads", "1", "--local-directory", self.folder)
        return self._start("worker", self.address, *options)

    def _start(self, kind: str, *options: object) -> subprocess.Popen[bytes]:
        with (self.folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", kind, *map(str, (*options, *self._place))],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill_a_worker(self) -> None:
        """Kill one worker process as if its machine had been switched off."""
        os.kill(self.worker_processes()[0], signal.SIGKILL)

    def worker_processes(self) -> list[int]:
        """Return the numbers of the worker processes."""
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal() and _parent(folder) == self.workers.pid:
                words = (folder / "cmdline").read_bytes()
                if b"spawn_main" in words:
                    found.append(int(folder.name))
        return sorted(found)

    def close(self) -> None:
        """End all of it."""
        for process in (self.workers, self.scheduler):
            process.terminate()
        for process in (self.workers, self.scheduler):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def cluster(folder: Path, workers: int, *, tls: Path | None = None) -> Iterator[Cluster]:
    """Start a cluster, and end it."""
    started = Cluster(folder, workers, tls=tls)
    try:
        yield started
    finally:
        started.close()


def until(come: Callable[[], bool], *, seconds: float = 60.0) -> None:
    """Wait for something, and fail when it does not come."""
    end = time.monotonic() + seconds
    while not come():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def certificates(folder: Path) -> Path:
    """Write a key and a certificate that is its own authority, and return where."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster")])
    now = dt.datetime.now(dt.UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder


def tls_settings(folder: Path | None) -> dict[str, str]:
    """Return Dask's own settings for these certificates."""
    if folder is None:
        return {}
    prefix = "DASK_DISTRIBUTED__COMM__TLS__"
    settings = {f"{prefix}CA_FILE": str(folder / "cert.pem")}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        settings[f"{prefix}{role}__CERT"] = str(folder / "cert.pem")
        settings[f"{prefix}{role}__KEY"] = str(folder / "key.pem")
    return settings


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
