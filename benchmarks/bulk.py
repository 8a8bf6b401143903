"""Measure bulk ingest: two processes against one, a second run, many done files.

    python -m benchmarks.bulk [FOLDER] [--passed N]

Two processes are worth 1.75 of one (files per wall second); a second run over an unchanged folder
reads no page and takes at most 3 % of the first; 100,000 done files are passed in a minute.
Without a folder, the samples that are PDF scans are typeset as office scans in colour of 300 dpi.
The ratios need a machine with two idle cores; the load before each run is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cost import office_scans
from vnadmin_nlp.archive import Store
from vnadmin_nlp.archive.manifest import Look, Manifest, State
from vnadmin_nlp.batch.intake import absolute

#: Files in one folder of those that are made to be passed.
_FOLDER = 1_000


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, help="scans; default: see above")
    parser.add_argument("--passed", type=int, default=100_000, help="done files that are passed")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        folder = args.folder or made(place / "scans")
        runs(folder, place)
        many(place, args.passed)


def made(folder: Path) -> Path:
    """Typeset the samples into a folder, and return it."""
    folder.mkdir()
    office_scans(folder)
    return folder


def runs(folder: Path, place: Path) -> None:
    """Print what one process, two processes and a second run take."""
    one, counts = ingest(folder, place / "one.db", jobs=1)
    two, _ = ingest(folder, place / "two.db", jobs=2)
    again, left = ingest(folder, place / "two.db", jobs=2)
    print(f"{counts['done']} files, {counts['pages']} pages")
    print(f"-j 1 {one:7.1f} s   {60 * counts['pages'] / one:6.1f} pages a minute")
    print(f"-j 2 {two:7.1f} s   {60 * counts['pages'] / two:6.1f} pages a minute")
    print(f"two processes over one  {one / two:5.2f}  (goal 1.75)")
    print(f"second run  {again:5.2f} s, {again / two:6.3f} of the first  (goal .03)")
    print(f"pages read in it  {left['pages']}, files skipped  {left['skipped']}")


def ingest(folder: Path, archive: Path, *, jobs: int) -> tuple[float, dict[str, int]]:
    """Return wall seconds and counts of one run of the program."""
    print(f"load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    command = [sys.executable, "-m", "vnadmin_nlp", "ingest", str(folder), "-q", "--json"]
    command += ["-j", str(jobs), "--archive", str(archive)]
    start = time.perf_counter()
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, json.loads(ended.stdout)


def many(place: Path, count: int) -> None:
    """Print how long it takes to pass files that are done."""
    folder, archive = place / "many", place / "many.db"
    for number in range(count):
        inside = folder / f"{number // _FOLDER:04}"
        if number % _FOLDER == 0:
            inside.mkdir(parents=True)
        (inside / f"{number}.txt").write_text(str(number))
    with Store(archive) as store:
        manifest = Manifest(store, store.start_run("benchmark", {}))
        with store.transaction():
            for path in folder.rglob("*.txt"):
                manifest.settle(absolute(path), State.DONE, look=Look.at(path))
    taken, counts = ingest(folder, archive, jobs=2)
    print(f"{counts['skipped']:,} done files passed in {taken:.1f} s  (goal 60 s for 100,000)")


if __name__ == "__main__":
    main()
