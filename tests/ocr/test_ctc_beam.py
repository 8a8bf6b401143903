"""All ways in which steps spell a reading count for it, and its letters stand where they are."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.ocr.engines.ctc_beam import places, readings

LETTERS = "12"
steps = st.lists(
    st.tuples(*[st.floats(0.01, 1.0)] * (len(LETTERS) + 1)), min_size=1, max_size=5
).map(lambda rows: np.array(rows) / np.array(rows).sum(axis=1, keepdims=True))


def spelt(way: tuple[int, ...]) -> str:
    return "".join(LETTERS[number - 1] for number, _ in groupby(way) if number)


@given(steps)
def test_a_reading_is_as_likely_as_all_ways_to_it(chances):
    every: defaultdict[str, float] = defaultdict(float)
    for way in product(range(len(LETTERS) + 1), repeat=len(chances)):
        every[spelt(way)] += float(np.prod([chances[n, k] for n, k in enumerate(way)]))
    told = readings(chances, LETTERS)
    best = max(every, key=lambda text: every[text])
    assert told[best] == pytest.approx(every[best], abs=0.01)
    assert all(chance <= every[text] + 1e-5 for text, chance in told.items())


@given(steps)
def test_letters_stand_in_order_within_the_steps(chances):
    for text in readings(chances, LETTERS):
        at = places(chances, LETTERS, text)
        assert len(at) == len(text)
        assert at == sorted(at)
        assert all(0 <= place < len(chances) for place in at)


def test_a_letter_stands_where_it_was_seen():
    seen = np.full((9, 3), 0.01)
    seen[:, 0] = 0.98
    seen[2:4] = [0.02, 0.96, 0.02]
    seen[7] = [0.02, 0.02, 0.96]
    assert places(seen, LETTERS, "12") == [2.5, 7.0]
