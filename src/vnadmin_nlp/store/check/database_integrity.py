"""Is the archive whole? What SQLite's own checks find, and what a server can be asked instead."""

from __future__ import annotations

from collections.abc import Iterator

from vnadmin_nlp.store.database import Database, on_server


def damages(db: Database) -> Iterator[str]:
    """Yield all that is wrong with an archive as a database, each in one line."""
    yield from _on_server(db) if on_server(db) else _in_file(db)


def _in_file(db: Database) -> Iterator[str]:
    for (message,) in db.execute("PRAGMA integrity_check"):
        if message != "ok":
            yield message
    for row in db.execute("PRAGMA foreign_key_check"):
        yield f"a row of {row[0]} belongs to nothing in {row[2]}"
    yield from _not_indexed(db, "SELECT id FROM passages_folded_docsize")


def _on_server(db: Database) -> Iterator[str]:
    # The server keeps to the keys by itself, but for what an operator has switched off.
    for (name,) in db.execute(
        "SELECT conrelid::regclass::text || '.' || conname FROM pg_constraint"
        " WHERE connamespace = current_schema()::regnamespace AND NOT convalidated"
        " UNION ALL SELECT tgrelid::regclass::text || '.' || tgname FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE c.relnamespace = current_schema()::regnamespace AND tgenabled = 'D'"
        " UNION ALL SELECT indexrelid::regclass::text FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = current_schema()::regnamespace AND NOT indisvalid"
    ):
        yield f"{name} is switched off or not valid"
    yield from _not_indexed(db, "SELECT rowid FROM passages_folded")
    counted = db.execute(
        "SELECT count(*) AS passages, coalesce(sum(tokens), 0) AS tokens FROM passages_folded"
        " EXCEPT SELECT passages, tokens FROM passages_total"
    )
    if counted.fetchone():
        yield "the count of passages, which ranks what is found, is wrong"


def _not_indexed(db: Database, indexed: str) -> Iterator[str]:
    (lost,) = db.execute(f"SELECT count(*) FROM passages WHERE id NOT IN ({indexed})").fetchone()
    if lost:
        yield f"{lost} passages can't be found by search"
