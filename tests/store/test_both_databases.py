"""An archive in a file and one on a server: the same tables, the same finds, the same answers."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from tests.helpers import postgres
from tests.helpers.dispatches import letter, record, save
from tests.helpers.vnadmin_cli import DOCUMENTS, vnadmin
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.row_types import as_json

#: Tables that one database alone needs: for full-text search, and for what is in every file.
OWN = re.compile(r"passages_folded_|sqlite_|passages_total|archive_format")
TEXT = """kỷ luật hành chính tăng cường chỉ thị ủy ban nhân dân tỉnh đề nghị báo cáo về việc sơ kết
    đất đai 31-CT/TU 12/QĐ-UBND năm 2024 đồng chí Ủy viên lưu_trữ số hóa"""
WORDS = TEXT.split()
QUERIES = [
    "kỷ luật", "ky luat hanh chinh", '"hành chính"', '"luat ky"', "31-CT/TU", "31 ct tu",
    "uy ban nhan dan tinh", "đất", "dat dai", "bao cao bao cao", "luu tru", "khong co dau ca",
    "12/QĐ-UBND de nghi", "2024", "năm 2024 sơ kết", '"so hoa" dong chi', "u", "31",
]  # fmt: skip


@pytest.fixture(scope="module")
def both(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> list[Store]:
    """Return two archives of the same made-up letters, of which some were saved twice."""
    stores = [
        Store(tmp_path_factory.mktemp("both") / "a.db"),
        Store(server.address(server.empty_database())),
    ]
    for store in stores:
        chance = random.Random(5)
        for n in range(60):
            text = " ".join(chance.choices(WORDS, k=chance.randint(3, 60)))
            number = f"{chance.randint(1, 20)}-CV/TU" if n % 3 else None
            date = f"2024-0{n % 9 + 1}-11" if n % 5 else None
            save(store, record(f"letter-{n % 55}", number=number, date=date), text=text)
    return stores


def test_both_have_the_same_tables_and_columns(both: list[Store]) -> None:
    in_file, on_server = both
    names = in_file.db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
    columns = {
        name: [row["name"] for row in in_file.db.execute(f"PRAGMA table_xinfo({name})")]
        for (name,) in names.fetchall()
        if not OWN.match(name) and name != "passages_folded"
    }
    found: dict[str, list[str]] = {}
    for table, column in on_server.db.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
    ):
        if not OWN.match(table) and table != "passages_folded":
            found.setdefault(table, []).append(column)
    assert found == columns


def test_both_have_the_same_indexes(both: list[Store]) -> None:
    in_file, on_server = both
    made = in_file.db.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
    wanted = {name for (name,) in made if not name.startswith("sqlite_")}
    there = on_server.db.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
    found = {name for (name,) in there if not name.endswith(("_pkey", "_key"))}
    assert found - {"passages_folded_terms"} == wanted


@pytest.mark.parametrize("query", QUERIES)
def test_both_find_the_same_in_the_same_order(both: list[Store], query: str) -> None:
    in_file, on_server = ([_told(hit) for hit in store.search(query)] for store in both)
    assert [hit[:-1] for hit in on_server] == [hit[:-1] for hit in in_file]
    assert [hit[-1] for hit in on_server] == pytest.approx([hit[-1] for hit in in_file])


def _told(hit: object) -> tuple[object, ...]:
    found = as_json(hit)
    return (found["document"]["name"], found["page"], found["snippet"], str(found["marks"]),
            found["score"])  # fmt: skip


@pytest.mark.parametrize("filters", [
    {"since": "2024-04-01"}, {"until": "2024-04-01", "limit": 3}, {"issuer": "tinh uy"},
])  # fmt: skip
def test_both_filter_alike(both: list[Store], filters: dict[str, object]) -> None:
    in_file, on_server = (
        [_told(hit)[:-1] for hit in store.search("hanh chinh", **filters)]  # type: ignore[arg-type]
        for store in both
    )
    assert on_server == in_file


def test_random_words_find_the_same(both: list[Store]) -> None:
    chance = random.Random(3)
    for _ in range(40):
        query = " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))
        in_file, on_server = ([_told(hit)[:-1] for hit in store.search(query)] for store in both)
        assert on_server == in_file, query


def test_what_is_no_letter_for_a_server_is_kept_off_it(server: postgres.Server) -> None:
    place = server.archive()
    with Store(place) as store:
        save(store, letter("x"), text="kỷ\0luật " + "a" * 9000)
        assert [hit.document.name for hit in store.search("ky luat")] == ["x"]
        assert [hit.document.name for hit in store.search("a" * 9000)] == ["x"]
        assert not store.search("a" * 8999)
    server.give_back(place)


COMMANDS = [
    ["search", "hành chính"], ["search", "31 ct tu", "--json"], ["show", "31-CT/TU"],
    ["cite", "31-CT/TU"], ["cite", "31 ct tu", "--json"], ["cite", "--unresolved"],
    ["status", "31-CT/TU"], ["check"], ["deadlines", "--json"], ["export", "register"],
    ["export", "json"], ["graph", "--format", "json"], ["failed"],
    ["ingest", DOCUMENTS, "--dry-run"],
]  # fmt: skip
#: What a report tells that no clock decides.
LASTING = ("totals", "states", "doubts", "causes", "to_review")


def test_the_commands_answer_the_same(server: postgres.Server, tmp_path: Path) -> None:
    database = server.address(server.empty_database())
    files = sorted(DOCUMENTS.iterdir())
    places = [str(tmp_path / "a.db"), database]
    for place in places:
        ended = vnadmin("ingest", *files, "--archive", place, "-j1", "--json")
        assert ended.code == 0, ended.err
    for command in COMMANDS:
        told = [vnadmin(*command, "--archive", place) for place in places]
        assert told[1].code == told[0].code, (command, told[1].err)
        assert told[1].out == told[0].out, command
        assert told[1].err == told[0].err.replace(places[0], database), command
    reports = [json.loads(vnadmin("report", "--json", "--archive", place).out) for place in places]
    assert [reports[1][part] for part in LASTING] == [reports[0][part] for part in LASTING]
