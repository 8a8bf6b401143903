"""``vnadmin eval``: the records of a folder against its gold records."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin

SCORER = Path(__file__).parents[3] / "shared" / "eval" / "score.py"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Return a folder of gold records: one of the two is wrong in its place."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for name in ("yb-31-ct-tu", "yb-88-kh-ubnd"):
        shutil.copy(DOCUMENTS / f"{name}.txt", folder / f"{name}.v1.txt")
        (record,) = map(
            json.loads, vnadmin("extract", DOCUMENTS / f"{name}.txt", "--json").out.splitlines()
        )
        if name == "yb-88-kh-ubnd":
            record["place"] = "Lào Cai"
        write(folder / f"{name}.v1.json", record)
    write(folder / "without-file.json", {"number": "1-CT/TU"})
    return folder


def write(path: Path, record: dict[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")


def test_the_table_and_the_figures_tell_the_same(gold: Path) -> None:
    table = vnadmin("eval", gold, "-j1")
    assert table.code == 0, table.err
    assert table.out.startswith("2 documents, 2 answered\n")
    assert "documents with all eight right: 1.000" in table.out
    figures = json.loads(vnadmin("eval", gold, "--json").out)
    assert figures["fields"]["place"]["f1"] == 0.5
    assert figures["fields"]["number"]["f1"] == 1.0
    line = next(line for line in table.out.splitlines() if line.startswith("place"))
    assert line.split()[1:7] == ["2", "2", "0.500", "0.500", "0.500", "0.500"]


def test_confidence_is_held_against_what_is_right(gold: Path) -> None:
    out = vnadmin("eval", gold, "-j1").out
    place = json.loads(vnadmin("eval", gold, "--json").out)["calibration"]["place"]
    assert (place["claims"], place["right"]) == (2, 0.5)
    assert place["ece"] == pytest.approx(place["confidence"] - 0.5)
    assert place["straight_through"] == 0.0
    _, figures, bins = (line for line in out.splitlines() if line.startswith("place"))
    assert (figures.split()[1:3], figures.split()[6]) == (["2", "2"], "0.000")
    assert figures.split()[7] == "–"  # no confidence from which on values may pass
    assert bins.split()[1:] == ["1/2"]


def test_predictions_are_written_with_the_names_of_the_gold_records(
    gold: Path, tmp_path: Path
) -> None:
    path = tmp_path / "records.jsonl"
    table = vnadmin("eval", gold, "--predictions", path).out
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["yb-31-ct-tu.v1", "yb-88-kh-ubnd.v1"]
    if not SCORER.exists():
        pytest.skip("the shared scorer is not at hand")
    (gold / "without-file.json").unlink()  # the scorer does not look for files
    command = [sys.executable, str(SCORER), str(gold), str(path)]
    scored = subprocess.run(command, capture_output=True, text=True).stdout
    assert scored and table.startswith(scored)


def test_differences_are_printed_on_demand(gold: Path) -> None:
    out = vnadmin("eval", gold, "--errors", "5").out
    assert '- yb-88-kh-ubnd.v1 place\n    gold "Lào Cai"\n    got  "Yên Bái"\n' in out


def test_documents_of_one_kind_can_be_chosen(gold: Path) -> None:
    assert vnadmin("eval", gold, "--only", "system=state").out.startswith("1 documents")
    assert vnadmin("eval", gold, "--only", "system=none").code == 6


def test_a_file_that_fails_counts_as_missed_and_is_told(gold: Path) -> None:
    (gold / "yb-31-ct-tu.v1.txt").write_bytes(b"")
    ended = vnadmin("eval", gold)
    assert ended.code == 1
    assert ended.out.startswith("2 documents, 1 answered\n")
    assert "yb-31-ct-tu.v1.txt" in ended.err


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(lambda folder: shutil.rmtree(folder), 4, id="no folder"),
        pytest.param(lambda folder: [f.unlink() for f in folder.glob("*.json")], 6, id="no gold"),
        pytest.param(
            lambda folder: (folder / "yb-31-ct-tu.v1.json").write_text("{"), 4, id="broken gold"
        ),
    ],
)
def test_a_bad_folder_is_told_in_one_line(spoil: Any, code: int, gold: Path) -> None:
    spoil(gold)
    ended = vnadmin("eval", gold)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)


def test_predictions_that_cannot_be_written_are_told(gold: Path) -> None:
    ended = vnadmin("eval", gold, "--predictions", "/proc/records.jsonl")
    assert ended.code == 5
    assert "/proc/records.jsonl" in ended.err
