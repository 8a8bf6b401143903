"""The archive as an office's register, in CSV and as a workbook."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin

LETTER = """=HYPERLINK("http://x","TỈNH ỦY")
Số 07-CV/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Lạng Sơn, ngày 05 tháng 9 năm 2024
V/v rà soát
Kính gửi: Các huyện ủy
Đề nghị báo cáo trước ngày 30/9/2024.
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    scans = Path(shutil.copytree(DOCUMENTS, folder / "scans"))
    (scans / "+cmd.txt").write_text(LETTER, "utf-8")
    path = folder / "archive.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(scans)
        assert vnadmin("ingest", ".", "./+cmd.txt", "--archive", path, "-j1").code == 0
    return path


def register(archive: Path, *options: str) -> list[dict[str, str]]:
    ended = vnadmin("export", "register", "--archive", archive, *options)
    assert ended.code == 0, ended.err
    return list(csv.DictReader(io.StringIO(ended.out)))


def test_every_document_has_a_row_by_date(archive: Path) -> None:
    rows = register(archive)
    assert len(rows) == 5
    dates = [row["Ngày tháng"] for row in rows]
    assert dates == sorted(dates, key=lambda day: day.split("/")[::-1])
    (row,) = (row for row in rows if row["Số, ký hiệu"] == "512-CV/HU")
    assert row["Tác giả"] == "HUYỆN ỦY VĂN YÊN, TỈNH ỦY YÊN BÁI"
    assert row["Ngày tháng"] == "20/08/2024"
    assert row["Tên loại và trích yếu nội dung"] == "Công văn rà soát hồ sơ, tài liệu lưu trữ"
    assert row["Hạn giải quyết"] == "2024-09-30"
    assert (row["Ngày đến"], row["Số đến"]) == ("", "")


def test_outgoing_documents_have_their_signer(archive: Path) -> None:
    rows = register(archive, "--book", "outgoing", "--type", "CV", "--issuer", "van yen")
    assert [row["Người ký"] for row in rows] == ["Đỗ Văn Thử, CHÁNH VĂN PHÒNG"]


def test_no_cell_is_a_formula(archive: Path) -> None:
    cells = [cell for row in register(archive) for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_workbook_holds_the_same_as_text(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "sổ.xlsx"
    ended = vnadmin("export", "register", "--excel", path, "--archive", archive)
    assert (ended.code, ended.err) == (0, f"5 documents in {path}\n")
    with zipfile.ZipFile(path) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    names = {"s": sheet.nsmap[None]}
    assert not sheet.xpath("//s:f", namespaces=names)
    texts = sheet.xpath("//s:c//s:t/text()", namespaces=names)
    assert "512-CV/HU" in texts and "Tên loại và trích yếu nội dung" in texts


def test_a_workbook_that_cannot_be_written_is_told(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.xlsx"
    ended = vnadmin("export", "register", "--excel", path, "--archive", archive)
    assert (ended.code, str(path) in ended.err) == (5, True)
