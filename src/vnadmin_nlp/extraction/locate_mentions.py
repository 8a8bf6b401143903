"""Citations and deadlines of a document, with their places on the pages."""

from __future__ import annotations

import datetime as dt

from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.extraction.citations.merge_citations import MergedCitation, merge_citations
from vnadmin_nlp.extraction.citations.relation_model import settled
from vnadmin_nlp.extraction.deadlines.find_deadlines import find_deadlines
from vnadmin_nlp.extraction.evidence.handwritten_digits import DOUBT, SURE, sure_of
from vnadmin_nlp.extraction.repair.by_lexicon import restore_accents
from vnadmin_nlp.layout import Document, Zone
from vnadmin_nlp.layout.flowing_text import Passage, passage
from vnadmin_nlp.model.record import Citation, Deadline, Mention

#: The zones whose text cites others and sets terms; heads of letters and lists of recipients don't.
_CITING = (Zone.SUBJECT, Zone.BODY, Zone.ANNEX)


def flowing_text(document: Document) -> Passage:
    """Return the flowing text of a document in which citations and deadlines are looked for."""
    return passage(document.of(*_CITING), geometry=document.has_geometry)


def citations_of(
    document: Document, text: Passage, *, own_number: str | None, doc_date: dt.date | None
) -> tuple[Citation, ...]:
    """Return every distinct document that is cited, with its mentions.

    Args:
        document: the document that cites.
        text: its flowing text.
        own_number: its number, which it does not cite.
        doc_date: its date; what is dated later is less sure.
    """
    found = find_citations(text.text, own_number=own_number, doc_date=doc_date)
    found = settled(text.text, found)
    return tuple(_citation(item, text, document.has_geometry) for item in merge_citations(found))


def _citation(item: MergedCitation, text: Passage, geometry: bool) -> Citation:
    mentions = []
    for mention in item.mentions:
        page, box = text.place(mention.start, mention.end) or (1, None)
        mentions.append(
            Mention(
                page=page,
                text=text.text[mention.start : mention.end],
                box=box if geometry else None,
                sentence=text.text[slice(*mention.sentence)].strip(),
            )
        )
    return Citation(
        type=item.type,
        number=item.number,
        title=item.title,
        date=item.date,
        # the sentence keeps the issuer as read: Bạn Thường vụ, Chính phú
        issuer=restore_accents(item.issuer) if item.issuer else None,
        relation=item.relation,
        of=item.of,
        pinpoints=item.pinpoints,
        subject=item.subject,
        confidence=min(item.confidence, max(_sure(text, mention) for mention in item.mentions)),
        mentions=tuple(mentions),
    )


def _sure(text: Passage, mention: FoundCitation) -> float:
    """Return how sure the digits of a mention are: a pen may have written them."""
    words = text.words_of(mention.start, mention.end)
    by_pen = min((sure_of(word) for word in words if word.handwritten), default=1.0)
    return by_pen if by_pen >= SURE else DOUBT * by_pen


def deadlines_of(
    document: Document, text: Passage, *, doc_date: dt.date | None
) -> tuple[Deadline, ...]:
    """Return the deadlines that a document sets."""
    deadlines = []
    for item in find_deadlines(text.text, doc_date=doc_date):
        page, box = text.place(item.start, item.end) or (1, None)
        deadlines.append(
            Deadline(
                text=item.text,
                date=item.date,
                time=item.time,
                kind=item.kind,
                rule=item.rule,
                task=item.task,
                recipient=item.recipient,
                page=page,
                box=box if document.has_geometry else None,
                confidence=item.confidence,
            )
        )
    return tuple(deadlines)
