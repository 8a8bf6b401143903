"""A dispatch as a word processor keeps it: borderless tables for head and tail."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from samples.typesetter.page import Style
from samples.typesetter.prose import words_of
from samples.typesetter.source import Dispatch, Look

_STAMP = (2024, 1, 1, 0, 0, 0)


def write_docx(path: Path, dispatch: Dispatch, look: Look) -> None:
    """Write one dispatch as DOCX, the same bytes every time.

    Args:
        path: the file to write.
        dispatch: what it says.
        look: its text size.
    """
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(look.size)
    _head(document, dispatch)
    _title(document, dispatch)
    for line in filter(None, (raw.strip() for raw in dispatch.text.split("\n"))):
        centre, italic = line.startswith("= "), line.startswith("~ ")
        text = line[2:] if centre or italic else line
        style = Style(look.size, bold=centre, italic=italic)
        paragraph = document.add_paragraph()
        _write(paragraph, text, style, centre=centre)
        if not centre:
            paragraph.paragraph_format.first_line_indent = Mm(11)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _tail(document, dispatch)
    _save(document, path)


def _write(paragraph: Any, text: str, style: Style, *, centre: bool = False) -> None:
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(3)
    words = words_of(text, style)
    for k, word in enumerate(words):
        for n, piece in enumerate(word):
            end = " " if n == len(word) - 1 and k < len(words) - 1 else ""
            run = paragraph.add_run(piece.text + end)
            run.bold, run.italic = piece.style.bold, piece.style.italic
            run.font.size = Pt(piece.style.size)


def _cell(cell: Any, lines: list[tuple[str, Style]], *, centre: bool = True) -> None:
    for k, (text, style) in enumerate(lines):
        paragraph = cell.paragraphs[0] if k == 0 else cell.add_paragraph()
        _write(paragraph, text, style, centre=centre)


def _head(document: Any, dispatch: Dispatch) -> None:
    party = dispatch.system == "party"
    left = [(text, Style(13)) for text in dispatch.parent]
    left += [(text, Style(13, bold=True)) for text in dispatch.body]
    left += [("*" if party else "-------", Style(13)), (dispatch.number_line, Style(13))]
    if dispatch.doc_type == "Công văn":
        left += [(text, Style(12)) for text in dispatch.subject]
    right = [("ĐẢNG CỘNG SẢN VIỆT NAM", Style(15, bold=True))]
    if not party:
        right = [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Style(13, bold=True)),
            ("Độc lập - Tự do - Hạnh phúc", Style(14, bold=True)),
            ("-----------------------", Style(13)),
        ]
    right.append((dispatch.place_line, Style(14, italic=True)))
    table = document.add_table(rows=1, cols=2)
    _cell(table.cell(0, 0), left)
    _cell(table.cell(0, 1), right)


def _title(document: Any, dispatch: Dispatch) -> None:
    if dispatch.doc_type != "Công văn":
        for text in (dispatch.doc_type.upper(), *dispatch.subject):
            _write(document.add_paragraph(), text, Style(14, bold=True), centre=True)
    if len(dispatch.addressees) == 1:
        text = f"Kính gửi: {dispatch.addressees[0]}"
        _write(document.add_paragraph(), text, Style(14), centre=True)
    elif dispatch.addressees:
        items = [f"- {item};" for item in dispatch.addressees]
        for text in ("Kính gửi:", *items[:-1], items[-1][:-1] + "."):
            _write(document.add_paragraph(), text, Style(14))


def _tail(document: Any, dispatch: Dispatch) -> None:
    party = dispatch.system == "party"
    end = "," if party else ";"
    items = [f"- {item}{end}" for item in dispatch.recipients]
    left = [("Nơi nhận:" if party else "_**Nơi nhận:**_", Style(12))]
    left += [(text, Style(11)) for text in [*items[:-1], items[-1][:-1] + "."]]
    right = [(text, Style(14, bold=True)) for text in dispatch.authority]
    right += [(text, Style(14, bold=not party)) for text in dispatch.role.split("\n")]
    right += [("", Style(14))] * 4
    right.append((f"{dispatch.rank} {dispatch.name}".strip(), Style(14, bold=True)))
    table = document.add_table(rows=1, cols=2)
    _cell(table.cell(0, 0), left, centre=False)
    _cell(table.cell(0, 1), right)


def _save(document: Any, path: Path) -> None:
    """Save with fixed times: a ZIP archive otherwise tells when it was made."""
    document.core_properties.created = document.core_properties.modified = dt.datetime(*_STAMP)
    document.core_properties.author = ""
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _STAMP), old.read(name), zipfile.ZIP_DEFLATED, 9)
