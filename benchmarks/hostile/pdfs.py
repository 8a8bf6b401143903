"""PDFs that are broken, or made to break their reader; every chance comes from the generator."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from random import Random

from benchmarks.hostile.pictures import good_jpeg

Make = Callable[[Random], bytes]

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R%s >>"
_PAGES = b"<< /Type /Pages /Kids [%s] /Count %d >>"
#: Lines of print without accents: a page that can be drawn and read.
_PRINT = b"BT /F 14 Tf 60 %d Td (Cong van so %d-CV/VP ngay 12/3/2024 cua Van phong) Tj ET\n"


def stream(data: bytes, entries: bytes = b"", length: object = None) -> bytes:
    """Return a stream object; ``length`` is what it claims, where that is a lie."""
    told = str(len(data) if length is None else length).encode()
    return b"<< /Length " + told + b" " + entries + b" >>\nstream\n" + data + b"\nendstream"


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"", prev: bool = False) -> bytes:
    """Return a PDF of numbered objects, the first of which is the catalogue.

    Args:
        objects: what stands between ``obj`` and ``endobj``.
        trailer: more entries of the trailer.
        prev: whether the table of objects names itself as the one before it.
    """
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start, size = len(body), len(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer += b" /Prev %d" % start if prev else b""
    body += b"trailer\n<< /Size %d /Root 1 0 R%s >>\n" % (size, trailer)
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)


def one_page(
    content: bytes | None = None,
    *,
    box: bytes = b"0 0 595 842",
    resources: bytes = b"",
    page: bytes = b"",
    catalog: bytes = b"",
    more: Sequence[bytes] = (),
    trailer: bytes = b"",
    prev: bool = False,
) -> bytes:
    """Return a PDF of one page: objects 1 to 5, after which ``more`` follow."""
    entries = b"/Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [" + box + b"] " + page
    objects = [
        _CATALOG % catalog,
        _PAGES % (b"3 0 R", 1),
        b"<< " + entries + b" /Resources << /Font << /F 5 0 R >> " + resources + b" >> >>",
        content if content is not None else stream(_print(Random(0))),
        _FONT,
        *more,
    ]
    return pdf(objects, trailer=trailer, prev=prev)


def _print(rng: Random, rows: int = 12) -> bytes:
    return b"".join(_PRINT % (760 - 24 * row, rng.randrange(1, 900)) for row in range(rows))


def scanned(rng: Random) -> bytes:
    """Return a whole PDF that holds a scan."""
    data, (width, height) = good_jpeg(rng)
    size = b"/Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8" % (width, height)
    image = stream(data, b"/Type /XObject /Subtype /Image /Filter /DCTDecode " + size)
    return one_page(
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"), resources=b"/XObject << /I 6 0 R >>", more=[image]
    )


def truncated(rng: Random) -> bytes:
    """Return a scan that was cut off while it was copied."""
    data = scanned(rng)
    return data[: rng.randrange(200, len(data) // 2)]


def holed(rng: Random) -> bytes:
    """Return a scan with zeros in the middle, as a broken disk gives them: some are still read."""
    data = bytearray(scanned(rng))
    start = rng.randrange(9, len(data) // 2)
    data[start : start + len(data) // 2] = bytes(len(data) // 2)
    return bytes(data)


def flipped(rng: Random) -> bytes:
    """Return a scan in which many bytes are others."""
    data = bytearray(scanned(rng))
    for _ in range(len(data) // 50):
        data[rng.randrange(9, len(data))] = rng.randrange(256)
    return bytes(data)


def header_only(rng: Random) -> bytes:
    """Return a header, and noise behind it."""
    return b"%PDF-1.7\n" + rng.randbytes(rng.randrange(20_000))


def locked(rng: Random) -> bytes:
    """Return a PDF whose password nobody knows."""
    keys = (rng.randbytes(32).hex().encode(), rng.randbytes(32).hex().encode())
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % keys
    identity = b" /Encrypt 6 0 R /ID [<%s> <%s>]" % ((b"00" * 16,) * 2)
    return one_page(more=[lock], trailer=identity)


def zero_pages(rng: Random) -> bytes:
    """Return a PDF without a page."""
    return pdf([_CATALOG % b"", _PAGES % (b"", 0), b"%% %d" % rng.randrange(1 << 30)])


def many_pages(rng: Random) -> bytes:
    """Return a PDF of 10,000 pages of text, which needs no recognising."""
    count, number = 10_000, rng.randrange(900)
    text = f"Căn cứ Quyết định số {number} của Tỉnh ủy về tổ chức cán bộ và quy chế làm việc; "
    text += "xét đề nghị của Ban Tổ chức"
    letters = sorted(set(text))
    rows = "".join(f"<{code:02x}> <{ord(c):04x}>\n" for code, c in enumerate(letters, 33))
    table = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /V def "
    table += "1 begincodespacerange <00> <ff> endcodespacerange\n"
    table += f"{len(letters)} beginbfchar\n{rows}endbfchar endcmap end end"
    codes = "".join(f"{33 + letters.index(c):02x}" for c in text).encode()
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 6 + count))
    page = b"<< /Type /Page /Parent 2 0 R /Contents 3 0 R /MediaBox [0 0 595 842] "
    page += b"/Resources << /Font << /F 4 0 R >> >> >>"
    shown = stream(b"BT /F 12 Tf 60 700 Td <%s> Tj ET" % codes)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /ToUnicode 5 0 R >>"
    objects = [_CATALOG % b"", _PAGES % (kids, count), shown, font, stream(table.encode())]
    return pdf([*objects, *[page] * count])


def page_loop(rng: Random) -> bytes:
    """Return a PDF whose page tree goes round in a circle."""
    count = rng.choice([1, 7, 1 << 31, -3])
    first = b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count %d /Parent 3 0 R >>" % count
    second = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count %d /Parent 2 0 R >>" % count
    return pdf([_CATALOG % b"", first, second])


def table_loop(rng: Random) -> bytes:
    """Return a PDF whose table of objects names itself as the one before it, on a whole page."""
    return one_page(stream(_print(rng)), prev=True)


def outline_loop(rng: Random) -> bytes:
    """Return a whole page under bookmarks that are each other's next and child."""
    first = b"<< /Title (a) /Parent 6 0 R /Next 8 0 R /Prev 8 0 R /First 6 0 R /Last 8 0 R >>"
    second = b"<< /Title (b) /Parent 6 0 R /Next 7 0 R /Prev 7 0 R /First 7 0 R /Last 7 0 R >>"
    root = b"<< /Type /Outlines /First 7 0 R /Last 8 0 R /Count %d >>" % rng.randrange(1 << 31)
    return one_page(stream(_print(rng)), catalog=b" /Outlines 6 0 R", more=[root, first, second])


