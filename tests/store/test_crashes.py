"""An archive with two writers, under kills, locks and a full disk: whole files or none."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.dispatches import DIRECTIVE, letter, save
from vnadmin_nlp.errors import NotWritable, VnadminError
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.store import Store
from vnadmin_nlp.store import sqlite as opening
from vnadmin_nlp.store.check.database_integrity import damages

ROOT = Path(__file__).parents[2]


WRITER = """if True:
    import sys
    from tests.helpers.dispatches import letter, save
    from vnadmin_nlp import graph
    from vnadmin_nlp.store import Store
    with Store(sys.argv[1]) as store:
        print("open", flush=True)
        for n in range(int(sys.argv[3])):
            save(store, letter(f"{sys.argv[2]}-{n}", number=f"{n}-CV/BTGTU"), text="kỷ luật " * 400)
            graph.link(store)
            print(n, flush=True)
"""


def writer(place: str, name: str, count: int) -> subprocess.Popen[str]:
    paths = [str(ROOT), *filter(None, sys.path)]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, place, name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def check_whole(store: Store) -> int:
    """Return the number of files, each of which must be whole."""
    files = store.files()
    documents = store.documents()
    assert len(files) == len(documents)
    for document in documents:
        assert store.text(document.id)
        assert len(store.pages(document.file_id)) == 1
        assert Record.model_validate(document.record).number == document.number
    assert not list(damages(store.db))
    assert len(store.search("kỷ luật", limit=10_000)) == len(files)
    return len(files)


def test_a_kill_at_any_moment_leaves_whole_files(place: str) -> None:
    told = 0
    for turn in range(4):
        with writer(place, f"w{turn}", 10_000) as process:
            assert process.stdout is not None
            process.stdout.readline()  # open
            time.sleep(0.05 + 0.03 * turn)
            process.send_signal(signal.SIGKILL)
            told += len(process.stdout.read().splitlines())
        with Store(place) as store:
            assert told <= check_whole(store) <= told + turn + 1


def test_two_writers_take_turns(place: str) -> None:
    writers = [writer(place, name, 15) for name in "ab"]
    for process in writers:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
    with Store(place) as store:
        assert check_whole(store) == 30
        # Each number was written by both: two scans of one document.
        assert len(store.duplicates()) == 15


def test_a_lock_that_is_never_released_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Store(path, patience=0.1) as store:
        assert store.documents() == []
        with pytest.raises(NotWritable, match="another program is writing"):
            save(store, DIRECTIVE)
    holder.close()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db")
    save(store, DIRECTIVE)
    (size,) = store.db.execute("PRAGMA page_count").fetchone()
    store.db.execute(f"PRAGMA max_page_count = {size + 2}")
    with pytest.raises(NotWritable, match="disk is full"):
        for n in range(50):
            save(store, letter(f"x{n}"), text=" ".join(map(str, range(3000))))
    kept = store.documents()
    assert kept and len(kept) == len(store.files())
    store.db.execute("PRAGMA max_page_count = 100000")
    save(store, letter("later"))
    assert len(store.documents()) == len(kept) + 1
    store.close()


def test_a_file_size_limit_is_told_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    code = f"""if True:
        import resource, signal, sys
        sys.path[:0] = {[str(ROOT), *filter(None, sys.path)]!r}
        from tests.helpers.dispatches import letter, save
        from vnadmin_nlp.store import Store
        from vnadmin_nlp.errors import VnadminError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_200_000, 1_200_000))
        try:
            with Store({str(path)!r}) as store:
                for n in range(1000):
                    save(store, letter(f"x{{n}}", number=f"{{n}}-CV/TU"), text="kỷ luật " * 400)
        except VnadminError as error:
            print(int(error.exit_code), error)
    """
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stdout.startswith("5 "), ended.stderr
    assert len(ended.stdout.splitlines()) == 1
    with Store(path) as store:
        assert check_whole(store) > 0


def test_every_error_of_the_archive_is_a_known_one() -> None:
    for _, cause, remedy in opening._TROUBLES:
        assert isinstance(NotWritable(cause, remedy=remedy), VnadminError)
