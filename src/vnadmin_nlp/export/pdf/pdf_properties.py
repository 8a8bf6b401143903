"""What the PDF of a document tells of it: file name, title, author, date, keywords."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from vnadmin_nlp.text.unicode import nfc, unmarked

if TYPE_CHECKING:
    import pikepdf

#: Letters of a title or an author that are kept, and of a file name.
_LONGEST, _LONGEST_NAME = 500, 80
_NO_NAME = re.compile(r"[^0-9A-Za-z]+")


class Standard(StrEnum):
    """Whether the output is to be PDF/A-2b, the kind of PDF that archives keep (ISO 19005-2)."""

    PREFERRED = "preferred"
    REQUIRED = "required"
    NONE = "none"

    @classmethod
    def wanted(cls, pdfa: bool) -> Standard:
        """Return what somebody wants who says so."""
        return cls.REQUIRED if pdfa else cls.NONE


class Properties(NamedTuple):
    """The metadata of a PDF.

    Attributes:
        title: type, number and subject of the document.
        author: the issuing body, below its parent.
        subject: of the document.
        keywords: number, date, place, signer, addressees.
        date: of the document, ISO.
        number: of the document.
        source: sha256 of the scan.
    """

    title: str
    author: str
    subject: str
    keywords: str
    date: str | None
    number: str | None
    source: str


def properties_of(record: Mapping[str, Any]) -> Properties:
    """Return what a record says of its document.

    Args:
        record: the public JSON.
    """
    signer = record["signer"]
    named = " ".join(filter(None, (record["doc_type"], record["number"])))
    bodies = (record["issuing_body"], record["parent_body"])
    keywords = (
        record["number"], record["doc_type"], record["date"], record["place"],
        signer["name"], signer["role"], *record["addressees"],
    )  # fmt: skip
    return Properties(
        title=_line(", ".join(filter(None, (named, record["subject"])))) or record["id"],
        author=_line(", ".join(filter(None, bodies))),
        subject=_line(record["subject"] or ""),
        keywords=_line("; ".join(filter(None, keywords))),
        date=record["date"],
        number=record["number"] and _line(record["number"]),
        source=record["source"]["sha256"],
    )


def file_name(record: Mapping[str, Any]) -> str:
    """Return a name that any file system takes: number and id of the document.

    >>> file_name({"number": "31-CT/TU", "id": "5e427fc51878-2"})
    '31-CT-TU_5e427fc51878-2.pdf'
    >>> file_name({"number": "../../12/QĐ", "id": ".."})
    '12-QD_document.pdf'
    """
    number, name = (_slug(record[key] or "") for key in ("number", "id"))
    return "_".join(filter(None, (number, name or "document"))) + ".pdf"


def _slug(text: str) -> str:
    plain = unmarked(text).replace("đ", "d").replace("Đ", "D")
    return _NO_NAME.sub("-", plain).strip("-")[:_LONGEST_NAME].rstrip("-")


def _line(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in nfc(text))
    return " ".join(shown.split())[:_LONGEST]


def put_properties(pdf: pikepdf.Pdf, told: Properties) -> None:
    """Write the properties into a PDF, as XMP and in the older form, and that it is Vietnamese."""
    import pikepdf

    pdf.Root.Lang = pikepdf.String("vi")
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = told.title
        xmp["dc:language"] = {"vi"}
        xmp["dc:source"] = f"urn:sha256:{told.source}"
        if told.author:
            xmp["dc:creator"] = [told.author]
        if told.subject:
            xmp["dc:description"] = told.subject
        if told.keywords:
            xmp["pdf:Keywords"] = told.keywords
        if told.number:
            xmp["dc:identifier"] = told.number
        if told.date:
            xmp["xmp:CreateDate"] = _midnight(told.date).isoformat()
    if told.date:
        pdf.docinfo["/CreationDate"] = f"D:{_midnight(told.date):%Y%m%d}000000+07'00'"


def _midnight(date: str) -> dt.datetime:
    """Return the beginning of a day in Vietnam."""
    zone = dt.timezone(dt.timedelta(hours=7))
    return dt.datetime.combine(dt.date.fromisoformat(date), dt.time(), zone)
