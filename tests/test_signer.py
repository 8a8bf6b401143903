"""A deputy signs below the head whose position stands over his, be KT. lost or by hand."""

from __future__ import annotations

import pytest

from tests.test_extraction import document_of
from vnadmin_nlp.extraction.signer import find_signer
from vnadmin_nlp.layout import Zone
from vnadmin_nlp.review import REVIEW_BELOW


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
    ],
    ids=[
        "KT. by hand", "KT. and PHÓ by hand", "PHÓ under the seal", "badly stamped",
        "PHÓ lost", "deputy of another name", "the head himself", "for the committee",
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
