"""What the archive says of changes in the force of documents, and what of it counts as a fact."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from vnadmin_nlp.graph.citation_view import CitationView, links
from vnadmin_nlp.graph.effective_dates import Effect, effect_of, since_in
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.graph.graph_sql import chunks, marks
from vnadmin_nlp.vocab.force_states import can_change, is_below
from vnadmin_nlp.vocab.relation_names import all_relations, rank

#: A citation that is less sure is no proof.
SURE = 0.7
#: Changes that are told of one document.
MOST_CHANGES = 100


class Change(NamedTuple):
    """What one document does to the force of another.

    Attributes:
        relation: how: ``replaces``, ``amends`` …
        in_part: only places in it are touched.
        since: the day from which it holds, ISO; None when unknown.
        since_by: how that is known: ``text`` (it says when it takes effect), ``register``, or
            ``date`` (its own, for want of better).
        link: the citation that says so, with the document that does it as node.
        why_not: why it doesn't count as a fact; empty where it does.
    """

    relation: str
    in_part: bool
    since: str | None
    since_by: str
    link: CitationView
    why_not: str = ""


class Said(NamedTuple):
    """What one citation says of the force of a work, before it is looked at closely.

    Attributes:
        work: id of the work that something is done to.
        doer: of the one that does it.
        citation: id of the citation.
        told: whether a third document tells of it.
        relation: how.
        in_part: only places in it are touched.
        signed: date of the doer, ISO; empty when unknown.
        why_not: why it doesn't count as a fact; empty where it does.
    """

    work: int
    doer: int
    citation: int
    told: bool
    relation: str
    in_part: bool
    signed: str
    why_not: str


def changes_of(db: Database, work: int) -> tuple[list[Change], int]:
    """Return what is said of the force of a work, facts and doubts, in the order of time.

    At most `MOST_CHANGES`, what ends it and what counts first; and how many are left out.
    """
    known = said_of(db, [work])
    first = sorted(known, key=_weight)[:MOST_CHANGES]
    rows = _rows(db, first)
    shown = links(db, [rows[said.citation, said.told] for said in first], "citing")
    changes = [_change(db, said, link) for said, link in zip(first, shown, strict=True)]
    return _in_time(_each_once(changes)), len(known) - len(first)


def said_of(db: Database, works: Iterable[int]) -> list[Said]:
    """Return all that is said of the force of works."""
    relations = [relation.name for relation in all_relations().values() if relation.force]
    found: list[tuple[Any, ...]] = []
    for chunk in chunks(works):
        found += db.execute(
            "SELECT cited, citing, citation_id, told, relation, pinpoints, status, confidence"
            f" FROM edges WHERE cited IN ({marks(chunk)}) AND status <> 'self'"
            f" AND relation IN ({marks(relations)})",
            (*chunk, *relations),
        )
        for done_to in _works(db, chunk).values():
            found += _ambiguous(db, done_to, relations)
    known = _works(db, {work for row in found for work in row[:2]})
    return [
        Said(row[0], row[1], row[2], bool(row[3]), row[4], row[5] != "[]", known[row[1]]["date"],
             _why_not(row[6], row[7], known[row[1]], known[row[0]]))
        for row in found
    ]  # fmt: skip


def _weight(said: Said) -> tuple[bool, bool, int, str, int]:
    """Return what decides which of too many are told: facts, and what ends a document, first."""
    ends = all_relations()[said.relation].force == "ends"
    return bool(said.why_not), not ends or said.in_part, rank(said.relation), said.signed, said.doer


def _why_not(status: str, confidence: float, doer: DatabaseRow, done_to: DatabaseRow) -> str:
    """Return why a citation is no proof of what it says of another document's force."""
    if status == "ambiguous":
        return "may mean another document"
    if confidence < SURE:
        return f"not surely read ({confidence:.2f})"
    if doer["date"] and done_to["date"] and doer["date"] < done_to["date"]:
        return "is the older one"
    if not can_change(doer["type"], done_to["type"]):
        return "only tells of it: a document of its type can't do it"
    levels = [row["organ"].partition("@")[2].partition(":")[0] for row in (doer, done_to)]
    return "comes from a lower body" if is_below(*levels) else ""


