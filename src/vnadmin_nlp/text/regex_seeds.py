"""The parts of a text in which a costly pattern is worth looking for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seed:
    """What every match of a costly pattern holds, and how far it reaches around it.

    Attributes:
        patterns: cheap ones; those that begin with a letter of their own are looked for fastest, so
            several are better than one with alternatives.
        before: letters of a match before its first seed, at most.
        behind: letters of a match behind its last seed, at most.
    """

    patterns: tuple[re.Pattern[str], ...]
    before: int
    behind: int

    def regions(self, text: str) -> Iterator[Span]:
        """Yield the parts of ``text`` that may hold a match."""
        found = (match.span() for pattern in self.patterns for match in pattern.finditer(text))
        return around(sorted(found), self.before, self.behind)


def seed(patterns: Sequence[str], before: int, behind: int) -> Seed:
    """Compile a seed; a space in its patterns stands for spaces or a line break."""
    compiled = (re.compile(pattern.replace(" ", r"\s{1,3}")) for pattern in patterns)
    return Seed(tuple(compiled), before, behind)


def around(spans: Iterable[Span], before: int, behind: int) -> Iterator[Span]:
    """Yield the parts around spans, those that touch joined, in order.

    Behind the last span of each there is twice the room: once for what is looked for, once for what
    it must not be followed by.

    Args:
        spans: in order.
        before: letters.
        behind: letters.

    >>> list(around([(2, 3), (10, 11), (13, 14)], 1, 1))
    [(1, 5), (9, 16)]
    """
    start, end = -1, -1
    for first, last in spans:
        if start >= 0 and first - before > end + behind:
            yield start, end + behind
            start = -1
        if start < 0:
            start = max(0, first - before)
        end = max(end, last + behind)
    if start >= 0:
        yield start, end + behind
