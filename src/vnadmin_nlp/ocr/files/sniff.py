"""What a file is, judged by its first bytes and never by its name."""

from __future__ import annotations

from enum import StrEnum

#: How much of a file `sniff` wants to see; a PDF header may stand anywhere in the first KiB.
HEAD_BYTES = 4096


class FileKind(StrEnum):
    """The kinds of input that can be read."""

    PDF = "pdf"
    IMAGE = "image"
    DOCX = "docx"
    TEXT = "text"


_IMAGE_MAGIC = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
)
_TEXT_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")


def sniff(head: bytes) -> FileKind | None:
    """Return the kind of a file that begins with ``head``, or None where it is none of ours.

    >>> sniff(b"%PDF-1.7 ...")
    <FileKind.PDF: 'pdf'>
    >>> sniff("Số: 12/QĐ-UBND".encode())
    <FileKind.TEXT: 'text'>
    >>> sniff(bytes(range(32)))
    """
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith(_IMAGE_MAGIC):
        return FileKind.IMAGE
    if head.startswith(b"PK\x03\x04"):
        return FileKind.DOCX
    return FileKind.TEXT if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    if head.startswith(_TEXT_BOMS):
        return True
    if any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The head may end in the middle of a letter.
        return error.reason == "unexpected end of data" and error.start > len(head) - 4
    return True
