"""Where a pen may have written, and what becomes of a line in which it did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vnadmin_nlp.ocr.engines.decode_words import Letter, SpeltWord
from vnadmin_nlp.ocr.engines.handwriting import (
    _is_one_number,
    _rooms,
    _runs,
    _Spot,
    _with_digits,
    is_written,
    likeliest,
)
from vnadmin_nlp.ocr.lines.line_strips import STEP, Strip

#: A line of a hundred steps; a column of it is a pixel of the page.
STRIP = Strip(np.zeros((36, 100 * STEP), np.uint8), 0.0, 1.0)
PEN = str.maketrans("𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿", "0123456789")


def words_of(line: str) -> list[SpeltWord]:
    """Return the words of a line, a step to a letter and to a space; 𝟷 is a 1 by pen."""
    letters = [
        Letter(c.translate(PEN), 0.9, step, ((c.translate(PEN), 0.9),) if c in "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿" else ())
        for step, c in enumerate(line)
    ]
    words: list[list[Letter]] = [[]]
    for letter in letters:
        if letter.text == " ":
            words.append([])
        else:
            words[-1].append(letter)
    return [SpeltWord(tuple(word)) for word in words if word]


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("Số: 𝟷𝟻𝟻 /TM-SYT", ["155"]),
        ("Số: 𝟹/𝟼𝟸 /QĐ-SYT", ["3/62"]),
        ("Số: 𝟶𝟸/20𝟸𝟶/QĐ", ["02", "20"]),
        ("ngày 𝟶𝟻 tháng 𝟷𝟷 năm 2017", ["05", "11"]),
        ("Điều 1. Nay quy định", []),
    ],
    ids=["number", "a-1-like-a-slash", "year-half-by-pen", "date", "print"],
)
def test_digits_side_by_side_are_one_number(line: str, runs: list[str]) -> None:
    words = words_of(line)
    spots = list(_runs(words, STRIP))
    texts = [
        "".join(letter.text for letter in words[spot.word].letters[spot.start : spot.end])
        for spot in spots
    ]
    assert texts == runs
    assert is_written(words) == bool(runs)


@pytest.mark.parametrize(
    ("line", "rooms"),
    [
        ("Phú Yên, ngày          tháng 5 năm 2017", 1),
        ("Phú Yên, ngày          tháng          năm 2017", 2),
        ("Phú Yên, ngày tháng 5 năm 2017", 0),
        ("Phú Yên, ngày 05 tháng 5 năm 2017", 0),
        ("Số:          /QĐ-UBND", 1),
        ("Số:          quyết định", 0),
    ],
)
def test_a_form_has_room_for_a_pen(line: str, rooms: int) -> None:
    assert len(list(_rooms(words_of(line), STRIP, tall=4 * STEP))) == rooms


def digits(text: str, first: int) -> tuple[Letter, ...]:
    return tuple(Letter(c, 0.8, first + n, ((c, 0.8),)) for n, c in enumerate(text))


def test_what_was_taken_for_print_gives_way_to_the_same_ink_read_by_pen() -> None:
    words = words_of("tháng /𝟶 hăm 2017")
    (spot,) = _runs(words, STRIP)
    told = _with_digits(words, spot, digits("10", 6), [("10", 0.8), ("40", 0.1)])
    assert [word.text for word in told] == ["tháng", "10", "hăm", "2017"]
    assert told[1].candidates == (("10", 0.8), ("40", 0.1))


def test_the_sign_behind_a_number_stays() -> None:
    words = words_of("Số: 𝟷𝟻/QĐ-UBND")
    (spot,) = _runs(words, STRIP)
    told = _with_digits(words, spot, digits("45", 4), [("45", 0.8), ("15", 0.1)])
    assert [word.text for word in told] == ["Số:", "45/QĐ-UBND"]
    assert told[1].candidates[1] == ("15/QĐ-UBND", 0.1)


def test_a_number_in_an_empty_room_is_a_word_of_its_own() -> None:
    words = words_of("ngày          tháng 5")
    told = _with_digits(
        words, _Spot(1, 0, 0, 20.0, 50.0, (20.0, 50.0)), digits("17", 8), [("17", 0.8)]
    )
    assert [word.text for word in told] == ["ngày", "17", "tháng", "5"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 𝟸/𝟶𝟽/SYT", True), ("Đến ngày: 𝟷𝟶/𝟷𝟷/𝟸𝟶𝟷𝟽", False), ("ngày 𝟶𝟻 tháng", True),
        ("ngày 𝟶𝟻", False), ("𝟷𝟶/𝟷𝟷", False),
    ],
)  # fmt: skip
def test_neither_a_running_number_nor_a_day_has_a_slash_in_it(line: str, number: bool) -> None:
    words = words_of(line)
    spot = next(_runs(words, STRIP))
    assert _is_one_number(words, spot, 30.0) == number


def test_a_day_is_not_as_wide_as_a_date() -> None:
    words = words_of("ngày 𝟹𝟷/𝟷𝟸/𝟸𝟶𝟸𝟸 thanh tra")
    spot = next(_runs(words, STRIP))
    assert not _is_one_number(words, replace(spot, x0=600.0, x1=800.0), 30.0)


def test_words_that_digits_partly_cover_stand_beside_them() -> None:
    words = words_of("ngày 𝟷 tháng 5")
    (spot,) = _runs(words, STRIP)
    told = _with_digits(words, spot, digits("17", 6), [("17", 0.8)])
    steps = [letter.step for word in told for letter in word.letters]
    assert [word.text for word in told] == ["ngày", "17", "tháng", "5"]
    assert steps == sorted(steps)


def chances(*rows: tuple[float, ...]) -> np.ndarray:
    """Return chances of nothing, 1, 2 and a sign."""
    return np.array(rows, np.float32)


def test_windows_that_agree_are_surer_than_their_mean() -> None:
    one = chances((0.1, 0.8, 0.1, 0.0))
    other = chances((0.1, 0.6, 0.3, 0.0))
    ranked = likeliest([one, other], "12/")
    assert [text for text, _ in ranked[:2]] == ["1", "2"]
    assert ranked[0][1] > 0.7
    assert sum(chance for _, chance in ranked) <= 1 + 1e-6


def test_where_no_sign_can_stand_a_leaning_1_is_none() -> None:
    seen = [chances((0.0, 0.4, 0.0, 0.6))]
    assert likeliest(seen, "12/")[0][0] == "/"
    assert likeliest(seen, "12/", signs=False)[0] == ("1", pytest.approx(1))
