"""How well what a citation says fits a document: nothing that both tell may contradict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from vnadmin_nlp.identity import party_term
from vnadmin_nlp.identity.document_key import Identity, types_differ
from vnadmin_nlp.identity.organ_identity import Body, Likeness, compare


@dataclass(frozen=True, slots=True, order=True)
class CitedIdentity:
    """What a citation says of the document it means.

    Attributes:
        identity: as far as it is given.
        before: date of the citing document, where it matters: no cited date is given; or it is
            later, which can't be; or of the same year, so that the true one may be later.
    """

    identity: Identity
    before: str = ""

    @property
    def is_late(self) -> bool:
        """Tell whether the date given is later than that of the citing document."""
        return bool(self.before) and self.identity.date > self.before


@dataclass(frozen=True, slots=True)
class Work:
    """A node: one document, held, registered or only cited.

    Attributes:
        key: see :mod:`vnadmin_nlp.identity.document_key`.
        kind: ``held``, ``registered`` or ``cited``.
        identity: what is known of it.
        since: first day in force, for acts that are cited by name, where a register tells.
    """

    key: str
    kind: str
    identity: Identity
    since: str = ""

    @property
    def is_disputed(self) -> bool:
        """Tell whether it is cited by a number that is known with another date."""
        return bool(self.identity.date) and self.key.endswith(f"~{self.identity.date}")


class MatchScore(IntEnum):
    """How a claim fits a work; higher is better."""

    NONE = 0
    POSSIBLE = 1
    NEAR = 2
    LIKELY = 3
    EXACT = 4


def fit(claim: CitedIdentity, work: Work) -> MatchScore:
    """Tell how a claim fits a work: number, type, body and date must not contradict.

    Args:
        claim: of the same bucket as the work.
        work: any work.
    """
    mine, its = claim.identity, work.identity
    same = likeness(mine.organ, its.organ)
    if same is Likeness.DIFFERENT or types_differ(mine.type, its.type):
        return MatchScore.NONE
    if work.is_disputed and mine.date != its.date:
        return MatchScore.NONE
    if mine.date and its.date:
        if mine.date == its.date:
            return MatchScore.POSSIBLE if claim.is_late else MatchScore.EXACT
        late = claim.is_late or (bool(claim.before) and its.date > claim.before)
        return MatchScore.NEAR if _is_slip(mine, work, same) and not late else MatchScore.NONE
    too_young = bool(claim.before) and max(its.date, _in_force(mine, work)) > claim.before
    other_year = bool(mine.year and its.year) and mine.year != its.year
    if same is Likeness.OTHER_NAME or too_young or other_year or _other_term(mine, its):
        return MatchScore.NONE
    certain = same is Likeness.SAME and not claim.is_late
    return MatchScore.LIKELY if certain else MatchScore.POSSIBLE


@lru_cache(1 << 16)
def likeness(one: str, other: str) -> Likeness:
    """Tell how like two bodies are, by their keys."""
    return compare(Body.from_key(one), Body.from_key(other))


def _in_force(mine: Identity, work: Work) -> str:
    """Return since when a work can be meant: of laws of one name, the one that is in force."""
    by_name_alone = mine.bucket.startswith("=") and not (mine.date or mine.year)
    return work.since if by_name_alone else ""


def _other_term(mine: Identity, its: Identity) -> bool:
    return (
        party_term.differ(mine.term, its.term)
        or not party_term.holds(mine.term, its.date, its.year)
        or not party_term.holds(its.term, mine.date, mine.year)
    )


def _is_slip(mine: Identity, work: Work, same: Likeness) -> bool:
    """Tell whether another date can only be a slip: number and body admit one paper a year.

    The dates must look alike too. Where they don't, the number may as well be the misread one, of
    another paper that was issued on the day cited.
    """
    its = work.identity
    if work.kind == "cited" or same is not Likeness.SAME:
        return False
    return (mine.is_yearly or mine.year == its.year) and _look_alike(mine.date, its.date)


def _look_alike(one: str, other: str) -> bool:
    """Tell whether one of two ISO dates is the other with a digit misread, or day for month."""
    digits = sum(a != b for a, b in zip(one, other, strict=True))
    return digits <= 1 or (one[5:7], one[8:]) == (other[8:], other[5:7])
