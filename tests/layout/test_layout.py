"""Zones: what stands where on a page, and where one document ends and the next begins."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.sheets import PARTY_DECISION, STATE_LETTER, sheet, text_page
from vnadmin_nlp.layout import Document, Zone, documents
from vnadmin_nlp.layout.flowing_text import passage
from vnadmin_nlp.layout.page_lines import rows


def only(page_rows, **options) -> Document:
    (document,) = documents([sheet(page_rows, **options)])
    return document


def texts(document: Document, zone: Zone) -> list[str]:
    return [line.text for line in document.of(zone)]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (Zone.LETTERHEAD, ["UBND TỈNH AN PHÚ", "SỞ NỘI VỤ"]),
        (Zone.MOTTO, ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]),
        (Zone.NUMBER, ["Số: 412/SNV-VTLT"]),
        (Zone.PLACE_DATE, ["An Phú, ngày 05 tháng 9 năm 2024"]),
        (Zone.SUBJECT, ["V/v nộp lưu hồ sơ, tài liệu", "vào lưu trữ lịch sử"]),
        (
            Zone.ADDRESSEES,
            [
                "Kính gửi:",
                "- Các sở, ban, ngành tỉnh;",
                "- Ủy ban nhân dân các huyện, thị xã,",
                "thành phố.",
            ],
        ),
        (Zone.RECIPIENTS, ["Nơi nhận:", "- Như trên;", "- UBND tỉnh (b/c);", "- Lưu: VT, VTLT."]),
        (Zone.SIGNER, ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Thị Minh Châu"]),
    ],
    ids=lambda value: value.value if isinstance(value, Zone) else "",
)
def test_zones_of_a_state_letter(zone, expected):
    assert texts(only(STATE_LETTER), zone) == expected


def test_zones_of_a_party_decision():
    document = only(PARTY_DECISION)
    assert texts(document, Zone.LETTERHEAD) == ["ĐẢNG BỘ TỈNH AN PHÚ", "HUYỆN ỦY LONG SƠN"]
    assert texts(document, Zone.NUMBER) == ["Số 618-QĐ/HU"]
    assert texts(document, Zone.TITLE) == ["QUYẾT ĐỊNH"]
    assert texts(document, Zone.SUBJECT)[0] == "về việc thành lập Tổ công tác số hóa"
    assert texts(document, Zone.SIGNER) == ["T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Lê Văn Hòa"]
    assert "*" not in " ".join(texts(document, Zone.LETTERHEAD))


def test_a_title_is_known_beside_a_stamp():
    stamp = [(430, 560, "CỔNG DỊCH VỤ"), (430, 640, "ĐẾN 1204/2")]
    document = only([*PARTY_DECISION, *stamp])
    assert texts(document, Zone.TITLE) == ["QUYẾT ĐỊNH"]
    assert texts(document, Zone.SUBJECT)[0] == "về việc thành lập Tổ công tác số hóa"


def test_columns_never_interleave_even_when_the_recogniser_glues_them():
    glued = [
        (700, 300, "UBND TỈNH AN PHÚ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        *[row for row in STATE_LETTER if row[1] > 320],
    ]
    document = only(glued)
    assert texts(document, Zone.LETTERHEAD) == ["UBND TỈNH AN PHÚ", "SỞ NỘI VỤ"]
    assert texts(document, Zone.MOTTO)[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_the_order_of_the_words_makes_no_difference():
    shuffled = list(STATE_LETTER)
    random.Random(7).shuffle(shuffled)
    in_order, mixed = only(STATE_LETTER), only(shuffled)
    for zone in Zone:
        assert texts(mixed, zone) == texts(in_order, zone), zone


def test_an_urgency_box_beside_the_addressees_is_a_mark():
    boxed = [*STATE_LETTER, (430, 900, "HỎA TỐC")]
    document = only(boxed)
    assert texts(document, Zone.MARK) == ["HỎA TỐC"]
    assert "HỎA" not in " ".join(texts(document, Zone.ADDRESSEES))


def test_a_signature_banner_above_the_letterhead_is_set_apart():
    banner = [
        (1400, 60, "Người ký: Sở Nội vụ"),
        (1400, 110, "Thời gian ký: 05.09.2024 16:20:33 +07:00"),
    ]
    document = only([*banner, *STATE_LETTER])
    assert len(texts(document, Zone.BANNER)) == 2
    assert texts(document, Zone.PLACE_DATE) == ["An Phú, ngày 05 tháng 9 năm 2024"]


def test_a_second_letterhead_begins_a_second_document():
    found = documents([sheet(STATE_LETTER), sheet(PARTY_DECISION, number=2)])
    assert [[page.number for page in document.pages] for document in found] == [[1], [2]]


def test_the_head_of_an_issued_regulation_begins_no_document():
    regulation = [
        (420, 300, "UBND TỈNH AN PHÚ"),
        (1100, 300, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (1330, 362, "Độc lập - Tự do - Hạnh phúc"),
        (1100, 600, "QUY CHẾ"),
        (800, 660, "Quản lý tài liệu số hóa"),
        (500, 720, "(Kèm theo Quyết định số 88/QĐ-UBND ngày 02/4/2024)"),
    ]
    found = documents([sheet(STATE_LETTER), sheet(regulation, number=2)])
    assert [len(document.pages) for document in found] == [2]


def test_no_pages_give_no_documents_and_an_empty_page_gives_an_empty_one():
    assert documents([]) == []
    (empty,) = documents([sheet([])])
    assert empty.lines == ()


def test_a_verb_line_is_no_signer():
    draft = [row for row in PARTY_DECISION if row[1] < 1400]
    draft += [(1100, 1300, "QUYẾT ĐỊNH:")]
    assert texts(only(draft), Zone.SIGNER) == []


PLAIN = """\
ĐẢNG BỘ TỈNH AN PHÚ
HUYỆN ỦY LONG SƠN
*
Số 77-CV/HU
Về việc rà soát tài liệu lưu trữ

