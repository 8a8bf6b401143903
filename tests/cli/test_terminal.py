"""How the commands look on a real terminal: no line is too long, the bar tells rate and rest."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import subprocess
import termios
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.helpers.vnadmin_cli import DOCUMENTS, python, vnadmin
from vnadmin_nlp.cli.progress import Pace
from vnadmin_nlp.ingest.summary import FinishedFile, Result

STYLE = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive in which a document has been corrected."""
    path = tmp_path_factory.mktemp("terminal") / "archive.db"
    assert vnadmin("ingest", DOCUMENTS, "--archive", path, "-j1").code == 0
    people = "; ".join(f"Đảng ủy xã số {number}" for number in range(20))
    change = ("addressees=" + people, "date=", "--by", "văn thư")
    assert vnadmin("correct", "512-CV/HU", *change, "--archive", path).code == 0
    return path


def on_a_terminal(columns: int, *arguments: object) -> str:
    """Return all that a run prints on a terminal of so many columns."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("COLUMNS", None)
    run = subprocess.Popen(
        python(*map(str, arguments)), stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    printed = b"".join(_read(ours))
    os.close(ours)
    run.wait()
    return printed.decode("utf-8")


def _read(handle: int) -> Iterator[bytes]:
    try:
        while part := os.read(handle, 1 << 16):
            yield part
    except OSError:  # the other end is closed
        return


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(
    "command",
    [
        "cite 31-CT/TU --issuer yên",
        "search lưu trữ",
        "show 512-CV/HU",
        "show 512-CV/HU --evidence",
        "deadlines",
    ],
)
def test_an_answer_fits_the_terminal(command: str, columns: int, archive: Path) -> None:
    printed = on_a_terminal(columns, *command.split(), "--archive", archive)
    lines = STYLE.sub("", printed).split("\r\n")
    assert len(lines) > 2
    assert [line for line in lines if len(line) > columns] == []


def test_long_values_are_shown_whole(archive: Path) -> None:
    shown = " ".join(vnadmin("show", "512-CV/HU", "--archive", archive).out.split())
    assert "Đảng ủy xã số 18; Đảng ủy xã số 19" in shown


def test_a_correction_shows_what_was_there_before(archive: Path) -> None:
    out = vnadmin("show", "512-CV/HU", "--archive", archive).out
    assert re.search(r"^  date +\d\d/\d+/\d{4} +person:văn thư +\S+ → nothing$", out, re.MULTILINE)


def test_hits_are_bold_and_lines_break_between_words(archive: Path) -> None:
    printed = on_a_terminal(60, "search", "lưu trữ", "--archive", archive)
    assert re.search(r"\x1b\[1mlưu(?: |\r\n  )trữ\x1b\[0m", printed)


def test_the_bar_tells_rate_and_time_left_and_the_summary_stays(tmp_path: Path) -> None:
    text = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")
    name = unicodedata.normalize("NFD", "Chỉ thị của Ban Thường vụ Tỉnh ủy về lưu trữ " * 2)
    for number in range(9):
        (tmp_path / f"{name}{number}.txt").write_text(f"{text}\n{number}", "utf-8")
    (tmp_path / "rỗng.pdf").touch()
    archive = tmp_path / "a.db"
    printed = STYLE.sub("", on_a_terminal(80, "ingest", tmp_path, "--archive", archive, "-j1"))
    frames = [line.rstrip() for line in re.split(r"[\r\n]+", printed)]
    # A quick machine is through before there is a rate, or time left, to show.
    figures = r"reading \S+ \d+/10 files, \d+ pages(, \d+/min)?(, 1 failed)?(, \d:\d\d:\d\d left)?"
    assert [line for line in frames if re.fullmatch(figures, line)]
    wide = [line for line in frames if cell_len(line) > 80]
    assert all(line.startswith(str(tmp_path)) for line in wide)  # the one failure, told whole
    assert frames[-1].startswith("9 done, 0 partial, 1 failed") or frames[-2].startswith("9 done")


def test_the_pace_is_that_of_the_last_minute_and_time_left_that_of_the_run() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    pace.add(FinishedFile("known.pdf", Result.SKIPPED))
    assert (pace.pages_per_minute, pace.left) == (None, None)
    pace.expect(40)
    for second in range(10, 210, 10):
        now[0] = second
        pace.add(FinishedFile("a.pdf", Result.DONE, pages=2 if second <= 100 else 4))
    assert (pace.files, pace.total, pace.pages) == (21, 41, 60)
    assert pace.pages_per_minute == pytest.approx(28)
    assert pace.left == pytest.approx(200)
    pace.expect(None)
    assert (pace.total, pace.left) == (None, None)
