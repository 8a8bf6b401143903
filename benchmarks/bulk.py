"""Measure bulk ingest: its processes against each other, against other programs, and a second run.

    python -m benchmarks.bulk [FOLDER] [--sets N] [--rounds N] [--others N] [--passed N]

Two processes are worth 1.75 of one (pages per wall second). A page costs, from the file to the
archive, at most .6 of the CPU seconds of the program ``tesseract`` (a gray file in, TSV out), and
.22 of pdf2image + pytesseract as commonly written. Two processes read at least 2.5 times the pages
of ``ocrmypdf -j 2 --output-type pdf``. A second run over an unchanged folder reads no page and
takes at most 3 % of the first; 100,000 done files are passed in a minute.

Without a folder, the samples that are PDF scans are typeset as office scans in colour of 300 dpi,
in several sets with chances of their own. The other programs get one set of them, or as many files
as told, and are compared by the page. ``ocrmypdf`` gets these as one file, as only
the pages of one file keep both of its processes busy.

Wall times need a machine with two idle cores: what others take of it is printed before each part,
and what two cores are worth here at best, by one and two runs of a task that needs nothing else.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from benchmarks.cost import PLAIN, ROOT, TESSERACT, cpu_seconds, office_scans, page_count
from vnadmin_nlp.ingest.plan import absolute
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.manifest import FileStamp, Manifest, State

#: Files in one folder of those that are made to be passed.
_FOLDER = 1_000
#: A task that needs a core and nothing else.
_CALCULATION = "sum(number * number % 7 for number in range(30_000_000))"


class Cost(NamedTuple):
    """What a command took: wall seconds, and CPU seconds of it and its children."""

    wall: float
    cpu: float

    def __add__(self, other: tuple[float, ...]) -> Cost:
        wall, cpu = other
        return Cost(self.wall + wall, self.cpu + cpu)


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, help="PDF scans; default: see above")
    parser.add_argument("--sets", type=int, default=6, help="how often the samples are typeset")
    parser.add_argument("--rounds", type=int, default=2, help="runs with one and two processes")
    parser.add_argument("--others", type=int, help="files that the other programs get")
    parser.add_argument("--passed", type=int, default=100_000, help="done files that are passed")
    args = parser.parse_args()
    # An installed package has its bytecode; that of a working tree may be missing or stale.
    compileall.compile_dir(ROOT / "src", quiet=1)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        folder = args.folder or made(place / "scans", args.sets)
        files = sorted(folder.rglob("*.pdf"))
        two_cores()
        two = ours(folder, place, args.rounds)
        one_set = len(files) if args.folder else len(files) // args.sets
        theirs(files[: args.others or one_set], place, *two)
        many(place, args.passed)


def made(folder: Path, sets: int) -> Path:
    """Typeset the samples into a folder, as many times as told, and return it."""
    with ProcessPoolExecutor() as pool:
        places = [folder / f"{number:02}" for number in range(sets)]
        list(pool.map(office_scans, places, range(0, 1000 * sets, 1000)))
    return folder


def part(name: str) -> None:
    """Print the name of a part, and what others take of the machine right now."""
    before = cpu_times()
    time.sleep(1.0)
    busy, idle = (b - a for a, b in zip(before, cpu_times(), strict=True))
    taken = busy / max(1.0, busy + idle) * (os.cpu_count() or 1)
    load = os.getloadavg()[0]
    print(f"\n{name}  (others take {taken:.1f} of {os.cpu_count()} cores; load {load:.1f})")


def cpu_times() -> tuple[int, int]:
    """Return what the machine's cores were busy and idle since it was started, in ticks."""
    ticks = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, idle


def two_cores() -> None:
    """Print what two cores are worth, when two processes need nothing but them."""
    part("two cores")
    command = [sys.executable, "-c", _CALCULATION]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    alone = time.perf_counter() - start
    start = time.perf_counter()
    for process in [subprocess.Popen(command) for _ in range(2)]:
        process.wait()
    print(f"two calculations at once, of one  {2 * alone / (time.perf_counter() - start):.2f}")


