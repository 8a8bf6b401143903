"""What a person said of a field: kept as evidence, and merged over whatever is extracted later."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.field_paths import LISTS, TEXTS, value_at, with_value
from vnadmin_nlp.text.unicode import nfc


def parse(field: str, text: str) -> Any:
    """Return the value that a person typed for a field.

    Args:
        field: ``date``, ``signer.name``, ``addressees`` …
        text: the value; for lists JSON or items separated by ``;``; nothing at all means null.
            Dates may be written ``2024-11-18`` or ``18/11/2024``.

    Raises:
        UsageError: no such field can be corrected, or the value can't be one of it.
    """
    if field not in TEXTS + LISTS:
        raise UsageError(
            f"there is no field {field!r} to correct", remedy="one of " + ", ".join(TEXTS + LISTS)
        )
    text = nfc(text).strip()
    if field in LISTS:
        return _items(field, text)
    if field == "date" and text:
        return _date(text)
    if field == "system" and text and text not in ("party", "state"):
        raise UsageError(f"system can't be {text!r}", remedy="party or state")
    return text or None


def keep(
    db: Database, document: DatabaseRow, field: str, value: Any, previous: Any, by: str
) -> None:
    """Store one correction; a later one of the same field takes its place."""
    db.execute(
        """INSERT INTO corrections (file_id, first_page, part, field, value, previous, by)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (file_id, first_page, part, field)
           DO UPDATE SET value = excluded.value, by = excluded.by,
               at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')""",
        (
            document["file_id"], document["first_page"], document["part"], field,
            json.dumps(value, ensure_ascii=False), json.dumps(previous, ensure_ascii=False), by,
        ),
    )  # fmt: skip


def applied(
    db: Database, file_id: int, place: tuple[int, int], record: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an extracted record with the document's corrections over it.

    What the extractor says now is kept beside each correction.

    Args:
        db: the archive, in a transaction.
        file_id: the file the document stands in.
        place: first page and part of the document.
        record: the public JSON as extracted.
    """
    merged = dict(record)
    rows = db.execute(
        "SELECT * FROM corrections WHERE file_id = ? AND first_page = ? AND part = ?"
        " ORDER BY field",
        (file_id, *place),
    ).fetchall()
    for row in rows:
        said = json.dumps(value_at(record, row["field"]), ensure_ascii=False)
        db.execute(
            "UPDATE corrections SET previous = ? WHERE file_id = ? AND first_page = ?"
            " AND part = ? AND field = ?",
            (said, file_id, *place, row["field"]),
        )
        merged = corrected(merged, row["field"], json.loads(row["value"]), row["by"])
    return merged


def corrected(record: Mapping[str, Any], field: str, value: Any, by: str) -> dict[str, Any]:
    """Return a record with one field set by a person, the evidence and review list with it."""
    before = record["evidence"].get(field) or record["evidence"].get(f"{field}[0]")
    read = before["text"] if before else ""
    mark = {
        "text": read if isinstance(read, str) else "",
        "page": before["page"] if before else record["first_page"],
        "box": before["box"] if before else None,
        "confidence": 1.0,
        "by": by,
        "candidates": [],
        "repair": None,
    }
    evidence = {k: v for k, v in record["evidence"].items() if not k.startswith(f"{field}[")}
    review = [name for name in record["review"] if name.partition("[")[0] != field]
    return {
        **with_value(record, field, value),
        "evidence": {**evidence, field: mark},
        "review": review,
    }


def _items(field: str, text: str) -> list[str]:
    if not text.startswith("["):
        return [item.strip() for item in text.split(";") if item.strip()]
    try:
        items = json.loads(text)
    except ValueError:
        items = None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise UsageError(f"{field} is no list of texts", remedy='like ["A", "B"] or A; B')
    return [item.strip() for item in items]


def _date(text: str) -> str:
    # Only a correction needs it, and it is slow to import.
    from vnadmin_nlp.grammar.dates import find_dates

    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    found = find_dates(text)
    if len(found) == 1 and found[0].date is not None:
        return found[0].date.isoformat()
    raise UsageError(f"{text!r} is no date", remedy="write it like 2024-11-18 or 18/11/2024")
