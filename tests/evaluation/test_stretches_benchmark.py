"""The benchmark on real lines counts the fewest edits, over line ends and in any reading order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from benchmarks.stretches import Line, Reading, folded


def page(*rows: tuple[float, float, str], number: int = 1) -> list[Line]:
    """Return lines of a page from their left ends and heights in inches, and texts."""
    return [Line(text, number, x, y, 0.12) for x, y, text in rows]


LETTERHEAD = page(
    (0.5, 1.0, "ỦY BAN NHÂN DÂN"),
    (4.0, 1.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (0.6, 1.2, "TỈNH ĐÔNG PHÚ x"),
    (4.4, 1.2, "Độc lập - Tự do - Hạnh phúc"),
    (0.5, 9.0, "Nơi nhận: GIÁM ĐÓC"),
)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        pytest.param("ỦY BAN NHÂN DÂN", 0, id="one-line"),
        pytest.param("ỦY BAN NHÂN DÂN TỈNH ĐÔNG PHÚ", 0, id="two-rows-of-a-column"),
        pytest.param("GIÁM ĐỐC", 1, id="glued-to-another-column"),
        pytest.param("Độc lập Tự do", 2, id="signs-in-between"),
    ],
)
def test_a_string_is_found_where_it_stands(text, edits):
    assert Reading(LETTERHEAD).find(text).edits == edits


def test_a_string_never_goes_on_further_up():
    assert Reading(LETTERHEAD).find("TỈNH ĐÔNG PHÚ ỦY BAN NHÂN DÂN").edits > 10


def test_the_lines_it_stands_in_are_told():
    found = Reading(LETTERHEAD).find("BAN NHÂN DÂN TỈNH ĐÔNG PHÚ")
    assert [line.text for line in reversed(found.lines)] == ["ỦY BAN NHÂN DÂN", "TỈNH ĐÔNG PHÚ x"]


def test_other_readers_are_held_to_the_same_height():
    place = Reading(LETTERHEAD).find("TỈNH ĐÔNG PHÚ").lines
    elsewhere = page((0.5, 1.21, "TỈNH ĐONG PHU"), (0.5, 5.0, "TỈNH ĐÔNG PHÚ"))
    assert Reading(elsewhere).find("TỈNH ĐÔNG PHÚ").edits == 0
    assert Reading(elsewhere).near(place).find("TỈNH ĐÔNG PHÚ").edits == 2


def test_what_was_not_read_costs_all_its_letters():
    assert Reading([]).find("Kính gửi").edits == len("Kính gửi")


@given(st.text("ab c", min_size=1, max_size=8), st.text("abc ", min_size=1, max_size=12))
def test_in_one_line_the_best_substring_counts(text, line):
    parts = {line[i:j] for i in range(len(line) + 1) for j in range(i, len(line) + 1)}
    fewest = min(Levenshtein.distance(text, part) for part in parts)
    assert Reading(page((0, 0, line))).find(text).edits == fewest


def test_look_alikes_are_one():
    assert folded("Uỷ ban – “hoà”.....") == folded('Ủy ban - "hòa".')
