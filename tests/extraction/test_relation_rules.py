"""How a document relates to those it cites: scope of cues, lists, passive forms, negation."""

from __future__ import annotations

import pytest

from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.extraction.citations.merge_citations import merge_citations


def only(text: str) -> FoundCitation:
    (found,) = find_citations(text)
    return found


A = "Quyết định số 1/QĐ-UBND ngày 01/02/2023 của UBND tỉnh"
B = "Quyết định số 2/QĐ-UBND ngày 02/02/2023 của UBND tỉnh"


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        pytest.param(f"Căn cứ {A};\nCăn cứ {B};", ["basis", "basis"], id="basis-lines"),
        pytest.param(f"Căn cứ {A}; {B} về phí;", ["basis", "basis"], id="one-line-two-acts"),
        pytest.param(
            f"Thực hiện {A} về phí; {B} về giá; để kịp thời triển khai, Sở đề nghị",
            ["implements", "implements"],
            id="semicolon-chain",
        ),
        pytest.param(
            f"Thực hiện {A}, UBND huyện ban hành {B}.",
            ["implements", "mentions"],
            id="main-clause-ends-the-cue",
        ),
        pytest.param(
            f"quán triệt thực hiện nghiêm túc {A} về triển khai thực hiện {B} về giá.",
            ["implements", "mentions"],
            id="inside-a-title",
        ),
        pytest.param(
            "Căn cứ Chương trình số 3-CTr/TU ngày 01/02/2023 của Tỉnh ủy thực hiện Nghị "
            f"quyết số 5-NQ/TW ngày 01/3/2022 về dân số, {B} về phí;",
            ["basis", "implements", "basis"],
            id="cue-of-one-act-only",
        ),
        pytest.param(
            f"các đơn vị triệu tập đại biểu theo {A} và {B}.", ["pursuant", "pursuant"], id="theo"
        ),
        pytest.param(f"kiểm tra việc học tập gắn với thực hiện {A}.", ["implements"], id="gắn-với"),
        pytest.param(f"Theo đề nghị của Giám đốc Sở Tài chính tại {A}.", ["basis"], id="proposal"),
        pytest.param(f"đề nghị xét khen thưởng; kèm Danh sách. Xét {A};", ["basis"], id="xét"),
        pytest.param(f"lấy kết quả làm căn cứ đánh giá. {A} đã nêu rõ.", ["mentions"], id="noun"),
        pytest.param(f"theo dõi, đôn đốc. {A} đã nêu rõ.", ["mentions"], id="theo-dõi"),
        pytest.param(f"được giao tại {A} và {B}.", ["mentions", "mentions"], id="no-cue"),
        pytest.param(f"Sửa đổi, bổ sung Điều 2 {A}.", ["amends"], id="amends"),
        pytest.param(
            f"Quyết định này thay thế {A} và {B}.", ["replaces", "replaces"], id="replaces"
        ),
        pytest.param(
            f"Bãi bỏ các thủ tục hành chính đã công bố tại {A}.", ["repeals"], id="repeals"
        ),
        pytest.param(
            f"Bãi bỏ các văn bản sau:\na) {A};\nb) {B}.", ["repeals", "repeals"], id="list"
        ),
        pytest.param(
            f"{A} hết hiệu lực từ ngày Quyết định này có hiệu lực.",
            ["expires"],
            id="cue-after-the-act",
        ),
        pytest.param(
            f"Căn cứ {A} được sửa đổi, bổ sung bởi {B};", ["basis", "amends"], id="passive"
        ),
        pytest.param(
            "Căn cứ Luật Giá số 16/2023/QH15 được sửa đổi, bổ sung bởi Luật số 44/2024/QH15 "
            "và Luật số 61/2024/QH15;",
            ["basis", "amends", "amends"],
            id="passive-list",
        ),
        pytest.param(
            f"{A} được thay thế bởi {B}.", ["mentions", "replaces"], id="passive-replaced"
        ),
        pytest.param(f"(Ban hành kèm theo {A})", ["attached_to"], id="attachment-line"),
        pytest.param(f"Gửi kèm theo Công văn này bản sao {A}.", ["encloses"], id="encloses"),
        pytest.param(
            f"Sở nhận được {A} về phí (đính kèm).", ["encloses"], id="enclosed-in-brackets"
        ),
        pytest.param(f"Trả lời {A} về phí, Sở có ý kiến như sau:", ["replies_to"], id="replies"),
        pytest.param(f"Tiếp theo {A}, Sở đề nghị", ["follows"], id="follows"),
        pytest.param(f"V/v đính chính {A}", ["corrects"], id="corrects"),
        pytest.param(f"Ngưng hiệu lực thi hành Điều 4 {A}.", ["suspends"], id="suspends"),
        pytest.param(
            f"Văn bản này hợp nhất {A} và {B}.", ["consolidates", "consolidates"], id="consolidates"
        ),
        pytest.param(f"Hướng dẫn thực hiện {A}", ["guides"], id="guides"),
        pytest.param(
            "Thông tư quy định chi tiết một số điều của Luật Lưu trữ.",
            ["guides"],
            id="guides-a-law",
        ),
        pytest.param(f"Sơ kết 03 năm thực hiện {A}.", ["implements"], id="review"),
        pytest.param(
            f"Thực hiện {A}: {B} về phí; để triển khai, Sở yêu cầu:",
            ["implements", "implements"],
            id="colon-misread-for-semicolon",
        ),
    ],
)
def test_relations(text: str, relations: list[str]) -> None:
    assert [f.relation for f in find_citations(text) if f.relation != "self"] == relations


def test_negated() -> None:
    assert only(f"không áp dụng {A}.").negated


def test_a_law_inside_a_title_is_found_but_not_listed() -> None:
    text = (
        "Căn cứ Nghị định số 8/2024/NĐ-CP của Chính phủ quy định chi tiết một số điều của Luật Giá;"
    )
    found = find_citations(text)
    assert [(f.number or f.title, f.nested) for f in found] == [
        ("8/2024/NĐ-CP", False), ("Luật Giá", True),
    ]  # fmt: skip
    assert [item.number for item in merge_citations(found)] == ["8/2024/NĐ-CP"]
