"""Registers of known documents in the archive: their import, and what is known of each."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.errors import NotFound, UnreadableInput
from vnadmin_nlp.identity import document_key
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.graph.identity_claims import put_organ
from vnadmin_nlp.store.graph.register_files import BadLine, RegisterRow, read_register

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

log = logging.getLogger(__name__)

#: Endings of files that are no part of a register's name.
_ENDINGS = (".gz", ".jsonl", ".json", ".ndjson", ".csv", ".tsv", ".txt")


class Register(NamedTuple):
    """A register that was imported.

    Attributes:
        name: of the register.
        file: it came from.
        sha256: of its bytes.
        entries: how many documents it tells of.
        added: UTC time of the first import under this name.
        changed: of the last one that brought something new.
    """

    name: str
    file: str
    sha256: str
    entries: int
    added: str
    changed: str


class Imported(NamedTuple):
    """What came of an import.

    Attributes:
        register: as it is in the archive now.
        new: entries that it did not hold before.
        gone: entries that it does not hold any more.
        bad: lines that are no entries.
        known: the same bytes were imported under this name before, so that nothing was done.
    """

    register: Register
    new: int
    gone: int
    bad: int
    known: bool


def import_register(store: Store, path: Path, *, name: str | None = None) -> Imported:
    """Take a register of known documents into the archive, all of it or nothing.

    Importing the same file again changes nothing; a newer file under the same name takes the place
    of the older one. The graph follows at the next look-up, whether documents or registers came
    first.

    Args:
        store: the archive, open for writing.
        path: see :func:`vnadmin_nlp.store.graph.register_files.read_register`.
        name: of the register; the file's name without its endings if not given.

    Raises:
        UnreadableInput: the file can't be read, or holds no entry at all.
        NotWritable: the archive is read-only or locked by another program.
    """
    name = name or _name(path)
    digest = _sha256(path)
    with store.transaction() as db:
        known = _find(db, name)
        if known and known["sha256"] == digest:
            return Imported(_register(known), new=0, gone=0, bad=0, known=True)
        register_id = _open(db, name, path, digest, known)
        version = int(known["version"]) + 1 if known else 1
        before = int(known["entries"]) if known else 0
        new, bad = _put_entries(db, register_id, version, path)
        db.execute(
            "DELETE FROM registered WHERE register_id = ? AND version < ?", (register_id, version)
        )
        (count,) = db.execute(
            "SELECT count(*) FROM registered WHERE register_id = ?", (register_id,)
        ).fetchone()
        if not count:
            raise UnreadableInput("no line of the register is an entry", file=path)
        db.execute("UPDATE registers SET entries = ? WHERE id = ?", (count, register_id))
        row = _find(db, name)
        assert row is not None
    return Imported(_register(row), new=new, gone=before + new - count, bad=bad, known=False)


def registers(store: Store) -> list[Register]:
    """Return the registers of an archive by name."""
    with store.reading() as db:
        rows = db.execute("SELECT * FROM registers ORDER BY name").fetchall()
    return [_register(row) for row in rows]


def drop_register(store: Store, name: str) -> Register:
    """Take a register out of the archive; documents that it alone knew are only cited again.

    Raises:
        NotFound: there is none of this name.
    """
    with store.transaction() as db:
        row = _find(db, name)
        if row is None:
            known = ", ".join(
                one["name"] for one in db.execute("SELECT name FROM registers ORDER BY name")
            )
            remedy = f"known: {known}" if known else None
            raise NotFound(f"no register {name!r}", file=store.path, remedy=remedy)
        db.execute("DELETE FROM registers WHERE id = ?", (row["id"],))
    return _register(row)


def _name(path: Path) -> str:
    name = path.name
    while name.lower().endswith(_ENDINGS) and "." in name[1:]:
        name = name[: name.rindex(".")]
    return name


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        cause = f"the register can't be read ({(error.strerror or str(error)).lower()})"
        raise UnreadableInput(cause, file=path, remedy="check the file") from error


def _find(db: Database, name: str) -> DatabaseRow | None:
    row: DatabaseRow | None = db.execute(
        "SELECT * FROM registers WHERE name = ?", (name,)
    ).fetchone()
    return row


def _open(db: Database, name: str, path: Path, digest: str, known: DatabaseRow | None) -> int:
    if known is None:
        (new,) = db.execute(
            "INSERT INTO registers (name, file, sha256) VALUES (?, ?, ?) RETURNING id",
            (name, str(path), digest),
        ).fetchone()
        return int(new)
    db.execute(
        "UPDATE registers SET file = ?, sha256 = ?, version = version + 1, changed = ?"
        " WHERE id = ?",
        (str(path), digest, f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}", known["id"]),
    )
    return int(known["id"])


def _put_entries(db: Database, register_id: int, version: int, path: Path) -> tuple[int, int]:
    """Write the entries of a file; return how many are new and how many lines are bad."""
    new = bad = 0
    for entry in read_register(path):
        if isinstance(entry, BadLine):
            bad += 1
            log.warning("%s, line %d: %s; skipped", path, entry.line, entry.cause)
        else:
            new += _put_entry(db, register_id, version, entry)
    return new, bad


def _put_entry(db: Database, register_id: int, version: int, entry: RegisterRow) -> bool:
    printed = {
        "number": entry.number,
        "type": entry.type,
        "title": entry.title,
        "date": entry.date and entry.date.isoformat(),
        "issuer": entry.issuer,
        "effective": entry.effective and entry.effective.isoformat(),
    }
    digest = hashlib.blake2b(repr(tuple(printed.values())).encode(), digest_size=16).digest()
    kept = db.execute(
        "UPDATE registered SET version = ? WHERE register_id = ? AND digest = ?",
        (version, register_id, digest),
    )
    if kept.rowcount:
        return False
    identity = document_key.of_citation(printed, {})
    put_organ(db, identity.organ)
    row = {
        "register_id": register_id, "digest": digest, "version": version,
        "number": entry.number, "doc_type": entry.type, "title": entry.title,
        "issuer": entry.issuer, "effective": printed["effective"], "bucket": identity.bucket,
        "type": identity.type, "organ": identity.organ, "date": identity.date,
        "year": identity.year,
    }  # fmt: skip
    marks = ", ".join(f":{column}" for column in row)
    (new,) = db.execute(
        f"INSERT INTO registered ({', '.join(row)}) VALUES ({marks}) RETURNING id", row
    ).fetchone()
    alias = document_key.alias_of(printed)
    if alias:
        db.execute(
            "INSERT INTO aliases (name, bucket, registered_id) VALUES (?, ?, ?)",
            (*alias, new),
        )
    return True


def _register(row: DatabaseRow) -> Register:
    return Register(*(row[name] for name in Register._fields))