def form_loop(rng: Random) -> bytes:
    """Return a page whose form contains itself, and the other one."""
    names = b"/XObject << /A 6 0 R /B 7 0 R >>"
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %s >>" % names
    forms = [stream(b"/A Do /B Do", head), stream(b"/B Do /A Do " * rng.randrange(1, 9), head)]
    return one_page(stream(b"/A Do"), resources=names, more=forms)


def form_laughs(rng: Random) -> bytes:
    """Return a page of forms each of which shows the next ten times: 10¹² strokes in all."""
    depth, forms = 12, []
    for number in range(depth):
        inner = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        inner += b"/Resources << /XObject << /A %d 0 R >> >>" % (7 + number)
        forms.append(stream(b"/A Do " * 10, inner))
    last = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    forms.append(stream(b"0 0 m %d %d l S" % (rng.randrange(595), rng.randrange(842)), last))
    return one_page(stream(b"/A Do"), resources=b"/XObject << /A 6 0 R >>", more=forms)


def pattern_loop(rng: Random) -> bytes:
    """Return a page filled with a pattern of itself, masked by a group that masks itself."""
    pattern = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] "
    pattern += b"/XStep 0.00%d /YStep 0.001 " % rng.randrange(1, 9)
    pattern += b"/Resources << /Pattern << /P 6 0 R >> >>"
    tile = stream(b"/Pattern cs /P scn 0 0 1 1 re f", pattern)
    mask = b"<< /Type /ExtGState /SMask << /Type /Mask /S /Luminosity /G 8 0 R >> >>"
    group = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency >> "
    group += b"/Resources << /ExtGState << /G 7 0 R >> >>"
    return one_page(
        stream(b"/G gs /Pattern cs /P scn 0 0 595 842 re f"),
        resources=b"/Pattern << /P 6 0 R >> /ExtGState << /G 7 0 R >>",
        more=[tile, mask, stream(b"/G gs 0 0 9 9 re f", group)],
    )


