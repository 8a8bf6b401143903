"""Break ``vnadmin ingest`` in every way, and see that nothing is lost, doubled or damaged.

    python -m benchmarks.faults [--good 300] [--bad 200] [--kills 14] [--postgres] [--seed N]

A folder of good files (scans and texts of our own) and of broken and hostile ones is taken in
twice: in peace, and with the driver, its working processes, its readers and the database server
killed (-9) at random moments, disks filled and the archive made read-only in between; after each
end the same command is given again until it is through. Afterwards every good file must be there
once, every bad one be listed with its cause, ``vnadmin check`` find no damage, and both archives be
the same. Before that, what failed by a kill is read again as a person would who read the report:
all that failed by ``--retry-failed``, and good files that are not whole by ``--force``. Full and
read-only disks are small ones in memory, which needs the rights of root.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import hostile, letters
from benchmarks.hostile import places
from benchmarks.same_archive import differences
from benchmarks.watching import Watch, busy_with, kill
from vnadmin_nlp.errors import ExitCode, VnadminError
from vnadmin_nlp.store import Store
from vnadmin_nlp.text.unicode import path_text

if TYPE_CHECKING:
    from tests.helpers.postgres import Server

#: Every fifth good file is a scan, the others are texts: what may break is the same for both.
_SCANS, _DPI = 5, 150
#: Pages that hang are given up after so many seconds; a good one of this kind takes half a second,
#: the slowest that comes to an end seven.
SECONDS_PER_PAGE = 20
_ARCHIVE_MB, _TEMPORARY_MB = 256, 512
#: Longest wait for anything, in seconds.
_PATIENCE = 900.0


@dataclass
class Folder:
    """What is taken in.

    Attributes:
        path: the folder.
        good: files that must be in the archive afterwards, by name.
        bad: the states that a broken or hostile file may end in, by name.
    """

    path: Path
    good: set[str] = field(default_factory=set)
    bad: dict[str, frozenset[str]] = field(default_factory=dict)


def make(path: Path, *, good: int, bad: int, seed: int) -> Folder:
    """Fill a folder with good and bad files, mixed by their names."""
    path.mkdir()
    folder = Folder(path)
    rng = random.Random(seed)
    made = places.named(path, letters.text(seed).encode())
    sheets = [letters.typeset(seed + n, dpi=_DPI) for n in range(max(1, good // _SCANS // 6))]
    for number in range(good - len(made)):
        name = path / f"{rng.randrange(1 << 32):08x}-{number:03}.txt"
        if number % _SCANS == 0:
            suffix = (".pdf", ".jpg", ".tif", ".png")[number // _SCANS % 4]
            page = letters.scanned(sheets[number % len(sheets)], number)
            name = letters.write_scan(page, name.with_suffix(suffix), dpi=_DPI)
        elif number % 50 == 49 and (twins := [one for one in made if one.suffix == ".txt"]):
            name.write_bytes(rng.choice(twins).read_bytes())
        else:
            name.write_text(letters.text(seed * 1000 + number), "utf-8")
        made.append(name)
    folder.good = {path_text(one) for one in made}
    folder.bad = {path_text(one): hostile.FAILS for one in places.no_files(path)}
    kinds = hostile.write(path, bad - len(folder.bad), seed)
    for one, kind in kinds.items():
        # Their place in the order of the run is by chance as well.
        moved = one.rename(one.with_name(f"{rng.randrange(1 << 32):08x}-{one.name}"))
        folder.bad[path_text(moved)] = kind.ends
    return folder


class Command:
    """``vnadmin ingest`` of a folder into an archive, which may be given again and again.

    Attributes:
        runs: how often it was given.
    """

    def __init__(self, folder: Folder, archive: str | Path, temporary: Path) -> None:
        self._words = [
            *(sys.executable, "-m", "vnadmin_nlp", "ingest", "-q", "-j", "2"),
            *("--archive", str(archive), "--seconds-per-page", str(SECONDS_PER_PAGE)),
        ]
        self._folder = str(folder.path)
        self.temporary = temporary
        self.runs = 0
        self.watches: list[Watch] = []

    @contextmanager
    def start(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """Yield the process of a run, watched; it has ended when the block has."""
        self.runs += 1
        process = subprocess.Popen(
            [*self._words, *(words or [self._folder])],
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        watch = Watch(process.pid, self.temporary)
        self.watches.append(watch)
        watch.start()
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()
            watch.end()

    def finish(self, *words: str) -> int:
        """Give the command and wait for its end; return its exit code.

        Args:
            words: in place of the folder.
        """
        with self.start(*words) as process:
            _, told = process.communicate(timeout=_PATIENCE)
            if process.returncode not in (ExitCode.OK, ExitCode.SOME_FAILED):
                raise SystemExit(f"exit code {process.returncode}: {told[-2000:]}")
            if "Traceback" in told or "internal error" in told:
                raise SystemExit(told[-2000:])
            return process.returncode


@dataclass
class Torment:
    """Breaks a command while it runs.

    Args:
        command: to be broken.
        archive: whose manifest tells how far it is.
        disks: of the archive and of temporary files; None where they can't be filled.
        server: of the archive, where it has one.
        rng: chooses moments and victims.
        pace: most files from one fault to the next.
    """

    command: Command
    archive: str | Path
    disks: tuple[Path, Path] | None
    server: Server | None
    rng: random.Random
    pace: int

    def inflict(self, fault: str) -> None:
        """Let the command run to a random place, do the fault to it, and see it end or go on."""
        if fault == "read-only":
            self._read_only()
            return
        with self.command.start() as process:
            goal = self._passed() + self.rng.randrange(self.pace)
            while process.poll() is None and self._passed() < goal:
                time.sleep(0.1)
            time.sleep(self.rng.random() * 0.5)
            if process.poll() is not None:
                return
            match fault:
                case "driver":
                    process.kill()
                case "worker" | "reader":
                    for _ in range(self.rng.randrange(1, 4)):
                        kill(process.pid, fault, self.rng.choice)
                        time.sleep(self.rng.random() * 2)
                    self._see_it_go_on(process)
                case "server":
                    self._restart(process)
                case "full archive" | "full temporary":
                    self._fill(process, archive=fault == "full archive")

    def _passed(self) -> int:
        """Return how many files are through."""
        through = "SELECT count(*) FROM manifest WHERE state NOT IN ('todo', 'doing')"
        with (
            suppress(VnadminError),
            Store(self.archive, create=False) as store,
            store.reading() as db,
        ):
            return int(db.execute(through).fetchone()[0])
        return 0  # there is no archive yet

    def _see_it_go_on(self, process: subprocess.Popen[str]) -> None:
        before, until = self._passed(), time.monotonic() + _PATIENCE
        while process.poll() is None and self._passed() <= before + 1:
            if time.monotonic() > until:
                raise SystemExit("the run hangs")
            time.sleep(0.1)

    def _restart(self, process: subprocess.Popen[str]) -> None:
        assert self.server is not None
        self.server.kill()
        _, told = process.communicate(timeout=_PATIENCE)
        self.server.start()
        self._expect(process.returncode, told, ExitCode.NOT_WRITABLE)

    def _fill(self, process: subprocess.Popen[str], *, archive: bool) -> None:
        assert self.disks is not None
        ballast = self.disks[0 if archive else 1] / "ballast"
        with suppress(OSError), ballast.open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(4096))
        try:
            _, told = process.communicate(timeout=_PATIENCE)
        finally:
            ballast.unlink()
        self._expect(process.returncode, told, ExitCode.NOT_WRITABLE, ExitCode.SOME_FAILED)

    def _read_only(self) -> None:
        assert self.disks is not None
        subprocess.run(["mount", "-o", "remount,ro", str(self.disks[0])], check=True)
        with self.command.start() as process:
            _, told = process.communicate(timeout=_PATIENCE)
        subprocess.run(["mount", "-o", "remount,rw", str(self.disks[0])], check=True)
        self._expect(process.returncode, told, ExitCode.NOT_WRITABLE)

    def _expect(self, code: int, told: str, *codes: ExitCode) -> None:
        if code not in codes or "Traceback" in told or "internal error" in told:
            raise SystemExit(f"ended with {code}, not {codes}: {told[-2000:]}")


def findings(folder: Folder, archive: str | Path) -> list[str]:
    """Return all that is wrong with an archive of a folder, a line each."""
    from vnadmin_nlp.ingest.check_archive import DAMAGED, check

    wrong = []
    with Store(archive, create=False) as store:
        with store.reading() as db:
            known = {row["path"]: dict(row) for row in db.execute("SELECT * FROM manifest")}
            read = Counter(
                row["path"]
                for row in db.execute(
                    "SELECT path FROM files WHERE state IN ('done', 'partial', 'duplicate')"
                )
            )
        for name in sorted(folder.good):
            state = known.get(name, {}).get("state", "not seen")
            if state not in ("done", "partial", "duplicate") or read[name] != 1:
                wrong.append(f"good, but {state} and stored {read[name]} times: {name!r}")
        for name, ends in sorted(folder.bad.items()):
            row = known.get(name, {"state": "not seen", "error": ""})
            cause = row["error"] or ""
            if row["state"] not in ends:
                wrong.append(f"{row['state']} is none of {sorted(ends)}: {name!r}")
            elif row["state"] in hostile.FAILS and (
                not cause or not cause.isprintable() or "internal" in cause
            ):
                wrong.append(f"no clear cause, {cause!r}: {name!r}")
        for finding in check(store, today=dt.date.today()):
            if finding.kind == DAMAGED:
                wrong.append(f"check: {finding.about}: {finding.message}")
    return wrong


@contextmanager
def disk(place: Path, megabytes: int) -> Iterator[Path]:
    """Yield a folder, which is a small disk of its own where we have the rights for that."""
    place.mkdir()
    if os.getuid():
        yield place
        return
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], check=True
    )
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def faults(kills: int, *, disks: bool, server: bool, rng: random.Random) -> list[str]:
    """Return what is done to the runs, in random order."""
    kinds = ["driver", "worker", "reader", *(["server"] if server else [])]
    chosen = [kinds[number % len(kinds)] for number in range(kills)]
    if disks:
        chosen += ["full temporary", *([] if server else ["full archive", "read-only"])]
    rng.shuffle(chosen)
    return chosen


def disturbed(
    folder: Folder, place: Path, *, kills: int, server: Server | None, rng: random.Random
) -> tuple[str | Path, Command, Callable[[], None]]:
    """Take a folder in under faults; return the archive and the command, which is through."""
    stack: list[AbstractContextManager[Path]] = [
        disk(place / "archive", _ARCHIVE_MB), disk(place / "temporary", _TEMPORARY_MB),
    ]  # fmt: skip
    at, temporary = (one.__enter__() for one in stack)
    archive = server.archive() if server else at / "archive.db"
    command = Command(folder, archive, temporary)
    root = os.getuid() == 0
    torment = Torment(
        command, archive, (at, temporary) if root else None, server, rng,
        pace=2 * (len(folder.good) + len(folder.bad)) // (kills + 3),
    )  # fmt: skip

    def end() -> None:
        for one in stack:
            one.__exit__(None, None, None)

    try:
        for fault in faults(kills, disks=root, server=server is not None, rng=rng):
            torment.inflict(fault)
            print(f"  {fault:15} run {command.runs:2}, {torment._passed():4} files through")
        command.finish()
        print("  in peace        through")
        tidy_up(command, folder, archive)
    except BaseException:
        end()
        raise
    return archive, command, end


def tidy_up(command: Command, folder: Folder, archive: str | Path) -> None:
    """Read again what failed, and the good files that kills have left unread or in part."""
    command.finish("--retry-failed", str(folder.path))
    states = "SELECT path FROM manifest WHERE state IN ('partial', 'quarantined')"
    with Store(archive, create=False) as store, store.reading() as db:
        torn = sorted(folder.good & {row["path"] for row in db.execute(states)})
    if torn:
        command.finish("--force", *torn)
    print(f"  read again      what failed, and {len(torn)} good files that were torn")


def remains(folder: Path, temporary: Path) -> list[str]:
    """Return the temporary files that nobody removes, and the processes that nobody ends."""
    until = time.monotonic() + 2 * SECONDS_PER_PAGE
    while time.monotonic() < until:
        left = [path.name for path in temporary.iterdir()] + busy_with(folder)
        if not left:
            break
        time.sleep(0.2)  # a process that has just lost its parent is at it
    return left


def report(name: str, seconds: float, command: Command) -> None:
    """Print what a series of runs took."""
    peaks: Counter[str] = Counter()
    for watch in command.watches:
        peaks |= Counter({role: round(peak) for role, peak in watch.peaks.items()})
    most = ", ".join(f"{role} {peak}" for role, peak in sorted(peaks.items()))
    space = max(watch.disk for watch in command.watches) / (1 << 20)
    print(f"{name}: {command.runs} runs, {seconds:.0f} s; most MiB: {most}; on disk {space:.0f}")


def main() -> None:
    """Print what was done, what it took, and all that is wrong afterwards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--good", type=int, default=300)
    parser.add_argument("--bad", type=int, default=200)
    parser.add_argument("--kills", type=int, default=14)
    parser.add_argument("--postgres", action="store_true", help="on a server, which is killed too")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    args = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    print(f"seed {args.seed}")
    with tempfile.TemporaryDirectory(prefix="faults-") as scratch:
        place = Path(scratch)
        folder = make(place / "files", good=args.good, bad=args.bad, seed=args.seed)
        print(f"{len(folder.good)} good files, {len(folder.bad)} bad ones")
        wrong = suite(folder, place, kills=args.kills, postgres=args.postgres, seed=args.seed)
    print("\n".join(wrong[:60]))
    print(f"{len(wrong)} things wrong")
    raise SystemExit(bool(wrong))


