"""Urgency and secrecy (độ khẩn, độ mật), stamped or printed near the head."""

from __future__ import annotations

from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.layout import Document, Zone
from vnadmin_nlp.vocab import layout_phrases


def find_mark(document: Document, kind: str) -> FieldValue | None:
    """Find the mark of one kind.

    Args:
        document: the document.
        kind: ``urgency`` or ``secrecy``.
    """
    for line in document.of(Zone.MARK):
        phrase = layout_phrases.is_phrase(line.text, kind, 90)
        if phrase:
            return FieldValue(phrase, [line], max(0.8, line.confidence), "mark")
    return None
