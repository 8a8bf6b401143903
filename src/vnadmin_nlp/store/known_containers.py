"""The boxes of an archive: which archives of files were gone through, and what lay in them."""

from __future__ import annotations

from typing import NamedTuple

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.store import row_types
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.manifest import FileStamp, ManifestEntry


class KnownContainer(NamedTuple):
    """A box that was gone through; the attributes are the columns of its table."""

    path: str
    size: int
    mtime: int
    error: str | None
    exit_code: int | None


def box(db: Database, path: str, look: FileStamp) -> KnownContainer | None:
    """Return what is known of a box (absolute) that looks so."""
    row = db.execute(
        "SELECT * FROM boxes WHERE path = ? AND size = ? AND mtime = ?", (path, *look)
    ).fetchone()
    return row_types.of(KnownContainer, row) if row else None


def members(db: Database, path: str, look: FileStamp) -> list[ManifestEntry]:
    """Return the members that a box had when it looked so."""
    found = db.execute(
        "SELECT * FROM manifest WHERE box = ? AND size = ? AND mtime = ? ORDER BY path",
        (path, *look),
    )
    return [row_types.of(ManifestEntry, row) for row in found]


def states(db: Database, path: str, look: FileStamp) -> set[str]:
    """Return the states that members of a box are in."""
    found = db.execute(
        "SELECT DISTINCT state FROM manifest WHERE box = ? AND size = ? AND mtime = ?",
        (path, *look),
    )
    return {row["state"] for row in found}


def belongs(db: Database, path: str, box: str, look: FileStamp) -> None:
    """Write down in which box a path lies, and how that looks now."""
    db.execute(
        "UPDATE manifest SET box = ?, size = ?, mtime = ? WHERE path = ?", (box, *look, path)
    )


def seal(db: Database, path: str, look: FileStamp, error: VnadminError | None, name: str) -> None:
    """Write down that a box was gone through to its end.

    Args:
        db: within a transaction.
        path: of the box, absolute.
        look: how it looks.
        error: what is wrong with it. Where nothing is, members that it has no more are forgotten,
            and what was wrong before.
        name: under which the box is shown.
    """
    db.execute("DELETE FROM boxes WHERE path = ?", (path,))
    db.execute(
        "INSERT INTO boxes (path, size, mtime, error, exit_code) VALUES (?, ?, ?, ?, ?)",
        (path, *look, error and error.cause, error and int(error.exit_code)),
    )
    if error is None:
        db.execute(
            "DELETE FROM manifest WHERE box = ? AND (size <> ? OR mtime <> ?)", (path, *look)
        )
        db.execute("DELETE FROM files WHERE path = ? AND sha256 IS NULL", (name,))
