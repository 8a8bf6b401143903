"""The citation graph: which document is meant, by number, type, body in its context, and date."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dispatches import DIRECTIVE, citation, graph_of, letter, record, save, sha256
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp import graph
from vnadmin_nlp.archive import Store
from vnadmin_nlp.archive.rows import as_json
from vnadmin_nlp.errors import NotFound, UsageError
from vnadmin_nlp.graph import keys, organs
from vnadmin_nlp.graph.organs import Likeness, Organ
from vnadmin_nlp.record import Record

NGHE_AN = {
    "parent_body": "ĐẢNG BỘ TỈNH NGHỆ AN",
    "issuing_body": "TỈNH ỦY NGHỆ AN",
    "place": "Nghệ An",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db") as opened:
        yield opened


def links(store: Store, name: str) -> list[tuple[str, str | None]]:
    """Return status and document of each citation of a document."""
    card = graph.card_of(store, store.document(name).id)
    return [(link.status, link.node.key if link.node else None) for link in card.cites]


def status(store: Store, name: str = "citing") -> str:
    """Return the status of the only citation of a document."""
    ((found, _),) = links(store, name)
    return found


def other(like: Record, name: str, **values: Any) -> Record:
    """Return a record like another one, from another file."""
    fields = {field: getattr(like, field) for field in Record.model_fields}
    fields = {k: v for k, v in fields.items() if k not in ("id", "source", "evidence")}
    return record(name, **(fields | values))


# Bodies


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("Ban Thường vụ Tỉnh ủy Lạng Sơn", "dang uy@province:lang son"),
        ("Ban Chấp hành Đảng bộ tỉnh Lạng Sơn", "dang uy@province:lang son"),
        ("TỈNH UỶ LẠNG SƠN", "dang uy@province:lang son"),
        ("Thường trực Tỉnh ủy", "dang uy@province:"),
        ("Tỉnh ủy (khóa XVII)", "dang uy@province:"),
        ("Thành ủy Hà Nội", "dang uy@province:ha noi"),
        ("Thành ủy TP.HCM", "dang uy@province:ho chi minh"),
        ("Thành ủy Lạng Sơn", "dang uy@district:lang son/lang son"),
        ("Huyện ủy Lộc Bình", "dang uy@district:/loc binh"),
        ("ĐẢNG ỦY XÃ TÂN THANH", "dang uy@commune://tan thanh"),
        ("Ban Tuyên giáo Tỉnh ủy", "ban tuyen giao@province:"),
        ("Ban Tổ chức TW", "ban to chuc trung uong@central:"),
        ("Bộ Chính trị", "trung uong@central:"),
        ("Ban Chấp hành Trung ương Đảng (khóa XIII)", "trung uong@central:"),
        ("Chủ tịch UBND tỉnh Lạng Sơn", "uy ban nhan dan@province:lang son"),
        ("UBND xã Tân Thanh, huyện Văn Lãng", "uy ban nhan dan@commune:/van lang/tan thanh"),
        ("HĐND Tỉnh", "hoi dong nhan dan@province:"),
        ("Giám đốc Sở Tư pháp", "so tu phap@province:"),
        ("Sở Nội vụ Lạng Sơn", "so noi vu@province:lang son"),
        ("Bộ trưởng Bộ Nội vụ", "bo noi vu@central:"),
        ("Bộ Chỉ huy Quân sự tỉnh Lạng Sơn", "bo chi huy quan su@province:lang son"),
        ("Thủ tướng Chính phủ", "thu tuong chinh phu@central:"),
        ("Chủ tịch nước", "chu tich nuoc@central:"),
        ("Bảo hiểm xã hội Việt Nam", "bao hiem xa hoi viet nam@:"),
        ("Hợp tác xã Bình Minh", "hop tac xa binh minh@:"),
        ("", ""),
    ],
)
def test_a_body_is_read_with_its_level_and_place(phrase: str, key: str) -> None:
    organ = organs.parse(phrase)
    assert organ.key == key
    assert Organ.from_key(key) == organ


@pytest.mark.parametrize(
    ("letterhead", "phrase", "key"),
    [
        (("BAN TUYÊN GIÁO", "TỈNH ỦY LẠNG SƠN"), "Tỉnh ủy", "dang uy@province:lang son"),
        (("ĐẢNG ỦY SỞ NỘI VỤ", "ĐẢNG BỘ KHỐI CÁC CQ&DN TỈNH", "Lạng Sơn"), "Tỉnh ủy",
         "dang uy@province:lang son"),
        (("THÀNH ỦY LẠNG SƠN", "ĐẢNG BỘ TỈNH LẠNG SƠN"), "Ban Thường vụ Thành ủy",
         "dang uy@district:lang son/lang son"),
        (("THÀNH ỦY", "ĐẢNG BỘ TỈNH LẠNG SƠN", "TP. Lạng Sơn"), "Thành ủy",
         "dang uy@district:lang son/lang son"),
        (("SỞ Y TẾ", "UBND TỈNH LẠNG SƠN"), "UBND tỉnh", "uy ban nhan dan@province:lang son"),
        (("SỞ Y TẾ", "UBND TỈNH LẠNG SƠN"), "Sở Y tế Nghệ An", "so y te@province:nghe an"),
        (("SỞ Y TẾ", "UBND TỈNH LẠNG SƠN"), "Bộ Y tế", "bo y te@central:"),
        (("BAN QUẢN LÝ DỰ ÁN", "THÀNH ỦY HÀ NỘI"), "Thành ủy", "dang uy@province:ha noi"),
        (("UBND XÃ TÂN THANH", "UBND HUYỆN VĂN LÃNG", "Tân Thanh"), "UBND huyện",
         "uy ban nhan dan@district:/van lang"),
        (("BỘ NỘI VỤ", None, "Hà Nội"), "UBND tỉnh", "uy ban nhan dan@province:"),
        ((None, None, None), "Tỉnh ủy", "dang uy@province:"),
    ],
)  # fmt: skip
def test_a_phrase_without_a_name_climbs_the_citing_letterhead(
    letterhead: tuple[str | None, ...], phrase: str, key: str
) -> None:
    bodies = (*letterhead, None)[:3]
    assert organs.in_context(organs.parse(phrase), organs.joined(*bodies)).key == key


@pytest.mark.parametrize(
    ("one", "two", "likeness"),
    [
        ("Tỉnh ủy Lạng Sơn", "Ban Thường vụ Tỉnh ủy Lạng Sơn", Likeness.SAME),
        ("Tỉnh ủy Lạng Sơn", "Tỉnh ủy Nghệ An", Likeness.DIFFERENT),
        ("Tỉnh ủy Lạng Sơn", "Thành ủy Lạng Sơn", Likeness.DIFFERENT),
        ("Tỉnh ủy Lạng Sơn", "Tỉnh ủy", Likeness.OPEN),
        ("Tỉnh ủy", "Ban Bí thư", Likeness.DIFFERENT),
        ("Bộ Chính trị", "Ban Bí thư", Likeness.SAME),
        ("UBND tỉnh Lạng Sơn", "UBND huyện Lộc Bình", Likeness.DIFFERENT),
        ("UBND tỉnh Lạng Sơn", "HĐND tỉnh Lạng Sơn", Likeness.OTHER_NAME),
        ("", "Tỉnh ủy Lạng Sơn", Likeness.OPEN),
    ],
)
def test_bodies_are_compared_by_place_and_level(one: str, two: str, likeness: Likeness) -> None:
    first, second = organs.parse(one), organs.parse(two)
    assert organs.compare(first, second) is organs.compare(second, first) is likeness


@given(st.text(max_size=80))
def test_any_text_is_a_body(text: str) -> None:
    organ = organs.parse(text)
    assert Organ.from_key(organ.key).key == organ.key
    assert organs.compare(organ, organ) is not Likeness.DIFFERENT


# Keys


@pytest.mark.parametrize("number", ["31-CT/TU", "31 - CT/TU", "31 CT/TU", "31-ct/tu", "031-CT/TU"])
def test_spellings_of_one_number_have_one_key(number: str) -> None:
    item = other(DIRECTIVE, "x", number=number).to_json()
    assert keys.of_document(item) == keys.of_document(DIRECTIVE.to_json())


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(("30-QĐ/TW", "Quy định"), ("30/QĐ-TTg", "Quyết định"), id="TW and TTg"),
        pytest.param(("31-CT/TU", "Chỉ thị"), ("31-CT/TW", "Chỉ thị"), id="TU and TW"),
        pytest.param(("31-CT/TU", "Chỉ thị"), ("31-TT/TU", "Thông tri"), id="CT and TT"),
        pytest.param(("17-QĐ/TU", "Quy định"), ("17-QĐ/TU", "Quyết định"), id="type words"),
        pytest.param(("12a-KH/TU", "Kế hoạch"), ("12-KH/TU", "Kế hoạch"), id="letter"),
    ],
)
def test_numbers_that_look_alike_stay_apart(
    store: Store, one: tuple[str, str], two: tuple[str, str]
) -> None:
    for n, (number, kind) in enumerate((one, two)):
        cited = citation(number, "2023-06-02", type=kind, issuer="Tỉnh ủy")
        save(store, letter(f"letter{n}", cited, number=f"{n}-CV/BTGTU"))
    assert links(store, "letter0") != links(store, "letter1")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(("1375 – CV/Th.U", "Thành ủy"), ("1375-CV/ThU", "Ban Thường vụ Thành ủy"),
                     id="spelling of Thành ủy"),
        pytest.param(("31-CT/TU", "Tỉnh ủy"), ("31-CT/TU", "Ban Thường vụ Tỉnh ủy Lạng Sơn"),
                     id="standing committee"),
        pytest.param(("30/2020/NĐ-CP", "Chính phủ"), ("30/2020/ND-CP", None), id="lost stroke"),
    ],
)  # fmt: skip
def test_wordings_of_one_document_meet(
    store: Store, one: tuple[str, str], two: tuple[str, str | None]
) -> None:
    for n, (number, issuer) in enumerate((one, two)):
        cited = citation(number, "2020-03-05", issuer=issuer)
        save(store, letter(f"letter{n}", cited, number=f"{n}-CV/BTGTU"))
    assert links(store, "letter0") == links(store, "letter1")


# Resolution


def test_a_cited_document_that_is_held_is_resolved(store: Store) -> None:
    save(store, DIRECTIVE)
    cited = citation("31-CT/TU", "2024-03-14", type="Chỉ thị", issuer="Tỉnh ủy")
    save(store, letter("citing", cited))
    assert links(store, "citing") == [("resolved", store.document("directive").key)]


def test_a_document_that_comes_later_wakes_the_citations_that_waited(store: Store) -> None:
    save(store, letter("citing", citation("31-CT/TU", "2024-03-14", issuer="Tỉnh ủy")))
    assert status(store) == "unmatched"
    assert graph.cite(store, "31-CT/TU").card.node.kind == "cited"  # type: ignore[union-attr]
    save(store, DIRECTIVE)
    assert status(store) == "resolved"
    assert graph.cite(store, "31-CT/TU").card.node.kind == "held"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        pytest.param(citation("31-CT/TU", "2024-03-14"), "resolved", id="no issuer: own province"),
        pytest.param(citation("31-CT/TU", issuer="Tỉnh ủy"), "resolved", id="no date"),
        pytest.param(citation("31-CT/TU", "2024-03-14", type="Văn bản"), "resolved",
                     id="any type"),
        pytest.param(citation("31-CT/TU", "2024-03-14", issuer="Tỉnh ủy Nghệ An"), "unmatched",
                     id="another province"),
        pytest.param(citation("31-CT/TU", "2024-03-14", type="Thông tri"), "unmatched",
                     id="another type"),
        pytest.param(citation("31-CT/TU", "2021-03-14", issuer="Tỉnh ủy"), "unmatched",
                     id="another year"),
        pytest.param(citation("31-CT/TU", "2024-03-24", issuer="Tỉnh ủy"), "repaired",
                     id="day misread"),
        pytest.param(citation("31-CT/TW", "2024-03-14"), "unmatched", id="TW is not TU"),
        pytest.param(citation("705-CV/BTGTU", "2024-07-08"), "self", id="itself"),
    ],
)  # fmt: skip
def test_number_type_body_and_date_must_not_contradict(
    store: Store, cited: Any, expected: str
) -> None:
    save(store, DIRECTIVE, letter("citing", cited))
    assert status(store) == expected


def test_a_repair_says_what_was_repaired(store: Store) -> None:
    save(store, DIRECTIVE, letter("citing", citation("31-CT/TU", "2024-03-24", issuer="Tỉnh ủy")))
    (link,) = graph.card_of(store, 2).cites
    assert link.note == "date 2024-03-24 read as 2024-03-14"


def test_a_cited_document_is_not_younger_than_the_one_that_cites_it(store: Store) -> None:
    save(store, DIRECTIVE)
    save(store, letter("undated", citation("31-CT/TU", issuer="Tỉnh ủy"), date="2024-01-05"))
    save(store, letter("dated", citation("31-CT/TU", "2024-03-14"), date="2024-01-05"))
    assert status(store, "undated") == "unmatched"
    (link,) = graph.card_of(store, store.document("dated").id).cites
    assert (link.status, link.node) == ("ambiguous", None)
    assert "after the citing document" in (link.note or "")
    assert [node.documents for node in link.candidates] == [(1,)]


def test_the_same_number_in_two_provinces_is_ambiguous_without_a_place(store: Store) -> None:
    save(store, DIRECTIVE, other(DIRECTIVE, "other", **NGHE_AN))
    homeless = {"parent_body": None, "issuing_body": None, "place": None, "number": None}
    save(store, letter("citing", citation("31-CT/TU", issuer="Tỉnh ủy"), **homeless))
    (link,) = graph.card_of(store, 3).cites
    assert link.status == "ambiguous" and len(link.candidates) == 2
    assert graph.cite(store, "31 ct tu").card is None
    named = graph.cite(store, "31 ct tu", issuer="nghe an").card
    assert named and named.node.documents == (2,)


def test_yearly_numbers_mean_the_latest_before(store: Store) -> None:
    decision = {
        "system": "state", "doc_type": "Quyết định", "number": "12/QĐ-UBND",
        "parent_body": None, "issuing_body": "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
    }  # fmt: skip
    save(store, *[other(DIRECTIVE, d, **decision, date=d) for d in ("2023-01-09", "2024-01-08")])
    for name, day in (("early", "2023-05-05"), ("late", "2024-05-05"), ("far", "2029-05-05")):
        save(store, letter(name, citation("12/QĐ-UBND", issuer="UBND tỉnh"), date=day))
    assert links(store, "early") == [("resolved", store.document("2023-01-09").key)]
    assert links(store, "late") == [("resolved", store.document("2024-01-08").key)]
    assert status(store, "far") == "ambiguous"


def test_a_year_in_the_number_is_enough_and_mends_the_date(store: Store) -> None:
    decree = other(
        DIRECTIVE, "decree", system="state", doc_type="Nghị định", number="30/2020/NĐ-CP",
        issuing_body="CHÍNH PHỦ", parent_body=None, place="Hà Nội", date="2020-03-05",
    )  # fmt: skip
    save(store, decree)
    save(store, letter("bare", citation("30/2020/NĐ-CP")))
    save(store, letter("slip", citation("30/2020/NĐ-CP", "2020-05-03")))
    assert (status(store, "bare"), status(store, "slip")) == ("resolved", "repaired")


def test_a_scan_without_a_date_takes_one_dated_citation_but_not_two(store: Store) -> None:
    save(store, other(DIRECTIVE, "faded", date=None))
    save(store, letter("one", citation("31-CT/TU", "2024-03-14", issuer="Tỉnh ủy")))
    assert status(store, "one") == "resolved"
    save(store, letter("two", citation("31-CT/TU", "2021-05-04", issuer="Tỉnh ủy")))
    assert status(store, "one") == status(store, "two") == "ambiguous"


def test_a_short_form_without_a_sign_is_a_question_not_a_guess(store: Store) -> None:
    save(store, letter("citing", citation("31", type="Chỉ thị")))
    assert status(store) == "unmatched"
    save(store, DIRECTIVE, other(DIRECTIVE, "rule", number="31-QĐ/TU", doc_type="Quy định"))
    (link,) = graph.card_of(store, store.document("citing").id).cites
    assert link.status == "ambiguous"
    assert [node.number for node in link.candidates] == ["31-CT/TU"]


def test_laws_are_known_by_name_and_year(store: Store) -> None:
    law = {"type": "Luật", "title": "Luật Lưu trữ năm 2024"}
    save(store, letter("named", citation(**law)))
    law["title"] = "Luật Lưu trữ"
    save(store, letter("dated", citation(date="2024-06-21", **law)))
    save(store, letter("older", citation(date="2011-11-11", **law)))
    (node,) = {link.node.key for link in graph.card_of(store, 2).cites if link.node}
    assert "2024-06-21" in node
    assert links(store, "named") == links(store, "dated") != links(store, "older")
    answer = graph.cite(store, "luat luu tru", year=2011)
    assert answer.card and answer.card.node.title == "Luật Lưu trữ"


def test_two_scans_of_one_document_are_one_node(store: Store) -> None:
    again = other(DIRECTIVE, "again", issuing_body="TỈNH UỶ LẠNG SƠN", number="31 - CT/TU")
    save(store, DIRECTIVE, again, letter("citing", citation("31-CT/TU", "2024-03-14")))
    graph.link(store)
    assert [[row.name for row in group] for group in store.duplicates()] == [["directive", "again"]]
    card = graph.cite(store, "31-CT/TU").card
    assert card and card.node.documents == (1, 2) and card.node.cited_by == 1


def test_documents_without_a_number_are_never_one(store: Store) -> None:
    drafts = [other(DIRECTIVE, name, number=None) for name in ("a", "b")]
    save(store, *drafts)
    graph.link(store)
    assert len({row.key for row in store.documents()}) == 2
    assert not store.duplicates()


def test_extracting_again_writes_the_edges_anew(store: Store) -> None:
    save(store, DIRECTIVE, letter("citing", citation("31-CT/TU", "2024-03-14")))
    assert status(store) == "resolved"
    save(store, letter("citing", citation("9-CT/TU", "2024-03-14")))
    assert status(store) == "unmatched"
    card = graph.cite(store, "31-CT/TU").card
    assert card and not card.cited_by
    assert store.counts()["works"] == 3


def test_what_nobody_holds_or_cites_any_more_is_gone(store: Store) -> None:
    save(store, letter("citing", citation("9-CT/TU", "2024-03-14")))
    graph.link(store)
    store.save_records(store.files()[0].id, [])
    graph.link(store)
    assert graph_of(store) == {"edges": [], "works": []}
    assert store.db.execute("SELECT count(*) FROM claims").fetchone()[0] == 0


def test_a_document_that_another_program_deletes_leaves_the_graph(store: Store) -> None:
    save(store, DIRECTIVE, letter("citing", citation("31-CT/TU", "2024-03-14")))
    graph.link(store)
    store.db.execute("DELETE FROM files WHERE path = 'directive.pdf'")
    assert status(store) == "unmatched"


def test_a_correction_moves_the_document(store: Store) -> None:
    save(store, other(DIRECTIVE, "misread", number="81-CT/TU"))
    save(store, letter("citing", citation("31-CT/TU", "2024-03-14")))
    assert status(store) == "unmatched"
    store.correct("misread", "number", "31-CT/TU", by="an")
    assert status(store) == "resolved"


# The order in which files come

NUMBERS = ["31-CT/TU", "31 - ct/tu", "12/QĐ-UBND", "30/2020/NĐ-CP", "31", None]
DATES = [None, "2020-03-05", "2020-03-06", "2023-06-02"]
ISSUERS = [None, "Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Lạng Sơn", "Tỉnh ủy Nghệ An", "UBND tỉnh"]
cited = st.builds(
    citation,
    st.sampled_from(NUMBERS),
    st.sampled_from(DATES),
    type=st.sampled_from([None, "Chỉ thị", "Quyết định", "Văn bản"]),
    issuer=st.sampled_from(ISSUERS),
    title=st.sampled_from([None, "Luật Lưu trữ", "Luật Lưu trữ năm 2011"]),
)
document = st.builds(
    dict,
    number=st.sampled_from(NUMBERS),
    date=st.sampled_from(DATES),
    doc_type=st.sampled_from([None, "Chỉ thị", "Quyết định"]),
    issuing_body=st.sampled_from([None, "TỈNH ỦY LẠNG SƠN", "TỈNH ỦY NGHỆ AN", "TỈNH ỦY"]),
    citations=st.lists(cited, max_size=4),
)
documents = st.lists(document, min_size=1, max_size=6).map(
    lambda items: [record(f"doc{n}", **item) for n, item in enumerate(items)]
)


def built(*steps: list[Record]) -> dict[str, Any]:
    """Return the graph of records that come in steps, settled after each."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "a.db")) as store:
        for step in steps:
            save(store, *step)
            graph.link(store)
        return dict(graph_of(store))


