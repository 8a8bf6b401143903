"""Score the extractor on every gold set at hand and write ``benchmarks/accuracy.md``.

    python -m benchmarks.accuracy [-j N]

Each table is what ``vnadmin eval`` prints. Sets of real documents that are not at hand are left
out, which is said in their place. First stand the documents that no rule was written with.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from vnadmin_nlp.evaluation import evaluate, select

ROOT = Path(__file__).resolve().parents[1]
SETS = (
    ("../shared/seeds", "Four Party dispatches as text, with the slips of their recogniser"),
    ("../shared/gold/party", "The same four, typeset and scanned: office and fax"),
    ("../shared/gold/dev", "62 real scans of many offices and years"),
    ("samples/scans", "Our own samples"),
)
#: Of the real scans, those that came after the rules, the networks and the curves were made.
UNSEEN = frozenset((
    "r0005", "r0016", "r0018", "r0021", "r0032", "r0040", "r0046", "r0047", "r0048", "r0053",
    "r0059", "r0145", "r0155", "r0156", "r0170", "r0172", "r0197", "r0200", "r0206", "r0210",
    "r0216",
))  # fmt: skip
DEV = "../shared/gold/dev"
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
were fitted on the 41 scans of before; what they are worth on others tells
[calibration.md](calibration.md).
"""


def main() -> None:
    """Run every set and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-j", "--jobs", default="2")
    args = parser.parse_args()
    parts = [HEAD, unseen_first(args.jobs)]
    for folder, what in SETS:
        command = ["vnadmin", "eval", folder, "-j", args.jobs]
        parts.append(f"\n## {what}\n\n```\n$ {' '.join(command)}\n{table(command)}```\n")
    (ROOT / "benchmarks" / "accuracy.md").write_text("".join(parts), "utf-8")


def unseen_first(jobs: str) -> str:
    """Return the tables of the real scans that no rule was written with, and of the others."""
    folder = ROOT / DEV
    if not folder.is_dir():
        return "\n## Real scans that no rule was written with\n\n```\nnot at hand\n```\n"
    gold = select(
        {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}, None
    )
    with tempfile.TemporaryDirectory() as scratch:
        predictions = Path(scratch, "records.jsonl")
        table(["vnadmin", "eval", DEV, "-j", jobs, "--predictions", str(predictions)])
        lines = predictions.read_text("utf-8").splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}
    parts = []
    for unseen, what in ((True, "that no rule was written with"), (False, "of before")):
        chosen = {name: record for name, record in gold.items() if (name in UNSEEN) is unseen}
        told = evaluate(chosen, records).table()
        parts.append(f"\n## {len(chosen)} real scans {what}\n\n```\n{told}\n```\n")
    return "".join(parts)


def table(command: list[str]) -> str:
    """Return what an eval command prints, or why it could not run."""
    if not (ROOT / command[2]).is_dir():
        return "not at hand\n"
    program = [sys.executable, "-m", "vnadmin_nlp", *command[1:]]
    done = subprocess.run(program, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
