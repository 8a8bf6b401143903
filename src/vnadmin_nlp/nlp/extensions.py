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

from vnadmin_nlp.extraction.citations import FoundCitation
from vnadmin_nlp.extraction.deadlines import FoundDeadline
from vnadmin_nlp.nlp.composed import Composed
from vnadmin_nlp.notation.numbers import lookup_key
from vnadmin_nlp.record import Record

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
    doc: Doc, composed: Composed, found: Sequence[FoundCitation], *, group: str
) -> None:
    """Make the group of citations: the label is the relation, the ``kb_id`` the folded number."""
    spans = [
        _marked(doc, composed, item, turn, "citation", item.relation, _key(item))
        for turn, item in enumerate(found)
    ]
    doc.spans[group] = SpanGroup(doc, name=group, spans=[span for span in spans if span])


def mark_deadlines(
    doc: Doc, composed: Composed, found: Sequence[FoundDeadline], *, group: str
) -> None:
    """Make the group of deadlines: the label is their kind."""
    spans = [
        _marked(doc, composed, item, turn, "deadline", item.kind, "")
        for turn, item in enumerate(found)
    ]
    doc.spans[group] = SpanGroup(doc, name=group, spans=[span for span in spans if span])


def _key(item: FoundCitation) -> str:
    """Return what a document is looked up by."""
    return lookup_key(item.number) if item.number else (item.title or "")


def _marked(
    doc: Doc,
    composed: Composed,
    item: FoundCitation | FoundDeadline,
    turn: int,
    name: str,
    label: str,
    key: str,
) -> Span | None:
    """Return a span with its data; a token that holds more than what was found is taken whole."""
    start, end = composed.origin(item.start, item.end)
    # Two finds may share their tokens, so that the data of each go by its turn.
    span = doc.char_span(
        start, end, label=label, kb_id=key, alignment_mode="expand", span_id=str(turn)
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
