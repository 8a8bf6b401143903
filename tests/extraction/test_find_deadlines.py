"""Deadlines: the forms, their dates and rules, and what is none."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import deadlines as benchmark
from vnadmin_nlp.extraction.deadlines.find_deadlines import find_deadlines
from vnadmin_nlp.grammar.deadlines.deadline_phrases import find_phrases

MONDAY = dt.date(2024, 6, 3)


@pytest.mark.parametrize(
    ("text", "surface", "date", "rule"),
    [
        pytest.param("Gửi về Sở trước ngày 20/6/2024 để tổng hợp.", "trước ngày 20/6/2024",
                     "2024-06-20", "op=lt", id="before"),
        pytest.param("Nộp hồ sơ muộn nhất là ngày 20 tháng 6 năm 2024.",
                     "muộn nhất là ngày 20 tháng 6 năm 2024", "2024-06-20", "op=le", id="latest"),
        pytest.param("Hoàn thành xong trước và trong ngày 20/6/2024.",
                     "trước và trong ngày 20/6/2024", "2024-06-20", "op=le", id="before and on"),
        pytest.param("Nhận hồ sơ từ ngày 20/12 đến hết ngày 10/01/2025.",
                     "từ ngày 20/12 đến hết ngày 10/01/2025", "2025-01-10",
                     "op=range;span=2024-12-20/2025-01-10", id="window over New Year"),
        pytest.param("Các sở hoàn thành rà soát trong quý III.", "trong quý III", "2024-09-30",
                     "op=le;span=2024-07-01/2024-09-30;year=inferred", id="quarter, no year"),
        pytest.param("Hồ sơ gửi chậm nhất đến hết tháng 9/2024.", "chậm nhất đến hết tháng 9/2024",
                     "2024-09-30", "op=le", id="end of a month"),
        pytest.param("Gửi báo cáo trước thứ Tư, ngày 20/6/2024.", "trước thứ Tư, ngày 20/6/2024",
                     "2024-06-20", "op=lt;weekday=3;suspect=weekday", id="weekday disagrees"),
        pytest.param("Gửi báo cáo trước 16h00 thứ 5 ngày 20/6 để tổng hợp.",
                     "trước 16h00 thứ 5 ngày 20/6", "2024-06-20", "op=lt;weekday=4;year=inferred",
                     id="weekday by its number"),
        pytest.param("Gửi báo cáo chậm nhất sáng thứ Sáu (21/6) để tổng hợp.",
                     "chậm nhất sáng thứ Sáu (21/6)", "2024-06-21",
                     "op=le;weekday=5;year=inferred", id="part of a weekday"),
        pytest.param("Gửi báo cáo trước ngày 20/5/2024.", "trước ngày 20/5/2024", "2024-05-20",
                     "op=lt;suspect=before_document", id="before the document"),
        pytest.param("Báo cáo trước cuối giờ chiều ngày 20/6/2024.",
                     "trước cuối giờ chiều ngày 20/6/2024", "2024-06-20", "op=lt;approx=1",
                     id="end of the working day"),
        pytest.param("Gửi ý kiến trong vòng hai tuần kể từ ngày ban hành.",
                     "trong vòng hai tuần kể từ ngày ban hành", "2024-06-17",
                     "op=le;n=2;unit=week;anchor=doc_date", id="number in words"),
        pytest.param("Trả lời trong thời hạn 10 ngày kể từ ngày 10/6/2024.",
                     "trong thời hạn 10 ngày kể từ ngày 10/6/2024", "2024-06-20",
                     "op=le;n=10;unit=day;anchor=2024-06-10;count=next_day", id="printed anchor"),
        pytest.param("Báo cáo kết quả trong vòng I0 ngày (tính từ ngày kết thúc đợt kiểm tra).",
                     "trong vòng I0 ngày (tính từ ngày kết thúc đợt kiểm tra)", None,
                     "op=le;n=10;unit=day;anchor=event:kết thúc đợt kiểm tra;count=next_day",
                     id="event as anchor, misread digit"),
        pytest.param("Trình Ủy ban nhân dân tỉnh chậm nhất ngày 20/6/2024.",
                     "chậm nhất ngày 20/6/2024", "2024-06-20", "op=le", id="after a province"),
        pytest.param("Khắc phục hạn chế đã được chỉ ra, hoàn thành trước ngày 20/6/2024.",
                     "trước ngày 20/6/2024", "2024-06-20", "op=lt", id="what was pointed out"),
        pytest.param("Xã nào để mất hồ sơ phải báo cáo bằng văn bản ngay sau khi phát hiện.",
                     "ngay sau khi phát hiện", None, "anchor=event:phát hiện", id="at once"),
        pytest.param("Đơn vị nộp hồ sơ sau ngày 20/6/2024 sẽ không được xét.", "sau ngày 20/6/2024",
                     "2024-06-20", "op=le", id="who is late gets nothing"),
        pytest.param("Cập nhật, báo cáo Sở trước 10h ngày mai.", "trước 10h ngày mai",
                     "2024-06-04", "op=lt;n=1;unit=day;anchor=doc_date", id="tomorrow"),
        pytest.param("- Hàng năm tổ chức tập huấn cho nhân viên.", "Hàng năm", None,
                     "freq=yearly;op=on", id="every year"),
        pytest.param("Các xã định kỳ hằng quý báo cáo kết quả.", "định kỳ hằng quý", None,
                     "freq=quarterly;op=on", id="every quarter"),
        pytest.param("01/7/2024 - 05/7/2024 | Nộp đơn về văn phòng", "01/7/2024 - 05/7/2024",
                     "2024-07-05", "op=range;span=2024-07-01/2024-07-05", id="row of a time-table"),
        pytest.param("05/7/2024- | Nộp đơn về văn phòng 12/7/2024", "05/7/2024 - 12/7/2024",
                     "2024-07-12", "op=range;span=2024-07-05/2024-07-12",
                     id="cells of a row read into one another"),
        pytest.param("Chậm nhất vào ngày 30 tháng 12 hằng năm, các xã báo cáo.",
                     "Chậm nhất vào ngày 30 tháng 12 hằng năm", None,
                     "freq=yearly;bymonth=12;bymonthday=30;op=le", id="yearly, at the latest"),
        pytest.param("Định kỳ hằng quý, trước ngày 15 của tháng cuối quý, gửi báo cáo.",
                     "trước ngày 15 của tháng cuối quý", None,
                     "freq=quarterly;bymonth=3,6,9,12;bymonthday=15;op=lt", id="said twice"),
        pytest.param("Báo cáo chậm nhất 02 ngày làm việc trước ngày họp.",
                     "chậm nhất 02 ngày làm việc trước ngày họp", None,
                     "op=le;n=-2;unit=workday;anchor=event:họp", id="counted back"),
        pytest.param("Báo cáo định kỳ 06 tháng (trước ngày 15/6) kết quả thực hiện.",
                     "trước ngày 15/6", None, "freq=yearly;bymonth=6;bymonthday=15;op=lt",
                     id="report of every year"),
        pytest.param("Thời gian hoàn thành: Quý III/2024.", "Quý III/2024", "2024-09-30",
                     "op=le;span=2024-07-01/2024-09-30", id="label and period"),
        pytest.param("Báo cáo Sở trước 15h hôm nay, ngày 03/6/2024.",
                     "trước 15h hôm nay, ngày 03/6/2024", "2024-06-03", "op=lt", id="today, dated"),
        pytest.param("Gửi tài liệu trước khi khai mạc 02 ngày.", "trước khi khai mạc 02 ngày", None,
                     "op=le;n=-2;unit=day;anchor=event:khai mạc", id="before an event"),
        pytest.param("Báo cáo kểt quả trưóc ngày 2O/6/2024", "trưóc ngày 2O/6/2024",
                     "2024-06-20", "op=lt;ocr=repaired", id="misread"),
    ],
)  # fmt: skip
def test_each_form_gives_its_date_and_rule(text, surface, date, rule) -> None:
    [found] = find_deadlines(text, doc_date=MONDAY)
    assert found.text == surface
    assert (found.date and found.date.isoformat()) == date
    assert found.rule == rule


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Quyết định này có hiệu lực kể từ ngày 01/7/2024.", id="effect"),
        pytest.param("Quyết định có hiệu lực sau 45 ngày kể từ ngày ký.", id="effect, counted"),
        pytest.param("Hội nghị khai mạc lúc 8 giờ 00 ngày 20/6/2024.", id="event"),
        pytest.param("Thực hiện Công văn số 12/SNV-VTLT ngày 31/5/2024.", id="cited document"),
        pytest.param("Thời gian báo cáo từ ngày 01/01/2024 đến hết ngày 15/6/2024.", id="period"),
        pytest.param("Đã hoàn thành việc rà soát trước ngày 20/6/2024.", id="done"),
        pytest.param("Hồ sơ nộp trước ngày 20/6/2024 thì xét theo quy định cũ.", id="condition"),
        pytest.param("Đoàn làm việc tại xã từ ngày 13/6/2024 đến ngày 16/6/2024.", id="visit"),
        pytest.param("Thành tích trong 10 năm thực hiện Luật.", id="span behind"),
        pytest.param("Đánh giá mức độ hoàn thành nhiệm vụ trong năm 2024.", id="year looked at"),
        pytest.param("Phê duyệt kế hoạch kinh phí hàng năm của Sở.", id="adjective"),
        pytest.param("Bảo đảm giao thông thường xuyên, kịp thời.", id="no date at all"),
        pytest.param("Báo cáo 6 tháng đầu năm 2024 của tỉnh.", id="report"),
        pytest.param("Bỏ cụm từ “đến hết ngày 31/12/2024” tại Điều 2.", id="named words"),
        pytest.param("Sở đã yêu cầu báo cáo trước ngày 20/5/2024, đến nay chưa gửi.", id="missed"),
        pytest.param("Quá thời hạn 05 ngày kể từ ngày nhận văn bản coi như đồng ý.", id="expired"),
        pytest.param("Báo cáo năm tính từ ngày 01/7/2024 đến hết ngày 31/12/2024.", id="cut-off"),
        pytest.param("Cấp lại trong ngày nghỉ; ngày sau khi thi.", id="day, not at once"),
    ],
)
def test_what_nobody_has_to_meet_is_no_deadline(text: str) -> None:
    assert find_deadlines(text, doc_date=MONDAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tổng vệ sinh trước ngày 20/6/2024, báo cáo Sở.",
        "Các quận của thành phố Đà Nẵng báo cáo trước ngày 20/6/2024.",
        "Góp ý trước ngày 20/6/2024 văn bản nêu trên.",
        "Gửi báo cáo trước ngày 20/6/2024, nêu rõ khó khăn.",
        "Báo cáo trước ngày 20/6/2024 thị xã và các phường.",
        "Báo cáo trước ngày 20/6/2024 ma túy, tệ nạn xã hội.",
        "Rà soát học sinh trước ngày 20/6/2024.",
        "Bao cáo kết quả trước ngày 20/6/2024.",
    ],
    ids=["sinh", "đã", "vẫn", "nếu", "thì", "mà", "sinh of a compound", "accent lost"],
)
def test_words_like_a_cue_but_for_their_accents_swallow_no_deadline(text: str) -> None:
    [found] = find_deadlines(text, doc_date=MONDAY)
    assert (found.text, found.confidence) == ("trước ngày 20/6/2024", 0.95)


@pytest.mark.parametrize(
    "text",
    [
        "Những người sinh trước ngày 20/6/2024.",
        "Đã báo cáo trước ngày 20/6/2024.",
        "Hồ sơ nộp trước ngày 20/6/2024 thì được tiếp tục giải quyết.",
        "Tại hội nghị tổng kết thực hiện đến ngày 20/6/2024.",
    ],
    ids=["born", "done", "condition", "kết thực is no kết thúc"],
)
def test_cues_with_their_accents_tell_what_is_no_deadline(text: str) -> None:
    assert find_deadlines(text, doc_date=MONDAY) == []


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("Báo cáo gửi về Sở Kế hoạch và Đầu tư (qua Văn phòng) trước ngày 20/6/2024.",
         "Sở Kế hoạch và Đầu tư"),
        ("Trước ngày 20/6/2024, các xã gửi danh sách về Phòng Nội vụ theo mẫu.", "Phòng Nội vụ"),
        ("Báo cáo được gửi trước ngày 20/6/2024 về Sở Y tế (gửi bản giấy).", "Sở Y tế"),
        ("Nộp cho Văn phòng Đảng ủy chậm nhất ngày 20/6/2024.", "Văn phòng Đảng ủy"),
        ("Gửi danh sách qua thư điện tử trước ngày 20/6/2024.", None),
    ],
)  # fmt: skip
def test_the_recipient_is_the_body_to_which_it_goes(text: str, recipient: str | None) -> None:
    [found] = find_deadlines(text, doc_date=MONDAY)
    assert found.recipient == recipient


def test_the_task_is_the_clause_around_the_phrase() -> None:
    [found] = find_deadlines("1. Các xã lập danh sách; gửi Sở trước ngày 20/6/2024.")
    assert found.task == "gửi Sở"
    [found] = find_deadlines("Trước ngày 20/6/2024, các xã gửi danh sách.")
    assert found.task == "các xã gửi danh sách"


def test_without_the_date_of_the_document_nothing_is_guessed() -> None:
    first, second = find_deadlines("Gửi trước ngày 20/6; báo cáo trong 5 ngày kể từ ngày ký.")
    assert (first.date, first.rule) == (None, "op=lt;year=missing")
    assert second.date is None


@given(st.dates(dt.date(2024, 6, 4), dt.date(2030, 1, 1)), st.sampled_from(["NFC", "NFD"]))
def test_a_deadline_is_found_wherever_lines_break(date: dt.date, form: str) -> None:
    words = f"Đề nghị các đơn vị báo cáo trước ngày {date:%d/%m/%Y} để tổng hợp.".split()
    for at in range(1, len(words)):
        text = " ".join(words[:at]) + "\n" + " ".join(words[at:])
        [found] = find_deadlines(unicodedata.normalize(form, text), doc_date=MONDAY)
        assert found.date == date


@given(st.text(alphabet="trướcngày tonghạ0123456789/.,;:-()\nđếhkểừ", max_size=300))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    end = 0
    for phrase in find_phrases(text):
        assert end <= phrase.start < phrase.end <= len(text)
        end = phrase.end


@pytest.mark.parametrize(
    "hostile",
    ["trong thời hạn 5 ngày ", "trước ngày 5/5/2024 ", "hạn cuối ", "03/9/2024 - ",
     "03/9/2024 nộp a a a ", "sau mỗi kỳ ", "trước khi ", "kể từ ngày nhận "],
)  # fmt: skip
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    start = time.perf_counter()
    find_deadlines(hostile * 2_000, doc_date=MONDAY)
    assert time.perf_counter() - start < 5


@pytest.mark.skipif(not benchmark.EXAMPLES.exists(), reason="the examples of ../shared are absent")
def test_the_examples_of_the_field_are_read() -> None:
    figures = benchmark.measure()
    assert figures.right / figures.expected >= 0.95
    assert figures.recipients / figures.expected >= 0.85
    assert figures.surplus <= 1
