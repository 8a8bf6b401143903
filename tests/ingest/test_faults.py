"""Bulk ingest under kills and hostile files: what ``benchmarks.faults`` does, in small."""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import faults, hostile, letters
from benchmarks.hostile import pdfs, pictures, words
from benchmarks.same_archive import differences
from benchmarks.watching import busy_with, family
from tests.helpers import dispatches
from tests.helpers.paper import LINES, page_image, save, text_pdf
from tests.helpers.vnadmin_cli import vnadmin
from vnadmin_nlp import ocr
from vnadmin_nlp.errors import ChildDied, NotWritable, UnreadableInput
from vnadmin_nlp.ingest.plan import Again
from vnadmin_nlp.ingest.run import RunOptions, ingest
from vnadmin_nlp.ocr import ScanOptions
from vnadmin_nlp.ocr.files.pdf_file import PdfFile
from vnadmin_nlp.ocr.sandbox import supervisor
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.manifest import entry

SEED = 6
#: Of each kind of trouble one that takes no time; the benchmark has all.
QUICK = (
    pdfs.truncated, pdfs.locked, pdfs.page_loop, pdfs.pixel_bomb, pictures.jpeg_bomb,
    words.laughs, words.wide_cell, words.half_utf16, words.late_binary,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_readers() -> Iterator[None]:
    supervisor.close_all()
    yield
    supervisor.close_all()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> faults.Folder:
    """Return a folder of good files, and of bad ones that are told soon."""
    kinds = tuple(kind for kind in hostile.KINDS if kind.make in QUICK)
    monkeypatch.setattr(hostile, "KINDS", kinds)
    monkeypatch.setattr(hostile, "ONCE", ())
    monkeypatch.setattr(faults, "_SCANS", 9)
    return faults.make(tmp_path / "files", good=14, bad=len(kinds) + 8, seed=SEED)


def test_a_run_that_is_killed_again_and_again_ends_as_an_undisturbed_one(
    folder: faults.Folder, tmp_path: Path
) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    faults.Command(folder, tmp_path / "one.db", tmp_path / "one").finish()
    command = faults.Command(folder, tmp_path / "other.db", tmp_path / "other")
    torment = faults.Torment(
        command, tmp_path / "other.db", None, None, random.Random(SEED), pace=12
    )
    for fault in ("worker", "driver"):
        torment.inflict(fault)
    command.finish()
    faults.tidy_up(command, folder, tmp_path / "other.db")
    for archive in ("one.db", "other.db"):
        assert faults.findings(folder, tmp_path / archive) == []
    with Store(tmp_path / "one.db") as one, Store(tmp_path / "other.db") as other:
        assert differences(one, other) == []
    assert not faults.remains(folder.path, tmp_path / "other")
    assert vnadmin("failed", "--archive", tmp_path / "other.db").out.count("\n") == len(folder.bad)


def marked(path: Path, black: set[int]) -> Path:
    """Write three pages, of which some make the recognisers of `faulty` fail."""
    pages = [page_image(LINES, dpi=100).convert("L") for _ in range(3)]
    for number in black:
        pages[number - 1].paste(0, (0, 0, 40, 40))
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(100, 100))
    return path


@pytest.mark.parametrize(
    ("engine", "told"), [("Hangs", "longer than 2 seconds"), ("Crashes", "crashed (SIGSEGV)")]
)
def test_pages_that_break_their_reader_end_neither_the_file_nor_the_run(
    engine: str, told: str, tmp_path: Path
) -> None:
    some, all_of_them = marked(tmp_path / "a.tif", {2}), marked(tmp_path / "b.tif", {1, 2, 3})
    good = tmp_path / "c.txt"
    good.write_text(letters.text(1), "utf-8")
    reading = ScanOptions(engine=f"tests.helpers.faulty:{engine}", seconds_per_page=2, dpi=100)
    with Store(tmp_path / "a.db") as store:

        def states(again: Again) -> list[str]:
            options = RunOptions(scan=reading, again=again)
            ingest(store, [some, all_of_them, good], options=options)
            kept = (entry(store.db, str(path)) for path in (some, all_of_them, good))
            return [one.state for one in kept if one]

        assert states(Again.NONE) == ["partial", "failed", "done"]
        problems = [
            problem
            for document in store.documents()
            for problem in document.record["problems"]
            if problem["stage"] == "recognise"
        ]
        assert [problem["page"] for problem in problems] == [2]
        assert told in problems[0]["message"]
        if engine == "Crashes":
            assert states(Again.FAILED) == ["partial", "failed", "done"]
            assert states(Again.FAILED) == ["partial", "quarantined", "done"]
            attempts = entry(store.db, str(all_of_them))
            assert states(Again.FAILED) == ["partial", "quarantined", "done"]
            assert entry(store.db, str(all_of_them)) == attempts


