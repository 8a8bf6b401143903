"""What the tagger learns from: typeset pages, drawn pages that were read, zones given by rules.

    python -m models.zones.material --out build/zones --seed 1 --weak ../shared/scans

Texts come from ``../shared/text``; the rules' zones of the scans in ``../shared/scans`` are weak
labels. All of that stays outside of the repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.recogniser.texts import gazette
from models.zones.dispatches import source
from models.zones.labelled import Labelled, read_words, set_words
from models.zones.phrases import Phrases
from models.zones.rearrange import rearranged
from models.zones.slips import spoiled
from samples.typesetter.typeset import sheets
from vnadmin_nlp.layout import Zoning, documents
from vnadmin_nlp.layout.line_segments import neighbours, pieces
from vnadmin_nlp.layout.page_lines import Zone
from vnadmin_nlp.layout.tagger_features import traits
from vnadmin_nlp.ocr import read
from vnadmin_nlp.ocr.engines.recogniser import recogniser

SHARED = Path(__file__).resolve().parents[3] / "shared"
#: The zones that are told apart; an annex is text.
TAGS = tuple(zone for zone in Zone if zone is not Zone.ANNEX)
#: How often a page is spoiled anew.
_TIMES = {"set": 3, "drawn": 3, "weak": 6}
_LEVELS = ("clean", "office", "office", "fax", "fax")


class Example(NamedTuple):
    """A page for training: traits of its pieces, their neighbours and their tags.

    Attributes:
        traits: numbers of all pieces, one after another.
        starts: where each piece begins in ``traits``.
        beside: for each piece the turns of those above, below, left, right; -1 for none.
        tags: turn of each piece's zone in `TAGS`.
    """

    traits: NDArray[np.int16]
    starts: NDArray[np.int32]
    beside: NDArray[np.int16]
    tags: NDArray[np.int8]


def example(labelled: Labelled) -> Example | None:
    """Return what training needs of a page; None for a page without words."""
    page = labelled.page
    ordered = pieces(page)
    if not ordered:
        return None
    beside = neighbours(ordered)
    numbers = traits(page, ordered, beside, index=labelled.index, count=labelled.count)
    starts = np.cumsum([0, *map(len, numbers)])[:-1]
    tags = [_majority([labelled.zones[i] for i in piece.indices]) for piece in ordered]
    around = [(n.above, n.below, n.left, n.right) for n in beside]
    return Example(
        np.array([n for piece in numbers for n in piece], np.int16),
        starts.astype(np.int32),
        np.array(around, np.int16),
        np.array([TAGS.index(tag) for tag in tags], np.int8),
    )


def _majority(zones: list[Zone]) -> Zone:
    zone = Counter(zones).most_common(1)[0][0]
    return Zone.BODY if zone is Zone.ANNEX else zone


def typeset_pages(phrases: Phrases, files: int) -> Iterator[Labelled]:
    """Yield the pages of made-up dispatches, as set and rearranged."""
    for number in range(files):
        pages = sheets(source(phrases, str(number)))
        for index, sheet in enumerate(pages):
            for _ in range(_TIMES["set"]):
                other = rearranged(sheet, phrases.rng)
                yield spoiled(set_words(other, index, len(pages)), phrases.rng)


def drawn_pages(phrases: Phrases, count: int) -> Iterator[Labelled]:
    """Yield pages that were drawn, scanned and read: their slips are real."""
    engine = recogniser("own")
    rng = phrases.rng
    while count > 0:
        pages = sheets(source(phrases, str(count)))
        for index, sheet in enumerate(pages):
            other = rearranged(sheet, rng)
            seed, level = rng.randrange(10**6), rng.choice(_LEVELS)
            read_page = read_words(other, index, len(pages), level=level, seed=seed, engine=engine)
            yield read_page
            for _ in range(_TIMES["drawn"] - 1):
                yield spoiled(read_page, rng)
            count -= 1


def weak_pages(folder: Path, rng: random.Random) -> Iterator[Labelled]:
    """Yield real pages with the zones that the rules give them."""
    for path in sorted(folder.glob("*.pdf")):
        for document in documents(read(path).pages, zoning=Zoning.RULES):
            zones: dict[tuple[int, int], Zone] = {
                (line.page, id(word)): line.zone for line in document.lines for word in line.words
            }
            for index, page in enumerate(document.pages):
                found = tuple(zones.get((page.number, id(w)), Zone.JUNK) for w in page.words)
                labelled = Labelled(page, found, index, len(document.pages))
                yield labelled
                for _ in range(_TIMES["weak"] - 1):
                    yield spoiled(labelled, rng)


def subjects(folder: Path) -> list[str]:
    """Return the titles of documents in force."""
    with gzip.open(folder / "register_phapdien.jsonl.gz", "rt", encoding="utf-8") as lines:
        titles = [json.loads(line)["title"] for line in lines]
    return [title for title in titles if title and len(title) < 200]


def main() -> None:
    """Write the examples of one seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=400, help="typeset files")
    parser.add_argument("--drawn", type=int, default=30, help="pages drawn and read")
    parser.add_argument("--weak", type=Path, help="folder of scans that the rules zone")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    phrases = Phrases(gazette(SHARED / "text"), subjects(SHARED / "text"), rng)
    args.out.mkdir(parents=True, exist_ok=True)
    kinds = {
        "set": typeset_pages(phrases, args.files),
        "drawn": drawn_pages(phrases, args.drawn),
        "weak": weak_pages(args.weak, rng) if args.weak else iter(()),
    }
    for kind, pages in kinds.items():
        examples = [found for found in map(example, pages) if found]
        path = args.out / f"{kind}-{args.seed}.pkl"
        path.write_bytes(pickle.dumps([tuple(one) for one in examples]))
        print(f"{path}: {len(examples)} pages, {sum(len(e.tags) for e in examples)} pieces")


if __name__ == "__main__":
    main()
