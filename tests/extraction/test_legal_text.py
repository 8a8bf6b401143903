"""The benchmark on word-segmented laws: how its sentences are read, what is found in them."""

from __future__ import annotations

import pytest

from benchmarks import legal_text


def references(text: str, *labelled: tuple[str, str]) -> list[tuple[str, str, str | None]]:
    spans = [
        {"start": text.index(surface), "end": text.index(surface) + len(surface), "label": label}
        for surface, label in labelled
    ]
    read, found = legal_text.read({"text": text, "spans": spans})
    return [(read[one.start : one.end], one.label, one.number) for one in found]


def test_words_are_parted_and_dates_cut_off() -> None:
    text = "Căn_cứ Luật Phòng , chống ma_túy ngày 09 tháng 12 năm 2000 ( Luật_Giá năm 2023 ) ."
    assert references(
        text,
        ("Luật Phòng , chống ma_túy ngày 09 tháng 12 năm 2000", "L"),
        ("Luật_Giá năm 2023", "L"),
    ) == [("Luật Phòng, chống ma túy", "L", None), ("Luật Giá", "L", None)]


def test_a_text_annotated_twice_at_one_place_stands_at_two() -> None:
    text = "Nghị_định số 41/CP ngày 06/7/1995 và bổ_sung Nghị_định số 41/CP ."
    assert (
        references(text, ("Nghị_định số 41/CP ngày 06/7/1995", "NĐ"), ("Nghị_định số 41/CP", "NĐ"))
        == [("Nghị định số 41/CP", "NĐ", "41/cp")] * 2
    )


def test_a_span_with_an_open_tag_ends_where_the_tag_is_closed() -> None:
    text = 'Luật sửa_đổi điều của <L rel="none"> Luật Giá số 1/2031/QH20 ngày 2/3/2031 </L> .'
    (found,) = references(text, ('Luật sửa_đổi điều của <L rel="none"> Luật Giá', "L"))
    assert found == ("Luật sửa đổi điều của Luật Giá số 1/2031/QH20", "L", "1/2031/qh20")


def test_blanks_are_no_numbers() -> None:
    text = "Thông_tư số …/2014/TT-BTC"
    assert references(text, (text, "TT")) == [("Thông tư số …/2014/TT-BTC", "TT", None)]


@pytest.mark.skipif(not legal_text.CORPUS.exists(), reason="no VNLegalText beside the repo")
def test_the_references_of_legal_texts() -> None:
    figures = legal_text.measure(most=600)
    numbers, spans = figures.numbers, figures.spans
    assert numbers.right >= 0.995 * (numbers.right + numbers.missed)
    assert spans.right >= 0.96 * (spans.right + spans.missed)
