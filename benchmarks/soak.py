"""Take thousands of documents in without a break, and see whether any process grows.

    python -m benchmarks.soak [--documents 2000] [--typeset 400]

Samples are typeset anew, each with a number and a day of its own, and scanned many times over: one
gray page of 150 dpi each, as PDF. ``vnadmin ingest -j 2`` takes them in; what each of its processes
holds in memory is read from /proc all the while. The resident memory of each kind of process after
1,000 documents is at most 1.15 of that after 100.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks import letters
from benchmarks.watching import family

DPI = 150
#: Documents after which memory is looked at, and over how many more it is averaged.
FIRST, SECOND, SPAN = 100, 1000, 100
GOAL = 1.15
#: Memory in MiB by the kind of process; where there are several of one, of the greatest.
Memory = dict[str, float]


def main() -> None:
    """Print memory by the number of documents, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--typeset", type=int, default=400, help="pages that are typeset")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch:
        folder = Path(scratch, "scans")
        folder.mkdir()
        start = time.monotonic()
        make(folder, args.documents, min(args.typeset, args.documents), args.jobs)
        print(f"{args.documents} documents made in {time.monotonic() - start:.0f} s")
        start = time.monotonic()
        seen, counts = ingest(folder, Path(scratch), args.jobs)
        seconds = time.monotonic() - start
    print(f"{counts} in {seconds:.0f} s, {60 * args.documents / seconds:.0f} documents a minute")
    raise SystemExit(not tell(seen, args.documents))


def make(folder: Path, documents: int, typeset: int, jobs: int) -> None:
    """Write the documents, each unlike all others."""
    task = partial(make_some, folder, documents=documents, typeset=typeset)
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(task, range(typeset)))


def make_some(folder: Path, sheet: int, *, documents: int, typeset: int) -> None:
    """Typeset one page and write all documents that are scans of it."""
    page = letters.typeset(sheet, dpi=DPI)
    for number in range(sheet, documents, typeset):
        path = folder / f"{number:06}.pdf"
        letters.write_scan(letters.scanned(page, number), path, dpi=DPI)


def ingest(folder: Path, place: Path, jobs: int) -> tuple[list[tuple[int, Memory]], str]:
    """Take the documents in; return memory by the number of documents, and the summary.

    Raises:
        SystemExit: the run failed, or any of the documents did.
    """
    log = place / "log.jsonl"
    log.touch()
    command = [sys.executable, "-m", "vnadmin_nlp", "ingest", str(folder), "-q", "--json"]
    command += ["-j", str(jobs), "--archive", str(place / "a.db"), "--json-log", str(log)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    seen: list[tuple[int, Memory]] = []
    done = 0
    with log.open() as lines:
        while process.poll() is None:
            done += sum(1 for _ in lines)
            found: defaultdict[str, float] = defaultdict(float)
            for one in family(process.pid):
                found[one.role] = max(found[one.role], one.rss)
            seen.append((done, dict(found)))
            time.sleep(0.25)
    told, _ = process.communicate()
    counts = json.loads(told or "{}")
    if process.returncode or counts["failed"] or counts["partial"]:
        print(f"exit code {process.returncode}: {told}")
    return seen, f"{counts['done']} done, {counts['partial']} partial, {counts['failed']} failed"


def tell(seen: list[tuple[int, Memory]], documents: int) -> bool:
    """Print what each kind of process held; tell whether none grew beyond the goal."""
    second = min(SECOND, documents - SPAN)
    if second <= FIRST:
        print(f"too few documents: {FIRST + SPAN + 1} at least")
        return False
    met = True
    for role in ("driver", "worker", "reader"):
        by = [_mean(seen, role, after) for after in (FIRST, second, documents - SPAN)]
        ratio = by[1] / by[0]
        met = met and ratio <= GOAL
        print(
            f"{role:7} {by[0]:6.0f} MiB after {FIRST}, {by[1]:6.0f} after {second}, {by[2]:6.0f} at"
            f" the end; ratio {ratio:.3f}  (goal {GOAL})"
        )
    return met


def _mean(seen: list[tuple[int, Memory]], role: str, after: int) -> float:
    values = [
        memory[role] for done, memory in seen if after <= done < after + SPAN and role in memory
    ]
    return statistics.fmean(values)


if __name__ == "__main__":
    main()
