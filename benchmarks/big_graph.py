"""Measure look-ups and settling in a graph of 1,000,000 documents and five citations for each.

    python -m benchmarks.big_graph [--works N] [--folder DIR] [--runs N] [--export]

Archives of 10,000 and 100,000 documents are made too, to see what depends on the size. The big one
takes 3.4 GB and ten minutes to make; in a folder that is given, they are kept for the next run.
Limits: `cite` 0.3 s, three steps 1 s, 300 MB, each for the whole process; the seconds are those of
a core, which on a machine with nothing else to do are those of the clock. ``--export`` writes the
whole graph as well, which takes minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.big_archive import make
from vnadmin_nlp.graph import link
from vnadmin_nlp.model.record import Citation, Mention, Record, SourceFile
from vnadmin_nlp.store import Store

VNADMIN = [sys.executable, "-m", "vnadmin_nlp"]
ALONE = [sys.executable, "-c", "import sqlite3, typer"]
CITE, DEEP, MEMORY = 0.3, 1.0, 300.0
#: Documents that are added to see what settling costs.
NEW = 15


class Run(NamedTuple):
    """What one process took: seconds of the clock, seconds of a core, megabytes, bytes printed."""

    wall: float
    cpu: float
    memory: float
    printed: int


def run(command: list[str]) -> Run:
    """Run a process to its end."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
        printed = out.seek(0, os.SEEK_END)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed)


def questions(archive: Path) -> dict[str, list[str]]:
    """Return what is asked, by what it is: a rarely and a heavily cited document, a law."""
    db = sqlite3.connect(archive)
    key, rare = db.execute(
        "SELECT w.key, count(*) AS n FROM works w JOIN claims k ON k.work_id = w.id"
        " JOIN citations c ON c.claim_id = k.id WHERE w.bucket LIKE '%/cttu' AND w.kind = 'held'"
        " GROUP BY w.id HAVING n BETWEEN 1 AND 9 ORDER BY w.id DESC LIMIT 1"
    ).fetchone()
    rows = db.execute(
        "SELECT w.key, w.bucket, count(*) AS n FROM claims k JOIN citations c ON c.claim_id = k.id"
        " JOIN works w ON w.id = k.work_id GROUP BY w.id ORDER BY n DESC LIMIT 200"
    ).fetchall()
    db.close()
    most, _, count = rows[0]
    law = next(row for row in rows if row[1].startswith("="))
    number = key.partition("/")[0] + "-CT/TU"
    return {
        f"cited {rare} times": [key],
        f"cited {count:,} times": [most],
        f"a law, cited {law[2]:,} times": [law[1].removeprefix("=")],
        "candidates": [number],
        "a number alone": [number.partition("-")[0]],
    }


def look_ups(archive: Path, runs: int) -> Iterator[tuple[str, Run, float]]:
    """Yield what was asked, the run that took the core least, and the limit of its seconds."""
    yield "python with sqlite3 and typer alone", _best(ALONE, runs), CITE
    for name, words in questions(archive).items():
        asked = [*VNADMIN, "cite", *words, "--archive", str(archive)]
        yield f"cite, {name}", _best(asked, runs), CITE
        if "cited" in name:
            yield f"cite --depth 3, {name}", _best([*asked, "--depth", "3"], runs), DEEP


def _best(command: list[str], runs: int) -> Run:
    return min((run(command) for _ in range(runs)), key=lambda one: one.cpu)


def exports(archive: Path) -> Iterator[tuple[str, Run]]:
    """Yield what writing the whole graph took."""
    for form in ("csv", "json"):
        written = ["graph", "export", "--format", form, "--archive", str(archive)]
        yield f"graph export --format {form}", run([*VNADMIN, *written])


@contextmanager
def copied(archive: Path) -> Iterator[Store]:
    """Yield a copy that may be written to."""
    copy = archive.with_name(f"{archive.stem}-copy.db")
    shutil.copy(archive, copy)
    try:
        with Store(copy) as store:
            yield store
    finally:
        for path in copy.parent.glob(f"{copy.name}*"):
            path.unlink()


