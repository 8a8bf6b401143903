"""Runs that are interrupted or killed: nothing is lost or left behind, and the next goes on."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, python, vnadmin
from vnadmin_nlp.ingest.interrupts import Interrupts

JOBS, FILES = 2, 40
#: What is claimed and unpacked at any time: what the processes are at, and what is to be saved.
IN_HAND = FILES // 2


@pytest.fixture
def box(tmp_path: Path) -> Path:
    text = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as opened:
        for number in range(FILES):
            opened.writestr(f"{number}.txt", text.replace("31-CT", f"{number}-CT"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "b.zip"


def started(box: Path) -> subprocess.Popen[str]:
    """Start a run over a box, and return it when some files are done."""
    log = box.with_name("log")
    command = python("ingest", str(box), "--archive", str(box.with_name("a.db")), f"-j{JOBS}")
    run = subprocess.Popen(
        [*command, "--json-log", str(log)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(box.with_name("temporary"))},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not log.exists() or log.read_text("utf-8").count("\n") < 4:
        assert run.poll() is None
        time.sleep(0.02)
    return run


def states(box: Path) -> dict[str, int]:
    with sqlite3.connect(box.with_name("a.db")) as db:
        return dict(db.execute("SELECT state, count(*) FROM manifest GROUP BY state"))


@pytest.mark.parametrize(
    "signals",
    [
        pytest.param([signal.SIGINT, signal.SIGINT], id="Ctrl-C twice"),
        pytest.param([signal.SIGTERM], id="SIGTERM"),
    ],
)
def test_an_interrupted_run_tidies_up_and_tells(signals: list[int], box: Path) -> None:
    run = started(box)
    for number in signals:
        run.send_signal(number)
        time.sleep(0.05)
    _, told = run.communicate(timeout=30)
    assert run.returncode == 130
    assert told.splitlines()[1:] == ["interrupted; the same command goes on from here"]
    after = states(box)
    done = after.pop("done")
    assert told.startswith(f"{done} done, 0 partial, 0 failed")
    assert set(after) <= {"todo"} and after.get("todo", 0) <= IN_HAND
    assert list(box.with_name("temporary").iterdir()) == []
    end = json.loads(box.with_name("log").read_text("utf-8").splitlines()[-1])
    assert (end["event"], end["done"], end["exit_code"]) == ("end", done, 130)


def test_what_a_killed_run_had_in_hand_is_taken_over_at_once(
    box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(box)
    run.kill()
    run.communicate()
    before = states(box)
    assert 0 < before["doing"] <= IN_HAND
    assert len(list(box.with_name("temporary").glob("vnadmin-box-*"))) == 1
    monkeypatch.setattr("tempfile.tempdir", str(box.with_name("temporary")))
    ended = vnadmin("ingest", box, "--archive", box.with_name("a.db"), f"-j{JOBS}", "--json")
    counts = json.loads(ended.out)
    assert (counts["done"], counts["skipped"]) == (FILES - before["done"], before["done"])
    assert states(box) == {"done": FILES}
    assert list(box.with_name("temporary").glob("vnadmin-box-*")) == []


def test_the_first_signal_ends_a_run_and_others_are_ignored() -> None:
    def press() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        done = []
        with Interrupts() as interrupts:
            with pytest.raises(KeyboardInterrupt), interrupts.held():
                press()
                done.append("to the end of the block")
            press()
            done.append("tidied up")
        assert done == ["to the end of the block", "tidied up"]
        with pytest.raises(KeyboardInterrupt):
            press()
    finally:
        signal.signal(signal.SIGINT, before)
