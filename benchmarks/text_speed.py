"""Measure how fast citations, deadlines and keys are read from text, beside eyecite.

    python -m benchmarks.text_speed [--pieces N] [--rounds N] [--eyecite PYTHON --opinion FILE]

The texts are those of ``../shared/text/gazette_texts.jsonl.gz``, cut into pieces of 4 kB; without
them it says so and ends. Each piece is read as ``vnadmin parse`` reads it. Time is CPU time of one
process; the best of several rounds counts for each piece, because others use the machine too. What
finders remember of the last texts is of no use from one round to the next.

eyecite finds citations of American law. ``--eyecite`` names an interpreter that has it (by default
this one), ``--opinion`` the text it is run on: ``tests/assets/opinion.txt`` of its repository.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vnadmin_nlp.extraction.citations.find_citations import find_citations
from vnadmin_nlp.extraction.deadlines.find_deadlines import find_deadlines
from vnadmin_nlp.parsing import parse
from vnadmin_nlp.text.unicode import nfc

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "text" / "gazette_texts.jsonl.gz"
PIECE = 4096  # bytes
LEAST, MOST_GROWTH = 2.0, 12.0  # MB/s on pieces; time for 100 kB in times of that for 10 kB
#: Prints bytes, citations and the best CPU seconds of a few rounds over the file that it is given.
EYECITE = """
import sys, time
from eyecite import get_citations
text = open(sys.argv[1], encoding="utf-8").read()
found, best = get_citations(text), float("inf")
for _ in range(int(sys.argv[2])):
    begun = time.process_time()
    get_citations(text)
    best = min(best, time.process_time() - begun)
print(len(text.encode()), len(found), best)
"""


def pieces(texts: Sequence[str], size: int = PIECE) -> list[str]:
    """Cut texts into pieces of ``size`` bytes; ends of texts that are shorter are left out."""
    cut = []
    for text in texts:
        coded = text.encode()
        for start in range(0, len(coded) - size + 1, size):
            cut.append(coded[start : start + size].decode(errors="ignore"))
    return cut


def seconds(read: Callable[[str], Any], texts: Sequence[str], rounds: int) -> float:
    """Return the CPU seconds of reading all texts, each in its best round."""
    best = [float("inf")] * len(texts)
    for turn in range(rounds):
        for at, text in enumerate(texts):
            fresh = text + " " * turn  # not the text that was read last
            begun = time.process_time()
            read(fresh)
            best[at] = min(best[at], time.process_time() - begun)
    return sum(best)


def growth(texts: Sequence[str], rounds: int) -> float:
    """Return how many times the CPU time of 10 kB a text of 100 kB costs."""
    whole = "\n".join(itertools.islice(texts, 400)).encode()
    tens = [whole[at : at + 10_000].decode(errors="ignore") for at in range(0, 100_000, 10_000)]
    hundred = whole[:100_000].decode(errors="ignore")
    # turn by turn, so that both have the same weather
    turns = [(seconds(parse, tens, 1), seconds(parse, [hundred], 1)) for _ in range(2 * rounds)]
    return 10 * min(long for _, long in turns) / min(short for short, _ in turns)


def eyecite(python: str, opinion: Path | None, rounds: int) -> str:
    """Return a line on eyecite's speed, or why there is none."""
    if opinion is None or not opinion.exists():
        return "eyecite: no opinion given (--opinion FILE), not measured"
    ran = subprocess.run(
        [python, "-c", EYECITE, str(opinion), str(rounds)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        return f"eyecite: not installed for {python} (--eyecite PYTHON), not measured"
    size, found, best = ran.stdout.split()
    rate = int(size) / float(best) / 1e6
    return f"eyecite           {rate:6.2f} MB/s  ({size} bytes, {found} citations)"


def main() -> int:
    """Print the table; return 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pieces", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--eyecite", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--opinion", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    if not TEXTS.exists():
        print(f"no texts at {TEXTS}: nothing measured")
        return 0
    with gzip.open(TEXTS, "rt", encoding="utf-8") as lines:
        texts = [nfc(json.loads(line)["text"]) for line in lines]
    every = pieces(texts)
    chosen = random.Random(4).sample(every, min(arguments.pieces, len(every)))
    size = sum(len(piece.encode()) for piece in chosen)
    citing = sum(1 for piece in chosen if find_citations(piece))
    print(f"{len(chosen)} pieces of 4 kB, {citing / len(chosen):.0%} of them hold citations")
    rates = {}
    for name, read in (
        ("citations", find_citations), ("deadlines", find_deadlines), ("all with keys", parse),
    ):  # fmt: skip
        rates[name] = size / seconds(read, chosen, arguments.rounds) / 1e6
        print(f"{name:17} {rates[name]:6.2f} MB/s")
    times = growth(texts, arguments.rounds)
    print(f"100 kB cost {times:.1f} times as much as 10 kB")
    print(eyecite(arguments.eyecite, arguments.opinion, arguments.rounds))
    return int(rates["all with keys"] < LEAST or times > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
