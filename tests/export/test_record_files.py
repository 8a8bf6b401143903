"""Records for search engines: whole, in lines, with a mapping that knows every field."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.dispatches import DIRECTIVE, citation, letter, save
from tests.helpers.vnadmin_cli import vnadmin
from vnadmin_nlp.export import record_files
from vnadmin_nlp.model.record import Deadline, Record
from vnadmin_nlp.store import Store

MAPPING = json.loads(record_files.MAPPING.read_text("utf-8"))
ANALYSIS = MAPPING["settings"]["analysis"]
HOSTILE = 'về "kỷ luật"\n{"index": {}}\r\u2028\u2029\x85\\'


@pytest.fixture
def place(tmp_path: Path) -> str:
    """Return where an archive can be made: lines are written alike for both databases."""
    return str(tmp_path / "a.db")


@pytest.fixture
def filled(store: Store) -> Store:
    due = Deadline(text="trước ngày 30/11/2024", rule="op=lt")
    cited = citation("031-CT/TU", "2024-03-14", type="Chỉ thị", relation="implements")
    save(store, DIRECTIVE, text="Điều 1.\nkỷ luật, kỷ cương")
    save(store, letter("citing", cited, deadlines=(due,), subject=HOSTILE), text=HOSTILE)
    return store


def bulk(store: Store) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    lines = "".join(record_files.opensearch(store, index="papers")).splitlines()
    values = [json.loads(line) for line in lines]
    return list(zip(values[::2], values[1::2], strict=True))


def test_json_lines_are_the_records(filled: Store) -> None:
    lines = "".join(record_files.json_lines(filled)).splitlines()
    read = [Record.model_validate_json(line) for line in lines]
    assert [record.number for record in read] == ["31-CT/TU", "705-CV/BTGTU"]
    assert read[1].subject == HOSTILE


def test_a_bulk_request_holds_text_and_folded_numbers(filled: Store) -> None:
    (action, source), (_, citing) = bulk(filled)
    assert action["index"]["_index"] == "papers"
    assert re.fullmatch(r"[0-9a-f]{32}-1\.0", action["index"]["_id"])
    assert source["number_key"] == "31/cttu"
    assert source["text"] == ["Điều 1.\nkỷ luật, kỷ cương"]
    assert citing["citations"][0]["number_key"] == "31/cttu"
    assert citing["citations"][0]["relation"] == "implements"
    assert citing["citations"][0]["pages"] == [1]
    assert citing["deadlines"][0]["text"] == "trước ngày 30/11/2024"


def test_ids_are_the_same_in_every_archive(filled: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "b.db") as again:
        save(again, letter("citing"), DIRECTIVE)
        ids = {action["index"]["_id"] for action, _ in bulk(again)}
    assert ids == {action["index"]["_id"] for action, _ in bulk(filled)}


def unknown(source: dict[str, Any], properties: dict[str, Any]) -> list[str]:
    """Return the fields that the mapping does not know."""
    found = []
    for name, value in source.items():
        if name not in properties:
            found.append(name)
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                found += unknown(item, properties[name]["properties"])
    return found


def test_the_mapping_knows_every_field(filled: Store) -> None:
    assert MAPPING["mappings"]["dynamic"] == "strict"
    for _, source in bulk(filled):
        assert unknown(source, MAPPING["mappings"]["properties"]) == []


def fields(properties: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for field in properties.values():
        found += [field, *fields(field.get("fields", {})), *fields(field.get("properties", {}))]
    return found


def test_the_mapping_names_what_it_defines() -> None:
    for field in fields(MAPPING["mappings"]["properties"]):
        assert field.get("type") in {"keyword", "text", "date", "integer", "nested", None}
        assert field.get("analyzer", "vn_exact") in ANALYSIS["analyzer"]
        assert field.get("normalizer", "vn_number") in ANALYSIS["normalizer"]
        assert "analyzer" in field or field.get("type") != "text"
    for part in (*ANALYSIS["analyzer"].values(), *ANALYSIS["normalizer"].values()):
        assert set(part.get("char_filter", ())) <= set(ANALYSIS["char_filter"])


def normalized(text: str, name: str) -> str:
    """Return what a search engine keeps of a keyword."""
    for step in ANALYSIS["normalizer"][name]["char_filter"]:
        rule = ANALYSIS["char_filter"][step]
        if rule["type"] == "mapping":
            for pair in rule["mappings"]:
                old, _, new = pair.partition(" =>")
                old = old.encode().decode("unicode_escape") if old.startswith("\\u") else old
                text = text.replace(old, new.strip())
        else:
            pattern = rule["pattern"].replace(r"\p{L}\p{N}", r"\w")
            text = re.sub(pattern, rule["replacement"], text)
    plain = unicodedata.normalize("NFD", text.lower())  # lowercase, asciifolding
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["31-QĐ/TU", "31 - qđ/tu", "031 QD TU", "31/QĐ-TU"])
def test_numbers_are_found_however_they_are_written(written: str, form: Any) -> None:
    assert normalized(unicodedata.normalize(form, written), "vn_number") == "31qdtu"
    assert normalized("QUYẾT ĐỊNH", "vn_keyword") == normalized("quyết định", "vn_keyword")


def test_the_command_prints_both_forms_and_the_mapping(filled: Store) -> None:
    path = filled.path
    plain = vnadmin("export", "records", "--archive", path)
    assert plain.code == 0 and len(plain.out.splitlines()) == 2
    ended = vnadmin("export", "records", "--format", "opensearch", "--archive", path)
    assert ended.code == 0 and len(ended.out.splitlines()) == 4
    assert json.loads(vnadmin("export", "mapping").out) == MAPPING


@pytest.mark.parametrize("name", ["", "Papers", "_all", "a/b", "a b", "-x"])
def test_what_is_no_name_of_an_index_is_refused(name: str, filled: Store) -> None:
    ended = vnadmin("export", "records", "--index", name, "--archive", filled.path)
    assert (ended.code, ended.out) == (2, "")