def letter(turn: int, archive_numbers: list[tuple[str, str, str]]) -> Record:
    """Return a letter that cites a decree, a law without its date, and local papers."""
    cited = [
        Citation(type="Nghị định", number="30/2020/NĐ-CP", issuer="Chính phủ", date="2020-03-05"),
        Citation(type="Nghị định", number="43/2014/NĐ-CP", issuer="Chính phủ"),
        Citation(type="Luật", title="Luật Tổ chức chính quyền địa phương năm 2015"),
        Citation(type="Quyết định", number=f"{turn + 20}/QĐ-UBND", date="2024-05-06"),
    ]
    cited += [Citation(type=t, number=n, date=d) for t, n, d in archive_numbers]
    mention = Mention(page=1, text="theo văn bản nêu trên")
    return Record(
        id=f"new-{turn}",
        source=SourceFile(file=f"new-{turn}.pdf", sha256=f"{turn:064x}", pages=1),
        doc_type="Công văn", issuing_body="BAN TUYÊN GIÁO", parent_body="TỈNH ỦY LẠNG SƠN",
        number=f"{turn + 30}-CV/BTGTU", place="Lạng Sơn", date=f"2025-07-{turn + 1:02}",
        citations=tuple(one.model_copy(update={"mentions": (mention,)}) for one in cited),
    )  # fmt: skip


def settling(archive: Path) -> list[tuple[float, float]]:
    """Return the seconds of clock and core that settling each new document took."""
    taken = []
    with copied(archive) as store:
        numbers = store.db.execute(
            "SELECT doc_type, number, date FROM documents WHERE issuing_body = 'TỈNH ỦY LẠNG SƠN'"
            " ORDER BY id DESC LIMIT ?",
            (4 * NEW,),
        ).fetchall()
        for turn in range(NEW):
            local = [tuple(row) for row in numbers[4 * turn : 4 * turn + 4]]
            record = letter(turn, local)
            store.save_file(record.source.file, [record], [], sha256=f"{turn:064x}", size=1)
            start, worked = time.perf_counter(), time.process_time()
            link(store)
            taken.append((time.perf_counter() - start, time.process_time() - worked))
    return taken


def main() -> int:
    """Print the tables; return 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--works", type=int, default=1_000_000, help="documents of the largest")
    parser.add_argument("--folder", type=Path, help="where the archives are kept")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--export", action="store_true", help="write the whole graph as well")
    arguments = parser.parse_args()
    sizes = [size for size in (10_000, 100_000) if size < arguments.works] + [arguments.works]
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        archives = {size: made(folder, size) for size in sizes}
        over = print_look_ups(archives[arguments.works], arguments.runs)
        if arguments.export:
            over |= print_exports(archives[arguments.works])
        print(f"\n{'settling one new document':34}{'clock':>10}{'core':>10}{'worst':>10}")
        for size, archive in archives.items():
            clock, core = zip(*settling(archive), strict=True)
            figures = (statistics.median(clock), statistics.median(core), max(core))
            shown = "".join(f"{one * 1000:7.0f} ms" for one in figures)
            print(f"{f'in {size:,} documents':34}{shown}")
    return int(over)


def made(folder: Path, size: int) -> Path:
    """Return an archive, made anew where it is not there."""
    archive = folder / f"graph-{size}.db"
    if not archive.exists():
        start = time.perf_counter()
        # In a process of its own: what this one grows to would count for those that it starts.
        with ProcessPoolExecutor(1) as pool:
            pool.submit(make, archive, size).result()
        megabytes = archive.stat().st_size / 1e6
        print(f"made {archive.name}: {time.perf_counter() - start:.0f} s, {megabytes:,.0f} MB")
    return archive


def print_exports(archive: Path) -> bool:
    """Print what writing the whole graph took; tell whether its memory was over the limit."""
    over = False
    for name, one in exports(archive):
        over |= one.memory > MEMORY
        figures = f"{one.wall:8.1f} s{one.cpu:8.1f} s{one.memory:8.0f} MB"
        print(f"{name:44}{figures}  {one.printed / 1e6:,.0f} MB written")
    return over


def print_look_ups(archive: Path, runs: int) -> bool:
    """Print what look-ups took; tell whether one was over its limit."""
    over = False
    print(f"{'':44}{'clock':>10}{'core':>10}{'memory':>11}")
    for name, one, limit in look_ups(archive, runs):
        late = one.cpu > limit or one.memory > MEMORY
        over |= late
        figures = f"{one.wall:8.2f} s{one.cpu:8.2f} s{one.memory:8.0f} MB"
        print(f"{name:44}{figures}  limit {limit} s{'  OVER' if late else ''}")
    return over


if __name__ == "__main__":
    sys.exit(main())
