"""The steps of a strip spell letters, words, and digits by pen with what else they may be."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from vnadmin_nlp.ocr.engines.decode_words import spell
from vnadmin_nlp.ocr.engines.line_network import Alphabet

PEN = "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿"
ALPHABET = Alphabet(" abnđoộ0123456789/:()" + PEN, PEN)


def chances(steps: str, sure: float = 0.9) -> NDArray[np.float32]:
    """Return steps in which ``_`` is none and every letter has the chance ``sure``."""
    table = np.full((len(steps), len(ALPHABET.letters) + 1), 1e-3, np.float32)
    for step, letter in enumerate(steps):
        table[step, 0 if letter == "_" else ALPHABET.letters.index(letter) + 1] = sure
    return table


def texts(steps: str) -> list[str]:
    return [word.text for word in spell(chances(steps), ALPHABET)]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        pytest.param("____", [], id="blank"),
        pytest.param("_ab_", ["ab"], id="word"),
        pytest.param("aa__bbb", ["ab"], id="a-letter-may-last"),
        pytest.param("a_aa", ["aa"], id="twice-the-same"),
        pytest.param("b_ộo_n", ["bộn"], id="once-with-two-marks"),
        pytest.param("đ_ộ  _a_  b", ["độ", "a", "b"], id="words"),
        pytest.param(" _a_ ", ["a"], id="spaces-at-the-ends"),
        pytest.param("𝟷_𝟻_/_a", ["15/a"], id="digits-by-pen"),
        pytest.param("a:𝟷/a", ["a:", "1/a"], id="digits-by-pen-after-a-colon"),
        pytest.param("a𝟷𝟻a b", ["a", "15", "a", "b"], id="digits-by-pen-between-letters"),
    ],
)
def test_steps_spell_words(steps: str, words: list[str]) -> None:
    assert texts(steps) == words


def test_the_least_sure_letter_lowers_the_confidence() -> None:
    table = chances("_a_b")
    table[3, ALPHABET.letters.index("b") + 1] = 0.3
    (word,) = spell(table, ALPHABET)
    assert 0.3 < word.confidence < 0.6


def test_printed_digits_have_no_candidates() -> None:
    (word,) = spell(chances("1_5"), ALPHABET)
    assert word.candidates == ()


def test_digits_by_pen_have_ranked_candidates() -> None:
    table = chances("𝟷_𝟻", 0.6)
    table[0, ALPHABET.letters.index("𝟽") + 1] = 0.3
    (word,) = spell(table, ALPHABET)
    assert [text for text, _ in word.candidates[:2]] == ["15", "75"]
    assert word.candidates[0][1] == pytest.approx(0.36, abs=0.01)
    assert list(word.candidates) == sorted(word.candidates, key=lambda c: -c[1])


def test_printed_parts_of_a_number_have_one_reading() -> None:
    (word,) = spell(chances("𝟷_𝟻/_aba_bab", 0.6), ALPHABET)
    assert all(text.endswith("/ababab") for text, _ in word.candidates)
    assert len(word.candidates) > 1


@pytest.mark.parametrize(("name", "text"), [("Krông", "Krông"), ("Kxông", "Không")])
def test_a_name_that_is_no_syllable_is_not_bent(name: str, text: str) -> None:
    letters = Alphabet("Khrxông" + PEN, PEN)
    table = np.full((2 * len(name), len(letters.letters) + 1), 1e-3, np.float32)
    for step, letter in enumerate(name):
        table[2 * step, letters.letters.index(letter) + 1] = 0.6
        table[2 * step + 1, 0] = 0.9
    table[2, letters.letters.index("h") + 1] = 0.3
    assert [word.text for word in spell(table, letters)] == [text]


@pytest.mark.parametrize(
    ("steps", "chance", "text"),
    [
        pytest.param("b_a_a", 0.3, "ban", id="an-unsure-letter-gives-way"),
        pytest.param("(b_a_a)", 0.3, "(ban)", id="within-brackets"),
        pytest.param("b_ộ_b", 0.01, "bộb", id="not-for-what-is-unlikely"),
        pytest.param("b_a_a_1", 0.3, "baa1", id="no-part-of-a-number"),
        pytest.param("b_b", 0.3, "bb", id="no-abbreviation"),
    ],
)
def test_an_unsure_letter_makes_a_syllable(steps: str, chance: float, text: str) -> None:
    table = chances(steps, 0.6)
    table[steps.rindex(steps.strip("_1)")[-1]), ALPHABET.letters.index("n") + 1] = chance
    (word,) = spell(table, ALPHABET)
    assert word.text == text
    read = steps.replace("_", "")
    assert [other for other, _ in word.candidates] == ([] if text == read else [text, read])
    assert not word.by_pen


@pytest.mark.parametrize(
    ("steps", "unsure", "text"),
    [
        pytest.param("đ_a_o_n", {4}, "đan", id="within-a-word"),
        pytest.param("(đ_a_o_n)", {5}, "(đan)", id="within-brackets"),
        pytest.param("đ_a_o_n", {0, 4}, "đaon", id="not-where-another-is-unsure"),
        pytest.param("đ_a_n_b", {6}, "đanb", id="not-at-the-end"),
        pytest.param("b_đ_a_n", {0}, "bđan", id="not-at-the-start"),
        pytest.param("đ_a_o_n_1", {4}, "đaon1", id="no-part-of-a-number"),
    ],
)
def test_an_unsure_letter_is_left_out_of_a_syllable(
    steps: str, unsure: set[int], text: str
) -> None:
    table = chances(steps, 0.99)
    for step in unsure:
        table[step] *= 0.6
        table[step, 0] = 0.3
    (word,) = spell(table, ALPHABET)
    assert word.text == text
    read = steps.replace("_", "")
    assert [other for other, _ in word.candidates] == ([] if text == read else [text, read])