@settings(max_examples=25, deadline=None)
@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(records: list[Record], random: Any) -> None:
    shuffled = random.sample(records, len(records))
    at_once = built(records)
    assert built(*[[item] for item in shuffled]) == at_once
    assert built(shuffled, records[:1], records) == at_once


@settings(max_examples=25, deadline=None)
@given(documents, documents)
def test_a_document_that_changes_leaves_no_trace_of_what_it_was(
    before: list[Record], after: list[Record]
) -> None:
    names = {item.id for item in after}
    kept = [item for item in before if item.id not in names]
    assert built(before, after) == built(kept + after)


# Answers


def test_a_card_tells_both_sides(store: Store) -> None:
    mentioned = citation(
        "31-CT/TU", "2024-03-14", type="Chỉ thị", issuer="Ban Thường vụ Tỉnh ủy",
        relation="implements", pinpoints=("mục 2 phần I",),
        subject="về tăng cường kỷ luật, kỷ cương hành chính",
    )  # fmt: skip
    save(store, letter("citing", mentioned))
    card = graph.cite(store, "chỉ thị số 31 ct/tu").card
    assert card is not None
    assert card.node.issuer == "Ban Thường vụ Tỉnh ủy Lạng Sơn"
    assert (card.node.kind, card.node.date, card.node.cited_by) == ("cited", "2024-03-14", 1)
    assert card.node.subject == mentioned.subject
    (link,) = card.cited_by
    assert link.node and link.node.number == "705-CV/BTGTU"
    assert link.node.issuer == "BAN TUYÊN GIÁO, TỈNH ỦY LẠNG SƠN"
    assert (link.relation, link.page, link.pinpoints) == ("implements", 1, ("mục 2 phần I",))
    assert "31-CT/TU" in link.sentence and link.box == (1, 2, 3, 4)
    assert json.dumps(as_json(card))


