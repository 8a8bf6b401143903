"""Do confidences keep their word? Reliability, calibration error and what may pass unreviewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

#: Bins of equal width in which confidence is held against the share that is right.
BINS = 10
#: The share of wrong values that may be among those that pass without review.
TOLERATED = 0.01


class ScoredValue(NamedTuple):
    """A value that was given: how sure, whether it is right, and whether a review is asked for."""

    confidence: float
    right: bool
    flagged: bool = False


class Bin(NamedTuple):
    """The claims of one range of confidence."""

    claims: int
    confidence: float
    right: int

    @property
    def gap(self) -> float:
        """Return how far the share that is right is from the mean confidence."""
        return abs(self.right / self.claims - self.confidence)


@dataclass
class Reliability:
    """The claims of one field.

    Attributes:
        values: values that the gold record or ours has; one that we miss needs a person too.
        claims: those that we gave, with their confidence.
        documents: how many have such values.
        whole: one claim for each in which we gave some: as sure as the least sure of them, right
            where all are and none is missed.
    """

    values: int = 0
    claims: list[ScoredValue] = field(default_factory=list)
    documents: int = 0
    whole: list[ScoredValue] = field(default_factory=list)

    def add(self, values: int, claims: Iterable[ScoredValue]) -> None:
        """Count the values of one document."""
        given = list(claims)
        self.values += values
        self.claims += given
        self.documents += values > 0
        if given:
            right = len(given) == values and all(claim.right for claim in given)
            flagged = any(claim.flagged for claim in given)
            self.whole.append(ScoredValue(min(claim.confidence for claim in given), right, flagged))

    def bins(self) -> dict[int, Bin]:
        """Return the bins that have claims, by their turn: 9 is from 0.9 to 1.0."""

        def turn(claim: ScoredValue) -> int:
            # 0.7 * 10 is a hair over 7, 0.29 * 100 a hair under 29: round before cutting off.
            return min(BINS - 1, int(round(claim.confidence * BINS, 9)))

        groups = groupby(sorted(self.claims, key=turn), key=turn)
        return {number: _bin(list(claims)) for number, claims in groups}

    def calibration_error(self) -> float:
        """Return the expected calibration error (ECE): the mean gap of the bins, by their claims.

        >>> Reliability(2, [ScoredValue(0.95, True), ScoredValue(0.95, False)]).calibration_error()
        0.45
        """
        gaps = sum(group.gap * group.claims for group in self.bins().values())
        return round(gaps / max(1, len(self.claims)), 12)

    def straight_through(self, tolerated: float = TOLERATED) -> tuple[float, float | None]:
        """Return the largest share of the values that can pass without review, the surest first.

        Args:
            tolerated: the share of those that may be wrong.

        Returns:
            The share, and the confidence from which on values pass; None where none can.

        >>> claims = [ScoredValue(0.9, True), ScoredValue(0.8, True), ScoredValue(0.7, False)]
        >>> Reliability(4, claims).straight_through()
        (0.5, 0.8)
        """
        best, threshold = _passing(self.claims, tolerated)
        return best / max(1, self.values), threshold

    def documents_through(self, tolerated: float = TOLERATED) -> int:
        """Return how many documents need no review of this field, the surest first.

        >>> letters = Reliability()
        >>> letters.add(2, [ScoredValue(0.9, True), ScoredValue(0.8, True)])
        >>> letters.add(1, [ScoredValue(0.7, False)])
        >>> letters.documents_through(), letters.documents
        (1, 2)
        """
        return _passing(self.whole, tolerated)[0]

    def figures(self) -> dict[str, Any]:
        """Return all that the table shows, and the bins."""
        whole = _bin(self.claims)
        passing, threshold = self.straight_through()
        unflagged = [claim for claim in self.claims if not claim.flagged]
        return {
            "values": self.values,
            "claims": whole.claims,
            "confidence": whole.confidence,
            "right": whole.right / max(1, whole.claims),
            "ece": self.calibration_error(),
            "straight_through": passing,
            "from_confidence": threshold,
            "documents": self.documents,
            "documents_through": self.documents_through(),
            "unflagged": len(unflagged) / max(1, self.values),
            "unflagged_wrong": sum(not claim.right for claim in unflagged) / max(1, len(unflagged)),
            "bins": [
                {"from": number / BINS, "to": (number + 1) / BINS} | group._asdict()
                for number, group in self.bins().items()
            ],
        }


def _passing(claims: Iterable[ScoredValue], tolerated: float) -> tuple[int, float | None]:
    """Return the most claims that can pass, and from which confidence on."""
    best, threshold = 0, None
    passed = wrong = 0
    surest = sorted(claims, key=lambda claim: -claim.confidence)
    for confidence, equals in groupby(surest, key=lambda claim: claim.confidence):
        for claim in equals:  # a threshold can't tell them apart
            passed += 1
            wrong += not claim.right
        if wrong <= tolerated * passed:
            best, threshold = passed, confidence
    return best, threshold


def _bin(claims: list[ScoredValue]) -> Bin:
    count = max(1, len(claims))
    confidence = sum(claim.confidence for claim in claims) / count
    return Bin(len(claims), confidence, sum(claim.right for claim in claims))


def table(fields: Mapping[str, Reliability]) -> str:
    """Return the figures of every field that has claims, one line each, then their bins."""
    told = {name: one for name, one in fields.items() if one.claims}
    if not told:
        return ""
    values = sum(one.values for one in told.values())
    everything = Reliability(values, [claim for one in told.values() for claim in one.claims])
    rows = {**told, "all": everything}
    return "\n".join([*_figure_lines(rows), "", *_bin_lines(rows)])


def _figure_lines(rows: Mapping[str, Reliability]) -> list[str]:
    heads = ("conf", "right", "ECE", "pass", "from", "unflag", "wrong", "docs")
    keys = ("confidence", "right", "ece", "straight_through", "from_confidence")
    lines = [f"{'confidence':24}{'given':>6}{'of':>6}" + "".join(f"{head:>8}" for head in heads)]
    for name, one in rows.items():
        row = one.figures()
        line = f"{name:24}{row['claims']:6}{row['values']:6}"
        for key in (*keys, "unflagged", "unflagged_wrong"):
            line += f"{'–':>8}" if row[key] is None else f"{row[key]:8.3f}"
        docs = f"{row['documents_through']}/{row['documents']}" if row["documents"] else "·"
        lines.append(f"{line}{docs:>8}")
    return lines


def _bin_lines(rows: Mapping[str, Reliability]) -> list[str]:
    numbers = sorted({number for one in rows.values() for number in one.bins()})
    heads = (f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}" for number in numbers)
    lines = [f"{'right of given':24}" + "".join(f"{head:>10}" for head in heads)]
    for name, one in rows.items():
        bins = one.bins()
        cells = (f"{bins[n].right}/{bins[n].claims}" if n in bins else "·" for n in numbers)
        lines.append(f"{name:24}" + "".join(f"{cell:>10}" for cell in cells))
    return lines
