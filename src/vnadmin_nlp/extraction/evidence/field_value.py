"""A value that was found in the zones of a document, with the reason for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.extraction.repair.by_bigrams import Mended
from vnadmin_nlp.layout import PageLine
from vnadmin_nlp.model.page import BoundingBox
from vnadmin_nlp.model.record import Evidence, Witness

#: So many other readings of single words are told.
_MOST = 5


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value and its evidence.

    Attributes:
        value: as it goes into the record.
        lines: the lines it was read from, in order; at least one.
        confidence: 0.0 to 1.0.
        by: the rule that found it, without the leading ``rule:``.
        repair: what was mended, or None.
        candidates: other readings, best first.
        witnesses: what else was weighed with what was read.
        contested: whether a witness contradicts it or no eye has read it: then a person decides,
            however sure it is.
        chance: what no curve makes it surer than: that digits by pen in it are right, by their
            reader and the witnesses; less than 1 for print where something speaks against it.
    """

    value: str
    lines: Sequence[PageLine]
    confidence: float
    by: str
    repair: str | None = None
    candidates: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    contested: bool = False
    chance: float = 1.0

    @property
    def most(self) -> float:
        """Return what no curve makes it surer than: its zone and its pens are weighed already."""
        return min(self.chance, *(line.sure for line in self.lines))

    def mended(self, mended: Mended) -> FieldValue:
        """Return the same value as the words beside it have it."""
        if not mended.repairs:
            return self
        repairs = [self.repair, *mended.repairs] if self.repair else mended.repairs
        return replace(self, value=mended.text, repair="; ".join(repairs))

    def evidence(self, *, geometry: bool) -> Evidence:
        """Return the evidence; the box is left out where the input has no geometry."""
        first = [line for line in self.lines if line.page == self.lines[0].page]
        tagged = any(line.tagged for line in self.lines)
        return Evidence(
            text="\n".join(line.text for line in self.lines),
            page=self.lines[0].page,
            box=BoundingBox.around(line.box for line in first) if geometry else None,
            confidence=round(max(0.0, min(self.confidence, self.most)), 3),
            by=f"model:zones, rule:{self.by}" if tagged else f"rule:{self.by}",
            candidates=(*self.candidates, *_other_values(self.value, self.lines)),
            repair=self.repair,
            witnesses=self.witnesses,
        )


def _other_values(value: str, lines: Sequence[PageLine]) -> list[str]:
    """Return ``value`` with the other readings of its printed words, each by itself."""
    doubtful = [
        word
        for line in lines
        for word in line.words
        if word.candidates and not word.handwritten and word.text in value
    ]
    return [
        value.replace(word.text, text, 1)
        for word in doubtful[:_MOST]
        for text, _ in word.candidates
        if text != word.text
    ]
