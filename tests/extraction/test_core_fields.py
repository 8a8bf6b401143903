"""What is missing is named for review, where a paper of that kind bears it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import vnadmin_nlp
from tests.helpers.dispatches import DIRECTIVE, letter, save
from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.model.record import Deadline
from vnadmin_nlp.store import Store
from vnadmin_nlp.vocab import doc_types
from vnadmin_nlp.vocab.core_fields import core_fields
from vnadmin_nlp.vocab.loader import lists

LETTER = (DOCUMENTS / "vy-512-cv-hu.txt").read_text("utf-8")
DIRECTIVE_TEXT = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")


def review_of(text: str, folder: Path) -> set[str]:
    (folder / "paper.txt").write_text(text, "utf-8")
    return set(vnadmin_nlp.extract(folder / "paper.txt", review_below=0).review)


def test_a_paper_that_has_everything_has_nothing_named(tmp_path: Path) -> None:
    assert review_of(LETTER, tmp_path) == set()
    assert review_of(DIRECTIVE_TEXT, tmp_path) == set()  # a directive goes to nobody by name


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ("Kính gửi", "addressees"),
        ("ngày 20 tháng 8", "date"),
        ("Đỗ Văn Thử", "signer.name"),
        ("Số", "number"),
    ],
)
def test_what_a_letter_lacks_is_named(gone: str, named: str, tmp_path: Path) -> None:
    lines = LETTER.splitlines()
    first = next(line for line in lines if gone in line)
    assert named in review_of(LETTER.replace(first, "", 1), tmp_path)


def test_a_text_that_is_no_document_lacks_all(tmp_path: Path) -> None:
    assert review_of("Danh sách các hộ nghèo", tmp_path) >= {"number", "date", "issuing_body"}


@pytest.mark.parametrize(
    ("doc_type", "field", "is_borne"),
    [
        ("Công văn", "addressees", True),
        ("CÔNG VĂN", "addressees", True),
        ("Quyết định", "addressees", False),
        ("Quyết định", "subject", True),
        ("Giấy giới thiệu", "subject", False),
        ("Giấy giới thiệu", "number", True),
        ("Điều lệ Đảng", "number", False),
        ("Điều lệ Đảng", "date", True),
        (None, "doc_type", True),
        (None, "addressees", False),
    ],
)
def test_a_type_tells_what_its_papers_bear(
    doc_type: str | None, field: str, is_borne: bool
) -> None:
    assert (field in core_fields(doc_type)) == is_borne


def test_the_table_names_types_that_there_are() -> None:
    table = lists("core_fields.toml")
    named = {
        name for part in ("lacks", "bears") for names in table[part].values() for name in names
    }
    assert named <= set(doc_types.names())


def test_a_correction_takes_what_was_missing_off_the_list(tmp_path: Path) -> None:
    lines = [line for line in LETTER.splitlines() if "ngày 20 tháng 8" not in line]
    path, archive = tmp_path / "cv.txt", tmp_path / "a.db"
    path.write_text("\n".join(lines), "utf-8")
    assert vnadmin("ingest", path, "--archive", archive, "--review-below", "0").code == 0
    review = lambda: json.loads(  # noqa: E731
        vnadmin("show", "512-CV/HU", "--json", "--archive", archive).out
    )["review"]
    assert "date" in review()
    assert "to review: 1 of 1 documents" in vnadmin("report", "--archive", archive).out
    assert vnadmin("correct", "512", "date=20/8/2024", "--archive", archive).code == 0
    assert "date" not in review()
    assert vnadmin("reextract", "--archive", archive, "--review-below", "0", "-j1").code == 0
    assert "date" not in review()


@pytest.fixture
def undated(tmp_path: Path) -> Path:
    """Return an archive with a dated document, and three without a date."""
    path = tmp_path / "a.db"
    with Store(path) as store:
        names = ("a", "b")
        save(store, *(letter(name, date=None) for name in names), letter("dated"), text="kỷ luật")
        save(store, DIRECTIVE.model_copy(update={"date": None}))
    return path


@pytest.mark.parametrize(
    ("arguments", "left_out"),
    [
        (["search", "kỷ luật", "--from", "2024-01-01"], 3),
        (["search", "kỷ luật", "--to", "2025-01-01", "--json"], 3),
        (["search", "kỷ luật", "--since", "2024-01-01", "--type", "CV"], 2),
        (["search", "kỷ luật", "--until", "2025-01-01", "--type", "CT"], 1),
        (["search", "705-CV/BTGTU", "--from", "2024-01-01"], 2),
        (["search", "kỷ luật"], 0),
        (["search", "không có gì như vậy", "--from", "2024-01-01"], 0),
        (["export", "register", "--from", "2024-01-01"], 3),
        (["export", "register", "--to", "2025-01-01", "--type", "CV"], 2),
        (["export", "register"], 0),
    ],
)
def test_documents_without_a_date_are_counted_where_days_leave_them_out(
    arguments: list[str], left_out: int, undated: Path
) -> None:
    ended = vnadmin(*arguments, "--archive", undated)
    told = {0: "", 1: "1 document without", 2: "2 documents without", 3: "3 documents without"}
    line = f"{told[left_out]} a date left out by --from and --to"
    assert (line in ended.err) if left_out else ("without a date" not in ended.err)
    assert "without a date" not in ended.out


def test_deadlines_without_a_day_are_counted_too(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    due = (
        Deadline(text="hằng quý", kind="recurring"),
        Deadline(text="trước 30/11", date=dt.date(2024, 11, 30)),
    )
    with Store(archive) as store:
        save(store, letter("x", deadlines=due))
    ended = vnadmin("deadlines", "--from", "2024-01-01", "--json", "--archive", archive)
    assert [json.loads(line)["text"] for line in ended.out.splitlines()] == ["trước 30/11"]
    assert ended.err == "1 deadline without a date left out by --from and --to\n"
    assert vnadmin("deadlines", "--archive", archive).err == ""
