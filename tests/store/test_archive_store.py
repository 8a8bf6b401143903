"""Writing an archive: whole files, failures and duplicates kept, corrections that stay."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.helpers.dispatches import DIRECTIVE, citation, letter, page, record, save, sha256
from vnadmin_nlp.errors import UnreadableInput, UsageError
from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.model.record import Deadline, Problem, Record, Status
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.check.database_integrity import damages
from vnadmin_nlp.store.fts_index import tokens
from vnadmin_nlp.store.word_blob import pack, unpack
from vnadmin_nlp.text.unicode import nfc

BODY = "Đề nghị các cơ quan siết chặt kỷ luật, kỷ cương hành chính theo\nChỉ thị số 31 - CT/TU."


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
            st.builds(BoundingBox, *[st.integers(-9, 40_000)] * 4),
            st.floats(0, 1),
            st.integers(0, 999),
            st.booleans(),
            st.lists(st.tuples(st.text(min_size=1), st.floats(0, 1)), max_size=2).map(tuple),
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
    assert not list(damages(store.db))


def test_a_document_that_is_gone_is_not_found_any_more(store: Store) -> None:
    store.save_file("a.pdf", [DIRECTIVE], [page("tăng cường")], sha256="ab", size=1)
    store.save_records(store.files()[0].id, [])
    assert not store.search("tang cuong") and not store.documents()
    assert store.db.execute("SELECT count(*) FROM passages_folded").fetchone()[0] == 0


@given(st.text(max_size=40).map(nfc))
@example("marks\u2066of\ue000direction\u19b0and\x00others")
def test_both_indexes_count_the_same_words_in_any_text(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE words USING fts5 (folded)")
        db.execute("CREATE VIRTUAL TABLE found USING fts5vocab (words, instance)")
        db.execute("INSERT INTO words VALUES (?)", (" ".join(tokens(text)),))
        (count,) = db.execute("SELECT count(*) FROM found").fetchone()
    assert count == len(tokens(text))


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
