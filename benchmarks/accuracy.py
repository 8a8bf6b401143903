"""Score the extractor on every gold set at hand and write ``benchmarks/accuracy.md``.

    python -m benchmarks.accuracy [-j N]

Each table is what ``vnadmin eval`` prints. Sets of real documents that are not at hand are left
out, which is said in their place.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETS = (
    ("../shared/seeds", "Four Party dispatches as text, with the slips of their recogniser"),
    ("../shared/gold/party", "The same four, typeset and scanned: office and fax"),
    ("../shared/gold/dev", "41 real scans of many offices and years"),
    ("samples/scans", "Our own samples"),
)
HEAD = """# Accuracy

Written by `python -m benchmarks.accuracy`; each table by the command over it. F1 counts a value as
right only when it is the same but for case, tone-mark style, dashes and edge punctuation; *close*
also counts what is alike to 95 % (names 90 %). *sure* are the values given without a review flag,
*wrong* the share of those that are not right. A running number or a day written by hand that can't
be read plainly is given as null: recall of `number` and `date` is low where pens wrote them, and
their precision is what counts.

The second table holds confidence (*conf*, the mean) against the share that is *right*. *ECE* is the
expected calibration error over ten bins of equal width. *pass* is the largest share of the values,
missed ones included, that could go without review with 1 % of them wrong at most, and *from* the
confidence from which on they would; *unflag* is the share that goes without a review flag now,
*wrong* what is wrong of it. Items of a list count one by one; *docs* counts documents: in how many
of those that have it the whole field could go without review, 1 % of them wrong at most. The third
table gives the bins: right values of those given with that confidence. The curves of confidence
were fitted on these documents; what they are worth on others tells
[calibration.md](calibration.md).
"""


def main() -> None:
    """Run every set and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-j", "--jobs", default="2")
    args = parser.parse_args()
    parts = [HEAD]
    for folder, what in SETS:
        command = ["vnadmin", "eval", folder, "-j", args.jobs]
        parts.append(f"\n## {what}\n\n```\n$ {' '.join(command)}\n{table(command)}```\n")
    (ROOT / "benchmarks" / "accuracy.md").write_text("".join(parts), "utf-8")


def table(command: list[str]) -> str:
    """Return what an eval command prints, or why it could not run."""
    if not (ROOT / command[2]).is_dir():
        return "not at hand\n"
    program = [sys.executable, "-m", "vnadmin_nlp", *command[1:]]
    done = subprocess.run(program, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
