"""The threshold of review: from the command line and from Python into every record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import vnadmin_nlp
from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW

LETTER = DOCUMENTS / "vy-512-cv-hu.txt"


def reviewed(archive: Path) -> bool:
    """Tell whether the document of an archive asks for a review."""
    shown = vnadmin("show", "512-CV/HU", "--json", "--archive", archive)
    return bool(json.loads(shown.out)["review"])


@pytest.mark.parametrize("options", [(), ("-j2",)], ids=["one process", "two processes"])
def test_extract_names_what_is_less_sure(options: tuple[str, ...]) -> None:
    for below, named in (("1", True), ("0", False)):
        out = vnadmin("extract", LETTER, "--json", "--review-below", below, *options).out
        assert bool(json.loads(out)["review"]) == named


def test_an_archive_is_taken_in_and_extracted_anew_by_it(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    assert vnadmin("ingest", LETTER, "--archive", archive, "--review-below", "1").code == 0
    assert reviewed(archive)
    assert vnadmin("reextract", "--archive", archive, "--review-below", "0").code == 0
    assert not reviewed(archive)


def test_eval_counts_by_it(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(LETTER.read_bytes())
    record = vnadmin_nlp.extract(LETTER).to_json()
    (tmp_path / "letter.json").write_text(json.dumps(record), "utf-8")
    for below, share in (("1", 0.0), ("0", 1.0)):
        figures = json.loads(vnadmin("eval", tmp_path, "--json", "--review-below", below).out)
        assert figures["calibration"]["number"]["unflagged"] == share


def test_python_names_take_it(tmp_path: Path) -> None:
    assert vnadmin_nlp.extract(LETTER, review_below=1).review
    assert not vnadmin_nlp.extract(LETTER, review_below=0).review
    with vnadmin_nlp.Archive(tmp_path / "a.db") as archive:
        archive.ingest(LETTER, review_below=1)
        assert archive.document("512-CV/HU").review


@pytest.mark.parametrize("below", ["-0.1", "1.5", "much"])
def test_what_is_no_share_is_refused(below: str) -> None:
    assert vnadmin("extract", LETTER, "--review-below", below).code == 2


@pytest.mark.parametrize("command", ["extract", "ingest", "reextract", "failed", "eval"])
def test_help_tells_the_default(command: str) -> None:
    assert f"[default: {REVIEW_BELOW}" in " ".join(vnadmin(command, "--help").out.split())
