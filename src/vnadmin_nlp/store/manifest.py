"""The manifest of an archive: every path that a run has seen, and the state it is in."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.errors import ExitCode, VnadminError
from vnadmin_nlp.runtime.process_names import is_running, this_process
from vnadmin_nlp.store import row_types
from vnadmin_nlp.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path

    from vnadmin_nlp.store import Store

#: A file that broke its process so many times is not tried again unless it is forced.
STRIKES = 3

_NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"


class State(StrEnum):
    """What a path is waiting for, or what came of it."""

    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    DUPLICATE = "duplicate"


class ManifestEntry(NamedTuple):
    """A path of the manifest; the attributes are the columns of its table."""

    path: str
    size: int
    mtime: int
    sha256: str | None
    state: str
    attempts: int
    strikes: int
    seconds: float | None
    error: str | None
    exit_code: int | None
    holder: str | None
    lease: float | None


class FileStamp(NamedTuple):
    """How a file looks from outside: a change of its bytes shows here."""

    size: int
    mtime: int

    @classmethod
    def at(cls, path: Path) -> FileStamp:
        """Look at a file.

        Raises:
            OSError: it is not there, or may not be seen.
        """
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns)


class Manifest:
    """The manifest of an open archive, as one run sees it.

    Args:
        store: the archive, open for writing.
        run: number of the run.
    """

    def __init__(self, store: Store, run: int) -> None:
        self._store = store
        self._run = run
        self._holder = this_process()

    def announce(self, files: Iterable[tuple[str, FileStamp]], *, afresh: bool = False) -> None:
        """Write down what is to be done; bytes that changed begin without attempts.

        What another run is at, or was through with since the files were looked at, stays so.

        Args:
            files: absolute paths, and how they look.
            afresh: let all of them begin so.
        """
        same = "(manifest.size, manifest.mtime) = (:size, :mtime) AND NOT :afresh"
        with self._store.transaction() as db:
            db.executemany(
                f"""INSERT INTO manifest (path, size, mtime, state, run_id)
                    VALUES (:path, :size, :mtime, 'todo', :run)
                    ON CONFLICT (path) DO UPDATE SET state = 'todo', run_id = :run,
                    attempts = CASE WHEN {same} THEN manifest.attempts ELSE 0 END,
                    strikes = CASE WHEN {same} THEN manifest.strikes ELSE 0 END,
                    size = :size, mtime = :mtime, changed = {_NOW}
                    WHERE manifest.state <> 'doing' AND NOT ({same}
                        AND manifest.state IN ('done', 'partial', 'duplicate'))""",
                (
                    {"path": path, **look._asdict(), "run": self._run, "afresh": afresh}
                    for path, look in files
                ),
            )

    def claim(self, path: str, sha256: str, *, seconds: float) -> State:
        """Take an announced path for this run, unless another one is at it.

        A claim whose process has died is a strike against the file, unless a cluster read it: there
        the file was on another machine, which tells of its own deaths.

        Args:
            path: absolute.
            sha256: of its bytes.
            seconds: for how long another machine is to believe it; on this machine a process
                that has ended is known at once.

        Returns:
            `State.DOING` where it is ours; `State.TODO` where another run has it, or had it;
            `State.QUARANTINED` where it has had its strikes.
        """
        with self._store.transaction() as db:
            before = row_types.of(
                ManifestEntry,
                db.execute("SELECT * FROM manifest WHERE path = ?", (path,)).fetchone(),
            )
            under_way = before.state == State.DOING
            if not under_way and before.state != State.TODO:
                return State.TODO
            if under_way and before.holder != self._holder and is_alive(before):
                return State.TODO
            died_over_it = under_way and before.holder != self._holder and _was_here(db, path)
            strikes = before.strikes + died_over_it
            state = State.QUARANTINED if strikes >= STRIKES else State.DOING
            db.execute(
                f"""UPDATE manifest SET state = ?, sha256 = ?, strikes = ?, holder = ?, lease = ?,
                    run_id = ?, changed = {_NOW} WHERE path = ?""",
                (
                    str(state),
                    sha256,
                    strikes,
                    self._holder,
                    time.time() + seconds,
                    self._run,
                    path,
                ),
            )
            return state

    def settle(
        self,
        path: str,
        state: State,
        *,
        look: FileStamp | None = None,
        sha256: str | None = None,
        seconds: float | None = None,
        error: VnadminError | None = None,
    ) -> State:
        """Say what came of a path, in the transaction that writes it into the archive.

        Args:
            path: absolute.
            state: what came of it.
            look: of the file, where it was not claimed.
            sha256: of its bytes, likewise.
            seconds: that an attempt at it took; None where nothing was attempted.
            error: why it failed.

        Returns:
            The state it is in: a file that has broken `STRIKES` processes is quarantined.
        """
        with self._store.transaction() as db:
            row = db.execute("SELECT strikes FROM manifest WHERE path = ?", (path,)).fetchone()
            strikes = (int(row["strikes"]) if row else 0) + _is_strike(error)
            if error is not None and strikes >= STRIKES:
                state = State.QUARANTINED
            size, mtime = look or (None, None)
            attempted = int(seconds is not None)
            values = {
                "path": path, "size": size, "mtime": mtime, "sha256": sha256, "state": str(state),
                "attempted": attempted, "strikes": strikes, "seconds": seconds,
                "error": error and error.cause, "exit_code": error and int(error.exit_code),
                "run": self._run,
            }  # fmt: skip
            db.execute(
                f"""INSERT INTO manifest (path, size, mtime, sha256, state, attempts, strikes,
                                          seconds, error, exit_code, run_id)
                    VALUES (:path, coalesce(:size, 0), coalesce(:mtime, 0), :sha256, :state,
                            :attempted, :strikes, :seconds, :error, :exit_code, :run)
                    ON CONFLICT (path) DO UPDATE SET size = coalesce(:size, manifest.size),
                    mtime = coalesce(:mtime, manifest.mtime),
                    sha256 = coalesce(:sha256, manifest.sha256), state = :state,
                    attempts = manifest.attempts + :attempted, strikes = :strikes,
                    seconds = coalesce(:seconds, manifest.seconds), error = :error,
                    exit_code = :exit_code, run_id = :run, holder = NULL, lease = NULL,
                    changed = {_NOW}""",
                values,
            )
            return state

    def let_go(self) -> None:
        """Give back what was claimed and not done: somebody interrupted the run."""
        with self._store.transaction() as db:
            db.execute(
                "UPDATE manifest SET state = 'todo', holder = NULL, lease = NULL"
                " WHERE state = 'doing' AND holder = ?",
                (self._holder,),
            )


def entry(db: Database, path: str) -> ManifestEntry | None:
    """Return what is known of a path (absolute)."""
    row = db.execute("SELECT * FROM manifest WHERE path = ?", (path,)).fetchone()
    return row_types.of(ManifestEntry, row) if row else None


def by_state(db: Database) -> dict[str, int]:
    """Return how many paths are in each state."""
    found = db.execute("SELECT state, count(*) AS n FROM manifest GROUP BY state ORDER BY state")
    return {row["state"]: int(row["n"]) for row in found}


def _is_strike(error: VnadminError | None) -> bool:
    """Tell an error that broke a process from one that a file is honestly told to have."""
    return error is not None and error.exit_code in (ExitCode.CHILD_BROKE, ExitCode.INTERNAL)


def _was_here(db: Database, path: str) -> bool:
    """Tell whether the run that last claimed a path read its files on its own machine."""
    options = db.execute(
        "SELECT r.options FROM runs r JOIN manifest m ON m.run_id = r.id WHERE m.path = ?", (path,)
    ).fetchone()
    return options is None or "scheduler" not in json.loads(options[0])


def is_alive(entry: ManifestEntry) -> bool:
    """Tell whether the process that holds a claim still runs; of other machines the lease tells."""
    running = is_running(entry.holder or "")
    return (entry.lease or 0.0) > time.time() if running is None else running
