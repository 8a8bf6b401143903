"""The killable processes that do a task on many items."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.farm_tasks import behave
from vnadmin_nlp.errors import (
    ChildBroke,
    ChildDied,
    ExitCode,
    NotWritable,
    UnreadableInput,
    VnadminError,
)
from vnadmin_nlp.ingest.process_pool import Done, bursts, in_order, work


@pytest.fixture(autouse=True)
def _tasks_can_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))


def outcome(items: list[str], **options: float) -> dict[str, object]:
    return {done.item: done.value for done in work(behave, items, **options)}


def test_every_item_comes_through_on_several_processes() -> None:
    items = [f"tờ {number}" for number in range(7)]
    assert outcome(items, jobs=2) == {item: item.upper() for item in items}


def test_no_items_need_no_process() -> None:
    assert outcome([]) == {}


@pytest.mark.parametrize(
    ("bad", "kind", "words"),
    [
        pytest.param("known a.pdf", UnreadableInput, "a.pdf: the file is empty", id="known error"),
        pytest.param("unknown tờ 5", VnadminError, "ValueError: tờ 5", id="unexpected error"),
        pytest.param("crash", ChildDied, "died (SIGSEGV)", id="crash"),
        pytest.param("exit", ChildDied, "died (exit status 3)", id="exit"),
        pytest.param("hang", ChildBroke, "not done after 1 seconds", id="hang"),
    ],
)
def test_a_bad_item_costs_no_other(bad: str, kind: type[VnadminError], words: str) -> None:
    results = outcome(["a", bad, "b", "c"], limit_s=1.0 if bad == "hang" else 60.0)
    error = results.pop(bad)
    assert type(error) is kind
    assert words in str(error)
    assert results == {"a": "A", "b": "B", "c": "C"}


def test_an_item_whose_process_was_killed_is_tried_once_more(tmp_path: Path) -> None:
    assert outcome(["a", f"once {tmp_path / 'x'}"], jobs=2) == {
        "a": "A",
        f"once {tmp_path / 'x'}": f"once {tmp_path / 'x'}".upper(),
    }


def test_want_of_room_ends_the_run() -> None:
    with pytest.raises(NotWritable, match="full"):
        outcome(["a", "full", "b"])


def test_an_unexpected_error_is_an_internal_one() -> None:
    (error,) = outcome(["unknown"]).values()
    assert isinstance(error, VnadminError)
    assert error.exit_code is ExitCode.INTERNAL


def test_items_are_taken_only_when_a_process_is_free() -> None:
    taken = []

    def items() -> object:
        for number in range(4):
            taken.append(number)
            yield f"tờ {number}"

    results = work(behave, items(), jobs=1)  # type: ignore[arg-type]
    next(results)
    assert taken == [0, 1]  # the second is under way while the first is dealt with
    results.close()


def test_results_that_came_together_are_told_so() -> None:
    together = [Done(0, "a", "A", 0.0, more=True), Done(1, "b", "B", 0.0), Done(2, "c", "C", 0.0)]
    assert [[done.item for done in burst] for burst in bursts(together)] == [["a", "b"], ["c"]]


def test_no_burst_is_without_end() -> None:
    many = [Done(turn, "", "", 0.0, more=turn < 99) for turn in range(100)]
    sizes = [len(burst) for burst in bursts(many)]
    assert sum(sizes) == 100
    assert max(sizes) < 50


def test_a_process_ends_when_the_one_that_it_works_for_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "from tests.helpers.farm_tasks import behave;"
        "from vnadmin_nlp.ingest.process_pool import work;"
        f"list(work(behave, ['orphan {note}']))"
    )
    found = os.pathsep.join([str(Path(__file__).parents[2]), *filter(None, sys.path)])
    employer = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": found}
    )
    for _ in range(200):
        if note.exists() and note.read_text():
            break
        time.sleep(0.05)
    employer.kill()
    employer.wait()
    assert_ends(int(note.read_text()))


def test_results_are_put_in_order() -> None:
    early = [Done(turn, str(turn), "x", 0.0) for turn in (2, 0, 1, 3)]
    assert [done.turn for done in in_order(early)] == [0, 1, 2, 3]


def test_closing_kills_a_process_and_its_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    results = work(behave, ["wait 0", f"orphan {note}"], jobs=2)
    next(results)
    for _ in range(100):
        if note.exists() and note.read_text():
            break
        time.sleep(0.05)
    results.close()
    assert_ends(int(note.read_text()))


def assert_ends(process: int) -> None:
    """Wait for the end of a process, which nobody may have reaped yet."""
    status = Path(f"/proc/{process}/status")
    for _ in range(100):
        if not status.exists() or "zombie" in status.read_text():
            return
        time.sleep(0.05)
    os.kill(process, 0)
    pytest.fail("the child of a killed process is alive")