def _ambiguous(
    db: Database, done_to: DatabaseRow, relations: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Yield the edges that may lead to a work, as if they did."""
    serial = done_to["bucket"].partition("/")[0] + "/"
    claims = db.execute(
        "SELECT id, candidates FROM claims WHERE bucket IN (?, ?) AND status = 'ambiguous'",
        (done_to["bucket"], serial),
    ).fetchall()
    meant = [row["id"] for row in claims if done_to["key"] in json.loads(row["candidates"])]
    for chunk in chunks(meant):
        rows = db.execute(
            "SELECT d.work_id, c.id, 0, c.relation, c.pinpoints, 'ambiguous', c.confidence"
            " FROM citations c JOIN documents d ON d.id = c.document_id"
            f" WHERE c.claim_id IN ({marks(chunk)}) AND c.of IS NULL"
            f" AND c.negated = 0 AND c.relation IN ({marks(relations)})",
            (*chunk, *relations),
        )
        yield from ((done_to["id"], *row) for row in rows)


def _works(db: Database, works: Iterable[int]) -> dict[int, DatabaseRow]:
    found: dict[int, DatabaseRow] = {}
    for chunk in chunks(sorted(set(works))):
        rows = db.execute(f"SELECT * FROM works WHERE id IN ({marks(chunk)})", chunk)
        found.update((row["id"], row) for row in rows)
    return found


def _rows(db: Database, chosen: Iterable[Said]) -> dict[tuple[int, bool], DatabaseRow]:
    """Return the edges that say it, by citation and ``told``."""
    found: dict[tuple[int, bool], DatabaseRow] = {}
    for chunk in chunks(sorted({said.citation for said in chosen})):
        for row in db.execute(
            "SELECT e.*, d.number AS citing_number, d.name AS citing_name"
            " FROM edges e JOIN documents d ON d.id = e.document_id"
            f" WHERE e.citation_id IN ({marks(chunk)})",
            chunk,
        ):
            found[row["citation_id"], bool(row["told"])] = row
    return found


def _change(db: Database, said: Said, link: CitationView) -> Change:
    since = since_in(link.sentence)
    by = "text"
    if not since or since < said.signed:  # an older day is that of the other document
        since = own_effect(db, said.doer, said.signed).since
    if not since and link.node and link.node.effective:
        since, by = link.node.effective, "register"
    if not since:
        since, by = said.signed, "date"
    return Change(said.relation, said.in_part, since or None, by, link, said.why_not)


def _in_time(changes: Iterable[Change]) -> list[Change]:
    """Return changes in the order of time, those of no known day last."""
    return sorted(
        changes,
        key=lambda change: (
            change.since is None,
            change.since or "",
            rank(change.relation),
            change.link.node.key if change.link.node else "",
        ),
    )


def _each_once(changes: Iterable[Change]) -> list[Change]:
    """Return what each document does in one way once, as the document itself says it best."""
    best: dict[tuple[str, str], Change] = {}
    for change in sorted(changes, key=_directness):
        doer = change.link.node.key if change.link.node else ""
        best.setdefault((doer, change.relation), change)
    return list(best.values())


def _directness(change: Change) -> tuple[bool, bool, bool, int, str]:
    link = change.link
    return bool(change.why_not), link.told, change.in_part, link.page or 0, link.sentence


def own_effect(db: Database, work: int, signed: str) -> Effect:
    """Return what a held document says of its own force."""
    rows = db.execute(
        "SELECT p.page, p.text FROM passages p WHERE p.page > 0 AND p.document_id ="
        " (SELECT min(id) FROM documents WHERE work_id = ?) ORDER BY p.page",
        (work,),
    )
    return effect_of({row["page"]: row["text"] for row in rows}, signed)
