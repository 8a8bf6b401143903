"""Draw training lines and keep them in shards.

    python -m models.recogniser.shards --out build/lines --seed 1 --lines 100000

A shard is two files: ``NAME.npy`` holds the columns of all strips one after another (columns ×
rows), ``NAME.json`` the widths and the truths.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.recogniser.alphabet import known
from models.recogniser.draw import LEVELS, SHARES, Drawer
from models.recogniser.faces import training_faces
from models.recogniser.pen import Pen, read_digits
from models.recogniser.texts import PEN, Texts, gazette, laws

#: Material that stays outside the repository: ``text/`` and ``digits/`` (README.md).
MATERIAL = Path(__file__).resolve().parents[3] / "shared"
#: Lines of one shard.
SHARD = 10_000
#: Share of strips with nothing to read.
_NOTHING = 0.04
#: Longer strips, and those with fewer columns to a letter than the network can tell, are left out.
_WIDEST, _LEAST = 1400, 5

Strip = tuple[NDArray[np.uint8], str]


def training_lines(material: Path, seed: int, *, pen: float = PEN) -> Iterator[Strip]:
    """Yield strips and their truths without end; the same ones for the same seed."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    texts = Texts(gazette(material / "text") + laws(material / "text"), rng, pen=pen)
    hand = Pen(read_digits(material / "digits"), rng)
    drawer = Drawer(training_faces(), hand, rng, noise, [texts.running() for _ in range(2000)])
    while True:
        if rng.random() < _NOTHING:
            yield drawer.nothing(), ""
            continue
        line = known(texts.line())
        if not line:
            continue
        strip, read = drawer.strip(line, rng.choices(LEVELS, SHARES)[0])
        if _LEAST * len(read) <= strip.shape[1] <= _WIDEST:
            yield strip, read


def write_shard(path: Path, strips: list[Strip]) -> None:
    """Write a shard; its index comes last, so that half a shard is none."""
    np.save(path.with_suffix(".npy"), np.concatenate([pixels.T for pixels, _ in strips]))
    index = {"widths": [pixels.shape[1] for pixels, _ in strips], "texts": [t for _, t in strips]}
    half = path.with_suffix(".part")
    half.write_text(json.dumps(index, ensure_ascii=False), "utf-8")
    half.rename(path.with_suffix(".json"))


def write_shards(source: Iterator[Strip], count: int, folder: Path, seed: int) -> None:
    """Write ``count`` strips as shards into a folder, named for the seed they were drawn with."""
    cv2.setNumThreads(1)
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    for done in range(0, count, SHARD):
        strips = list(islice(source, min(SHARD, count - done)))
        write_shard(folder / f"{seed:03d}-{done // SHARD:04d}", strips)
        rate = (done + len(strips)) / (time.monotonic() - start)
        print(f"seed {seed}: {done + len(strips)} drawn, {rate:.0f} a second", flush=True)


def main() -> None:
    """Write shards until enough lines are drawn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--pen", type=float, default=PEN, help="share of lines filled in by pen")
    parser.add_argument("--material", type=Path, default=MATERIAL)
    args = parser.parse_args()
    source = training_lines(args.material, args.seed, pen=args.pen)
    write_shards(source, args.lines, args.out, args.seed)


if __name__ == "__main__":
    main()
