"""Boxes in a run: every member a file of its own, a second run free, no box worth the others."""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.ingest import read_containers
from vnadmin_nlp.ingest.plan import Again
from vnadmin_nlp.ingest.run import RunOptions, ingest
from vnadmin_nlp.store import Store

TEXT = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")


def document(number: int) -> str:
    return TEXT.replace("31-CT", f"{number}-CT")


def pack(box: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    # Two versions within one tick of the clock would look alike.
    os.utime(box, ns=(1, box.stat().st_size * 1_000_003))
    return box


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Store]:
    """Yield an archive in a file; the fixture ``store`` is one on a server as well."""
    with Store(tmp_path / "archive.db") as opened:
        yield opened


def take_in(store: Store, *paths: Path, again: Again = Again.NONE) -> dict[str, int]:
    summary = ingest(store, paths, options=RunOptions(again=again))
    return {result.value: count for result, count in summary.results.items() if count}


def rows(store: Store) -> dict[str, str]:
    with store.reading() as db:
        found = db.execute("SELECT path, state FROM manifest").fetchall()
    return {Path(row["path"]).name: row["state"] for row in found}


def tarred(box: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(box, "w:gz") as opened:
        for name, data in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            opened.addfile(header, io.BytesIO(data))
    return box


FILES = {"2019/cv-1.txt": document(1), "2019/cv-2.txt": document(2), "rỗng.pdf": ""}


def test_members_are_files_and_a_second_run_does_not_open_the_box(
    tmp_path: Path, shelf: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = pack(tmp_path / "hộp.zip", FILES)
    assert take_in(shelf, tmp_path) == {"done": 2, "failed": 1}
    assert rows(shelf) == {"cv-1.txt": "done", "cv-2.txt": "done", "rỗng.pdf": "failed"}
    assert [row.path for row in shelf.failures()] == [f"{box}/rỗng.pdf"]
    assert shelf.document("1-CT/TU").file == f"{box}/2019/cv-1.txt"
    monkeypatch.setattr(read_containers, "unpack", None)
    assert take_in(shelf, tmp_path) == {"skipped": 3}
    assert take_in(shelf, box / "2019") == {"skipped": 2}


@pytest.mark.parametrize("jobs", [1, 2])
def test_small_boxes_are_read_one_after_another(tmp_path: Path, shelf: Store, jobs: int) -> None:
    """The last members of one box are still being read when the next box is opened."""
    (folder := tmp_path / "hộp").mkdir()
    counted = iter(range(1, 100))
    for number in range(1, 4):
        texts = [document(next(counted)) for _ in range(number)]
        pack(folder / f"{number}.zip", {f"cv {n}.txt": text for n, text in enumerate(texts)})
        held = pack(tmp_path / "in.zip", {"1.txt": document(next(counted))}).read_bytes()
        members = {"1.txt": document(next(counted)).encode(), "in.zip": held}
        tarred(folder / f"{number}.tar.gz", members)
    (folder / "cut off.zip").write_bytes(b"PK")
    summary = ingest(shelf, [folder], options=RunOptions(jobs=jobs))
    total = next(counted) - 1
    assert summary.results["done"] == total == 12
    assert summary.results["failed"] == 1
    numbers = {shelf.document(f"{number}-CT/TU").file for number in range(1, total + 1)}
    assert len(numbers) == total
    assert take_in(shelf, folder) == {"skipped": total + 1}


def test_of_a_changed_box_only_what_is_new_is_read(tmp_path: Path, store: Store) -> None:
    take_in(store, box := pack(tmp_path / "b.zip", FILES))
    changed = {"2019/cv-1.txt": document(1), "2019/cv-2.txt": document(22), "cv-3.txt": document(3)}
    pack(box, changed)
    assert take_in(store, box) == {"done": 2, "skipped": 1}
    assert take_in(store, box) == {"skipped": 3}
    assert "rỗng.pdf" not in rows(store)


def test_a_name_longer_than_any_system_takes_is_a_name(tmp_path: Path, shelf: Store) -> None:
    box = pack(tmp_path / "b.zip", {("tờ" * 60 + ".zip/") * 60 + "trống.txt": ""})
    for again, wanted in (
        (Again.NONE, "failed"),
        (Again.NONE, "skipped"),
        (Again.FAILED, "failed"),
    ):
        assert take_in(shelf, box, again=again) == {wanted: 1}
    (failure,) = shelf.failures()
    assert len(failure.path.encode()) > 4096
    assert take_in(shelf, Path(failure.path), again=Again.FAILED) == {"failed": 1}


def test_members_are_named_one_by_one(tmp_path: Path, shelf: Store) -> None:
    box = pack(tmp_path / "b.zip", FILES)
    assert take_in(shelf, box / "2019/cv-1.txt") == {"done": 1}
    assert take_in(shelf, box / "2019/cv-1.txt") == {"skipped": 1}
    assert take_in(shelf, box / "nix.pdf", box / "*.pdf") == {"failed": 2}
    assert take_in(shelf, box) == {"done": 1, "skipped": 2}


def test_the_same_bytes_are_known_across_boxes_and_folders(tmp_path: Path, shelf: Store) -> None:
    (tmp_path / "cv-1.txt").write_text(FILES["2019/cv-1.txt"], "utf-8")
    pack(tmp_path / "a.zip", {"x.txt": document(1), "y.txt": document(2)})
    pack(tmp_path / "b.zip", {"z.txt": document(2)})
    assert take_in(shelf, tmp_path) == {"done": 2, "duplicate": 2}


def test_a_broken_box_is_told_until_it_is_whole(tmp_path: Path, store: Store) -> None:
    box = pack(tmp_path / "b.zip", {f"{n}.txt": document(n) for n in range(1, 4)})
    whole = box.read_bytes()
    box.write_bytes(whole[: len(whole) // 2])
    assert take_in(store, box) == {"done": 1, "failed": 2}
    assert {row.path for row in store.failures()} == {str(box), f"{box}/2.txt"}
    assert take_in(store, box) == {"skipped": 3}
    assert take_in(store, box, again=Again.FAILED) == {"failed": 2, "skipped": 1}
    box.write_bytes(whole)
    assert take_in(store, box) == {"done": 2, "skipped": 1}
    assert store.failures() == []


def test_commands_take_boxes_and_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    box, archive = pack(tmp_path / "b.zip", FILES), tmp_path / "archive.db"
    foreseen = vnadmin("ingest", box, "--archive", archive, "--dry-run")
    assert foreseen.err == "3 new\n" and f"new: {box}/2019/cv-1.txt\n" in foreseen.out
    ended = vnadmin("extract", box, "--json", "-j1")
    assert ended.code == 1
    files = [json.loads(line)["source"]["file"] for line in ended.out.splitlines()]
    assert files == [f"{box}/2019/cv-1.txt", f"{box}/2019/cv-2.txt"]
    assert ended.err.startswith(f"{box}/rỗng.pdf: ")
    assert vnadmin("ingest", box, "--archive", archive, "-j2").code == 1
    assert vnadmin("ingest", box, "--archive", archive, "--dry-run").err == (
        "2 done, 1 failed before\n"
    )
    before = vnadmin("show", "1-CT/TU", "--archive", archive, "--json").out
    assert vnadmin("reextract", "--archive", archive, "-j1").code == 0
    assert vnadmin("show", "1-CT/TU", "--archive", archive, "--json").out == before
    assert f"{box}/rỗng.pdf" in vnadmin("report", "--archive", archive, "--json").out
    assert vnadmin("check", "--files", "--archive", archive).code == 0
    assert vnadmin("failed", "--retry", "--archive", archive, "-j1").code == 4
    pack(box, {"2019/cv-1.txt": document(7)})
    told = vnadmin("check", "--files", "--archive", archive).out
    assert f"{box}/2019/cv-1.txt: file: has changed since it was read\n" in told
    assert f"{box}/2019/cv-2.txt: file: there is no such file in the archive" in told
    assert list(temporary.iterdir()) == []
