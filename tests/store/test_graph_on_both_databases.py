"""The graph in a file and the graph on a server: the same documents, the same graph, in any order.

The tables of cases run on a file; what they rest on is compared here.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers import postgres
from tests.helpers.dispatches import DIRECTIVE, NGHE_AN, citation, graph_of, letter, save
from tests.helpers.rulings import save_rulings
from tests.helpers.vnadmin_cli import vnadmin
from tests.store.test_link_citations_order import built, documents, good, grown, registers
from vnadmin_nlp import graph
from vnadmin_nlp.errors import NotFound
from vnadmin_nlp.export import dispatch_register, record_files
from vnadmin_nlp.export.graph_formats import FORMATS, export_graph
from vnadmin_nlp.graph import (
    citation_card,
    legal_force,
    missing_documents,
    neighbours,
    repeal_impact,
    shortest_path,
    surroundings,
)
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.row_types import as_json
from vnadmin_nlp.store.search_filters import Filters


@pytest.fixture(scope="module")
def on_server(server: postgres.Server) -> Iterator[Store]:
    """Yield an archive on a server."""
    place = server.archive()
    with Store(place) as store:
        yield store
    server.give_back(place)


@pytest.fixture(scope="module")
def both(
    server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Store, Store]]:
    """Yield two archives of the same rulings, in a file and on a server."""
    place = server.archive()
    folder = tmp_path_factory.mktemp("both")
    with Store(folder / "a.db") as in_file, Store(place) as there:
        for store in (in_file, there):
            save_rulings(store)
            save(store, letter("citing", citation("31-CT/TU", "2024-03-14")), DIRECTIVE)
        yield in_file, there
    server.give_back(place)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents, registers, st.randoms(use_true_random=False))
def test_whatever_comes_in_whatever_order_the_graph_is_the_same(
    on_server: Store, items: list[Record], register: list[Any], chance: random.Random
) -> None:
    with on_server.transaction() as db:
        db.execute("DELETE FROM files")
        db.execute("DELETE FROM registers")
    graph.link(on_server)
    assert graph_of(on_server) == {"edges": [], "works": []}
    parts: list[Any] = [items[:2], items[2:], register, items[:1]]
    assert grown(on_server, *chance.sample(parts, len(parts))) == built(items, register)


def _answers(store: Store) -> list[Any]:
    asked = ["10/2019/QĐ-UBND", "12/2018/qd-ubnd", "luật lưu trữ", "31 ct tu, lạng sơn", "7/"]
    answers: list[Any] = [
        missing_documents.wanted(store),
        missing_documents.wanted(store, type="qđ", limit=2),
    ]
    for number in asked:
        answers += [graph.cite(store, number), graph.cite(store, number, relations=["replaces"])]
    for number in asked[:3]:
        answers += [
            surroundings.around(store, number, depth=3),
            repeal_impact.impact(store, number),
            legal_force.status(store, number),
        ]
    for end in (asked[2], "40/2025/QĐ-UBND"):
        try:
            answers.append(shortest_path.path(store, asked[0], end))
        except NotFound as error:
            answers.append(error.cause)
    return [as_json(answer) for answer in answers]


@pytest.mark.parametrize("often", [False, True], ids=["few citations", "more than are looked at"])
def test_both_answer_the_same(
    both: tuple[Store, Store], often: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if often:
        for module in (citation_card, neighbours):
            monkeypatch.setattr(module, "MANY", 0)
        monkeypatch.setattr("vnadmin_nlp.graph.node_view.MOST_WORDINGS", 1)
    in_file, there = map(_answers, both)
    for mine, its in zip(in_file, there, strict=True):
        assert its == mine


@pytest.mark.parametrize("form", FORMATS)
def test_both_are_written_the_same(both: tuple[Store, Store], form: str) -> None:
    in_file, there = ("".join(export_graph(store, form)) for store in both)
    assert there == in_file


def test_documents_are_exported_the_same(both: tuple[Store, Store]) -> None:
    issued = Filters.make(issuer="tinh", since="2018-01-01")
    for export in (
        record_files.json_lines,
        record_files.opensearch,
        lambda store: dispatch_register.rows(
            store, dispatch_register.Book.INCOMING, Filters.make()
        ),
        lambda store: dispatch_register.rows(store, dispatch_register.Book.OUTGOING, issued),
    ):
        in_file, there = (list(export(store)) for store in both)
        assert len(in_file) > 3
        assert there == in_file


def test_registers_are_imported_listed_and_dropped_the_same(
    server: postgres.Server, tmp_path: Path
) -> None:
    lines = [good, {"number": "30/2020/NĐ-CP", "date": "2020-03-05"}]
    lines += [{"number": "33/2024/QH15", "type": "Luật", "title": "Lưu trữ", "date": "2024-06-21"}]
    place = server.archive()
    told: list[list[str]] = []
    for archive in (str(tmp_path / "a.db"), place):
        with Store(archive) as store:
            save(store, letter("citing", citation(type="Luật", title="Luật Lưu trữ năm 2024")))
        path = tmp_path / "register.jsonl"
        outs = []
        for newest in (lines, lines, [*lines[:1], *lines[2:]]):
            path.write_text("\n".join(map(json.dumps, newest)), "utf-8")
            outs.append(vnadmin("authority", "import", path, "--archive", archive).out)
        listed = vnadmin("authority", "list", "--json", "--archive", archive).out
        (register,) = json.loads(listed)
        outs.append(str({name: register[name] for name in ("name", "file", "sha256", "entries")}))
        assert register["added"].endswith("Z") and register["added"] <= register["changed"]
        outs.append(vnadmin("cite", "luat luu tru", "--json", "--archive", archive).out)
        outs.append(vnadmin("authority", "drop", "register", "--archive", archive).out)
        outs.append(vnadmin("cite", "luat luu tru", "--json", "--archive", archive).out)
        outs.append(vnadmin("authority", "drop", "no", "--archive", archive).err)
        told.append([out.replace(archive, "ARCHIVE") for out in outs])
    assert told[1] == told[0]
    assert json.loads(told[0][-4])["card"]["node"]["kind"] == "registered"
    server.give_back(place)


def crowd() -> list[Record]:
    """Return letters of few numbers, which cite one another and papers of few numbers."""
    chance = random.Random(8)
    numbers = ["31-CT/TU", "31", "81-CT/TU", *(f"{n}-CV/BTGTU" for n in range(1, 6))]
    dates = [None, "2024-03-14", "2024-03-15", "2024-07-08"]
    heads: list[dict[str, Any]] = [{}, NGHE_AN, {"number": "31-CT/TU", "doc_type": "Chỉ thị"}]
    return [
        letter(
            f"letter-{n}",
            *(citation(chance.choice(numbers), chance.choice(dates)) for _ in range(4)),
            **{"number": chance.choice(numbers[3:]), "date": chance.choice(dates[1:])}
            | chance.choice(heads),
        )
        for n in range(16)
    ]


_WRITER = """
import sys
from tests.helpers.dispatches import save
from tests.store.test_graph_on_both_databases import crowd
from vnadmin_nlp import graph
from vnadmin_nlp.store import Store

with Store(sys.argv[1]) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    items = crowd()
    for item in items[int(sys.argv[2])::2] + items[:4]:  # some are written by both
        save(store, item)
        graph.link(store)
"""


def test_two_that_link_at_the_same_time_are_as_one_after_the_other(
    server: postgres.Server, tmp_path: Path
) -> None:
    place = server.archive()
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, place, str(n)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(2)
    ]
    for writer in writers:
        assert writer.stdout and writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=300)
    assert [writer.returncode for writer in writers] == [0, 0]
    with Store(place) as there, Store(tmp_path / "a.db") as in_file:
        save(in_file, *crowd())
        graph.link(in_file)
        assert graph_of(there) == graph_of(in_file)
        assert len(graph_of(there)["edges"]) == 4 * 16
        assert graph.link(there) == 0
    server.give_back(place)
