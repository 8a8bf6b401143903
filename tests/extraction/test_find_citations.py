"""Citations of other documents: what is found, what is said of it, how mentions are merged."""

from __future__ import annotations

import datetime as dt
import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import citations as benchmark
from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.extraction.citations.merge_citations import merge_citations


def only(text: str, **context: str) -> FoundCitation:
    (found,) = find_citations(text, **context)  # type: ignore[arg-type]
    return found


# --- what is cited ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        pytest.param("theo Nghị định số 30/2020/NĐ-CP.", "Nghị định", "30/2020/NĐ-CP", id="decree"),
        pytest.param("theo Quy định số 9-QĐ/TU.", "Quy định", "9-QĐ/TU", id="word-beats-code"),
        pytest.param("theo Quyết định số 9-QĐ/TU.", "Quyết định", "9-QĐ/TU", id="same-code"),
        pytest.param("theo Kế hoạch 77-KH/TU.", "Kế hoạch", "77-KH/TU", id="without-số"),
        pytest.param("theo Văn bản số 5/VPCP-TH.", "Văn bản", "5/VPCP-TH", id="generic-word"),
        pytest.param(
            "theo Chương trình hành động số 3-CTr/TU.",
            "Chương trình hành động",
            "3-CTr/TU",
            id="longest-type-word",
        ),
        pytest.param("theo NQ số 5-NQ/TU.", "Nghị quyết", "5-NQ/TU", id="abbreviated-type"),
        pytest.param("theo Công văn hỏa tốc số 5/UBND-NC.", "Công văn", "5/UBND-NC", id="adverb"),
        pytest.param("theo Thông\ntư số 01/2019/TT-BNV.", "Thông tư", "01/2019/TT-BNV", id="wrap"),
        pytest.param("theo Nghi đinh sô 30/2020/ND-CP.", "Nghị định", "30/2020/NĐ-CP", id="slips"),
        pytest.param("theo Thông. tư số 8/2021/TT-BNV.", "Thông tư", "8/2021/TT-BNV", id="speck"),
        pytest.param("_Thực hiện. Kế hoạch số 8/KH-SYT.", "Kế hoạch", "8/KH-SYT", id="specks"),
        pytest.param("theo Nghịđịnh số 8/2021/NĐ-CP.", "Nghị định", "8/2021/NĐ-CP", id="glued"),
        pytest.param("theo Bản án số 15/2023/HS-ST.", "Bản án", "15/2023/HS-ST", id="judgment"),
        pytest.param(
            "theo QCVN 102:2016/BTTTT.",
            "Quy chuẩn kỹ thuật quốc gia",
            "QCVN 102:2016/BTTTT",
            id="standard",
        ),
    ],
)
def test_types_and_numbers(text: str, kind: str, number: str) -> None:
    found = only(text)
    assert (found.type, found.number) == (kind, number)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("text", "title", "date"),
    [
        pytest.param(
            "Căn cứ Luật Giá ngày 19/6/2023;", "Luật Giá", "2023-06-19", id="name-and-date"
        ),
        pytest.param("Căn cứ Luật Đất đai năm 2024;", "Luật Đất đai năm 2024", None, id="year"),
        pytest.param(
            "theo Luật Thi đua, khen thưởng.", "Luật Thi đua, khen thưởng", None, id="comma"
        ),
        pytest.param(
            "Căn cứ Luật Chưa Ai Đặt Tên ngày 01/7/2031;",
            "Luật Chưa Ai Đặt Tên",
            "2031-07-01",
            id="unknown-name",
        ),
        pytest.param(
            "theo Luật Tô chức chính quyên địa phương.",
            "Luật Tổ chức chính quyền địa phương",
            None,
            id="mended",
        ),
        pytest.param(
            "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Giá và Luật Quảng cáo ngày "
            "02/7/2031;",
            "Luật sửa đổi, bổ sung một số điều của Luật Giá và Luật Quảng cáo",
            "2031-07-02",
            id="amending-law-is-one",
        ),
        pytest.param("theo Bộ luật Dân sự năm 2015.", "Bộ luật Dân sự năm 2015", None, id="code"),
        pytest.param("theo quy định Luật Đất đai.", "Luật Đất đai", None, id="after-quy-định"),
        pytest.param(
            "Căn cứ Pháp lệnh về việc chưa ai biết ngày 28/8/2031.",
            "Pháp lệnh về việc chưa ai biết",
            "2031-08-28",
            id="ordinance-about",
        ),
        pytest.param(
            "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam quy định",
            "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam",
            None,
            id="constitution-without-year",
        ),
        pytest.param("theo Hiến pháp năm 2013.", "Hiến pháp năm 2013", None, id="constitution"),
    ],
)
def test_laws_by_name(text: str, title: str, date: str | None) -> None:
    found = only(text)
    assert (found.number, found.title) == (None, title)
    assert found.date == (dt.date.fromisoformat(date) if date else None)


