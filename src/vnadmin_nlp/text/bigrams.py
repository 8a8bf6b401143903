"""How often two syllables stand side by side: the table of ``models/pairs``."""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from functools import cache

from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.runtime.model_files import AGAIN, trained
from vnadmin_nlp.text.unicode import same_tone_style

#: Hash of the unpacked table; another table would change what is read without a word.
_SHA256 = "f81f7fd2c1c8a804beac617543ad83967085dd4aa5db47ac652c3b94549c6551"
#: A word was seen so often, in pairs.
_OFTEN = 5
Pair = tuple[str, str]


@cache
def known_pairs() -> Counter[Pair]:
    """Return how often each pair was seen, in lower case and the newer place of tone marks."""
    counts: Counter[Pair] = Counter()
    for line in table().splitlines():
        pair, _, count = line.partition("\t")
        first, _, second = pair.partition(" ")
        counts[first, second] = int(count)
    return counts


@cache
def known_words() -> Counter[str]:
    """Return how often each syllable was seen in a pair."""
    counts: Counter[str] = Counter()
    for (first, second), count in known_pairs().items():
        counts[first] += count
        counts[second] += count
    return counts


def is_word(word: str) -> bool:
    """Tell whether a word, in any case, was seen often enough to be one.

    >>> is_word("Công"), is_word("Gông")
    (True, False)
    """
    return known_words()[same_tone_style(word)] >= _OFTEN


def table() -> str:
    """Return the table of pairs as text.

    Raises:
        MissingProgram: the table is missing or is not the one this code was made for.
    """
    path = trained("pairs", "pairs.tsv.gz")
    data = gzip.decompress(path.read_bytes())
    if hashlib.sha256(data).hexdigest() != _SHA256:
        cause = "not the table that belongs to this version"
        raise MissingProgram(cause, file=path, remedy=AGAIN)
    return data.decode()
