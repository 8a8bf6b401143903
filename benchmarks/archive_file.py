"""Compare the numbers and dates of a file's papers with the list that the archive made of it.

    python -m benchmarks.archive_file [FOLDER] [--text-layer auto|ignore|trust] [-j N] [--errors]

The folder holds ``list.csv`` (``ordinal``, ``serial``, ``date``) beside the papers, scanned as
``ORDINAL.pdf``; by default ``../shared/gold/file02``, without which it says so and ends. Each paper
is read by itself: nothing of its name, of the list or of the other papers is used. A value counts
as flagged where ``review`` names its field.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from vnadmin_nlp.ingest.extract_many import extract_all
from vnadmin_nlp.model.page import TextLayer
from vnadmin_nlp.ocr import ScanOptions

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "gold" / "file02"
FIELDS = ("number", "date")


def main() -> None:
    """Print how many numbers and dates are right, wrong and not given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--text-layer", type=TextLayer, default=TextLayer.AUTO, choices=TextLayer)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--errors", action="store_true", help="print what is not right")
    args = parser.parse_args()
    listed = read_list(args.folder) if (args.folder / "list.csv").exists() else {}
    if not listed:
        sys.exit(f"{args.folder} has no list.csv: name a folder that has one")
    options = ScanOptions(text_layer=args.text_layer)
    tally: Counter[tuple[str, str]] = Counter()
    for ordinal, record in records(args.folder, listed, options, args.jobs):
        for field in FIELDS:
            wanted, got = listed[ordinal][field], value(record, field)
            verdict = judge(wanted, got, flagged=field in record["review"])
            tally[field, verdict] += 1
            if args.errors and verdict not in ("right", "rightly none"):
                print(f"{ordinal} {field}: {verdict}, listed {wanted}, given {got}")
    for field in FIELDS:
        wanted = sum(1 for row in listed.values() if row[field])
        told = ", ".join(f"{count} {what}" for (name, what), count in sorted(tally.items())
                         if name == field and what != "right")  # fmt: skip
        print(f"{field:8}{tally[field, 'right']} of {wanted} right; {told}")


def read_list(folder: Path) -> dict[str, dict[str, str]]:
    """Return number and date of each paper at hand by its ordinal; empty where it bears none."""
    with (folder / "list.csv").open(encoding="utf-8") as rows:
        return {
            row["ordinal"]: {"number": row["serial"], "date": row["date"]}
            for row in csv.DictReader(rows)
            if (folder / f"{row['ordinal']}.pdf").exists()
        }


def records(
    folder: Path, listed: Mapping[str, object], options: ScanOptions, jobs: int
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the first record of each paper, read under a name that tells nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        names = {}
        for turn, ordinal in enumerate(sorted(listed)):
            copy = Path(scratch) / f"{chr(97 + turn // 26)}{chr(97 + turn % 26)}.pdf"
            shutil.copy(folder / f"{ordinal}.pdf", copy)
            names[copy] = ordinal
        results = extract_all(list(names), scan=options, jobs=jobs)
        for ordinal, (step, found) in zip(names.values(), results, strict=True):
            if not found:
                print(f"{ordinal}: {step}", file=sys.stderr)
            for record in found[:1]:
                yield ordinal, record


def value(record: Mapping[str, object], field: str) -> str:
    """Return the running number or the date that a record gives, empty where it gives none."""
    given = str(record[field] or "")
    if field == "date":
        return given
    digits = given.split("/")[0].split("-")[0]
    return digits.lstrip("0")


def judge(wanted: str, got: str, *, flagged: bool) -> str:
    """Return what a value is: right, wrong, or not given."""
    if not got:
        return "not given" if wanted else "rightly none"
    if got == wanted.lstrip("0"):
        return "right"
    return "wrong, flagged" if flagged else "wrong, unflagged"


if __name__ == "__main__":
    main()
