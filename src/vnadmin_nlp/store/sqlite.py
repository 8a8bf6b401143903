"""Opening of an archive: settings, numbered migrations, one clear error for each trouble."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vnadmin_nlp.errors import NotWritable, UnreadableInput, VnadminError
from vnadmin_nlp.store.archive_address import is_server
from vnadmin_nlp.store.database import Database, ServerTrouble

#: "vnad" in the file's header tells an archive from the SQLite files of other programs.
APPLICATION_ID = 0x766E6164
MIGRATIONS = Path(__file__).with_name("migrations")
#: Seconds to wait for another writer.
PATIENCE = 30.0

_TROUBLES: tuple[tuple[str, str, str], ...] = (
    ("SQLITE_NOTADB", "not an archive (no SQLite file)", "give another --archive"),
    ("SQLITE_FULL", "the disk is full", "free some space and run the command again"),
    ("SQLITE_READONLY", "the archive is read-only", "change its permissions or use --archive"),
    ("SQLITE_CANTOPEN", "the archive can't be opened", "check the folder and its permissions"),
    ("SQLITE_BUSY", "another program is writing to it", "wait for it to end and try again"),
    ("SQLITE_LOCKED", "another program is writing to it", "wait for it to end and try again"),
    ("SQLITE_CORRUPT", "the archive is damaged", "restore a copy, or ingest into a new one"),
    ("SQLITE_IOERR", "reading or writing failed", "check the disk and its free space"),
    ("SQLITE_TOOBIG", "a value is too big for the archive", "split the file"),
)


def connect(
    place: str | Path, *, create: bool, patience: float = PATIENCE
) -> tuple[Database, bool]:
    """Open an archive and bring it up to date.

    Args:
        place: the SQLite file, or the address of a PostgreSQL server.
        create: make it when missing; without, it is opened for look-ups.
        patience: seconds to wait for another writer.

    Returns:
        The connection, and whether it can only read.

    Raises:
        NotWritable: the file can't be created or is no archive, and ``create`` is set.
        UnreadableInput: the same when ``create`` is not set, or the file is missing.
    """
    kind = NotWritable if create else UnreadableInput
    if is_server(place):
        from vnadmin_nlp.store import postgres_schema

        return postgres_schema.connect(
            str(place), migrations(), create=create, patience=patience, kind=kind
        )
    path = Path(place)
    _check_place(path, create=create, kind=kind)
    readonly = path.exists() and not _can_write(path)
    if readonly and create:
        raise kind("the archive is read-only", file=path, remedy=_remedy("SQLITE_READONLY"))
    with telling(path, kind):
        db = _open(path, readonly=readonly, patience=patience)
        try:
            _prepare(db, path, readonly=readonly, create=create, kind=kind)
        except BaseException:
            db.close()
            raise
    return db, readonly


def exists(place: str | Path) -> bool:
    """Tell whether there is an archive, or at least a file where one should be.

    Raises:
        UnreadableInput: the server can't be asked.
    """
    if is_server(place):
        from vnadmin_nlp.store import postgres_schema

        return postgres_schema.exists(str(place))
    return Path(place).exists()


@contextmanager
def telling(path: str | Path, kind: type[VnadminError] = NotWritable) -> Iterator[None]:
    """Turn a database's exceptions into one line that says what to do.

    Raises:
        VnadminError: of the given kind, for everything that is reported of the archive.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise  # a slip of ours, not of the file
    except ServerTrouble as error:
        raise kind(error.cause, file=path, remedy=error.remedy) from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        for prefix, cause, remedy in _TROUBLES:
            if name.startswith(prefix):
                raise kind(cause, file=path, remedy=remedy) from error
        raise


def _remedy(name: str) -> str:
    return next(remedy for prefix, _, remedy in _TROUBLES if prefix == name)


def _check_place(path: Path, *, create: bool, kind: type[VnadminError]) -> None:
    if path.is_dir():
        raise kind("this is a folder, not an archive file", file=path, remedy="name a file in it")
    if path.exists():
        return
    if not create:
        raise kind(
            "there is no archive here", file=path, remedy="run vnadmin ingest, or give --archive"
        )
    folder = path.absolute().parent
    if not folder.is_dir():
        raise kind("the folder does not exist", file=folder, remedy="make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise kind("the folder is read-only", file=folder, remedy="use another --archive")


def _can_write(path: Path) -> bool:
    # WAL keeps two files beside the archive, so that its folder must be writable as well.
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK | os.X_OK)


def _open(path: Path, *, readonly: bool, patience: float) -> sqlite3.Connection:
    query = ""
    if readonly:
        # Without a write-ahead log nobody can be writing, and none may be made in a folder that is
        # read-only: the file is taken as it lies.
        logged = path.with_name(path.name + "-wal").exists()
        query = "?mode=ro" if logged else "?mode=ro&immutable=1"
    return sqlite3.connect(
        path.absolute().as_uri() + query, uri=True, timeout=patience, isolation_level=None
    )


def _prepare(
    db: sqlite3.Connection,
    path: Path,
    *,
    readonly: bool,
    create: bool,
    kind: type[VnadminError],
) -> None:
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA foreign_keys = ON")
    files = migrations()
    version = _version(db, path, kind)
    if version > len(files):
        raise kind(
            f"the archive was made by a newer vnadmin (format {version}, this one knows "
            f"{len(files)})",
            file=path,
            remedy="upgrade vnadmin",
        )
    if version == len(files):
        return
    if version == 0 and not create:
        raise kind("the file is empty, no archive", file=path, remedy="give another --archive")
    if readonly:
        raise kind(
            f"the archive has the older format {version} and can't be brought up to date here",
            file=path,
            remedy="open it once where it is writable",
        )
    _use_wal(db)
    for number, script in enumerate(files, start=1):
        _migrate(db, number, script.read_text("utf-8"))


def migrations() -> list[Path]:
    """Return the numbered migration scripts in order."""
    return sorted(MIGRATIONS.glob("[0-9]*.sql"))


def _version(db: sqlite3.Connection, path: Path, kind: type[VnadminError]) -> int:
    """Return the archive's format; 0 for an empty file."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (application,) = db.execute("PRAGMA application_id").fetchone()
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and application != APPLICATION_ID:
        raise kind(
            "this SQLite file belongs to another program",
            file=path,
            remedy="give another --archive",
        )
    return int(version)


def _use_wal(db: sqlite3.Connection) -> None:
    # Changing the journal mode does not wait for other connections, so we do.
    for pause in (0.05, 0.2, 1.0, 3.0, 0.0):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not pause or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(pause)
        else:
            return


def _migrate(db: sqlite3.Connection, number: int, script: str) -> None:
    """Run one migration in a transaction, unless another program was quicker."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] < number:
            for statement in _statements(script):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
