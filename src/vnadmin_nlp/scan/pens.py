"""Digits written by pen are read several times, a little larger, higher and lower, and voted on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

from vnadmin_nlp.scan.own_ink import strip_of
from vnadmin_nlp.scan.spelling import Letter, SpeltWord, spell
from vnadmin_nlp.scan.strips import STEP, Strip

if TYPE_CHECKING:
    from vnadmin_nlp.scan.image import Pixels
    from vnadmin_nlp.scan.lines import TextLine, TextLines
    from vnadmin_nlp.scan.network import Network

#: How a line is cut again: its tall by a factor, its base line by a share of a tall.
_CUTS = ((1.15, 0.0), (1.0, 0.06), (1.0, -0.06), (0.92, 0.03))
#: Digits of the same number stand so close to it, in talls.
_CLOSE = 1.2
#: Readings kept of a number.
_MOST = 5


@dataclass(frozen=True, slots=True)
class _Digit:
    """A digit by pen and where it stands on the page."""

    letter: Letter
    x: float


def vote(
    words: list[SpeltWord],
    strip: Strip,
    line: TextLine,
    found: TextLines,
    gray: Pixels,
    network: Network,
) -> list[SpeltWord]:
    """Return ``words`` with their digits by pen as most readings of them are.

    Args:
        words: what was read in ``strip``.
        strip: of ``line``.
        line: one of ``found.lines``.
        found: on the page.
        gray: the page.
        network: to read it again with.
    """
    cuts = [
        replace(line, tall=line.tall * size, base=line.base.shifted(shift * line.tall))
        for size, shift in _CUTS
    ]
    strips = [strip_of(cut, found, gray) for cut in cuts]
    read = network.read([cut.pixels for cut in strips])
    readings = [_digits(words, strip)] + [
        _digits(spell(chances, network.alphabet), cut)
        for chances, cut in zip(read, strips, strict=True)
    ]
    return [_voted(word, strip, readings, _CLOSE * line.tall) for word in words]


def _digits(words: Sequence[SpeltWord], strip: Strip) -> list[_Digit]:
    return [
        _Digit(letter, strip.x_of((letter.step + 0.5) * STEP))
        for word in words
        for letter in word.letters
        if letter.by_pen
    ]


def _voted(
    word: SpeltWord, strip: Strip, readings: Sequence[list[_Digit]], close: float
) -> SpeltWord:
    """Return ``word`` with the digits that have the largest chance over all ``readings``."""
    own = _digits([word], strip)
    if not own:
        return word
    chances: dict[str, float] = defaultdict(float)
    for reading in readings:
        here = [d.letter for d in reading if own[0].x - close < d.x < own[-1].x + close]
        text = "".join(letter.text for letter in here)
        chances[text] += prod(letter.chance for letter in here) / len(readings)
    chances.pop("", None)
    ranked = sorted(chances.items(), key=lambda item: -item[1])[:_MOST]
    pen = [n for n, letter in enumerate(word.letters) if letter.by_pen]
    before, after = word.letters[: pen[0]], word.letters[pen[-1] + 1 :]
    if len(pen) <= pen[-1] - pen[0]:
        return word  # print stands among the digits
    best, chance = ranked[0]
    like = word.letters[pen[0]]
    digits = tuple(replace(like, text=digit, chance=chance) for digit in best)
    start, end = ("".join(letter.text for letter in part) for part in (before, after))
    told = tuple((f"{start}{text}{end}", round(chance, 4)) for text, chance in ranked)
    return SpeltWord((*before, *digits, *after), told)
