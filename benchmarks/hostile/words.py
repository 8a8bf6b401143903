"""Word and text files that are broken, or made to break their reader."""

from __future__ import annotations

import io
import struct
import zipfile
from random import Random

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType=
"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="%s" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""


def package(document: str | bytes, *, target: str = "word/document.xml") -> bytes:
    """Return a DOCX file with that main part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", _TYPES)
        made.writestr("_rels/.rels", _RELATIONS % target)
        made.writestr("word/document.xml", document)
    return stream.getvalue()


def _document(body: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<w:document {_W}><w:body>{body}</w:body></w:document>'


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def truncated(rng: Random) -> bytes:
    """Return a Word file that was cut off while it was copied."""
    data = package(_document(_paragraph(rng.randbytes(4_000).hex())))
    return data[: rng.randrange(40, len(data) - 200)]


def flipped(rng: Random) -> bytes:
    """Return a Word file whose main part does not unpack."""
    data = bytearray(package(_document(_paragraph(rng.randbytes(4_000).hex()))))
    for _ in range(60):
        data[rng.randrange(800, len(data) - 300)] = rng.randrange(256)
    return bytes(data)


def zip_bomb(rng: Random) -> bytes:
    """Return a Word file of 1 MiB whose main part has 300 MiB."""
    return package(_document(_paragraph(" " * (300 << 20) + str(rng.random()))))


def lying_zip(rng: Random) -> bytes:
    """Return a Word file whose directory says that the bomb in it is small."""
    data = bytearray(package(_document(_paragraph("a" * (64 << 20) + str(rng.random())))))
    for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.rindex(sign)
        data[start + offset : start + offset + 4] = struct.pack("<I", 1000)
    return bytes(data)


def laughs(rng: Random) -> bytes:
    """Return a Word file whose text is an entity of ten entities of ten entities, and so on."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    body = _paragraph(f"&a11; {rng.random()}")
    return package(_document(body, f"<!DOCTYPE d [{entities}]>"))


def outer(rng: Random) -> bytes:
    """Return a Word file that wants to show another file of the machine."""
    head = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return package(_document(_paragraph(f"&x; {rng.random()}"), head))


def wide_cell(rng: Random) -> bytes:
    """Return a Word file with a cell that spans thousands of millions of columns."""
    span = f'<w:tcPr><w:gridSpan w:val="{rng.randrange(1 << 30, 1 << 31)}"/></w:tcPr>'
    row = f"<w:tr><w:tc>{span}{_paragraph('a')}</w:tc></w:tr>"
    return package(_document(f"<w:tbl><w:tblGrid/>{row}</w:tbl>"))


def deep(rng: Random) -> bytes:
    """Return a Word file of tables in tables, or elements in elements, too deep for any stack."""
    count = rng.randrange(200, 250) if rng.random() < 0.5 else 100_000
    opening = "<w:tbl><w:tblGrid/><w:tr><w:tc>"
    inner = opening * count + _paragraph("a") + "<w:p/></w:tc></w:tr></w:tbl>" * count
    return package(_document(inner))


def elsewhere(rng: Random) -> bytes:
    """Return a Word file whose main part is told to lie outside of it."""
    target = rng.choice(["../../../etc/passwd", "http://localhost/x", "word/none.xml", ""])
    return package(_document(_paragraph(str(rng.random()))), target=target)


def plain_zip(rng: Random) -> bytes:
    """Return a ZIP of something else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("sheet1.xml", str(rng.random()))
    return stream.getvalue()


def long_word_file(rng: Random) -> bytes:
    """Return a Word file with more letters than any code of law."""
    return package(_document(_paragraph("quyết định " * 500_000 + str(rng.random()))))


def binary(rng: Random) -> bytes:
    """Return noise."""
    return rng.randbytes(rng.randrange(100, 50_000)) + b"\0\1\2"


def late_binary(rng: Random) -> bytes:
    """Return text that turns into noise after the first pages."""
    return "Căn cứ Luật Lưu trữ; ".encode() * 1_000 + b"\xff\xfe\x00" + rng.randbytes(20_000)


def half_utf16(rng: Random) -> bytes:
    """Return UTF-16 that ends in the middle of a letter."""
    return b"\xff\xfe" + "Quyết định".encode("utf-16-le") * rng.randrange(1, 99) + b"\x3d\xd8\x00"


def endless_line(rng: Random) -> bytes:
    """Return text that is longer than the limit, in one line."""
    return b"so " * 2_000_000 + str(rng.random()).encode()


def empty_lines(rng: Random) -> bytes:
    """Return some millions of empty lines."""
    return b"\n" * (6_000_000 + rng.randrange(1_000))


def stacked_accents(rng: Random) -> bytes:
    """Return one letter under a hundred thousand accents that are out of order."""
    return ("a" + "\u0301\u0323" * (100_000 + rng.randrange(100))).encode()


def controls(rng: Random) -> bytes:
    """Return a letter with escape sequences, marks of direction and scripts in its fields."""
    wild = ["\x1b[2J\x1b]0;x\x07", "\u202e\u2066", "<script>alert(1)</script>", "=1+cmd|' /C x'!A0"]
    number = rng.randrange(1, 900)
    rows = [
        f"TỈNH ỦY {rng.choice(wild)}", f"Số {number}-CV/TU {rng.choice(wild)}",
        "Lạng Sơn, ngày 12 tháng 3 năm 2024", f"V/v {rng.choice(wild)}", "Kính gửi: Ban Tổ chức",
    ]  # fmt: skip
    return "\n".join(rows).replace("\x07", "").encode()


def _hostile(piece: str, letters: int, rng: Random) -> bytes:
    return (piece * (letters // len(piece)) + str(rng.random())).encode()


def many_numbers(rng: Random) -> bytes:
    """Return text that is nothing but document numbers, dates and what looks like them."""
    piece = rng.choice(["31-CT/TU ", "12/3/2024, ", "số 5/2020/NĐ-CP ngày 05/3/2020; ", "31/31/"])
    return _hostile(piece, 300_000, rng)


def stammer(rng: Random) -> bytes:
    """Return text that repeats what patterns look for, without an end."""
    piece = rng.choice(
        [
            "điều khoản điểm ",
            "ngày ngày tháng ",
            "của Ủy ban nhân dân ",
            "((((",
            "Điều 1.\n",
            "A.A.- ",
        ]
    )
    return _hostile(piece, 300_000, rng)


def many_letters(rng: Random) -> bytes:
    """Return text of thousands of letterheads: as many documents in one file."""
    head = "TỈNH ỦY LẠNG SƠN\nSố {}-CV/TU\nLạng Sơn, ngày 12 tháng 3 năm 2024\nKính gửi: A\n\n\f"
    return "".join(head.format(rng.randrange(1, 999)) for _ in range(2_000)).encode()