def ours(folder: Path, place: Path, rounds: int) -> tuple[float, float]:
    """Print what one process, two processes and a second run take.

    Returns:
        CPU seconds a page of one process, and pages a second of two.
    """
    part("vnadmin ingest")
    total = {1: Cost(0, 0), 2: Cost(0, 0)}
    for count in range(rounds):
        for jobs in total:
            cost, counts = ingest(folder, place / f"{jobs}-{count}.db", jobs=jobs)
            total[jobs] += cost
            print(
                f"-j {jobs} {cost.wall:7.1f} s  {60 * counts['pages'] / cost.wall:6.1f} pages a"
                f" minute  {cost.cpu / counts['pages']:.3f} CPU s a page"
            )
    pages = rounds * counts["pages"]
    again, left = ingest(folder, place / "2-0.db", jobs=2)
    print(f"{counts['done']} files, {counts['pages']} pages, {rounds} rounds")
    print(f"two processes over one  {total[1].wall / total[2].wall:5.2f}  (goal 1.75)")
    first = total[2].wall / rounds
    print(f"second run  {again.wall:5.2f} s, {again.wall / first:6.3f} of the first  (goal .03)")
    print(f"pages read in it  {left['pages']}, files skipped  {left['skipped']}")
    return total[1].cpu / pages, pages / total[2].wall


def theirs(files: list[Path], place: Path, cpu: float, speed: float) -> None:
    """Print what the other programs take of some files, and our share of that.

    Args:
        files: PDF scans.
        place: for files made for them.
        cpu: our CPU seconds a page.
        speed: our pages a second with two processes.
    """
    pages = sum(page_count(file) for file in files)
    part(f"others, {len(files)} files, {pages} pages")
    plain = sum(
        cpu_seconds(["tesseract", str(page), "-", *TESSERACT]) for page in gray(files, place)
    )
    print(f"tesseract, gray PNG to TSV  {plain / pages:5.2f} CPU s a page")
    print(f"ours over it  {cpu / (plain / pages):5.3f}  (goal .6)")
    common = cpu_seconds([sys.executable, "-c", PLAIN, *map(str, files)])
    print(f"pdf2image + pytesseract     {common / pages:5.2f} CPU s a page")
    print(f"ours over it  {cpu / (common / pages):5.3f}  (goal .22)")
    whole = joined(files, place / "joined.pdf")
    start = time.perf_counter()
    command = [sys.executable, "-m", "ocrmypdf", "-q", "-j", "2", "--output-type", "pdf"]
    command += ["-l", "vie", str(whole), str(place / "searchable.pdf")]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    taken = time.perf_counter() - start
    print(f"ocrmypdf -j 2 {taken:7.1f} s  {60 * pages / taken:6.1f} pages a minute")
    print(f"ours -j 2 over it  {speed / (pages / taken):5.2f}  (goal 2.5)")


def gray(files: list[Path], place: Path) -> Iterator[Path]:
    """Yield the pages of PDF files as gray images of 300 dpi, one after the other."""
    for file in files:
        command = ["pdftoppm", "-gray", "-png", "-r", "300", str(file), str(place / file.stem)]
        subprocess.run(command, check=True)
        for page in sorted(place.glob(f"{file.stem}*.png")):
            yield page
            page.unlink()


def joined(files: list[Path], target: Path) -> Path:
    """Write the pages of PDF files as one, and return it."""
    from pypdfium2 import PdfDocument

    whole = PdfDocument.new()
    for file in files:
        whole.import_pages(PdfDocument(file))
    whole.save(target)
    return target


def ingest(folder: Path, archive: Path, *, jobs: int) -> tuple[Cost, dict[str, int]]:
    """Return what one run of the program took, and its counts."""
    command = [sys.executable, "-m", "vnadmin_nlp", "ingest", str(folder), "-q", "--json"]
    command += ["-j", str(jobs), "--archive", str(archive)]
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as answer:
        cpu = cpu_seconds(command, out=answer)
        answer.seek(0)
        return Cost(time.perf_counter() - start, cpu), json.load(answer)


def many(place: Path, count: int) -> None:
    """Print how long it takes to pass files that are done."""
    part("done files")
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
                manifest.settle(absolute(path), State.DONE, look=FileStamp.at(path))
    taken, counts = ingest(folder, archive, jobs=2)
    print(f"{counts['skipped']:,} done files passed in {taken.wall:.1f} s  (goal 60 s for 100,000)")


if __name__ == "__main__":
    main()