def test_a_law_with_name_and_number_is_one_citation() -> None:
    found = only("Căn cứ Luật Lưu trữ số 33/2024/QH15 ngày 21 tháng 6 năm 2024;")
    assert (found.title, found.number, str(found.date)) == (
        "Luật Lưu trữ",
        "33/2024/QH15",
        "2024-06-21",
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param(
            "các Quyết định số 12, 13 và 15-QĐ/TU",
            ["12-QĐ/TU", "13-QĐ/TU", "15-QĐ/TU"],
            id="one-sign",
        ),
        pytest.param(
            "Thông tư số 01/2019/TT-BNV, số 02/2019/TT-BNV",
            ["01/2019/TT-BNV", "02/2019/TT-BNV"],
            id="full-numbers",
        ),
        pytest.param(
            "Thông báo từ số 101-TB/TU đến số 103-TB/TU", ["101-TB/TU", "103-TB/TU"], id="range"
        ),
        pytest.param(
            "Quyết định (số 12-QĐ/TU, ngày 05/9/2023, số 13-QĐ/TU ngày 06/9/2023)",
            ["12-QĐ/TU", "13-QĐ/TU"],
            id="dates-between",
        ),
    ],
)
def test_lists_share_the_type_word(text: str, numbers: list[str]) -> None:
    found = find_citations(f"Theo {text}.")
    assert [f.number for f in found] == numbers
    assert len({f.type for f in found}) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Số: 815-CV/HU", id="number-line"),
        pytest.param("Số: 12/QĐ-UBND Hà Nam, ngày 05 tháng 9 năm 2022", id="number-and-place-line"),
        pytest.param("Trường hợp quy định tại khoản 2 Điều 5 thì báo cáo.", id="own-article"),
        pytest.param("chấp hành pháp luật, kỷ luật Đảng; văn phòng luật sư", id="other-luật"),
        pytest.param("dự thảo Luật Nhà giáo đang lấy ý kiến", id="draft"),
        pytest.param("Quyết định này có hiệu lực kể từ ngày ký.", id="self"),
        pytest.param("Quy định số 8 §97-QĐ/TU", id="misread-number"),
        pytest.param("Kế hoạch 5 năm, Thông báo 3 ngày trước", id="measures"),
        pytest.param("thực hiện đúng quy chế làm việc của cấp ủy", id="small-unnamed"),
    ],
)
def test_no_citations(text: str) -> None:
    assert merge_citations(find_citations(text)) == []


def test_the_own_number_is_no_citation() -> None:
    text = "(Kèm theo Tờ trình số 12/TTr-STC ngày 05/9/2022 của Sở Tài chính)"
    assert len(find_citations(text)) == 1
    assert find_citations(text, own_number="12/TTr-STC") == []


