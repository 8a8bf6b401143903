"""Compare the recognisers: what of the gold records they read, and what a page costs.

    python -m benchmarks.engines GOLD_DIR … [--engine NAME[+SECOND] …]

GOLD_DIR holds NAME.json beside NAME.pdf, .jpg, .png or .tif. A printed value (subject, bodies,
addressees, recipients, signer, deadlines) is found when each of its words was read somewhere in
the document, whatever its place; a cited number when it stands there but for spaces and signs.
Words that are no Vietnamese syllable tell of slips in all the rest. CPU seconds are those of the
process that reads and of what it starts, from the opened file to its words, without start-up.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from vnadmin_nlp.ocr.engines.recogniser import ENGINES
from vnadmin_nlp.ocr.files.open_file import open_file
from vnadmin_nlp.ocr.files.sniff import HEAD_BYTES, FileKind, sniff
from vnadmin_nlp.ocr.scan_options import ScanOptions
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import fold

_EDGES = '.,;:()"“”-/'
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass
class Tally:
    """What was counted over all documents."""

    pages: int = 0
    values: int = 0
    whole_values: int = 0
    words: int = 0
    found_words: int = 0
    numbers: int = 0
    found_numbers: int = 0
    letter_words: int = 0
    syllables: int = 0
    seconds: float = 0.0

    def add(self, other: Tally) -> None:
        """Add the counts of ``other``."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def main() -> None:
    """Print a line for each recogniser."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--engine", action="append", dest="engines", metavar="NAME")
    args = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"
    files = [pair for folder in args.folders for pair in gold_files(folder)]
    print(f"{'engine':13} pages  values   words  numbers  syllables  CPU s a page")
    for engine in args.engines or list(ENGINES):
        total = Tally()
        for gold, path in files:
            first, _, second = engine.partition("+")
            options = ScanOptions(engine=first, second_reader=second or None)
            total.add(measure(gold, path, options))
        print(
            f"{engine:13} {total.pages:5}"
            f"  {total.whole_values / total.values:6.3f}  {total.found_words / total.words:6.4f}"
            f"  {total.found_numbers:3}/{total.numbers:3}"
            f"  {total.syllables / total.letter_words:9.4f}"
            f"  {total.seconds / total.pages:12.2f}"
        )


def gold_files(folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield each gold record of a folder with the scan beside it."""
    for gold in sorted(folder.glob("*.json")):
        for suffix in (".pdf", ".jpg", ".png", ".tif"):
            if (path := gold.parent / f"{gold.stem}{suffix}").exists():
                yield json.loads(gold.read_text("utf-8")), path


def measure(gold: dict[str, Any], path: Path, options: ScanOptions) -> Tally:
    """Read a file within this process and count what of ``gold`` was read."""
    kind = sniff(path.read_bytes()[:HEAD_BYTES])
    assert kind in (FileKind.PDF, FileKind.IMAGE), path
    opened = open_file(path, kind, options)
    start = cpu_seconds()
    texts = [
        word.text
        for number in range(1, opened.page_count + 1)
        for word in opened.page(number).words
    ]
    seconds = cpu_seconds() - start
    known, run = {word for text in texts for word in parts(text)}, squeezed(" ".join(texts))
    values = [parts(value) for value in printed_values(gold)]
    numbers = [c["number"] for c in gold.get("citations", []) if c.get("number")]
    letters = [bare for text in texts if (bare := text.strip(_EDGES)).isalpha()]
    return Tally(
        pages=opened.page_count,
        values=len(values),
        whole_values=sum(known.issuperset(value) for value in values),
        words=sum(map(len, values)),
        found_words=sum(word in known for value in values for word in value),
        numbers=len(numbers),
        found_numbers=sum(squeezed(number) in run for number in numbers),
        letter_words=len(letters),
        syllables=sum(map(is_syllable, letters)),
        seconds=seconds,
    )


def printed_values(gold: dict[str, Any]) -> list[str]:
    """Return the values of a gold record that are mostly printed."""
    signer = gold.get("signer") or {}
    values = [gold.get(k) for k in ("parent_body", "issuing_body", "place", "subject", "sign")]
    values += [*gold.get("addressees", ()), *gold.get("recipients", ())]
    values += [signer.get(key) for key in ("authority", "role", "name")]
    values += [deadline["text"] for deadline in gold.get("deadlines", ())]
    return [value for value in values if value]


def parts(text: str) -> list[str]:
    """Return the folded words of ``text``, also those that a slash or hyphen joins."""
    words = text.replace("/", " ").replace("-", " ").split()
    return [word for word in map(fold, words) if word]


def squeezed(text: str) -> str:
    """Return the letters and digits of ``text``, folded."""
    return _NO_LETTERS.sub("", fold(text))


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    main()
