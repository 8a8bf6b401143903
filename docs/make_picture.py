"""Draw the picture of the README: a scan with the places of its values, beside the record.

python -m docs.make_picture [SCAN] [--out docs/scan-and-record.png]
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator
from pathlib import Path

from pdf2image import convert_from_path
from PIL import Image, ImageDraw, ImageFont

from samples.typesetter.fonts import font_path
from vnadmin_nlp import Record, extract_all, read

ROOT = Path(__file__).resolve().parents[1]
HEIGHT = 1180
PANEL = 800
COLOURS = ["#c0392b", "#2471a3", "#1e8449", "#b9770e", "#7d3c98", "#117a65", "#a04000", "#34495e"]


def main() -> None:
    """Draw the picture."""
    parser = argparse.ArgumentParser()
    parser.add_argument("scan", nargs="?", default=ROOT / "samples/scans/ls-1520-ubnd-nc.pdf")
    parser.add_argument("--out", default=ROOT / "docs/scan-and-record.png")
    args = parser.parse_args()
    record = extract_all(args.scan)[0]
    page = read(args.scan).pages[0]
    sheet = convert_from_path(args.scan, dpi=150, first_page=1, last_page=1)[0]
    scale = HEIGHT / page.height
    left = sheet.convert("RGB").resize(
        (round(page.width * scale), HEIGHT), Image.Resampling.LANCZOS
    )
    picture = Image.new("RGB", (left.width + PANEL, HEIGHT), "white")
    picture.paste(left, (0, 0))
    pen = ImageDraw.Draw(picture)
    y = 24
    for i, (name, value, box) in enumerate(rows(record)):
        colour = COLOURS[i % len(COLOURS)]
        if box:
            x0, y0, x1, y1 = (round(side * scale) for side in box)
            pen.rectangle((x0 - 3, y0 - 3, x1 + 3, y1 + 3), outline=colour, width=2)
        pen.text((left.width + 24, y), name, font=face(17, bold=True), fill=colour)
        for line in textwrap.wrap(value, 72) or [""]:
            pen.text((left.width + 190, y), line, font=face(18), fill="black")
            y += 24
        y += 7
    picture.crop((0, 0, picture.width, 1060)).quantize(96).save(args.out, optimize=True)


def face(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return a face with all Vietnamese letters."""
    return ImageFont.truetype(str(font_path("tinos", bold=bold)), size)


def rows(record: Record) -> Iterator[tuple[str, str, tuple[int, ...] | None]]:
    """Yield name, value and box of each row of the panel."""
    plain = record.to_json()
    names = (
        "doc_type",
        "parent_body",
        "issuing_body",
        "number",
        "sign",
        "place",
        "date",
        "subject",
    )
    for name in names:
        if plain[name]:
            yield name, str(plain[name]), _box(record, name)
    for name in ("addressees", "recipients"):
        for i, value in enumerate(plain[name]):
            yield name if i == 0 else "", value, _box(record, f"{name}[{i}]")
    for part, value in plain["signer"].items():
        if value:
            yield f"signer.{part}", str(value), _box(record, f"signer.{part}")
    for citation in record.citations:
        value = f"{citation.relation} {citation.type} {citation.number or citation.title}"
        yield "citations", f"{value}, {citation.date}, {citation.issuer}", citation.mentions[0].box
    for deadline in record.deadlines:
        due = deadline.date or deadline.rule
        yield "deadlines", f"{deadline.text} → {due}", deadline.box


def _box(record: Record, name: str) -> tuple[int, ...] | None:
    reason = record.evidence.get(name)
    return tuple(reason.box) if reason and reason.box and reason.page == 1 else None


if __name__ == "__main__":
    main()
