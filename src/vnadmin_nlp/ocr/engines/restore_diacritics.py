"""Words of a line whose marks are not sure get those that make sense beside their neighbours.

The letters a word may have are those the network thinks possible, no others; numbers, signs,
abbreviations, names and what is written by pen are left as they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

from vnadmin_nlp.ocr.engines.decode_words import Letter, SpeltWord
from vnadmin_nlp.text.bigrams import known_pairs
from vnadmin_nlp.text.unicode import same_tone_style, unmarked

#: A pair of words that was seen so often makes sense; more often is no better sense.
_KNOWN, _OFTEN = 8, 40
#: Words of which so many ways to read them are weighed.
_MOST = 8
_EDGES = '.,;:()“”"-–/'


def sensible(words: Sequence[SpeltWord]) -> list[SpeltWord]:
    """Return ``words``, each as it most likely is beside the others.

    >>> from vnadmin_nlp.ocr.engines.decode_words import Letter, SpeltWord
    >>> unsure = Letter("ô", 0.5, 1, others=(("ổ", 0.4),))
    >>> words = [[Letter("t", 1, 0), unsure], [Letter(c, 1, 3) for c in "chức"]]
    >>> [word.text for word in sensible([SpeltWord(tuple(word)) for word in words])]
    ['tổ', 'chức']
    """
    told = list(words)
    for n, word in enumerate(words):
        if not _is_open(word, told[n - 1] if n else None):
            continue
        before, after = told[n - 1 : n] if n else [], words[n + 1 : n + 2]
        best = max(_ways(word), key=lambda way: way[0] * _seen(before, way[1], after))
        text = "".join(letter.text for letter in best[1])
        if text != word.text and _seen(before, best[1], after) >= _KNOWN:
            told[n] = replace(word, letters=best[1], raw=word.raw or word.text)
    return told


def _is_open(word: SpeltWord, before: SpeltWord | None) -> bool:
    """Tell whether a word may be read otherwise: names may not."""
    bare = word.text.strip(_EDGES)
    name = bare[:1].isupper() and not bare.isupper() and before is not None
    unsure = any(letter.others for letter in word.letters)
    return unsure and bare.isalpha() and len(bare) > 1 and not name and not word.by_pen


def _ways(word: SpeltWord) -> Iterator[tuple[float, tuple[Letter, ...]]]:
    """Yield the word with its likeliest letters, and with other marks on one or two of them."""
    ways: list[tuple[float, tuple[Letter, ...]]] = [(1.0, ())]
    for letter in word.letters:
        marked = [
            (chance / letter.chance, replace(letter, text=text))
            for text, chance in letter.others
            if unmarked(text) == unmarked(letter.text)
        ]
        grown = [(c * d, (*way, other)) for c, way in ways for d, other in [(1.0, letter), *marked]]
        ways = sorted(grown, key=lambda way: -way[0])[:_MOST]
    yield from ways


def _seen(
    before: Sequence[SpeltWord], letters: Sequence[Letter], after: Sequence[SpeltWord]
) -> float:
    """Return how often a word was seen between its neighbours."""
    pairs = known_pairs()
    own = _plain("".join(letter.text for letter in letters))
    left = [pairs[_plain(word.text), own] for word in before]
    right = [pairs[own, _plain(word.text)] for word in after]
    return prod(min(max(1, count), _OFTEN) for count in [*left, *right])


def _plain(text: str) -> str:
    return same_tone_style(text.strip(_EDGES))
