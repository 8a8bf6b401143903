"""A text, or one citation as somebody types it, taken apart without a document around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from vnadmin_nlp.extraction.citations.find_citations import FoundCitation, find_citations
from vnadmin_nlp.extraction.citations.merge_citations import MergedCitation
from vnadmin_nlp.extraction.deadlines.find_deadlines import FoundDeadline, find_deadlines
from vnadmin_nlp.grammar.document_numbers import DocumentNumber, parse_number
from vnadmin_nlp.identity.document_key import Identity, of_citation, of_document
from vnadmin_nlp.text.unicode import nfc_with_offsets
from vnadmin_nlp.vocab import doc_types


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the document that a text was taken from; all of it may be left out.

    Attributes:
        number: its number, which it does not cite.
        date: without it, deadlines such as ``trong 5 ngày`` and dates without a year stay open.
        issuing_body: ``của Tỉnh ủy`` is then that of its place.
        parent_body: the body above.
    """

    number: str | None = None
    date: dt.date | None = None
    issuing_body: str | None = None
    parent_body: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as the record's JSON names it."""
        date = self.date.isoformat() if self.date else None
        return {
            "number": self.number,
            "date": date,
            "issuing_body": self.issuing_body,
            "parent_body": self.parent_body,
        }


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says of other documents and of terms.

    Attributes:
        text: as given.
        citations: every mention, in reading order.
        keys: of the documents that they mean, parallel to them; None where words point back to
            several or to nothing, or to a document of which nothing is known.
        deadlines: in reading order.

    All offsets are into ``text``, whatever its Unicode form.
    """

    text: str
    citations: tuple[FoundCitation, ...]
    keys: tuple[str | None, ...]
    deadlines: tuple[FoundDeadline, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON that ``vnadmin parse`` prints."""
        return {
            "citations": [
                _citation(mention, key)
                for mention, key in zip(self.citations, self.keys, strict=True)
            ],
            "deadlines": [_deadline(item) for item in self.deadlines],
        }


def parse(text: str, setting: Setting = Setting()) -> Parsed:
    """Find the citations and deadlines of a text.

    A text that is nothing but a number, however carelessly typed, is a citation too.

    Args:
        text: a sentence, a page, or one citation; in any Unicode form.
        setting: what is known of the document that it was taken from.

    >>> [found] = parse("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ").citations
    >>> found.number, found.relation, found.issuer
    ('30/2020/NĐ-CP', 'basis', 'Chính phủ')
    >>> parse("31 ct tu").keys
    ('31/cttu|chi thi|dang uy@province:|',)
    """
    mentions = find_citations(text, own_number=setting.number, doc_date=setting.date)
    mentions = mentions or _bare_number(text)
    plain, offsets = nfc_with_offsets(text)
    deadlines = find_deadlines(plain, doc_date=setting.date)
    return Parsed(
        text,
        citations=tuple(mentions),
        keys=tuple(meant_key(mention, mentions, setting) for mention in mentions),
        deadlines=tuple(
            replace(item, start=offsets[item.start], end=offsets[item.end]) for item in deadlines
        ),
    )


def _bare_number(text: str) -> list[FoundCitation]:
    """Read a text that is one number and no more."""
    number = parse_number(text)
    if number is None or number.serial is None:
        return []
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return [
        FoundCitation(
            start=start,
            end=end,
            text=text[start:end],
            type=_type(number),
            number=number.canonical,
            title=None,
            date=None,
            issuer=None,
            subject=None,
            pinpoints=(),
            relation="mentions",
            negated=False,
            sentence=(start, end),
            confidence=1.0,
            by="rule:bare-number",
        )
    ]


def _type(number: DocumentNumber) -> str:
    """Return the type that the code names, nothing where it has two readings."""
    names = doc_types.readings(number.type_code, number.system) if number.type_code else ()
    return names[0] if len(names) == 1 else ""


def meant_key(
    mention: FoundCitation, mentions: Sequence[FoundCitation], setting: Setting
) -> str | None:
    """Return the key of what a mention stands for: itself, what it points back to, or ourselves."""
    if mention.relation == "self":
        return of_document(setting.to_json()).key if setting.number else None
    if not mention.refers_to:
        return None if mention.relation == "anaphora" else key_of(mention, setting)
    keys = {key_of(mentions[place], setting) for place in mention.refers_to}
    return keys.pop() if len(keys) == 1 else None


def identity_of(cited: FoundCitation | MergedCitation, setting: Setting) -> Identity:
    """Return all that tells which document is cited, as far as the text and its setting do."""
    return of_citation(_named(cited), setting.to_json())


def key_of(cited: FoundCitation | MergedCitation, setting: Setting) -> str:
    """Return the key of a cited document, as far as the text and its setting tell it."""
    return identity_of(cited, setting).key


def _named(mention: FoundCitation | MergedCitation) -> dict[str, Any]:
    """Return what tells which document is meant, as the record's JSON names it."""
    return {
        "number": mention.number,
        "type": mention.type or None,
        "title": mention.title,
        "date": mention.date.isoformat() if mention.date else None,
        "issuer": mention.issuer,
    }


def _citation(mention: FoundCitation, key: str | None) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        **_named(mention),
        "relation": mention.relation,
        "pinpoints": list(mention.pinpoints),
        "key": key,
        "of": mention.of,
        "refers_to": list(mention.refers_to),
        "subject": mention.subject,
        "negated": mention.negated,
        "confidence": mention.confidence,
        "by": mention.by,
    }


def _deadline(item: FoundDeadline) -> dict[str, Any]:
    return {
        "start": item.start,
        "end": item.end,
        "text": item.text,
        "date": item.date.isoformat() if item.date else None,
        "time": item.time,
        "kind": item.kind,
        "rule": item.rule,
        "task": item.task,
        "recipient": item.recipient,
        "confidence": item.confidence,
        "by": item.by,
    }
