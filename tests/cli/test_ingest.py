"""Taking files into an archive: what comes of good, bad, known and changed ones."""

from __future__ import annotations

import json
import os
import re
import shutil
import unicodedata
from pathlib import Path

import pytest

from tests.helpers.paper import page_image
from tests.helpers.rights import as_nobody
from tests.helpers.vnadmin_cli import DOCUMENTS, Ended, vnadmin

CARD = DOCUMENTS / "yb-31-ct-tu.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with copies of the four small documents."""
    return Path(shutil.copytree(DOCUMENTS, tmp_path / "văn bản đến"))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def ingest(archive: Path, *arguments: object) -> tuple[Ended, dict[str, int]]:
    """Ingest, and return also the counts that are not zero."""
    ended = vnadmin("ingest", *arguments, "--archive", archive, "--json", "-j1")
    counts = json.loads(ended.out) if ended.out else {}
    return ended, {name: count for name, count in counts.items() if count}


def test_a_folder_is_read_with_all_within_and_the_summary_ends_the_run(
    folder: Path, archive: Path
) -> None:
    (folder / "2024").mkdir()
    (folder / "yb-31-ct-tu.txt").rename(folder / "2024" / "chỉ thị 31.TXT")
    (folder / ".hidden.txt").write_text("ẩn", "utf-8")
    (folder / "bảng.xlsx").write_text("không đọc", "utf-8")
    ended, counts = ingest(archive, folder)
    assert ended.code == 0
    assert counts == {"done": 4, "documents": 4, "pages": 4}
    assert ended.err == (
        "4 done, 0 partial, 0 failed, 0 duplicate, 0 skipped (4 documents, 4 pages)\n"
    )


def test_nothing_is_done_twice(folder: Path, archive: Path) -> None:
    ingest(archive, folder)
    ended, counts = ingest(archive, folder)
    assert (ended.code, counts) == (0, {"skipped": 4})


def test_a_changed_file_is_read_anew(folder: Path, archive: Path) -> None:
    ingest(archive, folder)
    path = folder / "yb-31-ct-tu.txt"
    path.write_text(path.read_text("utf-8").replace("12 tháng 3", "13 tháng 3"), "utf-8")
    _, counts = ingest(archive, folder)
    assert counts == {"done": 1, "skipped": 3, "documents": 1, "pages": 1}


def test_the_same_bytes_are_a_duplicate_in_one_run_and_later(folder: Path, archive: Path) -> None:
    shutil.copy(folder / CARD.name, folder / "bản sao.txt")
    assert ingest(archive, folder)[1]["duplicate"] == 1
    shutil.copy(folder / CARD.name, folder / "zz.txt")
    ended, counts = ingest(archive, folder / "zz.txt")
    assert (ended.code, counts) == (0, {"duplicate": 1})


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("công văn số 5 (bản 2).txt", id="spaces"),
        pytest.param(unicodedata.normalize("NFD", "Chỉ thị số 31.txt"), id="NFD"),
        pytest.param("-v.txt", id="like an option"),
        pytest.param("a\nb.txt", id="line break"),
        pytest.param(os.fsdecode(b"c\xf4ng v\xe3n.txt"), id="no UTF-8"),
    ],
)
def test_any_file_name_will_do(name: str, tmp_path: Path, archive: Path) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir()
    shutil.copy(CARD, path)
    ended, counts = ingest(archive, path.parent)
    assert (ended.code, counts["done"]) == (0, 1)
    assert vnadmin("show", "31-CT/TU", "--archive", archive).code == 0


BAD = {
    "rỗng.pdf": b"",
    "giả.pdf": b"%PDF-1.4\nkh\xc3\xb4ng ph\xe1\xba\xa3i PDF",
    "nhị phân.png": bytes(range(256)) * 9,
}


def test_bad_files_cost_no_good_one_and_are_kept_with_their_cause(
    folder: Path, archive: Path
) -> None:
    for name, data in BAD.items():
        (folder / name).write_bytes(data)
    ended, counts = ingest(archive, folder, folder / "không có.pdf")
    assert ended.code == 1
    assert counts == {"done": 4, "failed": 4, "documents": 4, "pages": 4}
    lines = ended.err.splitlines()
    for name in [*BAD, "không có.pdf"]:
        assert [line for line in lines if name in line and ": " in line]
    assert len(lines) == 5
    listed = vnadmin("failed", "--archive", archive, "--json")
    rows = [json.loads(line) for line in listed.out.splitlines()]
    assert {Path(row["path"]).name for row in rows} == {*BAD, "không có.pdf"}
    assert all(row["exit_code"] == 4 and row["message"] for row in rows)


