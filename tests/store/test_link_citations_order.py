"""The graph is a function of the set of documents, in whatever order they come."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.dispatches import citation, graph_of, record, save
from vnadmin_nlp import graph
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.graph.reference_registers import import_register

NUMBERS = ["31-CT/TU", "31 - ct/tu", "81-CT/TU", "12/QĐ-UBND", "30/2020/NĐ-CP", "31", None]
DATES = [None, "2020-03-05", "2020-03-06", "2023-06-02"]
ISSUERS = [None, "Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Lạng Sơn", "Tỉnh ủy Nghệ An", "UBND tỉnh"]
cited = st.builds(
    citation,
    st.sampled_from(NUMBERS),
    st.sampled_from(DATES),
    type=st.sampled_from([None, "Chỉ thị", "Quyết định", "Văn bản"]),
    issuer=st.sampled_from(ISSUERS),
    title=st.sampled_from([None, "Luật Lưu trữ", "Luật Lưu trữ năm 2011"]),
)
document = st.builds(
    dict,
    number=st.sampled_from(NUMBERS),
    date=st.sampled_from(DATES),
    doc_type=st.sampled_from([None, "Chỉ thị", "Quyết định"]),
    issuing_body=st.sampled_from([None, "TỈNH ỦY LẠNG SƠN", "TỈNH ỦY NGHỆ AN", "TỈNH ỦY"]),
    citations=st.lists(cited, max_size=4),
)
documents = st.lists(document, min_size=1, max_size=6).map(
    lambda items: [record(f"doc{n}", **item) for n, item in enumerate(items)]
)


entry = st.builds(
    dict,
    number=st.sampled_from(NUMBERS[:5]),
    date=st.sampled_from(DATES),
    type=st.sampled_from([None, "Chỉ thị", "Quyết định"]),
    issuer=st.sampled_from(ISSUERS),
    title=st.sampled_from([None, "về lưu trữ"]),
)
law = st.builds(
    lambda law, title: dict(zip(("number", "date"), law, strict=True), type="Luật", title=title),
    st.sampled_from(
        [("33/2024/QH15", "2024-06-21"), ("33/2024/QH15", None), ("01/2011/QH13", "2011-11-11")]
    ),
    st.sampled_from(["Lưu trữ", "Luật Lưu trữ", "Đất đai"]),
)
#: Drawn lines that contradict themselves are passed over; a register must hold one that is good.
good = {"number": "12/QĐ-UBND", "date": "2023-06-02", "issuer": "UBND tỉnh Lạng Sơn"}
registers = st.lists(st.one_of(entry, law), max_size=5).map(lambda lines: [*lines, good])


def built(*steps: list[Record] | list[dict[str, Any]]) -> dict[str, Any]:
    """Return the graph of records and registers that come in steps, settled after each."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "a.db")) as store:
        return grown(store, *steps)


def grown(store: Store, *steps: list[Record] | list[dict[str, Any]]) -> dict[str, Any]:
    """Return the graph of an archive to which records and registers come in steps."""
    for step in steps:
        if step and isinstance(step[0], dict):
            lines = [json.dumps(line) for line in step]
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "register.jsonl")
                path.write_text("\n".join(lines), "utf-8")
                import_register(store, path, name=str(sorted(lines)))
        else:
            save(store, *step)  # type: ignore[arg-type]
        graph.link(store)
    return dict(graph_of(store))


@settings(max_examples=25)
@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(records: list[Record], random: Any) -> None:
    shuffled = random.sample(records, len(records))
    at_once = built(records)
    assert built(*[[item] for item in shuffled]) == at_once
    assert built(shuffled, records[:1], records) == at_once


@settings(max_examples=25)
@given(documents, registers, registers, st.randoms(use_true_random=False))
def test_registers_and_documents_come_in_any_order_and_again(
    records: list[Record], one: list[Any], other: list[Any], random: Any
) -> None:
    steps = [records[:2], records[2:], one, other, one]
    at_once = built(records, one, other)
    assert built(*random.sample(steps, len(steps))) == at_once
    assert built(other[::-1], one[::-1], records[::-1]) == at_once


@settings(max_examples=25)
@given(documents, registers)
def test_nothing_that_is_younger_is_cited(records: list[Record], register: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "a.db")) as store:
        path = Path(folder, "register.jsonl")
        path.write_text("\n".join(map(json.dumps, register)), "utf-8")
        import_register(store, path)
        save(store, *records)
        graph.link(store)
        younger = store.db.execute(
            # By the date of the document that cites: copies of one number may bear two dates.
            "SELECT d.date, b.date, e.status FROM edges e JOIN documents d ON d.id = e.document_id"
            " JOIN works b ON b.id = e.cited"
            " WHERE d.date <> '' AND b.date > d.date AND e.status IN ('resolved', 'repaired')"
        ).fetchall()
        assert not [tuple(row) for row in younger]


@settings(max_examples=25)
@given(documents, documents)
def test_a_document_that_changes_leaves_no_trace_of_what_it_was(
    before: list[Record], after: list[Record]
) -> None:
    names = {item.id for item in after}
    kept = [item for item in before if item.id not in names]
    assert built(before, after) == built(kept + after)


def test_a_new_document_is_linked_by_indexes_alone(tmp_path: Path) -> None:
    tables = "works|claims|citations|documents|registered|aliases|files|mentions|organs"
    with Store(tmp_path / "a.db") as store:
        cited = [
            citation("31-CT/TU", "2024-03-14", type="Chỉ thị", issuer="Tỉnh ủy Lạng Sơn"),
            citation("31", type="Chỉ thị"),
            citation(type="Luật", title="Luật Lưu trữ"),
            citation("30/2020/NĐ-CP"),
        ]
        save(store, *(record(f"doc{n}", number=f"{n}-CV/TU", citations=cited) for n in range(9)))
        graph.link(store)
        statements: set[str] = set()
        store.db.set_trace_callback(statements.add)
        save(store, record("doc0", number="31-CT/TU", date="2024-03-14", citations=cited[1:]))
        graph.link(store)
        store.db.set_trace_callback(None)
        asked = [sql for sql in statements if sql.split()[0] in ("SELECT", "UPDATE", "DELETE")]
        asked += [sql for sql in statements if sql.startswith("INSERT") and "SELECT" in sql]
        assert len(asked) > 20
        for sql in asked:
            plan = [row["detail"] for row in store.db.execute(f"EXPLAIN QUERY PLAN {sql}")]
            scans = [step for step in plan if re.search(rf"^SCAN ({tables})\b", step)]
            assert not scans, (sql, plan)
