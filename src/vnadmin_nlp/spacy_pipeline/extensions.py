"""What documents and spans of spaCy know of ours: ``doc._.record``, ``span._.citation``.

What is kept is plain data in ``doc.user_data``, so that `Doc.to_bytes` and `DocBin` take it along;
the objects are made of it when they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

from pydantic import TypeAdapter
from spacy.tokens import Doc, Span, SpanGroup

from vnadmin_nlp.extraction.citations.citation_mention import FoundCitation
from vnadmin_nlp.extraction.deadlines.find_deadlines import FoundDeadline
from vnadmin_nlp.model.record import Record

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "citation": TypeAdapter(FoundCitation),
    "deadline": TypeAdapter(FoundDeadline),
}


# --- the record ---------------------------------------------------------------------------------


def set_record(doc: Doc, record: Record | None) -> None:
    """Keep the record of a document."""
    doc._.vnadmin_record = record.model_dump_json() if record else None


def record_of(doc: Doc) -> Record | None:
    """Return the record of a document; None where there is no word in it."""
    return _parsed(doc._.vnadmin_record) if doc._.vnadmin_record else None


@lru_cache(maxsize=32)
def _parsed(data: str) -> Record:
    return Record.model_validate_json(data)


# --- spans --------------------------------------------------------------------------------------


def mark_citations(
    doc: Doc, found: Sequence[FoundCitation], keys: Sequence[str | None], *, group: str
) -> None:
    """Make the group of citations: the label is the relation, ``kb_id_`` the document's key."""
    spans = [
        _marked(doc, item, turn, "citation", item.relation, key or "")
        for turn, (item, key) in enumerate(zip(found, keys, strict=True))
    ]
    doc.spans[group] = SpanGroup(doc, name=group, spans=[span for span in spans if span])


def mark_deadlines(doc: Doc, found: Sequence[FoundDeadline], *, group: str) -> None:
    """Make the group of deadlines: the label is their kind."""
    spans = [_marked(doc, item, turn, "deadline", item.kind, "") for turn, item in enumerate(found)]
    doc.spans[group] = SpanGroup(doc, name=group, spans=[span for span in spans if span])


def _marked(
    doc: Doc, item: FoundCitation | FoundDeadline, turn: int, name: str, label: str, key: str
) -> Span | None:
    """Return a span with its data; a token that holds more than what was found is taken whole."""
    # Two finds may share their tokens, so that the data of each go by its turn.
    span = doc.char_span(
        item.start,
        item.end,
        label=label,
        kb_id=key,
        alignment_mode="expand",
        span_id=str(turn),
    )
    if span is not None:
        kept = span._.get(f"vnadmin_{name}") or {}
        data = _ADAPTERS[name].dump_python(item, mode="json")
        span._.set(f"vnadmin_{name}", kept | {str(turn): data})
    return span


def found_of(span: Span, name: str) -> Any:
    """Return what was found at a span: a `FoundCitation`, a `FoundDeadline`, or None.

    Args:
        span: of one of our groups, or with the same bounds.
        name: ``citation`` or ``deadline``.
    """
    kept = span._.get(f"vnadmin_{name}")
    if not kept:
        return None
    data = kept.get(span.id_) or next(iter(kept.values()))
    return _ADAPTERS[name].validate_python(data)


def register() -> None:
    """Add the extensions; those of others with the same names are left alone."""
    if Doc.has_extension("vnadmin_record"):
        return
    Doc.set_extension("vnadmin_record", default=None)
    if not Doc.has_extension("record"):
        Doc.set_extension("record", getter=record_of)
    for name in _ADAPTERS:
        Span.set_extension(f"vnadmin_{name}", default=None)
        if not Span.has_extension(name):
            Span.set_extension(name, getter=partial(found_of, name=name))


register()