def test_known_failures_are_not_tried_again_but_told(folder: Path, archive: Path) -> None:
    (folder / "rỗng.pdf").write_bytes(b"")
    ingest(archive, folder)
    ended, counts = ingest(archive, folder)
    assert (ended.code, counts) == (1, {"skipped": 5})
    assert "vnadmin failed --retry" in ended.err


def test_failed_files_are_tried_again_on_demand(folder: Path, archive: Path) -> None:
    path = folder / "về sau.txt"
    assert ingest(archive, path)[0].code == 4
    shutil.copy(CARD, path)
    ended = vnadmin("failed", "--retry", "--archive", archive)
    assert ended.code == 0, ended.err
    assert "1 done" in ended.err
    assert vnadmin("failed", "--archive", archive).out == ""


@pytest.mark.parametrize("name", [*BAD, "không có.pdf"])
def test_a_single_unreadable_file_is_exit_code_4_and_one_line(
    name: str, tmp_path: Path, archive: Path
) -> None:
    path = tmp_path / name
    if name in BAD:
        path.write_bytes(BAD[name])
    for command in (["ingest", "-q", "--archive", archive], ["extract", "--json"]):
        ended = vnadmin(*command, path)
        assert (ended.code, ended.out) == (4, "")
        assert ended.err.count("\n") == 1
        assert ended.err.startswith(f"{path}: ")


def test_a_folder_without_any_document_is_nothing_found(tmp_path: Path, archive: Path) -> None:
    (tmp_path / "in").mkdir()
    ended, _ = ingest(archive, tmp_path / "in")
    assert ended.code == 6


