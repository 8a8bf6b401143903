"""The record of one document: what flows out of the extractor, and its public JSON form."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from vnadmin_nlp.model.page import BoundingBox


class System(StrEnum):
    """Which of the two systems of documents, as the motto tells."""

    PARTY = "party"
    STATE = "state"


class Status(StrEnum):
    """How a document came through: everything, something missing, or nothing."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


class _RecordPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceFile(_RecordPart):
    """The file a document came from."""

    file: str
    sha256: str
    pages: int


class Witness(_RecordPart):
    """What else than the line itself speaks for a value, or against it.

    Attributes:
        by: ``file-name``, ``title``, ``signature``, ``made``, ``cited-dates`` …
        text: what it says.
        agrees: whether the value given is what it says, or can be so.
    """

    by: str
    text: str
    agrees: bool


class Evidence(_RecordPart):
    """Why a value was given: the text as read, where it stands, and who said so.

    Attributes:
        text: as read, before any repair.
        page: page of the file, from 1.
        box: pixels of the page image; None where the input has no geometry.
        confidence: 0.0 to 1.0.
        by: ``rule:…``, ``model:…`` or ``person:…``.
        candidates: other readings, best first.
        repair: what was mended in the text as read, or None.
        witnesses: what else was weighed with it.
    """

    text: str
    page: int
    box: BoundingBox | None = None
    confidence: float = Field(ge=0, le=1)
    by: str
    candidates: tuple[str, ...] = ()
    repair: str | None = None
    witnesses: tuple[Witness, ...] = ()


class Mention(_RecordPart):
    """One place where a document is cited, with its sentence."""

    page: int
    text: str
    box: BoundingBox | None = None
    sentence: str = ""


class Citation(_RecordPart):
    """Another document that is cited (văn bản được viện dẫn); ``relation`` reads from us to it.

    Attributes:
        of: the text says that this document does what ``relation`` says to another one that is
            cited (``được thay thế bởi …``): its place in the list, from 0.
        negated: the text says that it does not apply.
    """

    type: str | None = None
    number: str | None = None
    title: str | None = None
    date: dt.date | None = None
    issuer: str | None = None
    relation: str = "mentions"
    of: int | None = None
    negated: bool = False
    pinpoints: tuple[str, ...] = ()
    subject: str | None = None
    key: str | None = None
    confidence: float = 1.0
    mentions: tuple[Mention, ...] = ()


class Deadline(_RecordPart):
    """By when somebody must do something (thời hạn, hạn báo cáo)."""

    text: str
    date: dt.date | None = None
    time: str | None = None
    kind: str = "absolute"
    rule: str = ""
    task: str | None = None
    recipient: str | None = None
    page: int | None = None
    box: BoundingBox | None = None
    confidence: float = 1.0


class Signer(_RecordPart):
    """Who signed: authority lines (T/M, KT., …), position and name (quyền hạn, chức vụ, họ tên)."""

    authority: str | None = None
    role: str | None = None
    name: str | None = None


class Problem(_RecordPart):
    """Something that went wrong on the way, kept with the record."""

    page: int | None = None
    stage: str
    message: str


class Record(_RecordPart):
    """All that is known of one document.

    Plain values stand at the top; ``evidence`` holds the reason for each, keyed by field name
    (``number``, ``signer.name``, ``addressees[0]``). ``review`` names the fields whose confidence
    is below the review threshold, those that witnesses disagree on, and those that documents of
    this type bear and that are empty here.
    """

    id: str
    source: SourceFile
    first_page: int = 1
    last_page: int = 1
    system: System | None = None
    doc_type: str | None = None
    parent_body: str | None = None
    issuing_body: str | None = None
    number: str | None = None
    number_handwritten: bool = False
    sign: str | None = None
    place: str | None = None
    date: dt.date | None = None
    date_handwritten: bool = False
    subject: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer: Signer = Signer()
    citations: tuple[Citation, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    urgency: str | None = None
    secrecy: str | None = None
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    review: tuple[str, ...] = ()
    status: Status = Status.OK
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the public JSON object (dates as ISO text, boxes as lists)."""
        return self.model_dump(mode="json")
