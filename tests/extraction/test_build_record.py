"""Heads and tails of documents become fields, with evidence, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.helpers.sheets import PARTY_DECISION, STATE_LETTER, sheet, text_page
from tests.layout.test_layout import PLAIN
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.extraction.evidence.calibrate import calibrated
from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.fields.address_lists import find_addressees, find_recipients
from vnadmin_nlp.extraction.fields.letterhead import find_bodies
from vnadmin_nlp.extraction.fields.number_line import find_number
from vnadmin_nlp.extraction.fields.place_date import find_place_date
from vnadmin_nlp.extraction.fields.signer import find_signer
from vnadmin_nlp.extraction.fields.subject import find_subject
from vnadmin_nlp.extraction.repair.by_lexicon import mend_line, restore_accents
from vnadmin_nlp.layout import Document, PageLine, Zone, documents
from vnadmin_nlp.layout.page_lines import rows
from vnadmin_nlp.model.record import Problem, Record, SourceFile, Status
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW

FILE = SourceFile(file="a.pdf", sha256="0" * 64, pages=1)


def document_of(zone: Zone, lines: list[str], **options) -> Document:
    """Return a document whose lines all stand in one zone."""
    page = sheet([(420, 300 + 60 * i, line) for i, line in enumerate(lines)], **options)
    return Document((page,), tuple(line.within(zone) for line in rows(page)))


def record_of(page_rows, **options) -> Record:
    (document,) = documents([sheet(page_rows, **options)])
    return extract_record(document, id="x", source=FILE)


def asks_for_review(field: str, found: FieldValue) -> bool:
    return calibrated(field, found.evidence(geometry=True), found.most).confidence < REVIEW_BELOW


def test_a_state_letter_becomes_a_record():
    record = record_of(STATE_LETTER)
    assert record.system == "state"
    assert record.doc_type == "Công văn"
    assert (record.parent_body, record.issuing_body) == ("UBND TỈNH AN PHÚ", "SỞ NỘI VỤ")
    assert (record.number, record.sign) == ("412/SNV-VTLT", "SNV-VTLT")
    assert (record.place, record.date) == ("An Phú", dt.date(2024, 9, 5))
    assert record.subject == "nộp lưu hồ sơ, tài liệu vào lưu trữ lịch sử"
    assert record.addressees == (
        "Các sở, ban, ngành tỉnh",
        "Ủy ban nhân dân các huyện, thị xã, thành phố",
    )
    assert record.recipients == ("Như trên", "UBND tỉnh (b/c)", "Lưu: VT, VTLT")
    assert record.signer.authority == "KT. GIÁM ĐỐC"
    assert record.signer.role == "PHÓ GIÁM ĐỐC"
    assert record.signer.name == "Trần Thị Minh Châu"
    assert [(c.number, c.relation) for c in record.citations] == [("27/KH-UBND", "implements")]
    assert [d.date for d in record.deadlines] == [dt.date(2024, 11, 30)]
    assert record.status is Status.OK


def test_a_party_decision_becomes_a_record():
    record = record_of(PARTY_DECISION)
    assert (record.system, record.doc_type) == ("party", "Quyết định")
    assert record.number == "618-QĐ/HU"
    assert record.signer.authority == "T/M BAN THƯỜNG VỤ"
    assert record.signer.role == "BÍ THƯ"


def test_plain_text_gives_evidence_without_boxes():
    (document,) = documents([text_page(PLAIN)])
    record = extract_record(document, id="x", source=FILE)
    assert record.number == "77-CV/HU"
    assert record.signer.authority == "T/L BAN THƯỜNG VỤ"
    assert {reason.box for reason in record.evidence.values()} == {None}


def test_every_value_carries_its_evidence():
    record = record_of(STATE_LETTER)
    named = {"number", "sign", "place", "date", "subject", "issuing_body", "signer.name"}
    assert named <= record.evidence.keys()
    assert {"addressees[0]", "addressees[1]", "recipients[2]"} <= record.evidence.keys()
    number = record.evidence["number"]
    assert number.text == "Số: 412/SNV-VTLT"
    assert number.page == 1
    assert number.box is not None
    assert number.by == "rule:number-line"


def test_problems_on_the_way_make_a_record_partial():
    (document,) = documents([sheet(STATE_LETTER)])
    trouble = Problem(page=2, stage="recognise", message="the page took longer than 60 s")
    record = extract_record(document, id="x", source=FILE, problems=[trouble])
    assert record.status is Status.PARTIAL
    assert record.problems == (trouble,)


def test_the_record_survives_its_json():
    record = record_of(STATE_LETTER)
    assert Record.model_validate(record.to_json()) == record


@pytest.mark.parametrize(
    ("line", "number", "sign"),
    [
        pytest.param("Số: 12/QĐ-UBND", "12/QĐ-UBND", "QĐ-UBND", id="state"),
        pytest.param("Số 17-QĐ/TU", "17-QĐ/TU", "QĐ/TU", id="party"),
        pytest.param("Số 1296 - CV/Th.U", "1296-CV/Th.U", "CV/Th.U", id="party-spaced"),
        pytest.param("Số:3041 /QĐĐ-BGDĐT", "3041/QĐ-BGDĐT", "QĐ-BGDĐT", id="doubled-letter"),
        pytest.param("Số: 07/2023/NQ-HĐND", "07/2023/NQ-HĐND", "NQ-HĐND", id="year-inside"),
        pytest.param("Số: 45 /TTr-CAT(PC04)", "45/TTr-CAT(PC04)", "TTr-CAT(PC04)", id="bracket"),
        pytest.param("Số 512-CVTU", "512-CV/TU", "CV/TU", id="slash-lost"),
        pytest.param("Số: /QĐ-UBND", None, "QĐ-UBND", id="blank-state"),
        pytest.param("Số -CV/TU", None, "CV/TU", id="blank-party"),
        pytest.param("Số: 4é3 /QĐ-SYT", None, "QĐ-SYT", id="pen-read-as-letters"),
        pytest.param("Số: #4 /QĐ-UBND", None, "QĐ-UBND", id="half-read"),
        pytest.param("Số: 0i /TB - KTXD", None, "TB-KTXD", id="letter-for-digit"),
    ],
)
def test_number_lines(line, number, sign):
    read = find_number(document_of(Zone.NUMBER, [line]))
    assert (read.number.value if read.number else None) == number
    assert read.sign is not None
    assert read.sign.value == sign


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"heights": {"44": 60}}, id="higher-than-print"),
        pytest.param({"doubts": {"44": 0.5}}, id="read-with-doubt"),
    ],
)
def test_a_number_written_by_hand_is_a_candidate_not_a_value(options):
    document = document_of(Zone.NUMBER, ["Số: 44 /CT-UBND"], **options)
    read = find_number(document)
    assert read.number is None
    assert read.by_hand
    assert read.candidates == ("44/CT-UBND",)


def by_pen(sure, text="17", other="11"):
    """Return the readings of a word that is ``text``, so sure, or ``other``."""
    return {text: ((text, sure), (other, round((1 - sure) / 2, 3)))}


@pytest.mark.parametrize(
    ("line", "sure", "number"),
    [
        ("Số: 17 /CT-UBND", 0.97, "17/CT-UBND"),
        ("Số: 3 17 /CT-UBND", 0.97, "317/CT-UBND"),
        ("Số: 17 /CT-UBND", 0.8, "17/CT-UBND"),
        ("Số: 17 /CT-UBND", 0.4, None),
    ],
    ids=["sure", "with-a-gap", "for-review", "unsure"],
)
def test_digits_that_the_recogniser_knows_for_a_pens(line, sure, number):
    pen = by_pen(sure) if "3" not in line else {**by_pen(sure), "3": (("3", 0.99),)}
    read = find_number(document_of(Zone.NUMBER, [line], pen=pen))
    assert (read.number.value if read.number else None) == number
    assert read.by_hand
    assert read.candidates == (() if number else ("17/CT-UBND", "11/CT-UBND"))
    if read.number:
        assert asks_for_review("number", read.number) == (sure == 0.8)
        assert read.number.candidates[1] == read.number.value.replace("17", "11")


@pytest.mark.parametrize(
    ("day", "pen", "date", "doubted"),
    [
        ("17", by_pen(0.97), dt.date(2024, 6, 17), False),
        ("17", by_pen(0.7), dt.date(2024, 6, 17), True),
        ("17", by_pen(0.4), None, True),
        ("90", by_pen(0.4, "90", "20"), dt.date(2024, 6, 20), True),
        ("31", by_pen(0.4, "31", "21"), dt.date(2024, 6, 21), True),
    ],
    ids=["sure", "for-review", "unsure", "no-such-day", "no-such-day-in-june"],
)
def test_a_day_by_pen_is_the_likeliest_one_there_is(day, pen, date, doubted):
    line = f"Hà Nội, ngày {day} tháng 6 năm 2024"
    read = find_place_date(document_of(Zone.PLACE_DATE, [line], pen=pen))
    assert (dt.date.fromisoformat(read.date.value) if read.date else None) == date
    assert read.by_hand
    assert (read.unread is not None) == (date is None)
    if read.date:
        assert asks_for_review("date", read.date) == doubted


def test_what_a_pen_left_unsure_is_kept_in_the_evidence():
    unsure = {"05": 0.4, "412/SNV-VTLT": 0.4}
    pen = {word: ((word, 0.4),) for word in unsure}
    record = record_of(STATE_LETTER, pen=pen, doubts=unsure)
    assert (record.number, record.date) == (None, None)
    assert (record.number_handwritten, record.date_handwritten) == (True, True)
    assert record.evidence["number"].candidates == ("412/SNV-VTLT",)
    assert record.evidence["date"].candidates == ("2024-09-05",)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Hà Nội, ngày 05 tháng 01 năm 2024", dt.date(2024, 1, 5)),
        ("Hà Nội, ngày 4S tháng 01 năm 2024", None),
        ("Hà Nội, ngày tháng 01 năm 2024", None),
        ("Hà Nội, ngày 31 tháng 02 năm 2024", None),
    ],
    ids=["printed", "pen", "blank", "impossible"],
)
def test_dates_are_given_only_when_plainly_printed(line, date):
    found = find_place_date(document_of(Zone.PLACE_DATE, [line]))
    assert found.place is not None
    assert found.place.value == "Hà Nội"
    assert (found.date.value if found.date else None) == (date.isoformat() if date else None)


@pytest.mark.parametrize(
    ("lines", "parent", "issuer"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH AN PHÚ"], None, "ỦY BAN NHÂN DÂN TỈNH AN PHÚ"),
        (["UBND TỈNH AN PHÚ", "SỞ Y TẾ"], "UBND TỈNH AN PHÚ", "SỞ Y TẾ"),
        (
            ["BỘ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG ĐẠI HỌC", "SƯ PHẠM AN PHÚ"],
            "BỘ GIÁO DỤC VÀ ĐÀO TẠO",
            "TRƯỜNG ĐẠI HỌC SƯ PHẠM AN PHÚ",
        ),
        (["SỞ NÔNG NGHIỆP VÀ", "PHÁT TRIỂN NÔNG THÔN"], None, None),
        (["UBND TINH KIEN GIANG", "SƠ Y TE"], "UBND TỈNH KIÊN GIANG", "SỞ Y TẾ"),
        (["TỈNH ỦY BẮC KẠN", "BAN TUYÊN GIÁO"], "TỈNH ỦY BẮC KẠN", "BAN TUYÊN GIÁO"),
        (["TỈNH ỦY YÊN BÁI", "HUYỆN ỦY VĂN YÊN"], "TỈNH ỦY YÊN BÁI", "HUYỆN ỦY VĂN YÊN"),
    ],
    ids=["two-lines", "parent", "three-lines", "and", "accents-lost", "board", "party-committee"],
)
def test_letterheads(lines, parent, issuer):
    found_parent, found_issuer = find_bodies(document_of(Zone.LETTERHEAD, lines))
    assert (found_parent.value if found_parent else None) == parent
    assert found_issuer is not None
    assert found_issuer.value == (issuer or " ".join(lines))


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("CONG NGHẸ THONG TIN", "CÔNG NGHỆ THÔNG TIN"),
        ("PHÓ GIÁM ĐÓC", "PHÓ GIÁM ĐỐC"),
        ("XÃ THANH HÒA", "XÃ THANH HÒA"),
        ("Uỷ ban nhân dân", "Uỷ ban nhân dân"),
    ],
    ids=["lost", "wrong", "a-commune-is-left-alone", "old-tone-style-is-left-alone"],
)
def test_accents_are_given_back_only_where_the_lexicon_decides(read, mended):
    assert restore_accents(read) == mended


def test_a_glued_line_is_cut_where_one_known_line_is_meant():
    assert mend_line("SỞYTÉ") == "SỞ Y TẾ"
    assert mend_line("PHƯỜNG HÒA AN") == "PHƯỜNG HÒA AN"


@pytest.mark.parametrize(
    ("lines", "authority", "role", "name"),
    [
        (
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn An"],
            "TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
            "Nguyễn Văn An",
        ),
        (
            ["T/LBAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG", "Ngô Thị Lan"],
            "T/L BAN THƯỜNG VỤ",
            "CHÁNH VĂN PHÒNG",
            "Ngô Thị Lan",
        ),
        (["GIÁM ĐÓC", "Lê Văn Hòa"], None, "GIÁM ĐỐC", "Lê Văn Hòa"),
        (
            ["“1, GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "z¿ đồ, .1u% /", "TS. Lê Văn Hòa"],
            "KT. GIÁM ĐỐC",
            "PHÓ GIÁM ĐỐC",
            "Lê Văn Hòa",
        ),
        (["CHỦ TỊCH", "Ti RE", "S Ôš"], None, "CHỦ TỊCH", None),
        (
            ["~—/M ĐẢNG ỦY", "ác (1x PHÓ BÍ THƯ", "Lê Văn Hòa"],
            "TM. ĐẢNG ỦY",
            "PHÓ BÍ THƯ",
            "Lê Văn Hòa",
        ),
        (["ĐẶNG ỦY"], None, None, None),
        (["Y TÊ", "Lê Văn Hòa"], None, None, "Lê Văn Hòa"),
        (["TRƯỞNG BAN", "Đao Văn Hòa"], None, "TRƯỞNG BAN", "Đào Văn Hòa"),
    ],
    ids=[
        "three-lines",
        "glued-order",
        "no-authority",
        "pen-kt-and-strokes",
        "name-unread",
        "strokes-before-print",
        "a-body-is-no-name",
        "nor-is-its-field",
        "surname-mended",
    ],
)
def test_signers(lines, authority, role, name):
    block = find_signer(document_of(Zone.SIGNER, lines))
    values = [found.value if found else None for found in (block.authority, block.role, block.name)]
    assert values == [authority, role, name]


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (["Kính gửi: Hội đồng nhân dân tỉnh"], ["Hội đồng nhân dân tỉnh"]),
        (
            ["Kính gửi:", "- Các sở, ban,", "ngành tỉnh;", "- Văn phòng Tỉnh ủy."],
            ["Các sở, ban, ngành tỉnh", "Văn phòng Tỉnh ủy"],
        ),
        (["Kính gửi: - Bộ Tài chính;", "- Bộ Nội vụ."], ["Bộ Tài chính", "Bộ Nội vụ"]),
    ],
    ids=["one", "list", "first-on-the-same-line"],
)
def test_addressees(lines, items):
    found = find_addressees(document_of(Zone.ADDRESSEES, lines))
    assert [item.value for item in found] == items


def test_recipients_end_with_the_archive_copy():
    lines = ["Nơi nhận:", "- Như trên;", "- Chánh, Phó VP;", "- Lưu: VT, TH.", "Đường Trần Phú"]
    found = find_recipients(document_of(Zone.RECIPIENTS, lines))
    assert [item.value for item in found][:3] == ["Như trên", "Chánh, Phó VP", "Lưu: VT, TH"]


@pytest.mark.parametrize(
    ("lines", "title", "subject"),
    [
        (["V/v tập huấn cho văn thư– lưu trữ"], None, "tập huấn cho văn thư – lưu trữ"),
        (["V/v nộp lưu hồ sơ", "năm 2024"], None, "nộp lưu hồ sơ năm 2024"),
        (["Về việc nộp lưu hồ sơ"], "QUYẾT ĐỊNH", "Về việc nộp lưu hồ sơ"),
        (["(V/v nghỉ lễ)"], "THÔNG BÁO", "nghỉ lễ"),
        ([], "BÁO CÁO KẾT QUẢ CHỈNH LÝ", "KẾT QUẢ CHỈNH LÝ"),
        (["V/v học tập NQ. CT, KL của Đảng"], None, "học tập NQ, CT, KL của Đảng"),
        (["V/v lưu trữ tại TP. HCM, tỉnh An Phú"], None, "lưu trữ tại TP. HCM, tỉnh An Phú"),
    ],
    ids=[
        "half-a-dash",
        "dispatch",
        "title",
        "bracket",
        "on-the-title-line",
        "faint-comma",
        "abbreviation",
    ],
)
def test_subjects(lines, title, subject):
    page = sheet(
        [(1000, 200, title or "x"), *((430, 300 + 60 * i, t) for i, t in enumerate(lines))]
    )
    first, *rest = rows(page)
    zoned: list[PageLine] = [first.within(Zone.TITLE if title else Zone.JUNK)]
    zoned += [line.within(Zone.SUBJECT) for line in rest]
    found = find_subject(Document((page,), tuple(zoned)))
    assert found is not None
    assert found.value == subject


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("hồ sơ,", "hồ sơrg,", id="no-word"),
        pytest.param("lịch sử", "lịch sử và", id="ends-within-a-phrase"),
        pytest.param("lịch sử", "lịch sử (đợt", id="open-bracket"),
    ],
)
def test_a_subject_that_shows_a_slip_is_named_for_review(old, new):
    plain, odd = (
        record_of([(x, y, text.replace(old, by)) for x, y, text in STATE_LETTER])
        for by in (old, new)
    )
    assert "subject" not in plain.review
    assert "subject" in odd.review
    assert odd.subject == plain.subject.replace(old, new)


def test_a_body_with_a_mended_word_is_named_for_review():
    name = "UBND TỈNH KIẾN GIANG"
    rows = [
        (x, y, text.replace("UBND TỈNH AN PHÚ", name).replace("An Phú", "Kiên Giang"))
        for x, y, text in STATE_LETTER
    ]
    record = record_of(rows)
    assert record.parent_body == "UBND TỈNH KIÊN GIANG"
    assert "parent_body" in record.review
    assert "issuing_body" not in record.review


def test_other_readings_of_a_printed_word_stay_in_the_evidence():
    page = sheet([(400, 300, "Ban Tổ chức")])
    words = [
        replace(word, candidates=(("Tổ", 0.8), ("Tồ", 0.2))) if word.text == "Tổ" else word
        for word in page.words
    ]
    (line,) = rows(replace(page, words=tuple(words)))
    evidence = FieldValue("Ban Tổ chức", [line], 0.9, "letterhead").evidence(geometry=True)
    assert evidence.text == "Ban Tổ chức"
    assert evidence.candidates == ("Ban Tồ chức",)


@pytest.mark.parametrize(("sure", "doubted"), [(0.98, False), (0.6, True), (0.3, True)])
def test_a_cited_number_by_pen_is_as_sure_as_its_digits(sure, doubted):
    cited = "Căn cứ Quyết định số 731/QĐ-UBND ngày 04/5/2023 của UBND tỉnh An Phú;"
    letter = [*STATE_LETTER[:-4], (420, 1330, cited), *STATE_LETTER[-4:]]
    record = record_of(letter, pen={"731/QĐ-UBND": (("731/QĐ-UBND", sure),)})
    (citation,) = [c for c in record.citations if c.number == "731/QĐ-UBND"]
    assert ("citations" in record.review) == doubted
    assert (citation.confidence < REVIEW_BELOW) == doubted
