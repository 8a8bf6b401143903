"""A mention of a document in a text: what is found of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from vnadmin_nlp.extraction.citations.cited_document import NamingForm, Span


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """One mention of another document.

    Attributes:
        start: offset of the type word, or of the number in a list.
        end: offset after the sign or the name.
        text: as printed, ``text[start:end]`` of the document.
        type: name of the type.
        number: canonical number; the bare serial of a short form; None for named acts.
        title: name of a law, code or ordinance.
        date: of the cited document.
        issuer: name of the issuing body as printed, spaces single.
        subject: what the cited document is about, as printed, spaces single.
        pinpoints: the places inside it that are meant.
        relation: one of ``relations.STRENGTH``, from the document that cites to this one; ``self``
            where the document names itself, ``anaphora`` where words point back.
        negated: the text says that it does not apply.
        sentence: span of the sentence.
        confidence: 0.0 to 1.0.
        by: the rule that found it.
        short: it is named by type and serial only.
        place: span of ``pinpoints`` as they are printed, or None.
        of: index of the mention to which ``relation`` reads instead, where the text relates two
            others: of ``A được thay thế bởi B`` B replaces A.
        refers_to: indices of the mentions that a short form or an anaphora stands for.
        nested: it stands in the title of another act: ``Nghị định … quy định chi tiết Luật Giá``.
    """

    start: int
    end: int
    text: str
    type: str
    number: str | None
    title: str | None
    date: dt.date | None
    issuer: str | None
    subject: str | None
    pinpoints: tuple[str, ...]
    relation: str
    negated: bool
    sentence: Span
    confidence: float
    by: str
    short: bool = False
    place: Span | None = None
    of: int | None = None
    refers_to: tuple[int, ...] = ()
    nested: bool = False

    @property
    def is_listed(self) -> bool:
        """Tell whether records list it as an item or a mention of one.

        A law that only another act's title names is not listed, one with a number is.
        """
        if self.nested:
            return self.by.startswith(f"rule:{NamingForm.NUMBERED}")
        return self.relation not in ("self", "anaphora")
