"""Places inside acts (``khoản 2 Điều 5``), and which of them lead to an act."""

from __future__ import annotations

from dataclasses import dataclass

from vnadmin_nlp.grammar.pinpoints import find_pinpoints, place_ends
from vnadmin_nlp.vocab.citation_words import loose

# "khoản 4 Điều 6 Quy chế … ban hành kèm theo Quyết định …"
_TO_ACT = loose(
    r"\s{0,3}(?:,?\s?(?:cua|tai|trong) (?:cac )?)?"
    r"(?:(?P<attached>(?:quy che|quy dinh|dieu le|phu luc|de an|chuong trinh|ke hoach)"
    r"[^;.:]{0,60}?)\s{0,3}(?:(?:duoc )?ban hanh )?kem theo )?"
)


# What the words right before an act end with where they are a place.
_PLACE = loose(
    r"(?:(?<!\w)(?:[\divxlc.]{1,9}[a-z]?|[a-z]\d?|nhat|hai|ba|tu|nam|sau|bay|tam)"
    r"\s{0,3}(?:,?\s?(?:cua|tai|trong) (?:cac )?)?|kem theo )$"
)
_NEAR, _FAR = 140, 600  # letters before an act in which the last of its places ends; all begin


@dataclass(frozen=True, slots=True)
class LeadingPinpoints:
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
class PlacesInText:
    """The places that a text names, looked for before acts only.

    Attributes:
        text: as printed.
        bare: the same text without accents.
    """

    text: str
    bare: str

    def before(self, start: int) -> LeadingPinpoints | None:
        """Return the places that lead to the act that begins at ``start``."""
        if not _PLACE.search(self.bare, max(0, start - 30), start):
            return None
        ends = place_ends(self.bare, max(0, start - _NEAR), start)
        end = next((end for end in ends if _TO_ACT.fullmatch(self.bare, end, start)), None)
        if end is None:
            return None
        run = find_pinpoints(self.text, (max(0, start - _FAR), start), bare=self.bare)[-1]
        way = _TO_ACT.fullmatch(self.bare, run.end, start)
        if way is None:
            return None
        last = way.end("attached") if way["attached"] else run.end
        return LeadingPinpoints(run.start, last, run.places)
