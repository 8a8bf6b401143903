"""Measure what a searchable PDF costs, and whether its text is that of the archive.

    python -m benchmarks.searchable_pdf [FILE.pdf …] [--repeat N] [--against-ocrmypdf]

The files (by default the scans among the samples) are read into an archive first; then all its
documents are written by ``vnadmin export pdf --all -j 1``, a whole process, in CPU seconds (user +
system, with all children) by the kernel's accounting. The words of ``pdftotext -raw`` are compared
with those of the archive, one after the other. ``--against-ocrmypdf`` runs ``ocrmypdf`` over the
same files as well, which recognises them with tesseract to the same end.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.cost import ROOT, cpu_seconds
from vnadmin_nlp.store import Store

OCRMYPDF = (
    "-l",
    "vie",
    "-j",
    "1",
    "-O0",
    "--mode",
    "redo",
    "--invalidate-digital-signatures",
    "-q",
)


def main() -> None:
    """Print the cost of a page and the share of documents whose text is the archive's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="PDF scans; default: of the samples")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--against-ocrmypdf", action="store_true")
    args = parser.parse_args()
    files = args.files or sorted((ROOT / "samples" / "scans").glob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        measure([file.absolute() for file in files], Path(folder), args.repeat)
        if args.against_ocrmypdf:
            compare(files, Path(folder))


def measure(files: list[Path], folder: Path, repeat: int) -> None:
    """Read files, write their documents and print what that costs and how many are right."""
    vnadmin = [sys.executable, "-m", "vnadmin_nlp"]
    archive, out = folder / "archive.db", folder / "out"
    subprocess.run(
        [*vnadmin, "ingest", "-q", "-j1", "--archive", archive, *files], check=True, cwd=ROOT
    )
    export = [*vnadmin, "export", "pdf", "--all", "-q", "--force", "-j1"]
    export += ["--archive", str(archive), "--out", str(out)]
    costs = [cpu_seconds(export) for _ in range(repeat)]
    told = subprocess.run(
        [*export, "--json"], check=False, capture_output=True, text=True, cwd=ROOT
    )
    written = [one for one in map(json.loads, told.stdout.splitlines()) if "pdf" in one]
    pages = sum(one["pages"] for one in written)
    archival = sum(one["standard"] == "PDF/A-2b" for one in written)
    with Store(archive, create=False) as store:
        right = sum(says(store, one["document"], one["pdf"]) for one in written)
    print(f"{len(written)} documents, {pages} pages, {repeat} rounds")
    print(f"vnadmin export pdf            {min(costs) / pages:6.3f} CPU s a page")
    print(f"PDF/A-2b                      {archival:3} of {len(written)}")
    print(f"text is that of the archive   {right:3} of {len(written)}")


def says(store: Store, document: int, pdf: str) -> bool:
    """Tell whether the words of a PDF are those of a document, in their order."""
    read = subprocess.run(
        ["pdftotext", "-raw", pdf, "-"], check=True, capture_output=True, text=True
    )
    texts = sorted(store.text(document).items())
    return read.stdout.split() == " ".join(text for _, text in texts).split()


def compare(files: list[Path], folder: Path) -> None:
    """Print what OCRmyPDF costs with tesseract."""
    from pypdfium2 import PdfDocument

    made = folder / "made.pdf"
    command = [sys.executable, "-m", "ocrmypdf", *OCRMYPDF]
    cost = sum(cpu_seconds([*command, str(file), str(made)]) for file in files)
    pages = sum(len(PdfDocument(file)) for file in files)
    print(f"ocrmypdf with tesseract       {cost / pages:6.3f} CPU s a page")


if __name__ == "__main__":
    main()
