"""The archive that the speed of the graph is measured on is one that settling would make."""

from __future__ import annotations

from pathlib import Path

from benchmarks.big_archive import make
from tests.helpers.dispatches import graph_of
from vnadmin_nlp import graph
from vnadmin_nlp.store import Store


def test_the_made_up_graph_is_as_settled(tmp_path: Path) -> None:
    make(tmp_path / "a.db", 3000)
    with Store(tmp_path / "a.db") as store:
        made = graph_of(store)
        held = list(map(tuple, store.db.execute("SELECT id, key, work_id FROM documents")))
        assert len(made["works"]) == 3000 and len(made["edges"]) > 10_000
        with store.transaction() as db:
            db.execute("INSERT INTO stale SELECT DISTINCT bucket FROM works")
        graph.link(store)
        assert graph_of(store) == made
        assert list(map(tuple, store.db.execute("SELECT id, key, work_id FROM documents"))) == held
