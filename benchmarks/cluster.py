"""Measure a cluster on this machine, and reckon from it what ten machines do in a night.

    python -m benchmarks.cluster [FOLDER] [--workers N] [--copies N] [--machines 10 --cores 4]

Dask's own scheduler and workers are started on loopback, and have loaded their models before the
clock starts. Printed are pages for each core-minute (CPU time of the workers with all that they
started), the driver's CPU time for each file (of two runs, what the longer one takes for its
further files), how busy the scheduler is, and the bytes that go into the archive; then how long a
million files take on so many machines like this one. Without a folder, the samples that are PDF
scans are typeset as office scans in colour of 300 dpi; each file is read in so many copies that
differ in a comment behind its end.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.bulk import made

#: Copies of which each worker reads one before the clock starts.
_WARM = 2


class Run(NamedTuple):
    """One run of the program: wall and CPU seconds, and its counts."""

    wall: float
    cpu: float
    counts: dict[str, int]

    @property
    def files(self) -> int:
        """Return the number of files read."""
        return self.counts["done"] + self.counts["partial"]


class Cluster(NamedTuple):
    """A scheduler and its workers."""

    address: str
    scheduler: int
    workers: int


def main() -> None:
    """Print what was measured, and what follows from it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, help="scans; default: see above")
    cores = len(os.sched_getaffinity(0))
    parser.add_argument("--workers", type=int, default=cores, help="processes; default: the cores")
    parser.add_argument("--copies", type=int, default=3, help="of each file")
    parser.add_argument("--files", type=int, default=1_000_000, help="files to reckon with")
    parser.add_argument("--machines", type=int, default=10, help="machines to reckon with")
    parser.add_argument("--cores", type=int, default=4, help="cores of each, all of them working")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        folder = args.folder or made(place / "scans", 1)
        warm, timed = place / "warm", place / "timed"
        copies(folder, warm, _WARM, at_most=_WARM * args.workers)
        copies(folder, timed, args.copies)
        measure(warm, timed, place, args)


def copies(folder: Path, into: Path, number: int, *, at_most: int | None = None) -> None:
    """Write copies of PDFs whose bytes differ, so that none is known already."""
    into.mkdir()
    whole = [(path, path.read_bytes()) for path in sorted(folder.rglob("*.pdf"))]
    pairs = [(path, data, copy) for copy in range(number) for path, data in whole]
    for number, (path, data, copy) in enumerate(pairs[:at_most]):
        mark = f"\n% {into.name} {copy}\n".encode()
        (into / f"{number} {path.name}").write_bytes(data + mark)


def measure(warm: Path, timed: Path, place: Path, args: argparse.Namespace) -> None:
    """Run over the files, and print."""
    archive = place / "archive.db"
    with cluster(place, args.workers) as crew:
        first = ingest(warm, archive, crew)
        before, size = tree_seconds(crew.workers), archive_bytes(place)
        scheduler_before = tree_seconds(crew.scheduler)
        run = ingest(timed, archive, crew)
        working = tree_seconds(crew.workers) - before
        scheduling = tree_seconds(crew.scheduler) - scheduler_before
    files, pages = run.files, run.counts["pages"]
    each = working / pages
    driver = (run.cpu - first.cpu) / (files - first.files)
    print(f"{files} files, {pages} pages, {args.workers} workers, load {os.getloadavg()[0]:.1f}")
    print(f"workers      {60 / each:7.1f} pages a core-minute  ({each:.2f} CPU s a page)")
    print(f"the run      {60 * pages / run.wall:7.1f} pages a minute on {args.workers} workers")
    print(f"driver       {1000 * driver:7.1f} CPU ms a file")
    print(f"scheduler    {100 * scheduling / run.wall:7.1f} % of a core")
    print(f"archive      {(archive_bytes(place) - size) / pages / 1024:7.1f} KiB a page")
    reckon(args, pages / files, each, driver, (archive_bytes(place) - size) / pages)


def reckon(
    args: argparse.Namespace, pages: float, each: float, driver: float, stored: float
) -> None:
    """Print what the figures mean for many files on many machines."""
    crew = args.machines * args.cores
    reading, driving = args.files * pages * each / crew / 3600, args.files * driver / 3600
    print(f"one driver keeps {pages * each / driver:,.0f} cores busy")
    print(
        f"{args.files:,} files of {pages:.1f} pages on {args.machines} machines of {args.cores} "
        f"cores: {max(reading, driving):,.0f} h, in which the driver works {driving:,.1f} h; "
        f"archive {args.files * pages * stored / 2**30:,.0f} GiB"
    )


def ingest(folder: Path, archive: Path, crew: Cluster) -> Run:
    """Run the program over a folder with the cluster."""
    command = [sys.executable, "-m", "vnadmin_nlp", "ingest", str(folder), "-q", "--json"]
    command += ["--archive", str(archive), "--scheduler", crew.address]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    return Run(wall, usage.ru_utime + usage.ru_stime, json.loads(told))


@contextmanager
def cluster(place: Path, workers: int) -> Iterator[Cluster]:
    """Start a scheduler and workers on loopback, and end them."""
    note = place / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    local = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
    with (place / "dask.log").open("wb") as log:
        command = [*dask, "scheduler", *local, "--port", "0", "--scheduler-file", str(note)]
        scheduler = subprocess.Popen(command, stdout=log, stderr=log)
        while not (note.exists() and note.read_text()):
            time.sleep(0.1)
        address = json.loads(note.read_text())["address"]
        command = [*dask, "worker", address, *local, "--nworkers", str(workers), "--nthreads", "1"]
        crew = subprocess.Popen([*command, "--local-directory", str(place)], stdout=log, stderr=log)
        try:
            yield Cluster(address, scheduler.pid, crew.pid)
        finally:
            for process in (crew, scheduler):
                process.terminate()
                process.wait()


def tree_seconds(process: int) -> float:
    """Return the CPU seconds of a process and of all that it started."""
    import psutil

    whole = psutil.Process(process)
    times = [one.cpu_times() for one in (whole, *whole.children(recursive=True))]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


def archive_bytes(place: Path) -> int:
    """Return the size of the archive with its log."""
    return sum(path.stat().st_size for path in place.glob("archive.db*"))


if __name__ == "__main__":
    main()