ĐẢNG CỘNG SẢN VIỆT NAM

Long Sơn, ngày 08 tháng 4 năm 2024

Kính gửi: - Các chi, đảng bộ trực thuộc,
- Văn phòng Huyện ủy.

Huyện ủy yêu cầu các chi, đảng bộ rà soát tài liệu.

Nơi nhận:
- Như trên,
- Lưu Văn phòng Huyện ủy.

T/L BAN THƯỜNG VỤ
CHÁNH VĂN PHÒNG

Ngô Thị Lan
"""


def test_plain_text_is_zoned_in_either_order_of_the_two_stacks():
    head, rest = PLAIN.split("Kính gửi", 1)
    left, right = head.split("\n\n", 1)
    swapped = right.strip() + "\n\n" + left + "\n\nKính gửi" + rest
    for text in (PLAIN, swapped):
        (document,) = documents([text_page(text)])
        assert texts(document, Zone.NUMBER) == ["Số 77-CV/HU"]
        assert texts(document, Zone.SUBJECT) == ["Về việc rà soát tài liệu lưu trữ"]
        assert texts(document, Zone.LETTERHEAD) == ["ĐẢNG BỘ TỈNH AN PHÚ", "HUYỆN ỦY LONG SƠN"]
        assert texts(document, Zone.SIGNER)[-1] == "Ngô Thị Lan"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2300),
            st.integers(0, 3400),
            st.text(alphabet="aBcĐ1/-. ", min_size=1, max_size=40),
        ),
        max_size=25,
    )
)
def test_every_word_keeps_exactly_one_place(pieces):
    page = sheet(pieces)
    lines = rows(page)
    assert sorted(w.box for line in lines for w in line.words) == sorted(w.box for w in page.words)
    (document,) = documents([page])
    assert len([w for line in document.lines for w in line.words]) == len(page.words)


def test_every_word_of_a_passage_is_found_again_on_its_page():
    document = only(STATE_LETTER)
    flow = passage(document.of(Zone.BODY))
    for start, word in zip(flow.starts, flow.words, strict=True):
        end = start + len(word.text)
        assert flow.text[start:end] == word.text
        assert flow.place(start, end) == (1, word.box)


def test_a_paragraph_goes_on_over_a_line_end_and_ends_at_the_next_indent():
    document = only(STATE_LETTER)
    flow = passage(document.of(Zone.BODY))
    assert "\n" not in flow.text
    assert "Ủy ban nhân dân tỉnh về công tác" in flow.text
