"""What the archive says of changes in the force of documents, and what of it counts as a fact."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from vnadmin_nlp.graph.effect import Effect, effect_of, since_in
from vnadmin_nlp.graph.links import Link, chunks, links
from vnadmin_nlp.lexicon.force import can_change, is_below
from vnadmin_nlp.lexicon.relations import all_relations, rank

#: A citation that is less sure is no proof.
SURE = 0.7


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
    link: Link
    why_not: str = ""


def changes_of(db: sqlite3.Connection, works: Iterable[int]) -> dict[int, list[Change]]:
    """Return what is said of the force of works, facts and doubts, in the order of time."""
    relations = [relation.name for relation in all_relations().values() if relation.force]
    found: dict[int, list[Change]] = {}
    for chunk in chunks(works):
        said = db.execute(
            "SELECT e.*, d.number AS citing_number, d.name AS citing_name"
            " FROM edges e JOIN documents d ON d.id = e.document_id"
            f" WHERE e.cited IN ({', '.join('?' * len(chunk))}) AND e.status <> 'self'"
            f" AND e.relation IN ({', '.join('?' * len(relations))})",
            (*chunk, *relations),
        )
        rows = [*map(dict, said), *_ambiguous(db, chunk, relations)]
        shown = links(db, rows, "citing")
        known = _rows_of(db, {row[end] for row in rows for end in ("cited", "citing")})
        for row, link in zip(rows, shown, strict=True):
            doer, done_to = known[row["citing"]], known[row["cited"]]
            change = _change(db, link, doer, why_not(link, doer, done_to))
            found.setdefault(row["cited"], []).append(change)
    return {work: _in_time(_each_once(changes)) for work, changes in found.items()}


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


def why_not(link: Link, doer: sqlite3.Row, done_to: sqlite3.Row) -> str:
    """Return why a citation is no proof of what it says of another document's force."""
    if link.status == "ambiguous":
        return "may mean another document"
    if link.confidence < SURE:
        return f"not surely read ({link.confidence:.2f})"
    if doer["date"] and done_to["date"] and doer["date"] < done_to["date"]:
        return "is the older one"
    if not can_change(doer["type"], done_to["type"]):
        return f"only tells of it, being {link.node.type if link.node else 'no rule'}"
    levels = [row["organ"].partition("@")[2].partition(":")[0] for row in (doer, done_to)]
    return "comes from a lower body" if is_below(*levels) else ""


def _ambiguous(
    db: sqlite3.Connection, works: Sequence[int], relations: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the edges that may lead to works, as if they did."""
    found = []
    for work in _rows_of(db, works).values():
        serial = work["bucket"].partition("/")[0] + "/"
        rows = db.execute(
            "SELECT e.*, d.number AS citing_number, d.name AS citing_name"
            " FROM claims k JOIN citations c ON c.claim_id = k.id"
            " JOIN edges e ON e.citation_id = c.id JOIN documents d ON d.id = e.document_id"
            " WHERE k.bucket IN (?, ?) AND k.status = 'ambiguous' AND NOT e.told"
            f" AND e.relation IN ({', '.join('?' * len(relations))})",
            (work["bucket"], serial, *relations),
        )
        found += [
            {**dict(row), "cited": work["id"]}
            for row in rows
            if work["key"] in json.loads(row["candidates"])
        ]
    return found


def _rows_of(db: sqlite3.Connection, works: Iterable[int]) -> dict[int, sqlite3.Row]:
    found: dict[int, sqlite3.Row] = {}
    for chunk in chunks(sorted(set(works))):
        marks = ", ".join("?" * len(chunk))
        rows = db.execute(f"SELECT * FROM works WHERE id IN ({marks})", chunk)
        found.update((row["id"], row) for row in rows)
    return found


def _change(db: sqlite3.Connection, link: Link, doer: sqlite3.Row, doubt: str) -> Change:
    in_part = bool(link.pinpoints)
    said = since_in(link.sentence)
    if said and said >= doer["date"]:  # an older day is that of the other document
        return Change(link.relation, in_part, said, "text", link, doubt)
    effect = own_effect(db, doer["id"], doer["date"])
    by = "text" if effect.since else "date"
    return Change(link.relation, in_part, effect.since or doer["date"] or None, by, link, doubt)


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


def own_effect(db: sqlite3.Connection, work: int, signed: str) -> Effect:
    """Return what a held document says of its own force."""
    rows = db.execute(
        "SELECT p.page, p.text FROM passages p WHERE p.page > 0 AND p.document_id ="
        " (SELECT min(id) FROM documents WHERE work_id = ?) ORDER BY p.page",
        (work,),
    )
    return effect_of({row["page"]: row["text"] for row in rows}, signed)
