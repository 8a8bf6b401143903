"""Marks that are not sure are those that make sense beside the neighbours, and nothing else is."""

from __future__ import annotations

import pytest

from vnadmin_nlp.ocr.engines.decode_words import Letter, SpeltWord
from vnadmin_nlp.ocr.engines.restore_diacritics import sensible


def line_of(text: str, unsure: dict[str, tuple[str, float]]) -> list[SpeltWord]:
    """Return the words of ``text``; a letter of ``unsure`` may also be another one."""
    words, step = [], 0
    for word in text.split():
        letters = []
        for c in word:
            others = (unsure[c],) if c in unsure else ()
            letters.append(Letter(c, 0.6 if others else 1.0, step, others=others))
            step += 1
        words.append(SpeltWord(tuple(letters)))
        step += 1
    return words


@pytest.mark.parametrize(
    ("text", "unsure", "read"),
    [
        pytest.param("Ban tô chức", {"ô": ("ổ", 0.3)}, "Ban tổ chức", id="running-text"),
        pytest.param("SỞ Y TÉ", {"É": ("Ế", 0.3)}, "SỞ Y TẾ", id="capitals"),
        pytest.param("Ban tô chức", {}, "Ban tô chức", id="sure-letters-stay"),
        pytest.param("bà Tô Chức", {"ô": ("ổ", 0.3)}, "bà Tô Chức", id="names-stay"),
        pytest.param("thuốc dược cấp", {"d": ("đ", 0.3)}, "thuốc dược cấp", id="đ-is-no-mark"),
        pytest.param("tô-1 chức", {"ô": ("ổ", 0.3)}, "tô-1 chức", id="numbers-stay"),
        pytest.param("xa tô vẽ", {"ô": ("ổ", 0.3)}, "xa tô vẽ", id="no-sense-either-way"),
    ],
)
def test_unsure_marks_make_sense(
    text: str, unsure: dict[str, tuple[str, float]], read: str
) -> None:
    words = sensible(line_of(text, unsure))
    assert " ".join(word.text for word in words) == read


def test_what_was_read_is_kept_beside_it() -> None:
    (_, word, _) = sensible(line_of("Ban tô chức", {"ô": ("ổ", 0.3)}))
    assert [text for text, _ in word.candidates] == ["tổ", "tô"]
