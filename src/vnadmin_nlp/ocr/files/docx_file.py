"""DOCX files: paragraphs and tables in reading order, the two columns of a letterhead apart."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from vnadmin_nlp.errors import UnreadableInput

#: A DOCX is a ZIP: beyond this, unpacked, it is a bomb.
MAX_UNPACKED = 200 * 1024 * 1024
#: A table of so many columns and rows at most is a layout (letterhead, tail), not data.
_LAYOUT_COLUMNS = 2
_LAYOUT_ROWS = 6
_DAMAGE = (
    AttributeError, KeyError, RuntimeError, SyntaxError, TypeError, ValueError, EOFError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
#: Columns that the merged cells of a file take up together. A cell of a thousand million columns
#: is as short as any, and costs as many cells.
_MOST_MERGED = 1_000_000
_SPANS = ("gridSpan", "gridBefore", "gridAfter")


def docx_lines(data: bytes) -> list[str]:
    """Return the lines of a DOCX file, empty ones where paragraphs are empty.

    Borderless tables of two columns hold letterheads and tails: they are read column by column.
    Other tables are read row by row.

    Raises:
        UnreadableInput: it is no DOCX, is damaged, or would unpack to more than `MAX_UNPACKED`.
    """
    _check_size(data)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
        _check_spans(document.element)
        return list(_lines(document))
    # what python-docx raises where a part is missing or is another one than its name says
    except (PackageNotFoundError, *_DAMAGE) as error:
        raise UnreadableInput(
            "not a Word document, or a damaged one", remedy="save it again as DOCX or PDF"
        ) from error


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(info.file_size for info in package.infolist())
            known = "word/document.xml" in package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableInput("the DOCX file is damaged", remedy="save it again") from error
    if not known:
        raise UnreadableInput("a ZIP file, but no Word document", remedy="unpack it first")
    if unpacked > MAX_UNPACKED:
        size = unpacked // (1024 * 1024)
        raise UnreadableInput(f"the DOCX file would unpack to {size} MiB", remedy="check it")


def _check_spans(root: Any) -> None:
    name = root.nsmap["w"]
    spans = root.iter(*(f"{{{name}}}{span}" for span in _SPANS))
    if (merged := sum(abs(int(span.get(f"{{{name}}}val", 0))) for span in spans)) > _MOST_MERGED:
        raise UnreadableInput(f"a table of the DOCX file has {merged:,} columns", remedy="check it")


def _lines(document: Any) -> Iterator[str]:
    from docx.table import Table

    bullets = _bullets(document)
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield from _table(item, bullets)
            yield ""
        else:
            yield from _paragraph(item, bullets)


def _table(table: Any, bullets: set[str]) -> Iterator[str]:
    rows = [_cells(row) for row in table.rows]
    if len(rows) <= _LAYOUT_ROWS and max(map(len, rows), default=0) <= _LAYOUT_COLUMNS:
        for column in range(max(map(len, rows), default=0)):
            for cells in rows:
                if column < len(cells):
                    for paragraph in cells[column].paragraphs:
                        yield from _paragraph(paragraph, bullets)
            yield ""
    else:
        for cells in rows:
            yield " ".join(" ".join(cell.text.split()) for cell in cells)


def _cells(row: Any) -> list[Any]:
    """Return the cells of a row; one that spans several columns stands once."""
    cells: list[Any] = []
    for cell in row.cells:
        if not cells or cell._tc is not cells[-1]._tc:
            cells.append(cell)
    return cells


def _paragraph(paragraph: Any, bullets: set[str]) -> Iterator[str]:
    lines = paragraph.text.split("\n")
    properties = paragraph._p.pPr
    numbering = properties.numPr if properties is not None else None
    number = numbering.numId if numbering is not None else None
    if number is not None and str(number.val) in bullets and lines[0].strip():
        lines[0] = f"- {lines[0]}"
    yield from lines


def _bullets(document: Any) -> set[str]:
    """Return the ids of the lists whose items are marked by a sign, which the text leaves out."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return set()
    name = root.nsmap["w"]
    signs = {
        item.get(f"{{{name}}}abstractNumId")
        for item in root.findall(f"{{{name}}}abstractNum")
        if any(f.get(f"{{{name}}}val") == "bullet" for f in item.iter(f"{{{name}}}numFmt"))
    }
    return {
        item.get(f"{{{name}}}numId")
        for item in root.findall(f"{{{name}}}num")
        if item.find(f"{{{name}}}abstractNumId").get(f"{{{name}}}val") in signs
    }
