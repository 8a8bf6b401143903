"""Wrong letters on lines of real scans: our own reader, alone and with a second, and tesseract.

    python -m benchmarks.real_lines [GOLD_DIR …] [--second NAME] [--errors N]

Printed strings of the gold records (subject, bodies, place, addressees, recipients, sign, signer)
are looked for where they stand, see ``stretches.py``; all readers read the same cleaned page images
in one run. The reader with the fewest edits tells where a string stands, and the others are held to
that height of that page. Letters count with their tones and in their case, except that the gold may
be in capitals on the page; look-alike signs, the place of a tone mark and runs of dots don't count.

Some strings of the gold are worded otherwise on the page: ``sure`` are those that one of the
readers reads with edits of at most 12 % of their letters (or a single one), and ``seen`` those of
them that each reader reads at least half of: lines that a reader lost under a seal or a signature
are left out. A string that no reader finds is in ``all`` alone. ``page mode`` is tesseract as it
reads a whole page; ``+ second look`` is what `--engine tesserocr` gives, and is there to be
compared. Pages with a text layer that is good are not read, nor are the documents they belong to.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from benchmarks.engines import cpu_seconds
from benchmarks.stretches import Reading, folded, lines_of
from vnadmin_nlp.model.page import Word
from vnadmin_nlp.ocr.cleanup.clean_page import clean
from vnadmin_nlp.ocr.engines.recogniser import Recogniser, recogniser
from vnadmin_nlp.ocr.files.image_file import ImageFile, PageImage
from vnadmin_nlp.ocr.files.pdf_file import PdfFile
from vnadmin_nlp.ocr.files.pdf_text_layer import trusted_layer
from vnadmin_nlp.ocr.merge.missed_text import look_again
from vnadmin_nlp.ocr.merge.second_engine import is_unsure, read_again
from vnadmin_nlp.ocr.read_page import read_upright
from vnadmin_nlp.ocr.scan_options import ScanOptions

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev"
OPTIONS = ScanOptions()
READERS = ("page mode", "+ second look", "own", "merged")
#: Edits a letter up to which gold and page are taken to have the same words.
_SAME_WORDS = 0.12
#: Shorter strings are found by chance.
_SHORTEST = 3


@dataclass
class Cost:
    """Pages and lines, the lines that went to the second reader, and CPU seconds."""

    pages: int = 0
    lines: int = 0
    sent: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(READERS, 0.0))


@dataclass
class Tally:
    """Strings, their letters, and for each reader the edits and the strings without any."""

    strings: int = 0
    letters: int = 0
    edits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(READERS, 0))
    exact: dict[str, int] = field(default_factory=lambda: dict.fromkeys(READERS, 0))

    def add(self, text: str, edits: dict[str, int]) -> None:
        """Count one string."""
        self.strings += 1
        self.letters += len(text)
        for reader, number in edits.items():
            self.edits[reader] += min(number, len(text))
            self.exact[reader] += number == 0


Tallies = defaultdict[str, Tally]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="GOLD_DIR", default=[GOLD])
    parser.add_argument("--second", default="tesserocr", metavar="NAME", help="the second reader")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print N wrong strings")
    args = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    own, second, cost = recogniser("own"), recogniser(args.second), Cost()
    tables: dict[str, Tallies] = {name: Tallies(Tally) for name in ("sure", "seen", "all")}
    for folder in args.folders:
        for gold in sorted(folder.glob("*.json")):
            readings = read_all(scan_beside(gold), own, second, cost)
            if readings:
                for line in count(json.loads(gold.read_text("utf-8")), readings, tables):
                    if args.errors > 0:
                        print(gold.stem, line)
                        args.errors -= 1
    for name, table in tables.items():
        print_table(name, table)
    told = ", ".join(f"{reader} {cost.seconds[reader] / cost.pages:.2f}" for reader in READERS)
    print(f"\n{cost.pages} pages, {cost.sent} of {cost.lines} lines went to the second reader")
    print(f"CPU seconds a page after cleaning: {told} (+ and merged: what they add)")


def scan_beside(gold: Path) -> Path:
    """Return the scan that a gold record is about."""
    return next(p for p in sorted(gold.parent.glob(gold.stem + ".*")) if p.suffix != ".json")


def read_all(
    path: Path, own: Recogniser, second: Recogniser, cost: Cost
) -> dict[str, Reading] | None:
    """Return what each reader reads of a scan; None where it has pages with good text."""
    lines: dict[str, list[Any]] = {reader: [] for reader in READERS}
    for number, image in enumerate(images(path), 1):
        if image is None:
            return None
        for reader, words in read_page(image, own, second, cost).items():
            lines[reader] += lines_of(words, number, OPTIONS.dpi)
    return {reader: Reading(found) for reader, found in lines.items()}


def images(path: Path) -> Iterator[PageImage | None]:
    """Yield the pages of a scan, None for one that has a good text layer."""
    if path.suffix == ".pdf":
        file = PdfFile(path, max_pixels=OPTIONS.max_pixels)
        for number in range(1, file.page_count + 1):
            layer = trusted_layer(file, number, dpi=OPTIONS.dpi)
            yield None if layer else file.load(number, dpi=OPTIONS.dpi)
    else:
        frames = ImageFile(path, max_pixels=OPTIONS.max_pixels)
        yield from map(frames.load, range(1, frames.page_count + 1))


def read_page(
    image: PageImage, own: Recogniser, second: Recogniser, cost: Cost
) -> dict[str, Sequence[Word]]:
    """Return the words of each reader on one cleaned page image, and note what they cost."""
    cleaned = clean(image, dpi=OPTIONS.dpi)
    times = [cpu_seconds()]
    page, words = read_upright(cleaned, own)
    times.append(cpu_seconds())
    plain = second.read(page)
    times.append(cpu_seconds())
    looked = look_again(page, plain, second)
    times.append(cpu_seconds())
    merged = read_again(page, words, second)
    times.append(cpu_seconds())
    order = ("own", "page mode", "+ second look", "merged")
    for reader, (start, end) in zip(order, pairwise(times), strict=True):
        cost.seconds[reader] += end - start
    rows = [list(row) for _, row in groupby(words, key=lambda word: word.line)]
    cost.pages, cost.lines = cost.pages + 1, cost.lines + len(rows)
    cost.sent += sum(map(is_unsure, rows))
    return {"page mode": plain, "+ second look": looked, "own": words, "merged": merged}


def count(
    gold: dict[str, Any], readings: dict[str, Reading], tables: dict[str, Tallies]
) -> Iterator[str]:
    """Count the strings of a record, and yield a line for each that own or merged gets wrong."""
    for kind, value in printed_strings(gold):
        text, edits = measure(value, readings)
        sure = min(edits.values()) <= max(1, int(_SAME_WORDS * len(text)))
        seen = sure and max(edits.values()) <= len(text) / 2
        for name in ["all", *["sure"] * sure, *["seen"] * seen]:
            tables[name][kind].add(text, edits)
            tables[name]["total"].add(text, edits)
        if edits["own"] or edits["merged"]:
            told = " ".join(f"{number:3}" for number in edits.values())
            yield f"{'sure' if sure else 'all':4} {kind:9} {told}  {text}"


def printed_strings(gold: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of each printed string of a gold record."""
    signer = gold.get("signer") or {}
    kinds: dict[str, Sequence[str | None]] = {
        "subject": [gold.get("subject")],
        "body": [gold.get("parent_body"), gold.get("issuing_body")],
        "place": [gold.get("place")],
        "sign": [gold.get("sign")],
        "addressee": gold.get("addressees") or [],
        "recipient": gold.get("recipients") or [],
        "authority": (signer.get("authority") or "").split("; "),
        "role": [signer.get("role")],
        "name": [signer.get("name")],
    }
    for kind, values in kinds.items():
        for value in values:
            if value and len(text := folded(value)) >= _SHORTEST:
                yield kind, text


