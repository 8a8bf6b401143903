"""What looks like a citation and is none; how far printing may go wrong and still be one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.extraction.citations.find_citations import find_citations


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("theo Mẫu số 02 và Biểu mẫu số 03/BC kèm theo", id="forms"),
        pytest.param("Phụ lục số 01; Phụ lục III; Biểu số 05", id="appendices"),
        pytest.param("tỷ lệ 95/100, đạt 3/4 chỉ tiêu, hệ số 1/2", id="ratios"),
        pytest.param("giai đoạn 2021-2030, nhiệm kỳ 2020 - 2025", id="plan-periods"),
        pytest.param("Kế hoạch 5 năm 2021-2025; Chương trình 135 ngày", id="plans-of-years"),
        pytest.param("điện thoại số 0205.3812.345, fax: 024-3845 1234", id="phone-numbers"),
        pytest.param("tài khoản số 0301-222-333 tại Kho bạc Nhà nước", id="account-numbers"),
        pytest.param("số nhà 12/4 đường Trần Phú; thửa đất số 15, tờ bản đồ 27", id="addresses"),
        pytest.param("kinh phí 1.250.000 đồng; 12/QL-3 km", id="amounts"),
        pytest.param("lúc 14/7, ngày 05/9/2023, tháng 10/2021", id="dates"),
        pytest.param("tiêu chuẩn ISO 9001:2015, khổ giấy A4, phông Times", id="foreign-standards"),
        pytest.param("biển số 12A-345.67; xe ô tô 29A-123.45", id="plates"),
        pytest.param("COVID-19, H5N1, PC-07, 4G/5G, TP-HCM", id="codes"),
        pytest.param("Số: 815-CV/HU", id="own-number-line"),
        pytest.param("Lưu: VT, NC-02.", id="archive-mark"),
        pytest.param("Trường hợp quy định tại điểm b khoản 2 Điều 5 thì báo cáo", id="own-places"),
        pytest.param("Điều 3 Quy chế này và quy định của pháp luật", id="quy-định-của-pháp-luật"),
        pytest.param("dự thảo Luật Nhà giáo; xây dựng Luật Dân số", id="drafts"),
        pytest.param("kỷ luật Đảng, pháp luật về đất đai, luật sư", id="words-with-luật"),
        pytest.param("thông báo trên phương tiện thông tin, báo cáo trên cơ sở số liệu", id="trên"),
        pytest.param("Tổ 12/KP3, khu phố 3; phòng 301/B2", id="rooms"),
        pytest.param("tọa độ 105/21, thang điểm 10/10, 24/7", id="pairs"),
    ],
)
def test_none(text: str) -> None:
    assert [one.text for one in find_citations(text) if one.relation != "self"] == []


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        pytest.param("Quyết định số 12∕QÐ-UBND", "12/QĐ-UBND", id="look-alikes"),
        pytest.param("Quyết định số 12/QĐ-\nUBND", "12/QĐ-UBND", id="break-in-the-sign"),
        pytest.param("Quyết\nđịnh số\n12/QĐ-UBND", "12/QĐ-UBND", id="breaks-before-it"),
        pytest.param("Quyết định số 12 / QĐ – UBND", "12/QĐ-UBND", id="spaces-and-dashes"),
        pytest.param("Quyết định số 12/QĐ-UBNDngày 05/9/2022", "12/QĐ-UBND", id="glued-date"),
        pytest.param("QUYẾT ĐỊNH SỐ 12/QĐ-UBND", "12/QĐ-UBND", id="capitals"),
        pytest.param("Quyêt đinh sô 12/QD-UBND", "12/QĐ-UBND", id="lost-accents"),
        pytest.param("TCVN 6909:2001", "TCVN 6909:2001", id="national-standard"),
        pytest.param("Bản án số 15/2023/HS-ST", "15/2023/HS-ST", id="judgment"),
    ],
)
def test_still_one(printed: str, number: str) -> None:
    for text in (f"theo {printed} về phí", unicodedata.normalize("NFD", f"theo {printed} về phí")):
        (found,) = find_citations(text)
        assert found.number == number
        assert text[found.start : found.end] == found.text


PIECES = st.sampled_from(
    [
        "Quyết định số 12/QĐ-UBND ",
        "Luật Giá ",
        "Kế hoạch nêu trên ",
        "Quyết định này ",
        "số 5, 6 ",
        "Nghị định 30 ",
        "khoản 2 Điều 3 ",
        "được sửa đổi bởi ",
        "của UBND tỉnh ",
        "ngày 05/9/2022 ",
        "(",
        ") ",
        "; ",
        "\n",
        "ở́ ",
        "각 ",
        "é ",
        "_",
        "Ð ",
        "thay thế ",
        "các văn bản trên ",
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(["NFC", "NFD"]))
def test_offsets_fall_on_the_text_as_given(text: str, form: str) -> None:
    given_text = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    found = find_citations(given_text)
    for one in found:
        assert given_text[one.start : one.end] == one.text
        assert 0 <= one.start < one.end <= len(given_text)
        assert all(0 <= at < len(found) for at in (*one.refers_to, one.of or 0))
    composed = find_citations(unicodedata.normalize("NFC", text))
    assert [unicodedata.normalize("NFC", one.text) for one in found] == [o.text for o in composed]