def test_namesakes_stand_beside_the_answer(store: Store) -> None:
    rule = other(DIRECTIVE, "rule", number="31-QĐ/TU", doc_type="Quy định")
    away = other(DIRECTIVE, "away", **NGHE_AN)
    plain = other(DIRECTIVE, "plan", number="131-CT/TU")
    save(store, DIRECTIVE, rule, away, plain)
    card = graph.cite(store, "31-CT/TU", issuer="lạng sơn").card
    assert card and {node.documents for node in card.also} == {(2,), (3,)}


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        pytest.param("31-CT/TU", {"issuer": "Lạng Sơn"}, id="issuer"),
        pytest.param("31-CT/TU", {"year": 2024, "issuer": "tinh uy lang"}, id="year"),
        pytest.param("Chỉ thị 31", {"issuer": "lang son"}, id="type word and number"),
        pytest.param("31", {"type": "CT", "issuer": "lang son"}, id="number and type"),
        pytest.param("31 CT", {"issuer": "lang son"}, id="the beginning"),
    ],
)
def test_a_question_may_be_put_in_many_ways(
    store: Store, asked: str, filters: dict[str, Any]
) -> None:
    save(store, DIRECTIVE, other(DIRECTIVE, "away", **NGHE_AN, date="2022-01-04"))
    save(store, other(DIRECTIVE, "rule", number="31-QĐ/TU", doc_type="Quy định"))
    card = graph.cite(store, asked, **filters).card
    assert card and card.node.documents == (1,)