def measure(text: str, readings: dict[str, Reading]) -> tuple[str, dict[str, int]]:
    """Return a string in the case of the page, and the edits of each reader where it stands."""
    found = [
        (stretch.edits, form, stretch.lines)
        for form in dict.fromkeys((text, text.upper()))
        for reading in readings.values()
        for stretch in [reading.find(form)]
    ]
    fewest, form, place = min(found, key=_edits)
    if not place or fewest >= len(form):
        return form, dict.fromkeys(readings, len(form))
    return form, {name: reading.near(place).find(form).edits for name, reading in readings.items()}


_edits: Callable[[tuple[int, str, Any]], int] = lambda found: found[0]  # noqa: E731


def print_table(name: str, table: Tallies) -> None:
    """Print the error rate of each reader by kind of string, and the ratio to page mode."""
    print(
        f"\n{name:10} strings letters   wrong letters in %, ratio to page mode; exact strings in %"
    )
    print(f"{'':27}" + "".join(f"  {reader:>20}" for reader in READERS))
    for kind, tally in sorted(table.items(), key=lambda row: row[0] == "total"):
        row = f"{kind:10} {tally.strings:7} {tally.letters:7}  "
        for reader in READERS:
            rate = 100 * tally.edits[reader] / tally.letters
            ratio = tally.edits[reader] / max(1, tally.edits["page mode"])
            row += f"  {rate:6.2f} {ratio:5.2f} {100 * tally.exact[reader] / tally.strings:7.1f}"
        print(row)


if __name__ == "__main__":
    main()
