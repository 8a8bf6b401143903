"""Confidence: what a rule says becomes the share of such values that are right."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.confidence.fit import Value, fit, held_out
from models.confidence.train import as_json
from tests.helpers.vnadmin_cli import DOCUMENTS
from vnadmin_nlp.evaluation.comparison import LISTS, SCALARS, SIGNER_PARTS
from vnadmin_nlp.extraction.evidence.calibrate import OTHER, Curve, calibrated
from vnadmin_nlp.model.record import Citation, Deadline, Evidence, Record
from vnadmin_nlp.pipeline import Options, process

FIELDS = (
    *SCALARS, *LISTS, *(f"signer.{part}" for part in SIGNER_PARTS), "citations", "deadlines", "new"
)  # fmt: skip
SAID = st.floats(0, 1)


def evidence(confidence: float) -> Evidence:
    return Evidence(text="Số: 31-CT/TU", page=1, confidence=confidence, by="rule:number-line")


@given(st.sampled_from(FIELDS), SAID, SAID)
def test_what_a_rule_is_surer_of_stays_surer(field: str, one: float, two: float) -> None:
    less, more = sorted((one, two))
    low, high = (calibrated(field, evidence(said)).confidence for said in (less, more))
    assert 0 < low <= high < 1


@pytest.mark.parametrize(
    "item",
    [
        evidence(0.9),
        Citation(number="31-CT/TU", confidence=0.9),
        Deadline(text="trước ngày 30/7/2023", confidence=0.9),
    ],
    ids=["evidence", "citation", "deadline"],
)
def test_only_the_confidence_changes(item: Evidence | Citation | Deadline) -> None:
    fitted = calibrated("number", item)
    assert fitted.confidence != item.confidence
    assert fitted.model_copy(update={"confidence": item.confidence}) == item


def values(field: str, *groups: tuple[float, int, int]) -> list[Value]:
    """Return values of a field from groups of (confidence, right, wrong), each of a document."""
    return [
        Value(f"{field}-{said}-{turn}", "scan", field, said, turn < right)
        for said, right, wrong in groups
        for turn in range(right + wrong)
    ]


MANY = values("date", (0.98, 196, 4), (0.7, 140, 60))


def test_where_much_was_seen_the_share_that_is_right_is_told() -> None:
    curve = fit(MANY)["date"]
    assert curve.at(0.98) == pytest.approx(0.98, abs=0.01)
    assert curve.at(0.7) == pytest.approx(0.7, abs=0.03)


def test_a_field_with_few_values_is_held_to_the_others() -> None:
    curves = fit(MANY + values("place", (0.98, 3, 0)))
    assert curves["place"].at(0.98) < 0.99
    assert abs(curves["place"].at(0.7) - curves["date"].at(0.7)) < 0.1
    wrong = fit(MANY + values("place", (0.98, 2, 1)))
    assert wrong["place"].at(0.98) < curves["place"].at(0.98)


def test_a_field_that_was_never_wrong_is_not_certain() -> None:
    assert fit(MANY + values("sign", (0.98, 2000, 0)))["sign"].at(1.0) < 1


def test_copies_of_a_document_have_one_vote_together() -> None:
    one = values("date", (0.9, 30, 10))
    copied = [value._replace(copy=copy) for value in one for copy in ("office", "fax")]
    assert fit(copied) == fit(one)


def test_a_rule_that_is_surer_of_what_is_wrong_gets_a_level_curve() -> None:
    curve = fit(values("date", (0.98, 50, 150), (0.6, 190, 10)))["date"]
    assert curve.slope == 0
    assert curve.at(0.6) == curve.at(0.98) == pytest.approx(0.6, abs=0.02)


def test_held_out_values_are_judged_by_others() -> None:
    lone = Value("lone", "scan", "date", 0.7, False)
    *_, fitted = held_out([*MANY, lone])
    assert fitted == round(fit(MANY)["date"].at(0.7), 3)


def test_the_table_is_written_as_it_is_read() -> None:
    curves = fit(MANY)
    table = json.loads(as_json(curves, {"dev": {"documents": 2}}))
    assert {field: Curve(**curve) for field, curve in table["curves"].items()} == curves
    assert set(curves) == {"date", OTHER}


def test_records_hold_fitted_confidence_unless_told_otherwise() -> None:
    path = DOCUMENTS / "yb-31-ct-tu.txt"
    (raw,) = process(path, options=Options(calibrate=False)).records
    (fitted,) = process(path).records
    assert fitted.evidence == {
        name: calibrated(name.split("[")[0], why) for name, why in raw.evidence.items()
    }
    assert fitted.citations == tuple(calibrated("citations", item) for item in raw.citations)


@pytest.mark.parametrize(("below", "all_named"), [(0.0, False), (1.0, True)])
def test_the_threshold_of_review_is_a_setting(below: float, all_named: bool) -> None:
    (record,) = process(DOCUMENTS / "yb-31-ct-tu.txt", options=Options(review_below=below)).records
    assert set(record.review) == (claimed(record) if all_named else set())


def claimed(record: Record) -> set[str]:
    """Return the fields of a record that have a value with a confidence."""
    lists = {name for name in ("citations", "deadlines") if getattr(record, name)}
    return {name.split("[")[0] for name in record.evidence} | lists
