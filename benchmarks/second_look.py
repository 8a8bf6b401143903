"""What a second look at unread ink finds on real scans, and what it costs.

    python -m benchmarks.second_look [--pages N] [--engine NAME]

Of the gold records of ``../shared/gold/dev``: how many names and positions of signers, marks,
signs, cited numbers and recipients stand in one line of the words that were read, before and after
the second look. Positions are compared without accents, numbers without punctuation. Without that
folder it says so and ends.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from vnadmin_nlp.layout.page_lines import rows
from vnadmin_nlp.model.page import Page, Source, Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage, clean
from vnadmin_nlp.ocr.engines.recogniser import recogniser
from vnadmin_nlp.ocr.files.image_file import ImageFile, PageImage
from vnadmin_nlp.ocr.files.pdf_file import PdfFile
from vnadmin_nlp.ocr.merge.missed_text import look_again
from vnadmin_nlp.ocr.scan_options import ScanOptions
from vnadmin_nlp.text.unicode import fold, strip_accents

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev"
OPTIONS = ScanOptions()
#: What is asked for, and how it is compared.
NAMES = ("signer.name", "mark", "recipients")
ROLES = ("signer.role", "signer.authority")
NUMBERS = ("sign", "cited numbers")


def main() -> None:
    """Print the shares found before and after, and the CPU seconds a page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=4, help="pages read of each file")
    parser.add_argument("--engine", default="tesserocr")
    args = parser.parse_args()
    if not GOLD.is_dir():
        print(f"{GOLD} is not at hand: nothing to measure")
        return
    os.environ["OMP_THREAD_LIMIT"] = "1"
    engine = recogniser(args.engine)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    spent = {"reading": 0.0, "second look": 0.0}
    count = 0
    for record in sorted(GOLD.glob("*.json")):
        before: list[str] = []
        after: list[str] = []
        for image in images(record, args.pages):
            page = clean(image, dpi=OPTIONS.dpi)
            start = cpu()
            words = engine.read(page)
            between = cpu()
            again = look_again(page, words, engine)
            spent["reading"] += between - start
            spent["second look"] += cpu() - between
            before += lines(page, words)
            after += lines(page, again)
            count += 1
        for key, values in wanted(json.loads(record.read_text("utf-8"))).items():
            for value in values:
                found[key][0] += 1
                found[key][1] += stands(key, value, before)
                found[key][2] += stands(key, value, after)
    print(f"{'':18}{'gold':>6}{'before':>8}{'after':>8}")
    for key, (total, first, second) in found.items():
        print(f"{key:18}{total:6}{first / total:8.3f}{second / total:8.3f}")
    print(
        "; ".join(f"{what} {seconds / count:.3f} CPU s a page" for what, seconds in spent.items())
    )


def cpu() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def images(record: Path, most: int) -> Iterator[PageImage]:
    """Yield the first pages of the scan beside ``record``."""
    path = next(p for p in sorted(record.parent.glob(record.stem + ".*")) if p.suffix != ".json")
    if path.suffix == ".pdf":
        file = PdfFile(path, max_pixels=OPTIONS.max_pixels)
        for number in range(1, min(most, file.page_count) + 1):
            yield file.load(number, dpi=OPTIONS.dpi)
    else:
        yield ImageFile(path, max_pixels=OPTIONS.max_pixels).load(1)


def wanted(gold: dict[str, Any]) -> dict[str, list[str]]:
    """Return the strings that a record holds, by kind."""
    signer = gold.get("signer") or {}
    found = {
        "signer.name": [signer.get("name")],
        "signer.role": [signer.get("role")],
        "signer.authority": (signer.get("authority") or "").split("; "),
        "mark": [gold.get("urgency"), gold.get("secrecy")],
        "sign": [gold.get("sign")],
        "cited numbers": [citation.get("number") for citation in gold.get("citations", [])],
        "recipients": gold.get("recipients", []),
    }
    return {key: [value for value in values if value] for key, values in found.items()}


def lines(page: CleanPage, words: Sequence[Word]) -> list[str]:
    """Return the lines of a page, as the layout joins them and as they were read."""
    height, width = page.shape
    whole = Page(1, width, height, page.dpi, tuple(words), Source.RECOGNISED, "")
    read: dict[int, list[str]] = defaultdict(list)
    for word in words:
        read[word.line].append(word.text)
    return [row.text for row in rows(whole)] + [" ".join(texts) for texts in read.values()]


def stands(key: str, value: str, among: list[str]) -> bool:
    """Tell whether ``value`` stands in one of the lines."""
    form = compared(key, value)
    return any(form in compared(key, line) for line in among)


def compared(key: str, text: str) -> str:
    """Return the form in which values of kind ``key`` are looked for."""
    spaced = " ".join(re.findall(r"\w+", fold(text)))
    if key in NUMBERS:
        return spaced.replace(" ", "")
    return f" {strip_accents(spaced) if key in ROLES else spaced} "


if __name__ == "__main__":
    main()
