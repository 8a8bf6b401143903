"""What is stamped on the head of a page: marks of urgency and secrecy, and print below stamps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.marks import INKS, stamp, stamped
from tests.helpers.sheets import STATE_LETTER, sheet
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.layout import Zone, documents
from vnadmin_nlp.model.record import Record, SourceFile
from vnadmin_nlp.ocr.cleanup.stamps import as_mark, find_framed, find_stamps
from vnadmin_nlp.pipeline import process


def read(mask, colour: str, folder: Path) -> Record:
    stamped(mask, INKS[colour]).save(folder / "page.png", dpi=(200, 200))
    return process(folder / "page.png").records[0]


@pytest.mark.parametrize(
    ("text", "field", "colour", "frame", "angle"),
    [
        ("HỎA TỐC", "urgency", "red", 0.14, -9),
        ("HỎA TỐC", "urgency", "red", 0.0, 5),
        ("HỎA TỐC", "urgency", "black", 0.14, 9),
        ("THƯỢNG KHẨN", "urgency", "red", 0.05, 7),
        ("KHẨN", "urgency", "black", 0.14, -12),
        ("KHẨN", "urgency", "red", 0.14, 12),
        ("TỐI MẬT", "secrecy", "red", 0.14, -6),
        ("MẬT", "secrecy", "black", 0.1, 6),
    ],
)
def test_a_mark_is_read_askew_and_in_its_frame(text, field, colour, frame, angle, tmp_path):
    record = read(stamp(text, frame=frame, angle=angle, bold=True), colour, tmp_path)
    assert getattr(record, field) == text
    evidence = record.evidence[field]
    assert evidence.box is not None
    assert 150 < evidence.box.x0 < evidence.box.x1 < 640
    assert 500 < evidence.box.y0 < evidence.box.y1 < 700
    assert record.addressees == ("Các sở, ban, ngành tỉnh",)


@pytest.mark.parametrize("text", ["NHẬN", "BẢN SAO", ""])
def test_other_stamps_are_no_marks(text, tmp_path):
    record = read(stamp(text, frame=0.14, angle=-5, bold=True), "red", tmp_path)
    assert (record.urgency, record.secrecy) == (None, None)
    assert record.number == "412/SNV-VTLT"


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        ([("HÓA Tấc", 0.5), ("HOAY 1", 0.3)], "HỎA TỐC"),
        ([("KHÁN", 0.9)], "KHẨN"),
        ([("MẬT", 0.9), ("TỐI MẬT", 0.8)], "MẬT"),
        ([("NHẬN", 0.9)], None),
        ([("HẬN", 0.9)], None),
        ([("", 0.0)], None),
    ],
)
def test_a_mark_is_known_though_a_letter_is_misread(texts, mark):
    found = as_mark(texts)
    assert (found[0] if found else None) == mark


def test_a_layer_without_stamps_has_none():
    white = np.full((2339, 1654), 255, np.uint8)
    assert list(find_stamps(white, 200)) == list(find_framed(white, 200)) == []
    seal = np.full((2339, 1654), 255, np.uint8)
    y, x = np.ogrid[:2339, :1654]
    seal[abs(np.hypot(x - 400, y - 500) - 150) < 4] = 0
    assert list(find_stamps(seal, 200)) == list(find_framed(seal, 200)) == []


def arrived(*rows: tuple[int, int, str]) -> Record:
    """Return the record of a letter with a stamp of arrival over its number and subject."""
    (document,) = documents([sheet([*STATE_LETTER, *rows])])
    assert all("412" not in line.text for line in document.of(Zone.STAMP))
    return extract_record(
        document, id="x", source=SourceFile(file="a.pdf", sha256="0" * 64, pages=1)
    )


@pytest.mark.parametrize("x", [430, 890], ids=["apart", "beside-print"])
def test_a_mark_on_a_line_of_its_own_is_taken_out_of_its_row(x):
    rows = [*STATE_LETTER, (x, 560 if x > 800 else 700, "HỎA TỐC")]
    (document,) = documents([sheet(rows)])
    source = SourceFile(file="a.pdf", sha256="0" * 64, pages=1)
    record = extract_record(document, id="x", source=source)
    assert record.urgency == "HỎA TỐC"
    assert record.subject == "nộp lưu hồ sơ, tài liệu vào lưu trữ lịch sử"


NAME = (300, 455, "UBND HUYỆN AN BÌNH")
ROWS = ((320, 585, "Số: 77"), (320, 645, "Ngày: 17/9/2024"), (320, 705, "Chuyển:"))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param((NAME, (430, 515, "ĐẾN"), *ROWS), id="whole"),
        pytest.param(((430, 515, "ĐẾN"), *ROWS[:2]), id="its-head-alone"),
        pytest.param((NAME, *ROWS), id="without-its-name"),
    ],
)
def test_print_below_a_stamp_of_arrival_is_kept(rows):
    record = arrived(*rows)
    assert record.number == "412/SNV-VTLT"
    assert record.date.isoformat() == "2024-09-05"
    assert record.subject == "nộp lưu hồ sơ, tài liệu vào lưu trữ lịch sử"
    assert record.issuing_body == "SỞ NỘI VỤ"
