"""Command line: ``python -m samples.typesetter --help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from samples.typesetter.build import build
from samples.typesetter.fonts import MissingFontError
from samples.typesetter.scanner import LEVELS
from samples.typesetter.source import SourceError

SAMPLES = Path(__file__).resolve().parent.parent


def main() -> int:
    """Make the files that were asked for; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m samples.typesetter", description="Typeset dispatches and scan them."
    )
    parser.add_argument("sources", nargs="*", type=Path, metavar="SOURCE", help="TOML sources")
    parser.add_argument("--all", action="store_true", help="rebuild samples/scans")
    parser.add_argument("--out", type=Path, default=SAMPLES / "scans", help="folder to write to")
    parser.add_argument("--level", choices=sorted(LEVELS), help="instead of the source's own")
    parser.add_argument("--seed", type=int, help="instead of the source's own")
    args = parser.parse_args()
    sources = sorted((SAMPLES / "sources").glob("*.toml")) if args.all else args.sources
    if not sources:
        parser.error("name a SOURCE, or give --all")
    try:
        for source in sources:
            for path in build(source, args.out, level=args.level, seed=args.seed):
                print(path)
    except (SourceError, MissingFontError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
