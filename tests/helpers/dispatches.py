"""Records and pages made up for the tests of the archive and the graph."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

import pytest

from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word
from vnadmin_nlp.model.record import Citation, Evidence, Mention, Record, SourceFile
from vnadmin_nlp.store import Store

#: For tests of what a database has no part in: an archive in a file will do.
IN_A_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


def record(name: str = "letter", **values: Any) -> Record:
    """Return a record; ``date`` may be ISO text, ``citations`` a list of :func:`citation`."""
    if isinstance(values.get("date"), str):
        values["date"] = dt.date.fromisoformat(values["date"])
    values["citations"] = tuple(values.get("citations", ()))
    evidence = {
        field: Evidence(text=str(values[field]), page=1, confidence=0.9, by="rule:test")
        for field in ("number", "date", "subject")
        if values.get(field)
    } | values.pop("evidence", {})
    source = SourceFile(file=f"{name}.pdf", sha256=sha256(name), pages=1)
    return Record(id=name, source=source, evidence=evidence, **values)


def other(like: Record, name: str, **values: Any) -> Record:
    """Return a record like another one, from another file."""
    fields = {field: getattr(like, field) for field in Record.model_fields}
    fields = {k: v for k, v in fields.items() if k not in ("id", "source", "evidence")}
    return record(name, **(fields | values))


def citation(number: str | None = None, date: str | None = None, **values: Any) -> Citation:
    """Return a citation with one mention."""
    text = f"{values.get('type') or ''} số {number}".strip()
    mention = Mention(page=1, text=text, box=BoundingBox(1, 2, 3, 4), sentence=f"Thực hiện {text}.")
    return Citation(
        number=number,
        date=dt.date.fromisoformat(date) if date else None,
        mentions=(mention,),
        **values,
    )


def page(text: str, number: int = 1) -> Page:
    """Return a page on which every line of ``text`` is a line."""
    words = tuple(
        Word(
            word, BoundingBox(60 * column, 40 * line, 60 * column + 50, 40 * line + 30), 0.913, line
        )
        for line, words in enumerate(text.splitlines())
        for column, word in enumerate(words.split())
    )
    return Page(number, 2480, 3508, 300, words, Source.RECOGNISED, "test", 90, -0.25)


def sha256(name: str) -> str:
    """Return the digest of made-up bytes."""
    return hashlib.sha256(name.encode()).hexdigest()


def save(store: Store, *records: Record, text: str = "") -> list[int]:
    """Save each record as a file of one page."""
    return [
        store.save_file(
            item.source.file, [item], [page(text)], sha256=item.source.sha256, size=len(text)
        )[0]
        for item in records
    ]


#: A province's directive and those around it, all made up.
DIRECTIVE = record(
    "directive",
    system="party",
    doc_type="Chỉ thị",
    parent_body="ĐẢNG BỘ TỈNH LẠNG SƠN",
    issuing_body="TỈNH ỦY LẠNG SƠN",
    number="31-CT/TU",
    sign="CT/TU",
    place="Lạng Sơn",
    date="2024-03-14",
    subject="về siết chặt kỷ luật, kỷ cương hành chính",
)

#: The letterhead of another province's committee.
NGHE_AN = {
    "parent_body": "ĐẢNG BỘ TỈNH NGHỆ AN",
    "issuing_body": "TỈNH ỦY NGHỆ AN",
    "place": "Nghệ An",
}


def letter(name: str, *citations: Citation, **values: Any) -> Record:
    """Return a letter of the province's propaganda board that cites others."""
    given: dict[str, Any] = {
        "system": "party",
        "doc_type": "Công văn",
        "parent_body": "TỈNH ỦY LẠNG SƠN",
        "issuing_body": "BAN TUYÊN GIÁO",
        "number": "705-CV/BTGTU",
        "sign": "CV/BTGTU",
        "place": "Lạng Sơn",
        "date": "2024-07-08",
        "subject": "triển khai học tập, quán triệt",
    }
    return record(name, citations=citations, **(given | values))


def graph_of(store: Store) -> dict[str, Sequence[Any]]:
    """Return the graph without the archive's own ids."""
    edges = store.db.execute(
        "SELECT a.key, b.key, e.status, e.relation, e.note, e.candidates, c.number, c.date"
        " FROM edges e JOIN citations c ON c.id = e.citation_id"
        " JOIN works a ON a.id = e.citing LEFT JOIN works b ON b.id = e.cited"
    )
    works = store.db.execute("SELECT key, kind, bucket, type, organ, date, year FROM works")
    return {
        "edges": sorted(map(str, map(tuple, edges))),
        "works": sorted(map(tuple, works)),
    }
