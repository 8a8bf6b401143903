"""A PostgreSQL server of our own: Debian's programs, a temporary folder, this machine alone."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
_names = count()


class Server:
    """A server, which the tests may kill and start again.

    Attributes:
        folder: of its data.
        port: on the loopback.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._data = str(folder / "data")
        self._user = _other_user()
        if self._user:
            shutil.chown(folder, self._user)
        options = ["--no-sync", "--auth", "trust", "--username", "vnadmin", "--encoding", "UTF8"]
        self._launch("initdb", *options, "--locale", "C.UTF-8", "--pgdata", self._data).wait(60)
        self._used: list[str] = []
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "fsync": "off",
            "unix_socket_directories": self.folder, "shared_buffers": "16MB", "autovacuum": "off",
        }  # fmt: skip
        options = (part for item in settings.items() for part in ("-c", "{}={}".format(*item)))
        self._process = self._launch("postgres", "-D", self._data, *options)
        while not self._answers():
            if self._process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it and its own processes, as a power cut would."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for process in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        while any(map(_runs, children)):
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it at once."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(60)

    def cpu(self) -> float:
        """Return the seconds of processor time that it and its own processes have spent."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        spent = _ticks(pid, ended=True) + sum(_ticks(int(child)) for child in children)
        return spent / os.sysconf("SC_CLK_TCK")

    def address(self, database: str = "postgres", user: str = "vnadmin") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def execute(self, sql: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement, past the archive's own code."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as db:
            cursor = db.execute(sql)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    def empty_database(self) -> str:
        """Make a database with nothing in it; return its name."""
        name = f"empty_{next(_names)}"
        self.execute(f"CREATE DATABASE {name}")
        return name

    def archive(self) -> str:
        """Return the address of an empty archive: one that was given back, else a new one."""
        from vnadmin_nlp.store import Store

        if not self._used:
            name = self.empty_database()
            Store(self.address(name)).close()
            return self.address(name)
        name = self._used.pop()
        found = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name)
        tables = {str(table) for (table,) in found} - {"archive_format", "passages_total"}
        # TRUNCATE would make a hundred files anew, which takes ten times as long.
        emptied = "; ".join(f"DELETE FROM {table}" for table in sorted(tables))
        self.execute(
            f"SET session_replication_role = replica; {emptied};"
            " UPDATE passages_total SET passages = 0, tokens = 0;"
            " SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
            name,
        )
        return self.address(name)

    def give_back(self, address: str) -> None:
        """Let another test have an archive."""
        self._used.append(address.rpartition("/")[2])

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.address()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _launch(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(PROGRAMS[-1].with_name(program)), *options],
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
                preexec_fn=_end_with_us,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


def _end_with_us() -> None:
    """Let a process end when ours does, be it killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def missing() -> str:
    """Return why there can be no server here; nothing when there can."""
    if not PROGRAMS:
        return "PostgreSQL is not installed (apt-get install postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (pip install 'vnadmin-nlp[postgres]')"
    return ""


@contextmanager
def server() -> Iterator[Server]:
    """Run a server for as long as the block goes on."""
    # Not below pytest's folders, which other users can't enter.
    with tempfile.TemporaryDirectory(prefix="vnadmin-pg-", ignore_cleanup_errors=True) as folder:
        running = Server(Path(folder))
        try:
            yield running
        finally:
            running.stop()


def _other_user() -> str | None:
    """Return who runs it: the server refuses to be run by root."""
    if os.getuid():
        return None
    users = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in users else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ticks(pid: int, *, ended: bool = False) -> int:
    """Return the processor time of a process, with that of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if ended else 13]))


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
