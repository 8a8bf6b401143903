"""Pages as offices and phones produce them: what is still read when a page is spoilt one way.

    python -m benchmarks.hard_pages [--gold DIR] [--most N] [--way NAME …] [--keep DIR]
                                    [--second-reader NAME]

The documents are our own samples, typeset and scanned as an office does at 300 dpi; with ``--gold``
N of the scans of a folder, as they are. Printed for every way: mean F1 of the core fields; share of
the printed values found (as in ``engines.py``); share of the lines lost, a line of the unspoilt
page being lost when fewer than half of its words are read; CPU seconds a page. With
``--second-reader`` that recogniser reads once more where the first one is unsure, and a second line
for every way tells what that gives.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from zlib import crc32

import cv2
import numpy as np
from PIL import Image

from benchmarks import spoiling
from benchmarks.engines import cpu_seconds, gold_files, parts, printed_values
from benchmarks.spoiling import Sheet, Way
from vnadmin_nlp.evaluation import evaluate
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.ocr import Scan
from vnadmin_nlp.ocr.files.open_file import open_file
from vnadmin_nlp.ocr.files.sniff import HEAD_BYTES, FileKind, sniff
from vnadmin_nlp.ocr.scan_options import ScanOptions
from vnadmin_nlp.pipeline import extracted
from vnadmin_nlp.text.unicode import fold

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = (
    "ls-1520-ubnd-nc", "ls-31-ct-tu", "ls-645-qd-ubnd", "ly-612-cv-hu", "na-705-cv-btgtu",
    "bnv-402-vtltnn-nv",
)  # fmt: skip
UNSPOILT = "unspoilt"
#: Ways that spoil page by page.
WAYS: dict[str, Way] = {
    UNSPOILT: lambda sheet, _: sheet,
    "fax 204 × 196": spoiling.fax(204, 196),
    "fax 204 × 98": spoiling.fax(204, 98),
    "one bit, pale": spoiling.one_bit(118, 0.0003),
    "one bit, dark": spoiling.one_bit(205, 0.002),
    "72 dpi": spoiling.at(72),
    "100 dpi": spoiling.at(100),
    "150 dpi": spoiling.at(150),
    "JPEG 20": spoiling.jpeg(20),
    "skew 1°": spoiling.skew(1),
    "skew 2°": spoiling.skew(2),
    "skew 3°": spoiling.skew(3),
    "turned 90°": spoiling.turn(90),
    "turned 180°": spoiling.turn(180),
    "turned 270°": spoiling.turn(270),
    "dark edges": spoiling.dark_edges,
    "holes": spoiling.holes,
    "blue paper": spoiling.paper(spoiling.BLUE),
    "yellow paper": spoiling.paper(spoiling.YELLOW),
    "grey paper": spoiling.paper(spoiling.GREY),
    "faint ink": spoiling.faint,
    "photo": spoiling.photo(0.35),
    "photo, shadow": spoiling.photo(0.75),
    "photo, sideways": spoiling.photo(0.35, sideways=True),
    "red stamps": spoiling.stamps(spoiling.RED, bilevel=False),
    "black stamps": spoiling.stamps(spoiling.DARK, bilevel=True),
    "shown through": spoiling.shown_through,
}
#: Ways that concern the pages of a file together, and the scale of spreads: A3, and A4 sideways.
ON_ITS_HEAD = "last page on its head"
SPREADS = {"two-up, A3": 1.0, "two-up, A4": 0.707}


@dataclass
class File:
    """A document to spoil: its name, gold record and page images."""

    name: str
    gold: dict[str, Any]
    sheets: list[Sheet]


@dataclass
class Tally:
    """What was read of all files that were spoilt one way."""

    gold: dict[str, Any] = field(default_factory=dict)
    got: dict[str, Any] = field(default_factory=dict)
    values: int = 0
    found: int = 0
    lines: int = 0
    lost: int = 0
    pages: int = 0
    seconds: float = 0.0

    def row(self) -> str:
        """Return the figures."""
        f1 = evaluate(self.gold, self.got).core_mean_f1
        return (
            f"{f1:8.3f} {self.found / max(1, self.values):8.3f} "
            f"{self.lost / max(1, self.lines):8.3f} {self.seconds / max(1, self.pages):8.2f}"
        )


def main() -> None:
    """Print a line for every way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, help="a folder of scans and gold records")
    parser.add_argument("--most", type=int, default=6, help="documents of that folder")
    parser.add_argument("--way", action="append", dest="ways", help="by name; default: all")
    parser.add_argument("--keep", type=Path, help="keep the spoilt files there, and take those")
    parser.add_argument("--second-reader", help="reads again where the first one is unsure")
    args = parser.parse_args()
    readers = dict.fromkeys([None, args.second_reader])
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as scratch:
        files = list(documents(args.gold, args.most, Path(scratch)))
        print(f"{'':24}{'core F1':>9}{'values':>9}{'lost':>9}{'CPU s':>9}")
        known: dict[str, list[list[str]]] = {}
        for way in [UNSPOILT, *(args.ways or [*WAYS, ON_ITS_HEAD, *SPREADS])]:
            if way == UNSPOILT and known:
                continue
            tallies = {second: Tally() for second in readers}
            for group in together(files, way):
                path = place(group, way, args.keep or Path(scratch))
                if not path.exists():
                    write(path, spoilt(group, way))
                for second, tally in tallies.items():
                    measure(group, path, tally, known, ScanOptions(second_reader=second))
            for second, tally in tallies.items():
                print(f"{f'  + {second}' if second else way:24} {tally.row()}", flush=True)


