"""What can be wrong between the tables of an archive; each is a query that should find nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from vnadmin_nlp.store import Store
from vnadmin_nlp.store.check.database_integrity import damages
from vnadmin_nlp.store.database import Database, on_server
from vnadmin_nlp.store.fts_index import tokens
from vnadmin_nlp.store.manifest import ManifestEntry, State, is_alive
from vnadmin_nlp.store.row_types import of


class IntegrityProblem(NamedTuple):
    """Something that is broken, or that a person should look at."""

    about: str
    kind: str
    message: str


#: The kind of what is broken; the other kinds are for a person to look at.
DAMAGED = "damaged"
#: What the next run does by itself.
UNFINISHED = "unfinished"

_READ = "f.state IN ('done', 'partial')"
#: Each row is what is wrong and a message with the other columns in it.
_QUERIES: tuple[tuple[str, str, str], ...] = (
    (
        DAMAGED,
        "{1} of {2} pages are stored",
        f"""SELECT f.path, count(p.number), f.pages FROM files f
            LEFT JOIN pages p ON p.file_id = f.id WHERE {_READ}
            GROUP BY f.id, f.path, f.pages HAVING count(p.number) <> f.pages""",
    ),
    (
        DAMAGED,
        "page {1} belongs to no document",
        """SELECT f.path, p.number FROM pages p JOIN files f ON f.id = p.file_id
           WHERE EXISTS (SELECT 1 FROM documents d WHERE d.file_id = f.id) AND NOT EXISTS
           (SELECT 1 FROM documents d WHERE d.file_id = f.id
            AND p.number BETWEEN d.first_page AND d.last_page)""",
    ),
    (
        DAMAGED,
        "it is {1}, but {2} documents of it are stored",
        """SELECT f.path, f.state, count(d.id) FROM files f LEFT JOIN documents d
           ON d.file_id = f.id GROUP BY f.id, f.path, f.state
           HAVING (f.state = 'done' AND count(d.id) = 0)
           OR (f.state IN ('failed', 'duplicate') AND count(d.id) > 0)""",
    ),
    (
        DAMAGED,
        "it failed without a cause",
        "SELECT path FROM files WHERE state = 'failed' AND coalesce(error, '') = ''",
    ),
    (
        DAMAGED,
        "it is {1} by the manifest, but nothing of it is stored",
        f"""SELECT m.path, m.state FROM manifest m
            WHERE m.state IN ('done', 'partial', 'duplicate') AND m.sha256 IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM files f WHERE f.sha256 = m.sha256 AND {_READ})""",
    ),
    (
        DAMAGED,
        "it is {1} by the manifest, without a cause",
        """SELECT path, state FROM manifest
           WHERE state IN ('failed', 'quarantined') AND coalesce(error, '') = ''""",
    ),
    (
        DAMAGED,
        "it is {1} by the manifest, but {2} holds it",
        """SELECT path, state, holder FROM manifest
           WHERE state <> 'doing' AND (holder IS NOT NULL OR lease IS NOT NULL)""",
    ),
    (
        DAMAGED,
        "it is being read by the manifest, but nobody holds it",
        "SELECT path FROM manifest WHERE state = 'doing' AND (holder IS NULL OR lease IS NULL)",
    ),
    (
        DAMAGED,
        "it is no node of the graph",
        "SELECT name FROM documents WHERE linked = 1 AND work_id IS NULL",
    ),
    (
        DAMAGED,
        "its citation {1} leads nowhere in the graph",
        """SELECT d.name, c.ordinal + 1 FROM citations c JOIN documents d ON d.id = c.document_id
           LEFT JOIN claims k ON k.id = c.claim_id
           WHERE d.linked = 1
           AND (k.id IS NULL OR (k.work_id IS NULL AND k.status <> 'ambiguous'))""",
    ),
    (
        DAMAGED,
        "nothing stands behind this node of the graph",
        """SELECT w.key FROM works w
           WHERE NOT EXISTS (SELECT 1 FROM documents WHERE work_id = w.id)
           AND NOT EXISTS (SELECT 1 FROM claims WHERE work_id = w.id)
           AND NOT EXISTS (SELECT 1 FROM registered WHERE work_id = w.id)
           AND NOT EXISTS (SELECT 1 FROM stale WHERE bucket = w.bucket)
           AND NOT EXISTS (SELECT 1 FROM fresh WHERE bucket = w.bucket)""",
    ),
    (
        DAMAGED,
        "no document cites this claim of the graph",
        """SELECT k.bucket FROM claims k
           WHERE NOT EXISTS (SELECT 1 FROM citations WHERE claim_id = k.id)
           AND NOT EXISTS (SELECT 1 FROM stale WHERE bucket = k.bucket)""",
    ),
    (
        UNFINISHED,
        "it is not in the graph yet",
        "SELECT name FROM documents WHERE linked = 0",
    ),
    (
        UNFINISHED,
        "what cites this number is to be settled",
        "SELECT bucket FROM stale UNION SELECT bucket FROM fresh",
    ),
)  # fmt: skip
#: The parts of a document that its record tells as well.
_PARTS = (("fields", "evidence"), ("citations", "citations"), ("deadlines", "deadlines"))


def damage(store: Store) -> Iterator[IntegrityProblem]:
    """Yield all that is wrong with the tables of an archive; nothing is changed.

    Args:
        store: the archive.
    """
    with store.reading() as db:
        for message in damages(db):
            yield IntegrityProblem(str(store.path), DAMAGED, message)
        yield from _index(db)
        for kind, message, sql in _QUERIES:
            for row in db.execute(sql).fetchall():
                yield IntegrityProblem(row[0], kind, message.format(*row))
        yield from _runs(db)


def parts_of(store: Store) -> dict[str, Counter[int]]:
    """Return how many fields, citations and deadlines are stored of each document, by its id."""
    with store.reading() as db:
        return {
            table: Counter(
                {
                    row[0]: row[1]
                    for row in db.execute(
                        f"SELECT document_id, count(*) FROM {table} GROUP BY document_id"
                    )
                }
            )
            for table, _ in _PARTS
        }


def out_of_step(
    about: str, document: int, record: dict[str, list[object]], parts: dict[str, Counter[int]]
) -> Iterator[IntegrityProblem]:
    """Yield what is stored of a document in another number than its record tells.

    Args:
        about: the document as it is shown.
        document: its id.
        record: the public JSON.
        parts: of `parts_of`.
    """
    for table, name in _PARTS:
        told, stored = len(record[name]), parts[table][document]
        if told != stored:
            yield IntegrityProblem(about, DAMAGED, f"{stored} of {told} {name} are stored")


def _index(db: Database) -> Iterator[IntegrityProblem]:
    """Compare the full-text index, which holds no text of its own, with the passages."""
    if on_server(db):
        indexed = {
            row[0]: row[1] for row in db.execute("SELECT rowid, tokens FROM passages_folded")
        }
    else:
        sizes = db.execute("SELECT id, sz FROM passages_folded_docsize")
        indexed = {row[0]: _varint(row[1]) for row in sizes}
    passages = """SELECT p.id, d.name, p.page, p.text
                  FROM passages p JOIN documents d ON d.id = p.document_id"""
    for row in db.execute(passages):
        if indexed.pop(row[0], None) not in (None, len(tokens(row[3]))):
            yield IntegrityProblem(row[1], DAMAGED, f"search finds another text on page {row[2]}")
    if indexed:
        yield IntegrityProblem("search", DAMAGED, f"{len(indexed)} texts in it are gone")


def _varint(data: bytes) -> int:
    """Return a number as SQLite packs it: seven bits a byte, the highest ones first."""
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value


def _runs(db: Database) -> Iterator[IntegrityProblem]:
    """Yield what runs left behind, unless one is at it."""
    rows = db.execute("SELECT * FROM manifest WHERE state IN ('todo', 'doing') ORDER BY path")
    entries = [of(ManifestEntry, row) for row in rows.fetchall()]
    under_way = [entry for entry in entries if entry.state == State.DOING]
    if any(is_alive(entry) for entry in under_way):
        return
    for entry in entries:
        told = "the run that was reading it has ended" if entry in under_way else "it waits"
        yield IntegrityProblem(entry.path, UNFINISHED, f"{told}; the same command reads it")
