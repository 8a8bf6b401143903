"""Which citation means which document: a pure function of all that is said about one number.

The outcome depends on the set of documents, entries of registers and claims only, never on their
order: documents come first, then registers, then claims from the most to the least specific, and
claims that say equally much never look at one another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from vnadmin_nlp.identity.document_key import Identity, types_differ
from vnadmin_nlp.identity.match import CitedIdentity, MatchScore, Work, fit
from vnadmin_nlp.identity.misread import is_misread
from vnadmin_nlp.identity.organ_identity import Likeness, compare

#: A number without year and date means the latest such paper of this many days before: one year
#: and a half for yearly series, one term (a congress to the next) for Party series.
YEARLY_WINDOW = dt.timedelta(days=548)
TERM_WINDOW = dt.timedelta(days=5 * 365 + 2)
#: Congresses meet in the years 2020, 2025, …, or early in the next ones.
_TERM_YEARS = 5
#: Candidates that are kept of an ambiguous citation.
MOST_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the archive: ``token`` names its scan, whatever happens to the archive."""

    id: int
    token: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """A document of a register."""

    id: int
    identity: Identity


@dataclass(frozen=True, slots=True)
class Resolution:
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
    """The works of a bucket, those of documents and entries by id, and each claim's outcome."""

    works: dict[str, Work] = field(default_factory=dict)
    documents: dict[int, str] = field(default_factory=dict)
    entries: dict[int, str] = field(default_factory=dict)
    claims: dict[CitedIdentity, Resolution] = field(default_factory=dict)


Slips = Callable[[Identity], Iterable[Work]]


def no_slips(identity: Identity) -> Iterable[Work]:
    """Return no work: no number is taken for a misread one."""
    return ()


def resolve(
    held: Iterable[Held],
    claims: Iterable[CitedIdentity],
    others: Iterable[Work] = (),
    entries: Iterable[RegisteredDocument] = (),
    slips: Slips = no_slips,
) -> Settlement:
    """Settle one bucket.

    Args:
        held: the documents of the archive with this number.
        claims: what citations say of documents with this number.
        others: works of other numbers that these claims can mean, because they leave the sign out
            (``Quy định 17``) or give a name; they are settled already and not part of the result.
        entries: the documents of registers with this number.
        slips: returns the works that a claim can mean whose number was misread.
    """
    settlement = Settlement()
    for document in sorted(held, key=lambda held: (held.identity, held.token)):
        work = _work_of(document)
        settlement.works.setdefault(work.key, work)
        settlement.documents[document.id] = work.key
    _enter(settlement, list(entries))
    known = sorted(settlement.works.values(), key=lambda work: work.key)
    certain = set(settlement.works)
    away = _by_type(others)
    ordered = sorted(set(claims), key=lambda claim: (-specificity(claim), claim))
    for _, tier in groupby(ordered, key=specificity):
        found = {claim: _outcome(claim, [*known, *away(claim)], slips) for claim in tier}
        new: dict[str, Work] = {}
        for claim, outcome in found.items():
            if outcome.status == "unmatched" and outcome.work is None:
                work = _cited(claim)
                if work.key in certain:
                    # The number says it is that document, the date that it is not.
                    work = replace(work, key=f"{work.key}~{claim.identity.date}")
                if work.key not in settlement.works:
                    new.setdefault(work.key, work)
                found[claim] = Resolution("unmatched", work.key, note=outcome.note)
        known += [new[key] for key in sorted(new)]
        settlement.works |= new
        settlement.claims |= found
    _part_undated(settlement)
    return settlement


def join(
    claims: Iterable[CitedIdentity],
    known: Mapping[str, tuple[Work, int]],
    others: Iterable[Work] = (),
    slips: Slips = no_slips,
) -> dict[CitedIdentity, Resolution] | None:
    """Resolve claims that are new to a settled bucket, where they change nothing else in it.

    The outcome is that of :func:`resolve`, without looking at what is settled already.

    Args:
        claims: without a term; no other claim of the bucket has one.
        known: the works of the bucket, by key, each with the :func:`specificity` of the claims
            that it was made of; more than any for those that are held or registered.
        others: as in :func:`resolve`.
        slips: as in :func:`resolve`.

    Returns:
        None where a claim adds a work, or parts those that met in one.
    """
    away = _by_type(others)
    found: dict[CitedIdentity, Resolution] = {}
    for claim in claims:
        weight = specificity(claim)
        seen = [work for work, made_of in known.values() if made_of > weight]
        outcome = _outcome(claim, [*seen, *away(claim)], slips)
        if outcome.status == "unmatched" and outcome.work is None:
            new = _cited(claim)
            old, made_of = known.get(new.key, (new, -1))
            # Of claims that are equally specific the first one lends the work its date.
            if made_of != weight or new.identity < old.identity:
                return None
            outcome = replace(outcome, work=new.key)
        work, _ = known.get(outcome.work or "", (None, 0))
        if work and claim.identity.date and work.kind != "cited" and not work.identity.date:
            return None
        found[claim] = outcome
    return found