def documents(folder: Path | None, most: int, scratch: Path) -> Iterator[File]:
    """Yield the documents to spoil."""
    if folder is None:
        from samples.typesetter.build import build

        for name in SAMPLES:
            source = ROOT / "samples" / "sources" / f"{name}.toml"
            build(source, scratch / "samples", level="office", dpi=300)
        folder = scratch / "samples"
    pairs = list(gold_files(folder))
    chosen = pairs[:: max(1, len(pairs) // most)][:most]
    for gold, path in chosen:
        if "reject" not in gold:
            yield File(path.stem, gold, list(sheets(path)))


def sheets(path: Path) -> Iterator[Sheet]:
    """Yield the page images of a scan, in colour."""
    from vnadmin_nlp.ocr.files.image_file import ImageFile, PageImage
    from vnadmin_nlp.ocr.files.pdf_file import PdfFile

    options = ScanOptions()
    opened: Any
    if sniff(path.read_bytes()[:HEAD_BYTES]) is FileKind.PDF:
        opened = PdfFile(path, max_pixels=options.max_pixels)
        load = partial(opened.load, dpi=300)
    else:
        opened = ImageFile(path, max_pixels=options.max_pixels)
        load = opened.load
    for number in range(1, opened.page_count + 1):
        image: PageImage = load(number)
        pixels = image.pixels
        if pixels.ndim == 2:
            pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
        yield Sheet(np.asarray(pixels, np.uint8), (image.dpi, image.dpi))


def together(files: Sequence[File], way: str) -> list[Sequence[File]]:
    """Return the documents of each file: a spread may show two."""
    step = 2 if way in SPREADS else 1
    return [files[n : n + step] for n in range(0, len(files), step)]


def spoilt(group: Sequence[File], way: str) -> list[Sheet]:
    """Return the pages of a file as they are after ``way``."""
    pages = [sheet for file in group for sheet in file.sheets]
    if way in SPREADS:
        pairs = zip(pages[::2], [*pages[1::2], None], strict=False)
        return [spoiling.spread(*pair, scale=SPREADS[way]) for pair in pairs]
    rng = np.random.default_rng(crc32(f"{group[0].name} {way}".encode()))
    if way == ON_ITS_HEAD:
        return [*pages[:-1], WAYS["turned 180°"](pages[-1], rng)]
    return [WAYS[way](sheet, rng) for sheet in pages]


def place(group: Sequence[File], way: str, folder: Path) -> Path:
    """Return where a file is written: a TIFF of one bit, else a PDF of JPEG pages."""
    folder.mkdir(parents=True, exist_ok=True)
    bilevel = way.startswith(("fax", "one bit", "black"))
    name = re.sub(r"\W+", "-", f"{way} {' '.join(file.name for file in group)}")
    return folder / f"{name}.{'tif' if bilevel else 'pdf'}"


def write(path: Path, pages: Sequence[Sheet]) -> None:
    """Write the pages of a file."""
    if path.suffix == ".tif":
        first, *rest = (Image.fromarray(page.pixels).convert("1", dither=0) for page in pages)
        told: dict[str, Any] = {"dpi": pages[0].dpi, "compression": "group4"}
    else:
        colours = (cv2.cvtColor(page.pixels, cv2.COLOR_BGR2RGB) for page in pages)
        first, *rest = map(Image.fromarray, colours)
        # 72 is what most phones state.
        told = {"resolution": pages[0].dpi[0] or 72, "quality": pages[0].quality}
    first.save(path, save_all=True, append_images=rest, **told)


def measure(
    group: Sequence[File],
    path: Path,
    tally: Tally,
    known: dict[str, list[list[str]]],
    options: ScanOptions,
) -> None:
    """Read a file within this process and count what is found."""
    kind = sniff(path.read_bytes()[:HEAD_BYTES])
    assert kind is not None
    start = cpu_seconds()
    opened = open_file(path, kind, options)
    pages = [opened.page(number) for number in range(1, opened.page_count + 1)]
    tally.seconds += cpu_seconds() - start
    tally.pages += len(pages)
    words = Counter(word for page in pages for w in page.words for word in parts(w.text))
    for file in group:
        for line in known.setdefault(file.name, lines_of(pages)):
            tally.lines += 1
            tally.lost += sum(words[word] > 0 for word in line) < len(line) / 2
        values = [parts(value) for value in printed_values(file.gold)]
        tally.values += len(values)
        tally.found += sum(all(words[word] for word in value) for value in values)
        tally.gold[file.name] = file.gold
    if any(page.words for page in pages):
        scan = Scan(file=path.name, sha256="0" * 64, pages=tuple(pages), page_count=len(pages))
        records = [record.to_json() for record in extracted(scan).records]
        for file in group:
            tally.got[file.name] = max(records, key=lambda record: _likeness(record, file.gold))


def lines_of(pages: Sequence[Page]) -> list[list[str]]:
    """Return the lines of pages that hold words enough to be known again."""
    rows = (
        [word for w in group for word in parts(w.text)]
        for page in pages
        for _, group in groupby(page.words, key=lambda word: word.line)
    )
    return [row for row in rows if sum(len(fold(word)) > 1 for word in row) >= 3]


def _likeness(record: dict[str, Any], gold: dict[str, Any]) -> int:
    """Return in how many fields a record is like a gold record; a file may hold several."""
    return sum(record.get(key) == value for key, value in gold.items())


if __name__ == "__main__":
    main()
