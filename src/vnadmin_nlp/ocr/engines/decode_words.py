"""The steps of a strip become letters, and these words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod, sqrt
from typing import TYPE_CHECKING

from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab.surnames import is_minority_surname

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.engines.line_network import Alphabet, Chances

#: For each digit by pen so many readings are weighed, and so many of the whole number kept.
_DIGITS, _NUMBERS = 3, 5
#: Letters as sure as this are what they are; others can be what is at least so likely beside them.
_SURE, _LIKELY = 0.97, 0.04
#: Shorter ones are abbreviations rather than syllables.
_SHORT = 3
#: No number has more digits, and so many readings that they are weighed.
_LONG = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was read.

    Attributes:
        text: the letter.
        chance: that it is this one.
        step: where it is surest.
        by_pen: for a digit written by pen the likeliest digits with their chances, else empty.
        others: what else it can be, the likeliest first, where it is not sure; ``""`` for nothing.
    """

    text: str
    chance: float
    step: int
    by_pen: tuple[tuple[str, float], ...] = ()
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class SpeltWord:
    """Letters without a space between them.

    Attributes:
        letters: of the word.
        readings: of a word with digits by pen, with their chances, where these were read again.
        raw: the letters as they were read, of a word that was made a syllable.
    """

    letters: tuple[Letter, ...]
    readings: tuple[tuple[str, float], ...] = ()
    raw: str = ""

    @cached_property
    def by_pen(self) -> bool:
        """Tell whether there are digits by pen in it."""
        return any(letter.by_pen for letter in self.letters)

    @cached_property
    def text(self) -> str:
        """Return the letters."""
        return "".join(letter.text for letter in self.letters)

    @property
    def confidence(self) -> float:
        """Return how sure the word is: between its letters and the least sure of them.

        A number by pen is right as a whole or not at all.
        """
        chances = [letter.chance for letter in self.letters]
        if self.readings:
            return min(chances)
        return sqrt(min(chances) * sum(chances) / len(chances))

    @property
    def candidates(self) -> tuple[tuple[str, float], ...]:
        """Return the readings of a word of which there are several, the chosen one first."""
        if self.readings:
            return self.readings
        if self.raw:
            sure = round(self.confidence, 4)
            return (self.text, sure), (self.raw, round(1 - sure, 4))
        if not self.by_pen:
            return ()
        by_pen = sum(bool(letter.by_pen) for letter in self.letters)
        most = _DIGITS if by_pen <= _LONG else 1
        ways = [letter.by_pen[:most] or ((letter.text, 1.0),) for letter in self.letters]
        read = [
            ("".join(text for text, _ in way), round(prod(chance for _, chance in way), 4))
            for way in product(*ways)
        ]
        return tuple(sorted(read, key=lambda reading: -reading[1])[:_NUMBERS])


def spell(chances: Chances, alphabet: Alphabet) -> list[SpeltWord]:
    """Return the words that the likeliest class of each step spells.

    Words end at spaces, and between letters and digits by pen, which leave little room for these.
    A word that is no syllable becomes one where a single unsure letter can make it so; it is left
    out only within a word of which all else is sure (mưra), as a word's end may be anything.
    """
    words: list[list[Letter]] = [[]]
    for letter in _letters(chances, alphabet):
        word = words[-1]
        if word and _is_same(word[-1], letter):
            word[-1] = max(word[-1], letter, key=lambda either: either.chance)
        elif letter.text == " ":
            words.append([])
        elif word and _is_joint(word[-1], letter):
            words.append([letter])
        else:
            word.append(letter)
    return [_as_syllable(word) for word in words if word]


def _as_syllable(word: list[Letter]) -> SpeltWord:
    """Return a word; one that is no syllable as the likeliest syllable that it can be."""
    read = SpeltWord(tuple(word))
    inner = [n for n, letter in enumerate(word) if letter.text.isalnum()]
    first, last = (inner[0], inner[-1] + 1) if inner else (0, 0)
    whole = len(inner) == last - first >= _SHORT
    if not whole or _is_syllable(word[first:last]):
        return read
    if is_minority_surname("".join(letter.text for letter in word[first:last])):
        return read  # Ksor, Đrông
    one_unsure = sum(bool(letter.others) for letter in word) == 1
    ways = [
        (
            chance / letter.chance,
            [*word[:n], replace(letter, text=text), *word[n + 1 :]],
        )
        for n, letter in enumerate(word)
        for text, chance in letter.others
        if text or (one_unsure and first < n < last - 1)
    ]
    fitting = [way for way in ways if _is_syllable(way[1][first:last])]
    if not fitting:
        return read
    letters = max(fitting, key=lambda way: way[0])[1]
    return SpeltWord(tuple(letter for letter in letters if letter.text), raw=read.text)


def _is_syllable(letters: Sequence[Letter]) -> bool:
    text = "".join(letter.text for letter in letters)
    return len(text) >= _SHORT and is_syllable(text)


def _is_same(one: Letter, other: Letter) -> bool:
    """Tell whether one letter was read twice, at neighbouring steps, but for its marks."""
    near = other.step - one.step == 1 and one.text.isalnum()
    return near and strip_accents(one.text).lower() == strip_accents(other.text).lower()


def _is_joint(one: Letter, other: Letter) -> bool:
    """Tell whether one of two neighbours is a digit by pen and the other a letter or a colon."""
    printed = one if other.by_pen else other
    joint = printed.text.isalpha() or printed.text == ":"
    return bool(one.by_pen) != bool(other.by_pen) and joint


def _letters(chances: Chances, alphabet: Alphabet) -> Iterator[Letter]:
    import numpy as np

    best = chances.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = [*starts[1:].tolist(), len(best)]
    kinds = best[starts].tolist()
    for start, end, kind in zip(starts.tolist(), ends, kinds, strict=True):
        if kind == 0:
            continue
        step = start if end - start == 1 else start + int(chances[start:end, kind].argmax())
        text, chance = alphabet.letters[kind - 1], float(chances[step, kind])
        by_pen = _digits(chances[step], alphabet) if text in alphabet.pen_digits else ()
        others = _others(chances[step], kind, alphabet) if chance < _SURE else ()
        yield Letter(by_pen[0][0] if by_pen else text, chance, step, by_pen, others)


def _others(chances: Chances, kind: int, alphabet: Alphabet) -> tuple[tuple[str, float], ...]:
    """Return the letters that a letter of class ``kind`` can be as well, and whether it is none."""
    likely = (chances > _LIKELY * chances[kind]).nonzero()[0].tolist()
    ranked = sorted(
        (-float(chances[n]), alphabet.letters[n - 1] if n else "") for n in likely if n != kind
    )
    return tuple((text, -chance) for chance, text in ranked if text.isalpha() or not text)


def _digits(chances: Chances, alphabet: Alphabet) -> tuple[tuple[str, float], ...]:
    """Return the digits that a digit by pen can be, by falling chance."""
    first = alphabet.letters.index(alphabet.pen_digits[0]) + 1
    ten: Sequence[float] = chances[first : first + 10].tolist()
    ranked = sorted(enumerate(ten), key=lambda digit: -digit[1])[:_DIGITS]
    return tuple((str(digit), chance) for digit, chance in ranked)
