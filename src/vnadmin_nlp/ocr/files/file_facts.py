"""What a file tells of itself beside its pages: title, time, electronic signatures."""

from __future__ import annotations

import ctypes
import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from vnadmin_nlp.model.page import FileFacts, Signature
from vnadmin_nlp.text.unicode import nfc

#: More signatures, or longer ones, than any office puts into a file are not looked at.
_MOST_SIGNATURES, _LONGEST_SIGNATURE = 20, 1 << 20
_LONGEST_TITLE = 200
#: ``D:20221024151735+07'00'`` (ISO 32000-1, 7.9.4), its zone left out: the clock there counts.
_PDF_TIME = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_EXIF_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)")
#: Tags of TIFF and EXIF: ImageDescription, DateTime, the EXIF directory, DateTimeOriginal.
_DESCRIPTION, _CHANGED, _EXIF, _TAKEN = 0x010E, 0x0132, 0x8769, 0x9003

_Read = Callable[[Any, Any, int], int]


def pdf_facts(document: Any) -> FileFacts:
    """Return the facts of an opened PDF (``pypdfium2.PdfDocument``)."""
    told = document.get_metadata_dict()
    return FileFacts(
        _title(told.get("Title")),
        _time(_PDF_TIME, told.get("CreationDate", "")),
        tuple(_signatures(document)),
    )


def image_facts(path: Path) -> FileFacts:
    """Return the facts of a JPEG, PNG or TIFF file."""
    from PIL import Image

    with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        with Image.open(path) as image:
            told = image.getexif()
        taken = told.get_ifd(_EXIF).get(_TAKEN) or told.get(_CHANGED)
        return FileFacts(_title(told.get(_DESCRIPTION)), _time(_EXIF_TIME, str(taken)))
    return FileFacts()


def _title(told: object) -> str:
    text = nfc(str(told or ""))
    return "".join(c if c.isprintable() else " " for c in text)[:_LONGEST_TITLE].strip()


def _time(form: re.Pattern[str], text: str) -> dt.datetime | None:
    match = form.match(text)
    with suppress(ValueError):
        if match:
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
            return dt.datetime(year, month, day, hour, minute, second)
    return None


def _signatures(document: Any) -> Iterator[Signature]:
    import pypdfium2.raw as pdfium

    count = max(0, pdfium.FPDF_GetSignatureCount(document))
    for number in range(min(count, _MOST_SIGNATURES)):
        one = pdfium.FPDF_GetSignatureObject(document, number)
        if not one:
            continue
        time = _bytes(pdfium.FPDFSignatureObj_GetTime, one).decode("latin-1")
        holder, organisation = _names(_bytes(pdfium.FPDFSignatureObj_GetContents, one))
        yield Signature(holder, organisation, _time(_PDF_TIME, time))


def _bytes(read: _Read, one: Any) -> bytes:
    size = read(one, None, 0)
    if not 0 < size <= _LONGEST_SIGNATURE:
        return b""
    held = ctypes.create_string_buffer(size)
    read(one, held, size)
    return held.raw


def _names(contents: bytes) -> tuple[str, str]:
    """Return holder and organisation of the first certificate that signs nothing but documents."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs7

    try:
        certificates = pkcs7.load_der_pkcs7_certificates(_without_padding(contents))
        issuers = {one.issuer for one in certificates}
        holders = [one.subject for one in certificates if one.subject not in issuers]
        holder = next(iter(holders or [one.subject for one in certificates]))
    except (ValueError, StopIteration, x509.UnsupportedGeneralNameType):
        return "", ""
    oids = (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
    named = [holder.get_attributes_for_oid(oid) for oid in oids]
    common, organisation = (_title(found[0].value) if found else "" for found in named)
    return common, organisation


def _without_padding(contents: bytes) -> bytes:
    """Return the DER value at the beginning: the place kept for it in a PDF ends in zeros."""
    if len(contents) < 2 or contents[1] < 0x80:
        return contents[: 2 + contents[1]] if len(contents) > 1 else contents
    digits = contents[1] & 0x7F
    return contents[: 2 + digits + int.from_bytes(contents[2 : 2 + digits], "big")]
