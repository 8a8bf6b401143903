"""What is asked of the citation graph, as it is printed: compared with files in ``golden/``.

The documents are those of `rulings`. After a wanted change run it with ``VNADMIN_WRITE_GOLDEN=1``,
and read the difference.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.rulings import save_rulings
from tests.helpers.vnadmin_cli import vnadmin
from vnadmin_nlp.store import Store

GOLDEN = Path(__file__).parents[1] / "golden"
ON = ["--on", "2025-06-30"]


#: For what is asked of the database; how an answer is printed does not depend on it.
ON_BOTH = pytest.mark.parametrize("archive", ["sqlite", "postgres"], indirect=True)


@pytest.fixture(scope="module")
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield an archive of the rulings: a file, or on a server."""
    is_there = getattr(request, "param", "sqlite") == "postgres"
    server = request.getfixturevalue("server") if is_there else None
    place = server.archive() if server else str(tmp_path_factory.mktemp("ask") / "archive.db")
    with Store(place) as store:
        save_rulings(store)
    yield place
    if server:
        server.give_back(place)


@pytest.fixture(autouse=True)
def _same_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@ON_BOTH
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("cite-tree", ["cite", "7/KH-UBND", "--depth", "3"]),
        ("cite-tree-bounded", ["cite", "10/2019/qd-ubnd", "--depth", "2", "--limit", "2"]),
        ("cite-one-side", ["cite", "10/2019/QĐ-UBND", "--cited-by", "--relation", "thay the"]),
        ("cite-told", ["cite", "12/2018/QĐ-UBND"]),
        ("cite-candidates", ["cite", "31 ct tu"]),
        ("wanted", ["cite", "--unresolved"]),
        ("wanted-chosen", ["cite", "--unresolved", "--type", "qđ", "--issuer", "lang son"]),
        ("wanted-csv", ["cite", "--unresolved", "--csv", "--limit", "3"]),
        ("path", ["path", "112 SNV-VTLT", "luật lưu trữ"]),
        ("path-back", ["path", "10/2019/QĐ-UBND", "40/2025/QĐ-UBND"]),
        ("path-both-ways", ["path", "112/snv-vtlt", "22/2021/QĐ-UBND"]),
        ("path-told", ["path", "20/2020/QĐ-UBND", "12/2018/QĐ-UBND"]),
        ("status-replaced", ["status", "10/2019/QĐ-UBND", *ON]),
        ("status-amended", ["status", "10/2019/QĐ-UBND", "--on", "31/12/2021"]),
        ("status-in-part", ["status", "12/2018/QĐ-UBND", *ON]),
        ("status-suspended", ["status", "14/2018/QĐ-UBND", *ON]),
        ("status-doubts", ["status", "40/2025/QĐ-UBND", *ON]),
        ("status-ambiguous", ["status", "31-CT/TU, nghe an", *ON]),
        ("status-unknown", ["status", "01/2013/nd-cp", *ON]),
        ("status-not-yet", ["status", "22/2021/QĐ-UBND", "--on", "2021-05-15"]),
        ("impact", ["impact", "10/2019/QĐ-UBND"]),
        ("impact-cycle", ["impact", "50/KH-UBND"]),
        ("impact-nothing", ["impact", "14/2018/QĐ-UBND"]),
        ("impact-csv", ["impact", "luat luu tru", "--csv", "--depth", "1"]),
        ("explain", ["explain", "telling"]),
    ],
)
def test_answers_look_as_they_should(name: str, arguments: list[str], archive: str) -> None:
    ended = vnadmin(*arguments, "--archive", archive)
    assert ended.code == 0, ended.err
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("VNADMIN_WRITE_GOLDEN"):
        golden.write_text(ended.out, "utf-8")
    assert ended.out == golden.read_text("utf-8")


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["cite", "10/2019/QĐ-UBND", "--depth", "3"],
        ["cite", "--unresolved"],
        ["path", "112/SNV-VTLT", "22/2021/QĐ-UBND"],
        ["status", "10/2019/QĐ-UBND"],
        ["impact", "10/2019/QĐ-UBND"],
        ["explain", "rules"],
    ],
    ids=" ".join,
)
def test_no_line_is_longer_than_the_terminal(
    arguments: list[str], columns: str, archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = vnadmin(*arguments, "--archive", archive).out
    assert out
    assert [line for line in out.splitlines() if len(line) > int(columns)] == []


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["status", "99/QĐ-UBND"], 6, "neither held nor cited", id="not known"),
        pytest.param(["path", "7/KH-UBND", "31-CT/TU, lạng sơn"], 6, "nothing con", id="apart"),
        pytest.param(
            ["path", "7/KH-UBND", "luật lưu trữ", "--relation", "repeals"],
            6, "without --relation", id="apart by these relations",
        ),
        pytest.param(["cite", "--unresolved", "--year", "1999"], 6, "nothing", id="none wanted"),
        pytest.param(["status", "31-CT/TU"], 2, "NUMBER, ISSUER", id="ambiguous status"),
        pytest.param(["impact", "31-CT/TU"], 2, "NGHỆ AN", id="ambiguous impact"),
        pytest.param(["cite", "31-CT/TU", "--dot"], 2, "NGHỆ AN", id="ambiguous graph"),
        pytest.param(["cite", "7/KH-UBND", "--relation", "r"], 2, "one of replaces", id="relation"),
        pytest.param(["cite", "7/KH-UBND", "--json", "--csv"], 2, "one format", id="two formats"),
        pytest.param(["cite", "--unresolved", "--dot"], 2, "a list is no graph", id="wanted graph"),
        pytest.param(["cite", "7/KH-UBND", "--unresolved"], 2, "makes no sense", id="wanted one"),
        pytest.param(["cite"], 2, "no number", id="no number"),
        pytest.param(["explain", "99/QĐ-UBND"], 6, "no document", id="not held"),
        pytest.param(
            ["cite", "7/KH-UBND", "--dot", "-o", "/no/such/folder/a.dot"], 5, "-o", id="no folder"
        ),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_line_and_a_code(
    arguments: list[str], code: int, told: str, archive: str
) -> None:
    ended = vnadmin(*arguments, "--archive", archive)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1), ended.err
    assert told in ended.err


