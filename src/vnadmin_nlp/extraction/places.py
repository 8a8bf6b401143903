"""Places inside acts (``khoản 2 Điều 5``), and which of them lead to an act."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vnadmin_nlp.lexicon.citing import loose
from vnadmin_nlp.notation.pinpoints import PinpointMention, find_pinpoints

# "khoản 4 Điều 6 Quy chế … ban hành kèm theo Quyết định …"
_TO_ACT = loose(
    r"\s{0,3}(?:,?\s?(?:cua|tai|trong) (?:cac )?)?"
    r"(?:(?P<attached>(?:quy che|quy dinh|dieu le|phu luc|de an|chuong trinh|ke hoach)"
    r"[^;.:]{0,60}?)\s{0,3}(?:(?:duoc )?ban hanh )?kem theo )?"
)


_FAR = 600  # letters in which the places before an act stand


def _before(acts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text before acts, those that touch joined."""
    start, end = 0, 0
    for act in acts:
        if act - _FAR > end:
            yield start, end
            start = act - _FAR
        end = max(end, act)
    yield start, end


@dataclass(frozen=True, slots=True)
class Leading:
    """The places that lead to an act.

    Attributes:
        start: offset of the first.
        end: offset after the last, or after the attached paper that they lie in.
        places: each by itself.
    """

    start: int
    end: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """All places that a text names.

    Attributes:
        bare: the text without accents.
        found: runs of places in reading order.
        ends: where each ends.
    """

    bare: str
    found: tuple[PinpointMention, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str, bare: str, acts: Iterable[int]) -> Places:
        """Find the places of a text, as far as they may lead to acts.

        Args:
            text: as printed.
            bare: the same text without accents.
            acts: where acts begin, in order.
        """
        found = tuple(find_pinpoints(text, list(_before(acts))))
        return cls(bare, found, tuple(run.end for run in found))

    def before(self, start: int) -> Leading | None:
        """Return the places that lead to the act that begins at ``start``."""
        at = bisect.bisect_right(self.ends, start) - 1
        way = _TO_ACT.fullmatch(self.bare, self.ends[at], start) if at >= 0 else None
        if way is None:
            return None
        end = way.end("attached") if way["attached"] else self.ends[at]
        return Leading(self.found[at].start, end, self.found[at].places)
