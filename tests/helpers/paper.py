"""Files to be read: typeset pages as images, and PDFs of few objects, whole or broken."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from samples.typesetter.fonts import font

#: A dispatch of our own writing; enough text to tell which way is up.
LINES = (
    "ĐẢNG BỘ TỈNH LAM SƠN",
    "Số 27-KH/TU",
    "Căn cứ Quy định số 14-QĐ/TU ngày 02 tháng 6 năm 2023 của Tỉnh ủy về kiểm tra,",
    "giám sát, Ban Thường vụ Tỉnh ủy xây dựng kế hoạch thực hiện trong toàn Đảng bộ.",
    "Các cấp ủy, tổ chức đảng căn cứ tình hình thực tế để cụ thể hóa nội dung kế hoạch,",
    "phân công nhiệm vụ rõ ràng và báo cáo kết quả trước ngày 30 tháng 11 năm 2024.",
    "Giao Văn phòng Tỉnh ủy theo dõi, đôn đốc, tổng hợp và kịp thời báo cáo Thường trực.",
)
A4 = (8.27, 11.69)


def page_image(
    lines: tuple[str, ...] = LINES, *, dpi: int = 200, colour: tuple[int, int, int] = (0, 0, 0)
) -> Image.Image:
    """Return an A4 page printed with ``lines`` in 14 pt."""
    image = Image.new("RGB", (round(A4[0] * dpi), round(A4[1] * dpi)), "white")
    draw = ImageDraw.Draw(image)
    face = font("tinos", 14 * dpi / 72)
    for row, line in enumerate(lines):
        draw.text((0.9 * dpi, (1 + 0.32 * row) * dpi), line, fill=colour, font=face)
    return image


def save(image: Image.Image, path: Path, *, dpi: int = 200) -> Path:
    """Write ``image`` in the format that the name of ``path`` asks for."""
    image.save(path, **({"resolution": dpi} if path.suffix == ".pdf" else {"dpi": (dpi, dpi)}))
    return path


def text_pdf(
    path: Path,
    pages: list[tuple[str, ...]],
    *,
    mapped: bool = True,
    box: tuple[int, int] = (595, 842),
    encrypt: bool = False,
    invisible: bool = False,
    picture: Image.Image | None = None,
) -> Path:
    """Write a PDF with a text layer.

    Args:
        path: the file to write.
        pages: the lines of each page.
        mapped: whether the font tells which letters its codes stand for.
        box: width and height of the pages in points.
        encrypt: whether a password is wanted.
        invisible: whether the layer is there to be searched, not seen (3 Tr).
        picture: what each page shows under its text, as a scan does.
    """
    letters = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: index + 33 for index, letter in enumerate(letters)}
    rows = "\n".join(f"<{codes[c]:02x}> <{ord(c):04x}>" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /V def "
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )
    to_unicode = " /ToUnicode 4 0 R" if mapped else ""
    scan = "/XObject << /Scan 5 0 R >>" if picture else ""
    first = 6 if picture else 5
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman{to_unicode} >>",
        _stream(cmap),
        *([_image(picture)] if picture else []),
    ]
    for number, lines in enumerate(pages):
        shown = "".join(
            f"BT /F 12 Tf {3 if invisible else 0} Tr 60 {box[1] - 60 - 20 * row} Td "
            f"<{''.join(f'{codes[c]:02x}' for c in line)}> Tj ET\n"
            for row, line in enumerate(lines)
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box[0]} {box[1]}] "
            f"/Resources << /Font << /F 3 0 R >> {scan} >> "
            f"/Contents {first + 2 * number + 1} 0 R >>"
        )
        drawn = f"q {box[0]} 0 0 {box[1]} 0 0 cm /Scan Do Q\n" if picture else ""
        objects.append(_stream(drawn + shown))
    path.write_bytes(pdf_of(objects, encrypt=encrypt))
    return path


def _image(picture: Image.Image) -> str:
    """Return an image object: a JPEG, spelled in letters so that the file stays text."""
    with BytesIO() as stream:
        picture.convert("L").save(stream, "JPEG", quality=80)
        data = stream.getvalue().hex() + ">"
    return (
        f"<< /Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
        "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter [/ASCIIHexDecode /DCTDecode] "
        f"/Length {len(data)} >>\nstream\n{data}\nendstream"
    )


def _stream(text: str) -> str:
    return f"<< /Length {len(text)} >>\nstream\n{text}\nendstream"


def pdf_of(objects: list[str], *, encrypt: bool = False, info: int = 0) -> bytes:
    """Return a PDF of numbered objects; ``info`` is the one with its metadata, if there is one."""
    extra = f" /Info {info} 0 R" if info else ""
    if encrypt:
        # Keys that no empty password fits.
        objects = [
            *objects,
            f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{'a7' * 32}> /U <{'5c' * 32}> >>",
        ]
        extra += f" /Encrypt {len(objects)} 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R{extra} >>\nstartxref\n{len(body)}\n%%EOF\n"
    ).encode("latin-1")
