"""A fault of ours in one finder costs the values it looks for, not the document."""

from __future__ import annotations

import json

import pytest

from tests.helpers.sheets import STATE_LETTER, sheet
from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.extraction import build_record, extract_record
from vnadmin_nlp.layout import documents
from vnadmin_nlp.model.record import SourceFile, Status

FILE = SourceFile(file="a.pdf", sha256="0" * 64, pages=1)
FINDERS = {
    "find_system": ("system", "system"),
    "find_bodies": ("issuing body", "issuing_body"),
    "find_number": ("number", "number"),
    "find_place_date": ("date", "date"),
    "find_subject": ("subject", "subject"),
    "find_addressees": ("addressees", "addressees"),
    "find_recipients": ("recipients", "recipients"),
    "find_signer": ("signer", "signer"),
    "citations_of": ("citations", "citations"),
    "deadlines_of": ("deadlines", "deadlines"),
}


def record(monkeypatch, name, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(build_record, name, fail)
    (document,) = documents([sheet(STATE_LETTER)])
    return extract_record(document, id="x", source=FILE)


@pytest.mark.parametrize("name", FINDERS)
def test_the_other_fields_stand(name, monkeypatch):
    what, field = FINDERS[name]
    whole = extract_record(documents([sheet(STATE_LETTER)])[0], id="x", source=FILE).to_json()
    found = record(monkeypatch, name, IndexError("list index out of range"))
    assert found.status is Status.PARTIAL
    assert found.problems[0].message == (
        f"{what} could not be read: internal error (IndexError: list index out of range);"
        " please report it"
    )
    kept = {"issuing_body", "number", "date", "subject", "addressees", "recipients"} - {field}
    told = json.loads(found.model_dump_json())
    assert {name: told[name] for name in kept} == {name: whole[name] for name in kept}


def test_a_missing_program_is_no_fault_of_a_finder(monkeypatch):
    with pytest.raises(MissingProgram):
        record(monkeypatch, "citations_of", MissingProgram("no model"))
