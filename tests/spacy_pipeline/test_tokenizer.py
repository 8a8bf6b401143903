"""The tokenizer: words of several syllables, numbers whole, and every text comes back."""

from __future__ import annotations

import pickle
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from vnadmin_nlp.spacy_pipeline.tokenizer import VietnameseTokenizer

SENTENCE = "Thực hiện Chỉ thị số 31-CT/TU ngày 17/11/2022 của Ban Thường vụ Tỉnh ủy."


@pytest.fixture(scope="module")
def tokenizer() -> VietnameseTokenizer:
    return VietnameseTokenizer(Vocab())


def tokens(tokenizer: VietnameseTokenizer, text: str) -> list[str]:
    return [token.text for token in tokenizer(text)]


def test_syllables_of_one_word_are_one_token(tokenizer: VietnameseTokenizer) -> None:
    words = tokens(tokenizer, SENTENCE)
    assert words[:4] == ["Thực hiện", "Chỉ thị", "số", "31-CT/TU"]
    assert words[4:6] == ["ngày", "17/11/2022"]


def test_without_segmentation_a_syllable_is_a_token() -> None:
    words = tokens(VietnameseTokenizer(Vocab(), segment=False), SENTENCE)
    assert words[:6] == ["Thực", "hiện", "Chỉ", "thị", "số", "31-CT/TU"]


@pytest.mark.parametrize(
    "number",
    [
        "30/2020/NĐ-CP", "31-CT/TU", "1378-CV/Th.U", "51-NQ/TW", "645/QĐ-UBND", "12/B&PTTH",
        "02/2024/TT-BNV", "17/11/2022", "17-11-2022", "17.11.2022", "7:30", "1.250.000", "12,5",
        "138a/KH-BCĐ138", "01/2021/TTLT-BNV-BTC",
    ],
)  # fmt: skip
def test_a_number_is_one_token(tokenizer: VietnameseTokenizer, number: str) -> None:
    assert number in tokens(tokenizer, f"Theo văn bản số {number}, các đơn vị báo cáo ({number}).")


@pytest.mark.parametrize("mark", [".", ",", ";", ":", ")", "...", "”", "./."])
def test_a_mark_is_no_part_of_a_number(tokenizer: VietnameseTokenizer, mark: str) -> None:
    assert "31-CT/TU" in tokens(tokenizer, f"Chỉ thị số 31-CT/TU{mark} Giao các sở")


def test_syllables_in_two_lines_are_two_tokens(tokenizer: VietnameseTokenizer) -> None:
    assert tokens(tokenizer, "Thực\nhiện")[:3] == ["Thực", "\n", "hiện"]


ODD_TEXTS = [
    "", " ", "  a  b ", "\n", "\r\n\t", "a\u00a0b", "\u200b", "\x00a\x00", "…" * 9,
    "👩‍👩‍👧‍👦 ủy ban", unicodedata.normalize("NFD", SENTENCE), "\u0301\u0301", "Số:  …/QĐ-UBND",
    "ỦY BAN\u2028NHÂN DÂN",
    "31 - CT / TU", "-" * 300, "a/" * 300, "1." * 300, "_" * 40,
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_an_odd_text_comes_back(tokenizer: VietnameseTokenizer, text: str) -> None:
    assert tokenizer(text).text == text


LETTERS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [*SENTENCE, "  ", "\n", "\t", "\u0301", "\u031b", "👍🏽", "Đ", "ð", "/", "-"]
        )
    ).map("".join),
)


@given(text=LETTERS, decomposed=st.booleans())
@example(text="a  ", decomposed=False)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(tokenizer: VietnameseTokenizer, text: str, decomposed: bool) -> None:
    text = unicodedata.normalize("NFD", text) if decomposed else text
    doc = tokenizer(text)
    assert doc.text == text
    assert all(token.text for token in doc)
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_decomposed_letters_are_segmented_alike(tokenizer: VietnameseTokenizer) -> None:
    decomposed = tokens(tokenizer, unicodedata.normalize("NFD", SENTENCE))
    assert [unicodedata.normalize("NFC", word) for word in decomposed] == tokens(
        tokenizer, SENTENCE
    )


def test_it_crosses_a_process_border(tokenizer: VietnameseTokenizer) -> None:
    again = pickle.loads(pickle.dumps(tokenizer))
    assert tokens(again, SENTENCE) == tokens(tokenizer, SENTENCE)
