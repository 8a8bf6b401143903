"""The manifest: what a run passes over, takes up again, and gives up."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, python, vnadmin
from vnadmin_nlp.errors import ChildBroke, UnreadableInput
from vnadmin_nlp.ingest.plan import Again, Verdict, absolute, verdict
from vnadmin_nlp.ingest.run import RunOptions, ingest
from vnadmin_nlp.ingest.summary import Result
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.manifest import (
    STRIKES,
    FileStamp,
    Manifest,
    ManifestEntry,
    State,
    by_state,
    entry,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DOCUMENTS, tmp_path / "scans"))


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Store]:
    """Yield an archive for the tests in which files are read, which is the same on a server."""
    with Store(tmp_path / "archive.db") as opened:
        yield opened


def take_in(store: Store, *paths: Path, **options: object) -> dict[str, int]:
    summary = ingest(store, paths, options=RunOptions(**options))  # type: ignore[arg-type]
    return {result.value: count for result, count in summary.results.items() if count}


def states(store: Store) -> dict[str, int]:
    with store.reading() as db:
        return by_state(db)


def test_a_file_that_looks_as_it_did_is_not_opened(folder: Path, in_file: Store) -> None:
    assert take_in(in_file, folder) == {"done": 4}
    path = folder / "yb-31-ct-tu.txt"
    before = path.stat()
    path.write_bytes(bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert take_in(in_file, folder) == {"skipped": 4}


def test_a_file_that_was_only_touched_is_not_read_again(folder: Path, in_file: Store) -> None:
    take_in(in_file, folder)
    os.utime(folder / "yb-31-ct-tu.txt")
    assert take_in(in_file, folder) == {"skipped": 4}
    assert states(in_file) == {"done": 4}


def test_a_run_over_a_part_leaves_the_rest(folder: Path, in_file: Store) -> None:
    take_in(in_file, folder / "yb-31-ct-tu.txt")
    assert take_in(in_file, folder) == {"done": 3, "skipped": 1}


@pytest.mark.parametrize(
    ("again", "read"), [(Again.NONE, {"skipped": 5}), (Again.FAILED, {"failed": 1, "skipped": 4})]
)
def test_failures_wait_until_they_are_asked_for(
    again: Again, read: dict[str, int], folder: Path, in_file: Store
) -> None:
    (folder / "rỗng.pdf").write_bytes(b"")
    assert take_in(in_file, folder) == {"done": 4, "failed": 1}
    assert take_in(in_file, folder, again=again) == read


@pytest.mark.parametrize("again", Again)
@pytest.mark.parametrize("bad", [True, False], ids=["bad", "good"])
def test_files_of_the_same_bytes_share_what_comes_of_them_again(
    bad: bool, again: Again, folder: Path, in_file: Store
) -> None:
    one, *others = sorted(folder.iterdir())
    for path in others:
        path.unlink()
    if bad:
        one.write_bytes(b"%PDF-1.7\n")
        one = one.rename(one.with_suffix(".pdf"))
    for number in range(2):
        shutil.copy(one, one.with_stem(f"copy-{number}"))
    ends = {"failed": 3} if bad else {"done": 1, "duplicate": 2}
    take_in(in_file, folder)
    assert states(in_file) == ends
    take_in(in_file, folder, again=again)
    assert states(in_file) == ends


def test_everything_is_read_again_by_force_and_once(folder: Path, in_file: Store) -> None:
    take_in(in_file, folder)
    assert take_in(in_file, folder, again=Again.ALL) == {"done": 4}
    assert in_file.counts()["documents"] == 4


def test_a_file_that_breaks_its_process_three_times_is_quarantined(
    folder: Path, in_file: Store
) -> None:
    for path in sorted(folder.iterdir())[1:]:
        path.unlink()
    for _ in range(STRIKES):
        assert take_in(in_file, folder, again=Again.FAILED, seconds_per_file=0.01) == {"failed": 1}
    assert states(in_file) == {"quarantined": 1}
    assert "quarantined" in (in_file.failures()[0].remedy or "")
    assert take_in(in_file, folder, again=Again.FAILED) == {"skipped": 1}
    assert take_in(in_file, folder, again=Again.ALL) == {"done": 1}
    assert states(in_file) == {"done": 1}


def test_an_honest_failure_is_no_strike(store: Store) -> None:
    manifest = Manifest(store, store.start_run("test", {}))
    manifest.announce([("/a.pdf", FileStamp(1, 1))])
    for _ in range(2 * STRIKES):
        error = UnreadableInput("the file is locked")
        assert manifest.settle("/a.pdf", State.FAILED, seconds=1.0, error=error) is State.FAILED
    broke = ChildBroke("the working process died")
    found = [
        manifest.settle("/a.pdf", State.FAILED, seconds=1.0, error=broke) for _ in range(STRIKES)
    ]
    assert found == [State.FAILED] * (STRIKES - 1) + [State.QUARANTINED]


def test_new_bytes_begin_without_strikes(store: Store) -> None:
    manifest = Manifest(store, store.start_run("test", {}))
    manifest.announce([("/a.pdf", FileStamp(1, 1))])
    manifest.settle("/a.pdf", State.FAILED, seconds=1.0, error=ChildBroke("died"))
    manifest.announce([("/a.pdf", FileStamp(1, 1))])
    assert (found := known(store)) and (found.attempts, found.strikes) == (1, 1)
    manifest.announce([("/a.pdf", FileStamp(1, 2))])
    assert (found := known(store)) and (found.attempts, found.strikes) == (0, 0)


def test_what_another_run_was_through_with_since_is_left(store: Store) -> None:
    one, two = (Manifest(store, store.start_run("test", {})) for _ in range(2))
    for manifest in (one, two):
        manifest.announce([("/a.pdf", SAME)])
    assert one.claim("/a.pdf", "ab", seconds=9) is State.DOING
    one.settle("/a.pdf", State.DONE, seconds=1)
    two.announce([("/a.pdf", SAME)])  # it had looked before
    assert two.claim("/a.pdf", "ab", seconds=9) is State.TODO
    assert (found := known(store)) and (found.state, found.attempts) == ("done", 1)


def known(store: Store) -> ManifestEntry | None:
    with store.reading() as db:
        return entry(db, "/a.pdf")


def claimed_elsewhere(
    store: Store, path: Path, script: str, **options: str
) -> subprocess.Popen[bytes]:
    """Let another process claim a file in a run with these options, and return the process."""
    code = (
        "import sys; from pathlib import Path; from vnadmin_nlp.store import Store;"
        "from vnadmin_nlp.store.manifest import FileStamp, Manifest;"
        "from vnadmin_nlp.ingest.expand_paths import fingerprint\n"
        f"path, here = Path({str(path)!r}), {absolute(path)!r}\n"
        f"with Store({str(store.path)!r}) as store:\n"
        f"    manifest = Manifest(store, store.start_run('test', {options!r}))\n"
        "    manifest.announce([(here, FileStamp.at(path))])\n"
        "    manifest.claim(here, fingerprint(path)[0], seconds=600)\n"
        f"print(flush=True); {script}"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout and process.stdout.readline()
    return process


def test_what_another_run_is_at_is_left_to_it(folder: Path, store: Store) -> None:
    other = claimed_elsewhere(store, folder / "yb-31-ct-tu.txt", "import time; time.sleep(600)")
    try:
        assert take_in(store, folder) == {"done": 3, "skipped": 1}
    finally:
        other.kill()
        other.wait()
    assert take_in(store, folder) == {"done": 1, "skipped": 3}


def test_a_file_whose_runs_end_while_it_is_read_is_given_up(folder: Path, in_file: Store) -> None:
    path = folder / "yb-31-ct-tu.txt"
    for _ in range(STRIKES):
        claimed_elsewhere(in_file, path, "pass").wait()
    assert take_in(in_file, folder) == {"done": 3, "failed": 1}
    assert states(in_file) == {"done": 3, "quarantined": 1}


def test_drivers_of_a_cluster_that_are_killed_are_no_strikes(folder: Path, in_file: Store) -> None:
    """They hand out many files at once, and read none themselves."""
    path = folder / "yb-31-ct-tu.txt"
    for _ in range(STRIKES):
        claimed_elsewhere(in_file, path, "pass", scheduler="tcp://10.0.0.5:8786").wait()
    assert take_in(in_file, folder) == {"done": 4}


def test_a_run_that_is_killed_loses_nothing_but_what_was_in_hand(
    folder: Path, tmp_path: Path
) -> None:
    text = (folder / "yb-31-ct-tu.txt").read_text("utf-8")
    for number in range(30):
        (folder / f"{number}.txt").write_text(text.replace("31-CT", f"{number}-CT"), "utf-8")
    archive = tmp_path / "archive.db"
    command = python("ingest", str(folder), "--archive", str(archive), "-j1")
    run = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while not archive.exists() or not _documents(archive):
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert 0 < _documents(archive) < 34
    assert vnadmin("ingest", folder, "--archive", archive, "-j1").code == 0
    assert _documents(archive) == 34
    assert vnadmin("check", "--archive", archive).code == 0


def _documents(archive: Path) -> int:
    with Store(archive) as store:
        return store.counts()["documents"]


SAME = FileStamp(5, 7)


@pytest.mark.parametrize(
    ("state", "look", "again", "wanted"),
    [
        (State.DONE, SAME, Again.NONE, Verdict.DONE),
        (State.PARTIAL, SAME, Again.NONE, Verdict.DONE),
        (State.DUPLICATE, SAME, Again.FAILED, Verdict.DONE),
        (State.DONE, FileStamp(5, 8), Again.NONE, Verdict.CHANGED),
        (State.FAILED, SAME, Again.NONE, Verdict.FAILED),
        (State.FAILED, SAME, Again.FAILED, Verdict.AGAIN),
        (State.FAILED, FileStamp(6, 7), Again.NONE, Verdict.CHANGED),
        (State.QUARANTINED, SAME, Again.FAILED, Verdict.QUARANTINED),
        (State.QUARANTINED, SAME, Again.ALL, Verdict.AGAIN),
        (State.TODO, SAME, Again.NONE, Verdict.NEW),
    ],
)
def test_what_is_done_with_a_file(
    state: State, look: FileStamp, again: Again, wanted: Verdict, in_file: Store
) -> None:
    manifest = Manifest(in_file, in_file.start_run("test", {}))
    manifest.settle("/a.pdf", state, look=SAME)
    assert verdict(known(in_file), look, again) is wanted


def test_a_dry_run_says_what_would_be_done_and_does_nothing(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    ended = vnadmin("ingest", folder, "--archive", archive, "--dry-run")
    assert ended.code == 0 and not archive.exists()
    assert ended.out.splitlines()[0] == f"new: {folder / 'bk-31-ct-tu.txt'}"
    assert ended.err == "4 new\n"
    vnadmin("ingest", folder, "--archive", archive, "-j1")
    os.utime(folder / "yb-31-ct-tu.txt")
    (folder / "mới.txt").write_text("Kính gửi: ai đó", "utf-8")
    ended = vnadmin("ingest", folder, "--archive", archive, "--dry-run", "--json")
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert {Path(line["path"]).name: line["verdict"] for line in found if line["read"]} == {
        "mới.txt": "new",
        "yb-31-ct-tu.txt": "changed",
    }


@pytest.mark.parametrize("separator", ["\n", "\0"])
def test_paths_come_from_a_list(separator: str, folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list"
    listed.write_text(separator.join(map(str, sorted(folder.iterdir())[:2])), "utf-8")
    archive = tmp_path / "archive.db"
    ended = vnadmin("ingest", "--files-from", listed, "--archive", archive, "-j1", "--json")
    assert json.loads(ended.out)["done"] == 2


def test_a_pattern_that_no_shell_expanded_is_expanded(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    ended = vnadmin("ingest", tmp_path / "**" / "yb-*.txt", "--archive", archive, "-j1", "--json")
    assert json.loads(ended.out)["done"] == 2


def test_every_file_leaves_a_line_in_the_log(folder: Path, tmp_path: Path) -> None:
    (folder / "rỗng.pdf").write_bytes(b"")
    log = tmp_path / "log.jsonl"
    for _ in range(2):
        vnadmin("ingest", folder, "--archive", tmp_path / "a.db", "-j1", "--json-log", log)
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["begin", *["file"] * 5, "end"] * 2
    results = [line.get("result") for line in lines]
    assert (results.count("done"), results.count("skipped")) == (4, 5)
    assert (lines[6]["done"], lines[6]["failed"], lines[6]["exit_code"]) == (4, 1, 1)
    (failed,) = (line for line in lines if line.get("result") == "failed")
    assert (Path(failed["file"]).name, failed["error"]) == ("rỗng.pdf", "the file is empty")


def test_no_path_is_wrong_usage(tmp_path: Path) -> None:
    assert vnadmin("ingest", "--archive", tmp_path / "a.db").code == 2


def test_a_watched_folder_is_taken_in_as_it_fills(tmp_path: Path) -> None:
    folder, archive = tmp_path / "scanner", tmp_path / "archive.db"
    folder.mkdir()
    command = python("ingest", str(folder), "--archive", str(archive), "-j1", "--watch")
    run = subprocess.Popen(
        [*command, "--every", "0.2"],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    for path in sorted(DOCUMENTS.iterdir())[:2]:
        copy = Path(shutil.copy(path, folder))
        os.utime(copy, (1_700_000_000, 1_700_000_000))
        deadline = time.monotonic() + 60
        while not archive.exists() or not _known(archive, copy):
            assert run.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=30)
    assert run.returncode == 130
    assert told.splitlines()[0].startswith("2 done")


def _known(archive: Path, path: Path) -> bool:
    with Store(archive) as store, store.reading() as db:
        found = db.execute("SELECT state FROM manifest WHERE path = ?", (str(path),)).fetchone()
        return found is not None and found["state"] == Result.DONE
