"""What a change gained and lost: the values of today against those of the last accepted run.

    python -m benchmarks.gains [-j N] [--texts] [--strict] [--accept] [--records FOLDER]

``accepted.json`` tells for every document what was wrong: a field (``number``), an item of a list
by its turn in the gold record (``recipients[2]`` missed, ``citation.date[0]`` wrong) or a surplus
item (``recipients+1``). It holds no text; the values are printed with ``--texts`` alone. Sets that
are not at hand are left out, which is said in their place.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vnadmin_nlp.evaluation import CITATION_PARTS, Difference, evaluate, select

ROOT = Path(__file__).resolve().parents[1]
ACCEPTED = ROOT / "benchmarks" / "accepted.json"
SETS = ("../shared/seeds", "../shared/gold/party", "../shared/gold/dev", "samples/scans")

#: How ``accepted.json`` names what is wrong.
SLIP = re.compile(r"(?P<field>[a-z_.]+)(?:\[(?P<turn>\d+)\]|\+(?P<surplus>\d+))?")

Json = Mapping[str, Any]
#: What is wrong in each document.
Slips = dict[str, list[str]]


@dataclass
class Change:
    """What a set gained and lost: pairs of document and slip.

    Attributes:
        gained: right now, not before.
        lost: right before, not now.
        new: documents that the accepted run has not seen.
        gone: documents that it has seen, but this one has not.
    """

    gained: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def main() -> None:
    """Print the report; accept the run or fail on losses where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("-j", "--jobs", default="2")
    parser.add_argument("--texts", action="store_true", help="print the values too, as they stand")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a value is lost")
    parser.add_argument("--accept", action="store_true", help="later runs compare with this one")
    parser.add_argument(
        "--records",
        type=Path,
        help="keep the records of each set there, and take those that are there already",
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        lost = run(
            args.records or Path(scratch), jobs=args.jobs, texts=args.texts, accept=args.accept
        )
    sys.exit(1 if lost and args.strict else 0)


def run(folder: Path, *, jobs: str, texts: bool, accept: bool) -> bool:
    """Compare every set at hand, and return whether a value was lost."""
    accepted: dict[str, Slips] = {}
    if ACCEPTED.exists():
        accepted = json.loads(ACCEPTED.read_text("utf-8"))
    fields: dict[str, Counter[str]] = {"gained": Counter(), "lost": Counter()}
    for name in SETS:
        if not (ROOT / name).is_dir():
            print(f"{name}: not at hand, left out")
            continue
        gold = gold_of(ROOT / name)
        got = records_of(name, folder / f"{Path(name).name}.jsonl", jobs)
        differences = evaluate(gold, got).differences
        slips = slips_of(differences, gold)
        change = compare(accepted.get(name, {}), slips)
        print("\n".join(told(name, change, gold, differences, texts=texts)), flush=True)
        fields["gained"].update(field_of(slip) for _, slip in change.gained)
        fields["lost"].update(field_of(slip) for _, slip in change.lost)
        accepted[name] = slips
    print("\n".join(summary(fields["gained"], fields["lost"])))
    if accept:
        ACCEPTED.write_text(as_json(accepted), "utf-8")
    return bool(fields["lost"])


def gold_of(folder: Path) -> dict[str, Json]:
    """Return the gold records of a set by name."""
    paths = sorted(folder.glob("*.json"))
    return select({path.stem: json.loads(path.read_text("utf-8")) for path in paths}, None)


def records_of(name: str, path: Path, jobs: str) -> dict[str, Json]:
    """Return our records of a set, read from its pages unless they are in the file already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "vnadmin_nlp", "eval", name, "--json", "-j", jobs]
        command += ["--predictions", str(path.resolve())]
        ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        if ended.returncode not in (0, 1):  # 1: a file failed, and its values count as missed
            raise SystemExit(f"{name}: vnadmin eval ended with {ended.returncode}")
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return {row["id"]: row for row in rows}


def slips_of(differences: list[Difference], names: Mapping[str, Json]) -> Slips:
    """Return what is wrong in each document, in the order of the table."""
    slips: Slips = {name: [] for name in sorted(names)}
    for difference in differences:
        slips[difference.document] += slips_in(difference)
    return slips


def slips_in(difference: Difference) -> Iterator[str]:
    """Yield what a difference says to be wrong; a missed citation misses its parts too."""
    name, gold, got = difference.field, difference.gold, difference.got
    if not difference.items and not isinstance(got, list):
        yield name
        return
    yield from (f"{name}[{turn}]" for turn in difference.items)
    if isinstance(got, list):
        yield from (f"{name}+{surplus + 1}" for surplus in range(len(got)))
    if name == "citations":
        for turn, citation in zip(difference.items, gold, strict=True):
            parts = (part for part in CITATION_PARTS if citation.get(part))
            yield from (f"citation.{part}[{turn}]" for part in parts)


def compare(before: Slips, now: Slips) -> Change:
    """Return what was gained and lost between two runs over a set."""
    change = Change(new=sorted(now.keys() - before), gone=sorted(before.keys() - now))
    for name in sorted(now.keys() & before):
        change.gained += [(name, slip) for slip in before[name] if slip not in now[name]]
        change.lost += [(name, slip) for slip in now[name] if slip not in before[name]]
    return change


def told(
    name: str,
    change: Change,
    gold: Mapping[str, Json],
    differences: list[Difference],
    *,
    texts: bool,
) -> Iterator[str]:
    """Yield the report of a set: names and fields, and the values only where asked for."""
    yield f"{name}: {len(gold)} documents, {len(change.gained)} gained, {len(change.lost)} lost"
    for what, documents in (("new", change.new), ("gone", change.gone)):
        if documents:
            yield f"  {what}, not compared: {', '.join(documents)}"
    got = {(one.document, one.field): one.got for one in differences}
    for what, values in (("gained", change.gained), ("lost", change.lost)):
        for document, slip in values:
            yield f"  {what:7} {document:24} {slip}"
            if texts:
                yield f"{'':10}gold {shown(value_of(gold[document], slip))}"
            if texts and what == "lost":
                yield f"{'':10}got  {shown(got.get((document, field_of(slip))))}"


def shown(value: Any) -> str:
    """Return a value on one line that a terminal shows as it is."""
    return json.dumps(value, ensure_ascii=False)


def field_of(slip: str) -> str:
    """Return the field of a slip.

    >>> field_of("recipients[2]"), field_of("signer.name")
    ('recipients', 'signer.name')
    """
    return re.split(r"[\[+]", slip)[0]


def value_of(gold: Json, slip: str) -> Any:
    """Return the gold value that a slip is about; None for surplus items.

    >>> value_of({"citations": [{"date": "2020-03-05"}]}, "citation.date[0]")
    '2020-03-05'
    """
    found = SLIP.fullmatch(slip)
    if not found or found["surplus"]:
        return None
    first, _, part = found["field"].partition(".")
    value: Any = gold.get("citations" if first == "citation" else first)
    if found["turn"]:
        value = value[int(found["turn"])]
    return (value or {}).get(part) if part else value


def summary(gained: Counter[str], lost: Counter[str]) -> Iterator[str]:
    """Yield a line for every field in which something changed."""
    if not gained and not lost:
        yield "nothing gained, nothing lost"
        return
    yield f"{'field':24}{'gained':>8}{'lost':>8}"
    for name in sorted({*gained, *lost}):
        yield f"{name:24}{gained[name]:8}{lost[name]:8}"
    yield f"{'all':24}{gained.total():8}{lost.total():8}"


def as_json(accepted: Mapping[str, Slips]) -> str:
    """Return the accepted state, a line a document, so that a change of it can be read."""
    sets = []
    for name, slips in accepted.items():
        lines = [f"    {json.dumps(one)}: {json.dumps(wrong)}" for one, wrong in slips.items()]
        sets.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(sets) + "\n}\n"


if __name__ == "__main__":
    main()
