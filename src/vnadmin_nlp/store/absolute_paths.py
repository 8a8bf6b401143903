"""Archives of earlier versions keep paths as they were typed; the manifest knows them whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.store.database import Database

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store


class AbsoluteFile(NamedTuple):
    """A file whose path was relative, and its absolute path."""

    id: int
    path: str
    sha256: str | None


def make_absolute(store: Store) -> int:
    """Make the paths of an archive absolute, as far as its manifest tells; return how many."""
    with store.reading() as db:
        found = list(whole_paths(db))
    if found:
        with store.transaction() as db:
            for one in found:
                _rename(db, one)
    return len(found)


def whole_paths(db: Database) -> Iterator[AbsoluteFile]:
    """Yield the files with a relative path of which exactly one absolute path is known."""
    rows = db.execute(
        "SELECT id, path, sha256 FROM files WHERE substr(path, 1, 1) <> '/' ORDER BY id"
    ).fetchall()
    failed = []
    if any(row["sha256"] is None for row in rows):
        failed = db.execute(
            "SELECT path FROM manifest WHERE state IN ('failed', 'quarantined')"
        ).fetchall()
    for row in rows:
        same = "SELECT path FROM manifest WHERE sha256 = ?"
        known = db.execute(same, (row["sha256"],)).fetchall() if row["sha256"] else failed
        fitting = _ending_so(row["path"], (one["path"] for one in known))
        if len(fitting) == 1:
            yield AbsoluteFile(row["id"], fitting[0], row["sha256"])


def _ending_so(path: str, known: Iterable[str]) -> list[str]:
    """Return the absolute paths that a relative one may have meant.

    >>> _ending_so("../in/cv.pdf", ["/srv/in/cv.pdf", "/srv/out/cv.pdf", "/srv/plain/in/b.pdf"])
    ['/srv/in/cv.pdf']
    """
    parts = PurePosixPath(path).parts
    behind = len(parts) - parts[::-1].index("..") if ".." in parts else 0
    tail = "/" + "/".join(parts[behind:])
    return [one for one in known if one.endswith(tail)]


def _rename(db: Database, one: AbsoluteFile) -> None:
    """Give a file its absolute path; what was kept of it under that path as well goes."""
    same = "sha256 IS NULL" if one.sha256 is None else "sha256 = :sha256"
    values = {"id": one.id, "path": one.path, "sha256": one.sha256}
    db.execute(
        f"DELETE FROM files WHERE path = :path AND id <> :id AND {same}"
        " AND state IN ('failed', 'duplicate')",
        values,
    )
    db.execute("UPDATE files SET path = :path WHERE id = :id", values)
    records = db.execute("SELECT id, record FROM documents WHERE file_id = ?", (one.id,)).fetchall()
    for row in records:
        record = json.loads(row["record"])
        record["source"]["file"] = one.path
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        db.execute("UPDATE documents SET record = ? WHERE id = ?", (text, row["id"]))