def test_a_graph_goes_to_a_file_whose_name_tells_the_format(archive: str, tmp_path: Path) -> None:
    path = tmp_path / "part.dot"
    ended = vnadmin("cite", "7/KH-UBND", "-o", path, "--archive", archive)
    assert (ended.code, ended.out) == (0, "")
    assert path.read_text("utf-8").startswith("digraph")


@pytest.mark.parametrize(
    ("form", "begins"),
    [("--json", '{"nodes": ['), ("--csv", "source,target,relation"), ("--dot", "digraph ")],
)
def test_surroundings_are_a_graph_for_other_programs(form: str, begins: str, archive: str) -> None:
    ended = vnadmin("cite", "12/2018/QĐ-UBND", "--depth", "2", form, "--archive", archive)
    assert ended.code == 0, ended.err
    assert ended.out.startswith(begins)
    assert "20/2020" in ended.out


def test_an_edge_that_another_document_tells_of_says_so(archive: str) -> None:
    out = vnadmin("cite", "20/2020/QĐ-UBND", "--csv", "--archive", archive).out
    (told,) = (row for row in csv.DictReader(io.StringIO(out)) if row["relation"] == "amends")
    assert told["source"].startswith("20/2020/")
    assert told["note"] == "told by 80/SNV-VTLT"


@ON_BOTH
def test_json_of_every_answer_can_be_read(archive: str) -> None:
    def read(*arguments: str) -> dict[str, object]:
        return json.loads(vnadmin(*arguments, "--json", "--archive", archive).out)

    assert read("status", "10/2019/QĐ-UBND", *ON)["state"] == "replaced"
    assert read("impact", "10/2019/QĐ-UBND")["documents"] == 3
    assert read("path", "112/SNV-VTLT", "luật lưu trữ")["directed"] is True
    assert {value["field"] for value in read("explain", "rules")["values"]} == {  # type: ignore[attr-defined, index]
        "number", "date", "subject",
    }  # fmt: skip
    assert len(read("cite", "7/KH-UBND", "--depth", "2")["nodes"]) == 7  # type: ignore[arg-type]


def test_csv_for_spreadsheets_holds_every_wanted_document(archive: str) -> None:
    out = vnadmin("cite", "--unresolved", "--csv", "--archive", archive).out
    rows = list(csv.DictReader(io.StringIO(out)))
    lines = vnadmin("cite", "--unresolved", "--json", "--archive", archive).out.splitlines()
    # What a spreadsheet would take for a formula is quoted.
    assert [row["key"].lstrip("'") for row in rows] == [
        json.loads(line)["node"]["key"] for line in lines
    ]
    assert rows[0]["title"] == "Luật Lưu trữ"


def test_a_key_from_an_answer_is_an_answer(archive: str) -> None:
    answer = vnadmin("cite", "31 ct tu", "--json", "--archive", archive).out
    for node in json.loads(answer)["candidates"]:
        found = vnadmin("status", node["key"], "--json", "--archive", archive)
        assert json.loads(found.out)["node"]["key"] == node["key"]
