"""The comparison of records with gold records."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vnadmin_nlp.evaluation import evaluate, fold_number, fold_value, pair_up, select

SHARED = Path(__file__).parents[3] / "shared"

GOLD: dict[str, Any] = {
    "system": "party",
    "doc_type": "Chỉ thị",
    "parent_body": None,
    "issuing_body": "THÀNH ỦY ĐỒNG XUÂN",
    "number": "05-CT/TU",
    "sign": "CT/TU",
    "place": "Đồng Xuân",
    "date": "2024-03-01",
    "subject": "Về tăng cường công tác lưu trữ hồ sơ, tài liệu",
    "addressees": ["Các chi bộ", "Ban Tổ chức"],
    "recipients": ["Như trên", "Lưu Văn phòng"],
    "signer": {"authority": "T/M BAN THƯỜNG VỤ", "role": "BÍ THƯ", "name": "Lê Thị Mẫu"},
    "citations": [
        {
            "type": "Nghị định", "number": "30/2020/NĐ-CP", "title": None,
            "date": "2020-03-05", "issuer": "Chính phủ", "relation": "basis",
        },
        {
            "type": "Luật", "number": None, "title": "Luật Lưu trữ năm 2024",
            "date": None, "issuer": None, "relation": "mentions",
        },
    ],
    "deadlines": [{"text": "trước ngày 30/4/2024", "date": "2024-04-30"}],
    "urgency": None,
    "secrecy": None,
}  # fmt: skip


def changed(**values: Any) -> dict[str, Any]:
    return copy.deepcopy(GOLD) | values


def field(got: dict[str, Any], name: str) -> dict[str, float]:
    return evaluate({"a": GOLD}, {"a": got}).fields[name].figures()


def test_a_record_equal_to_its_gold_is_whole_and_perfect() -> None:
    report = evaluate({"a": GOLD}, {"a": changed()})
    assert report.whole == 1.0
    assert report.core_mean_f1 == 1.0
    assert report.differences == []
    assert all(tally.figures()["f1"] == 1.0 for tally in report.fields.values())


def test_a_document_without_a_prediction_counts_as_wholly_missed() -> None:
    report = evaluate({"a": GOLD}, {})
    assert (report.documents, report.answered, report.whole) == (1, 0, 0.0)
    assert report.fields["number"].figures()["recall"] == 0.0
    assert report.fields["urgency"].figures()["f1"] == 1.0  # nothing to find, nothing found


@pytest.mark.parametrize(
    ("key", "value", "right", "close"),
    [
        pytest.param("number", "5 - CT/TU", 1.0, 1.0, id="spaces and zeros do not matter"),
        pytest.param("number", "06-CT/TU", 0.0, 0.0, id="another number is never close"),
        pytest.param("date", "2024-03-02", 0.0, 0.0, id="another day is never close"),
        pytest.param("issuing_body", "Thành uỷ Đồng Xuân", 1.0, 1.0, id="case and tone style"),
        pytest.param(
            "subject", "Về tăng cường công tác lưu trữ hồ sơ, tài liêu", 0.0, 1.0, id="one slip"
        ),
        pytest.param("place", None, 0.0, 0.0, id="not given"),
    ],
)
def test_scalars_are_right_or_close(key: str, value: object, right: float, close: float) -> None:
    figures = field(changed(**{key: value}), key)
    assert (figures["recall"], figures["close"]) == (right, close)


def test_a_field_that_the_gold_record_lacks_is_not_scored() -> None:
    gold = changed()
    del gold["place"], gold["signer"], gold["recipients"], gold["citations"]
    fields = evaluate({"a": gold}, {"a": GOLD}).fields
    assert not fields.keys() & {"place", "signer.name", "recipients", "citations"}


def test_wrong_values_count_as_surely_wrong_unless_flagged_for_review() -> None:
    wrong = changed(date="2024-03-02")
    assert field(wrong, "date")["sure_wrong"] == 1.0
    assert field(wrong | {"review": ["date"]}, "date")["sure"] == 0


def test_a_flag_on_the_signer_covers_its_parts() -> None:
    got = changed(signer={"authority": None, "role": None, "name": "Ai Đó"}, review=["signer"])
    assert field(got, "signer.name")["sure"] == 0


def test_citations_match_by_number_and_prefer_the_one_of_the_same_date() -> None:
    twice = [
        {"number": "30/2020/NĐ-CP", "date": "2021-01-01"},
        {"number": "30 / 2020/NĐ-CP", "date": "2020-03-05", "issuer": "Chính phủ nước"},
    ]
    got = changed(citations=twice)
    assert field(got, "citations")["precision"] == 0.5
    assert field(got, "citation.date")["recall"] == 1.0
    assert field(got, "citation.issuer")["recall"] == 1.0
    assert field(got, "citations (numbered)")["got"] == 2


def test_deadlines_match_by_date_or_by_alike_words() -> None:
    assert field(changed(deadlines=[{"date": "2024-04-30"}]), "deadlines")["f1"] == 1.0
    assert field(changed(deadlines=[{"date": "2024-04-29"}]), "deadlines")["f1"] == 0.0


def test_differences_name_the_document_the_field_and_both_values() -> None:
    (difference,) = evaluate({"a": GOLD}, {"a": changed(place="Huế")}).differences
    assert (difference.document, difference.field) == ("a", "place")
    assert (difference.gold, difference.got) == ("Đồng Xuân", "Huế")


def test_differences_of_lists_tell_the_turns_of_the_missed_items() -> None:
    (difference,) = evaluate({"a": GOLD}, {"a": changed(recipients=["Lưu Văn phòng"])}).differences
    assert (difference.gold, difference.got, difference.items) == (["Như trên"], [], (0,))


def test_a_wrong_part_of_a_citation_is_a_difference_of_its_own() -> None:
    got = changed()
    got["citations"][0]["relation"] = "mentions"
    (difference,) = evaluate({"a": GOLD}, {"a": got}).differences
    assert (difference.field, difference.items) == ("citation.relation", (0,))
    assert (difference.gold, difference.got) == ("basis", "mentions")


CLAIMED: dict[str, Any] = changed(
    evidence={
        "date": {"confidence": 0.9},
        "signer.name": {"confidence": 0.7},
        "addressees[0]": {"confidence": 0.95},
        "addressees[1]": {"confidence": 0.6},
        "number": {"confidence": 0.0},
    },
    number=None,
    addressees=["Các chi bộ", "Ban Dân vận", "Ban Nội chính"],
    deadlines=[{"date": "2024-04-30", "confidence": 0.8}],
    review=["addressees", "signer"],
)


@pytest.mark.parametrize(
    ("name", "values", "claims"),
    [
        pytest.param("date", 1, [(0.9, True, False)], id="a value and its evidence"),
        pytest.param("signer.name", 1, [(0.7, True, True)], id="a flag covers the parts"),
        pytest.param("number", 1, [], id="a reading that was not given claims nothing"),
        pytest.param("place", 1, [], id="a value without evidence claims nothing"),
        pytest.param("urgency", 0, [], id="nothing to find, nothing found"),
        pytest.param(
            "addressees", 3, [(0.95, True, True), (0.6, False, True)], id="items, one by one"
        ),
        pytest.param("deadlines", 1, [(0.8, True, False)], id="items with a confidence of theirs"),
    ],
)
def test_claims_are_values_with_their_confidence(
    name: str, values: int, claims: list[tuple[float, bool, bool]]
) -> None:
    reliability = evaluate({"a": GOLD}, {"a": CLAIMED}).reliability[name]
    assert (reliability.values, reliability.claims) == (values, claims)


def test_pairs_are_one_to_one_and_the_most_alike_come_first() -> None:
    assert pair_up([1, 2], [2, 9], lambda g, p: max(0, 5 - abs(g - p))) == [(1, 0)]


@pytest.mark.parametrize(
    ("only", "names"),
    [
        pytest.param(None, {"a", "b"}, id="all but the rejected"),
        pytest.param("system=state", {"b"}, id="a word"),
        pytest.param("handwritten=true", {"a"}, id="a truth value"),
        pytest.param("quality=fax", {"b"}, id="an item of a list"),
        pytest.param("nothing=1", set(), id="an unknown key"),
    ],
)
def test_gold_records_are_selected_by_kind(only: str | None, names: set[str]) -> None:
    gold = {
        "a": {"system": "party", "handwritten": True},
        "b": {"system": "state", "quality": ["fax", "skew"]},
        "c": {"reject": "cropped"},
    }
    assert select(gold, only).keys() == names


def test_folds_are_those_of_the_scorer() -> None:
    assert fold_value("“Uỷ  ban” – Thành uỷ;") == "ủy ban - thành ủy"
    assert fold_number("Số: 0012 – QĐ/TW") == "12-qđ/tw"


def test_the_figures_are_those_of_the_shared_scorer(tmp_path: Path) -> None:
    """The shared scorer is another program with the same definitions."""
    scorer, folder = SHARED / "eval" / "score.py", SHARED / "gold" / "dev"
    if not scorer.exists():
        pytest.skip("the shared scorer and gold records are not at hand")
    gold = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    predictions = disturbed(gold, random.Random(30))
    rows = tmp_path / "predictions.jsonl"
    rows.write_text(
        "\n".join(json.dumps(row | {"id": name}) for name, row in predictions.items()), "utf-8"
    )
    for only in (None, "system=party", "number_handwritten=true"):
        command = [sys.executable, str(scorer), str(folder), str(rows)]
        command += ["--only", only] if only else []
        report = evaluate(select(gold, only), predictions)
        answer = subprocess.run([*command, "--json"], capture_output=True, check=True).stdout
        assert report.to_json() == json.loads(answer) | {"calibration": {}}
        table = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        assert report.table() == table.rstrip("\n")


def disturbed(gold: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Return predictions that go wrong in all the ways a record can."""
    names = sorted(name for name in gold if "reject" not in gold[name])
    predictions = {}
    for name in names:
        if dice.random() < 0.1:
            continue
        row = copy.deepcopy(gold[name])
        other = gold[dice.choice(names)]
        for key in row:
            chance = dice.random()
            if chance < 0.1:
                row[key] = other.get(key)
            elif chance < 0.15:
                row[key] = None
            elif isinstance(row[key], str) and chance < 0.3:
                row[key] = row[key].upper().replace("I", "l", 1)
            elif isinstance(row[key], list) and chance < 0.4:
                row[key] = (row[key] + (other.get(key) or []))[1:]
        row["review"] = [key for key in row if dice.random() < 0.2]
        predictions[name] = row
    return predictions
