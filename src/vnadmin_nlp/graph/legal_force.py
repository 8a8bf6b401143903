"""Is a document still in force? What the archive knows of its amendment, replacement and repeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.graph.citation_view import CitationView, links
from vnadmin_nlp.graph.effective_dates import Effect
from vnadmin_nlp.graph.find_work import the_one
from vnadmin_nlp.graph.force_changes import Change, changes_of, own_effect, said_of
from vnadmin_nlp.graph.neighbours import dates_and_keys, edge_rows, newest
from vnadmin_nlp.graph.node_view import Node
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.graph.graph_sql import ids_of
from vnadmin_nlp.vocab.relation_names import all_relations, rank

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Replacements of replacements that are followed.
_MOST_SUCCESSORS = 20
#: Citations of one day of which the strongest is told.
_MOST_OF_A_DAY = 50

UNKNOWN = "unknown"


class Successor(NamedTuple):
    """A document that took the place of another, and what became of it."""

    node: Node
    state: str
    since: str | None


class LegalStatus(NamedTuple):
    """Whether a document is in force, as far as the archive knows.

    Attributes:
        node: the document.
        on: the day for which it is told, ISO.
        state: ``replaced``, ``repealed``, ``expired``, ``suspended``, ``suspended in part``,
            ``amended``, ``amended in part``, ``not yet in force``; ``in force`` where it or
            a register says so and nothing in the archive says otherwise, ``unknown`` where nothing
            says anything.
        since: the day from which that holds, ISO; None when unknown.
        effect: what the document says of its own force, or a register; that names no page.
        changes: what was done to it until then, in the order of time.
        to_come: what is to be done to it later.
        doubts: what is said of it and doesn't count as a fact, with the reason.
        successors: what replaced it, what replaced that, and so on.
        relied_on: the last citation that rests on it.
        more: citations that say something of its force, and are left out for their number.
    """

    node: Node
    on: str
    state: str
    since: str | None
    effect: Effect
    changes: tuple[Change, ...]
    to_come: tuple[Change, ...]
    doubts: tuple[Change, ...]
    successors: tuple[Successor, ...]
    relied_on: CitationView | None
    more: int


def status(
    store: Store,
    number: str,
    *,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
    on: dt.date | None = None,
) -> LegalStatus:
    """Tell whether a document is in force, as far as the archive knows.

    Args:
        store: the archive.
        number: however carelessly written; the issuer may follow after a comma.
        issuer: words of the issuing body, accents don't matter.
        year: of the document.
        type: name or code of its type.
        on: the day for which it is told; today where none is given.

    Raises:
        NotFound: no such document is held or cited.
        UsageError: several are.
    """
    work, node = the_one(store, number, issuer=issuer, year=year, type=type)
    day = (on or dt.date.today()).isoformat()
    with store.reading() as db:
        return _standing(db, work, node, day)


def _standing(db: Database, work: int, node: Node, day: str) -> LegalStatus:
    told, more = changes_of(db, work)
    facts = [change for change in told if not change.why_not]
    changes = [change for change in facts if not change.since or change.since <= day]
    effect = _effect(db, work, node)
    state, since = state_of(changes, effect, day)
    return LegalStatus(
        node=node,
        on=day,
        state=state,
        since=since,
        effect=effect,
        changes=tuple(changes),
        to_come=tuple(change for change in facts if change not in changes),
        doubts=tuple(change for change in told if change.why_not),
        successors=_successors(db, work, changes, day),
        relied_on=_relied_on(db, work, day),
        more=more,
    )


def _effect(db: Database, work: int, node: Node) -> Effect:
    """Return what a document says of its own force, or when a register says it took effect."""
    effect = own_effect(db, work, node.date or "")
    return effect if effect.since else effect._replace(since=node.effective or "")


def state_of(changes: Sequence[Change], effect: Effect, day: str) -> tuple[str, str | None]:
    """Return the state that follows from changes in the order of time, and since when.

    What ends a document ends it once and for all: the first such change counts. Suspension counts
    until then, amendment last.
    """
    kinds = all_relations()
    whole = [change for change in changes if not change.in_part]
    for change in whole:
        if kinds[change.relation].force == "ends":
            return kinds[change.relation].passive, change.since
    if effect.until and effect.until < day:
        return "expired", effect.until
    if effect.since and effect.since > day:
        return "not yet in force", effect.since
    for change in changes:
        if kinds[change.relation].force == "pauses":
            return "suspended in part" if change.in_part else "suspended", change.since
    touched = [change for change in changes if kinds[change.relation].force != "notes"]
    if not touched:
        return ("in force", effect.since) if effect.since else (UNKNOWN, None)
    amended = any(kinds[change.relation].force == "changes" for change in touched)
    # A repeal of some places leaves the others as they are.
    last = max((change.since for change in touched if change.since), default=None)
    return "amended" if amended else "amended in part", last


def _successors(
    db: Database, work: int, changes: Sequence[Change], day: str
) -> tuple[Successor, ...]:
    """Follow replacements to what holds in the end."""
    found: list[Successor] = []
    seen = {work}
    while len(found) < _MOST_SUCCESSORS:
        ends = (c for c in changes if c.relation == "replaces" and not c.in_part)
        by = next((change.link.node for change in ends), None)
        if by is None:
            break
        (after,) = ids_of(db, [by.key]).values()
        if after in seen:  # two documents that replace each other: somebody is wrong
            break
        seen.add(after)
        told, _ = changes_of(db, after)
        changes = [c for c in told if not c.why_not and (not c.since or c.since <= day)]
        found.append(Successor(by, *state_of(changes, _effect(db, after, by), day)))
    return tuple(found)


def ended(db: Database, works: Iterable[int]) -> dict[int, str]:
    """Return how works have lost their force, those that have (``replaced``, ``repealed`` …)."""
    kinds = all_relations()
    ends = [
        said
        for said in said_of(db, works)
        if kinds[said.relation].force == "ends" and not said.in_part and not said.why_not
    ]
    ends.sort(key=lambda said: (said.signed or "9999", rank(said.relation)), reverse=True)
    return {said.work: kinds[said.relation].passive for said in ends}


def _relied_on(db: Database, work: int, day: str) -> CitationView | None:
    """Return the last citation that rests on a document."""
    kinds = all_relations().values()
    rests = [kind.name for kind in kinds if kind.rests and not kind.force]
    # The newest by each relation are among the newest of all, so far as their days differ.
    found = [
        step
        for kind in rests
        for step in newest(db, work, [kind], most=_MOST_OF_A_DAY, until=day)
        if step.dated and not step.told
    ]
    if not found:
        return None
    last = max(step.dated for step in found)
    known = dates_and_keys(db, (step.other for step in found if step.other and step.dated == last))
    latest = [step for step in found if step.other in known and step.dated == last]
    step = min(latest, key=lambda step: (rank(step.relation), known[step.other or 0][1]))
    (link,) = links(db, [edge_rows(db, [step])[step.citation, step.told]], "citing")
    return link
