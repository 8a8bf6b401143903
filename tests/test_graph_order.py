"""The graph is a function of the set of documents, in whatever order they come."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from dispatches import citation, graph_of, record, save
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp import graph
from vnadmin_nlp.archive import Store
from vnadmin_nlp.record import Record

NUMBERS = ["31-CT/TU", "31 - ct/tu", "12/QĐ-UBND", "30/2020/NĐ-CP", "31", None]
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


def built(*steps: list[Record]) -> dict[str, Any]:
    """Return the graph of records that come in steps, settled after each."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "a.db")) as store:
        for step in steps:
            save(store, *step)
            graph.link(store)
        return dict(graph_of(store))


@settings(max_examples=25, deadline=None)
@given(documents, st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(records: list[Record], random: Any) -> None:
    shuffled = random.sample(records, len(records))
    at_once = built(records)
    assert built(*[[item] for item in shuffled]) == at_once
    assert built(shuffled, records[:1], records) == at_once


@settings(max_examples=25, deadline=None)
@given(documents, documents)
def test_a_document_that_changes_leaves_no_trace_of_what_it_was(
    before: list[Record], after: list[Record]
) -> None:
    names = {item.id for item in after}
    kept = [item for item in before if item.id not in names]
    assert built(before, after) == built(kept + after)
