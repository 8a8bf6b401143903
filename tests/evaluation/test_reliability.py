"""How far confidences keep their word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.evaluation import Reliability, ScoredValue
from vnadmin_nlp.evaluation.reliability import table

CLAIMS = st.lists(
    st.builds(
        ScoredValue,
        confidence=st.sampled_from([0.0, 0.3, 0.5, 0.7, 0.85, 0.9, 0.99, 1.0]),
        right=st.booleans(),
        flagged=st.booleans(),
    ),
    max_size=60,
)


def claims(*groups: tuple[float, int, int]) -> list[ScoredValue]:
    """Return claims from groups of (confidence, right, wrong)."""
    return [
        ScoredValue(confidence, turn < right)
        for confidence, right, wrong in groups
        for turn in range(right + wrong)
    ]


@pytest.mark.parametrize(
    ("groups", "error"),
    [
        pytest.param([], 0.0, id="nothing claimed"),
        pytest.param([(1.0, 5, 0)], 0.0, id="sure and right"),
        pytest.param([(1.0, 0, 5)], 1.0, id="sure and wrong"),
        pytest.param([(0.8, 8, 2)], 0.0, id="as often right as said"),
        pytest.param([(0.8, 10, 0)], 0.2, id="too modest counts as well"),
        pytest.param([(0.95, 10, 0), (0.55, 0, 10)], 0.3, id="mean of the bins"),
        pytest.param([(0.91, 0, 1), (0.99, 1, 0)], 0.45, id="one bin is taken as a whole"),
        pytest.param([(0.7, 7, 3), (0.69, 69, 31)], 0.0, id="edges belong to the bin above"),
    ],
)
def test_calibration_error(groups: list[tuple[float, int, int]], error: float) -> None:
    assert Reliability(99, claims(*groups)).calibration_error() == pytest.approx(error)


@pytest.mark.parametrize(
    ("values", "groups", "share", "threshold"),
    [
        pytest.param(0, [], 0.0, None, id="nothing there"),
        pytest.param(10, [(0.9, 10, 0)], 1.0, 0.9, id="all right"),
        pytest.param(20, [(0.9, 10, 0)], 0.5, 0.9, id="what was not read needs a person"),
        pytest.param(10, [(0.9, 0, 10)], 0.0, None, id="none right"),
        pytest.param(10, [(0.9, 5, 0), (0.8, 4, 1)], 0.5, 0.9, id="up to the first wrong one"),
        pytest.param(10, [(0.9, 9, 1)], 0.0, None, id="equals pass together or not at all"),
        pytest.param(100, [(0.9, 49, 1), (0.8, 50, 0)], 1.0, 0.8, id="one of a hundred may be"),
        pytest.param(99, [(0.9, 49, 1), (0.8, 49, 0)], 0.0, None, id="one of 99 may not"),
    ],
)
def test_straight_through(
    values: int, groups: list[tuple[float, int, int]], share: float, threshold: float | None
) -> None:
    assert Reliability(values, claims(*groups)).straight_through() == (share, threshold)


@given(st.lists(st.integers(0, 20), min_size=21, max_size=21))
def test_confidences_that_keep_their_word_have_no_error(sizes: list[int]) -> None:
    """Of the claims at k/20, k in 20 are right: in every bin the gap is nil."""
    groups = [(k / 20, k * size, (20 - k) * size) for k, size in enumerate(sizes)]
    assert Reliability(1, claims(*groups)).calibration_error() == pytest.approx(0.0, abs=1e-9)


@given(CLAIMS)
def test_shares_are_shares_and_bins_hold_every_claim(given_: list[ScoredValue]) -> None:
    one = Reliability(len(given_), given_)
    assert 0 <= one.calibration_error() <= 1
    assert sum(group.claims for group in one.bins().values()) == len(given_)
    share, threshold = one.straight_through()
    passed = [claim for claim in given_ if threshold is not None and claim.confidence >= threshold]
    assert share == pytest.approx(len(passed) / max(1, len(given_)))
    assert sum(not claim.right for claim in passed) <= 0.01 * len(passed)


@given(CLAIMS, st.floats(0, 1), st.floats(0, 1))
def test_more_passes_where_more_may_be_wrong(
    given_: list[ScoredValue], one: float, two: float
) -> None:
    reliability = Reliability(len(given_), given_)
    less, more = sorted((one, two))
    assert reliability.straight_through(less)[0] <= reliability.straight_through(more)[0]


@given(CLAIMS, st.integers(0, 59))
def test_more_passes_where_more_is_right(given_: list[ScoredValue], turn: int) -> None:
    better = [claim._replace(right=claim.right or i == turn) for i, claim in enumerate(given_)]
    before, after = (Reliability(len(given_), some) for some in (given_, better))
    assert before.straight_through()[0] <= after.straight_through()[0]


@pytest.mark.parametrize(
    ("documents", "through"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([(2, [(0.9, True), (0.8, True)])], 1, id="all items right"),
        pytest.param([(2, [(0.9, True)])], 0, id="one missed"),
        pytest.param([(2, [(0.9, True), (0.8, False)])], 0, id="one wrong"),
        pytest.param([(1, []), (1, [(0.9, True)])], 1, id="one document without an answer"),
        pytest.param(
            [(1, [(0.9, True)]), (2, [(0.99, True), (0.7, True)]), (1, [(0.8, False)])],
            1,
            id="a document is as sure as its least sure item",
        ),
    ],
)
def test_documents_go_without_review_as_a_whole(
    documents: list[tuple[int, list[tuple[float, bool]]]], through: int
) -> None:
    one = Reliability()
    for values, given_ in documents:
        one.add(values, [ScoredValue(*claim) for claim in given_])
    assert (one.documents_through(), one.documents) == (through, len(documents))


def test_the_table_shows_figures_and_bins_of_fields_that_claim_something() -> None:
    fields = {"number": Reliability(), "date": Reliability(4)}
    for claim in (ScoredValue(0.95, True), ScoredValue(0.95, True), ScoredValue(0.6, False, True)):
        fields["number"].add(1, [claim])
    fields["number"].add(1, [])
    rows = [" ".join(line.split()) for line in table(fields).splitlines()]
    assert rows == [
        "confidence given of conf right ECE pass from unflag wrong docs",
        "number 3 4 0.833 0.667 0.233 0.500 0.950 0.500 0.000 2/4",
        "all 3 4 0.833 0.667 0.233 0.500 0.950 0.500 0.000 ·",
        "",
        "right of given 0.6–0.7 0.9–1.0",
        "number 0/1 2/2",
        "all 0/1 2/2",
    ]
    assert table({}) == ""
