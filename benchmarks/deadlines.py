"""Measure the deadline rules on the field's examples: each surface with its kind, date and rule.

    python -m benchmarks.deadlines [--errors]

The examples are ``../shared/domain/deadline_examples.jsonl``; without them it says so and ends.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path

from vnadmin_nlp.extraction.deadlines.find_deadlines import find_deadlines

EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "domain" / "deadline_examples.jsonl"


@dataclass
class Figures:
    """Counts over all examples.

    Attributes:
        texts: number of texts, those without a deadline included.
        expected: deadlines in them.
        found: of these, the ones found with their exact surface.
        right: of these, the ones whose kind, date, time and rule are right too.
        recipients: expected deadlines whose recipient (or its absence) is right.
        surplus: deadlines found that are none.
        errors: one line for each difference.
    """

    texts: int = 0
    expected: int = 0
    found: int = 0
    right: int = 0
    recipients: int = 0
    surplus: int = 0
    errors: list[str] = field(default_factory=list)


def measure(path: Path = EXAMPLES) -> Figures:
    """Return the figures of the examples in ``path``."""
    figures = Figures()
    for line in path.read_text("utf-8").splitlines():
        example = json.loads(line)
        figures.texts += 1
        doc_date = dt.date.fromisoformat(example["doc_date"])
        found = {f.text: f for f in find_deadlines(example["text"], doc_date=doc_date)}
        for wanted in example["expected"]:
            figures.expected += 1
            got = found.pop(wanted["surface"], None)
            if got is None:
                figures.errors.append(f"missed {wanted['surface']!r} in {example['text']!r}")
                continue
            figures.found += 1
            values = (got.kind, got.date and got.date.isoformat(), got.time, got.rule)
            right = values == tuple(wanted[key] for key in ("kind", "date", "time", "rule"))
            figures.right += right
            figures.recipients += got.recipient == wanted["recipient"]
            if not right or got.recipient != wanted["recipient"]:
                figures.errors.append(f"wanted {wanted}, got {got}")
        figures.surplus += len(found)
        figures.errors += [f"surplus {surface!r} in {example['text']!r}" for surface in found]
    return figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="print every difference")
    arguments = parser.parse_args()
    if not EXAMPLES.exists():
        print(f"no examples at {EXAMPLES}: nothing measured")
        return
    figures = measure()
    print(f"{figures.texts} texts, {figures.expected} deadlines")
    for name in ("found", "right", "recipients"):
        count = getattr(figures, name)
        print(f"{name:12}{count:5}{count / figures.expected:8.3f}")
    print(f"{'surplus':12}{figures.surplus:5}")
    if arguments.errors:
        print("\n".join(figures.errors))


if __name__ == "__main__":
    main()
