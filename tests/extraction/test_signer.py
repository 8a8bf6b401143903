"""A deputy signs below the head whose position stands over his, be KT. lost or by hand."""

from __future__ import annotations

import pytest

from tests.extraction.test_build_record import document_of
from vnadmin_nlp.extraction.fields.signer import find_signer
from vnadmin_nlp.layout import Zone
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW


@pytest.mark.parametrize(
    ("lines", "authority", "role"),
    [
        (["GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        (["GIÁM ĐỐC", "GIAM ĐƠC"], "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        (["GIÁM ĐỐC", "HÓ GIAM tơ"], "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        (["K.CHÚ T CH", "04 CHU TCN"], "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        (["KT. CHỦ TỊCH", "CHỦ TỊCH"], "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        (["BỘ TRƯỞNG", "THỨ TRƯỞNG"], "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
        (["GIÁM ĐỐC"], None, "GIÁM ĐỐC"),
        (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        (["KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁ", "CHANH VĂN PHÒNG"], "KT. CHÁNH VĂN PHÒNG",
         "PHÓ CHÁNH VĂN PHÒNG"),
    ],
    ids=[
        "KT. by hand", "KT. and PHÓ by hand", "PHÓ under the seal", "badly stamped",
        "PHÓ lost", "deputy of another name", "the head himself", "for the committee",
        "on two lines",
    ],
)  # fmt: skip
def test_a_deputy_signs_below_the_head(lines, authority, role):
    block = find_signer(document_of(Zone.SIGNER, [*lines, "Trần Thị Minh Châu"]))
    assert (block.authority.value if block.authority else None) == authority
    assert block.role.value == role
    assert block.name.value == "Trần Thị Minh Châu"
    if block.role.by == "deputy-below-head":
        assert block.role.confidence < REVIEW_BELOW
        assert block.role.repair


@pytest.mark.parametrize(
    "role",
    [
        "PHÓ TỔ TRƯỞNG THƯỜNG TRỰC", "PHÓ CHỈ HUY TRƯỞNG", "TRƯỞNG THÔN", "HẠT TRƯỞNG",
        "PHÓ BÍ THƯ TỈNH ỦY", "PHÓ TRƯỞNG TRẠM", "PHÓ GIÁM ĐỐC KIÊM CHÁNH VĂN PHÒNG",
    ],
)  # fmt: skip
def test_a_position_stays_as_it_is_printed(role):
    block = find_signer(document_of(Zone.SIGNER, [role, "Trần Thị Minh Châu"]))
    assert (block.authority, block.role.value, block.role.repair) == (None, role, None)


@pytest.mark.parametrize(
    ("printed", "role"),
    [
        ("PHÓ CHỦ TỊCK", "PHÓ CHỦ TỊCH"),
        ("PHÓ GIÁMĐÔI", "PHÓ GIÁM ĐỐC"),
        ("HỦ TỊCH", "CHỦ TỊCH"),
        ("PHO GIAM DOC", "PHÓ GIÁM ĐỐC"),
        ("v CHÁNH VĂN PHÒNG", "CHÁNH VĂN PHÒNG"),
    ],
    ids=["no syllable", "two words as one", "first letter lost", "accents lost", "a speck before"],
)
def test_a_known_position_is_mended_where_words_are_doubtful(printed, role):
    block = find_signer(document_of(Zone.SIGNER, [printed, "Trần Thị Minh Châu"]))
    assert block.role.value == role
    assert block.role.repair
    same_letters = printed == "PHO GIAM DOC"
    assert (block.role.confidence >= REVIEW_BELOW) is same_letters


@pytest.mark.parametrize("line", ["PHÓ XÓM", "TRƯỞNG KHOA NỘI"])
def test_what_begins_like_a_position_is_no_name(line):
    block = find_signer(document_of(Zone.SIGNER, ["TM. ỦY BAN NHÂN DÂN", line]))
    assert block.name is None


@pytest.mark.parametrize("name", ["Trương Văn Phong", "TRƯƠNG VĂN PHONG", "Trương Phòng"])
def test_a_name_that_begins_like_a_position_is_the_name(name):
    block = find_signer(document_of(Zone.SIGNER, ["TRƯỞNG PHÒNG", name]))
    assert block.authority is None
    assert (block.role.value, block.name.value) == ("TRƯỞNG PHÒNG", name)
