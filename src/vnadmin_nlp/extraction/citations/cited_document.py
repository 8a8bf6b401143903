"""An act that a text names: what the finders of citations hand on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]


class NamingForm(StrEnum):
    """How an act is named, the surest first."""

    NUMBERED = "numbered"
    STANDARD = "standard"
    NAMED = "named"
    SHORT = "short"
    DATED = "dated"


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """One act as it is named in a text.

    Attributes:
        start: offset of the type word, or of the number in a list.
        end: offset after the sign or the name.
        kind: how it is named.
        type: name of the type (``Nghị định``).
        number: canonical number, or None; the bare serial of a short form.
        title: the name of a law, code or ordinance.
        issuer: span of the issuer where it stands between type and number or date.
        organ: organ part of the sign.
        repaired: whether the number was mended.
        confidence: 0.0 to 1.0.
        only_if: relations without which it is no citation; empty for any.
    """

    start: int
    end: int
    kind: NamingForm
    type: str
    number: str | None = None
    title: str | None = None
    issuer: Span | None = None
    organ: str | None = None
    repaired: bool = False
    confidence: float = 0.97
    only_if: tuple[str, ...] = ()
