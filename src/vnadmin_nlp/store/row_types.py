"""What look-ups return: light rows straight from the archive, free of heavy imports."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, TypeVar

from vnadmin_nlp.store import database

# Named tuples, because a frozen dataclass takes six times as long to make when a look-up starts.
Row = TypeVar("Row", bound=NamedTuple)


class FileRow(NamedTuple):
    """One file that was given to the archive.

    ``state`` is ``done``, ``partial``, ``failed`` or ``duplicate``; ``error`` and ``exit_code``
    are those of the last attempt, None when it went well; ``seconds`` is its wall time.
    """

    id: int
    path: str
    sha256: str | None
    size: int | None
    state: str
    attempts: int
    seconds: float | None
    error: str | None
    exit_code: int | None
    pages: int | None
    duplicate_of: int | None
    added: str
    changed: str


class DocumentRow(NamedTuple):
    """One document: the plain values, and the whole public record (corrections applied).

    ``date`` is ISO; ``key`` and ``work_id`` name its node in the citation graph; ``record`` is
    empty in the rows of a search.
    """

    id: int
    file_id: int
    name: str
    file: str
    sha256: str
    first_page: int
    part: int
    last_page: int
    system: str | None
    doc_type: str | None
    parent_body: str | None
    issuing_body: str | None
    number: str | None
    sign: str | None
    place: str | None
    date: str | None
    subject: str | None
    status: str
    review: tuple[str, ...]
    key: str
    work_id: int | None
    record: dict[str, Any]


class CorrectionRow(NamedTuple):
    """What a person said of a field, and what the extractor had said."""

    field: str
    value: Any
    previous: Any
    by: str
    at: str


class DeadlineRow(NamedTuple):
    """One deadline with the document that sets it."""

    document_id: int
    document: str
    number: str | None
    issuing_body: str | None
    doc_date: str | None
    text: str
    date: str | None
    time: str | None
    kind: str
    rule: str
    task: str | None
    recipient: str | None
    page: int | None
    confidence: float


class FailureRow(NamedTuple):
    """A file whose last attempt failed, and why."""

    path: str
    sha256: str | None
    stage: str
    page: int | None
    message: str
    remedy: str | None
    exit_code: int
    attempts: int
    at: str


class Hit(NamedTuple):
    """One place that a search found.

    Attributes:
        document: its row; ``record`` is left empty.
        page: None when number, issuer or subject was hit.
        snippet: text as printed around the first hit, line breaks made spaces.
        marks: start and end of each hit within ``snippet``.
        score: larger is better; comparable within one search only.
    """

    document: DocumentRow
    page: int | None
    snippet: str
    marks: tuple[tuple[int, int], ...]
    score: float


#: The columns of a :class:`DocumentRow`, for ``SELECT … FROM documents d JOIN files f``.
DOCUMENT_COLUMNS = ", ".join(
    {"file": "f.path AS file", "sha256": "f.sha256"}.get(name, f"d.{name}")
    for name in DocumentRow._fields
)


def of(kind: type[Row], row: database.DatabaseRow) -> Row:
    """Make a named tuple from the columns of the same names."""
    return kind(*(row[name] for name in kind._fields))


def document(row: database.DatabaseRow, *, record: bool = True) -> DocumentRow:
    """Make a :class:`DocumentRow`; ``record=False`` leaves the record empty."""
    values = {name: row[name] for name in DocumentRow._fields}
    values["review"] = tuple(json.loads(row["review"]))
    values["record"] = json.loads(row["record"]) if record else {}
    return DocumentRow(**values)


def as_json(value: Any) -> Any:
    """Return rows as dicts and tuples as lists, ready for ``json.dumps``.

    >>> as_json(CorrectionRow("place", None, "Huế", "person:an", "2024-02-01"))["by"]
    'person:an'
    """
    if hasattr(value, "_asdict"):
        return as_json(value._asdict())
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value
