"""The whole graph, read in pieces: it may be larger than the memory."""

from __future__ import annotations

from collections.abc import Iterator

from vnadmin_nlp.graph.node_view import Node, nodes
from vnadmin_nlp.graph.subgraph import Edge, edges
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.graph.graph_sql import chunks, marks

#: Works whose nodes or edges are in memory at a time.
_CHUNK = 500


class WholeGraph:
    """All nodes and edges of an archive, in an order that depends on nothing but the documents.

    Args:
        db: the archive; it must stay open while it is read. What others write meanwhile is told or
            not.
    """

    centre = ""

    def __init__(self, db: Database) -> None:
        self._db = db

    @property
    def nodes(self) -> Iterator[Node]:
        """Yield the nodes in the order of their keys."""
        for chunk in self._works():
            found = nodes(self._db, chunk)
            yield from (found[work] for work in chunk if work in found)

    @property
    def edges(self) -> Iterator[Edge]:
        """Yield the edges, those of one citing document after the other."""
        for chunk in self._works():
            rows = self._db.execute(
                f"""SELECT e.*, m.page, m.text, m.sentence FROM edges e
                    LEFT JOIN mentions m ON m.citation_id = e.citation_id AND m.ordinal = 0
                    WHERE e.citing IN ({marks(chunk)})""",
                list(chunk),
            ).fetchall()
            # Edges are sorted by their source first, and chunks come in the order of the keys.
            yield from edges(rows, chunk | self._keys({row["cited"] for row in rows}))

    def _works(self) -> Iterator[dict[int, str]]:
        """Yield the keys of works by their ids; no cursor stays open, so that others can write."""
        last = ""
        while rows := self._db.execute(
            "SELECT id, key FROM works WHERE key > ? ORDER BY key LIMIT ?", (last, _CHUNK)
        ).fetchall():
            yield {row["id"]: row["key"] for row in rows}
            last = rows[-1]["key"]

    def _keys(self, works: set[int | None]) -> dict[int, str]:
        ids = sorted(work for work in works if work is not None)
        found: dict[int, str] = {}
        for chunk in chunks(ids):
            where = f"id IN ({marks(chunk)})"
            rows = self._db.execute(f"SELECT id, key FROM works WHERE {where}", chunk)
            found.update((row["id"], row["key"]) for row in rows)
        return found
