"""Single citations as they are shown: where they lead, how, and the sentence that says so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from vnadmin_nlp.graph.node_view import Node, nodes
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.graph.graph_sql import chunks, ids_of, marks
from vnadmin_nlp.text.unicode import strip_accents

#: A row of a query, or one that is made up like it.
EdgeRow = DatabaseRow | dict[str, Any]


class CitationView(NamedTuple):
    """One citation.

    Attributes:
        node: the document at the other end; None when the citation is ambiguous.
        document: id of the citing document in the archive.
        citing: its number, or its name in the archive.
        relation: how it cites (``implements``, ``basis`` …).
        status: ``resolved``, ``unmatched``, ``ambiguous``, ``repaired`` or ``self``.
        page: of the mention, in the citing file.
        text: the mention as printed.
        sentence: around it.
        box: of it, pixels; None where the input has no geometry.
        pinpoints: articles, clauses and points that are named.
        note: why it leads where it leads, where that needs a word.
        candidates: the documents it may mean, when ambiguous.
        mentions: how often it is mentioned.
        told: ``document`` is neither of the two, it tells of their relation.
        negated: the text says that the cited one does not apply.
        confidence: 0.0 to 1.0.
    """

    node: Node | None
    document: int
    citing: str
    relation: str
    status: str
    page: int | None
    text: str
    sentence: str
    box: tuple[int, ...] | None
    pinpoints: tuple[str, ...]
    note: str | None
    candidates: tuple[Node, ...]
    mentions: int
    told: bool
    negated: bool
    confidence: float


class BestMention(NamedTuple):
    """The mention of a citation that shows its relation best, and how many there are."""

    page: int | None = None
    text: str = ""
    sentence: str = ""
    box: tuple[int, ...] | None = None
    of: int = 0


def links(db: Database, rows: Sequence[EdgeRow], end: str) -> tuple[CitationView, ...]:
    """Return rows of the view ``edges``, joined with number and name of the document, as links.

    Args:
        db: the archive.
        rows: with ``citing_number`` and ``citing_name`` besides the columns of the view.
        end: the column of the node that is shown, ``citing`` or ``cited``.
    """
    meant = {key for row in rows for key in json.loads(row["candidates"])}
    ids = ids_of(db, meant)
    known = nodes(db, [*ids.values(), *(row[end] for row in rows if row[end])])
    shown = mentions(db, {row["citation_id"]: row["relation"] for row in rows})
    return tuple(_link(row, known.get(row[end]), shown, known, ids) for row in rows)


def _link(
    row: EdgeRow,
    node: Node | None,
    shown: Mapping[int, BestMention],
    known: Mapping[int, Node],
    ids: Mapping[str, int],
) -> CitationView:
    mention = shown.get(row["citation_id"], BestMention())
    return CitationView(
        node=node,
        document=row["document_id"],
        citing=row["citing_number"] or row["citing_name"],
        relation=row["relation"],
        status=row["status"],
        page=mention.page,
        text=mention.text,
        sentence=mention.sentence,
        box=mention.box,
        pinpoints=tuple(json.loads(row["pinpoints"])),
        note=row["note"],
        candidates=tuple(known[ids[key]] for key in json.loads(row["candidates"]) if key in ids),
        mentions=mention.of,
        told=bool(row["told"]),
        negated=bool(row["negated"]),
        confidence=row["confidence"],
    )


def mentions(db: Database, relations: Mapping[int, str]) -> dict[int, BestMention]:
    """Return a mention of each citation: the first whose sentence has words of the relation.

    Args:
        db: the archive.
        relations: of the citations, by their ids.
    """
    found: dict[int, list[DatabaseRow]] = {}
    for chunk in chunks(sorted(relations)):
        rows = db.execute(
            "SELECT * FROM mentions WHERE citation_id IN"
            f" ({marks(chunk)}) ORDER BY citation_id, ordinal",
            chunk,
        )
        for row in rows:
            found.setdefault(row["citation_id"], []).append(row)
    return {citation: _telling(rows, relations[citation]) for citation, rows in found.items()}


def _telling(rows: Sequence[DatabaseRow], relation: str) -> BestMention:
    best = rows[0]
    if len(rows) > 1 and (words := _words_of(relation)):
        folded = ((row, strip_accents(row["sentence"])) for row in rows)
        best = next((row for row, text in folded if any(w in text for w in words)), best)
    box = tuple(json.loads(best["box"])) if best["box"] else None
    return BestMention(best["page"], best["text"], best["sentence"], box, len(rows))


@cache
def _words_of(relation: str) -> tuple[str, ...]:
    from vnadmin_nlp.vocab.loader import rows  # only where a document is cited twice

    cues = (row for row in rows("relation_cues.csv") if row["relation"] == relation)
    return tuple(strip_accents(row["cue"]) for row in cues)
