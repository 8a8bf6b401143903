"""Writing of files, pages and documents; every function runs inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.store import corrections, fts_index
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.field_paths import value_at
from vnadmin_nlp.store.word_blob import pack
from vnadmin_nlp.text.number_key import lookup_key
from vnadmin_nlp.text.unicode import nfc, strip_accents

if TYPE_CHECKING:
    from vnadmin_nlp.model.page import Page
    from vnadmin_nlp.model.record import Record

_NOW = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
_PLAIN = (
    "system", "doc_type", "parent_body", "issuing_body", "number", "sign", "place", "date",
    "subject", "status",
)  # fmt: skip
_CITED = ("type", "number", "title", "date", "issuer", "relation", "subject", "confidence")
_DUE = ("text", "date", "time", "kind", "rule", "task", "recipient", "page", "confidence")


def put_file(db: Database, path: str, sha256: str | None, values: Mapping[str, Any]) -> int:
    """Add a file, or count one more attempt at it, and set its values.

    A file is known by its bytes; one that could not be read at all, by its path, until its bytes
    are read. A file that was read keeps its first path, and a later failure does not take its
    documents away.
    """
    row = db.execute(
        """SELECT id FROM files WHERE sha256 = ? AND state <> 'duplicate'
           UNION ALL SELECT id FROM files WHERE sha256 IS NULL AND path = ? LIMIT 1""",
        (sha256, path),
    ).fetchone()
    if row is None:
        columns = {"path": path, "sha256": sha256, **values}
        return _insert(db, "files", columns)
    values = {**values, "sha256": sha256} if sha256 else values
    changes = ", ".join(f"{name} = :{name}" for name in values)
    db.execute(
        f"UPDATE files SET {changes}, attempts = attempts + 1, changed = {_NOW} WHERE id = :id",
        {**values, "id": row["id"]},
    )
    return int(row["id"])


def put_pages(db: Database, file_id: int, pages: Iterable[Page]) -> None:
    """Replace the pages of a file."""
    db.execute("DELETE FROM pages WHERE file_id = ?", (file_id,))
    db.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((file_id, *_page(page)) for page in pages),
    )


def _page(p: Page) -> tuple[Any, ...]:
    plain = (p.number, p.width, p.height, p.dpi, str(p.source), p.reader, p.rotation, p.skew)
    return (*plain, pack(p.words))


def put_documents(
    db: Database, file_id: int, records: Sequence[Record], texts: Mapping[int, str]
) -> list[int]:
    """Replace the documents of a file, corrections applied; return their ids in order.

    A document that begins where one began before keeps its id.
    """
    known = {
        (row["first_page"], row["part"]): int(row["id"])
        for row in db.execute(
            "SELECT id, first_page, part FROM documents WHERE file_id = ?", (file_id,)
        )
    }
    begun: dict[int, int] = {}
    ids = []
    for record in records:
        part = begun.get(record.first_page, 0)
        begun[record.first_page] = part + 1
        place = (record.first_page, part)
        merged = corrections.applied(db, file_id, place, record.to_json())
        pages = range(record.first_page, record.last_page + 1)
        body = {page: texts[page] for page in pages if page in texts}
        ids.append(put_document(db, known.pop(place, None), file_id, part, merged, body))
    for gone in known.values():
        _forget_parts(db, gone)
        db.execute("DELETE FROM documents WHERE id = ?", (gone,))
    return ids


def put_document(
    db: Database,
    document_id: int | None,
    file_id: int,
    part: int,
    record: Mapping[str, Any],
    body: Mapping[int, str],
) -> int:
    """Write one document with all its parts, in place of an older version of it.

    Args:
        db: the archive, in a transaction.
        document_id: the older version, or None.
        file_id: the file it stands in.
        part: 0, or n for the n-th further document that begins on the same page.
        record: the public JSON.
        body: text by page number, as it is searched.
    """
    columns = _columns(record)
    if document_id is None:
        document_id = _insert(db, "documents", {"file_id": file_id, "part": part, **columns})
    else:
        _forget_parts(db, document_id)
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        db.execute(
            f"UPDATE documents SET {changes}, linked = 0, around = NULL, changed = {_NOW}"
            " WHERE id = :id",
            {**columns, "id": document_id},
        )
    _put_fields(db, document_id, record)
    _put_citations(db, document_id, record["citations"], record["date"] or "")
    _put_deadlines(db, document_id, record["deadlines"])
    _put_passages(db, document_id, {0: _head(record), **body})
    return document_id


def _columns(record: Mapping[str, Any]) -> dict[str, Any]:
    bodies = " ".join(filter(None, (record["issuing_body"], record["parent_body"])))
    return {
        **{name: record[name] for name in _PLAIN},
        "name": record["id"],
        "first_page": record["first_page"],
        "last_page": record["last_page"],
        "review": _json(record["review"]),
        "record": _json(record),
        "type_key": strip_accents(nfc(record["doc_type"] or "")),
        "issuer_key": strip_accents(nfc(bodies)),
        "number_key": lookup_key(record["number"]) if record["number"] else "",
    }


def _forget_parts(db: Database, document_id: int) -> None:
    fts_index.forget(db, document_id)
    for table in ("fields", "citations", "deadlines", "passages"):
        db.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))


def _put_fields(db: Database, document_id: int, record: Mapping[str, Any]) -> None:
    rows = [
        {
            "document_id": document_id,
            "field": field,
            "value": _json(value_at(record, field)),
            "text": why["text"],
            "page": why["page"],
            "box": _json(why["box"]) if why["box"] else None,
            "confidence": why["confidence"],
            "by": why["by"],
            "candidates": _json(why["candidates"]),
            "repair": why["repair"],
        }
        for field, why in record["evidence"].items()
    ]
    _insert_all(db, "fields", rows)


def _put_citations(
    db: Database, document_id: int, citations: Sequence[Mapping[str, Any]], dated: str
) -> None:
    done_to = {item.get("of") for item in citations}
    for ordinal, item in enumerate(citations):
        row = {name: item[name] for name in _CITED}
        # Records of older extractions know neither.
        row |= {"of": item.get("of"), "negated": item.get("negated", False)}
        row |= {"document_id": document_id, "ordinal": ordinal, "dated": dated}
        row |= {"done_to": ordinal in done_to}
        citation_id = _insert(db, "citations", row | {"pinpoints": _json(item["pinpoints"])})
        db.executemany(
            "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?)",
            (
                (citation_id, n, m["page"], m["text"], _box(m["box"]), m["sentence"])
                for n, m in enumerate(item["mentions"])
            ),
        )


def _put_deadlines(db: Database, document_id: int, deadlines: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        {name: item[name] for name in _DUE}
        | {"document_id": document_id, "ordinal": ordinal, "box": _box(item["box"])}
        for ordinal, item in enumerate(deadlines)
    ]
    _insert_all(db, "deadlines", rows)


def _put_passages(db: Database, document_id: int, texts: Mapping[int, str]) -> None:
    for page, text in texts.items():
        plain = nfc(text)
        row = {"document_id": document_id, "page": page, "text": plain}
        fts_index.remember(db, _insert(db, "passages", row), plain)


def _head(record: Mapping[str, Any]) -> str:
    named = " ".join(filter(None, (record["doc_type"], record["number"])))
    lines = (named, record["subject"], record["issuing_body"], record["parent_body"])
    return "\n".join(line for line in lines if line)


def _insert(db: Database, table: str, row: Mapping[str, Any]) -> int:
    """Add a row to a table that numbers its rows; return the number."""
    ((number,),) = db.execute(f"{_insertion(table, row)} RETURNING id", dict(row))
    return int(number)


def _insert_all(db: Database, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.executemany(_insertion(table, rows[0]), rows)


def _insertion(table: str, columns: Iterable[str]) -> str:
    places = ", ".join(f":{name}" for name in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"


def _box(box: Sequence[int] | None) -> str | None:
    return _json(box) if box else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
