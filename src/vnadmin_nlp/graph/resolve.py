"""Which citation means which document: a pure function of all that is said about one number.

The outcome depends on the set of documents and claims only, never on their order: documents come
first, then claims from the most to the least specific, and claims that say equally much never
look at one another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import groupby

from vnadmin_nlp.graph.keys import Identity
from vnadmin_nlp.graph.organs import Likeness, compare

#: A number without year and date means the latest such paper of this many days before: one year
#: and a half for yearly series, one term (a congress to the next) for Party series.
YEARLY_WINDOW = dt.timedelta(days=548)
TERM_WINDOW = dt.timedelta(days=5 * 365 + 2)
#: Candidates that are kept of an ambiguous citation.
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the archive: ``token`` names its scan, whatever happens to the archive."""

    id: int
    token: str
    identity: Identity


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """What a citation says of the document it means.

    Attributes:
        identity: as far as it is given.
        before: date of the citing document, where it matters: no cited date is given, or the
            date given is later, which can't be.
    """

    identity: Identity
    before: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A node: one document, held or only cited."""

    key: str
    kind: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a claim leads.

    ``status`` is ``resolved``, ``unmatched`` (a work that is only cited), ``ambiguous`` (no work,
    but candidates) or ``repaired`` (a slip in the claim, told by ``note``).
    """

    status: str
    work: str | None = None
    candidates: tuple[str, ...] = ()
    note: str | None = None


@dataclass(slots=True)
class Settlement:
    """The works of a bucket, the work of each held document by id, and each claim's outcome."""

    works: dict[str, Work] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)
    claims: dict[Claim, Outcome] = field(default_factory=dict)


class Fit(IntEnum):
    """How a claim fits a work; higher is better."""

    NONE = 0
    POSSIBLE = 1
    NEAR = 2
    LIKELY = 3
    EXACT = 4


def resolve(
    held: Iterable[Held], claims: Iterable[Claim], others: Iterable[Work] = ()
) -> Settlement:
    """Settle one bucket.

    Args:
        held: the documents of the archive with this number.
        claims: what citations say of documents with this number.
        others: works that a number without a sign (``Quy định 17``) can mean; they are settled
            already and not part of the result.
    """
    settlement = Settlement()
    for document in sorted(held, key=lambda held: (held.identity, held.token)):
        work = _work_of(document)
        settlement.works.setdefault(work.key, work)
        settlement.documents[document.id] = work.key
    known = sorted((*settlement.works.values(), *others), key=lambda work: work.key)
    ordered = sorted(set(claims), key=lambda claim: (-_specificity(claim), claim))
    for _, tier in groupby(ordered, key=_specificity):
        found = {claim: _outcome(claim, known) for claim in tier}
        new: dict[str, Work] = {}
        for claim, outcome in found.items():
            if outcome.status == "unmatched" and outcome.work is None:
                work = _cited(claim)
                if work.key not in settlement.works:
                    new.setdefault(work.key, work)
                found[claim] = Outcome("unmatched", work.key, note=outcome.note)
        known += [new[key] for key in sorted(new)]
        settlement.works |= new
        settlement.claims |= found
    _part_undated(settlement)
    return settlement


def _work_of(document: Held) -> Work:
    """Return the node of a held document: scans of one document share it when its date is known."""
    identity = document.identity
    certain = identity.date or identity.is_yearly or identity.bucket.startswith("#")
    key = identity.key if certain else f"{identity.key}#{document.token}"
    return Work(key, "held", identity)


def _cited(claim: Claim) -> Work:
    """Return a node for a document of which only claims are known."""
    identity = claim.identity
    runs_on = identity.is_party or identity.bucket.startswith("=")
    if claim.before and not (identity.date or identity.year or runs_on):
        # Next year the number begins anew: undated claims of two years are kept apart.
        return Work(f"{identity.key}~{claim.before[:4]}", "cited", identity)
    return Work(identity.key, "cited", identity)


def _specificity(claim: Claim) -> int:
    """Weigh what a claim knows: the date first, then the year, the place and the type."""
    identity, body = claim.identity, claim.identity.body
    places = sum(map(bool, (body.province, body.district, body.commune)))
    return (
        64 * bool(identity.date and not claim.before)
        + 32 * bool(identity.year)
        + 8 * body.is_placed
        + 2 * places
        + bool(identity.type)
    )


