"""Text sources of dispatches: TOML files, checked and turned into plain data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")


class SourceError(Exception):
    """A source file lacks something or holds something unknown; the message says what."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One document with a letterhead of its own.

    Attributes:
        system: ``party`` or ``state``.
        form: ``new`` (since 2018 and 2020) or ``old``.
        doc_type: the type word, ``Công văn`` for an untitled dispatch.
        parent: upper lines of the letterhead.
        body: lines of the issuing body.
        number_line: as printed; ``{31}`` is written by hand, ``{}`` left blank.
        place_line: place and date, likewise.
        subject: the printed lines of the subject (trích yếu).
        note: the italic bracket under the title of an attached text.
        addressees: after Kính gửi.
        text: paragraphs, one a line; ``= `` centres, ``~ `` sets in italics, ``| `` is a table row.
        recipients: Nơi nhận.
        authority: lines such as T/M BAN THƯỜNG VỤ.
        role: position of the signer, one or two lines.
        rank: academic rank printed before the name.
        name: the signer.
        seal: words on the ring of the seal, then those inside; none without a seal.
        signed: there is a signature.
        contact: the line at the foot of the first page.
        appendix: paragraphs on pages of their own after the signature.
    """

    system: str
    doc_type: str
    body: list[str]
    text: str = ""
    form: str = "new"
    parent: list[str] = field(default_factory=list)
    number_line: str = ""
    place_line: str = ""
    subject: list[str] = field(default_factory=list)
    note: str = ""
    addressees: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    authority: list[str] = field(default_factory=list)
    role: str = ""
    rank: str = ""
    name: str = ""
    seal: list[str] = field(default_factory=list)
    signed: bool = True
    contact: str = ""
    appendix: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How the file looks: typeface, sizes, pen, marks, and how it was scanned.

    Attributes:
        format: ``pdf``, ``tif``, ``jpg``, ``png`` or ``docx``.
        layer: text layer of the PDF: ``none``, ``born`` (no scan at all) or ``bad`` (under a scan).
        received: lines of the receiver's ĐẾN stamp.
        banner: lines of the e-signature banner.
        urgency: words of the red box.
        draft: words of the draft mark.
    """

    level: str = "office"
    format: str = "pdf"
    layer: str = "none"
    dpi: int = 200
    seed: int = 1
    family: str = "tinos"
    size: float = 14.0
    leading: float = 1.18
    pen: str = "blue"
    seal_colour: str = "red"
    received: list[str] = field(default_factory=list)
    banner: list[str] = field(default_factory=list)
    urgency: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be made: its documents, its look, and what a reader finds by hand."""

    name: str
    documents: tuple[Dispatch, ...]
    look: Look
    gold: dict[str, Any]


def load(path: str | Path) -> Source:
    """Read and check a source.

    Args:
        path: a TOML file with ``[look]``, ``[document]``, ``[[enclosed]]`` and ``[gold]``.

    Raises:
        SourceError: a table or key is missing, unknown or of the wrong kind.
    """
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"{path}: {error}") from error
    unknown = set(data) - {"look", "document", "enclosed", "gold"}
    if unknown:
        raise SourceError(f"{path}: unknown table {sorted(unknown)[0]!r}")
    if "document" not in data:
        raise SourceError(f"{path}: there is no [document]")
    documents = [data["document"], *data.get("enclosed", [])]
    return Source(
        path.stem,
        tuple(_build(Dispatch, table, path) for table in documents),
        _build(Look, data.get("look", {}), path),
        data.get("gold", {}),
    )


def _build(kind: type[T], table: dict[str, Any], path: Path) -> T:
    hints = get_type_hints(kind)
    for key, value in table.items():
        if key not in hints:
            raise SourceError(f"{path}: unknown key {key!r} in {kind.__name__}")
        wanted = list if get_args(hints[key]) else hints[key]
        if not isinstance(value, (int, float) if wanted is float else wanted):
            raise SourceError(f"{path}: {key!r} must be {wanted.__name__}")
    try:
        return kind(**table)
    except TypeError as error:
        raise SourceError(f"{path}: {error}") from error
