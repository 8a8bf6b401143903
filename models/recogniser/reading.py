"""What the tests of a network share: held-out lines, decoding, error rates."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from models.recogniser.alphabet import ALPHABET, known
from models.recogniser.draw import LEVELS, Drawer, Level
from models.recogniser.faces import Faces, held_out_faces
from models.recogniser.pen import Pen, read_digits
from models.recogniser.texts import PEN, Texts, gazette

Pixels = NDArray[np.uint8]
#: Signs that look alike in print, for all readers.
_ALIKE = str.maketrans({"–": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "•": "·"})


def held_out_drawer(
    material: Path, seed: int, faces: Faces | None = None, *, pen: float = PEN
) -> tuple[Drawer, Texts]:
    """Return a drawer and texts of nothing that was trained on, face included."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    texts = Texts(gazette(material / "text", held_out=True), rng, pen=pen)
    hand = Pen(read_digits(material / "digits", held_out=True), rng)
    neighbours = [texts.running() for _ in range(300)]
    return Drawer(faces or held_out_faces(), hand, rng, noise, neighbours), texts


def held_out_lines(
    material: Path, seed: int, count: int, faces: Faces | None = None
) -> Iterator[tuple[Level, Pixels, str]]:
    """Yield ``count`` strips of each level, with their truths."""
    drawer, texts = held_out_drawer(material, seed, faces)
    for level in LEVELS:
        for _ in range(count):
            yield level, *drawer.strip(known(texts.line()) or "Điều 1", level)


def decoded(steps: Sequence[int], letters: str = ALPHABET) -> str:
    """Return the text of the best class of every step."""
    return "".join(letters[number - 1] for number, _ in groupby(steps) if number)


def folded(text: str) -> str:
    """Return ``text`` with look-alike signs made one, and without runs of dots and spaces."""
    return " ".join(re.sub(r"([._])(?:\s*\1)+", r"\1", text.translate(_ALIKE)).split())


def errors(read: str, true: str) -> tuple[int, int]:
    """Return the edits between two texts, and the letters of the second."""
    true = folded(true)
    return Levenshtein.distance(folded(read), true), len(true)


def batched(strips: Sequence[Pixels], columns: int) -> NDArray[np.float32]:
    """Return strips side by side as the network takes them, padded with paper."""
    batch = np.zeros((len(strips), 1, strips[0].shape[0], columns), np.float32)
    for place, strip in zip(batch, strips, strict=True):
        place[0, :, : strip.shape[1]] = strip / np.float32(255)
    return batch
