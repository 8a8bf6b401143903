"""Measure how long look-ups take from start to finish, against starting Python with typer alone.

    python -m benchmarks.startup [--archive FILE] [--runs N]

The limit is 2.5 times. Without an archive, one is made of the repository's samples.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 2.5
IMPORTS = "import sqlite3, typer"
BASE = [sys.executable, "-c", IMPORTS]
VNADMIN = [sys.executable, "-m", "vnadmin_nlp"]
SAMPLES = Path(__file__).parents[1] / "samples" / "scans"


def seconds(command: list[str]) -> float:
    """Return the wall time of one run; the exit code must tell of success."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def questions(archive: Path) -> dict[str, list[str]]:
    """Return one question of each kind that the archive has an answer to."""
    with sqlite3.connect(archive) as database:
        number, subject = database.execute(
            "SELECT number, subject FROM documents WHERE number <> '' AND subject <> ''"
            " GROUP BY number HAVING count(*) = 1 LIMIT 1"
        ).fetchone()
    word = max(subject.split(), key=len)
    return {"cite": ["cite", number], "show": ["show", number], "search": ["search", word]}


def measure(archive: Path, runs: int) -> dict[str, float]:
    """Return the median seconds of each look-up; runs alternate, so that all share the weather."""
    os.environ["VNADMIN_ARCHIVE"] = str(archive)
    asked = {name: [*VNADMIN, *words] for name, words in questions(archive).items()}
    commands = {"base": BASE, **asked}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            taken = seconds(command)
            if turn:  # the first round warms the disk cache
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> int:
    """Print the table; return 1 when a look-up is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--archive", type=Path, help="an archive; by default of the samples")
    parser.add_argument("--runs", type=int, default=11)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = arguments.archive or Path(folder, "samples.db")
        if arguments.archive is None:
            ingest = [*VNADMIN, "ingest", "-q", str(SAMPLES), "--archive", str(archive)]
            subprocess.run(ingest, check=False)
        medians = measure(archive, arguments.runs)
    base = medians.pop("base")
    print(f"{f'python -c {IMPORTS!r}':36}{base * 1000:8.0f} ms")
    for name, taken in medians.items():
        print(f"{'vnadmin ' + name:36}{taken * 1000:8.0f} ms{taken / base:8.2f} times")
    worst = max(medians.values()) / base
    print(f"worst {worst:.2f}, limit {LIMIT}")
    return int(worst >= LIMIT)


if __name__ == "__main__":
    sys.exit(main())