def test_archives_that_differ_are_told_apart(tmp_path: Path) -> None:
    with Store(tmp_path / "one.db") as one, Store(tmp_path / "other.db") as other:
        for store in (one, other):
            dispatches.save(store, dispatches.DIRECTIVE, text="kỷ luật")
        assert differences(one, other) == []
        dispatches.save(other, dispatches.letter("more"), text="kỷ cương")
        tables = {line.split()[0] for line in differences(one, other)}
    assert {"files", "pages", "documents", "fields", "passages"} <= tables


def test_a_reader_that_is_killed_costs_no_page(tmp_path: Path) -> None:
    path = save(page_image(LINES[:3]), tmp_path / "a.png")
    supervisor.close_all()
    undisturbed = ocr.read(path)
    (reader,) = supervisor._idle
    threading.Timer(0.05, lambda: os.kill(reader._process.pid, signal.SIGKILL)).start()
    assert ocr.read(path) == undisturbed


def test_a_reader_that_was_killed_while_idle_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(letters.text(1), "utf-8")
    ocr.read(path)
    (idle,) = supervisor._idle
    os.kill(idle._process.pid, signal.SIGKILL)
    idle._process.wait()
    ocr.read(path)
    assert idle not in supervisor._idle
    assert not Path(idle._folder).exists()


def test_what_a_killed_reader_had_started_ends_with_it(tmp_path: Path) -> None:
    path = tmp_path / "loop.pdf"
    path.write_bytes(pdfs.pattern_loop(random.Random(SEED)))
    options = ScanOptions(seconds_per_page=1e3)
    child = supervisor.borrow(options.memory_mb)
    child.ask({"open": str(path), "kind": "pdf", "options": asdict(options)}, seconds=60)
    ended = threading.Thread(target=lambda: _ask(child, {"page": 1}))
    ended.start()
    while not busy_with(path):
        time.sleep(0.05)
    os.kill(child._process.pid, signal.SIGKILL)
    ended.join()
    until = time.monotonic() + 30
    while busy_with(path) and time.monotonic() < until:
        time.sleep(0.05)  # the end of a process takes its moment
    assert not busy_with(path)


def _ask(child: supervisor.Child, request: dict[str, int]) -> None:
    with suppress(ChildDied):
        child.ask(request, seconds=1e3)


def test_a_page_that_is_drawn_for_ever_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "loop.pdf"
    path.write_bytes(pdfs.pattern_loop(random.Random(SEED)))
    with pytest.raises(UnreadableInput, match="can't be drawn"):
        PdfFile(path, max_pixels=10**8, seconds=0.5).load(1, dpi=200)


def test_a_killed_parent_leaves_no_temporary_files(tmp_path: Path) -> None:
    code = (
        "import time; from vnadmin_nlp.ocr.sandbox.supervisor import borrow;"
        "borrow(3000); time.sleep(60)"
    )
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(temporary)}
    ) as parent:
        until = time.monotonic() + 30
        while len(family(parent.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        parent.kill()
    while list(temporary.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not list(temporary.iterdir())


def test_no_room_for_temporary_files_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor.tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(NotWritable, match="folder for temporary files") as caught:
        ocr.read(text_pdf(tmp_path / "a.pdf", [LINES]))
    assert caught.value.file is None


MAKERS = [
    pytest.param(words.wide_cell, ".docx", "columns", id="cell of a thousand million columns"),
    pytest.param(words.flipped, ".docx", "damaged", id="part that does not unpack"),
    pytest.param(words.stacked_accents, ".txt", "more accents than any", id="stacked accents"),
    pytest.param(words.laughs, ".docx", "damaged", id="billion laughs"),
    pytest.param(pictures.pixel_bomb, ".png", "over the limit|ribbon", id="pixel bomb"),
    pytest.param(
        pdfs.many_notes, ".pdf", "too small for a page|drawn", id="notes beyond the sheet"
    ),
    pytest.param(pdfs.pixel_bomb, ".pdf", "over the limit", id="bomb in a PDF"),
]


@pytest.mark.parametrize(("make", "suffix", "cause"), MAKERS)
def test_a_hostile_file_is_told_in_one_line(
    make: pdfs.Make, suffix: str, cause: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(make(random.Random(SEED)))
    with pytest.raises(UnreadableInput, match=cause) as caught:
        ocr.read(path)
    assert str(caught.value).isprintable()


def test_a_word_file_that_wants_another_file_of_the_machine_does_not_get_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(words.outer(random.Random(SEED)))
    text = " ".join(word.text for page in ocr.read(path).pages for word in page.words)
    assert "root" not in text


def test_ten_thousand_pages_cost_no_more_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdfs.many_pages(random.Random(SEED)))
    result = ocr.read(path, dataclasses.replace(ScanOptions(), max_pages=20))
    assert (len(result.pages), result.page_count) == (20, 10_000)
    assert result.problems[-1].message.startswith("only the first 20 of 10000 pages")


def test_hostile_files_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    kind = next(kind for kind in hostile.KINDS if kind.make is words.truncated)
    assert kind.make(random.Random("1:2")) == kind.make(random.Random("1:2"))
    assert not zipfile.is_zipfile(save_bytes(tmp_path / "a.docx", kind.make(random.Random(1))))


def save_bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
