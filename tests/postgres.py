"""A PostgreSQL server of our own: Debian's programs, a temporary folder, this machine alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
        self._user = _other_user()
        if self._user:
            shutil.chown(folder, self._user)
        options = ["--no-sync", "--auth", "trust", "--username", "vnadmin", "--encoding", "UTF8"]
        self._run("initdb", *options, "--locale", "C.UTF-8", "--pgdata", str(folder / "data"))
        self.start()
        self._used: list[str] = []

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "fsync": "off",
            "unix_socket_directories": self.folder, "shared_buffers": "16MB",
            "max_connections": 40, "autovacuum": "off",
        }  # fmt: skip
        told = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self.folder / "data"), "-l", log, "-o", told)

    def kill(self) -> None:
        """Kill it as a power cut would; its own processes end with it."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for process in (pid, *map(int, children)):
            os.kill(process, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists() and "Z" not in _state(pid):
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.folder / "data"))

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
        from vnadmin_nlp.archive import Store

        if not self._used:
            name = self.empty_database()
            Store(self.address(name)).close()
            return self.address(name)
        name = self._used.pop()
        found = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name)
        tables = {str(table) for (table,) in found} - {"archive_format", "passages_total"}
        self.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY", name)
        self.execute("UPDATE passages_total SET passages = 0, tokens = 0", name)
        return self.address(name)

    def give_back(self, address: str) -> None:
        """Let another test have an archive."""
        self._used.append(address.rpartition("/")[2])

    def _run(self, program: str, *options: str) -> None:
        # pg_ctl leaves the server with our pipes: the log takes what it says.
        answer = subprocess.run(
            [str(PROGRAMS[-1].with_name(program)), *options],
            user=self._user,
            group=pwd.getpwnam(self._user).pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
        if answer.returncode:
            log = self.folder / "log"
            told = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program} failed\n{told}")


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


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"
