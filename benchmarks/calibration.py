"""Does confidence keep its word on documents that its curves have not seen? Writes a page of it.

    python -m benchmarks.calibration [-j N] [--records FOLDER] [--set dev]

The curves of ``models/confidence`` are fitted anew for every document, on all others (copies of one
document are left out together), and held against what is right in it. ``--records`` keeps our
records and takes those that are there, as ``python -m models.confidence.train`` does.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from models.confidence.fit import held_out
from models.confidence.read import Compared, compared, values
from vnadmin_nlp.evaluation import Reliability, ScoredValue
from vnadmin_nlp.evaluation.reliability import BINS, table
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "benchmarks" / "calibration.md"
#: Thresholds of review that are compared.
THRESHOLDS = (0.80, 0.85, 0.88, 0.90, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98)
#: Those fields that send a document to the wrong place when they are wrong.
KEYS = ("number", "date")
DRAWS = 2000

HEAD = """# Calibration

Written by `python -m benchmarks.calibration`: the confidence of our values on the real scans of
`gold/dev`, as the rules give it and on the curves of `models/confidence`. **Every figure of the
curves is held out**: for each document they were fitted on all others (leave one out; copies of a
document go together); on what else tells [models/confidence](../models/confidence/README.md).

*ECE* is the expected calibration error over ten bins of equal width, before (*rule*), after
(*curve*), and as confidences are **given**: no surer than the chance that digits by pen are right,
than the zone of their line is, or than a sign of a slip allows. With so few values it isn't nought
for confidences that keep their word either: *chance* is the mean of what those given would have,
drawn 2,000 times, *to* what 19 of 20 of them stay under. *pass* is the share of the values, missed
ones included, that could go without review with 1 % of them wrong at most.

The threshold of review is the least hundredth from which on at most 2 % of the numbers and of the
dates that pass are wrong (second table, of the confidences given).
"""


class Both(NamedTuple):
    """The values of a field as the rules have them, on the curves, and as they are given."""

    rule: Reliability
    curve: Reliability
    given: Reliability


def main() -> None:
    """Fit, hold against what is right, write the page and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--records", type=Path, help="folder where our records are kept")
    parser.add_argument("--set", default="dev", help="whose values are told")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        documents = compared(args.records or Path(scratch), args.jobs)
    fields = both(documents, args.set)
    page = "\n".join([HEAD, *told(fields)])
    print(page)
    if args.set == "dev":
        PAGE.write_text(page + "\n", "utf-8")


def both(documents: Sequence[Compared], folder: str) -> dict[str, Both]:
    """Return the values of a set, before and after."""
    fields: dict[str, Both] = {}
    after = iter(held_out(values(documents)))
    for document in documents:
        for name, before in document.fields.items():
            fitted = [ScoredValue(next(after), claim.right) for claim in before.claims]
            held = [
                claim._replace(confidence=min(claim.confidence, most))
                for claim, most in zip(fitted, document.most[name], strict=True)
            ]
            if document.folder == folder:
                pair = fields.setdefault(name, Both(Reliability(), Reliability(), Reliability()))
                pair.rule.add(before.values, flagged(before.claims, 0.8))
                pair.curve.add(before.values, flagged(fitted, REVIEW_BELOW))
                pair.given.add(before.values, flagged(held, REVIEW_BELOW))
    return {name: pair for name, pair in fields.items() if pair.rule.claims}


def flagged(claims: Iterable[ScoredValue], below: float) -> list[ScoredValue]:
    """Return the same values, flagged where a review is asked for."""
    return [claim._replace(flagged=claim.confidence < below) for claim in claims]


def together(fields: Iterable[Reliability]) -> Reliability:
    """Return the values of some fields as those of one."""
    known = list(fields)
    claims = [claim for one in known for claim in one.claims]
    return Reliability(sum(one.values for one in known), claims)


def by_chance(claims: Sequence[ScoredValue]) -> tuple[float, float]:
    """Return the calibration error of confidences that keep their word: mean, 19 of 20 under it."""
    rng = np.random.default_rng(1)
    sure = np.array([claim.confidence for claim in claims])
    drawn = rng.random((DRAWS, len(sure))) < sure
    in_bin = np.eye(BINS)[np.minimum(BINS - 1, (sure * BINS + 1e-9).astype(int))]
    errors = abs((drawn - sure) @ in_bin).sum(axis=1) / len(sure)
    return float(np.mean(errors)), float(np.quantile(errors, 0.95))


def told(fields: dict[str, Both]) -> Iterator[str]:
    """Yield the lines of the page."""
    rows = fields | {
        "all": Both(
            together(pair.rule for pair in fields.values()),
            together(pair.curve for pair in fields.values()),
            together(pair.given for pair in fields.values()),
        )
    }
    yield (
        "| | values | right | ECE rule | curve | **given** | chance | to "
        "| pass rule | curve | **given** |"
    )
    yield "|---|" + "---:|" * 10
    for name, (rule, curve, given) in rows.items():
        mean, most = by_chance(given.claims)
        right = sum(claim.right for claim in rule.claims)
        yield (
            f"| {name} | {len(rule.claims)} | {right} | {rule.calibration_error():.3f} "
            f"| {curve.calibration_error():.3f} | **{given.calibration_error():.3f}** "
            f"| {mean:.3f} | {most:.3f} | {rule.straight_through()[0]:.3f} "
            f"| {curve.straight_through()[0]:.3f} | **{given.straight_through()[0]:.3f}** |"
        )
    yield from ("", "## Where to ask for a review", "", *thresholds(rows))
    yield from ("", "## Bins of what is given", "", "```")
    yield from (table({name: pair.given for name, pair in fields.items()}), "```")


def thresholds(rows: dict[str, Both]) -> Iterator[str]:
    """Yield how many values pass by each threshold, and how many of these are wrong."""
    shown = {name: rows[name].given for name in (*KEYS, "subject", "signer.name", "all")
             if name in rows}  # fmt: skip
    yield f"Values that pass, and how many of them are wrong; now {REVIEW_BELOW}:\n"
    yield "| below | " + " | ".join(shown) + " |"
    yield "|---|" + "---:|" * len(shown)
    for below in THRESHOLDS:
        cells = (passed(one.claims, below) for one in shown.values())
        yield f"| {below:.2f} | " + " | ".join(cells) + " |"
    before = (passed(rows[name].rule.claims, 0.8) for name in shown)
    yield "| rules, 0.80 | " + " | ".join(before) + " |"


def passed(claims: Sequence[ScoredValue], below: float) -> str:
    """Return how many values pass, and how many of them are wrong: ``30, 1 wrong``."""
    right = [claim.right for claim in claims if claim.confidence >= below]
    wrong = len(right) - sum(right)
    return f"{len(right)}, {wrong} wrong" if wrong else f"{len(right)}"


if __name__ == "__main__":
    main()
