"""The steps of a strip become letters, and these words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from vnadmin_nlp.scan.network import Alphabet, Chances

#: For each digit by pen so many readings are weighed, and so many of the whole number kept.
_DIGITS, _NUMBERS = 3, 5
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
    """

    text: str
    chance: float
    step: int
    by_pen: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SpeltWord:
    """Letters without a space between them."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """Return the letters."""
        return "".join(letter.text for letter in self.letters)

    @property
    def confidence(self) -> float:
        """Return how sure the word is: between its letters and the least sure of them."""
        chances = [letter.chance for letter in self.letters]
        return sqrt(min(chances) * sum(chances) / len(chances))

    @property
    def candidates(self) -> tuple[tuple[str, float], ...]:
        """Return the readings of a word with digits by pen, the likeliest first."""
        by_pen = sum(bool(letter.by_pen) for letter in self.letters)
        most = _DIGITS if by_pen <= _LONG else 1
        ways = [letter.by_pen[:most] or ((letter.text, 1.0),) for letter in self.letters]
        if not by_pen:
            return ()
        read = [
            ("".join(text for text, _ in way), round(prod(chance for _, chance in way), 4))
            for way in product(*ways)
        ]
        return tuple(sorted(read, key=lambda reading: -reading[1])[:_NUMBERS])


def spell(chances: Chances, alphabet: Alphabet) -> list[SpeltWord]:
    """Return the words that the likeliest class of each step spells.

    Words end at spaces, and between letters and digits by pen, which leave little room for these.
    """
    words: list[list[Letter]] = [[]]
    for letter in _letters(chances, alphabet):
        if letter.text == " " or (words[-1] and _is_joint(words[-1][-1], letter)):
            words.append([])
        if letter.text != " ":
            words[-1].append(letter)
    return [SpeltWord(tuple(word)) for word in words if word]


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
    for start, end in zip(starts.tolist(), ends, strict=True):
        kind = int(best[start])
        if kind == 0:
            continue
        step = start + int(chances[start:end, kind].argmax())
        text, chance = alphabet.letters[kind - 1], float(chances[step, kind])
        by_pen = _digits(chances[step], alphabet) if text in alphabet.pen_digits else ()
        yield Letter(by_pen[0][0] if by_pen else text, chance, step, by_pen)


def _digits(chances: np.ndarray, alphabet: Alphabet) -> tuple[tuple[str, float], ...]:
    """Return the digits that a digit by pen can be, by falling chance."""
    first = alphabet.letters.index(alphabet.pen_digits[0]) + 1
    ten: Sequence[float] = chances[first : first + 10].tolist()
    ranked = sorted(enumerate(ten), key=lambda digit: -digit[1])[:_DIGITS]
    return tuple((str(digit), chance) for digit, chance in ranked)
