"""Numbers and days written by hand: how many are read right, given, and sure.

    python -m benchmarks.pen [--gold DIR] [--scans DIR] [--engine NAME] [-v]

The documents of ``--gold`` whose record says that the running number or the date is written by
hand, and the scans of ``--scans``, whose number stands in the file name that a clerk gave them
(``names.csv``: a weak label). A value is sure where its field is not named for review. What files
tell of themselves is not heard: their titles are those names (``benchmarks/witnesses.py``).
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from vnadmin_nlp.model.page import FileFacts
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.ocr import ScanOptions
from vnadmin_nlp.ocr import read as read_scan
from vnadmin_nlp.pipeline import extracted

SHARED = Path(__file__).resolve().parents[2] / "shared"


class Case(NamedTuple):
    """One value written by hand.

    Attributes:
        kind: what it is.
        name: of its document.
        want: as it is.
        read: its likeliest reading, be it given or left open.
        got: as it is given.
        sure: not named for review.
    """

    kind: str
    name: str
    want: str
    read: str | None
    got: str | None
    sure: bool


def main() -> None:
    """Print a line for each kind of value."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "dev")
    parser.add_argument("--scans", type=Path, default=SHARED / "scans")
    parser.add_argument("--engine", default=ScanOptions().engine)
    parser.add_argument("-v", "--verbose", action="store_true", help="print every reading")
    args = parser.parse_args()
    kinds: defaultdict[str, list[Case]] = defaultdict(list)
    for case in [*from_gold(args.gold, args.engine), *from_names(args.scans, args.engine)]:
        kinds[case.kind].append(case)
        if args.verbose:
            print(*case, "" if case.got == case.want else "≠")
    print(f"{'':24} values  read right  share  given  right  sure  right of the sure")
    for kind, cases in kinds.items():
        given = [case for case in cases if case.got is not None]
        read = sum(case.read == case.want for case in cases)
        right = sum(case.got == case.want for case in given)
        sure = [case for case in given if case.sure]
        exact = sum(case.got == case.want for case in sure) / max(1, len(sure))
        print(
            f"{kind:24} {len(cases):6} {read:11} {read / len(cases):6.3f} {len(given):6} "
            f"{right:6} {len(sure):5} {exact:18.3f}"
        )


def from_gold(folder: Path, engine: str) -> Iterator[Case]:
    """Yield the values that the gold records of ``folder`` say are written by hand."""
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        number = gold.get("number_handwritten") and gold.get("number")
        date = gold.get("date_handwritten") and gold.get("date")
        if number or date:
            record = read(next(p for p in folder.glob(f"{path.stem}.*") if p != path), engine)
        if number:
            want, got = serial(number) or number, serial(record.number)
            yield Case(
                "running number", path.stem, want, serial(likeliest(record, "number")), got,
                "number" not in record.review,
            )  # fmt: skip
        if date:
            got = record.date.isoformat() if record.date else None
            seen = likeliest(record, "date")
            yield Case("date", path.stem, date, seen, got, "date" not in record.review)


def from_names(folder: Path, engine: str) -> Iterator[Case]:
    """Yield the numbers that the file names of ``folder`` tell."""
    with (folder / "names.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            want = serial(row["number_hint"])
            if want:
                record = read(folder / f"{row['id']}.pdf", engine)
                yield Case(
                    "number in the file name", row["id"], want,
                    serial(likeliest(record, "number")), serial(record.number),
                    "number" not in record.review,
                )  # fmt: skip


def likeliest(record: Record, field: str) -> str | None:
    """Return the value of a field, or where it is left open what it looks like most."""
    value = getattr(record, field)
    if value is not None:
        return str(value)
    evidence = record.evidence.get(field)
    return next(iter(evidence.candidates), None) if evidence else None


def serial(number: str | None) -> str | None:
    """Return the running number without leading zeros: ``7`` of ``07/QĐ-UBND``."""
    match = re.match(r"0*(\d+)", number or "")
    return match[1] if match else None


def read(path: Path, engine: str) -> Record:
    """Return the record of the first document in a file."""
    scan = read_scan(path, ScanOptions(engine=engine))
    return extracted(replace(scan, facts=FileFacts())).records[0]


if __name__ == "__main__":
    main()
