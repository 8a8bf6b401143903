"""The tables of document types, organs, laws and cues, and their look-ups."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from vnadmin_nlp.extraction.citations.relation_rules import STRENGTH
from vnadmin_nlp.vocab import (
    citation_words,
    doc_types,
    law_names,
    organ_codes,
    party_terms,
    provinces,
)
from vnadmin_nlp.vocab.loader import code_key


@pytest.mark.parametrize(
    ("code", "system", "name"),
    [
        ("QĐ", None, "Quyết định"),
        ("QyĐ", "state", "Quy định"),
        ("QĐi", "party", "Quy định"),
        ("TT", "state", "Thông tư"),
        ("TT", "party", "Thông tri"),
        ("TTr", "state", "Tờ trình"),
        ("ttr", "state", "Tờ trình"),
        ("ctr", "party", "Chương trình"),
        ("HD", "party", "Hướng dẫn"),
        ("HĐ", "state", "Hợp đồng"),
        ("ND", "state", "Nghị định"),
        ("TM", None, "Thư mời"),
    ],
)
def test_a_code_names_a_type(code: str, system: str | None, name: str) -> None:
    kind = doc_types.by_code(code, system)
    assert kind is not None
    assert kind.name == name


def test_unknown_codes_name_nothing() -> None:
    assert doc_types.by_code("XYZ") is None
    assert doc_types.by_code("TT", "mass") is None
    assert doc_types.canonical_code("UBND") is None


def test_every_type_is_found_by_its_name_and_code() -> None:
    for kind in doc_types.all_types():
        named = doc_types.by_name(kind.name.upper())
        assert named is not None
        assert named.name == kind.name
        assert kind.system in ("party", "state", "both")
        assert doc_types.by_code(kind.code, None if kind.system == "both" else kind.system)


def test_names_are_longest_first() -> None:
    names = doc_types.names()
    assert names.index("Chương trình hành động") < names.index("Chương trình")
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("read", "printed"),
    [("HDND", "HĐND"), ("TTG", "TTg"), ("th.u", "Th.U"), ("BGDDT", "BGDĐT"), ("UBND", "UBND")],
)
def test_codes_of_organs_get_their_strokes_back(read: str, printed: str) -> None:
    canonical = organ_codes.canonical_code(read)
    assert canonical is not None
    assert code_key(canonical) == code_key(printed)


@pytest.mark.parametrize(
    ("code", "party"),
    [("BTGTU", True), ("ĐUK", True), ("VPHU", True), ("UBKTĐUCA", True), ("UBND", False),
     ("ABCXYZTU", True), ("TWĐTN", False), ("BTGTƯ", True)],
)  # fmt: skip
def test_party_bodies_are_known_by_their_level(code: str, party: bool) -> None:
    assert organ_codes.is_party(code) is party


def test_one_code_has_several_readings() -> None:
    assert {organ.system for organ in organ_codes.by_code("BTC")} == {"party", "state"}
    assert [organ.name for organ in organ_codes.by_code("BTC", "state")] == ["Bộ Tài chính"]


def test_bodies_have_their_years() -> None:
    (board,) = organ_codes.by_code("BTGTW")
    assert board.existed(2024)
    assert not board.existed(2026)
    (merged,) = organ_codes.by_code("BTGDVTW")
    assert not merged.existed(2020)


def test_law_names_are_matched_without_accents_and_mended() -> None:
    assert law_names.named().match("luat thi dua khen thuong")
    assert law_names.mended("Luật Thi đua, Khen thướng") == "Luật Thi đua, Khen thưởng"
    assert law_names.mended("Luật Bảo hiêm xã hôi") == "Luật Bảo hiểm xã hội"
    assert law_names.mended("Luật Lưu Trữ") == "Luật Lưu Trữ"


def test_cues_name_relations_of_the_vocabulary() -> None:
    assert {cue.relation for cue in citation_words.cues().values()} <= {*STRENGTH, "none"}


def test_every_successor_is_a_body_or_province_of_the_table() -> None:
    names = {organ.name.partition(" (")[0] for organ in organ_codes.all_organs()}
    successors = {organ.successor for organ in organ_codes.all_organs() if organ.successor}
    assert {name.partition(" (")[0] for name in successors} <= names
    for province in provinces.provinces():
        assert province.successor is None or provinces.province(province.successor)
        assert not (province.since and province.until) or province.since < province.until


def test_63_provinces_became_34() -> None:
    before, after = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
    alive = {
        day: [p for p in provinces.provinces() if not p.until or p.until >= day]
        for day in (before, after)
    }
    assert (len(alive[before]), len(alive[after])) == (63, 34)
    merged = [merger for merger in provinces.mergers().values() if merger.since == after]
    assert len(merged) == 23 and sum(len(merger.names) for merger in merged) == 52


def test_terms_of_the_centre_follow_one_another() -> None:
    found = party_terms.central_terms()
    for one, following in pairwise(found):
        assert one.until and following.since - one.until == dt.timedelta(days=1)
    assert found[-1].until is None
