"""PDF files as scanners and word processors write them, the same bytes every time."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from samples.typesetter.fonts import font, width
from samples.typesetter.page import PAGE_HEIGHT, Run, Sheet, Style
from samples.typesetter.render import draw_ink

_EM = 160  # pixels per em of the glyph pictures: 820 dpi at 14 points
# The kind of slips that an early, untrained recogniser left in text layers.
_READ_AS = {
    "a": "ăằẵẳâầẫẩ", "á": "ắấ", "ạ": "ặậ", "d": "đ", "D": "Đ", "e": "êềễể", "é": "ế", "ẹ": "ệ",
    "o": "ôồỗổơờỡở", "ó": "ốớ", "ọ": "ộợ", "u": "ưừữử", "ú": "ứ", "ụ": "ự", "O": "ÔƠ", "U": "Ư",
    "rn": "m", "l": "/",
}  # fmt: skip
_SLIPS = str.maketrans({letter: slip for slip, group in _READ_AS.items() for letter in group})


class _Pdf:
    """The objects of a file, numbered from 1; object 1 is the catalogue, 2 the page tree."""

    def __init__(self) -> None:
        self.objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
        self.pages: list[int] = []

    def add(self, body: bytes) -> int:
        self.objects.append(body)
        return len(self.objects)

    def stream(self, data: bytes, entries: str = "", *, packed: bool = False) -> int:
        if not packed:
            data, entries = zlib.compress(data, 9), f"{entries} /Filter /FlateDecode"
        head = f"<< {entries} /Length {len(data)} >>\nstream\n".encode()
        return self.add(head + data + b"\nendstream")

    def page(self, size: tuple[float, float], content: bytes, resources: str) -> None:
        stream = self.stream(content)
        box = f"0 0 {size[0]:.2f} {size[1]:.2f}"
        body = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] "
            f"/Resources << {resources} >> /Contents {stream} 0 R >>"
        )
        self.pages.append(self.add(body.encode()))

    def save(self, path: Path) -> None:
        kids = " ".join(f"{number} 0 R" for number in self.pages)
        self.objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>".encode()
        out = io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        out.seek(0, io.SEEK_END)
        places = []
        for number, body in enumerate(self.objects, 1):
            places.append(out.tell())
            out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        start, count = out.tell(), len(self.objects) + 1
        out.write(f"xref\n0 {count}\n0000000000 65535 f \n".encode())
        out.writelines(f"{place:010} 00000 n \n".encode() for place in places)
        trailer = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        out.write(trailer.encode())
        path.write_bytes(out.getvalue())


def write_scans(
    path: Path, images: Sequence[Image.Image], dpi: int, quality: int, layer: Sequence[Sheet] = ()
) -> None:
    """Write page images: one-bit ones by CCITT G4, others by JPEG.

    Args:
        path: the file to write.
        images: one per page.
        dpi: of the images.
        quality: of the JPEG.
        layer: sheets whose text, with the slips of a poor recogniser, goes under the images.
    """
    pdf = _Pdf()
    fonts = _Fonts(pdf, _slipped)
    contents = [fonts.text(sheet) for sheet in layer] or [b""] * len(images)
    resources = fonts.resources()
    for image, text in zip(images, contents, strict=True):
        number = _add_image(pdf, image, quality)
        size = image.width * 72 / dpi, image.height * 72 / dpi
        show = f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm /I Do Q\n".encode()
        pdf.page(size, text + show, f"{resources} /XObject << /I {number} 0 R >>")
    pdf.save(path)


def write_born(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write sheets as text that never saw a scanner, seals and signatures as pictures over it.

    Args:
        path: the file to write.
        sheets: the pages.
    """
    pdf = _Pdf()
    fonts = _Fonts(pdf, str)
    contents = [fonts.text(sheet) for sheet in sheets]
    state = pdf.add(b"<< /Type /ExtGState /BM /Multiply >>")
    resources = f"{fonts.resources()} /ExtGState << /M {state} 0 R >>"
    for sheet, text in zip(sheets, contents, strict=True):
        rules = b"".join(
            f"{r.weight} w {r.x0:.2f} {PAGE_HEIGHT - r.y0:.2f} m "
            f"{r.x1:.2f} {PAGE_HEIGHT - r.y1:.2f} l S\n".encode()
            for r in sheet.rules
        )
        objects, show = "", b""
        if sheet.marks:
            ink, _ = draw_ink(sheet, dpi=150)
            box = ink.convert("L").point(lambda v: 255 * (v < 250)).getbbox() or (0, 0, 1, 1)
            objects = f" /XObject << /I {_add_image(pdf, ink.crop(box), 80)} 0 R >>"
            x0, y0, x1, y1 = (v * 72 / 150 for v in box)
            place = f"{x1 - x0:.2f} 0 0 {y1 - y0:.2f} {x0:.2f} {PAGE_HEIGHT - y1:.2f}"
            show = f"q /M gs {place} cm /I Do Q\n".encode()
        pdf.page((595.28, PAGE_HEIGHT), text + rules + show, resources + objects)
    pdf.save(path)


