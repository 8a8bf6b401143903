"""An archive on a server: opened or refused in one clear line, written by several, killed."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers import postgres
from tests.helpers.dispatches import DIRECTIVE, letter, save
from tests.helpers.vnadmin_cli import DOCUMENTS, python, vnadmin
from tests.store.test_crashes import check_whole, writer
from vnadmin_nlp.errors import ExitCode, NotWritable, UnreadableInput, UsageError, VnadminError
from vnadmin_nlp.store import Store
from vnadmin_nlp.store import sqlite as opening
from vnadmin_nlp.store.archive_address import parsed
from vnadmin_nlp.store.manifest import by_state


@pytest.fixture
def database(server: postgres.Server) -> Iterator[str]:
    """Yield the name of an empty database."""
    name = server.empty_database()
    yield name
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def archive(server: postgres.Server) -> Iterator[str]:
    """Yield the address of an empty archive."""
    place = server.archive()
    yield place
    server.give_back(place)


def test_a_new_archive_has_the_newest_format(server: postgres.Server, database: str) -> None:
    with Store(server.address(database)) as store:
        assert store.counts()["documents"] == 0 and not store.readonly
    found = server.execute("SELECT version FROM archive_format", database)
    assert found == [(len(opening.migrations()),)]


def test_a_schema_is_an_archive_of_its_own(server: postgres.Server, database: str) -> None:
    places = [f"{server.address(database)}?schema={name}" for name in ("tinh_uy", "ubnd")]
    for place in places:
        with Store(place) as store:
            assert save(store, DIRECTIVE) == [1]
    with Store(places[0], create=False) as store:
        assert str(store.path) == places[0] and len(store.documents()) == 1


def test_two_programs_may_make_one_archive_at_once(server: postgres.Server, database: str) -> None:
    place = server.address(database)
    writers = [writer(place, name, 3) for name in "abc"]
    for process in writers:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
    with Store(place, create=False) as store:
        assert check_whole(store) == 9


def _of_another_program(server: postgres.Server, database: str) -> str:
    server.execute("CREATE TABLE notes (text TEXT)", database)
    return server.address(database)


def _newer(server: postgres.Server, database: str) -> str:
    Store(server.address(database)).close()
    server.execute("UPDATE archive_format SET version = version + 1", database)
    return server.address(database)


def _of_another_encoding(server: postgres.Server, database: str) -> str:
    server.execute(f"DROP DATABASE {database}")
    server.execute(f"CREATE DATABASE {database} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    return server.address(database)


Spoil = Callable[[postgres.Server, str], str]


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        pytest.param(_of_another_program, "", id="another program's"),
        pytest.param(_newer, "newer vnadmin", id="newer format"),
        pytest.param(_of_another_encoding, "SQL_ASCII", id="no Unicode"),
        pytest.param(lambda s, d: s.address("none"), "no such database", id="no database"),
        pytest.param(lambda s, d: s.address(d, "nobody"), "no such user", id="no user"),
        pytest.param(lambda s, d: "postgresql://127.0.0.1:1/x", "can't be reached", id="no server"),
        pytest.param(lambda s, d: "postgresql://no.such.invalid/x", "host", id="no host"),
    ],
)
@pytest.mark.parametrize("create", [True, False], ids=["to write", "to read"])
def test_what_is_no_archive_is_told_in_one_line(
    server: postgres.Server, database: str, spoil: Spoil, cause: str, create: bool
) -> None:
    place = spoil(server, database)
    with pytest.raises(NotWritable if create else UnreadableInput) as caught:
        Store(place, create=create)
    line = str(caught.value)
    assert cause in line and "\n" not in line
    assert line.startswith(place) and caught.value.remedy


def test_a_missing_archive_is_not_made_by_a_look_up(server: postgres.Server, database: str) -> None:
    with pytest.raises(UnreadableInput, match="no archive"):
        Store(server.address(database), create=False)
    assert not server.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'", database)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("postgresql://an:geheim@db/x", "postgresql://an@db/x"),
        ("postgres://an:geh%40im@db:5433/x?schema=y", "postgresql://an@db:5433/x?schema=y"),
        ("postgresql://db/x?password=geheim&user=an", "postgresql://db/x?user=an"),
        ("postgresql:///x?host=/run/postgresql", "postgresql:///x?host=/run/postgresql"),
    ],
)
def test_a_password_is_never_shown(place: str, shown: str) -> None:
    assert parsed(place).shown == shown
    assert "password" not in parsed(place).shown


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://db/x?schema=A%3BDROP",
        "postgresql://[db/x",
        "postgresql://db/x?no_such_option=1",
        "postgresql://db/x?options=-csearch_path%3Da",
    ],
)
def test_a_wrong_address_is_told(place: str) -> None:
    with pytest.raises(UsageError):
        Store(place)


def test_a_user_who_may_only_read_can_look_and_is_told(
    server: postgres.Server, archive: str
) -> None:
    database = archive.rpartition("/")[2]
    with Store(archive) as store:
        save(store, DIRECTIVE)
    server.execute("CREATE ROLE reader LOGIN")
    server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", database)
    with Store(server.address(database, "reader"), create=False) as store:
        assert store.readonly and len(store.search("kỷ cương")) == 1
        with pytest.raises(NotWritable, match="read-only"):
            store.start_run("test", {})
    server.execute("DROP OWNED BY reader", database)
    server.execute("DROP ROLE reader")


def test_a_lock_that_is_never_released_is_told(archive: str) -> None:
    with Store(archive) as holder, Store(archive, patience=0.1) as store, holder.transaction():
        assert store.documents() == []
        with pytest.raises(NotWritable, match="another program is writing"):
            save(store, DIRECTIVE)
    with Store(archive, patience=0.1) as store:
        save(store, DIRECTIVE)


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        pytest.param("53100", "disk is full", id="disk full"),
        pytest.param("53300", "no connection left", id="connections"),
        pytest.param("25006", "read-only", id="read-only"),
        pytest.param("42501", "may not do this", id="no right"),
        pytest.param("57014", "broke a query off", id="timeout"),
        pytest.param("40P01", "got in the way", id="deadlock"),
        pytest.param("XX001", "damaged", id="damaged"),
    ],
)
def test_what_the_server_reports_is_told(archive: str, code: str, cause: str) -> None:
    with Store(archive) as store:
        with pytest.raises(NotWritable, match=cause) as caught, store.transaction() as db:
            db.execute("INSERT INTO runs (command) VALUES (?)", ("half",))
            db.execute(f"DO $$ BEGIN RAISE 'so' USING ERRCODE = '{code}'; END $$")
        assert caught.value.remedy and str(caught.value).startswith(archive)
        assert not store.db.in_transaction
        assert (
            store.start_run("whole", {})
            and not store.db.execute("SELECT 1 FROM runs WHERE command = 'half'").fetchall()
        )


def test_a_server_that_is_killed_is_told_and_has_whole_files(
    server: postgres.Server, archive: str
) -> None:
    told = 0
    for turn in range(2):
        process = writer(archive, f"w{turn}", 10_000)
        assert process.stdout is not None
        process.stdout.readline()  # open
        told += process.stdout.readline() != ""
        time.sleep(0.1 * turn)
        server.kill()
        try:
            out, error = process.communicate(timeout=60)
            with pytest.raises(VnadminError, match="can't be reached"):
                Store(archive)
        finally:
            server.start()
        told += len(out.splitlines())
        # Which of the server's processes dies first decides what it can still say.
        assert re.search("connection .* was lost|server was shut down", error), error
        assert "NotWritable" in error.splitlines()[-1]
        with Store(archive) as store:
            # The last one may have been kept, and its confirmation lost.
            assert told <= check_whole(store) <= told + turn + 1


def test_two_runs_share_the_files_and_a_killed_server_stops_neither_for_good(
    server: postgres.Server, archive: str, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    text = (DOCUMENTS / "yb-31-ct-tu.txt").read_text("utf-8")
    for number in range(12):
        (folder / f"{number}.txt").write_text(text.replace("31-CT", f"{number}-CT"), "utf-8")
    command = python("ingest", str(folder), "--archive", archive, "-j1", "--json")
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    while _documents(archive) < 2:
        assert runs[0].poll() is None
        time.sleep(0.02)
    server.kill()
    try:
        errors = [run.communicate(timeout=60)[1] for run in runs]
    finally:
        server.start()
    assert [run.returncode for run in runs] == [ExitCode.NOT_WRITABLE] * 2
    assert all(error.splitlines()[-1].startswith(f"vnadmin: {archive}: ") for error in errors)
    assert 2 <= _documents(archive) < 12
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for run in runs:
        _, error = run.communicate(timeout=120)
        assert run.returncode == 0, error
    with Store(archive) as store:
        assert [row.attempts for row in store.files()] == [1] * 12
        with store.reading() as db:
            assert by_state(db) == {"done": 12}
    assert vnadmin("check", "--archive", archive).code == 0


def _documents(archive: str) -> int:
    with Store(archive, create=False) as store:
        return store.counts()["documents"]


def test_the_doctor_tells_of_the_server(server: postgres.Server, database: str) -> None:
    place = server.address(database)
    told = vnadmin("doctor", "--archive", place).out
    assert "server      PostgreSQL" in told and f"{place} is not made yet" in told
    with Store(place) as store:
        save(store, letter("x"))
    assert f"{place} can be written" in vnadmin("doctor", "--archive", place).out
    ended = vnadmin("doctor", "--archive", "postgresql://an:geheim@127.0.0.1:1/x")
    assert ended.code != 0 and "can't be reached" in ended.out and "geheim" not in ended.out


def test_an_older_format_is_brought_up_to_date_with_all_it_holds(
    server: postgres.Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, newest = server.address(database), opening.migrations()
    monkeypatch.setattr(opening, "migrations", lambda: newest[:8])
    Store(place).close()
    server.execute("INSERT INTO files (path, state) VALUES ('a.pdf', 'done')", database)
    monkeypatch.undo()
    with Store(place, create=False) as store:
        assert [row.path for row in store.files()] == ["a.pdf"]
    found = server.execute("SELECT version FROM archive_format", database)
    assert found == [(len(newest),)]


def test_a_migration_that_fails_leaves_nothing(
    server: postgres.Server, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    twin = opening.migrations()[0].parent / "postgres" / "0000.sql"
    (tmp_path / "postgres" / "0000.sql").write_text(twin.read_text("utf-8"))
    (tmp_path / "0001_bad.sql").write_text(
        "CREATE TABLE half (n TEXT);\nCREATE TABLE half (n TEXT);"
    )
    monkeypatch.setattr(opening, "MIGRATIONS", tmp_path)
    with pytest.raises(Exception, match="already exists"):
        Store(server.address(database))
    assert not server.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'", database)


def test_a_file_needs_no_psycopg_and_a_server_says_that_it_does(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None; from vnadmin_nlp.cli import main;"
        "main(['search', 'x', '--archive', sys.argv[1]])"
    )
    path = tmp_path / "a.db"
    Store(path).close()
    for place, exit_code, told in (
        (str(path), ExitCode.NOT_FOUND, "x"),
        ("postgresql://127.0.0.1:1/x", ExitCode.MISSING_PROGRAM, "vnadmin-nlp[postgres]"),
    ):
        ended = subprocess.run([sys.executable, "-c", code, place], capture_output=True, text=True)
        assert ended.returncode == exit_code and told in ended.stderr, ended.stderr
