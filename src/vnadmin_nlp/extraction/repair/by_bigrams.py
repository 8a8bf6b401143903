"""Lost and wrong tone marks of running words, mended where the words beside them decide.

The table of ``models/pairs`` tells how often two syllables stand side by side. Where the letters of
a pair, without their marks, nearly always mean one word (``to chuc`` → tổ chức), and what was read
is hardly known with its neighbours, that word is what was printed. A word that the table doesn't
know at all, but would with a hook for its tilde or the other way round (buỗi → buổi), is mended as
well: small print hardly tells the two apart; and one that is no syllable at all (thamm) becomes the
one that a letter more or less makes of it and that goes with its neighbours. Numbers, capitals
inside a text (names) and other words the table doesn't know are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection
from functools import cache
from itertools import pairwise, product
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from vnadmin_nlp.text.bigrams import Pair, known_pairs, known_words
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import nfc, same_tone_style, strip_accents

#: A reading decides when its pair was seen so often, with so large a share of its bare letters …
_OFTEN = 8
_SHARE = 0.985
#: … and is a word, not two that meet by chance: one half goes with the other so often.
_COHESION = 0.15

#: A reading beats what was read, and is known beside a neighbour, when it is so much more frequent.
_BEATS = 8
#: Shorter words are abbreviations, or what is left of others.
_SHORTEST_BENT = 3
#: A word is known when pairs with it were seen so often.
_KNOWN = 5
#: Hook and tilde, for one another.
_SWAP = str.maketrans("\u0309\u0303", "\u0303\u0309")

_WORD = re.compile(r"[^\W\d_]+")


class Mended(NamedTuple):
    """A text and what was mended in it (``thâu → thầu``)."""

    text: str
    repairs: tuple[str, ...]


def mend_by_context(text: str, *, sure: Collection[str] = ()) -> Mended:
    """Mend the tone marks of running words.

    Args:
        text: of one value.
        sure: words that were read surely: where they are known words, they stay.

    >>> mend_by_context("Về việc tô chức hội nghị năm 2024")
    Mended(text='Về việc tổ chức hội nghị năm 2024', repairs=('tô → tổ',))
    >>> mend_by_context("ông Tô Chức, xã Đông Phú").repairs
    ()
    >>> mend_by_context("giám sát phòng thi", sure=["thi"]).repairs
    ()
    """
    text = nfc(text)
    plain = {same_tone_style(word) for word in sure}
    words = list(_WORD.finditer(text))
    read = [same_tone_style(word.group()) for word in words]
    joined = [text[one.end() : two.start()] == " " for one, two in pairwise(words)]
    wanted: dict[int, set[str]] = defaultdict(set)
    known, weight = Counter[int](), Counter[int]()
    for i, syllable in enumerate(read):
        other = _with_the_other_tone(syllable) or _with_a_letter_off(read, joined, i)
        if other:
            wanted[i].add(other)
    for i, together in enumerate(joined):
        if not together:
            continue
        pair = (read[i], read[i + 1])
        for place in (i, i + 1):
            known[place] = max(known[place], known_pairs()[pair])
        if only := _sure_pair(*map(strip_accents, pair)):
            for place, reading in zip((i, i + 1), only, strict=True):
                wanted[place].add(reading)
                weight[place] = max(weight[place], known_pairs()[only])
    out = text
    repairs: list[str] = []
    for i in sorted(wanted, reverse=True):
        word = words[i]
        beaten = weight[i] >= _BEATS * known[i]
        if len(wanted[i]) > 1 or not beaten or (i and word.group()[0].isupper()):
            continue
        if read[i] in plain and known_words()[read[i]] >= _KNOWN:
            continue
        (reading,) = wanted[i]
        if reading != read[i]:
            printed = reading.capitalize() if word.group()[0].isupper() else reading
            out = out[: word.start()] + printed + out[word.end() :]
            repairs.insert(0, f"{word.group()} → {printed}")
    return Mended(out, tuple(repairs))


def misread(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters that are none: no syllable, and not known.

    >>> misread("trong mùa mưra, bão của SXHD và P.KTTH")
    ('mưra',)
    """
    words = _WORD.findall(nfc(text))
    return tuple(
        word
        for word in words
        if word.islower() and len(word) >= _SHORTEST_BENT and not is_syllable(word)
        and known_words()[same_tone_style(word)] < _KNOWN
    )  # fmt: skip


def _with_the_other_tone(word: str) -> str | None:
    """Return an unknown word with hook for tilde or tilde for hook, where that is a known one."""
    words = known_words()
    other = nfc(unicodedata.normalize("NFD", word).translate(_SWAP))
    return other if words[other] >= _KNOWN and not words[word] else None


def _with_a_letter_off(read: list[str], joined: list[bool], i: int) -> str | None:
    """Return the word that is no syllable as the one word beside its neighbours that it may be."""
    word = read[i]
    if is_syllable(word) or not word.islower() or len(word) < _SHORTEST_BENT:
        return None
    pairs = known_pairs()
    before = read[i - 1] if i and joined[i - 1] else ""
    after = read[i + 1] if i < len(joined) and joined[i] else ""
    bare = strip_accents(word)
    ways = {
        way: pairs[before, way] + pairs[way, after]
        for way, plain in _bare_words().items()
        if Levenshtein.distance(plain, bare, score_cutoff=1) <= 1
    }
    ranked = sorted(ways.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _OFTEN:
        return None
    second = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= _BEATS * second else None


@cache
def _bare_words() -> dict[str, str]:
    return {word: strip_accents(word) for word in known_words()}


@cache
def _words_by_letters() -> dict[str, list[str]]:
    """Return the known words by their letters without marks."""
    words = defaultdict(list)
    for word, bare in _bare_words().items():
        words[bare].append(word)
    return words


@cache
def _beginnings_and_ends() -> tuple[Counter[str], Counter[str]]:
    """Return how often each word is the first one of a pair, and the second one."""
    firsts, seconds = Counter[str](), Counter[str]()
    for (first, second), count in known_pairs().items():
        firsts[first] += count
        seconds[second] += count
    return firsts, seconds


def _sure_pair(first: str, second: str) -> Pair | None:
    """Return the one reading of two words without their marks, or None where there are more."""
    pairs, words = known_pairs(), _words_by_letters()
    ways = product(words.get(first, ()), words.get(second, ()))
    found = [(pairs[way], way) for way in ways if way in pairs]
    if not found:
        return None
    count, (one, other) = max(found)
    firsts, seconds = _beginnings_and_ends()
    cohesive = count >= _COHESION * min(firsts[one], seconds[other])
    sure = count >= _OFTEN and cohesive and count >= _SHARE * sum(n for n, _ in found)
    return (one, other) if sure else None
