"""What the archive answers, as it is printed: compared with files in ``golden/``.

After a wanted change run it with ``VNADMIN_WRITE_GOLDEN=1``, and read the difference.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive of the four small documents, taken in under relative paths."""
    path = tmp_path_factory.mktemp("answers") / "archive.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(DOCUMENTS)
        assert vnadmin("ingest", ".", "--archive", path, "-j1").code == 0
    return path


@pytest.fixture(autouse=True)
def _same_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(DOCUMENTS)  # paths are shown from here on


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("cite", ["cite", "31 ct tu", "--issuer", "yen bai"]),
        ("cite-namesakes", ["cite", "31/CT-TU"]),
        ("cite-cited-only", ["cite", "30/2020/nd-cp"]),
        ("search", ["search", "ky luat hanh chinh"]),
        ("search-filtered", ["search", "lưu trữ", "--type", "KH", "--since", "01/4/2024"]),
        ("show", ["show", "512-CV/HU"]),
        ("show-evidence", ["show", "yb-88-kh-ubnd.txt", "--evidence"]),
        ("deadlines", ["deadlines"]),
        ("deadlines-csv", ["deadlines", "--from", "2024-07-01", "--to", "2024-10-31", "--csv"]),
    ],
)
def test_answers_look_as_they_should(name: str, arguments: list[str], archive: Path) -> None:
    ended = vnadmin(*arguments, "--archive", archive)
    assert ended.code == 0, ended.err
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("VNADMIN_WRITE_GOLDEN"):
        golden.write_text(ended.out, "utf-8")
    assert ended.out == golden.read_text("utf-8")


@pytest.mark.parametrize(
    "spelling", ["31-CT/TU", "31 ct tu", "31/CT-TU", "31-ct/tu", "31CT/TU", "chỉ thị 31-ct/tu"]
)
def test_a_number_is_found_however_it_is_written(spelling: str, archive: Path) -> None:
    ended = vnadmin("cite", spelling, "--issuer", "Yên Bái", "--archive", archive, "--json")
    answer = json.loads(ended.out)
    assert answer["card"]["node"]["number"] == "31-CT/TU"
    assert answer["card"]["node"]["date"] == "2024-03-12"
    assert {link["node"]["number"] for link in answer["card"]["cited_by"]} == {
        "512-CV/HU",
        "88/KH-UBND",
    }


def test_several_documents_of_one_number_are_told_apart(archive: Path) -> None:
    ended = vnadmin("cite", "31-CT/TU", "--archive", archive)
    assert (ended.code, ended.out.splitlines()[0]) == (0, "2 documents have this number")
    assert "--issuer" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["cite", "999-CT/TU"],
        ["cite", "31-CT/TU", "--issuer", "Cà Mau"],
        ["search", "zzzzz"],
        ["search", "lưu trữ", "--until", "2001-01-01"],
        ["show", "999-CT/TU"],
        ["deadlines", "--from", "2050-01-01"],
        ["correct", "999-CT/TU", "place=Huế"],
    ],
    ids=" ".join,
)
def test_nothing_found_is_exit_code_6_and_one_line(arguments: list[str], archive: Path) -> None:
    ended = vnadmin(*arguments, "--archive", archive)
    assert (ended.code, ended.out) == (6, "")
    assert ended.err.count("\n") == 1


def test_a_reference_to_several_documents_is_refused(archive: Path) -> None:
    ended = vnadmin("show", "31-CT/TU", "--archive", archive)
    assert (ended.code, ended.out) == (2, "")
    assert "bk-31-ct-tu.txt" in ended.err
    assert "yb-31-ct-tu.txt" in ended.err


def test_hits_are_marked(archive: Path) -> None:
    out = vnadmin("search", "ky luat", "--archive", archive).out
    assert "«kỷ luật»" in out
    (hit, *_) = map(
        json.loads, vnadmin("search", "ky luat", "--archive", archive, "--json").out.splitlines()
    )
    start, end = hit["marks"][0]
    assert hit["snippet"][start:end] == "kỷ luật"


def test_deadlines_as_csv_can_be_read_back(archive: Path) -> None:
    out = vnadmin("deadlines", "--csv", "--archive", archive).out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["date"] for row in rows] == ["2024-06-30", "2024-09-30", "2024-12-15"]
    as_json = vnadmin("deadlines", "--json", "--archive", archive).out.splitlines()
    assert [json.loads(line)["text"] for line in as_json] == [row["text"] for row in rows]


@pytest.mark.parametrize("form", ["json", "csv", "dot", "graphml"])
def test_the_graph_is_exported_in_every_format(form: str, archive: Path) -> None:
    ended = vnadmin("graph", "export", "--format", form, "--archive", archive)
    assert ended.code == 0
    assert "270-QĐ/TW" in ended.out


