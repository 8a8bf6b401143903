"""Paths: absolute in the archive and in data, from the current folder on in text for people."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.runtime.file_paths import absolute, shown
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.absolute_paths import make_absolute

TEXT = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, which is the current one, with three good files and two broken ones."""
    (folder := tmp_path / "office" / "in").mkdir(parents=True)
    (folder / "cv-1.txt").write_text(TEXT.replace("31-CT", "1-CT"), "utf-8")
    (folder / "cv-2.txt").write_text(TEXT.replace("31-CT", "2-CT"), "utf-8")
    (folder / "rỗng.pdf").touch()
    with zipfile.ZipFile(folder / "hộp.zip", "w") as box:
        box.writestr("2019/cv-3.txt", TEXT.replace("31-CT", "3-CT"))
        box.writestr("2019/hỏng.pdf", "%PDF-1.4 broken")
    monkeypatch.chdir(tmp_path / "office")
    monkeypatch.setenv("VNADMIN_ARCHIVE", str(tmp_path / "r.db"))
    return tmp_path / "office"


def elsewhere(office: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (other := office.parent / "elsewhere").mkdir(exist_ok=True)
    monkeypatch.chdir(other)
    return other


def counts(*arguments: object) -> dict[str, int]:
    told = json.loads(vnadmin("ingest", *arguments, "--json", "-j1").out)
    return {name: count for name, count in told.items() if count}


def test_what_was_read_in_one_folder_is_found_from_any_other(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert counts("in") == {"done": 3, "failed": 2, "documents": 3, "pages": 3}
    elsewhere(office, monkeypatch)
    ended = vnadmin("check", "--files")
    assert (ended.code, ended.out) == (0, "")
    retried = json.loads(vnadmin("failed", "--retry", "--json", "-j1").out.splitlines()[0])
    assert (retried["failed"], retried["skipped"]) == (2, 0)
    assert [Path(json.loads(line)["path"]) for line in failed_lines()] == [
        office / "in/rỗng.pdf",
        office / "in/hộp.zip/2019/hỏng.pdf",
    ]


def failed_lines() -> list[str]:
    return vnadmin("failed", "--json").out.splitlines()


@pytest.mark.parametrize("first", ["in", "./in", "../office/in", "{office}/in", "link/in"])
def test_another_spelling_of_the_same_path_is_unchanged(
    first: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office / "link").symlink_to(office)
    second = {"link/in": ["link/in", "./link/in"]}.get(
        first, ["in", "./in/", "in/../in", "../office/in", str(office / "in"), "in/*"]
    )
    assert counts(first.format(office=office), *second)["done"] == 3
    for spelling in second:
        told = vnadmin("ingest", spelling, "--dry-run")
        assert told.err == "3 done, 2 failed before\n", spelling
        assert counts(spelling) == {"skipped": 5}
    other = elsewhere(office, monkeypatch)
    (other / "list").write_text(
        "\n".join(f"../office/{spelling}" for spelling in ("in", "in/../in"))
    )
    if first != "link/in":
        assert counts("--files-from", "list") == {"skipped": 5}


def test_two_dots_behind_a_link_lead_where_the_system_goes(office: Path) -> None:
    (far := office.parent / "far" / "deep").mkdir(parents=True)
    (far.parent / "cv.txt").write_text("far")
    (office / "cv.txt").write_text("near")
    (office / "link").symlink_to(far)
    assert absolute(Path("link/../cv.txt")).read_text() == "far"
    assert absolute(Path("in/../cv.txt")) == office / "cv.txt"
    assert absolute(Path("link/x.txt")) == office / "link/x.txt"
    assert absolute(Path("none/../cv.pdf")) == office / "cv.pdf"


def test_data_has_whole_paths_and_text_those_from_here_on(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = office.parent / "log"
    told = vnadmin("ingest", "in", "-j1", "--json-log", log).err
    assert "\nin/hộp.zip/2019/hỏng.pdf: " in f"\n{told}"
    files = [
        line["file"] for line in map(json.loads, log.read_text().splitlines()) if "file" in line
    ]
    assert sorted(files) == sorted(
        str(office / "in" / name)
        for name in (
            "cv-1.txt", "cv-2.txt", "rỗng.pdf", "hộp.zip/2019/cv-3.txt", "hộp.zip/2019/hỏng.pdf",
        )
    )  # fmt: skip
    member = str(office / "in/hộp.zip/2019/cv-3.txt")
    record = json.loads(vnadmin("show", "3-CT/TU", "--json").out)
    assert record["source"]["file"] == member
    assert member in vnadmin("export", "records").out
    assert json.loads(vnadmin("explain", "3-CT/TU", "--json").out)["file"] == member
    assert member in vnadmin("report", "--json").out

    for here, seen in (
        (office, "in/"),
        (office / "in", ""),
        (office.parent / "far", f"{office}/in/"),
    ):
        here.mkdir(exist_ok=True)
        monkeypatch.chdir(here)
        monkeypatch.setenv("COLUMNS", "500")
        outs = {
            "show": vnadmin("show", "3-CT/TU").out,
            "explain": vnadmin("explain", "3-CT/TU").out,
            "report": vnadmin("report").out,
        }
        for command, out in outs.items():
            assert f" {seen}hộp.zip/2019/cv-3.txt" in f" {out}", command
        assert vnadmin("failed").out.startswith(f"{seen}rỗng.pdf: ")
        forced = vnadmin("ingest", office / "in", "--force", "--dry-run")
        assert f"again: {seen}cv-1.txt\n" in forced.out
        assert vnadmin("show", f"{seen}cv-1.txt").code == 0
        assert vnadmin("show", f"{seen}hộp.zip/2019/cv-3.txt").code == 0


def test_from_the_root_paths_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert shown("/srv/scans/cv.pdf") == "/srv/scans/cv.pdf"
    assert str(UnreadableInput("it is empty", file="/srv/cv.pdf")) == "/srv/cv.pdf: it is empty"


def as_earlier_versions_kept_them(archive: Path, office: Path) -> None:
    with Store(archive) as store, store.transaction() as db:
        for table, column in (("files", "path"), ("documents", "record")):
            db.execute(f"UPDATE {table} SET {column} = replace({column}, ?, '')", (f"{office}/",))


def test_archives_of_earlier_versions_are_read_and_made_absolute(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Path(os.environ["VNADMIN_ARCHIVE"])
    counts("in")
    before = vnadmin("export", "records").out
    as_earlier_versions_kept_them(archive, office)
    elsewhere(office, monkeypatch)
    assert '"file": "in/cv-1.txt"' in vnadmin("export", "records").out
    assert (vnadmin("check", "--files").code, vnadmin("show", "cv-1.txt").code) == (0, 0)
    assert counts(office / "in") == {"skipped": 5}
    assert vnadmin("export", "records").out == before
    assert [Path(json.loads(line)["path"]).parent for line in failed_lines()] == [
        office / "in",
        office / "in/hộp.zip/2019",
    ]
    with Store(archive) as store:
        assert make_absolute(store) == 0


def test_what_was_kept_under_both_spellings_becomes_one(office: Path) -> None:
    archive = Path(os.environ["VNADMIN_ARCHIVE"])
    counts("in", "in/none.pdf")
    as_earlier_versions_kept_them(archive, office)
    with Store(archive) as store:
        for row in store.files():
            if row.sha256 is None:
                store.save_failure(f"{office}/{row.path}", ValueError("empty"))
            else:
                store.save_duplicate(f"{office}/{row.path}", row.sha256)
        assert make_absolute(store) == 6
        assert all(row.path.startswith(f"{office}/in/") for row in store.files())
        assert len(store.files()) == 6
        assert len(store.failures()) == 3