@pytest.mark.parametrize("asked", ["99-CT/TU", "", "luật không có", "\0", "31-CT/TW"])
def test_what_is_not_there_is_not_found(store: Store, asked: str) -> None:
    save(store, DIRECTIVE)
    with pytest.raises(NotFound):
        graph.cite(store, asked)


def test_what_does_not_fit_the_filters_names_what_would(store: Store) -> None:
    save(store, DIRECTIVE)
    with pytest.raises(NotFound, match="known: Chỉ thị 31-CT/TU TỈNH ỦY LẠNG SƠN"):
        graph.cite(store, "31-CT/TU", year=1999)


# Export

HOSTILE = 'a "quoted" <b>&\n; \\ =1+1\x01'


@pytest.fixture
def exported(store: Store) -> Store:
    hostile = citation("9-CT/TU", "2024-03-14", relation="implements", issuer=HOSTILE)
    save(store, DIRECTIVE, other(DIRECTIVE, "away", **NGHE_AN, subject=HOSTILE))
    save(store, letter("citing", citation("31-CT/TU", "2024-03-14"), hostile, subject=HOSTILE))
    return store


def test_json_holds_all_nodes_and_edges(exported: Store) -> None:
    data = json.loads("".join(graph.export(exported, "json")))
    names = {node["key"] for node in data["nodes"]}
    assert len(names) == 4 and len(data["edges"]) == 2
    assert all(edge["source"] in names and edge["target"] in names for edge in data["edges"])