# --- what is said of it -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "date", "issuer"),
    [
        pytest.param(
            "Quy định số 9-QĐ/TU, ngày 15/3/2023 của Ban Thường vụ Tỉnh ủy về tổ chức",
            "2023-03-15",
            "Ban Thường vụ Tỉnh ủy",
            id="date-then-issuer",
        ),
        pytest.param(
            "Quy định số 9-QĐ/TU của Tỉnh ủy ngày 15-3-2023 về tổ chức",
            "2023-03-15",
            "Tỉnh ủy",
            id="issuer-then-date",
        ),
        pytest.param(
            "Ngày 15/3/2023, Tỉnh ủy đã ban hành Quy định số 9-QĐ/TU",
            "2023-03-15",
            "Tỉnh ủy",
            id="before-the-number",
        ),
        pytest.param(
            "chỉ đạo của Bộ Y tế tại Công văn số 5/BYT-KH ngày 15/3/2023",
            "2023-03-15",
            "Bộ Y tế",
            id="tại",
        ),
        pytest.param(
            "Kết luận số 2-KL/TW ngày 15/3/2023 của Ban Chấp hành Trung ương khóa XIII về",
            "2023-03-15",
            "Ban Chấp hành Trung ương khóa XIII",
            id="term",
        ),
        pytest.param(
            "Công văn số 5/BYT-KH ngày 1 5/3/2023của Bộ Y tế về thuốc",
            "2023-03-15",
            "Bộ Y tế",
            id="misread-date",
        ),
        pytest.param(
            "Công văn số 5/BYT-KH ngày ?? tháng 3 năm 2023 của Bộ Y tế về thuốc",
            None,
            "Bộ Y tế",
            id="unread-date",
        ),
        pytest.param(
            "Thông báo số 5/TB-BCĐ của Ban Chỉ đạo phòng, chống thiên tai và tìm kiếm cứu "
            "nạn tỉnh về bão",
            None,
            "Ban Chỉ đạo phòng, chống thiên tai và tìm kiếm cứu nạn tỉnh",
            id="commas",
        ),
        pytest.param(
            "Công văn số 5/QLD-CL của Cục Quản lý dược và chỉ đạo của Sở",
            None,
            "Cục Quản lý dược",
            id="look-alike-words",
        ),
        pytest.param(
            "Công văn số 5/UBND-TH và Kế hoạch số 6/KH-UBND ngày 15/3/2023 của UBND tỉnh",
            "2023-03-15",
            "UBND tỉnh",
            id="shared-by-a-chain",
        ),
        pytest.param(
            "Thông tư số 5/2012/TT-BNV ngày 15/3/2023 của Bộ Nội vụ Ban hành quy chế thi",
            "2023-03-15",
            "Bộ Nội vụ",
            id="verb-in-capitals",
        ),
        pytest.param(
            "Công điện số 5/CĐ-UBND tỉnh ngày 15/3/2023 của UBND tỉnh về bão",
            "2023-03-15",
            "UBND tỉnh",
            id="word-after-the-sign",
        ),
        pytest.param(
            "Công văn số 5/TCDS-KH ngày ngày 15/3/2023 của Tổng cục Dân số về dân cư",
            "2023-03-15",
            "Tổng cục Dân số",
            id="ngày-twice",
        ),
        pytest.param(
            "các Quyết định của UBND tỉnh: số 5/2024/QĐ-UBND ngày 15/3/2024 quy định phí",
            "2024-03-15",
            "UBND tỉnh",
            id="issuer-before-a-list",
        ),
    ],
)
def test_dates_and_issuers(text: str, date: str | None, issuer: str) -> None:
    found = find_citations(f"{text}.")[0]
    assert (found.date and found.date.isoformat(), found.issuer) == (date, issuer)


