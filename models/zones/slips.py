"""What recognition does to a page: slips of letters, words lost, made up, glued and cut."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

from models.recogniser.alphabet import TONES
from models.zones.labelled import Labelled
from vnadmin_nlp.layout.page_lines import Zone
from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.text.unicode import unmarked

#: Letters that are read for one another, and groups of them.
_ALIKE = (
    "oO0Q", "lI1i|!", "cCe", "nhuv", "mw", "aeo", "gq9y", "sS5", "BD8R", "tfT", "rn", "EFB", "PR",
    "UVO", "GC6", "kKhb", ".,", ":;.", "-–_~", "YVT", "NMH", "zZ2",
)  # fmt: skip
_GLYPHS = "abcdeghiklmnoprstuvyABCDEGHIKLMNOPRSTUVY0123456789|.,:;/-_()~'*°«»"


def spoiled(labelled: Labelled, rng: random.Random) -> Labelled:
    """Return a page as a recogniser would give it, good or bad by chance."""
    rate = rng.choice((0.0, 0.0, 0.01, 0.03, 0.08, 0.2))
    lost = rng.choice((0.0, 0.0, 0.02, 0.1))
    bad = {line: _how_bad(rng) for line in {word.line for word in labelled.page.words}}
    gone = {line for line in bad if rng.random() < lost}
    pairs = [
        (misread(word, max(rate, bad[word.line]), rng), zone)
        for word, zone in zip(labelled.page.words, labelled.zones, strict=True)
        if word.line not in gone and rng.random() > 0.1 * rate
    ]
    pairs = [(word, zone) for word, zone in pairs if word.text]
    pairs += [(_speck(labelled, rng), Zone.JUNK) for _ in range(rng.choice((0, 0, 2, 5, 12)))]
    words = _displaced([word for word, _ in pairs], rng)
    words = _relined(words, rng)
    page = replace(labelled.page, words=tuple(words))
    return replace(labelled, page=page, zones=tuple(zone for _, zone in pairs))


def _how_bad(rng: random.Random) -> float:
    """Return the rate of slips in one line: some lie under a seal or are hardly printed."""
    return rng.uniform(0.15, 0.7) if rng.random() < 0.07 else 0.0


def misread(word: Word, rate: float, rng: random.Random) -> Word:
    """Return a word with a share of its letters misread; it may lose all of them."""
    if rate == 0:
        return word
    text = "".join(_slip(letter, rng) if rng.random() < rate else letter for letter in word.text)
    if text == word.text:
        return word
    return replace(word, text=text.replace(" ", ""), confidence=rng.uniform(0.25, 0.95))


def _slip(letter: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.45 and letter in TONES:
        return rng.choice((unmarked(letter), rng.choice(TONES[letter])))
    if kind < 0.75:
        alike = [group for group in _ALIKE if unmarked(letter) in group]
        return rng.choice(rng.choice(alike)) if alike else rng.choice(_GLYPHS)
    if kind < 0.88:
        return ""
    return letter + rng.choice(_GLYPHS) if kind < 0.94 else rng.choice(_GLYPHS)


def _speck(labelled: Labelled, rng: random.Random) -> Word:
    page = labelled.page
    text = "".join(rng.choices(_GLYPHS, k=rng.choice((1, 1, 2, 3, 6))))
    near = [w for w, z in zip(page.words, labelled.zones, strict=True) if z is Zone.SIGNER]
    if near and rng.random() < 0.5:
        x, y = rng.choice(near).box.centre
        x, y = x + rng.gauss(0, 150), y + rng.gauss(0, 90)
    else:
        x, y = rng.uniform(0, page.width), rng.uniform(0, page.height)
    left, top, high = max(0, int(x)), max(0, int(y)), rng.randint(6, 60)
    box = BoundingBox(left, top, left + rng.randint(8, 30) * len(text), top + high)
    return Word(text, box, rng.uniform(0.05, 0.8), 10_000 + rng.randrange(10_000))


def _displaced(words: Sequence[Word], rng: random.Random) -> list[Word]:
    """Scale, shift and turn a page a little; shake every box."""
    scale, turn = rng.uniform(0.88, 1.12), math.radians(rng.gauss(0, 0.15))
    dx, dy = rng.gauss(0, 30), rng.gauss(0, 30)

    def moved(box: BoundingBox) -> BoundingBox:
        x, y = box.x0 * scale + dx, box.y0 * scale + dy
        x, y = x - turn * y + rng.gauss(0, 1), y + turn * x + rng.gauss(0, 1)
        wide, high = box.width * scale, box.height * scale
        return BoundingBox(int(x), int(y), int(x + wide) + 1, int(y + high) + 1)

    return [replace(word, box=moved(word.box)) for word in words]


def _relined(words: Sequence[Word], rng: random.Random) -> list[Word]:
    """Cut the recogniser's lines in two, and glue such as stand side by side."""
    rows: dict[int, int] = {}
    middles: dict[int, float] = {}
    for word in words:
        level = word.box.centre[1]
        if word.line not in rows:
            beside = [line for line, y in middles.items() if abs(y - level) < 8]
            glued = beside and rng.random() < 0.25
            rows[word.line] = rng.choice(beside) if glued else word.line
            middles.setdefault(rows[word.line], level)
    cut = {line for line in rows.values() if rng.random() < 0.04}
    at = {line: rng.uniform(0.2, 0.8) for line in cut}
    ends = {line: [w.box.x1 for w in words if rows[w.line] == line] for line in cut}

    def line_of(word: Word) -> int:
        line = rows[word.line]
        right = line in cut and word.box.x0 > at[line] * max(ends[line])
        return line + 50_000 if right else line

    return [replace(word, line=line_of(word)) for word in words]