def _by_type(works: Iterable[Work]) -> Callable[[CitedIdentity], list[Work]]:
    """Return a look-up of works that are not of another type than a claim, ordered by key.

    There are many that begin with the number of a short form, and a claim can mean few of them.
    """
    found: dict[str, list[Work]] = {}
    for work in works:
        found.setdefault(work.identity.type, []).append(work)

    def of_type(claim: CitedIdentity) -> list[Work]:
        kinds = [kind for kind in found if not types_differ(claim.identity.type, kind)]
        return sorted((w for kind in kinds for w in found[kind]), key=lambda work: work.key)

    return of_type


def _enter(settlement: Settlement, entries: Sequence[RegisteredDocument]) -> None:
    """Give each entry of a register its node: that of a held document, or one of its own."""
    held = list(settlement.works.values())
    said: dict[str, list[RegisteredDocument]] = {}
    for entry in entries:
        fits = [
            work for work in held if fit(CitedIdentity(entry.identity), work) >= MatchScore.LIKELY
        ]
        home = fits[0].key if len(fits) == 1 else entry.identity.key
        said.setdefault(home, []).append(entry)
    for work in held:
        if not work.identity.date and len(_dates(said.get(work.key, ()))) > 1:
            # One document can't be two of a register.
            for entry in said.pop(work.key):
                said.setdefault(entry.identity.key, []).append(entry)
    for home, group in said.items():
        settlement.entries |= {entry.id: home for entry in group}
        known = settlement.works.get(home)
        settlement.works[home] = _completed(known, group) if known else _registered(home, group)


def _completed(work: Work, group: Sequence[RegisteredDocument]) -> Work:
    dates = _dates(group)
    if work.identity.date or len(dates) != 1:
        return work
    (date,) = dates
    year = work.identity.year or int(date[:4])
    return replace(work, identity=replace(work.identity, date=date, year=year))


def _registered(key: str, group: Sequence[RegisteredDocument]) -> Work:
    first, dates = min(entry.identity for entry in group), _dates(group)
    # Registers that contradict one another leave the date open.
    return Work(key, "registered", replace(first, date=min(dates) if len(dates) == 1 else ""))


def _dates(group: Iterable[RegisteredDocument]) -> set[str]:
    return {entry.identity.date for entry in group if entry.identity.date}


def _work_of(document: Held) -> Work:
    """Return the node of a held document: scans of one document share it when its date is known."""
    identity = document.identity
    certain = identity.date or identity.is_yearly or identity.bucket.startswith("#")
    key = identity.key if certain else f"{identity.key}#{document.token}"
    return Work(key, "held", identity)


def _cited(claim: CitedIdentity) -> Work:
    """Return a node for a document of which only claims are known."""
    identity = claim.identity
    dated = identity.date or identity.year or identity.term or identity.bucket.startswith("=")
    if dated or not claim.before:
        return Work(identity.key, "cited", identity)
    # Next year the number begins anew, or next term: undated claims of two are kept apart.
    year = int(claim.before[:4])
    since = year - 1 - (year - 1) % _TERM_YEARS if identity.is_party else year
    return Work(f"{identity.key}~{since}", "cited", identity)


def specificity(claim: CitedIdentity) -> int:
    """Weigh what a claim knows: the date first, then the year, the place and the type."""
    identity, body = claim.identity, claim.identity.body
    places = sum(map(bool, (body.province, body.district, body.commune)))
    return (
        64 * bool(identity.date and not claim.is_late)
        + 32 * bool(identity.year)
        + 16 * bool(identity.term)
        + 8 * body.is_placed
        + 2 * places
        + bool(identity.type)
    )


def _outcome(claim: CitedIdentity, known: Sequence[Work], slips: Slips) -> Resolution:
    fits = [(fit(claim, work), work) for work in known]
    by = {level: [work for f, work in fits if f is level] for level in MatchScore}
    if by[MatchScore.EXACT]:
        return _one_of(claim, by[MatchScore.EXACT])
    if claim.identity.date:
        likely = by[MatchScore.LIKELY] + by[MatchScore.NEAR]
    else:
        likely = _latest(claim, by[MatchScore.LIKELY])
    if len(likely) == 1 and not (by[MatchScore.NEAR] and _alike(claim, slips)):
        return _found(claim, likely[0], by[MatchScore.LIKELY])
    left = by[MatchScore.LIKELY] + by[MatchScore.NEAR] + by[MatchScore.POSSIBLE]
    if by[MatchScore.NEAR]:
        left += _alike(claim, slips)
    if not left:
        return _mended(claim, slips) or Resolution("unmatched", note=_contradiction(claim, known))
    note = None
    if claim.is_late:
        note = f"dated {claim.identity.date}, after the citing document ({claim.before})"
    return Resolution("ambiguous", candidates=_keys(left), note=note)


