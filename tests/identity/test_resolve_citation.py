"""States of a citation: resolved, unmatched, ambiguous, repaired or self, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.dispatches import DIRECTIVE, NGHE_AN, citation, letter, other, save
from vnadmin_nlp import graph
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.graph.reference_registers import import_register


def link_of(store: Store, name: str = "citing") -> graph.CitationView:
    """Return the only citation of a document."""
    card = graph.card_of(store, store.document(name).id)
    assert card is not None
    (link,) = card.cites
    return link


def held(store: Store, name: str, **values: Any) -> Record:
    """Save a document like the directive; return it."""
    item = other(DIRECTIVE, name, **values)
    save(store, item)
    return item


# --- misread numbers ----------------------------------------------------------------------------

MISREAD = citation("81-CT/TU", "2024-03-14", type="Chỉ thị", issuer="Tỉnh ủy")


@pytest.mark.parametrize("known", ["held", "registered"])
@pytest.mark.parametrize("first", ["known", "citing"])
def test_a_misread_digit_is_mended_by_a_known_document(
    store: Store, tmp_path: Path, known: str, first: str
) -> None:
    if first == "citing":
        save(store, letter("citing", MISREAD))
        assert link_of(store).status == "unmatched"
    if known == "held":
        save(store, DIRECTIVE)
    else:
        entry = {"number": "31-CT/TU", "type": "Chỉ thị", "date": "2024-03-14",
                 "issuer": "Ban Thường vụ Tỉnh ủy Lạng Sơn"}  # fmt: skip
        path = tmp_path / "known.jsonl"
        path.write_text(json.dumps(entry), "utf-8")
        import_register(store, path)
    if first == "known":
        graph.link(store)
        save(store, letter("citing", MISREAD))
    link = link_of(store)
    assert (link.status, link.note) == ("repaired", "number 81 read as 31")
    assert link.node and (link.node.number, link.node.kind) == ("31-CT/TU", known)


def test_a_misread_number_of_another_document_is_not_taken_for_a_misread_date(
    store: Store,
) -> None:
    held(store, "meant")
    held(store, "other", number="81-CT/TU", date="2024-09-17")
    held(store, "alike", number="91-CT/TU", date="2024-09-24")
    save(store, letter("citing", MISREAD, date="2024-12-02"))
    link = link_of(store)
    assert (link.status, link.note) == ("repaired", "number 81 read as 31")
    held(store, "third", number="81-CT/TU", date="2024-03-24", doc_type=None)
    link = link_of(store)
    assert link.status == "ambiguous"
    assert {node.number for node in link.candidates} == {"31-CT/TU", "81-CT/TU"}


def test_a_year_that_the_date_contradicts_is_mended(store: Store) -> None:
    decree = {
        "doc_type": "Nghị định", "number": "30/2020/NĐ-CP", "issuing_body": "CHÍNH PHỦ",
        "parent_body": None, "place": "Hà Nội", "date": "2020-03-05",
    }  # fmt: skip
    held(store, "decree", **decree)
    save(store, letter("citing", citation("30/2002/NĐ-CP", "2020-03-05")))
    save(store, letter("older", citation("30/2002/NĐ-CP", "2002-03-05")))
    link = link_of(store)
    assert (link.status, link.note) == ("repaired", "number 30/2002 read as 30/2020")
    assert link_of(store, "older").status == "unmatched"


def test_what_was_mended_waits_again_when_the_document_goes(store: Store) -> None:
    save(store, DIRECTIVE, letter("citing", MISREAD))
    assert link_of(store).status == "repaired"
    store.db.execute("DELETE FROM files WHERE path = 'directive.pdf'")
    assert link_of(store).status == "unmatched"


@pytest.mark.parametrize(
    ("change", "cited"),
    [
        pytest.param({"date": "2024-03-15"}, MISREAD, id="another day"),
        pytest.param({"doc_type": "Thông tri"}, MISREAD, id="another type"),
        pytest.param(NGHE_AN, MISREAD, id="another body"),
        pytest.param({}, citation("37-CT/TU", "2024-03-14", issuer="Tỉnh ủy"),
                     id="both numbers may be of that day"),
        pytest.param({}, citation("91-CT/TU", "2024-03-14", issuer="Tỉnh ủy"),
                     id="digits that do not look alike"),
        pytest.param({}, citation("81-CT/TU", issuer="Tỉnh ủy", type="Chỉ thị"), id="no date"),
        pytest.param({"number": "31-QĐ/TU", "doc_type": None},
                     citation("81-QĐ/TU", "2024-03-14", issuer="Tỉnh ủy"), id="no type"),
        pytest.param({}, citation("81-CT/TW", "2024-03-14", type="Chỉ thị"), id="another sign"),
    ],
)  # fmt: skip
def test_no_number_is_mended_by_its_looks_alone(
    store: Store, change: dict[str, Any], cited: Any
) -> None:
    held(store, "known", **change)
    save(store, letter("citing", cited))
    link = link_of(store)
    assert link.status == "unmatched"
    assert link.node and link.node.kind == "cited"


def test_a_number_that_is_known_is_not_mended(store: Store) -> None:
    held(store, "known")
    held(store, "also", number="81-CT/TU")
    save(store, letter("citing", MISREAD))
    link = link_of(store)
    assert link.status == "resolved" and link.node and link.node.documents == (2,)


def test_a_date_is_not_mended_to_one_after_the_citing_document(store: Store) -> None:
    save(store, DIRECTIVE)
    cited = citation("31-CT/TU", "2024-03-04", issuer="Tỉnh ủy")
    save(store, letter("before", cited, date="2024-03-10"))
    save(store, letter("after", cited, date="2024-03-20"))
    assert (link_of(store, "before").status, link_of(store, "after").status) == (
        "unmatched", "repaired",
    )  # fmt: skip


# --- types, terms, bodies -----------------------------------------------------------------------


def test_a_code_of_two_readings_needs_its_word_where_both_are_held(store: Store) -> None:
    held(store, "rule", number="31-QĐ/TU", doc_type="Quy định")
    bare = citation("31-QĐ/TU", "2024-03-14", issuer="Tỉnh ủy")
    save(store, letter("bare", bare))
    assert link_of(store, "bare").status == "resolved"
    held(store, "decision", number="31-QĐ/TU", doc_type="Quyết định")
    save(store, letter("named", bare.model_copy(update={"type": "Quy định"})))
    assert link_of(store, "bare").status == "ambiguous"
    named = link_of(store, "named")
    assert named.status == "resolved" and named.node and named.node.documents == (1,)


def test_a_term_chooses_between_papers_of_one_number(store: Store) -> None:
    central = {"parent_body": None, "issuing_body": "BAN BÍ THƯ", "number": "41-CT/TW"}
    held(store, "older", **central, date="2020-02-03")
    held(store, "newer", **central, date="2024-12-24")
    for name, term, day in (
        ("xii", "Ban Bí thư (khóa XII)", "2025-02-03"),
        ("xiii", "Ban Bí thư (khóa XIII)", "2025-02-03"),
        ("xi", "Ban Bí thư (khóa XI)", "2025-02-03"),
        ("none", "Ban Bí thư", "2025-02-03"),
    ):
        save(store, letter(name, citation("41-CT/TW", issuer=term), date=day))
    meant = {name: link_of(store, name) for name in ("xii", "xiii", "xi", "none")}
    dates = {name: link.node and link.node.date for name, link in meant.items()}
    assert dates == {"xii": "2020-02-03", "xiii": "2024-12-24", "xi": None, "none": "2024-12-24"}
    assert meant["xi"].status == "unmatched"
    assert meant["none"].note == "the latest before the citing document"


def test_undated_claims_of_two_terms_are_two_documents(store: Store) -> None:
    days = ("2018-05-04", "2019-05-04", "2024-05-04")
    for day in days:
        save(store, letter(day, citation("9-CT/TU", issuer="Tỉnh ủy"), date=day, number=None))
    first, second, third = (link_of(store, day).node for day in days)
    assert first == second != third


def test_terms_that_only_their_body_can_date_are_two_documents(store: Store) -> None:
    held(store, "known", date="2024-03-14")
    issuers = ("Tỉnh ủy khóa XVII", "Tỉnh ủy khóa XVIII")
    for issuer in issuers:
        save(store, letter(issuer, citation("31-CT/TU", issuer=issuer)))
    assert [link_of(store, issuer).status for issuer in issuers] == ["ambiguous", "ambiguous"]


def test_a_letter_of_a_merged_province_may_mean_either_of_the_old_ones(store: Store) -> None:
    new = {"parent_body": "TỈNH ỦY BẮC NINH", "place": "Bắc Ninh", "date": "2025-10-01"}
    cited = citation("31-CT/TU", "2024-03-14", issuer="Tỉnh ủy")
    save(store, letter("citing", cited, **new))
    assert link_of(store).status == "unmatched"
    held(store, "one", parent_body=None, issuing_body="TỈNH ỦY BẮC GIANG", place="Bắc Giang")
    link = link_of(store)
    assert link.status == "resolved" and link.node and link.node.issuer == "TỈNH ỦY BẮC GIANG"
    held(store, "two", parent_body=None, issuing_body="TỈNH ỦY BẮC NINH", place="Bắc Ninh")
    assert link_of(store).status == "ambiguous"


def test_a_board_is_found_by_its_old_sign_in_its_own_province(store: Store) -> None:
    board = {"parent_body": "TỈNH ỦY LẠNG SƠN", "issuing_body": "BAN TUYÊN GIÁO"}
    old = {**board, "number": "1455-CV/BTGTU", "doc_type": "Công văn", "date": "2024-07-08"}
    held(store, "old", **old)
    new = {"issuing_body": "BAN TUYÊN GIÁO VÀ DÂN VẬN", "number": "12-CV/BTGDVTU"}
    save(store, letter("citing", citation("1455-CV/BTGTU"), **new, date="2025-05-02"))
    link = link_of(store)
    assert link.status == "resolved" and link.node and link.node.issuer


def test_a_joint_circular_is_one_whoever_is_named(store: Store) -> None:
    issuers = ("Bộ Tài chính", "Bộ Nội vụ và Bộ Tài chính", None)
    for n, issuer in enumerate(issuers):
        cited = citation("119/2013/TTLT-BTC-BNV", "2013-08-26", issuer=issuer)
        save(store, letter(f"letter{n}", cited, number=f"{n}-CV/BTGTU"))
    nodes = {link_of(store, f"letter{n}").node for n in range(3)}
    assert len(nodes) == 1


def test_a_short_form_means_a_paper_of_a_body_around_the_citing_one(store: Store) -> None:
    held(store, "own", number="17-QĐ/TU", doc_type="Quy định")
    held(store, "away", number="17-QĐ/TU", doc_type="Quy định", **NGHE_AN)
    save(store, letter("citing", citation("17", type="Quy định")))
    link = link_of(store)
    assert link.status == "ambiguous" and [n.documents for n in link.candidates] == [(1,)]
    save(store, letter("told", citation("17", type="Quy định", issuer="Tỉnh ủy")))
    assert link_of(store, "told").status == "resolved"


@pytest.mark.parametrize("asked", ["bắc ninh", "Tỉnh ủy Bắc Ninh"])
def test_papers_of_a_body_are_offered_under_the_name_it_was_merged_into(
    store: Store, asked: str
) -> None:
    held(store, "old", parent_body=None, issuing_body="TỈNH ỦY BẮC GIANG", place="Bắc Giang")
    held(store, "other", **NGHE_AN)
    card = graph.cite(store, "31-CT/TU", issuer=asked).card
    assert card and card.node.issuer == "TỈNH ỦY BẮC GIANG"
    held(store, "own", parent_body=None, issuing_body="TỈNH ỦY BẮC NINH", place="Bắc Ninh")
    card = graph.cite(store, "31-CT/TU", issuer=asked).card
    assert card and card.node.issuer == "TỈNH ỦY BẮC NINH"
