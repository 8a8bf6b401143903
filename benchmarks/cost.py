"""Compare the cost of a page through ``vnadmin extract`` with the way pytesseract is mostly used.

    python -m benchmarks.cost [FILE.pdf …] [--repeat N]

The other way is what tutorials show: ``pdf2image.convert_from_path(file, dpi=300)``, then
``pytesseract.image_to_data(image, lang="vie")`` for each page. Both run as whole processes over the
same files, in turn, on one core each (``OMP_THREAD_LIMIT=1``); what is compared is user + system
time of the process and all its children, by the kernel's accounting. Without a file, those of the
samples that are PDF scans are typeset as office scans in colour of 300 dpi.

``--reading`` compares what happens to a page image alone: our cleaning, line finding and
recognition in a running process, against the program ``tesseract`` (its own start included), which
gets the page as a gray PNG of 300 dpi and writes TSV.
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
TESSERACT = ("-l", "vie", "--dpi", "300", "-c", "debug_file=/dev/null", "tsv")
PLAIN = """
import sys, pdf2image, pytesseract
for name in sys.argv[1:]:
    for image in pdf2image.convert_from_path(name, dpi=300):
        pytesseract.image_to_data(image, lang="vie")
"""


def main() -> None:
    """Print both costs in CPU seconds a page, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="PDF scans; default: see above")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--reading", action="store_true", help="compare the reading of images")
    args = parser.parse_args()
    # An installed package has its bytecode; that of a working tree may be missing or stale.
    compileall.compile_dir(ROOT / "src", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        files = args.files or office_scans(Path(folder))
        if args.reading:
            compare_reading(files, Path(folder))
        else:
            compare(files, args.repeat)


def compare(files: list[Path], repeat: int) -> None:
    """Run both ways over ``files`` and print what they cost."""
    pages = sum(page_count(file) for file in files)
    ours = [sys.executable, "-m", "vnadmin_nlp", "extract", "--json", "-q", "-j", "1"]
    ours += map(str, files)
    plain = [sys.executable, "-c", PLAIN, *map(str, files)]
    rounds = [(cpu_seconds(ours), cpu_seconds(plain)) for _ in range(repeat)]
    mine = statistics.median(a for a, _ in rounds) / pages
    theirs = statistics.median(b for _, b in rounds) / pages
    ratios = sorted(a / b for a, b in rounds)
    print(f"{len(files)} files, {pages} pages, {repeat} rounds")
    print(f"vnadmin extract               {mine:6.2f} CPU s a page")
    print(f"pdf2image + image_to_data     {theirs:6.2f} CPU s a page")
    print(f"ratio {statistics.median(ratios):.3f}  (min {ratios[0]:.3f}, max {ratios[-1]:.3f})")


def compare_reading(files: list[Path], folder: Path) -> None:
    """Read every page both ways and print what that costs."""
    import cv2

    from vnadmin_nlp.ocr.cleanup.clean_page import clean
    from vnadmin_nlp.ocr.engines.builtin import BuiltinEngine
    from vnadmin_nlp.ocr.files.pdf_file import PdfFile

    cv2.setNumThreads(1)
    reader, gray = BuiltinEngine(), folder / "page.png"
    cleaning = reading = theirs = 0.0
    lines = pages = 0
    for path in files:
        file = PdfFile(path, max_pixels=100_000_000)
        for number in range(1, file.page_count + 1):
            image = file.load(number, dpi=300)
            pixels = image.pixels
            if pixels.ndim == 3:
                pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
            cv2.imwrite(str(gray), pixels)
            start = time.process_time()
            page = clean(image, dpi=200)
            cleaned = time.process_time()
            words = reader.read(page)
            reading += time.process_time() - cleaned
            cleaning += cleaned - start
            theirs += cpu_seconds(["tesseract", str(gray), "-", *TESSERACT])
            lines += len({word.line for word in words})
            pages += 1
    print(f"{pages} pages, {lines / pages:.0f} lines on each")
    print(f"cleaning                      {cleaning / pages:6.3f} CPU s a page")
    print(f"lines and recognition         {reading / pages:6.3f}")
    print(f"tesseract, gray PNG to TSV    {theirs / pages:6.3f}")
    print(f"ratio {reading / theirs:.3f}, with cleaning {(cleaning + reading) / theirs:.3f}")


def office_scans(folder: Path, shift: int = 0) -> list[Path]:
    """Typeset the samples that are PDF scans, and return them.

    Args:
        folder: to put them into.
        shift: added to the seed of each: others are the same pages, scanned anew.
    """
    from samples.typesetter.build import build
    from samples.typesetter.source import load

    sources = sorted((ROOT / "samples" / "sources").glob("*.toml"))
    looks = {path: load(path).look for path in sources}
    return [
        build(path, folder, level="office", dpi=300, seed=look.seed + shift)[0]
        for path, look in looks.items()
        if (look.format, look.layer) == ("pdf", "none")
    ]


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF."""
    from pypdfium2 import PdfDocument

    return len(PdfDocument(path))


def cpu_seconds(command: list[str], out: IO[str] | int = subprocess.DEVNULL) -> float:
    """Run a command and return the CPU seconds of it and its children.

    Args:
        command: a program and its arguments.
        out: where its output goes.

    Raises:
        SystemExit: the command failed.
    """
    child = subprocess.Popen(command, stdout=out, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{command[:4]} ended with status {status}")
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