def test_a_central_body_does_not_share_an_issuer() -> None:
    first, second = find_citations(
        "Thực hiện Nghị quyết số 57-NQ/TW và Kế hoạch số 5/KH-UBND ngày 20/02/2025 của UBND tỉnh."
    )
    assert (first.issuer, second.issuer) == (None, "UBND tỉnh")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Chỉ thị số 5-CT/TU của Tỉnh ủy về phòng cháy, chữa cháy.", "về phòng cháy, chữa cháy"),
        ("Chỉ thị số 5-CT/TU về đất đai, UBND tỉnh yêu cầu các sở báo cáo.", "về đất đai"),
        ("Nghị quyết số 7/NQ-HĐND quy định mức chi; các sở thực hiện", "quy định mức chi"),
    ],
)
def test_subjects_end_with_their_clause(text: str, subject: str) -> None:
    assert only(f"Thực hiện {text}").subject == subject


@pytest.mark.parametrize(
    ("text", "pinpoints"),
    [
        ("khoản 1, khoản 3 Điều 5", ("khoản 1 Điều 5", "khoản 3 Điều 5")),
        ("Chương III, Chương IV", ("Chương III", "Chương IV")),
        ("Điều 69 của", ("Điều 69",)),
    ],
)
def test_pinpoints(text: str, pinpoints: tuple[str, ...]) -> None:
    assert only(f"theo {text} Nghị định số 30/2020/NĐ-CP.").pinpoints == pinpoints


# --- for any text -------------------------------------------------------------------------------

A = "Quyết định số 1/QĐ-UBND ngày 01/02/2023 của UBND tỉnh"
B = "Quyết định số 2/QĐ-UBND ngày 02/02/2023 của UBND tỉnh"
PIECES = st.sampled_from(
    [
        A,
        B,
        "Căn cứ ",
        "Thực hiện ",
        "; ",
        ", ",
        " và ",
        ".\n",
        "\n- ",
        " về ",
        "Luật Giá ",
        " ngày ",
        "12/3/2020",
        "số 5, 6 và 7-QĐ/TU",
        " của ",
        "Sở Y tế",
        "khoản 2 Điều 3 ",
        "(",
        ")",
        "thay thế ",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_spans_are_true_and_mentions_are_kept(text: str) -> None:
    found = find_citations(text)
    assert found == find_citations(text)
    for citation in found:
        assert text[citation.start : citation.end] == citation.text
        assert citation.sentence[0] <= citation.start < citation.sentence[1]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    merged_mentions = [m for item in merge_citations(found) for m in item.mentions]
    assert len(merged_mentions) == len(set(merged_mentions))
    assert {m for m in found if m.is_listed and not m.short} <= set(merged_mentions)


@pytest.mark.parametrize(
    "unit",
    [
        "Căn cứ Luật Giá, ",
        f"{A}, ",
        "thực hiện ",
        "Luật sửa đổi, bổ sung ",
        "(",
        "Quyết định ",
        "về việc ",
        "số 1, 2, 3, ",
        "của Ủy ban nhân dân ",
        "\n- ",
        "của UBND tỉnh: số 1/2020/QĐ-UBND ",
    ],
)
def test_hostile_text_costs_linear_time(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    started = time.perf_counter()
    find_citations(text)
    assert time.perf_counter() - started < 12  # seconds; quadratic cost would be minutes


@pytest.mark.skipif(not benchmark.EXAMPLES.exists(), reason="no citation examples beside the repo")
def test_the_examples_of_the_field() -> None:
    figures = benchmark.measure()
    assert figures.found >= 0.98 * figures.expected
    assert figures.told >= 0.93 * figures.expected
    assert figures.resolved == figures.pointing
    assert figures.surplus == 0
    assert {phenomenon for phenomenon, _ in figures.errors} <= benchmark.FINDINGS.keys()


def test_a_date_after_semicolons_belongs_to_the_last_act_alone() -> None:
    text = "Nghị quyết số 35-NQ/TW; Chỉ thị số 5-CT/TW; Kết luận số 1-KL/TW ngày 18/5/2021"
    assert [found.date and found.date.year for found in find_citations(text)] == [None, None, 2021]
