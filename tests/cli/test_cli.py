"""What all commands have in common: help, exit codes, one line for every error."""

from __future__ import annotations

import json
import os
import platform
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, python, vnadmin
from vnadmin_nlp.cli import COMMANDS, doctor

HEAVY = ("spacy", "underthesea", "tesserocr", "pytesseract", "cv2", "numpy", "pydantic", "rich")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return an archive of the four small documents."""
    path = tmp_path / "archive.db"
    assert vnadmin("ingest", DOCUMENTS, "--archive", path, "-j1").code == 0
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_teaches_by_example(command: str) -> None:
    first = {"graph": ["export"], "export": ["records"], "authority": ["import"]}
    ended = vnadmin(command, *first.get(command, []), "--help")
    assert ended.code == 0
    assert f"\n  vnadmin {command}" in ended.out
    assert "--verbose" in ended.out


def test_the_version_is_that_of_the_package() -> None:
    assert re.fullmatch(r"vnadmin \d+\.\d+\.\d+\n", vnadmin("--version").out)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["nonsense"], id="unknown command"),
        pytest.param(["cite"], id="missing argument"),
        pytest.param(["cite", "31", "--nonsense"], id="unknown option"),
        pytest.param(["search", "x", "--since", "soon"], id="no date"),
        pytest.param(["ingest", "x", "-j", "0"], id="no process"),
        pytest.param(["correct", "1", "number"], id="no value"),
        pytest.param(["cite", " "], id="blank number"),
        pytest.param(["search", ""], id="blank words"),
        pytest.param(["show", ""], id="blank document"),
        pytest.param(["ingest", ".", "--engine", "nonsense"], id="unknown recogniser"),
        pytest.param(["deadlines", "--json", "--csv"], id="two forms"),
        pytest.param(["eval", ".", "--only", "x"], id="half a selection"),
    ],
)
def test_wrong_usage_is_told_on_stderr(arguments: list[str]) -> None:
    ended = vnadmin(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.strip()


LOOK_UPS = (
    "cite 31", "search x", "show x", "deadlines", "graph export", "export records",
    "correct x date=", "reextract", "failed", "check",
)  # fmt: skip


@pytest.mark.parametrize("command", LOOK_UPS)
def test_a_missing_archive_is_told_with_what_to_do(command: str, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    ended = vnadmin(*command.split(), "--archive", path)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.count("\n") == 1
    assert str(path) in ended.err
    assert not path.exists()


def not_sqlite(path: Path) -> None:
    path.write_text("đây không phải cơ sở dữ liệu" * 99, "utf-8")


def of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (x)")


def of_a_newer_version(path: Path) -> None:
    assert vnadmin("ingest", DOCUMENTS / "bk-31-ct-tu.txt", "--archive", path).code == 0
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9999")


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("spoil", [not_sqlite, of_another_program, of_a_newer_version, a_folder])
def test_a_bad_archive_is_left_alone_and_told_in_one_line(spoil, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "bad.db"
    spoil(path)
    before = path.read_bytes() if path.is_file() else None
    for command, code in (("search x", 4), (f"ingest {DOCUMENTS}", 5)):
        ended = vnadmin(*command.split(), "--archive", path)
        assert (ended.code, ended.out) == (code, "")
        assert re.fullmatch(r"vnadmin: .*bad\.db: .+; .+\n", ended.err)
    assert before is None or path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told_when_writing(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    ended = vnadmin("ingest", DOCUMENTS, "--archive", tmp_path / "a.db")
    tmp_path.chmod(0o700)
    assert ended.code == 5
    assert "read-only" in ended.err


def test_a_folder_that_does_not_exist_is_told_when_writing(tmp_path: Path) -> None:
    ended = vnadmin("ingest", DOCUMENTS, "--archive", tmp_path / "none" / "a.db")
    assert ended.code == 5
    assert "does not exist" in ended.err


def test_a_place_where_nobody_may_write_is_told() -> None:
    path = Path("/proc/vnadmin.db")
    ended = vnadmin("ingest", DOCUMENTS, "--archive", path)
    assert ended.code == 5
    assert re.fullmatch(r"vnadmin: /proc/vnadmin\.db: .+; .+\n", ended.err)
    checked = vnadmin("doctor", "--archive", path)
    assert checked.code == 5
    assert "can't be written" in checked.out


def test_the_doctor_tells_of_extras_that_nobody_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_EXTRAS", {"pdf": ("no-such-library", "searchable PDFs")})
    checked = vnadmin("doctor", "--archive", tmp_path / "a.db")
    assert checked.code == 0
    assert "\nwithout  pdf         searchable PDFs need no-such-library\n" in checked.out
    assert "pip install 'vnadmin-nlp[pdf]'" in checked.out
    found = vnadmin("doctor", "--archive", tmp_path / "a.db", "--json").out.splitlines()
    told = {row["part"]: row for row in map(json.loads, found)}
    assert (told["pdf"]["ok"], told["pdf"]["needed"]) == (False, False)
    assert (told["pdftoppm"]["ok"], told["pdftoppm"]["needed"]) == (True, True)


def test_the_doctor_asks_for_no_tesseract_as_our_own_recogniser_reads_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    checked = vnadmin("doctor", "--archive", tmp_path / "a.db")
    assert checked.code == 0
    assert re.search(r"^without  vie .+\n +sudo apt-get install .+$", checked.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("cpuinfo", "told"),
    [
        ("flags\t\t: fpu sse4_1 avx2 avx512bw avx512_vnni avx_vnni", "AVX-512 with VNNI"),
        ("flags\t\t: fpu sse4_1 avx2 avx_vnni", "AVX2 with VNNI"),
        ("flags\t\t: fpu sse4_1 avx2 avx512bw", "AVX-512 without VNNI"),
        ("model name\t: x\nflags\t\t: fpu sse4_1 avx2\nflags\t\t: fpu", "AVX2 without VNNI"),
        ("flags\t\t: fpu sse4_1", "SSE4 without AVX2 (slow)"),
        ("Features\t: fp asimd asimddp", "NEON with dot products"),
        ("", "no instructions for 8-bit numbers that we know of"),
    ],
)
def test_the_doctor_names_what_the_networks_run_on(cpuinfo: str, told: str) -> None:
    assert doctor.instructions(cpuinfo) == told


def test_the_doctor_names_the_processor(tmp_path: Path) -> None:
    checked = vnadmin("doctor", "--archive", tmp_path / "a.db")
    assert f"\nok       processor   {platform.machine()}, " in checked.out


def test_a_full_disk_ends_the_run_and_keeps_what_was_done(tmp_path: Path) -> None:
    """A limit on file size stands for the full disk: SQLite sees the same failing write."""
    path = tmp_path / "small.db"
    first = DOCUMENTS / "bk-31-ct-tu.txt"
    assert vnadmin("ingest", first, "--archive", path).code == 0
    size = path.stat().st_size
    script = f"""
