"""Tone marks of running words are mended only where the words beside them leave no doubt."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.sheets import STATE_LETTER, sheet
from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.extraction.repair.by_bigrams import mend_by_context, misread
from vnadmin_nlp.layout import documents
from vnadmin_nlp.model.page import Source
from vnadmin_nlp.model.record import SourceFile
from vnadmin_nlp.runtime import model_files
from vnadmin_nlp.text import bigrams
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import strip_accents


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        pytest.param("tô chức hội nghị", "tổ chức hội nghị", id="wrong-tone"),
        pytest.param("Tô chức hội nghị", "Tổ chức hội nghị", id="capital-at-the-start"),
        pytest.param("giáo dục phố thông", "giáo dục phổ thông", id="hook-for-acute"),
        pytest.param("nghiêm tục trong việc", "nghiêm túc trong việc", id="met-by-chance"),
        pytest.param("tổ chứcc hội nghị", "tổ chức hội nghị", id="a-letter-too-many"),
        pytest.param("nghiệp vuj của cán bộ", "nghiệp vụ của cán bộ", id="no-syllable"),
        pytest.param("tại buỗi làm việc", "tại buổi làm việc", id="tilde-for-hook"),
    ],
)
def test_slips_of_the_recogniser_are_mended(read, mended):
    assert mend_by_context(read).text == mended


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("chế độ họp của cấp ủy", id="words-that-meet-by-chance"),
        pytest.param("sinh hoạt chi bộ", id="known-beside-its-neighbour"),
        pytest.param("ông Tô Chức và bà Hoàng Giang", id="names"),
        pytest.param("xã Buỗi Đông", id="unknown-names"),
        pytest.param("Quyết định số 12/QĐ-UBND ngày 05/9/2024", id="numbers"),
        pytest.param("Uỷ ban nhân dân", id="old-tone-style"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_may_be_right_is_left_alone(text):
    assert mend_by_context(text) == (text, ())


@given(st.text(alphabet="abcđêôơtuyọhng TCĐ,.-/12", max_size=80))
def test_only_marks_change_in_what_can_be_a_syllable(text):
    mended = mend_by_context(text)
    for read, mend in (repair.split(" → ") for repair in mended.repairs):
        assert strip_accents(read) == strip_accents(mend) or not is_syllable(read)


def test_known_words_that_were_read_surely_stay():
    assert mend_by_context("giám sát phòng thi").text != "giám sát phòng thi"
    assert mend_by_context("giám sát phòng thi", sure=["thi"]) == ("giám sát phòng thi", ())
    assert mend_by_context("01 buỗi", sure=["buỗi"]).text == "01 buổi"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("trong mùa mưra, bão", ("mưra",)),
        ("độ phân giảí và định dạng", ("giảí",)),
        ("Website của UBMTTQVN, P.KTTH, km 12", ()),
        ("", ()),
    ],
)
def test_words_that_are_none(text, words):
    assert misread(text) == words


def test_a_repair_stands_in_the_evidence_with_the_text_as_read():
    rows = [(x, y, text.replace("lưu trữ lịch sử", "tô chức")) for x, y, text in STATE_LETTER]
    (document,) = documents([sheet(rows)])
    record = extract_record(document, id="x", source=SourceFile(file="a", sha256="0", pages=1))
    assert record.subject is not None
    assert record.subject.endswith("tổ chức")
    reason = record.evidence["subject"]
    assert "tô chức" in reason.text
    assert reason.repair == "tô → tổ"


def test_a_text_layer_is_left_as_it_is():
    rows = [(x, y, text.replace("lưu trữ lịch sử", "tô chức")) for x, y, text in STATE_LETTER]
    (document,) = documents([sheet(rows, source=Source.TEXT_LAYER)])
    record = extract_record(document, id="x", source=SourceFile(file="a", sha256="0", pages=1))
    assert record.subject is not None
    assert record.subject.endswith("tô chức")


def test_another_table_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    table = tmp_path / "models" / "pairs" / "pairs.tsv.gz"
    table.parent.mkdir(parents=True)
    table.write_bytes(gzip.compress(b"mot hai\t9\n"))
    monkeypatch.setattr(model_files, "__file__", str(tmp_path / "runtime" / "model_files.py"))
    with pytest.raises(MissingProgram, match="not the table"):
        bigrams.table()
