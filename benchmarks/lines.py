"""Compare the lines that are found by their ink with those of tesseract's page layout.

    python -m benchmarks.lines [FOLDER] [--pages N]

The words that tesseract reads surely on real scans are the measure: each must stand in one found
line, with both its ends. Counted are words that stand in none (missed) or in several (twice), that
a line cuts off (cut), and lines that hold words of two rows (merged); pieces are lines into which
tesseract's lines are cut at wide gaps, which does no harm. Seconds are CPU seconds a page.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vnadmin_nlp.model.page import Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage, clean
from vnadmin_nlp.ocr.engines.recogniser import recogniser
from vnadmin_nlp.ocr.files.pdf_file import PdfFile
from vnadmin_nlp.ocr.lines.find_lines import TextLine, find_text_lines
from vnadmin_nlp.ocr.scan_options import ScanOptions

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev"
OPTIONS = ScanOptions()
#: Words as sure as this, of at least two letters, are the measure.
_SURE = 0.8
#: How far the middle of a word may be from that of its line, and its ends beyond it, in talls.
_OFF, _ROW, _BEYOND = 0.62, 0.7, 0.25


def main() -> None:
    """Print the counts of each file and of all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--pages", type=int, default=2, help="pages looked at of each file")
    args = parser.parse_args()
    if not args.folder.is_dir():
        print(f"{args.folder} is not at hand: nothing to measure")
        return
    os.environ["OMP_THREAD_LIMIT"] = "1"
    cv2.setNumThreads(1)
    engine = recogniser("tesserocr")
    total: Counter[str] = Counter()
    spent = {"found by ink": 0.0, "tesseract, with reading": 0.0}
    for path in sorted(args.folder.glob("*.pdf")):
        counts: Counter[str] = Counter()
        for page in pages(path, args.pages):
            start = time.process_time()
            found = find_text_lines(page.pixels, page.dpi).lines
            between = time.process_time()
            words = [word for word in engine.read(page) if is_measure(word)]
            spent["found by ink"] += between - start
            spent["tesseract, with reading"] += time.process_time() - between
            counts += Counter(pages=1, lines=len(found), words=len(words))
            counts += compare(found, words)
        print(path.stem, told(counts))
        total += counts
    print("all", told(total))
    for what, seconds in spent.items():
        print(f"{what}: {seconds / total['pages']:.3f} s")


def pages(path: Path, most: int) -> Iterator[CleanPage]:
    """Yield the first pages of a file, made ready to be read."""
    file = PdfFile(path, max_pixels=OPTIONS.max_pixels)
    for number in range(1, min(most, file.page_count) + 1):
        yield clean(file.load(number, dpi=OPTIONS.dpi), dpi=OPTIONS.dpi)


def is_measure(word: Word) -> bool:
    """Tell whether ``word`` was surely read, and is one."""
    return word.confidence > _SURE and word.text.isalpha() and len(word.text) > 1


def compare(found: list[TextLine], words: list[Word]) -> Counter[str]:
    """Return what went wrong with ``words`` in the lines ``found``."""
    counts: Counter[str] = Counter()
    rows: dict[int, set[int]] = {}
    held: dict[int, list[float]] = {}
    for word in words:
        homes = [line for line in found if abs(off(word, line)) < _OFF and holds(word, line)]
        counts["missed"] += not homes
        counts["twice"] += len(homes) > 1
        if homes:
            line = homes[0]
            beyond = max(line.x0 - word.box.x0, word.box.x1 - line.x1)
            counts["cut"] += beyond > _BEYOND * line.tall
            rows.setdefault(word.line, set()).add(line.number)
            held.setdefault(line.number, []).append(off(word, line))
    counts["merged"] = sum(max(map(abs, offs)) > _ROW for offs in held.values())
    counts["pieces"] = sum(len(numbers) - 1 for numbers in rows.values())
    return counts


def off(word: Word, line: TextLine) -> float:
    """Return how far the middle of ``word`` is below that of ``line``, in talls."""
    x, y = word.box.centre
    foot = float(line.base.at(np.array([x]))[0])
    return (y - foot) / line.tall + 0.4


def holds(word: Word, line: TextLine) -> bool:
    """Tell whether the middle of ``word`` is between the ends of ``line``."""
    return line.x0 - 8 <= word.box.centre[0] <= line.x1 + 8


def told(counts: Counter[str]) -> str:
    """Return ``counts`` in a line."""
    names = ("pages", "lines", "words", "missed", "twice", "cut", "merged", "pieces")
    return ", ".join(f"{name} {counts[name]}" for name in names)


if __name__ == "__main__":
    main()
