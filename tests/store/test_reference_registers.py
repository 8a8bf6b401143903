"""Registers of known documents: read from files, kept, and what they do to citations."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.dispatches import DIRECTIVE, IN_A_FILE, citation, graph_of, letter, other, save
from tests.helpers.vnadmin_cli import vnadmin
from vnadmin_nlp import graph
from vnadmin_nlp.errors import NotFound, UnreadableInput
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.graph.reference_registers import drop_register, import_register, registers
from vnadmin_nlp.store.graph.register_files import MOST_BYTES, BadLine, RegisterRow, read_register

SHARED = Path(__file__).parents[3] / "shared/text/register_phapdien.jsonl.gz"

DECREE = {
    "type": "Nghị định", "number": "30/2020/NĐ-CP", "title": "Về công tác văn thư",
    "date": "2020-03-05", "issuer": "Chính phủ", "effective": "2020-03-05",
}  # fmt: skip
LAW = {
    "type": "Luật", "number": "33/2024/QH15", "title": "Lưu trữ", "date": "2024-06-21",
    "issuer": "Quốc hội", "effective": "2025-07-01",
}  # fmt: skip
YOUTH = {
    "type": "Luật", "number": "57/2020/QH14", "title": "Luật Thanh niên", "date": "2020-06-16",
    "issuer": "Quốc hội", "effective": "2021-01-01",
}  # fmt: skip
RULE = {
    "type": "Quy định", "number": "17-QĐ/TU", "title": "về công tác lưu trữ",
    "date": "2024-02-20", "issuer": "Ban Thường vụ Tỉnh ủy Lạng Sơn", "effective": None,
}  # fmt: skip


def written(folder: Path, *entries: dict[str, Any] | str, name: str = "known.jsonl") -> Path:
    """Return a register of these entries; texts are lines as they stand."""
    path = folder / name
    lines = (one if isinstance(one, str) else json.dumps(one) for one in entries)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def link_of(store: Store, name: str = "citing") -> graph.CitationView:
    """Return the only citation of a document."""
    card = graph.card_of(store, store.document(name).id)
    assert card is not None
    (link,) = card.cites
    return link


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ["number,type,title,date,issuer,effective",
             "30/2020/NĐ-CP,Nghị định,Về công tác văn thư,2020-03-05,Chính phủ,2020-03-05"],
            id="English heads",
        ),
        pytest.param(
            ["STT;Số, ký hiệu;Ngày ban hành;Loại văn bản;Trích yếu nội dung;Cơ quan ban hành;"
             "Ngày có hiệu lực",
             '1;30/2020/NĐ-CP;05/3/2020;Nghị định;"Về công tác văn thư";Chính phủ;05/03/2020'],
            id="Vietnamese heads, semicolons",
        ),
        pytest.param(
            ["SỐ KÝ HIỆU\tNGÀY THÁNG\tLOẠI\tTRÍCH YẾU\tTÁC GIẢ\tHIỆU LỰC",
             "30/2020/NĐ-CP\tngày 05 tháng 3 năm 2020\tNghị định\tVề công tác văn thư\tChính phủ\t"
             "5.3.2020"],
            id="tabs, written dates",
        ),
        pytest.param([json.dumps(DECREE)], id="JSON"),
        pytest.param([json.dumps({"Số hiệu": "30/2020/NĐ-CP", "Loại văn bản": "Nghị định",
                                  "Tên văn bản": "Về công tác văn thư", "Ngày ban hành":
                                  "05/03/2020", "Nơi ban hành": "Chính phủ",
                                  "Ngày hiệu lực": "05/03/2020"})], id="JSON, Vietnamese names"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_a_register_is_read_whatever_its_columns_are_called(
    tmp_path: Path, lines: list[str], packed: bool
) -> None:
    path = tmp_path / "register"
    data = ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    (entry,) = read_register(path)
    assert isinstance(entry, RegisterRow)
    told = {name: getattr(entry, name) for name in DECREE}
    assert {name: value and str(value) for name, value in told.items()} == DECREE


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        pytest.param("{", "no JSON object", id="half a line"),
        pytest.param("[" * 50_000, "no JSON object", id="deep"),
        pytest.param("[1]", "no JSON object", id="a list"),
        pytest.param("{}", "neither a number nor a title", id="empty"),
        pytest.param(json.dumps(DECREE | {"number": "71/2015"}), "no number with a sign",
                     id="no sign"),
        pytest.param(json.dumps(DECREE | {"number": ["1"]}), "no text", id="a list for a number"),
        pytest.param(json.dumps(DECREE | {"date": "2020-02-31"}), "no date", id="no such day"),
        pytest.param(json.dumps(DECREE | {"date": "2002-03-05"}), "contradicts", id="other year"),
        pytest.param(json.dumps(DECREE | {"title": "x" * 5000}), "letters", id="endless title"),
        pytest.param("x" * (MOST_BYTES + 9), "longer than", id="endless line"),
    ],
)  # fmt: skip
def test_a_bad_line_is_told_and_the_next_is_read(tmp_path: Path, line: str, cause: str) -> None:
    first, bad, last = read_register(written(tmp_path, DECREE, line, LAW))
    assert isinstance(bad, BadLine) and cause in bad.cause and bad.line == 2
    assert isinstance(first, RegisterRow) and isinstance(last, RegisterRow) and last.line == 3


def test_an_open_quote_swallows_its_own_row_alone(tmp_path: Path) -> None:
    rows = ["number,title", '30/2020/NĐ-CP,"never closed', "31/2020/NĐ-CP,Về ví dụ"]
    bad, good = read_register(written(tmp_path, *rows))
    assert isinstance(bad, BadLine) and isinstance(good, RegisterRow)


@IN_A_FILE
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"a,b\n1,2\n", id="other columns"),
        pytest.param(gzip.compress(json.dumps(DECREE).encode() * 500)[:-9], id="cut off"),
        pytest.param(b"\x1f\x8bnonsense", id="no gzip"),
        pytest.param(b"{}\n{}\n", id="no entry"),
    ],
)
def test_what_is_no_register_changes_nothing(tmp_path: Path, store: Store, data: bytes) -> None:
    import_register(store, written(tmp_path, DECREE))
    path = tmp_path / "bad"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput):
        import_register(store, path, name="known")
    assert [one.entries for one in registers(store)] == [1]


# --- the archive ------------------------------------------------------------------------------


def test_importing_again_changes_nothing_and_a_newer_file_takes_the_place(
    tmp_path: Path, store: Store
) -> None:
    path = written(tmp_path, DECREE, LAW)
    assert import_register(store, path)[1:] == (2, 0, 0, False)
    before = registers(store)
    assert import_register(store, path).known and registers(store) == before
    graph.link(store)
    newer = written(tmp_path, LAW, RULE)
    assert import_register(store, newer)[1:] == (1, 1, 0, False)
    assert graph.cite(store, "17-QĐ/TU").card
    with pytest.raises(NotFound):
        graph.cite(store, "30/2020/NĐ-CP")


def test_a_register_that_is_dropped_leaves_no_trace(tmp_path: Path, store: Store) -> None:
    save(store, letter("citing", citation("30/2020/NĐ-CP", "2020-03-05")))
    graph.link(store)
    before = graph_of(store)
    import_register(store, written(tmp_path, DECREE, LAW))
    graph.link(store)
    assert graph_of(store) != before
    drop_register(store, "known")
    graph.link(store)
    assert graph_of(store) == before
    with pytest.raises(NotFound):
        drop_register(store, "known")


def test_what_is_registered_is_shown_as_the_register_tells_it(tmp_path: Path, store: Store) -> None:
    import_register(store, written(tmp_path, DECREE), name="codification")
    card = graph.cite(store, "nghị định 30/2020").card
    assert card is not None
    node = card.node
    assert (node.kind, node.number, node.type) == ("registered", "30/2020/NĐ-CP", "Nghị định")
    assert (node.subject, node.issuer) == ("Về công tác văn thư", "Chính phủ")
    assert (node.date, node.effective) == ("2020-03-05", "2020-03-05")
    assert node.registers == ("codification",)


@IN_A_FILE
@pytest.mark.parametrize("first", ["register", "documents"])
@pytest.mark.parametrize(
    ("cited", "status", "note"),
    [
        pytest.param(citation("30/2020/NĐ-CP"), "resolved", None, id="number alone"),
        pytest.param(citation("30/2020", type="Nghị định"), "resolved", None, id="without a sign"),
        pytest.param(citation("30/2020/ND-CP", "2020-03-05", issuer="CP"), "resolved", None,
                     id="all of it"),
        pytest.param(citation("30/2020/NĐ-CP", "2020-05-03"), "repaired",
                     "date 2020-05-03 read as 2020-03-05", id="day for month"),
        pytest.param(citation("30/2020/NĐ-CP", "2020-11-28"), "unmatched",
                     "dated 2020-11-28, but known with the date 2020-03-05", id="another date"),
        pytest.param(citation("17-QĐ/TU", type="Quy định", issuer="Tỉnh ủy"), "resolved", None,
                     id="Party, no date"),
        pytest.param(citation("17-QĐ/TU", "2024-02-29", issuer="Tỉnh ủy"), "repaired",
                     None, id="Party, a digit of the day"),
        pytest.param(citation("17-QĐ/TU", "2024-05-11", issuer="Tỉnh ủy"), "unmatched",
                     "dated 2024-05-11, but known with the date 2024-02-20", id="another day"),
        pytest.param(citation("17-QĐ/TU", type="Quyết định", issuer="Tỉnh ủy"), "unmatched", None,
                     id="another type"),
        pytest.param(citation(type="Luật", title="Luật Lưu trữ năm 2024"), "resolved", None,
                     id="a name and its year"),
        pytest.param(citation(type="Luật", title="Luật Thanh niên"), "resolved", None,
                     id="a name"),
        pytest.param(citation(type="Luật", title="Luật Lưu trữ"), "unmatched", None,
                     id="a name, before it was in force"),
        pytest.param(citation(type="Luật", title="Luật Lưu trữ", date="2024-06-21"), "resolved",
                     None, id="a name and its date"),
        pytest.param(citation(type="Luật", title="Luật Lưu trữ năm 2011"), "unmatched", None,
                     id="another year"),
    ],
)  # fmt: skip
def test_a_register_completes_and_checks_citations(
    tmp_path: Path, store: Store, cited: Any, status: str, note: str | None, first: str
) -> None:
    path = written(tmp_path, DECREE, LAW, RULE, YOUTH)
    if first == "register":
        import_register(store, path)
        graph.link(store)
    save(store, letter("citing", cited))
    graph.link(store)
    import_register(store, path)
    link = link_of(store)
    assert link.status == status
    assert note is None or link.note == note
    assert link.node and link.node.kind == ("cited" if status == "unmatched" else "registered")


@pytest.mark.parametrize("asked", ["luật lưu trữ", "luat luu tru 2024", "33/2024/QH15"])
def test_a_registered_law_is_found_by_name_and_number(
    tmp_path: Path, store: Store, asked: str
) -> None:
    import_register(store, written(tmp_path, LAW))
    card = graph.cite(store, asked).card
    assert card and card.node.number == "33/2024/QH15"


def test_what_is_held_wins_over_the_register_and_takes_its_date(
    tmp_path: Path, store: Store
) -> None:
    save(store, other(DIRECTIVE, "rule", number="17-QĐ/TU", doc_type="Quy định", date=None))
    save(store, letter("citing", citation("17-QĐ/TU", "2024-02-20", issuer="Tỉnh ủy")))
    import_register(store, written(tmp_path, RULE))
    link = link_of(store)
    assert link.node and link.node.kind == "held" and link.node.date == "2024-02-20"
    assert link.node.registers == ("known",) and link.status == "resolved"


def test_registers_that_contradict_one_another_leave_the_date_open(
    tmp_path: Path, store: Store
) -> None:
    import_register(store, written(tmp_path, DECREE), name="one")
    import_register(store, written(tmp_path, DECREE | {"date": "2020-03-15"}), name="two")
    card = graph.cite(store, "30/2020/NĐ-CP").card
    assert card and card.node.date is None and card.node.registers == ("one", "two")


# --- the command ------------------------------------------------------------------------------


def test_the_command_tells_bad_lines_and_ends_with_1(tmp_path: Path) -> None:
    archive = tmp_path / "a.db"
    path = written(tmp_path, DECREE, "{", LAW)
    ended = vnadmin("authority", "import", path, "--archive", archive)
    assert ended.code == 1 and "line 2: no JSON object; skipped" in ended.err
    assert "known: 2 documents, 2 new, 0 gone, 1 bad lines" in ended.err and ended.out == ""
    again = vnadmin("authority", "import", path, "--archive", archive)
    assert again.code == 0 and "nothing to do" in again.err
    listed = vnadmin("authority", "list", "--archive", archive, "--json")
    assert [one["name"] for one in json.loads(listed.out)] == ["known"]
    assert "registered, not held" in vnadmin("cite", "30/2020", "--archive", archive).out
    assert vnadmin("authority", "drop", "known", "--archive", archive).code == 0
    assert vnadmin("cite", "30/2020", "--archive", archive).code == 6
    assert vnadmin("authority", "drop", "known", "--archive", archive).code == 6


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    ended = vnadmin("authority", "import", tmp_path / name, "--archive", tmp_path / "a.db")
    assert ended.code == 4 and "the register can't be read" in ended.err


def test_the_national_codification_is_a_register(tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("the shared register is not here")
    with Store(tmp_path / "a.db") as store:
        done = import_register(store, SHARED)
        assert done.bad / done.register.entries < 0.003
        graph.link(store)
        assert store.counts()["works"] > 0.998 * done.register.entries