def test_csv_holds_an_edge_a_line_and_no_formula(exported: Store) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(graph.export(exported, "csv")))))
    assert {row["relation"] for row in rows} == {"mentions", "implements"}
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_graphml_is_xml_whatever_the_documents_say(exported: Store) -> None:
    root = ET.fromstring("".join(graph.export(exported, "graphml")))
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    ids = {node.get("id") for node in root.iterfind(".//g:node", space)}
    edges = root.findall(".//g:edge", space)
    assert len(ids) == 4 and len(edges) == 2
    assert all(edge.get("source") in ids and edge.get("target") in ids for edge in edges)
    texts = [data.text or "" for data in root.iterfind(".//g:data", space)]
    assert HOSTILE.replace("\x01", "") in texts


def test_dot_quotes_what_documents_say(exported: Store) -> None:
    dot = "".join(graph.export(exported, "dot"))
    assert dot.startswith("digraph") and dot.endswith("}\n")
    assert dot.count("->") == 2
    for line in dot.splitlines():
        bare = line.replace("\\\\", "").replace('\\"', "")
        assert bare.count('"') % 2 == 0


def test_an_unknown_format_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="json, csv, dot, graphml"):
        list(graph.export(store, "pdf"))


def test_an_empty_archive_is_an_empty_graph(store: Store) -> None:
    assert json.loads("".join(graph.export(store, "json"))) == {"nodes": [], "edges": []}
    assert sha256("a") != sha256("b")