def test_missing_language_data_ends_the_run_and_blames_no_file(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image

    for number in range(3):
        Image.new("L", (400, 300 + number), 255).save(tmp_path / f"{number}.png", dpi=(300, 300))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    ended, _ = ingest(archive, tmp_path, "--engine", "tesserocr")
    assert ended.code == 3
    assert "tesseract-ocr-vie" in ended.err
    assert vnadmin("failed", "--archive", archive).out == ""


def test_nothing_is_left_in_the_temporary_folder(
    tmp_path: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.png"
    page_image().save(page, dpi=(200, 200))
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    assert ingest(archive, page)[0].code == 0
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert vnadmin("extract", page, "--engine", "tesserocr").code == 3
    assert list(temporary.iterdir()) == []


def test_what_is_blank_is_told_and_kept_as_failed(tmp_path: Path, archive: Path) -> None:
    from PIL import Image

    (folder := tmp_path / "in").mkdir()
    Image.new("L", (1240, 1754), 255).save(folder / "blank.png")
    (folder / "blank.txt").write_text("\n \n", "utf-8")
    ended, counts = ingest(archive, folder, "-q")
    assert (ended.code, counts) == (4, {"failed": 2})
    lines = ended.err.splitlines()
    assert len(lines) == 2
    assert all(", page 1: no word could be read" in line and "; " in line for line in lines)
    assert vnadmin("failed", "--archive", archive).out.count("\n") == 2


@pytest.mark.parametrize("spread", [20, 60, 120])
def test_a_page_of_noise_is_told_in_one_line(spread: int, tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    path = tmp_path / "nhiễu.png"
    noise = np.random.default_rng(spread).normal(200, spread, (2339, 1654)).clip(0, 255)
    Image.fromarray(noise.astype(np.uint8)).save(path, dpi=(200, 200))
    ended = vnadmin("extract", path, "--json")
    assert ended.code in (1, 4)  # as a stray word is read in it or not
    assert re.fullmatch(rf"{path}(, page 1)?: no.+; look at it, .+\n", ended.err)


def test_what_says_nothing_of_a_document_is_partial_and_can_be_searched(
    tmp_path: Path, archive: Path
) -> None:
    path = tmp_path / "thơ.txt"
    path.write_text("xế xe\n", "utf-8")
    for command in (["ingest", path], ["reextract"]):
        ended = vnadmin(*command, "--archive", archive)
        assert ended.code == 1
        assert ended.err.startswith(f"{path}: nothing of an administrative document was found; ")
        assert ended.err.count("nothing of") == 1
    assert vnadmin("search", "xe", "--archive", archive).code == 0


def test_what_may_not_be_read_is_told_and_costs_nothing_else(
    folder: Path, archive: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, folder / "đóng")
    ingest(archive, folder)  # imports all, which nobody may be unable to
    for part in [tmp_path, *tmp_path.parents][: len(tmp_path.parts) - 2]:
        part.chmod(0o755)
    tmp_path.chmod(0o777)
    closed = (folder / CARD.name, folder / "đóng")
    for path in closed:
        path.chmod(0)

    def run() -> list[str]:
        ended = vnadmin("ingest", folder, *closed, "--archive", tmp_path / "new.db", "-qj1")
        listed = vnadmin("failed", "--archive", tmp_path / "new.db").out
        return [str(ended.code), ended.err, listed]

    for path in folder.glob("*.txt"):
        if path not in closed:
            path.unlink()
    code, told, listed = as_nobody(run)
    for path in closed:
        path.chmod(0o755)
    assert code == "4"
    assert all(f"{path}: permission denied; " in told for path in closed)
    assert listed.startswith(f"{closed[0]}: ")
    assert listed.count("\n") == 1  # the folder's own files are found when it is open


def test_the_graph_does_not_depend_on_order_or_processes(folder: Path, tmp_path: Path) -> None:
    graphs = []
    for name, runs in {
        "together": [[folder]],
        "one by one": [[path] for path in sorted(folder.iterdir())],
        "backwards": [[path] for path in sorted(folder.iterdir(), reverse=True)],
        "parallel": [[folder, "-j2"]],
    }.items():
        archive = tmp_path / f"{name}.db"
        for run in runs:
            assert vnadmin("ingest", *run, "--archive", archive).code == 0
        exported = json.loads(vnadmin("graph", "export", "--archive", archive).out)
        for node in exported["nodes"]:
            del node["documents"]  # the archive's own numbers of its rows
        graphs.append({key: sorted(map(str, rows)) for key, rows in exported.items()})
    assert all(graph == graphs[0] for graph in graphs)


def test_extracting_again_needs_no_recogniser_and_keeps_corrections(
    folder: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(archive, folder)
    before = vnadmin("show", "512-CV/HU", "--archive", archive, "--json").out
    vnadmin("correct", "88/KH-UBND", "date=06/4/2024", "--archive", archive)
    shutil.rmtree(folder)
    monkeypatch.setenv("TESSDATA_PREFIX", "/nonexistent")
    ended = vnadmin("reextract", "--archive", archive, "--json")
    assert (ended.code, json.loads(ended.out)["done"]) == (0, 4)
    assert vnadmin("show", "512-CV/HU", "--archive", archive, "--json").out == before
    corrected = json.loads(vnadmin("show", "88/KH-UBND", "--archive", archive, "--json").out)
    assert corrected["date"] == "2024-04-06"
    assert corrected["evidence"]["date"]["by"].startswith("person:")


def test_records_are_printed_in_the_order_of_the_files(folder: Path) -> None:
    files = sorted(folder.iterdir(), reverse=True)
    ended = vnadmin("extract", *files, "--json", "-j2")
    assert ended.code == 0
    records = [json.loads(line) for line in ended.out.splitlines()]
    assert [record["source"]["file"] for record in records] == [str(file) for file in files]


def test_a_file_with_a_bad_page_is_partial_and_says_which(tmp_path: Path, archive: Path) -> None:
    from PIL import Image

    path = tmp_path / "hai trang.tif"
    pages = [page_image().convert("1"), Image.new("1", (20_000, 20_000), 1)]
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="group4")
    ended, counts = ingest(archive, path)
    assert (ended.code, counts["partial"], counts["pages"]) == (1, 1, 1)
    assert f"{path}, page 2: " in ended.err
    for _ in range(2):
        shown = vnadmin("show", path.name, "--archive", archive)
        assert "problem  page 2" in shown.out
        assert "page 1 of 2" in shown.out
        assert vnadmin("reextract", "--archive", archive).code == 1  # still partial
