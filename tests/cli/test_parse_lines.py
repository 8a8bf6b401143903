"""One-line citations in many spellings: all their parts, and one key for one document."""

from __future__ import annotations

import datetime as dt

import pytest

from benchmarks import register
from vnadmin_nlp.parsing import Setting, key_of, parse

DOCUMENT = register.Document(
    "Nghị định",
    "30/2020/NĐ-CP",
    dt.date(2020, 3, 5),
    "Chính phủ",
    "về công tác văn thư",
    "Nghị định",
)


@pytest.mark.parametrize("spelling", register.SPELLINGS)
def test_every_spelling(spelling: str) -> None:
    line = register.SPELLINGS[spelling](DOCUMENT)
    (found,) = parse(line).citations
    assert register.wrong_parts(DOCUMENT, found, line) == {}
    (official,) = parse(register.SPELLINGS["official"](DOCUMENT)).citations
    assert key_of(found, Setting()) == key_of(official, Setting())


@pytest.mark.parametrize(
    "issuer",
    [
        "Bộ Giao thông vận tải",
        "Bộ Kế hoạch và Đầu tư",
        "Bộ trưởng Bộ Kế hoạch và Đầu tư",
        "Bộ Văn hóa, Thể thao và Du lịch",
        "Ủy ban Quốc gia Ứng phó sự cố, thiên tai và Tìm kiếm cứu nạn",
    ],
)
@pytest.mark.parametrize("capitals", [False, True])
def test_names_of_bodies_with_words_like_others(issuer: str, capitals: bool) -> None:
    line = f"Thông tư số 5/2031/TT-BX ngày 02/3/2031 của {issuer} quy định về thống kê"
    (found,) = parse(line.upper() if capitals else line).citations
    assert (found.issuer or "").lower() == issuer.lower()


def test_bodies_that_issued_an_act_together() -> None:
    line = (
        "Thông tư liên tịch số 5/2031/TTLT-BX-BY-BZ của Bộ Y tế, Bộ Nội vụ và Bộ Tài chính về phí"
    )
    (found,) = parse(line).citations
    assert (found.issuer, found.subject) == ("Bộ Y tế, Bộ Nội vụ và Bộ Tài chính", "về phí")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        pytest.param(
            "Thông tư số 5/2031/TT-BX quy định về phí; lệ phí và bản đồ tỷ lệ 1:250.000",
            "quy định về phí; lệ phí và bản đồ tỷ lệ 1:250.000",
            id="a-line-is-all-title",
        ),
        pytest.param(
            "Thực hiện Thông tư số 5/2031/TT-BX quy định về phí; các sở báo cáo",
            "quy định về phí",
            id="a-sentence-is-not",
        ),
        pytest.param(
            "Theo Luật số 5/2031/QH20 về nhập cảnh, quá cảnh, cư trú",
            "về nhập cảnh, quá cảnh, cư trú",
            id="quá-is-not-qua",
        ),
        pytest.param(
            "Theo Chỉ thị số 5-CT/TU về đất đai, Sở Nội vụ đề nghị", "về đất đai", id="main-clause"
        ),
    ],
)
def test_where_titles_end(text: str, subject: str) -> None:
    (found,) = parse(text).citations
    assert found.subject == subject


@pytest.mark.skipif(not register.REGISTER.exists(), reason="no register beside the repo")
def test_the_lines_of_a_register() -> None:
    figures = register.measure(every=60)
    assert figures.right >= 0.98 * figures.lines
    assert figures.keyed >= 0.99 * figures.lines
