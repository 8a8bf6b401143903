"""Opening an archive: made, brought up to date, or refused in one clear line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.dispatches import DIRECTIVE, save
from tests.helpers.rights import as_nobody
from vnadmin_nlp import graph
from vnadmin_nlp.errors import NotWritable, UnreadableInput
from vnadmin_nlp.store import Store
from vnadmin_nlp.store import sqlite as opening


def test_a_new_archive_has_our_mark_and_the_newest_format(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with Store(path) as store:
        assert store.counts()["documents"] == 0
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA application_id").fetchone()[0] == opening.APPLICATION_ID
    assert db.execute("PRAGMA user_version").fetchone()[0] == len(opening.migrations())
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize("name", ["lưu trữ #1?.db", "lu\u031b\u0309u.db", "50% a&b=c.db", "-x.db"])
def test_an_archive_may_have_any_name(tmp_path: Path, name: str) -> None:
    with Store(tmp_path / name) as store:
        save(store, DIRECTIVE)
    assert (tmp_path / name).stat().st_size
    with Store(tmp_path / name, create=False) as store:
        assert store.document("31-CT/TU")


def _no_sqlite(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4 this is no database, but long enough to look at" * 20)


def _of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes (text)")


def _newer(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(opening.migrations()) + 1}")


def _damaged(path: Path) -> None:
    Store(path).close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * len(content[4096:])
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        pytest.param(_no_sqlite, "not an archive", id="not SQLite"),
        pytest.param(_of_another_program, "another program", id="another program's"),
        pytest.param(_newer, "newer vnadmin", id="newer format"),
        pytest.param(_damaged, "", id="damaged"),
        pytest.param(Path.mkdir, "folder", id="folder"),
    ],
)
@pytest.mark.parametrize("create", [True, False], ids=["to write", "to read"])
def test_what_is_no_archive_is_told_in_one_line(
    tmp_path: Path, spoil: object, cause: str, create: bool
) -> None:
    path = tmp_path / "x.db"
    spoil(path)  # type: ignore[operator]
    kind = NotWritable if create else UnreadableInput
    with pytest.raises(kind) as caught, Store(path, create=create) as store:
        store.documents()
        store.start_run("test", {})
    line = str(caught.value)
    assert cause in line and "\n" not in line
    assert line.startswith(str(path)) and caught.value.remedy


def test_a_missing_archive_is_not_made_by_a_look_up(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no archive"):
        Store(tmp_path / "none.db", create=False)
    assert not list(tmp_path.iterdir())


def test_an_empty_file_becomes_an_archive_only_when_written_to(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(UnreadableInput, match="empty"):
        Store(path, create=False)
    Store(path).close()
    Store(path, create=False).close()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="folder does not exist"):
        Store(tmp_path / "none" / "a.db")


def test_an_older_format_is_brought_up_to_date_with_all_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    first = opening.migrations()[0].read_text("utf-8")
    with sqlite3.connect(path) as db:
        db.executescript(first)
        db.execute(f"PRAGMA application_id = {opening.APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO files (path, sha256, state) VALUES ('a.pdf', 'ab', 'done')")
    with Store(path, create=False) as store:
        assert [row.path for row in store.files()] == ["a.pdf"]
        assert store.counts()["works"] == 0


def test_a_migration_that_fails_leaves_the_archive_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, scripts = tmp_path / "a.db", tmp_path / "scripts"
    scripts.mkdir()
    (scripts / "0001_good.sql").write_text("CREATE TABLE files (id);")
    (scripts / "0002_bad.sql").write_text("CREATE TABLE half (id);\nCREATE TABLE files (id);")
    monkeypatch.setattr(opening, "MIGRATIONS", scripts)
    with pytest.raises(sqlite3.OperationalError):
        Store(path)
    with sqlite3.connect(path) as db:
        assert [name for (name,) in db.execute("SELECT name FROM sqlite_master")] == ["files"]
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1


@pytest.fixture
def readonly_folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "readonly"
    folder.mkdir()
    with Store(folder / "a.db") as store:
        save(store, DIRECTIVE)
        graph.link(store)
    for part in [folder, *folder.parents][: len(folder.parts) - 2]:
        part.chmod(0o755)  # others may pass
    (folder / "a.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def test_a_read_only_archive_can_be_read_and_says_so_when_written(readonly_folder: Path) -> None:
    def look_and_write() -> list[str]:
        answers = []
        with Store(readonly_folder / "a.db", create=False) as store:
            answers.append(store.document("31-CT/TU").subject or "")
            answers.append(graph.cite(store, "31-CT/TU").query)
            try:
                store.start_run("test", {})
            except NotWritable as error:
                answers.append(str(error))
        for name in ("a.db", "new.db"):
            try:
                Store(readonly_folder / name)
            except NotWritable as error:
                answers.append(str(error))
        return answers

    subject, number, *errors = as_nobody(look_and_write)
    assert (subject, number) == (DIRECTIVE.subject, "31-CT/TU")
    assert len(errors) == 3
    assert all("read-only" in line and str(readonly_folder) in line for line in errors)
