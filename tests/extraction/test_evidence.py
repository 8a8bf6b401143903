"""What else tells of a number or a date is weighed with what was read, and kept beside it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.sheets import STATE_LETTER, sheet
from vnadmin_nlp.extraction import extract_record
from vnadmin_nlp.extraction.evidence.evidence_model import Readings, Statement, weigh
from vnadmin_nlp.extraction.evidence.file_name_numbers import named_serial
from vnadmin_nlp.extraction.evidence.from_file import chance_of_lag
from vnadmin_nlp.layout import documents
from vnadmin_nlp.model.page import FileFacts, Signature
from vnadmin_nlp.model.record import Record, SourceFile


@pytest.mark.parametrize(
    ("name", "sign", "serial", "signed"),
    [
        ("155 tm snv.pdf", "TM-SNV", 155, True),
        ("2191_CT-SNV", "CT-SNV", 2191, True),
        ("CV 512 SNV VTLT.signed.pdf", "SNV-VTLT", 512, True),
        ("31 qđ.pdf", "QĐ-UBND", 31, True),
        ("30_2020_nd-cp.pdf", "NĐ-CP", 30, True),
        ("07 sytnvy (1).PDF", "SYT-NVY", 7, True),
        ("416.pdf", "SYT-NVY", 416, False),
        ("scan0012.pdf", "SYT-NVY", None, None),
        ("2017-12-21 (3)", "SYT-NVY", None, None),
        ("20240305101500.pdf", "SYT-NVY", None, None),
        ("155 tm snv.pdf", "QĐ-UBND", None, None),
        ("bao cao.pdf", "BC-UBND", None, None),
        ("Phụ lục 2 và 3.docx", "QĐ-UBND", None, None),
    ],
)
def test_the_running_number_in_a_name(name, sign, serial, signed):
    assert named_serial(name, sign) == (None if serial is None else (serial, signed))


@given(st.text(), st.text())
def test_any_name_is_looked_at_without_harm(name, sign):
    named = named_serial(name, sign)
    assert named is None or named.serial > 0


@given(st.integers(-5000, 5000))
def test_a_file_is_likeliest_made_at_once_and_hardly_ever_before(days):
    assert 0 < chance_of_lag(days) <= chance_of_lag(0)
    assert chance_of_lag(-1) < chance_of_lag(300)


CHANCES = st.dictionaries(st.integers(1, 31), st.floats(0.01, 1), min_size=1, max_size=6)


def read(chances: dict[int, float]) -> Readings[int]:
    total = sum(chances.values()) * 1.1
    return Readings({day: chance / total for day, chance in chances.items()}, lambda _: 0.001)


@given(CHANCES)
def test_posteriors_are_chances_and_ranked(chances):
    ranked = weigh(read(chances), [])
    assert sum(chance for _, chance in ranked) <= 1 + 1e-9
    assert [chance for _, chance in ranked] == sorted((c for _, c in ranked), reverse=True)


@given(CHANCES, st.floats(0.01, 1))
def test_a_witness_that_favours_nothing_changes_nothing(chances, likelihood):
    idle = Statement("idle", "", lambda _: likelihood, (), lambda _: True)
    without, beside = weigh(read(chances), []), weigh(read(chances), [idle])
    assert dict(beside) == pytest.approx(dict(without))


@given(CHANCES, st.integers(1, 31))
def test_what_a_witness_says_becomes_likelier(chances, day):
    says = Statement("says", "", lambda d: 0.9 if d == day else 0.1, (day,), lambda d: d == day)
    before = dict(weigh(read(chances), [])).get(day, 0.0)
    assert dict(weigh(read(chances), [says]))[day] >= before - 1e-9


NOTHING = FileFacts()


def letter(*, facts: FileFacts = NOTHING, file: str = "a.pdf", **pen: object) -> Record:
    rows = [(x, y, text.replace("412/SNV", "412 /SNV")) for x, y, text in STATE_LETTER]
    (document,) = documents([sheet(rows, pen=dict(pen))])
    source = SourceFile(file=file, sha256="0" * 64, pages=1)
    return extract_record(document, id="x", source=source, facts=facts)


DOUBTED = {"412": (("472", 0.4), ("412", 0.3), ("112", 0.1))}
DAY = {"05": (("08", 0.45), ("05", 0.3))}
SCANNED = dt.datetime(2024, 9, 6, 9, 12)


@pytest.mark.parametrize(
    ("file", "title", "by"),
    [
        ("412 snv vtlt.pdf", "", "file-name"),
        ("b/scan_7.pdf", "412 SNV-VTLT", "title"),
    ],
)
def test_a_name_decides_between_the_readings_of_a_pen(file, title, by):
    record = letter(file=file, facts=FileFacts(title=title), **DOUBTED)
    assert record.number == "412/SNV-VTLT"
    assert "number" not in record.review
    evidence = record.evidence["number"]
    assert [(w.by, w.agrees) for w in evidence.witnesses] == [(by, True)]
    assert evidence.repair == "472/SNV-VTLT → 412/SNV-VTLT"
    assert evidence.by == "rule:number-by-pen-and-witnesses"


def test_a_name_alone_is_given_for_review_where_no_eye_has_read_it():
    record = letter(file="482 snv vtlt.pdf", **{"412": (("472", 0.1), ("412", 0.1))})
    assert record.number == "482/SNV-VTLT"
    assert "number" in record.review


def test_a_mistyped_name_does_not_beat_a_plain_reading_by_pen():
    record = letter(file="421 snv vtlt.pdf", **{"412": (("412", 0.97), ("472", 0.01))})
    assert record.number == "412/SNV-VTLT"
    assert "number" in record.review
    assert not record.evidence["number"].witnesses[0].agrees


def test_no_name_overrides_print():
    record = letter(file="980 snv vtlt.pdf")
    assert record.number == "412/SNV-VTLT"


@pytest.mark.parametrize(
    ("facts", "by"),
    [
        (FileFacts(made=SCANNED), "made"),
        (FileFacts(signatures=(Signature("Sở Nội vụ", "Tỉnh An Phú", SCANNED),)), "signature"),
    ],
)
def test_the_time_of_the_file_decides_the_day_by_pen(facts, by):
    record = letter(facts=facts, **DAY)
    assert record.date == dt.date(2024, 9, 5)
    assert by in [witness.by for witness in record.evidence["date"].witnesses]
    assert record.evidence["date"].by == "rule:place-date-by-pen-and-witnesses"
    assert letter(**DAY).date is None


def test_the_first_of_several_times_is_heard():
    later = Signature("Công báo", "", SCANNED + dt.timedelta(days=3))
    record = letter(facts=FileFacts(made=SCANNED, signatures=(later,)), **DAY)
    assert [w.by for w in record.evidence["date"].witnesses] == ["made", "cited-dates"]


def test_a_file_made_before_its_date_makes_a_pen_doubtful_and_print_stays():
    early = FileFacts(made=dt.datetime(2024, 8, 1))
    assert letter(facts=early).date == dt.date(2024, 9, 5)
    by_pen = letter(facts=early, **{"05": (("05", 0.99),)})
    assert by_pen.date == dt.date(2024, 9, 5)
    assert "date" in by_pen.review


def test_a_document_is_no_older_than_what_it_cites():
    rows = [(x, y, text.replace("12/3/2024", "06/9/2024")) for x, y, text in STATE_LETTER]
    pen = {"05": (("05", 0.5), ("08", 0.45))}
    (document,) = documents([sheet(rows, pen=pen)])
    record = extract_record(document, id="x", source=SourceFile(file="a", sha256="0", pages=1))
    assert record.date == dt.date(2024, 9, 8)
    assert [w.by for w in record.evidence["date"].witnesses] == ["cited-dates"]


def test_a_signature_confirms_body_and_signer():
    held = FileFacts(signatures=(Signature("Sở Nội vụ"), Signature("Trần Thị Minh Châu")))
    record = letter(facts=held)
    for field in ("issuing_body", "signer.name"):
        assert [(w.by, w.agrees) for w in record.evidence[field].witnesses] == [("signature", True)]
        assert record.evidence[field].confidence >= 0.98
    near = letter(facts=FileFacts(signatures=(Signature("Trần Thị Minh Châm"),)))
    assert near.signer.name == "Trần Thị Minh Châm"
    assert "signer.name" in near.review
    assert near.evidence["signer.name"].repair == "Trần Thị Minh Châu → Trần Thị Minh Châm"
    other = FileFacts(signatures=(Signature("Trung tâm Công báo"), Signature("Lê Văn Hòa")))
    assert letter(facts=other).issuing_body == "SỞ NỘI VỤ"
    assert letter(facts=other).signer.name == "Trần Thị Minh Châu"