def suite(folder: Folder, place: Path, *, kills: int, postgres: bool, seed: int) -> list[str]:
    """Take a folder in, in peace and under faults; return all that is wrong."""
    (place / "peace").mkdir()
    peace = Command(folder, place / "peace.db", place / "peace")
    start = time.monotonic()
    peace.finish()
    report("in peace", time.monotonic() - start, peace)
    wrong = [f"in peace: {line}" for line in findings(folder, place / "peace.db")]
    for name in ("server",) if postgres else ("file",):
        server: AbstractContextManager[Server | None] = nullcontext()
        if name == "server":
            from tests.helpers.postgres import server as started

            server = started()
        (place / name).mkdir()
        with server as running:
            start, rng = time.monotonic(), random.Random(seed)
            archive, command, end = disturbed(
                folder, place / name, kills=kills, server=running, rng=rng
            )
            try:
                report(f"disturbed, {name}", time.monotonic() - start, command)
                left = remains(folder.path, command.temporary)
                wrong += [f"{name}: left behind: {one}" for one in left]
                wrong += [f"{name}: {line}" for line in findings(folder, archive)]
                with Store(place / "peace.db") as one, Store(archive, create=False) as other:
                    wrong += [f"{name}: {line}" for line in differences(one, other)]
            finally:
                end()
    return wrong


if __name__ == "__main__":
    main()
