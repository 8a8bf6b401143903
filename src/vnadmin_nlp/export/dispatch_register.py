"""The archive as an office's register of documents, for a spreadsheet.

The columns are those of the registers of incoming and outgoing documents (sổ đăng ký văn bản đến,
văn bản đi; NĐ 30/2020/NĐ-CP, Phụ lục IV). What a scan doesn't tell, such as the day of arrival, is
left empty for the clerk. Deadline, file and page are columns of our own.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.errors import NotWritable
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.search_filters import Filters
from vnadmin_nlp.text.unicode import nfc, no_formula

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Letters that a cell of a spreadsheet holds.
_MOST_LETTERS = 32_000

Row = tuple[str, ...]
_Cell = Callable[[Mapping[str, Any]], str]


class Book(StrEnum):
    """Which of the two registers."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


def _date(record: Mapping[str, Any]) -> str:
    year, month, day = (record["date"] or "--").split("-")
    return f"{day}/{month}/{year}" if record["date"] else ""


def _author(record: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (record["issuing_body"], record["parent_body"])))


def _gist(record: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (record["doc_type"], record["subject"])))


def _signer(record: Mapping[str, Any]) -> str:
    signer = record["signer"]
    return ", ".join(filter(None, (signer["name"], signer["role"])))


def _deadline(record: Mapping[str, Any]) -> str:
    return "; ".join(item["date"] or item["text"] for item in record["deadlines"])


def _remarks(record: Mapping[str, Any]) -> str:
    marks = (record["urgency"], record["secrecy"])
    check = f"cần xem lại: {', '.join(record['review'])}" if record["review"] else ""
    return "; ".join(filter(None, (*marks, check)))


def _empty(record: Mapping[str, Any]) -> str:
    return ""


_COLUMNS: dict[Book, dict[str, _Cell]] = {
    Book.INCOMING: {
        "Ngày đến": _empty,
        "Số đến": _empty,
        "Tác giả": _author,
        "Số, ký hiệu": lambda record: record["number"] or record["sign"] or "",
        "Ngày tháng": _date,
        "Tên loại và trích yếu nội dung": _gist,
        "Đơn vị hoặc người nhận": lambda record: "; ".join(record["addressees"]),
        "Ngày chuyển": _empty,
        "Ký nhận": _empty,
        "Hạn giải quyết": _deadline,
        "Ghi chú": _remarks,
        "Tệp": lambda record: record["source"]["file"],
        "Trang": lambda record: str(record["first_page"]),
    },
    Book.OUTGOING: {
        "Số, ký hiệu văn bản": lambda record: record["number"] or record["sign"] or "",
        "Ngày tháng văn bản": _date,
        "Tên loại và trích yếu nội dung": _gist,
        "Người ký": _signer,
        "Nơi nhận văn bản": lambda record: "; ".join(
            [*record["addressees"], *record["recipients"]]
        ),
        "Đơn vị, người nhận bản lưu": _empty,
        "Số lượng bản": _empty,
        "Ngày chuyển": _empty,
        "Ký nhận": _empty,
        "Ghi chú": _remarks,
        "Tệp": lambda record: record["source"]["file"],
        "Trang": lambda record: str(record["first_page"]),
    },
}


def rows(store: Store, book: Book, filters: Filters) -> Iterator[Row]:
    """Yield the head and a row for each document, by date, those without one last.

    Args:
        store: the archive.
        book: which columns.
        filters: which documents.
    """
    columns = _COLUMNS[book]
    yield tuple(columns)
    with store.reading() as db:
        for record in _records(db, filters):
            yield tuple(nfc(cell(record))[:_MOST_LETTERS] for cell in columns.values())


def _records(db: Database, filters: Filters) -> Iterator[Mapping[str, Any]]:
    found = db.execute(
        "SELECT d.id FROM documents d WHERE true"
        f"{filters.sql} ORDER BY d.date IS NULL, d.date, d.number_key, d.id",
        filters.values,
    ).fetchall()
    # One after the other: all of them may be larger than the memory.
    for (document,) in found:
        for row in db.execute("SELECT record FROM documents WHERE id = ?", (document,)):
            yield json.loads(row["record"])


def to_csv(register: Iterator[Row]) -> Iterator[str]:
    """Yield a register as lines of CSV; no cell is a formula for a spreadsheet."""
    for row in register:
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(map(no_formula, row))
        yield line.getvalue()


def to_excel(register: Iterator[Row], path: Path) -> int:
    """Write a register as a workbook whose cells are all plain text.

    Args:
        register: the head and the rows.
        path: of the .xlsx file; one that is there is replaced.

    Returns:
        How many documents it holds.

    Raises:
        NotWritable: the file can't be made.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Sổ đăng ký")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    count = 0
    for count, row in enumerate(register):
        for column, cell in enumerate(row):
            sheet.write_string(count, column, cell, body if count else head)
        if not count:
            sheet.set_column(0, len(row) - 1, 16)
            gist = row.index("Tên loại và trích yếu nội dung")
            sheet.set_column(gist, gist, 60)
            sheet.freeze_panes(1, 0)
            sheet.set_landscape()
            sheet.repeat_rows(0, 0)
    try:
        book.close()
    except (FileCreateError, OSError) as error:
        raise NotWritable("the workbook can't be written", file=path) from error
    return count