def _mended(claim: CitedIdentity, slips: Slips) -> Resolution | None:
    """Return the one document that agrees in all but a slip in the number, or None."""
    works = _alike(claim, slips)
    mine = claim.identity
    if len(works) != 1 or not is_misread(mine.bucket, works[0].identity.bucket, mine.date):
        return None
    read, known = (one.bucket.rpartition("/")[0] for one in (mine, works[0].identity))
    return Resolution("repaired", works[0].key, note=f"number {read} read as {known}")


def _alike(claim: CitedIdentity, slips: Slips) -> list[Work]:
    return list(slips(claim.identity)) if claim.identity.date and not claim.is_late else []


def _contradiction(claim: CitedIdentity, known: Sequence[Work]) -> str | None:
    """Say that known documents of the same year differ from an unmatched citation in the day."""
    mine = claim.identity
    if claim.is_late or not mine.date:
        return None
    undated = CitedIdentity(replace(mine, date=""))
    dates = sorted(
        work.identity.date
        for work in known
        if work.kind != "cited" and work.identity.date and fit(undated, work) is MatchScore.LIKELY
    )
    return f"dated {mine.date}, but known with the date {', '.join(dates)}" if dates else None


def _one_of(claim: CitedIdentity, works: list[Work]) -> Resolution:
    if len(works) > 1:
        body = claim.identity.body
        same = [w for w in works if compare(body, w.identity.body) is Likeness.SAME]
        works = same if len(same) == 1 else works
    if len(works) == 1:
        return _found(claim, works[0], works)
    return Resolution("ambiguous", candidates=_keys(works))


def _found(claim: CitedIdentity, work: Work, alike: Sequence[Work]) -> Resolution:
    status = "unmatched" if work.kind == "cited" else "resolved"
    mine, its = claim.identity, work.identity
    if mine.date and its.date and mine.date != its.date:
        return Resolution("repaired", work.key, note=f"date {mine.date} read as {its.date}")
    note = "the latest before the citing document" if len(alike) > 1 else None
    return Resolution(status, work.key, note=note)


def _latest(claim: CitedIdentity, works: list[Work]) -> list[Work]:
    """Return the latest work within the window before the citing document, if one is the latest."""
    identity = claim.identity
    if identity.is_yearly or identity.term or not claim.before:
        return works
    if identity.bucket.startswith("="):
        return _last(works) if not identity.year else works
    before = dt.date.fromisoformat(claim.before)
    window = TERM_WINDOW if claim.identity.is_party else YEARLY_WINDOW
    undated = [work for work in works if not _day(work)]
    dated = [
        work
        for work in works
        if _day(work) and before - dt.date.fromisoformat(_day(work)) <= window
    ]
    return _last(undated + dated)


def _last(works: list[Work]) -> list[Work]:
    """Return the work of the latest date; all of them where one has none."""
    if not works or not all(map(_day, works)):
        return works
    last = max(map(_day, works))
    return [work for work in works if _day(work) == last]


def _day(work: Work) -> str:
    """Return the date of a work, or the last day of the term that is all one knows of it."""
    return work.identity.date or work.identity.term.partition("/")[2]


def _part_undated(settlement: Settlement) -> None:
    """Leave claims open that met in one document but tell two: by their dates, or their terms.

    The dates of claims tell two documents only where that of the document is not known.
    """
    met: dict[tuple[str, str], set[str]] = {}
    told: dict[CitedIdentity, tuple[str, str]] = {}
    for claim, outcome in settlement.claims.items():
        work = settlement.works.get(outcome.work or "")
        date, term = claim.identity.date, claim.identity.term
        if work and date and work.kind != "cited" and not work.identity.date:
            told[claim] = (work.key, "date")
        elif work and term.startswith("khoa"):
            told[claim] = (work.key, "term")
        if claim in told:
            met.setdefault(told[claim], set()).add(date or term)
    for claim, place in told.items():
        if len(met[place]) > 1:
            settlement.claims[claim] = Resolution("ambiguous", candidates=(place[0],))


def _keys(works: Sequence[Work]) -> tuple[str, ...]:
    return tuple(sorted(work.key for work in works)[:MOST_CANDIDATES])
