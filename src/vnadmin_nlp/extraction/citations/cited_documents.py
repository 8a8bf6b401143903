"""Every act that a text names, in reading order."""

from __future__ import annotations

from collections.abc import Iterable

from vnadmin_nlp.extraction.citations.cited_document import CitedDocument, NamingForm
from vnadmin_nlp.extraction.citations.named_citations import find_laws, find_standards, find_titles
from vnadmin_nlp.extraction.citations.numbered_citations import find_numbered
from vnadmin_nlp.extraction.citations.short_citations import find_dated, find_short
from vnadmin_nlp.grammar.document_numbers import lookup_key


def find_acts(text: str, bare: str, *, own_number: str | None = None) -> list[CitedDocument]:
    """Find every act that a text names, in reading order and without overlaps.

    Args:
        text: NFC text.
        bare: the same text without accents.
        own_number: the number of the document itself, which is no citation.
    """
    laws = find_laws(text, bare)
    acts = [
        *find_numbered(text, bare, laws),
        *find_standards(text),
        *laws,
        *find_titles(text, bare),
        *find_short(text, bare),
        *find_dated(text, bare),
    ]
    own = own_number and lookup_key(own_number)
    return _without_overlaps(
        act for act in acts if not (own and act.number and lookup_key(act.number) == own)
    )


def _without_overlaps(acts: Iterable[CitedDocument]) -> list[CitedDocument]:
    """Keep the surer of two acts that share letters, then bring all in reading order."""
    order = list(NamingForm)
    kept: list[CitedDocument] = []
    covered: set[int] = set()
    for act in sorted(acts, key=lambda a: (order.index(a.kind), a.start, -a.end)):
        if covered.isdisjoint(range(act.start, act.end)):
            covered.update(range(act.start, act.end))
            kept.append(act)
    return sorted(kept, key=lambda act: act.start)
