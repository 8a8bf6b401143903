"""Count pairs of neighbouring syllables in running text, and write the table that ships.

    python models/pairs/train.py [../shared/text] [--out models/pairs/pairs.tsv.gz]

The texts themselves stay where they are: the table holds counts of pairs, nothing longer.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from vnadmin_nlp.text.unicode import nfc, same_tone_style

FOLDER = Path(__file__).resolve().parent
#: Pairs that were seen less often tell nothing.
FEWEST = 3
#: Files of ``../shared/text`` and the field that holds their text.
FILES = {
    "gazette_texts.jsonl.gz": "text",
    "vnlegaltext_val.jsonl.gz": "text",
    "register_phapdien.jsonl.gz": "title",
}
_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[^\w\s]|\n\s*\n|\d")


def main() -> None:
    """Count, write the table, print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("texts", nargs="?", type=Path, default=FOLDER.parents[2] / "shared/text")
    parser.add_argument("--out", type=Path, default=FOLDER / "pairs.tsv.gz")
    args = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    for text in texts(args.texts):
        for piece in _BREAK.split(nfc(text).replace("_", " ")):
            syllables = [same_tone_style(word) for word in _WORD.findall(piece)]
            counts.update(pairwise(syllables))
    kept = sorted((pair, n) for pair, n in counts.items() if n >= FEWEST)
    lines = "".join(f"{first} {second}\t{n}\n" for (first, second), n in kept)
    # without name and time in the header, the same counts give the same bytes
    args.out.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    digest = hashlib.sha256(lines.encode()).hexdigest()
    print(f"{sum(counts.values())} pairs counted, {len(kept)} kept, sha256 {digest}")


def texts(folder: Path) -> Iterator[str]:
    """Yield every text of the files in ``folder``."""
    for name, field in FILES.items():
        with gzip.open(folder / name, "rt", encoding="utf-8") as rows:
            for row in rows:
                yield json.loads(row).get(field) or ""


if __name__ == "__main__":
    main()
