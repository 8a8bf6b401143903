"""Print the CPU seconds a page of each stage of ``vnadmin extract``.

    python -m benchmarks.page_profile [FILE.pdf …] [--repeat N] [--write]

The whole run, and pdf2image + pytesseract beside it, are measured as in ``cost.py``, over the same
files. The stages are measured in one process that reads the same pages with the same settings of
memory and threads. What the whole run costs besides is the start of its three processes: imports,
loading of networks and tables, and what passes between them. ``--write`` writes
``page_profile.md``.
"""

from __future__ import annotations

import argparse
import compileall
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.cost import PLAIN, ROOT, cpu_seconds, office_scans, page_count

REPORT = Path(__file__).with_suffix(".md")
#: The stages by the functions that do them; what a function calls of another stage counts there.
STAGES = {
    "opening and drawing": (
        "vnadmin_nlp.ocr.files.pdf_file:PdfFile.load",
        "vnadmin_nlp.ocr.files.open_file:open_file",
        "vnadmin_nlp.ocr.files.open_file:trusted_layer",
    ),
    "cleaning": ("vnadmin_nlp.ocr.read_page:square_sheet", "vnadmin_nlp.ocr.read_page:clean"),
    "lines": ("vnadmin_nlp.ocr.engines.builtin:find_text_lines",),
    "seals": ("vnadmin_nlp.ocr.engines.builtin:seals_of",),
    "strips": (
        "vnadmin_nlp.ocr.engines.builtin:strip_of",
        "vnadmin_nlp.ocr.engines.handwriting:strip_of",
    ),
    "network": ("vnadmin_nlp.ocr.engines.line_network:Network.read",),
    "marks": ("vnadmin_nlp.ocr.engines.builtin:BuiltinEngine._with_marks",),
    "letters, words, boxes": ("vnadmin_nlp.ocr.files.open_file:read_image",),
    "layout": ("vnadmin_nlp.layout:documents",),
    "extraction": ("vnadmin_nlp.pipeline:extracted",),
}
START = "start of processes, and the rest"


def main() -> None:
    """Print the table; with ``--stages`` the seconds of the stages alone, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="PDF scans; default: as in cost.py")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="write page_profile.md")
    parser.add_argument("--stages", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.stages:
        print(json.dumps(stage_seconds(args.files)))
        return
    compileall.compile_dir(ROOT / "src", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        told = table(args.files or office_scans(Path(folder)), args.repeat)
    print(told)
    if args.write:
        REPORT.write_text(f"# CPU of a page by stage\n\n{told}\n", "utf-8")


def table(files: list[Path], repeat: int) -> str:
    """Return the least of each figure in several rounds over ``files``, as a Markdown table."""
    from vnadmin_nlp.ocr.sandbox.supervisor import environment

    pages = sum(map(page_count, files))
    names = list(map(str, files))
    ours = [sys.executable, "-m", "vnadmin_nlp", "extract", "--json", "-q", "-j", "1", *names]
    inner = [sys.executable, "-m", "benchmarks.page_profile", "--stages", *names]
    whole, rounds = [], []
    for _ in range(repeat):
        whole.append(cpu_seconds(ours) / pages)
        told = subprocess.check_output(inner, env=environment(), text=True)
        rounds.append(json.loads(told))
    plain = cpu_seconds([sys.executable, "-c", PLAIN, *names]) / pages
    stages = {stage: min(told[stage] for told in rounds) / pages for stage in STAGES}
    stages[START] = max(0.0, min(whole) - sum(stages.values()))
    rows = [*stages.items(), ("**whole run**", min(whole)), ("pdf2image + pytesseract", plain)]
    lines = [
        f"{len(files)} files, {pages} pages, the least of {repeat} rounds "
        "(`python -m benchmarks.page_profile --write`).",
        "",
        "| stage | CPU ms a page | share of the run | of pdf2image + pytesseract |",
        "|---|---:|---:|---:|",
        *(
            f"| {stage} | {1000 * seconds:.0f} | {seconds / min(whole):.2f} | "
            f"{seconds / plain:.3f} |"
            for stage, seconds in rows
        ),
    ]
    return "\n".join(lines)


def stage_seconds(files: list[Path]) -> dict[str, float]:
    """Return the CPU seconds that each stage takes for all pages of ``files``."""
    import cv2

    from vnadmin_nlp import pipeline
    from vnadmin_nlp.ocr.files import open_file as opening
    from vnadmin_nlp.ocr.files.sniff import FileKind
    from vnadmin_nlp.ocr.scan_options import Scan, ScanOptions

    cv2.setNumThreads(1)
    # What is loaded once is part of the start.
    first = opening.open_file(files[0], FileKind.PDF, ScanOptions()).page(1)
    pipeline.extracted(Scan(file="first", sha256="0" * 64, pages=(first,), page_count=1))
    seconds = dict.fromkeys(STAGES, 0.0)
    watch(seconds)
    for path in files:
        file = opening.open_file(path, FileKind.PDF, ScanOptions())
        pages = tuple(file.page(number) for number in range(1, file.page_count + 1))
        pipeline.extracted(Scan(str(path), "0" * 64, pages, len(pages), facts=file.facts()))
    return seconds


def watch(seconds: dict[str, float]) -> None:
    """Have the functions of `STAGES` add the CPU seconds they take to ``seconds``."""
    import importlib

    running: list[str] = []
    last = time.process_time()

    def count() -> None:
        nonlocal last
        now = time.process_time()
        if running:
            seconds[running[-1]] += now - last
        last = now

    def watched(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            count()
            running.append(stage)
            try:
                return function(*args, **options)
            finally:
                count()
                running.pop()

        return run

    for stage, places in STAGES.items():
        for place in places:
            module, _, name = place.partition(":")
            *within, name = name.split(".")
            owner: Any = importlib.import_module(module)
            for part in within:
                owner = getattr(owner, part)
            setattr(owner, name, watched(stage, getattr(owner, name)))


if __name__ == "__main__":
    main()