def fit(claim: Claim, work: Work) -> Fit:
    """Tell how a claim fits a work: number, type, body and date must not contradict.

    Args:
        claim: of the same bucket as the work.
        work: any work.
    """
    mine, its = claim.identity, work.identity
    likeness = compare(mine.body, its.body)
    if likeness is Likeness.DIFFERENT or _differ(mine.type, its.type):
        return Fit.NONE
    if mine.date and its.date:
        if mine.date == its.date:
            return Fit.POSSIBLE if claim.before else Fit.EXACT
        return Fit.NEAR if _is_slip(mine, work, likeness) and not claim.before else Fit.NONE
    too_young = bool(claim.before) and its.date > claim.before
    other_year = bool(mine.year and its.year) and mine.year != its.year
    if likeness is Likeness.OTHER_NAME or too_young or other_year:
        return Fit.NONE
    certain = likeness is Likeness.SAME and not (mine.date and claim.before)
    return Fit.LIKELY if certain else Fit.POSSIBLE


def _is_slip(mine: Identity, work: Work, likeness: Likeness) -> bool:
    """Tell whether another date can only be a slip: number and body admit one paper a year."""
    same_year = mine.is_yearly or mine.year == work.identity.year
    return work.kind != "cited" and likeness is Likeness.SAME and same_year


def _differ(one: str, other: str) -> bool:
    # "chuong trinh hanh dong" is a "chuong trinh"; "quyet dinh" is no "quy dinh".
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return short != long and not long.startswith(short + " ")


def _outcome(claim: Claim, known: Sequence[Work]) -> Outcome:
    fits = [(fit(claim, work), work) for work in known]
    by = {level: [work for f, work in fits if f is level] for level in Fit}
    if by[Fit.EXACT]:
        return _one_of(claim, by[Fit.EXACT])
    if claim.identity.date:
        likely = by[Fit.LIKELY] + by[Fit.NEAR]
    else:
        likely = _latest(claim, by[Fit.LIKELY])
    if len(likely) == 1:
        return _found(claim, likely[0], by[Fit.LIKELY])
    left = by[Fit.LIKELY] + by[Fit.NEAR] + by[Fit.POSSIBLE]
    if not left:
        return Outcome("unmatched")
    note = None
    if claim.identity.date and claim.before:
        note = f"dated {claim.identity.date}, after the citing document ({claim.before})"
    return Outcome("ambiguous", candidates=_keys(left), note=note)


def _one_of(claim: Claim, works: list[Work]) -> Outcome:
    if len(works) > 1:
        body = claim.identity.body
        same = [w for w in works if compare(body, w.identity.body) is Likeness.SAME]
        works = same if len(same) == 1 else works
    if len(works) == 1:
        return _found(claim, works[0], works)
    return Outcome("ambiguous", candidates=_keys(works))


def _found(claim: Claim, work: Work, alike: Sequence[Work]) -> Outcome:
    status = "unmatched" if work.kind == "cited" else "resolved"
    mine, its = claim.identity, work.identity
    if mine.date and its.date and mine.date != its.date:
        return Outcome("repaired", work.key, note=f"date {mine.date} read as {its.date}")
    note = "the latest before the citing document" if len(alike) > 1 else None
    return Outcome(status, work.key, note=note)


def _latest(claim: Claim, works: list[Work]) -> list[Work]:
    """Return the latest work within the window before the citing document, if one is the latest."""
    if claim.identity.is_yearly or claim.identity.bucket.startswith("=") or not claim.before:
        return works
    before = dt.date.fromisoformat(claim.before)
    window = TERM_WINDOW if claim.identity.is_party else YEARLY_WINDOW
    undated = [work for work in works if not work.identity.date]
    dated = [
        work
        for work in works
        if work.identity.date and before - dt.date.fromisoformat(work.identity.date) <= window
    ]
    if undated or not dated:
        return undated + dated
    last = max(work.identity.date for work in dated)
    return [work for work in dated if work.identity.date == last]


def _part_undated(settlement: Settlement) -> None:
    """Leave claims of several dates open when they met in one held document without a date."""
    met: dict[str, set[str]] = {}
    for claim, outcome in settlement.claims.items():
        work = settlement.works.get(outcome.work or "")
        if work and work.kind == "held" and not work.identity.date and claim.identity.date:
            met.setdefault(work.key, set()).add(claim.identity.date)
    for claim, outcome in settlement.claims.items():
        if outcome.work and len(met.get(outcome.work, ())) > 1:
            settlement.claims[claim] = Outcome("ambiguous", candidates=(outcome.work,))


def _keys(works: Sequence[Work]) -> tuple[str, ...]:
    return tuple(sorted(work.key for work in works)[:MOST_CANDIDATES])
