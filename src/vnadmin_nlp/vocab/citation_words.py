"""The vocabulary around citations: bodies, openers of subjects, cues of relations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab import doc_types
from vnadmin_nlp.vocab.loader import lists, rows

_TABLE = "citation_words.toml"


class Reach(StrEnum):
    """How far a cue governs the acts after it.

    HEAD: at the head of a clause to its end, elsewhere like NEAR. FIRST: only at the head of a
    line or clause (``Xét Tờ trình``, not ``đề nghị xét khen thưởng``). NEAR: within a few words.
    TIGHT: only the act that it touches, places inside it aside. WEAK: where nothing else governs.
    AGENT: the act that does to the one before it (``được sửa đổi bởi``). AFTER: the act before it.
    NONE: no relation, though the words hold a cue (``theo dõi``).
    """

    HEAD = "head"
    FIRST = "first"
    NEAR = "near"
    TIGHT = "tight"
    WEAK = "weak"
    AGENT = "agent"
    AFTER = "after"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that tell how a document relates to the acts it cites."""

    relation: str
    words: str
    reach: Reach


@cache
def cues() -> dict[str, Cue]:
    """Return the cues by their words without accents."""
    table = (Cue(r["relation"], r["cue"], Reach(r["reach"])) for r in rows("relation_cues.csv"))
    return {strip_accents(cue.words): cue for cue in table}


@cache
def words(kind: str) -> tuple[str, ...]:
    """Return one list of ``citation_words.toml`` without accents, longest first."""
    listed = (strip_accents(word) for word in lists(_TABLE)[kind])
    return tuple(sorted(listed, key=lambda word: (-len(word), word)))


@cache
def exact(kind: str) -> frozenset[str]:
    """Return one list of ``citation_words.toml`` as it is written."""
    return frozenset(lists(_TABLE)[kind])


@cache
def commas() -> frozenset[tuple[str, str]]:
    """Return the pairs of words that a comma joins inside the name of a body."""
    pairs = (strip_accents(pair).split(", ") for pair in lists(_TABLE)["issuer_commas"])
    return frozenset((left, right) for left, right in pairs)


def any_of(phrases: tuple[str, ...]) -> str:
    """Return a pattern of phrases over accent-free text; spaces may be line breaks."""
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s{1,3}") for phrase in phrases)


def tree_of(phrases: Iterable[str]) -> str:
    r"""Return a pattern of phrases over accent-free text that tries no beginning twice.

    It matches the longest phrase; letters come before the test that a word begins with them,
    because a pattern that begins with letters is looked for fastest.

    >>> tree_of(["ke hoach", "quy che", "quy dinh"])
    'k(?<!\\wk)(?:e\\s{1,3}hoach)|q(?<!\\wq)(?:uy\\s{1,3}(?:che|dinh))'
    """
    initials: dict[str, list[list[str]]] = {}
    for phrase in sorted(set(phrases)):
        initials.setdefault(phrase[0], []).append(phrase[1:].split(" "))
    return "|".join(rf"{a}(?<!\w{a})(?:{_branches(rest)})" for a, rest in initials.items())


def _branches(phrases: list[list[str]]) -> str:
    following: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        following.setdefault(phrase[0], []).append(phrase[1:])
    branches = []
    for word, rest in following.items():
        longer = [words for words in rest if words]
        more = _branches(longer)
        several = "|" in more or len(longer) < len(rest)
        tail = rf"\s{{1,3}}(?:{more})" if several else rf"\s{{1,3}}{more}"
        optional = f"(?:{tail})?" if len(longer) < len(rest) else tail
        branches.append(re.escape(word) + (optional if longer else ""))
    return "|".join(branches)


def loose(pattern: str) -> re.Pattern[str]:
    """Compile a pattern over accent-free text; a space in it stands for spaces or a line break."""
    return re.compile(pattern.replace(" ", r"\s{1,3}"))


@cache
def body() -> re.Pattern[str]:
    """Return the pattern of words that begin the name of a body."""
    return loose(rf"(?<!\w)(?:{any_of(words('bodies'))})(?!\w)")


@cache
def opener() -> re.Pattern[str]:
    """Return the pattern of what opens the subject of an act, the gap before it included."""
    return loose(rf"[\s,_.]{{1,5}}(?P<verb>{any_of(words('subjects'))})(?!\w)")


@cache
def type_word(*, ends: bool = False) -> re.Pattern[str]:
    """Return the pattern of type words; with ``ends``, one that ends where the text does."""
    end = "$" if ends else r"(?!\w)"
    return loose(rf"(?<!\w)(?P<type>{any_of(tuple(_type_names()))}){end}")


class TypeWord(NamedTuple):
    """A type word in a text."""

    start: int
    end: int
    name: str


@lru_cache(maxsize=4)
def type_words(bare: str) -> tuple[TypeWord, ...]:
    """Return the type words of an accent-free text, in reading order.

    >>> type_words("theo quyet  dinh so 5")
    (TypeWord(start=5, end=16, name='Quyết định'),)
    """
    return tuple(
        TypeWord(match.start(), match.end(), type_name(match.group()))
        for match in _type_words().finditer(bare)
    )


@cache
def _type_words() -> re.Pattern[str]:
    return re.compile(rf"(?:{tree_of(_type_names())})(?!\w)")


@lru_cache(maxsize=1000)
def type_name(bare: str) -> str:
    """Return the name of a type that is written without accents.

    >>> type_name("quyet  dinh")
    'Quyết định'
    """
    return _type_names()[" ".join(bare.split())]


@cache
def _type_names() -> dict[str, str]:
    return {strip_accents(name): name for name in doc_types.names()}