def test_a_correction_shows_and_is_told_as_a_persons(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    vnadmin("ingest", DOCUMENTS / "vy-512-cv-hu.txt", "--archive", archive)
    ended = vnadmin(
        "correct", "512-CV/HU", "number=513-CV/HU", "signer.name=Đỗ Văn Thạo",
        "addressees=Các chi bộ; Văn phòng", "--by", "văn thư", "--archive", archive,
    )  # fmt: skip
    assert ended.code == 0, ended.err
    record = json.loads(vnadmin("show", "513-CV/HU", "--archive", archive, "--json").out)
    assert record["signer"]["name"] == "Đỗ Văn Thạo"
    assert record["addressees"] == ["Các chi bộ", "Văn phòng"]
    assert record["evidence"]["number"]["by"] == "person:văn thư"
    assert ended.err.splitlines() == [
        "corrected id:1: 512-CV/HU · Công văn · 20/8/2024",
        "  rà soát hồ sơ, tài liệu lưu trữ",
        "  number: 512-CV/HU → 513-CV/HU",
        "  signer.name: Đỗ Văn Thử → Đỗ Văn Thạo",
        "  addressees: Các chi bộ, đảng bộ trực thuộc; Văn phòng Huyện ủy → Các chi bộ; Văn phòng",
    ]
    shown = vnadmin("show", "513-CV/HU", "--archive", archive).out
    assert "512-CV/HU → 513-CV/HU" in shown


def test_a_running_number_never_corrects_the_document_stored_under_that_id(
    tmp_path: Path,
) -> None:
    archive = tmp_path / "a.db"
    text = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")
    for file, number in (("first.txt", 2), ("second.txt", 1), ("third.txt", 2)):
        (tmp_path / file).write_text(text.replace("31-CT", f"{number}-CT") + file, "utf-8")
        assert vnadmin("ingest", tmp_path / file, "--archive", archive, "-j1").code == 0
    numbers = lambda: [  # noqa: E731
        json.loads(vnadmin("show", f"id:{n}", "--json", "--archive", archive).out)["number"]
        for n in (1, 2, 3)
    ]
    ended = vnadmin("correct", "1", "number=9-CT/TU", "--archive", archive)
    assert ended.err.startswith("corrected id:2: 1-CT/TU · Chỉ thị · ")
    assert numbers() == ["2-CT/TU", "9-CT/TU", "2-CT/TU"]
    for ref, code in (("2", 2), ("3", 6), ("id:4", 6)):
        for command in (["correct", ref, "number=8-CT/TU"], ["show", ref], ["explain", ref],
                        ["export", "pdf", ref, "--out", tmp_path / "pdf"]):  # fmt: skip
            ended = vnadmin(*command, "--archive", archive)
            assert (ended.code, ended.out) == (code, "")
            assert code == 6 or ("id:1 Chỉ thị 2-CT/TU" in ended.err and "id:3" in ended.err)
    assert numbers() == ["2-CT/TU", "9-CT/TU", "2-CT/TU"]


def test_an_id_that_one_command_prints_serves_in_every_other(archive: Path) -> None:
    listed = vnadmin("cite", "31-CT/TU", "--archive", archive).out
    ids = re.findall(r"id:\d+", listed)
    assert len(set(ids)) == len(listed.splitlines()) - 1
    for ref in ids:
        record = json.loads(vnadmin("show", ref, "--json", "--archive", archive).out)
        assert record["number"] == "31-CT/TU"
        for command in ("cite", "status", "impact"):
            ended = vnadmin(command, ref, "--archive", archive)
            assert ended.code == 0, ended.err
            assert ended.out.startswith(f"31-CT/TU · Chỉ thị · {record['issuing_body']}")


@pytest.mark.parametrize("value", ["nonsense=1", "date=soon", "system=none"])
def test_a_correction_that_makes_no_sense_is_refused(value: str, archive: Path) -> None:
    ended = vnadmin("correct", "512-CV/HU", "place=Huế", value, "--archive", archive)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "Huế" not in vnadmin("show", "512-CV/HU", "--archive", archive).out  # all or nothing


def test_documents_cannot_play_tricks_on_the_terminal(tmp_path: Path) -> None:
    path, archive = tmp_path / "x.txt", tmp_path / "a.db"
    text = (DOCUMENTS / "vy-512-cv-hu.txt").read_text("utf-8")
    path.write_text(text.replace("rà soát", "rà \x1b[2J\u202esoát"), "utf-8")
    assert vnadmin("ingest", path, "--archive", archive).code == 0
    for command in (["show", "512-CV/HU"], ["search", "hồ sơ"], ["cite", "31-CT/TU"]):
        out = vnadmin(*command, "--archive", archive).out
        assert out
        assert not {"\x1b", "\u202e"} & set(out)


def test_the_check_finds_records_that_contradict_themselves(tmp_path: Path) -> None:
    path, archive = tmp_path / "x.txt", tmp_path / "a.db"
    text = (DOCUMENTS / "vy-512-cv-hu.txt").read_text("utf-8")
    path.write_text(text.replace("năm 2024", "năm 2023", 1), "utf-8")
    assert vnadmin("ingest", path, "--archive", archive).code == 0
    ended = vnadmin("check", "--archive", archive)
    assert ended.code == 1
    assert "cites 31-CT/TU of 2024-03-12" in ended.out
    path.write_text("đã thay", "utf-8")
    assert "has changed since it was read" in vnadmin("check", "--files", "--archive", archive).out
