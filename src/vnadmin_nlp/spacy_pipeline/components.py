"""The components of the pipeline; spaCy finds them through the entry points of the package."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from vnadmin_nlp.extraction.citations.find_citations import find_citations
from vnadmin_nlp.extraction.deadlines.find_deadlines import find_deadlines
from vnadmin_nlp.parsing import Setting, meant_key
from vnadmin_nlp.spacy_pipeline.extensions import (
    found_of,
    mark_citations,
    mark_deadlines,
    record_of,
    set_record,
)
from vnadmin_nlp.text.unicode import nfc_with_offsets

#: The file that records of texts name as theirs.
NO_FILE = "text"


def setting_of(doc: Doc) -> Setting:
    """Return what the record of a document tells of it; nothing where there is none."""
    record = record_of(doc)
    if record is None:
        return Setting()
    return Setting(record.number, record.date, record.issuing_body, record.parent_body)


class Records:
    """Read the head, the text and the tail of a whole document: ``doc._.record``."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the record, as `vnadmin_nlp.extract` gives it of a file with the same text."""
        # Every pipeline of spaCy imports this module; most have no use for the rest of the way.
        from vnadmin_nlp.errors import UnreadableInput
        from vnadmin_nlp.model.page import Source
        from vnadmin_nlp.ocr import Scan
        from vnadmin_nlp.ocr.files.text_file import plain_page
        from vnadmin_nlp.pipeline import extracted

        text = doc.text
        page = plain_page(text.splitlines(), Source.PLAIN_TEXT, Source.PLAIN_TEXT.value)
        digest = hashlib.sha256(text.encode()).hexdigest()
        try:
            outcome = extracted(Scan(NO_FILE, digest, (page,), 1))
        except UnreadableInput:  # there is no word in it
            set_record(doc, None)
        else:
            set_record(doc, outcome.records[0])
        return doc


class Citations:
    """Find every mention of another document: ``doc.spans["citations"]``."""

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Mark the citations; after ``vnadmin_record`` its own number is none."""
        setting = setting_of(doc)
        found = find_citations(doc.text, own_number=setting.number, doc_date=setting.date)
        keys = [meant_key(item, found, setting) for item in found]
        mark_citations(doc, found, keys, group=self.spans_key)
        return doc


class Relations:
    """Weigh the relations of the citations with a trained model: rules know cues, it slips."""

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Mark the citations anew, with the relations by rules and model together."""
        from vnadmin_nlp.extraction.citations.relation_model import settled

        if self.spans_key in doc.spans:
            spans = [span for span in doc.spans[self.spans_key] if span._.vnadmin_citation]
            found = settled(doc.text, [found_of(span, "citation") for span in spans])
            keys = [span.kb_id_ for span in spans]
            mark_citations(doc, found, keys, group=self.spans_key)
        return doc


class Deadlines:
    """Find by when somebody must do something: ``doc.spans["deadlines"]``."""

    def __init__(self, spans_key: str) -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Mark the deadlines; after ``vnadmin_record`` they are counted from its date."""
        composed, offsets = nfc_with_offsets(doc.text)
        found = [
            replace(item, start=offsets[item.start], end=offsets[item.end])
            for item in find_deadlines(composed, doc_date=setting_of(doc).date)
        ]
        mark_deadlines(doc, found, group=self.spans_key)
        return doc


@Language.factory("vnadmin_record", assigns=["doc._.record"])
def create_record(nlp: Language, name: str) -> Records:
    """Return the component that sets ``doc._.record``."""
    return Records()


@Language.factory(
    "vnadmin_citations", assigns=["doc.spans"], default_config={"spans_key": "citations"}
)
def create_citations(nlp: Language, name: str, spans_key: str) -> Citations:
    """Return the component that marks citations in ``doc.spans[spans_key]``."""
    return Citations(spans_key)


@Language.factory(
    "vnadmin_relations",
    assigns=["doc.spans"],
    requires=["doc.spans"],
    default_config={"spans_key": "citations"},
)
def create_relations(nlp: Language, name: str, spans_key: str) -> Relations:
    """Return the component that weighs the relations of ``doc.spans[spans_key]``."""
    return Relations(spans_key)


@Language.factory(
    "vnadmin_deadlines", assigns=["doc.spans"], default_config={"spans_key": "deadlines"}
)
def create_deadlines(nlp: Language, name: str, spans_key: str) -> Deadlines:
    """Return the component that marks deadlines in ``doc.spans[spans_key]``."""
    return Deadlines(spans_key)
