"""What a value is worth whose digits are written by pen (số và ngày viết tay)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from vnadmin_nlp.model.page import Word

#: Digits by pen are believed from this confidence on, and given for review from another one on: of
#: 64 numbers on real scans four of the nine that are less likely are wrong, none above; of 30
#: days, which have fewer ways to be wrong, none of those that are likelier than not.
SURE, LIKELY_NUMBER, LIKELY_DAY = 0.96, 0.75, 0.5
#: What a doubtful reading keeps of its confidence: enough less to be named for review.
DOUBT = 0.8
#: Words by pen whose readings are weighed together.
_MOST = 4


def pen_confidence(sure: float, likely: float) -> float | None:
    """Return the confidence in a value of whose digits the recogniser is so sure.

    Args:
        sure: the chance that it is right.
        likely: from which chance on it is given at all.

    >>> [pen_confidence(sure, likely=0.75) for sure in (0.97, 0.8, 0.7)]
    [0.97, 0.64, None]
    """
    if sure < likely:
        return None
    return sure if sure >= SURE else round(DOUBT * sure, 3)


def sure_of(word: Word) -> float:
    """Return how sure the digits by pen in a word are: print in it is judged by itself."""
    return word.candidates[0][1] if word.candidates else word.confidence


def ways(words: Sequence[Word]) -> Iterator[tuple[str, float]]:
    """Yield what a line can be read as, choosing among the readings of its digits by pen.

    Args:
        words: of the line.

    Yields:
        The text and the chance of the choice.
    """
    pen = [n for n, word in enumerate(words) if word.handwritten and word.candidates][:_MOST]
    texts = [word.text for word in words]
    for choice in product(*(words[n].candidates for n in pen)):
        for n, (text, _) in zip(pen, choice, strict=True):
            texts[n] = text
        yield " ".join(texts), prod(chance for _, chance in choice)
