"""Draw the windows the network is trained on: what a pen wrote, with the print beside it.

    python -m models.pens.windows --out build/pens --seed 1 --count 60000

The shards are those of ``models.recogniser.shards``.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.pens.legible import legible_page
from models.recogniser.alphabet import printed
from models.recogniser.draw import LEVELS, Drawer, Drawn, Level
from models.recogniser.faces import training_faces
from models.recogniser.pen import Pen, read_digits
from models.recogniser.reading import held_out_drawer
from models.recogniser.shards import MATERIAL, write_shards
from models.recogniser.texts import Texts, gazette
from vnadmin_nlp.ocr.lines.line_strips import PEN

Pixels = NDArray[np.uint8]
Window = tuple[Pixels, str]

#: What the network names: the digits, and any sign by pen between the numbers of a date.
LETTERS = "0123456789/"
#: How often each level is trained on.
SHARES = (0.22, 0.44, 0.29, 0.05)
#: Share of hands of training that write as people here do; more would be real digits to a test.
_SHAPES = 0.35
#: Share of lines of which print alone is shown as well.
_PRINT = 0.07
#: Share of lines for training of which nobody looks whether they can be read.
_AS_DRAWN = 0.1
#: How far a window reaches beside the pen, in talls.
_BESIDE = (0.1, 1.6)
#: Wider windows are left out.
_WIDEST = 448


def truth(text: str) -> str:
    """Return what is to be read of pen digits: one sign stands for all.

    >>> truth("𝟶𝟷-𝟷𝟸")
    '01/12'
    """
    return "".join(letter if letter.isdigit() else "/" for letter in printed(text))


def windows(
    drawer: Drawer, texts: Texts, level: Level, *, as_drawn: float = 0.0
) -> Iterator[Window]:
    """Yield the windows of one line filled in by pen, and what is to be read in them.

    Args:
        drawer: of the line.
        texts: that it says.
        level: of the page.
        as_drawn: share of lines that are taken as they are drawn, be they legible or not.
    """
    rng, line = drawer.rng, texts.line()
    taken = rng.random() < as_drawn
    page, drawn = drawer.page(line, level) if taken else legible_page(drawer, line, level)
    if rng.random() < _PRINT:
        x0 = rng.uniform(drawn.x0, drawn.x1)
        x1 = x0 + drawn.tall * rng.uniform(1, 5)
        if all(end < x0 or start > x1 for _, start, end in drawn.pens):
            yield _cut(drawer, page, drawn, x0, x1), ""
    middles = ((one[2] + other[1]) / 2 for one, other in pairwise(drawn.pens))
    edges = pairwise([0.0, *middles, page.shape[1]])
    for (text, start, end), (left, right) in zip(drawn.pens, edges, strict=True):
        x0 = max(left, start - drawn.tall * rng.uniform(*_BESIDE))
        x1 = min(right, end + drawn.tall * rng.uniform(*_BESIDE))
        yield _cut(drawer, page, drawn, x0, x1), truth(text)


def _cut(drawer: Drawer, page: Pixels, drawn: Drawn, x0: float, x1: float) -> Pixels:
    return drawer.cut(page, replace(drawn, x0=x0, x1=x1), PEN)


def training_windows(material: Path, seed: int) -> Iterator[Window]:
    """Yield windows and what is written in them without end; the same ones for the same seed."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    texts = Texts(gazette(material / "text"), rng, pen=1.0)
    hand = Pen(read_digits(material / "digits"), rng, shapes=_SHAPES, warped=True)
    drawer = Drawer(training_faces(), hand, rng, noise, [texts.running() for _ in range(2000)])
    while True:
        found = windows(drawer, texts, rng.choices(LEVELS, SHARES)[0], as_drawn=_AS_DRAWN)
        yield from (window for window in found if window[0].shape[1] <= _WIDEST)


def held_out_windows(material: Path, seed: int, count: int) -> Iterator[tuple[Level, Pixels, str]]:
    """Yield ``count`` windows of each level, of digits and a face that nothing was trained on."""
    drawer, texts = held_out_drawer(material, seed, pen=1.0)
    for level in LEVELS:
        found = (window for _ in range(4 * count) for window in windows(drawer, texts, level))
        for (pixels, true), _ in zip(found, range(count), strict=False):
            yield level, pixels, true


def main() -> None:
    """Write shards until enough windows are drawn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--material", type=Path, default=MATERIAL)
    args = parser.parse_args()
    write_shards(training_windows(args.material, args.seed), args.count, args.out, args.seed)


if __name__ == "__main__":
    main()
