"""The archive: whole files or none, clear errors, search without accents, corrections that stay."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dispatches import DIRECTIVE, citation, letter, page, record, save, sha256
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp import graph
from vnadmin_nlp.archive import Store
from vnadmin_nlp.archive import connection as opening
from vnadmin_nlp.archive.packing import pack, unpack
from vnadmin_nlp.archive.rows import as_json
from vnadmin_nlp.archive.search import MOST_TERMS
from vnadmin_nlp.errors import NotFound, NotWritable, UnreadableInput, UsageError, VnadminError
from vnadmin_nlp.page import Box, Word
from vnadmin_nlp.record import Deadline, Problem, Record, Status

TESTS = Path(__file__).parent
BODY = "Đề nghị các cơ quan tăng cường kỷ luật, kỷ cương hành chính theo\nChỉ thị số 31 - CT/TU."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db") as opened:
        yield opened


# Opening


def test_a_new_archive_has_our_mark_and_the_newest_format(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    with Store(path) as store:
        assert store.counts()["documents"] == 0
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA application_id").fetchone()[0] == opening.APPLICATION_ID
    assert db.execute("PRAGMA user_version").fetchone()[0] == len(opening.migrations())
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


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


def as_nobody(do: Callable[[], list[str]]) -> list[str]:
    """Return what ``do`` returns in a child without the rights of root, who may write anywhere."""
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            answer = do()
        except BaseException as error:
            answer = [repr(error)]
        os.write(sending, json.dumps(answer).encode())
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving) as pipe:
        answer = json.loads(pipe.read())
    os.waitpid(child, 0)
    return answer


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


# Writing


def test_a_file_is_saved_with_all_it_holds(store: Store) -> None:
    full = letter(
        "full",
        citation("31-CT/TU", "2024-03-14", type="Chỉ thị", pinpoints=("mục 2 phần I",)),
        addressees=("Các huyện ủy", "Thành ủy"),
        deadlines=(Deadline(text="trước ngày 30/11/2024", task="báo cáo kết quả", page=1),),
        review=("subject",),
        status=Status.PARTIAL,
        problems=(Problem(page=1, stage="recognise", message="dark page"),),
    )
    (document_id,) = save(store, full, text=BODY)
    row = store.document(document_id)
    assert Record.model_validate(row.record) == full
    assert (row.number, row.review, row.status) == ("705-CV/BTGTU", ("subject",), "partial")
    assert store.text(document_id) == {1: BODY}
    assert store.find_file(sha256("full")).state == "partial"  # type: ignore[union-attr]
    (field,) = store.db.execute("SELECT * FROM fields WHERE field = 'number'").fetchall()
    assert (json.loads(field["value"]), field["by"]) == ("705-CV/BTGTU", "rule:test")


def test_pages_come_back_as_they_were(store: Store) -> None:
    pages = [page("Số 31-CT/TU\nLạng Sơn", 1), page("", 2)]
    store.save_file("a.pdf", [DIRECTIVE], pages, sha256="ab", size=1)
    assert store.pages(store.files()[0].id) == pages


@given(
    st.lists(
        st.builds(
            Word,
            st.text(min_size=1),
            st.builds(Box, *[st.integers(-9, 40_000)] * 4),
            st.floats(0, 1),
            st.integers(0, 999),
        )
    )
)
def test_packed_words_are_the_same_words(words: list[Word]) -> None:
    assert unpack(pack(words)) == tuple(words)


def test_several_documents_of_one_file_are_kept_apart(store: Store) -> None:
    first = record("first", number="1-CV/TU", first_page=1, last_page=2)
    second = record("second", number="2-CV/TU", first_page=3, last_page=3)
    third = record("third", number="3-CV/TU", first_page=3, last_page=3)
    pages = [page(f"trang {n}", n) for n in (1, 2, 3)]
    ids = store.save_file("a.pdf", [first, second, third], pages, sha256="ab", size=1)
    assert [store.text(i) for i in ids] == [{1: "trang 1", 2: "trang 2"}] + [{3: "trang 3"}] * 2
    again = store.save_records(store.files()[0].id, [first, third])
    assert again == ids[:2]
    assert [row.name for row in store.documents()] == ["first", "third"]


def test_saving_the_same_bytes_again_changes_nothing_but_the_attempts(store: Store) -> None:
    one = save(store, DIRECTIVE, text=BODY)
    assert save(store, DIRECTIVE, text=BODY) == one
    assert [(row.attempts, row.state) for row in store.files()] == [(2, "done")]
    assert len(store.search("kỷ cương")) == 1
    store.db.execute("INSERT INTO passages_folded (passages_folded) VALUES ('integrity-check')")


def test_a_document_that_is_gone_is_not_found_any_more(store: Store) -> None:
    store.save_file("a.pdf", [DIRECTIVE], [page("tăng cường")], sha256="ab", size=1)
    store.save_records(store.files()[0].id, [])
    assert not store.search("tang cuong") and not store.documents()
    assert store.db.execute("SELECT count(*) FROM passages_folded").fetchone()[0] == 0


def test_equal_bytes_elsewhere_are_a_duplicate_linked_to_the_first(store: Store) -> None:
    save(store, DIRECTIVE)
    for _ in range(2):
        store.save_duplicate("copy.pdf", sha256("directive"))
    first, copy = store.files()
    assert (copy.state, copy.duplicate_of) == ("duplicate", first.id)
    assert store.find_file(sha256("directive")) == first


def test_a_failure_is_kept_until_the_file_is_read(store: Store) -> None:
    error = UnreadableInput("the file is truncated", page=3, remedy="scan it again")
    for _ in range(2):
        store.save_failure("a.pdf", error, sha256=sha256("directive"), stage="scan", seconds=1.5)
    store.save_failure("gone.pdf", FileNotFoundError("gone"))
    failed, gone = store.failures()
    assert (failed.message, failed.page, failed.exit_code) == ("the file is truncated", 3, 4)
    assert (failed.attempts, failed.remedy, gone.exit_code) == (2, "scan it again", 15)
    save(store, DIRECTIVE)
    assert [row.path for row in store.failures()] == ["gone.pdf"]
    assert store.find_file(sha256("directive")).state == "done"  # type: ignore[union-attr]


def test_a_later_failure_takes_no_documents_away(store: Store) -> None:
    save(store, DIRECTIVE)
    store.save_failure("directive.pdf", OSError("gone"), sha256=sha256("directive"))
    assert store.document("31-CT/TU").file == "directive.pdf"
    assert [row.state for row in store.files()] == ["done"]
    assert len(store.failures()) == 1


def test_a_path_that_could_not_be_read_is_the_same_file_once_it_is(store: Store) -> None:
    store.save_failure("directive.pdf", PermissionError("no"))
    save(store, DIRECTIVE)
    assert [(row.state, row.attempts) for row in store.files()] == [("done", 2)]
    assert not store.failures()


def test_runs_keep_what_was_asked_and_what_came_of_it(store: Store) -> None:
    run = store.start_run("ingest", {"paths": [Path("a")]}, version="0.1.0")
    store.finish_run(run, {"done": 3})
    (row,) = store.db.execute("SELECT * FROM runs").fetchall()
    assert (row["options"], row["counts"]) == ('{"paths": ["a"]}', '{"done": 3}')
    assert row["finished"] >= row["started"]


def test_a_transaction_writes_all_or_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        save(store, DIRECTIVE)
        assert len(store.documents()) == 1
        raise ZeroDivisionError
    assert not store.documents() and not store.files()


# Corrections


def test_a_correction_stays_through_every_later_extraction(store: Store) -> None:
    wrong = letter("wrong", date="2024-07-03", review=("date", "signer.name"))
    (document_id,) = save(store, wrong)
    row = store.correct(document_id, "date", "08/7/2024", by="an")
    assert (row.date, row.review) == ("2024-07-08", ("signer.name",))
    save(store, wrong)
    row = store.document(document_id)
    assert (row.date, row.record["date"]) == ("2024-07-08", "2024-07-08")
    assert row.record["evidence"]["date"]["by"] == "person:an"
    (kept,) = store.corrections(document_id)
    assert (kept.value, kept.previous, kept.by) == ("2024-07-08", "2024-07-03", "person:an")
    assert Record.model_validate(row.record).date is not None


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "", None),
        ("number", " 31-CT/TU ", "31-CT/TU"),
        ("signer.name", "Nguyễn Văn A", "Nguyễn Văn A"),
        ("addressees", "Các sở; Các huyện", ["Các sở", "Các huyện"]),
        ("recipients", '["Như trên; để biết"]', ["Như trên; để biết"]),
        ("addressees", "", []),
        ("system", "state", "state"),
    ],
)
def test_a_person_may_type_values_so(store: Store, field: str, typed: str, value: object) -> None:
    save(store, letter("x"))
    record = store.correct("x", field, typed, by="an").record
    name, _, inner = field.partition(".")
    assert (record[name][inner] if inner else record[name]) == value
    assert Record.model_validate(record)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("colour", "red"),
        ("citations", "[]"),
        ("date", "30/02/2024"),
        ("date", "soon"),
        ("system", "church"),
        ("addressees", '[{"a": 1}]'),
        ("addressees", "[broken"),
    ],
)
def test_what_can_not_be_is_refused_with_a_remedy(store: Store, field: str, typed: str) -> None:
    save(store, letter("x"))
    with pytest.raises(UsageError) as caught:
        store.correct("x", field, typed, by="an")
    assert caught.value.remedy
    assert not store.corrections(1)


def test_a_correction_outlives_a_document_that_is_split_off_and_comes_back(store: Store) -> None:
    first = record("first", first_page=1, last_page=1)
    second = record("second", first_page=2, last_page=2, place="Huế")
    pages = [page("a", 1), page("b", 2)]
    store.save_file("a.pdf", [first, second], pages, sha256="ab", size=1)
    store.correct("second", "place", "Lạng Sơn", by="an")
    file_id = store.files()[0].id
    store.save_records(file_id, [first])
    store.save_records(file_id, [first, second])
    assert store.document("second").place == "Lạng Sơn"


def test_a_corrected_value_is_searched_and_looked_up(store: Store) -> None:
    save(store, letter("x", number="7O5-CV/BTGTU", subject="triễn khai"))
    store.correct("x", "subject", "triển khai nghị quyết", by="an")
    store.correct("x", "number", "706-CV/BTGTU", by="an")
    assert store.document("706 cv btgtu").name == "x"
    assert [hit.document.name for hit in store.search("nghị quyết")] == ["x"]


# Looking up


@pytest.mark.parametrize(
    "ref",
    ["1", "directive", sha256("directive")[:8], "directive.pdf", "31-CT/TU", "31 ct tu",
     "31/CT-TU", "31-ct/tu", "Số 031 – CT/TU"],
)  # fmt: skip
def test_a_document_has_many_names(store: Store, ref: str) -> None:
    save(store, DIRECTIVE, letter("other"))
    assert store.document(ref).name == "directive"


def test_a_name_of_nothing_and_a_name_of_several(store: Store) -> None:
    save(store, DIRECTIVE, letter("a"), letter("b"))
    with pytest.raises(NotFound):
        store.document("99-CT/TU")
    with pytest.raises(UsageError, match="names 2 documents"):
        store.document("705-CV/BTGTU")


def test_documents_are_filtered(store: Store) -> None:
    save(store, DIRECTIVE, letter("a"), letter("b", date=None, review=("date",)))
    names = lambda **given: [row.name for row in store.documents(**given)]  # noqa: E731
    assert names(type="chỉ thị") == names(type="CT") == ["directive"]
    assert names(issuer="tuyen giao lang son") == ["a", "b"]
    assert names(since="2024-07-01") == ["a"]
    assert names(until="2024-03-14") == ["directive"]
    assert names(review=True) == ["b"]
    assert names(limit=1) == ["directive"]


def test_deadlines_come_by_date_and_those_without_last(store: Store) -> None:
    due = [
        Deadline(text="hằng quý", kind="recurring"),
        Deadline(text="trước 30/11", date="2024-11-30", recipient="Các huyện ủy"),  # type: ignore[arg-type]
        Deadline(text="trước 15/9", date="2024-09-15", recipient="Sở Nội vụ"),  # type: ignore[arg-type]
    ]
    save(store, letter("x", deadlines=tuple(due)))
    texts = lambda **given: [row.text for row in store.deadlines(**given)]  # noqa: E731
    assert texts() == ["trước 15/9", "trước 30/11", "hằng quý"]
    assert texts(undated=False) == ["trước 15/9", "trước 30/11"]
    assert texts(since="2024-10-01", undated=False) == ["trước 30/11"]
    assert texts(recipient="so noi vu") == ["trước 15/9"]
    assert as_json(store.deadlines()[0])["document"] == "x"


# Searching


@pytest.mark.parametrize(
    "words",
    ["ky luat hanh chinh", "KỶ LUẬT", "kỷ luật", '"ky cuong hanh chinh"', "đề nghị", "de nghi"],
)
def test_search_folds_accents(store: Store, words: str) -> None:
    save(store, letter("x"), text=BODY)
    (hit,) = store.search(words)
    assert hit.page == 1 and hit.marks
    marked = [hit.snippet[start:end] for start, end in hit.marks]
    assert all(part in BODY for part in marked)


def test_hits_are_marked_in_the_text_as_printed(store: Store) -> None:
    save(store, letter("x"), text=BODY)
    (hit,) = store.search('"ky cuong"')
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["kỷ cương"]
    assert "\n" not in hit.snippet


def test_a_phrase_is_found_only_as_it_stands(store: Store) -> None:
    save(store, letter("x"), text=BODY)
    assert not store.search('"hành chính kỷ cương"')
    assert store.search("hành chính kỷ cương")


def test_words_side_by_side_come_first(store: Store) -> None:
    save(store, letter("apart"), text="hành trình dài, chính sách mới " * 3)
    save(store, letter("together"), text="thủ tục hành chính " * 3)
    assert [hit.document.name for hit in store.search("hành chính")] == ["together", "apart"]


@pytest.mark.parametrize("number", ["31-CT/TU", "31 ct tu", "31/CT-TU"])
def test_a_number_finds_the_document_itself_before_those_that_name_it(
    store: Store, number: str
) -> None:
    save(store, letter("citing"), text=BODY * 3)
    save(store, DIRECTIVE)
    hits = store.search(number)
    assert [hit.document.name for hit in hits] == ["directive", "citing"]
    assert hits[0].page is None


def test_search_is_filtered_and_limited(store: Store) -> None:
    save(store, DIRECTIVE, letter("a"), letter("b", date="2025-01-01"), text=BODY)
    assert {hit.document.name for hit in store.search("kỷ cương", type="CV")} == {"a", "b"}
    assert [hit.document.name for hit in store.search("kỷ cương", since="2025-01-01")] == ["b"]
    assert len(store.search("kỷ cương", limit=2)) == 2
    assert not store.search("kỷ cương", issuer="nghệ an")


@pytest.mark.parametrize(
    "words",
    [
        '"',
        '""',
        "*",
        "AND",
        "NEAR(a b)",
        "a OR",
        "-x",
        "folded:x",
        "(",
        "')--",
        "^a",
        "{",
        "\0",
        "",
    ],
)
def test_nothing_typed_is_an_operator(store: Store, words: str) -> None:
    save(store, letter("x"), text=BODY)
    assert isinstance(store.search(words), list)


@given(words=st.text(max_size=60))
def test_no_text_breaks_the_search(words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.db"
    with Store(path) as store:
        if not store.documents():
            save(store, letter("x"), text=BODY)
        try:
            hits = store.search(words)
        except UsageError:
            assert len(words.split()) > MOST_TERMS // 2
            return
        for hit in hits:
            assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.marks)


@given(text=st.text(st.characters(categories=["L", "N", "P", "Z"]), min_size=1, max_size=80))
def test_whatever_is_on_a_page_is_found_by_its_words(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    words = [word for word in text.split() if word.isalnum() and word.isascii()]
    path = tmp_path_factory.getbasetemp() / "found.db"
    with Store(path) as store:
        save(store, letter("x"), text=text)
        for word in words:
            assert store.search(word)


# Many programs, kills, and a full disk


WRITER = """if True:
    import sys
    from dispatches import letter, save
    from vnadmin_nlp import graph
    from vnadmin_nlp.archive import Store
    with Store(sys.argv[1]) as store:
        print("open", flush=True)
        for n in range(int(sys.argv[3])):
            save(store, letter(f"{sys.argv[2]}-{n}", number=f"{n}-CV/BTGTU"), text="kỷ luật " * 400)
            graph.link(store)
            print(n, flush=True)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    paths = [str(TESTS), *filter(None, sys.path)]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), name, str(count)],
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
    assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert not store.db.execute("PRAGMA foreign_key_check").fetchall()
    assert len(store.search("kỷ luật", limit=10_000)) == len(files)
    return len(files)


def test_a_kill_at_any_moment_leaves_whole_files(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    told = 0
    for turn in range(4):
        with writer(path, f"w{turn}", 10_000) as process:
            assert process.stdout is not None
            process.stdout.readline()  # open
            time.sleep(0.05 + 0.03 * turn)
            process.send_signal(signal.SIGKILL)
            told += len(process.stdout.read().splitlines())
        with Store(path) as store:
            assert told <= check_whole(store) <= told + turn + 1


def test_two_writers_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    writers = [writer(path, name, 15) for name in "ab"]
    for process in writers:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
    with Store(path) as store:
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


def test_a_full_disk_is_told_and_loses_nothing(store: Store) -> None:
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


def test_a_file_size_limit_is_told_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    code = f"""if True:
        import resource, signal, sys
        sys.path[:0] = {[str(TESTS), *filter(None, sys.path)]!r}
        from dispatches import letter, save
        from vnadmin_nlp.archive import Store
        from vnadmin_nlp.errors import VnadminError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
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
