"""What names, titles and times of files tell of numbers and dates, and what weighing them earns.

    python -m benchmarks.witnesses [--gold DIR] [--scans DIR] [-v]

First the counts from which the weights in ``extraction/evidence/from_file.py`` and
``weekday_witnesses.py`` were made, then numbers and dates of ``--gold`` with each kind of witness
heard alone, with none and with all. The titles of ``--scans`` are the clerk's own file names, so
that only the agreement with surely read numbers is counted there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from vnadmin_nlp.extraction.evidence import from_weekdays
from vnadmin_nlp.extraction.evidence.file_name_numbers import named_serial
from vnadmin_nlp.extraction.locate_mentions import flowing_text
from vnadmin_nlp.grammar.weekdays import find_weekdays
from vnadmin_nlp.layout import documents
from vnadmin_nlp.model.page import FileFacts
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.ocr import Scan, read
from vnadmin_nlp.pipeline import extracted

SHARED = Path(__file__).resolve().parents[2] / "shared"
SPANS = ((-9999, -1), (0, 0), (1, 1), (2, 7), (8, 31), (32, 365), (366, 9999))
#: What of a file is heard, and whether days of the week in its text are.
HEARD: dict[str, tuple[Callable[[FileFacts], FileFacts], bool]] = {
    "none": (lambda facts: FileFacts(), False),
    "titles": (lambda facts: FileFacts(title=facts.title), False),
    "time of the scan": (lambda facts: FileFacts(made=facts.made), False),
    "signatures": (lambda facts: FileFacts(signatures=facts.signatures), False),
    "days of the week": (lambda facts: FileFacts(), True),
    "all": (lambda facts: facts, True),
}

Case = tuple[Scan, dict[str, Any]]


def main() -> None:
    """Print the counts and the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "dev")
    parser.add_argument("--scans", type=Path, default=SHARED / "scans")
    parser.add_argument("-v", "--verbose", action="store_true", help="name what is not right")
    args = parser.parse_args()
    cases = list(from_gold(args.gold))
    print("days from the date of a document until its file was there:")
    print("  " + ", ".join(f"{low}–{high}: {n}" for (low, high), n in lags(cases).items()))
    gold = agreement((scan.facts.title, gold["sign"], gold["number"]) for scan, gold in cases)
    sure = agreement(surely_read(args.scans))
    print(f"titles that name the number: {told(gold)}; {told(sure)} where it is read surely")
    print(f"days of the week: {weekdays(cases)}")
    print(f"\n{'heard':18} number: right wrong unflagged wrong   date: right wrong unflagged wrong")
    for name, (hears, weekly) in HEARD.items():
        with nullcontext() if weekly else deaf_to_weekdays():
            records = [extracted(replace(s, facts=hears(s.facts))).records[0] for s, _ in cases]
        counts = [tally(field, records, cases, args.verbose) for field in ("number", "date")]
        print(f"{name:18} " + "   ".join(counts))


def from_gold(folder: Path) -> Iterator[Case]:
    """Yield the scans of a folder with their gold records."""
    for path in sorted(folder.glob("*.json")):
        files = (f for f in path.parent.glob(f"{path.stem}.*") if f.suffix != ".json")
        yield read(next(files)), json.loads(path.read_text("utf-8"))


def lags(cases: list[Case]) -> Counter[tuple[int, int]]:
    """Count the days from the date of a document to the first time that its file tells."""
    counts: Counter[tuple[int, int]] = Counter()
    for scan, gold in cases:
        signed = [one.time for one in scan.facts.signatures]
        times = [time.date() for time in (scan.facts.made, *signed) if time]
        if times and gold["date"]:
            days = (min(times) - dt.date.fromisoformat(gold["date"])).days
            counts[next(span for span in SPANS if span[0] <= days <= span[1])] += 1
    return counts


def weekdays(cases: list[Case]) -> str:
    """Count days of the week beside dates: that of the date, and how far the last is ahead."""
    agreeing: Counter[bool] = Counter()
    without_year, ahead = 0, []
    for scan, gold in cases:
        date = dt.date.fromisoformat(gold["date"])
        named = find_weekdays(flowing_text(documents(scan.pages)[0]).text)
        without_year += sum(not one.year for one in named)
        agreeing.update(one.near(date).isoweekday() == one.weekday for one in named)
        if named:
            ahead.append((max(one.near(date) for one in named) - date).days)
    return (
        f"{told(agreeing)}, {without_year} of them without a year; days from {len(ahead)} documents"
        f" to the last day they name: {', '.join(map(str, sorted(ahead)))}"
    )


@contextmanager
def deaf_to_weekdays() -> Iterator[None]:
    """Leave days of the week unheard."""
    heard = from_weekdays.of_date
    from_weekdays.of_date = lambda line, text: iter(())
    try:
        yield
    finally:
        from_weekdays.of_date = heard


def surely_read(folder: Path) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield title, sign and number of scans whose number is sure without any witness."""
    for path in sorted(folder.glob("*.pdf")):
        scan = read(path)
        record = extracted(replace(scan, facts=FileFacts())).records[0]
        if "number" not in record.review:
            yield scan.facts.title, record.sign, record.number


def agreement(titles: Iterator[tuple[str, str | None, str | None]]) -> Counter[bool]:
    """Count the titles with a number and the sign: is it the number of the document?"""
    counts: Counter[bool] = Counter()
    for title, sign, number in titles:
        named = named_serial(title, sign or "")
        if named and named.signed and number:
            counts[number.lstrip("0").startswith(str(named.serial))] += 1
    return counts


def told(counts: Counter[bool]) -> str:
    """Return how many of how many are right."""
    return f"{counts[True]} of {counts.total()} right"


def tally(field: str, records: list[Record], cases: list[Case], verbose: bool) -> str:
    """Return the columns of one field."""
    right = wrong = passed = passed_wrong = 0
    for record, (_, gold) in zip(records, cases, strict=True):
        got, flagged = getattr(record, field), field in record.review
        if got is None:
            continue
        good = str(got) == gold[field]
        right, wrong = right + good, wrong + (not good)
        passed, passed_wrong = passed + (not flagged), passed_wrong + (not good and not flagged)
        if verbose and not good:
            print(f"  {gold['id']} {field}: {got}, not {gold[field]}")
    return f"{right:13} {wrong:5} {passed:9} {passed_wrong:5}"


if __name__ == "__main__":
    main()