import resource, signal
from vnadmin_nlp.store import Store
from vnadmin_nlp.cli import main
save = Store.save_file
def save_on_a_full_disk(*arguments, **named):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
    return save(*arguments, **named)
Store.save_file = save_on_a_full_disk
main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", script, "ingest", str(DOCUMENTS), "--archive", str(path)],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 5, ended.stderr
    assert str(path) in ended.stderr
    assert vnadmin("show", "bk-31-ct-tu.txt", "--archive", path).code == 0
    assert vnadmin("check", "--archive", path).code == 0


@pytest.mark.parametrize("command", ["cite 31-CT/TU", "show 512-CV/HU", "search luu tru"])
def test_look_ups_import_nothing_heavy(command: str, archive: Path) -> None:
    script = (
        "import sys\n"
        "from vnadmin_nlp.cli import main\n"
        "try:\n    main()\n"
        f"except SystemExit as end:\n"
        f"    print([m for m in {HEAVY} if m in sys.modules], end.code, file=sys.stderr)"
    )
    run = [sys.executable, "-c", script, *command.split(), "--archive", str(archive)]
    ended = subprocess.run(run, capture_output=True, text=True)
    assert ended.stderr.splitlines()[-1] == "[] 0"
    assert ended.stdout


def test_the_package_itself_imports_nothing_heavy() -> None:
    script = f"import sys, vnadmin_nlp; print([m for m in {HEAVY} if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ended.stdout == "[]\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_output_that_is_full_is_told(archive: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            python("search", "luu tru", "--archive", str(archive)),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert ended.returncode == 5
    assert re.fullmatch(r"vnadmin: the output: .+; .+\n", ended.stderr)


def test_a_look_up_takes_no_notice_of_a_reader_that_goes_away(archive: Path) -> None:
    command = " ".join(python("graph", "export", "--archive", str(archive)))
    ended = subprocess.run(["bash", "-c", f"{command} | head -c 5"], capture_output=True, text=True)
    assert "Traceback" not in ended.stderr


def test_an_unexpected_error_is_short_and_long_only_with_v(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vnadmin_nlp.cli.doctor.examine", lambda archive: 1 // 0)
    short, long = vnadmin("doctor"), vnadmin("doctor", "-v")
    assert (short.code, long.code) == (15, 15)
    assert short.err.count("\n") == 1
    assert "ZeroDivisionError" in short.err
    assert "Traceback" in long.err


def test_quiet_leaves_only_errors_on_stderr(archive: Path) -> None:
    assert vnadmin("ingest", DOCUMENTS, "--archive", archive, "-q").err == ""
    assert vnadmin("show", "none", "--archive", archive, "-q").err != ""


def test_the_archive_may_be_named_in_the_environment(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VNADMIN_ARCHIVE", str(archive))
    assert vnadmin("show", "512-CV/HU").code == 0


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_run_keeps_whole_documents_and_says_so(
    ending: signal.Signals, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    text = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")
    for number in range(150):
        (folder / f"{number:03}.txt").write_text(text.replace("31-CT", f"{number}-CT"), "utf-8")
    path = tmp_path / "a.db"
    run = subprocess.Popen(
        python("ingest", str(folder), "--archive", str(path), "-j1", "-v"),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stderr is not None
    for line in run.stderr:
        if "005.txt: done" in line:
            break
    run.send_signal(ending)
    _, rest = run.communicate(timeout=30)
    if ending is signal.SIGKILL:
        assert run.returncode == -signal.SIGKILL
    else:
        assert run.returncode == 130
        assert re.search(r"\d+ done, 0 partial, 0 failed", rest)
        assert "the same command goes on" in rest
    time.sleep(0.1)
    assert vnadmin("check", "--archive", path).code == 0
    assert vnadmin("ingest", folder, "--archive", path, "--json").code == 0