def _add_image(pdf: _Pdf, image: Image.Image, quality: int) -> int:
    entries = f"/Type /XObject /Subtype /Image /Width {image.width} /Height {image.height}"
    data = io.BytesIO()
    if image.mode == "1":
        image.save(data, "TIFF", compression="group4", tiffinfo={278: image.height})
        tags = Image.open(data).tag_v2  # type: ignore[attr-defined]
        start, length = tags[273][0], tags[279][0]
        entries += (
            f" /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms "
            f"<< /K -1 /BlackIs1 true /Columns {image.width} /Rows {image.height} >>"
        )
        return pdf.stream(data.getvalue()[start : start + length], entries, packed=True)
    image.save(data, "JPEG", quality=quality)
    space = "/DeviceGray" if image.mode == "L" else "/DeviceRGB"
    entries += f" /ColorSpace {space} /BitsPerComponent 8 /Filter /DCTDecode"
    return pdf.stream(data.getvalue(), entries, packed=True)


def _slipped(text: str) -> str:
    return text.translate(_SLIPS)


class _Fonts:
    """Type 3 fonts made of glyph pictures, so that no font file has to be carried along."""

    def __init__(self, pdf: _Pdf, reading: Callable[[str], str]) -> None:
        self.pdf, self.reading = pdf, reading
        self.used: dict[tuple[str, bool, bool], dict[str, int]] = {}

    def text(self, sheet: Sheet) -> bytes:
        """Return the content stream that shows all printed text of a sheet."""
        out = []
        for line in sheet.lines:
            runs = [run for run in line.runs if not run.piece.hand]
            for run, after in zip(runs, [*runs[1:], None], strict=True):
                glued = after is not None and after.x < run.x + run.width + 0.5
                out.append(self._show(run, sheet.family, "" if glued else " "))
        return b"".join(out)

    def _show(self, run: Run, family: str, end: str) -> bytes:
        style = run.piece.style
        key = (style.family or family, style.bold, style.italic)
        codes = self.used.setdefault(key, {})
        name = list(self.used).index(key)
        text = self.reading(run.piece.text) + end
        shown = "".join(f"{codes.setdefault(c, len(codes) + 1):02x}" for c in text)
        place = f"{run.x:.2f} {PAGE_HEIGHT - run.y:.2f}"
        return f"BT /F{name} {style.size:.2f} Tf {place} Td <{shown}> Tj ET\n".encode()

    def resources(self) -> str:
        """Add the fonts to the file and return the entry that names them."""
        numbers = [self._add(*key, codes) for key, codes in self.used.items()]
        return "/Font << " + " ".join(f"/F{k} {n} 0 R" for k, n in enumerate(numbers)) + " >>"

    def _add(self, family: str, bold: bool, italic: bool, codes: dict[str, int]) -> int:
        style = Style(1000, bold, italic, family)
        widths = [width(c, family, 1000, bold=bold, italic=italic) for c in codes]
        pictures = [
            self.pdf.stream(_glyph(c, style, w)) for c, w in zip(codes, widths, strict=True)
        ]
        names = " ".join(f"/g{code}" for code in codes.values())
        procedures = " ".join(
            f"/g{code} {n} 0 R" for code, n in zip(codes.values(), pictures, strict=True)
        )
        unicode = self.pdf.stream(_unicode_map(codes).encode())
        widths_text = " ".join(f"{w:.0f}" for w in widths)
        body = (
            f"<< /Type /Font /Subtype /Type3 /FontMatrix [0.001 0 0 0.001 0 0] "
            f"/FontBBox [-200 -300 1200 1200] /FirstChar 1 /LastChar {len(codes)} "
            f"/Widths [{widths_text}] /ToUnicode {unicode} 0 R /Resources << >> "
            f"/Encoding << /Type /Encoding /Differences [1 {names}] >> "
            f"/CharProcs << {procedures} >> >>"
        )
        return self.pdf.add(body.encode())


def _glyph(character: str, style: Style, advance: float) -> bytes:
    """Return the procedure that paints one glyph from a one-bit picture."""
    face = font(style.family or "tinos", _EM, bold=style.bold, italic=style.italic)
    x0, y0, x1, y1 = (round(v) for v in face.getbbox(character, anchor="ls"))
    w, h = x1 - x0, y1 - y0
    if w <= 0 or h <= 0:
        return f"{advance:.0f} 0 0 0 0 0 d1".encode()
    mask = Image.Image()._new(face.getmask(character, mode="L"))
    bits = np.asarray(mask) > 127
    h, w = bits.shape
    unit = 1000 / _EM
    box = f"{x0 * unit:.0f} {-(y0 + h) * unit:.0f} {(x0 + w) * unit:.0f} {-y0 * unit:.0f}"
    place = f"{w * unit:.1f} 0 0 {h * unit:.1f} {x0 * unit:.1f} {-(y0 + h) * unit:.1f}"
    data = np.packbits(bits, axis=1).tobytes().hex()
    return (
        f"{advance:.0f} 0 {box} d1 q {place} cm "
        f"BI /IM true /W {w} /H {h} /BPC 1 /D [1 0] /F /AHx ID {data}> EI Q"
    ).encode()


def _unicode_map(codes: dict[str, int]) -> str:
    pairs = [f"<{code:02x}> <{ord(c):04x}>" for c, code in codes.items()]
    blocks = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (pairs[k : k + 100] for k in range(0, len(pairs), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /V def /CMapType 2 def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{blocks}endcmap end end"
    )
