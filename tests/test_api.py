"""The Python names that others build on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import vnadmin_nlp
from tests.helpers.vnadmin_cli import DOCUMENTS
from vnadmin_nlp.errors import NotFound, NotWritable, UnreadableInput


def test_a_file_becomes_a_record() -> None:
    record = vnadmin_nlp.extract(DOCUMENTS / "vy-512-cv-hu.txt")
    assert isinstance(record, vnadmin_nlp.Record)
    assert (record.number, record.doc_type) == ("512-CV/HU", "Công văn")
    assert [citation.number for citation in record.citations] == ["31-CT/TU"]


def test_all_records_of_a_file_have_names_of_their_own() -> None:
    records = vnadmin_nlp.extract_all(str(DOCUMENTS / "yb-31-ct-tu.txt"))
    assert [record.id for record in records] == [records[0].source.sha256[:12]]


def test_an_archive_takes_files_in_and_answers(tmp_path: Path) -> None:
    with vnadmin_nlp.Archive(tmp_path / "a.db") as archive:
        summary = archive.ingest(DOCUMENTS)
        assert summary.as_counts()["done"] == 4
        answer = archive.citations("31 ct tu", issuer="yên bái", year=2024, type="CT")
        assert answer.card is not None
        assert {link.node.number for link in answer.card.cited_by if link.node} == {
            "512-CV/HU",
            "88/KH-UBND",
        }
        assert archive.search("ky luat", limit=1)[0].document.number == "31-CT/TU"
        assert archive.document("512-CV/HU").date == "2024-08-20"
        with pytest.raises(NotFound):
            archive.document("none")


def test_known_failures_are_raised_and_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"none\.pdf"):
        vnadmin_nlp.extract(tmp_path / "none.pdf")
    with pytest.raises(NotWritable, match=re.escape(str(tmp_path))):
        vnadmin_nlp.Archive(tmp_path)


def test_only_public_names_can_be_had() -> None:
    assert set(vnadmin_nlp.__all__) == {
        "Archive",
        "Record",
        "extract",
        "extract_all",
        "load",
        "parse",
        "read",
    }
    with pytest.raises(AttributeError, match="nothing_such"):
        vnadmin_nlp.nothing_such  # noqa: B018
