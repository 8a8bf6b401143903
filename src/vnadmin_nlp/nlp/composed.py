"""The rules read NFC; what they find is put back on the text as it came."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

import regex

from vnadmin_nlp.text import nfc

_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Composed:
    """A text in NFC and the way back.

    Attributes:
        text: in NFC.
        starts: where each letter with its marks begins in ``text``; empty where nothing changed.
        origins: where it begins in the text as it came; one more than ``starts``: its end.
    """

    text: str
    starts: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the text as it came."""
        if not self.starts:
            return start, end
        first = max(0, bisect_right(self.starts, start) - 1)
        last = max(first, bisect_right(self.starts, end - 1) - 1)
        return self.origins[first], self.origins[last + 1]


def compose(text: str) -> Composed:
    r"""Bring a text to NFC.

    >>> composed = compose("Tha\u0300nh u\u0309y")
    >>> composed.text, composed.origin(6, 8)
    ('Thành ủy', (7, 10))
    """
    if unicodedata.is_normalized("NFC", text):
        return Composed(text)
    clusters = _CLUSTER.findall(text)
    plain = [nfc(cluster) for cluster in clusters]
    return Composed(
        "".join(plain),
        tuple(accumulate(map(len, plain[:-1]), initial=0)),
        tuple(accumulate(map(len, clusters), initial=0)),
    )
