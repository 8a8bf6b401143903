"""The citation graph: which document is meant, by number, type, body in its context, and date."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.dispatches import (
    DIRECTIVE,
    IN_A_FILE,
    NGHE_AN,
    citation,
    graph_of,
    letter,
    other,
    save,
)
from vnadmin_nlp import graph
from vnadmin_nlp.identity import document_key
from vnadmin_nlp.store import Store


def links(store: Store, name: str) -> list[tuple[str, str | None]]:
    """Return status and document of each citation of a document."""
    card = graph.card_of(store, store.document(name).id)
    return [(link.status, link.node.key if link.node else None) for link in card.cites]


def status(store: Store, name: str = "citing") -> str:
    """Return the status of the only citation of a document."""
    ((found, _),) = links(store, name)
    return found


@pytest.mark.parametrize("number", ["31-CT/TU", "31 - CT/TU", "31 CT/TU", "31-ct/tu", "031-CT/TU"])
def test_spellings_of_one_number_have_one_key(number: str) -> None:
    item = other(DIRECTIVE, "x", number=number).to_json()
    assert document_key.of_document(item) == document_key.of_document(DIRECTIVE.to_json())


@IN_A_FILE
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


@IN_A_FILE
@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(("1293 – CV/Th.U", "Thành ủy"), ("1293-CV/ThU", "Ban Thường vụ Thành ủy"),
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


@IN_A_FILE
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


@IN_A_FILE
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


@IN_A_FILE
def test_the_same_number_in_two_provinces_is_ambiguous_without_a_place(store: Store) -> None:
    save(store, DIRECTIVE, other(DIRECTIVE, "other", **NGHE_AN))
    homeless = {"parent_body": None, "issuing_body": None, "place": None, "number": None}
    save(store, letter("citing", citation("31-CT/TU", issuer="Tỉnh ủy"), **homeless))
    (link,) = graph.card_of(store, 3).cites
    assert link.status == "ambiguous" and len(link.candidates) == 2
    assert graph.cite(store, "31 ct tu").card is None
    named = graph.cite(store, "31 ct tu", issuer="nghe an").card
    assert named and named.node.documents == (2,)


@IN_A_FILE
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


@IN_A_FILE
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
    assert node.endswith("|2024")
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


@IN_A_FILE
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
    save(store, other(DIRECTIVE, "misread", number="5-CT/TU"))
    save(store, letter("citing", citation("31-CT/TU", "2024-03-14")))
    assert status(store) == "unmatched"
    store.correct("misread", "number", "31-CT/TU", by="an")
    assert status(store) == "resolved"


def test_the_record_holds_the_keys_of_what_it_cites(store: Store) -> None:
    save(store, letter("citing", citation("31-CT/TU", "2024-03-14", issuer="Tỉnh ủy")))
    graph.link(store)
    (item,) = store.document("citing").record["citations"]
    assert item["key"] == "31/cttu|chi thi|dang uy@province:lang son|2024-03-14"
    store.correct("citing", "parent_body", "TỈNH ỦY NGHỆ AN", by="an")
    store.correct("citing", "place", "", by="an")
    graph.link(store)
    (item,) = store.document("citing").record["citations"]
    assert item["key"] == "31/cttu|chi thi|dang uy@province:nghe an|2024-03-14"
