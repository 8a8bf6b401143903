"""Citations of other documents: every mention in a text, with what the text says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vnadmin_nlp.extraction.citations.back_references import find_pointers
from vnadmin_nlp.extraction.citations.citation_details import describe
from vnadmin_nlp.extraction.citations.citation_mention import FoundCitation
from vnadmin_nlp.extraction.citations.cited_document import NamingForm, Span
from vnadmin_nlp.extraction.citations.cited_documents import find_acts
from vnadmin_nlp.extraction.citations.leading_pinpoints import PlacesInText
from vnadmin_nlp.extraction.citations.link_references import done_to_itself, with_references
from vnadmin_nlp.extraction.citations.relation_rules import Related, relate
from vnadmin_nlp.extraction.citations.sentences import Sentences, split
from vnadmin_nlp.text.unicode import bare as bare_text
from vnadmin_nlp.text.unicode import nfc_with_offsets

__all__ = ["FoundCitation", "find_citations"]


def find_citations(
    text: str, *, own_number: str | None = None, doc_date: dt.date | None = None
) -> list[FoundCitation]:
    """Find every mention of another document, and of the document itself.

    ``of`` and ``refers_to`` of the mentions are indices into the list.

    Args:
        text: flowing text of a document, paragraphs separated by line breaks; offsets fall on it
            as it is, also where it is not NFC.
        own_number: number of the document itself, which it does not cite.
        doc_date: date of the document; what is dated later is less sure.

    >>> [c] = find_citations("Thực hiện Kế hoạch số 45/KH-UBND ngày 20/02/2025 của UBND tỉnh.")
    >>> c.number, c.date.isoformat(), c.issuer, c.relation
    ('45/KH-UBND', '2025-02-20', 'UBND tỉnh', 'implements')
    """
    composed, offsets = nfc_with_offsets(text)
    found = _find(composed, own_number, doc_date)
    return found if composed is text else [_placed(text, one, offsets) for one in found]


def _find(text: str, own_number: str | None, doc_date: dt.date | None) -> list[FoundCitation]:
    bare = bare_text(text).replace("_", " ")  # a speck: "_Thực hiện"
    acts = find_acts(text, bare, own_number=own_number)
    pointers = list(find_pointers(text, bare))
    if not (acts or pointers):
        return []
    sentences = split(text)
    items = describe(text, bare, acts, sentences)
    places = PlacesInText(text, bare)
    related = relate(text, bare, items, sentences, places)
    cited = [at for at, one in enumerate(related) if one.counts]
    turns = {at: turn for turn, at in enumerate(cited)}
    found = [_found(text, related[at], sentences, doc_date, turns) for at in cited]
    agents = {related[at].item.act.start for at in cited if related[at].agent}
    return done_to_itself(with_references(found, pointers, text, sentences, places), agents)


def _found(
    text: str,
    related: Related,
    sentences: Sentences,
    doc_date: dt.date | None,
    turns: Mapping[int, int],
) -> FoundCitation:
    item, act = related.item, related.item.act
    later = doc_date is not None and item.date is not None and item.date > doc_date
    return FoundCitation(
        start=act.start,
        end=act.end,
        text=text[act.start : act.end],
        type=act.type,
        number=act.number,
        title=act.title,
        date=item.date,
        issuer=_printed(text, item.issuer),
        subject=_printed(text, item.subject),
        pinpoints=related.pinpoints,
        relation=related.relation,
        negated=related.negated,
        sentence=sentences.around(act.start),
        confidence=round(act.confidence * (0.8 if later else 1.0), 3),
        by=f"rule:{act.kind}" + ("+mended" if act.repaired else ""),
        short=act.kind is NamingForm.SHORT,
        place=related.place,
        of=None if related.of is None else turns.get(related.of),
        nested=related.nested,
    )


def _printed(text: str, span: tuple[int, int] | None) -> str | None:
    return (
        " ".join(text[slice(*span)].replace(" . ", " ").split()).strip(" ,;.-_") if span else None
    )


def _placed(text: str, found: FoundCitation, offsets: Sequence[int]) -> FoundCitation:
    """Bring the spans of a mention back to the text as it was given."""

    def span(of: Span) -> Span:
        return offsets[of[0]], offsets[of[1]]

    start, end = span((found.start, found.end))
    return replace(
        found,
        start=start,
        end=end,
        text=text[start:end],
        sentence=span(found.sentence),
        place=found.place and span(found.place),
    )
