"""Look-ups of an archive: by any name, filtered, and searched without accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.dispatches import DIRECTIVE, NGHE_AN, letter, other, save, sha256
from vnadmin_nlp.errors import NotFound, UsageError
from vnadmin_nlp.model.record import Deadline
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.full_text_search import MOST_TERMS
from vnadmin_nlp.store.row_types import as_json

BODY = "Đề nghị các cơ quan siết chặt kỷ luật, kỷ cương hành chính theo\nChỉ thị số 31 - CT/TU."


@pytest.mark.parametrize(
    "ref",
    ["id:1", "ID: 1", "directive", sha256("directive")[:8], "directive.pdf", "31-CT/TU", "31 ct tu",
     "31/CT-TU", "31-ct/tu", "Số 031 – CT/TU", "31", "031", "số 31", "31-CT/TU, lạng sơn",
     "Chỉ thị số 31-CT/TU ngày 14/3/2024 của Tỉnh ủy Lạng Sơn", "chỉ thị 31"],
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


def test_digits_alone_are_a_running_number_and_never_an_id(store: Store) -> None:
    """Someone who types a number off a paper must not meet the paper stored under that id."""
    save(store, letter("first", number="2-CV/BTGTU"), letter("second", number="1-CV/BTGTU"))
    assert [store.document(ref).name for ref in ("1", "2", "01")] == ["second", "first", "second"]
    assert [store.document(ref).name for ref in ("id:1", "id:2", 1)] == ["first", "second", "first"]
    with pytest.raises(NotFound, match="if you mean the id, write id:3"):
        store.document("3")
    for ref in ("id:3", 3):
        with pytest.raises(NotFound, match="no document"):
            store.document(ref)


def test_digits_that_fit_several_documents_are_never_taken_for_one(store: Store) -> None:
    save(
        store,
        letter("a", number="86-CV/BTGTU"),
        letter("b", number="86/2019/QĐ-UBND", doc_type="Quyết định"),
        letter("86"),
        letter("86a", number="86a-CV/BTGTU"),
        letter("860", number="860-CV/BTGTU"),
    )
    assert [row.name for row in store.find_documents("86")] == ["a", "b", "86"]
    with pytest.raises(UsageError, match="names 3 documents: id:1 Công văn 86-CV/BTGTU") as told:
        store.document("86")
    assert "id:2 Quyết định 86/2019/QĐ-UBND" in str(told.value)
    assert store.document("86/2019").name == "b"
    assert store.document("quyết định 86").name == "b"


def test_digits_that_begin_a_sha256_and_are_a_number_name_both(store: Store) -> None:
    save(store, letter("scanned"), letter("numbered", number="123456-CV/TU"))
    with store.transaction() as db:
        db.execute("UPDATE files SET sha256 = '123456' || sha256 WHERE path = 'scanned.pdf'")
    assert [row.name for row in store.find_documents("123456")] == ["scanned", "numbered"]


@pytest.mark.parametrize(
    ("ref", "wanted"),
    [
        ("31-CT/TU, lạng sơn", {"directive"}),
        ("31, nghe an", {"nghe-an"}),
        ("31-CT/TU", {"directive", "nghe-an"}),
        ("31", {"directive", "nghe-an"}),
        ("31-CT/TU, hà giang", set()),
        ("31-CT/TU ngày 14/3/2019", set()),
        ("công văn 31", set()),
    ],
)
def test_what_stands_beside_a_number_chooses(ref: str, wanted: set[str], store: Store) -> None:
    save(store, DIRECTIVE, other(DIRECTIVE, "nghe-an", **NGHE_AN))
    assert {row.name for row in store.find_documents(ref)} == wanted


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
