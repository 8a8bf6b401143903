"""Fit the curves that make of a rule's confidence the share of such values that are right.

    python -m models.confidence.train [-j N] [--records FOLDER] [--out FILE]

Reads the gold sets at hand and draws further scans of the samples (minutes); with ``--records``
our records are kept there, and those that are there are taken (seconds). How well the curves keep
their word, on documents they have not seen, tells ``benchmarks/calibration.py``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.confidence.fit import fit
from models.confidence.read import Compared, compared, values
from vnadmin_nlp.extraction.evidence.calibrate import Curve

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    """Read, fit, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--records", type=Path, help="folder where our records are kept")
    parser.add_argument("--out", type=Path, default=FOLDER / "curves.json")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        documents = compared(args.records or Path(scratch), args.jobs)
    curves = fit(values(documents))
    args.out.write_text(as_json(curves, seen(documents)), "utf-8")
    print(f"{args.out}: {len(curves)} curves")


def seen(documents: Sequence[Compared]) -> dict[str, dict[str, int]]:
    """Return what the curves were fitted on: documents, values and wrong ones of each set."""
    counts: dict[str, Counter[str]] = {}
    for one in documents:
        claims = [claim for field in one.fields.values() for claim in field.claims]
        count = counts.setdefault(one.folder, Counter())
        wrong = sum(not claim.right for claim in claims)
        count.update(documents=1, values=len(claims), wrong=wrong)
    return {folder: dict(count) for folder, count in counts.items()}


def as_json(curves: dict[str, Curve], fitted_on: dict[str, dict[str, int]]) -> str:
    """Return the table, a line a curve, so that a change of it can be read."""

    def block(rows: dict[str, Any]) -> str:
        return ",\n".join(f"  {json.dumps(key)}: {json.dumps(row)}" for key, row in rows.items())

    lines = {field: curve._asdict() for field, curve in curves.items()}
    return f'{{"fitted_on": {{\n{block(fitted_on)}\n}},\n"curves": {{\n{block(lines)}\n}}}}\n'


if __name__ == "__main__":
    main()