def glyph_loop(rng: Random) -> bytes:
    """Return a page in a font whose letters are written in that font."""
    font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [.001 0 0 .001"
    font += b" 0 0] /CharProcs << /a 7 0 R >> /FirstChar 97 /LastChar 97 /Widths [1000] "
    font += b"/Encoding << /Differences [97 /a] >> /Resources << /Font << /G 6 0 R >> >> >>"
    letter = stream(b"1000 0 d0 BT /G %d Tf (aaaaaaaa) Tj ET" % rng.randrange(1, 99))
    page = stream(b"BT /G 12 Tf 60 700 Td (aaaaaaaa) Tj ET")
    return one_page(page, resources=b"/Font << /G 6 0 R >>", more=[font, letter])


def deep(rng: Random) -> bytes:
    """Return a page whose dictionaries, arrays and states lie 100,000 deep."""
    count = rng.randrange(60_000, 100_000)
    content = b"q " * count + b"[" * count + b"<<" * count
    return one_page(stream(content), page=b"/Piece " + b"[" * count + b"]" * count)


def page_bomb(rng: Random) -> bytes:
    """Return a page of which 1 GiB is to be unpacked, twice over."""
    packer = zlib.compressobj(9)
    block = b" " * (1 << 20)
    once = b"".join(packer.compress(block) for _ in range(1024)) + packer.flush()
    filters = b"/Filter [/FlateDecode /FlateDecode] /Seed %d" % rng.randrange(1 << 30)
    return one_page(stream(zlib.compress(once, 9), filters))


def _image(data: bytes, entries: bytes) -> bytes:
    image = stream(data, b"/Type /XObject /Subtype /Image " + entries)
    shown = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    return one_page(shown, resources=b"/XObject << /I 6 0 R >>", more=[image])


def pixel_bomb(rng: Random) -> bytes:
    """Return a page that is an image of 4 thousand million pixels."""
    side = rng.randrange(60_000, 70_000)
    size = b"/Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 " % (side, side)
    return _image(zlib.compress(bytes(1 << 20)), size + b"/Filter /FlateDecode")


def lying_image(rng: Random) -> bytes:
    """Return a page that is an image packed by a rare filter, whose sizes are lies."""
    kind = rng.choice([b"/JBIG2Decode", b"/JPXDecode", b"/CCITTFaxDecode", b"/RunLengthDecode"])
    sides = [0, -1, 1, 1700, 65_535, 1 << 31, 1 << 40]
    size = b"/Width %d /Height %d " % (rng.choice(sides), rng.choice(sides))
    told = b"/DecodeParms << /K %d /Columns %d /Rows %d /Predictor 15 /Colors 9999 >> " % (
        rng.choice([-1, 0, 4]), rng.choice(sides), rng.choice(sides),
    )  # fmt: skip
    data = _jpx(rng) if kind == b"/JPXDecode" else rng.randbytes(rng.randrange(5_000))
    return _image(
        data, size + told + b"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter " + kind
    )


def _jpx(rng: Random) -> bytes:
    """Return the head of a JPEG 2000 code stream for an image of 2³¹ pixels a side."""
    side = (0x7FFFFFFF).to_bytes(4)
    siz = b"\xff\x51\x00\x29\x00\x00" + side * 2 + bytes(8) + side * 2 + bytes(8)
    return b"\xff\x4f" + siz + b"\x00\x01\x07\x01\x01" + rng.randbytes(500)


def strange_box(rng: Random) -> bytes:
    """Return print on a sheet that has no size, or none that can be."""
    numbers = ["0", "nan", "NaN", "inf", "-inf", "1e308", "-32768", "1e-9", "99999999999999", "(a)"]
    box = " ".join(rng.choice(numbers) for _ in range(4)).encode()
    unit = b"/UserUnit %s /Rotate %d /CropBox [%s]" % (
        rng.choice([b"nan", b"1e30", b"-1", b"0"]), rng.choice([0, 45, -90, 1 << 33]), box,
    )  # fmt: skip
    return one_page(stream(_print(rng)), box=box, page=unit)


def strange_text(rng: Random) -> bytes:
    """Return a page whose letters stand at places and in sizes that are no numbers."""
    wild = [b"nan", b"1e38", b"-1e38", b"0", b"inf", b"99999999999999999999"]
    rows = [
        b"BT /F %s Tf %s 0 0 %s %s %s Tm (Quyet dinh so %d) Tj ET\n"
        % (*(rng.choice(wild) for _ in range(5)), row)
        for row in range(200)
    ]
    return one_page(stream(b"".join(rows)))


def endless_text(rng: Random) -> bytes:
    """Return a page with two million letters on top of each other."""
    row = b"(" + bytes(rng.choice(b"abcdefgh ") for _ in range(200)) + b") Tj "
    content = b"BT /F 10 Tf 60 700 Td " + row * 10_000 + b" ET"
    return one_page(stream(zlib.compress(content), b"/Filter /FlateDecode"))


def long_word(rng: Random) -> bytes:
    """Return a page that holds one word of 300,000 letters, which runs out of the sheet."""
    word = bytes(rng.choice(b"abcdefgh/-.0123") for _ in range(300_000))
    return one_page(stream(b"BT /F 1 Tf 60 700 Td (" + word + b") Tj ET"))


def many_notes(rng: Random) -> bytes:
    """Return print under 20,000 notes, which start programs and each other."""
    deed = rng.choice(
        [b"/JavaScript /JS (while\\(1\\){})", b"/Launch /F (/bin/sh)", b"/URI /URI (file:///etc)"]
    )
    note = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9e9 nan] /A << /S %s >> /Parent 6 0 R >>"
    notes = b"/Annots [" + b"6 0 R " * 20_000 + b"]"
    return one_page(
        stream(_print(rng)),
        page=notes,
        catalog=b" /OpenAction << /S %s >>" % deed,
        more=[note % deed],
    )


