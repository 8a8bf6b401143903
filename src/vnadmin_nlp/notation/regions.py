"""The parts of a text in which a costly pattern is worth looking for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def regions(seeds: Iterable[re.Match[str]], before: int, behind: int) -> Iterator[tuple[int, int]]:
    """Yield the spans around seeds, those that touch joined, in order.

    Every match of the costly pattern holds a seed, begins at most ``before`` letters before it and
    ends at most ``behind`` letters after it. So it lies in one of the spans, with as much again
    behind it as its look-ahead may need.

    Args:
        seeds: matches of a cheap pattern, in order.
        before: letters.
        behind: letters.

    >>> list(regions(re.finditer("x", "..x.......x..x......"), 1, 1))
    [(1, 5), (9, 16)]
    """
    start, end = -1, -1
    for seed in seeds:
        if start >= 0 and seed.start() - before > end + behind:
            yield start, end + behind
            start = -1
        if start < 0:
            start = max(0, seed.start() - before)
        end = seed.end() + behind
    if start >= 0:
        yield start, end + behind
