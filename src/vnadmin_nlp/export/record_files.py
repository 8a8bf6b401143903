"""Records of an archive as JSON lines, as they are or for OpenSearch and Elasticsearch.

See ``docs/search_engines.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.text.number_key import lookup_key

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: How OpenSearch and Elasticsearch are to read what :func:`opensearch` gives them.
MAPPING = Path(__file__).with_name("mapping.json")
#: Documents that are in memory at a time.
_AT_A_TIME = 100

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_PLAIN = (
    "system", "doc_type", "parent_body", "issuing_body", "number", "sign", "place", "date",
    "subject", "addressees", "recipients", "signer", "urgency", "secrecy", "review", "status",
)  # fmt: skip
_CITED = ("type", "number", "title", "date", "issuer", "relation", "pinpoints", "subject")
_DUE = ("text", "date", "time", "kind", "rule", "task", "recipient", "page")


def json_lines(store: Store) -> Iterator[str]:
    """Yield each record, in its public JSON form, as a line."""
    with store.reading() as db:
        for row in _documents(db):
            yield _line(json.loads(row["record"]))


def opensearch(store: Store, *, index: str = "vnadmin") -> Iterator[str]:
    """Yield the lines of a bulk request: for each document an action and its source.

    The id of a document is made of the bytes of its file and its place in it, so that it is the
    same in every export and two scans of one paper stay two.

    Args:
        store: the archive.
        index: name of the index.
    """
    with store.reading() as db:
        for row in _documents(db):
            name = f"{row['sha256'][:32]}-{row['first_page']}.{row['part']}"
            yield _line({"index": {"_index": index, "_id": name}})
            yield _line(_source(json.loads(row["record"]), row["key"], _text(db, row["id"])))


def _documents(db: Database) -> Iterator[DatabaseRow]:
    """Yield the documents in the order they were added, some in memory at a time."""
    last = 0
    while rows := db.execute(
        "SELECT d.id, d.record, d.first_page, d.part, d.key, f.sha256"
        " FROM documents d JOIN files f ON f.id = d.file_id WHERE d.id > ? ORDER BY d.id LIMIT ?",
        (last, _AT_A_TIME),
    ).fetchall():
        yield from rows
        last = rows[-1]["id"]


def _text(db: Database, document: int) -> list[str]:
    # Page 0 is number, issuer and subject once more.
    rows = db.execute(
        "SELECT text FROM passages WHERE document_id = ? AND page > 0 ORDER BY page", (document,)
    )
    return [row["text"] for row in rows]


def _source(record: Mapping[str, Any], key: str, text: list[str]) -> dict[str, Any]:
    source = record["source"]
    return {
        "name": record["id"],
        "file": source["file"],
        "sha256": source["sha256"],
        "first_page": record["first_page"],
        "last_page": record["last_page"],
        "key": key or None,
        "number_key": _number_key(record["number"]),
        **{name: record[name] for name in _PLAIN},
        "citations": [_citation(item) for item in record["citations"]],
        "deadlines": [{name: item[name] for name in _DUE} for item in record["deadlines"]],
        "text": text,
    }


def _citation(item: Mapping[str, Any]) -> dict[str, Any]:
    mentions = item["mentions"]
    return {
        **{name: item[name] for name in _CITED},
        "key": item["key"],
        "number_key": _number_key(item["number"]),
        "pages": sorted({mention["page"] for mention in mentions}),
        "sentences": list(dict.fromkeys(m["sentence"] for m in mentions if m["sentence"])),
    }


def _number_key(number: str | None) -> str | None:
    return lookup_key(number) if number else None


def _line(value: Any) -> str:
    # JSON escapes line breaks; the other letters that some programs end a line at must not either.
    text = json.dumps(value, ensure_ascii=False)
    return _LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