def scripted(rng: Random) -> bytes:
    """Return print whose metadata are scripts, control characters and formulas."""
    wild = [
        b"<script>alert\\(1\\)</script>", b"=HYPERLINK\\(\"//x\"\\)", b"\\033[2J\\033]0;x\\007",
        b"\\000\\001\\002'; DROP TABLE documents; --", b"\\376\\377\\000\\340 \\056\\040",
        b"../../../etc/passwd", b"%s%n%s", b"x" * 1_000_000,
    ]  # fmt: skip
    info = b"<< /Title (%s) /Author (%s) /CreationDate (D:99999999999999) /ModDate (%s) >>"
    told = info % (rng.choice(wild), rng.choice(wild), rng.choice(wild))
    return one_page(stream(_print(rng)), more=[told], trailer=b" /Info 6 0 R")


def mapped_bomb(rng: Random) -> bytes:
    """Return print whose font maps each code to thousands of letters."""
    rows = b"\n".join(b"<%02x> <%s>" % (code, b"0061" * 2_000) for code in range(33, 127))
    head = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> "
    head += b"endcodespacerange 1 beginbfrange <00> <ffffffff> <0000> endbfrange 94 beginbfchar\n"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /ToUnicode 7 0 R >>"
    shown = stream(_print(rng).replace(b"/F ", b"/M "))
    table = stream(head + rows + b"\nendbfchar endcmap end end")
    return one_page(shown, resources=b"/Font << /M 6 0 R >>", more=[font, table])


def lying_lengths(rng: Random) -> bytes:
    """Return print whose streams claim lengths that are too great, or themselves."""
    length = rng.choice(["4 0 R", "999999999999", "-5", "nan", "3 0 R"])
    return one_page(stream(_print(rng), length=length))


def packed_loop(rng: Random) -> bytes:
    """Return a PDF whose objects lie packed in a stream that is packed in itself."""
    packed = b"6 0 1 5 2 90 " + b"<< /Type /Catalog /Pages 2 0 R >> " * rng.randrange(1, 9)
    head = b"/Type /ObjStm /N 3 /First 13 /Extends 6 0 R"
    table = bytes.fromhex("0000000000 0200000600 0200000601 0200000600".replace(" ", ""))
    body = b"%PDF-1.7\n6 0 obj\n" + stream(packed, head) + b"\nendobj\n"
    entries = b"/Type /XRef /Size 4 /W [1 3 1] /Root 1 0 R /Prev %d" % len(body)
    return (
        body
        + b"7 0 obj\n"
        + stream(table, entries)
        + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(body))
    )
