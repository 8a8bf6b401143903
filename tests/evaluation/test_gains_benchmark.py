"""The report of what a change gained and lost against the last accepted run."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import gains
from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.evaluation import evaluate

GOLD: dict[str, Any] = {
    "number": "05-CT/TU",
    "urgency": None,
    "signer": {"authority": None, "role": "BÍ THƯ", "name": "Lê Thị Mẫu"},
    "recipients": ["Như trên", "Các chi bộ", "Lưu Văn phòng"],
    "citations": [
        {"type": "Nghị định", "number": "30/2020/NĐ-CP", "date": "2020-03-05", "issuer": None},
        {"type": "Luật", "title": "Luật Lưu trữ năm 2024", "relation": "mentions"},
    ],
}


def slips(**changes: Any) -> list[str]:
    got = copy.deepcopy(GOLD) | changes
    return gains.slips_of(evaluate({"a": GOLD}, {"a": got}).differences, {"a": GOLD})["a"]


def cited(turn: int, **changes: Any) -> list[dict[str, Any]]:
    citations = copy.deepcopy(GOLD["citations"])
    citations[turn] |= changes
    return citations


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, [], id="all right"),
        pytest.param({"number": None}, ["number"], id="not given"),
        pytest.param({"number": "06-CT/TU"}, ["number"], id="wrong"),
        pytest.param({"urgency": "Khẩn"}, ["urgency"], id="given where there is none"),
        pytest.param({"signer": {"role": "BÍ THƯ"}}, ["signer.name"], id="part of the signer"),
        pytest.param(
            {"recipients": ["Các chi bộ"]}, ["recipients[0]", "recipients[2]"], id="missed items"
        ),
        pytest.param(
            {"recipients": [*GOLD["recipients"], "A", "B"]},
            ["recipients+1", "recipients+2"],
            id="surplus items",
        ),
        pytest.param(
            {"citations": cited(0, date="2020-03-06")},
            ["citation.date[0]"],
            id="part of a citation",
        ),
        pytest.param(
            {"citations": cited(1)[1:]},
            ["citations[0]", "citation.type[0]", "citation.date[0]"],
            id="a missed citation misses its parts",
        ),
    ],
)
def test_slips_name_fields_and_items(changes: dict[str, Any], expected: list[str]) -> None:
    assert slips(**changes) == expected


@pytest.mark.parametrize(
    ("slip", "value"),
    [
        pytest.param("number", "05-CT/TU", id="field"),
        pytest.param("signer.name", "Lê Thị Mẫu", id="part of the signer"),
        pytest.param("recipients[1]", "Các chi bộ", id="item"),
        pytest.param("citation.date[0]", "2020-03-05", id="part of a citation"),
        pytest.param("recipients+1", None, id="surplus"),
    ],
)
def test_slips_lead_back_to_gold_values(slip: str, value: str | None) -> None:
    assert gains.value_of(GOLD, slip) == value


def test_gained_is_right_now_and_lost_was_right_before() -> None:
    before = {"a": ["number", "recipients[2]", "recipients+1"], "b": [], "old": ["date"]}
    now = {"a": ["recipients[2]", "recipients[3]"], "b": [], "new": ["date"]}
    change = gains.compare(before, now)
    assert change.gained == [("a", "number"), ("a", "recipients+1")]
    assert change.lost == [("a", "recipients[3]")]
    assert (change.new, change.gone) == (["new"], ["old"])


NAMES = st.text("abc", min_size=1, max_size=2)
SLIPS = st.dictionaries(
    NAMES, st.lists(st.sampled_from(["number", "date", "recipients[0]"]), unique=True), max_size=4
)


@given(SLIPS, SLIPS)
def test_what_one_way_gains_the_other_way_loses(one: gains.Slips, two: gains.Slips) -> None:
    there, back = gains.compare(one, two), gains.compare(two, one)
    assert (there.gained, there.lost) == (back.lost, back.gained)
    assert (there.new, there.gone) == (back.gone, back.new)


@given(st.dictionaries(NAMES, SLIPS, max_size=3))
def test_the_accepted_state_is_kept_whole(accepted: dict[str, gains.Slips]) -> None:
    assert json.loads(gains.as_json(accepted)) == accepted


def test_the_accepted_state_of_the_project_holds_no_text() -> None:
    accepted = json.loads(gains.ACCEPTED.read_text("utf-8"))
    assert accepted.keys() <= set(gains.SETS)
    for documents in accepted.values():
        for document, wrong in documents.items():
            assert document.isascii()
            assert all(gains.SLIP.fullmatch(slip) for slip in wrong)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a set of one document, read right when the state was accepted."""
    (tmp_path / "samples" / "scans").mkdir(parents=True)
    document = tmp_path / "samples" / "scans" / "yb-31-ct-tu.txt"
    shutil.copy(DOCUMENTS / document.name, document)
    document.with_suffix(".json").write_text(vnadmin("extract", document, "--json").out, "utf-8")
    monkeypatch.setattr(gains, "ROOT", tmp_path)
    monkeypatch.setattr(gains, "ACCEPTED", tmp_path / "accepted.json")
    gains.run(tmp_path / "before", jobs="1", texts=False, accept=True)
    return tmp_path


def change_gold(project: Path) -> None:
    """Have the gold record ask for another place than the one that is read."""
    path = project / "samples" / "scans" / "yb-31-ct-tu.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"place": "Lào Cai"}), "utf-8")


def test_the_report_tells_losses_and_later_gains(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = (project / "accepted.json").read_text("utf-8")
    assert json.loads(right) == {"samples/scans": {"yb-31-ct-tu": []}}
    change_gold(project)
    capsys.readouterr()
    assert gains.run(project / "before", jobs="1", texts=False, accept=True)
    out = capsys.readouterr().out
    assert "../shared/seeds: not at hand, left out\n" in out
    assert "samples/scans: 1 documents, 0 gained, 1 lost\n  lost    yb-31-ct-tu " in out
    assert "Lào Cai" not in out
    assert gains.run(project / "before", jobs="1", texts=True, accept=False) is False
    assert capsys.readouterr().out.endswith("nothing gained, nothing lost\n")
    (project / "accepted.json").write_text(right, "utf-8")
    gains.run(project / "before", jobs="1", texts=True, accept=False)
    assert 'gold "Lào Cai"\n          got  "Yên Bái"\n' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "code"),
    [pytest.param([], 0, id="a report"), pytest.param(["--strict"], 1, id="strict")],
)
def test_losses_fail_only_where_asked_for(
    options: list[str], code: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_gold(project)
    records = ["--records", str(project / "before")]
    monkeypatch.setattr("sys.argv", ["gains.py", *options, *records])
    with pytest.raises(SystemExit) as ended:
        gains.main()
    assert ended.value.code == code
