"""Tell whether two archives hold the same, by their tables: run numbers and times apart."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from vnadmin_nlp.store import Store

#: What a row is known by, as its number depends on what was written before it.
_KEYS: dict[str, tuple[str, ...]] = {
    "files": ("path", "sha256"),
    "documents": ("file_id", "first_page", "part"),
    "citations": ("document_id", "ordinal"),
    "works": ("key",),
    "claims": ("bucket", "type", "organ", "date", "year", "term", "before"),
}
_REFERENCES = {
    "file_id": "files", "duplicate_of": "files", "document_id": "documents",
    "citation_id": "citations", "work_id": "works", "claim_id": "claims",
}  # fmt: skip
#: Compared as they are, in this order: a table comes after those it refers to.
_TABLES = (
    "files", "works", "claims", "organs", "documents", "pages", "fields", "citations", "mentions",
    "deadlines", "passages", "corrections", "stale", "fresh", "manifest",
)  # fmt: skip
#: Differ between any two runs: numbers given in the order of writing, times, runs, and how often
#: and how long a file was tried. Failures are a journal of those attempts; they are not compared.
_VOLATILE = {
    "id", "run_id", "added", "changed", "attempts", "strikes", "seconds", "error", "exit_code",
}  # fmt: skip

#: The cause that a hostile file is told to have may differ where its reader was killed, and so may
#: whether it is failed or, after three such ends, quarantined.
_STATES = {"quarantined": "failed"}


def tables(store: Store) -> dict[str, Counter[str]]:
    """Return the rows of an archive by table, as text without what is volatile."""
    names: dict[str, dict[int, str]] = {}
    found: dict[str, Counter[str]] = {}
    with store.reading() as db:
        for table in _TABLES:
            rows = [dict(row) for row in db.execute(f"SELECT * FROM {table}")]
            for _ in range(2):  # files refer to files
                names[table] = {
                    row["id"]: _told(row, _KEYS[table], names) for row in rows if table in _KEYS
                }
            kept = [[name for name in row if name not in _VOLATILE] for row in rows]
            found[table] = Counter(_told(*pair, names) for pair in zip(rows, kept, strict=True))
    return found


def _told(row: dict[str, Any], columns: Any, names: dict[str, dict[int, str]]) -> str:
    return "|".join(f"{name}={_value(name, row[name], names)}" for name in sorted(columns))


def _value(name: str, value: Any, names: dict[str, dict[int, str]]) -> Any:
    if name in _REFERENCES and value is not None:
        return names[_REFERENCES[name]].get(value, "nothing")
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, bool):
        return int(value)
    return _STATES.get(value, value) if name == "state" else value


def differences(one: Store, other: Store) -> list[str]:
    """Return what one archive has and the other has not, a line each."""
    mine, theirs = tables(one), tables(other)
    return [
        f"{table} {sign} {row[:300]}"
        for table in _TABLES
        for sign, rows in (
            ("-", mine[table] - theirs[table]),
            ("+", theirs[table] - mine[table]),
        )
        for row in sorted(rows)
    ]
