"""The page on calibration: held-out figures, and what chance alone would make of them."""

from __future__ import annotations

import pytest

from benchmarks import calibration
from models.confidence.read import TYPESET, Compared, values
from vnadmin_nlp.evaluation import Reliability, ScoredValue


def document(folder: str, name: str, *numbers: tuple[float, bool], most: float = 1.0) -> Compared:
    """Return a document with numbers given so confidently, each right or not.

    Args:
        folder: the set it belongs to.
        name: its own.
        numbers: how sure the rules are of each, and whether it is right.
        most: what no curve makes them surer than.
    """
    field = Reliability()
    for number in numbers:
        field.add(1, [ScoredValue(*number)])
    fields = {"number": field, "date": Reliability()}
    held = {"number": [most] * len(numbers), "date": []}
    return Compared(folder, name.split(".")[0], name, fields, held)


DOCUMENTS = [
    document("dev", "r1", (0.9, True)),
    document("dev", "r2", (0.6, False)),
    *(document("clerk", f"c{n}", (0.9, True)) for n in range(20)),
    document("samples", "a", (0.7, True)),
    document("drawn-fax", "a", (0.7, False)),
]


def test_a_set_is_told_before_and_after() -> None:
    ((name, pair),) = calibration.both(DOCUMENTS, "dev").items()
    assert name == "number"
    assert [(c.confidence, c.right) for c in pair.rule.claims] == [(0.9, True), (0.6, False)]
    assert [claim.right for claim in pair.curve.claims] == [True, False]
    without, with_the_slip = (pair.curve.claims[turn].confidence for turn in (1, 0))
    assert without > 0.9  # that it is wrong itself is not known to its curve
    assert 0.5 < with_the_slip < without
    assert pair.curve.documents == 2


def test_a_value_is_given_no_surer_than_its_pens() -> None:
    held = document("dev", "r3", (0.9, True), most=0.6)
    pair = calibration.both([*DOCUMENTS, held], "dev")["number"]
    assert pair.curve.claims[2].confidence > 0.9
    assert pair.given.claims[2].confidence == 0.6
    assert pair.given.claims[2].flagged
    assert pair.given.claims[:2] == pair.curve.claims[:2]


def test_what_we_typeset_tells_less_than_a_real_scan() -> None:
    votes = {value.copy: value.votes for value in values(DOCUMENTS)}
    assert (votes["dev/r1"], votes["clerk/c0"], votes["drawn-fax/a"]) == (1, 1, TYPESET)
    assert {value.original for value in values(DOCUMENTS) if value.votes == TYPESET} == {"a"}


def test_few_values_are_off_by_chance_and_many_are_not() -> None:
    few, most = calibration.by_chance([ScoredValue(0.9, True)] * 10)
    many, _ = calibration.by_chance([ScoredValue(0.9, True)] * 2000)
    assert most > few > 0.04 > 0.01 > many > 0
    assert calibration.by_chance([ScoredValue(1.0, True)] * 10) == (0, 0)


@pytest.mark.parametrize(("below", "told"), [(0.5, "3, 1 wrong"), (0.85, "2"), (1.0, "0")], ids=str)
def test_what_passes_a_threshold(below: float, told: str) -> None:
    claims = [ScoredValue(0.9, True), ScoredValue(0.85, True), ScoredValue(0.6, False)]
    assert calibration.passed(claims, below) == told


def test_the_page_has_a_row_for_every_field_and_threshold() -> None:
    lines = list(calibration.told(calibration.both(DOCUMENTS, "dev")))
    assert [line.split(" | ")[0] for line in lines[2:4]] == ["| number", "| all"]
    rows = [line for line in lines if line.startswith(("| 0.", "| rules"))]
    assert len(rows) == len(calibration.THRESHOLDS) + 1
