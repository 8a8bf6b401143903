"""Issuing bodies: read with level and place, completed by the letterhead, compared."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.identity import organ_identity
from vnadmin_nlp.identity.organ_identity import Body, Likeness


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
    organ = organ_identity.parse(phrase)
    assert organ.key == key
    assert Body.from_key(key) == organ


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
    assert (
        organ_identity.in_context(organ_identity.parse(phrase), organ_identity.joined(*bodies)).key
        == key
    )


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
    first, second = organ_identity.parse(one), organ_identity.parse(two)
    assert (
        organ_identity.compare(first, second) is organ_identity.compare(second, first) is likeness
    )


@given(st.text(max_size=80))
def test_any_text_is_a_body(text: str) -> None:
    organ = organ_identity.parse(text)
    assert Body.from_key(organ.key).key == organ.key
    assert organ_identity.compare(organ, organ) is not Likeness.DIFFERENT


@pytest.mark.parametrize("piece", ["xã ", "tỉnh ủy ", "(", "ban thường vụ ", "khóa ", "TP."])
def test_hostile_text_costs_no_time(piece: str) -> None:
    start = time.perf_counter()
    organ_identity.parse(piece * 50_000)
    assert time.perf_counter() - start < 1
