"""The zones of a document become its record: every field with its evidence and confidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from vnadmin_nlp.extraction.evidence import from_archive, from_file, from_weekdays
from vnadmin_nlp.extraction.evidence.calibrate import calibrated
from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.evidence.from_archive import ArchiveContext
from vnadmin_nlp.extraction.evidence.fuse import is_sure, weighed_date, weighed_number
from vnadmin_nlp.extraction.fields.address_lists import find_addressees, find_recipients
from vnadmin_nlp.extraction.fields.letterhead import find_bodies, find_system
from vnadmin_nlp.extraction.fields.number_line import NumberLine, find_doc_type, find_number
from vnadmin_nlp.extraction.fields.place_date import PlaceDateLine, find_place_date
from vnadmin_nlp.extraction.fields.signer import SignerBlock, find_signer
from vnadmin_nlp.extraction.fields.subject import doubted, find_subject
from vnadmin_nlp.extraction.fields.urgency import find_mark
from vnadmin_nlp.extraction.finder_faults import Faults
from vnadmin_nlp.extraction.locate_mentions import citations_of, deadlines_of, flowing_text
from vnadmin_nlp.extraction.repair.by_bigrams import mend_by_context
from vnadmin_nlp.layout import Document
from vnadmin_nlp.layout.flowing_text import Passage
from vnadmin_nlp.model.page import FileFacts, Source
from vnadmin_nlp.model.record import (
    Citation,
    Deadline,
    Evidence,
    Problem,
    Record,
    Signer,
    SourceFile,
    Status,
    System,
)
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW
from vnadmin_nlp.vocab.core_fields import core_fields

NO_FACTS, ALONE = FileFacts(), ArchiveContext()
#: Of 15 words in real scans that context would mend, those two that were right were read as surely
#: as this and are known words; the rest were less sure, or none.
_SURE_WORD = 0.98
_EDGES = '.,;:()“”"'


def extract_record(
    document: Document,
    *,
    id: str,  # noqa: A002 (the record's own word for it)
    source: SourceFile,
    facts: FileFacts = NO_FACTS,
    around: ArchiveContext = ALONE,
    problems: Iterable[Problem] = (),
    review_below: float = REVIEW_BELOW,
    calibrate: bool = True,
) -> Record:
    """Read every field of a document.

    Args:
        document: pages and zoned lines, as ``layout.documents`` gives them.
        id: identifier of the record.
        source: the file it comes from.
        facts: what that file tells of itself beside its pages.
        around: what an archive knows around this document.
        problems: what went wrong on its pages before; any makes the record partial, as does a fault
            of a finder, which costs no other field.
        review_below: values less sure than this are named in ``review``.
        calibrate: put the confidence of every rule on the curve of its field; without that the
            curves can be fitted anew.

    Returns:
        The record; a field that can't be read is empty, never guessed.
    """
    faults = Faults()
    text = flowing_text(document)
    line, place_date, citations = _identified(document, text, source.file, facts, around, faults)
    singles = _singles(document, line, place_date, facts, faults)
    addressees = faults.guard(
        "addressees", lambda: _as_printed(document, find_addressees(document)), []
    )
    recipients = faults.guard(
        "recipients", lambda: _as_printed(document, find_recipients(document)), []
    )
    lists = {"addressees": addressees, "recipients": recipients}
    geometry = document.has_geometry
    evidence = _evidence(singles, lists, geometry)
    values = {name: found.value for name, found in singles.items() if found}
    date = dt.date.fromisoformat(values["date"]) if "date" in values else None
    deadlines = faults.guard("deadlines", lambda: deadlines_of(document, text, doc_date=date), ())
    if calibrate:
        most = {name: found.most for name, found in _named(singles, lists)}
        evidence = {n: calibrated(_field(n), why, most[n]) for n, why in evidence.items()}
        citations = tuple(calibrated("citations", item) for item in citations)
        deadlines = tuple(calibrated("deadlines", d, _most(d)) for d in deadlines)
    unread = _unread(line, place_date, geometry)
    troubles = (*problems, *faults.problems)
    return Record(
        id=id,
        source=source,
        first_page=document.pages[0].number if document.pages else 1,
        last_page=document.pages[-1].number if document.pages else 1,
        system=System(values["system"]) if "system" in values else None,
        doc_type=values.get("doc_type"),
        parent_body=values.get("parent_body"),
        issuing_body=values.get("issuing_body"),
        number=values.get("number"),
        number_handwritten=line.by_hand,
        sign=values.get("sign"),
        place=values.get("place"),
        date=date,
        date_handwritten=place_date.by_hand,
        subject=values.get("subject"),
        addressees=tuple(found.value for found in addressees),
        recipients=tuple(found.value for found in recipients),
        signer=Signer(
            authority=values.get("signer.authority"),
            role=values.get("signer.role"),
            name=values.get("signer.name"),
        ),
        citations=citations,
        deadlines=deadlines,
        urgency=values.get("urgency"),
        secrecy=values.get("secrecy"),
        evidence=evidence | unread,
        review=_review(
            evidence,
            citations,
            deadlines,
            review_below,
            _contested(singles) | unread.keys() | _missing(values, lists),
        ),
        status=Status.PARTIAL if troubles else Status.OK,
        problems=troubles,
    )


def _identified(
    document: Document,
    text: Passage,
    file: str,
    facts: FileFacts,
    around: ArchiveContext,
    faults: Faults,
) -> tuple[NumberLine, PlaceDateLine, tuple[Citation, ...]]:
    """Read number and date, each with what tells of it, and the citations."""
    line = faults.guard(
        "number", lambda: find_number(document), NumberLine(None, None, by_hand=False)
    )
    read = faults.guard("date", lambda: find_place_date(document), PlaceDateLine(None, None))
    return faults.guard(
        "evidence of number and date",
        lambda: _weighed(document, text, file, facts, around, line, read, faults),
        (line, read, ()),
    )


def _weighed(
    document: Document,
    text: Passage,
    file: str,
    facts: FileFacts,
    around: ArchiveContext,
    line: NumberLine,
    read: PlaceDateLine,
    faults: Faults,
) -> tuple[NumberLine, PlaceDateLine, tuple[Citation, ...]]:
    """Weigh number and date with what tells of them, and find the citations.

    Of the archive, number and date are asked about each other only where the other one is sure.
    """
    numbers = [number for number, _ in line.readings]
    by_name = from_file.of_number(file, facts, line.sign, numbers)
    times = [
        *from_file.of_date(document, facts),
        *from_weekdays.of_date(read, text),
    ]
    numbered, dated = weighed_number(line, by_name), weighed_date(read, times)
    own = _own(numbered)
    citations = _citations(document, text, numbered, dated, faults)
    times += from_file.of_cited_dates(citations)
    first, dated = dated, weighed_date(read, times)
    known = numbered.number.value if is_sure(numbered.number) else None
    if is_sure(dated.date):
        more = from_archive.of_number(around, _day(dated), numbers)
        numbered = weighed_number(line, [*by_name, *more])
    dated = weighed_date(read, [*times, *from_archive.of_date(around, known)])
    if _day(dated) != _day(first) or _own(numbered) != own:
        citations = _citations(document, text, numbered, dated, faults)
    return numbered, dated, citations


def _citations(
    document: Document, text: Passage, line: NumberLine, dated: PlaceDateLine, faults: Faults
) -> tuple[Citation, ...]:
    return faults.guard(
        "citations",
        lambda: citations_of(document, text, own_number=_own(line), doc_date=_day(dated)),
        (),
    )


def _own(line: NumberLine) -> str | None:
    """Return the document's own number, as far as it is read: it is no citation."""
    return line.number.value if line.number else next(iter(line.candidates), None)


def _day(dated: PlaceDateLine) -> dt.date | None:
    return dt.date.fromisoformat(dated.date.value) if dated.date else None


def _singles(
    document: Document,
    line: NumberLine,
    place_date: PlaceDateLine,
    facts: FileFacts,
    faults: Faults,
) -> dict[str, FieldValue | None]:
    """Find the fields that hold one value; where one tells of another, it is read first."""
    guard = faults.guard
    system = guard("system", lambda: find_system(document), None)
    parent, issuer = guard("issuing body", lambda: find_bodies(document), (None, None))
    subject = guard("subject", lambda: _subject(document), None)
    party = system is not None and system.value == System.PARTY
    signer = guard(
        "signer", lambda: find_signer(document, party=party), SignerBlock(None, None, None)
    )
    kind = system.value if system else None
    return {
        "system": system,
        "doc_type": guard("document type", lambda: find_doc_type(document, line.sign, kind), None),
        "parent_body": parent,
        "issuing_body": from_file.confirmed_body(issuer, facts),
        "number": line.number,
        "sign": line.sign,
        "place": place_date.place,
        "date": place_date.date,
        "subject": subject,
        "signer.authority": signer.authority,
        "signer.role": signer.role,
        "signer.name": from_file.confirmed_signer(signer.name, facts),
        "urgency": guard("urgency", lambda: find_mark(document, "urgency"), None),
        "secrecy": guard("secrecy", lambda: find_mark(document, "secrecy"), None),
    }


def _subject(document: Document) -> FieldValue | None:
    subject = find_subject(document)
    return doubted(_as_printed(document, [subject])[0]) if subject else None


def _as_printed(document: Document, found: Iterable[FieldValue]) -> list[FieldValue]:
    """Mend the running words of values that a recogniser read; other inputs have no such slips."""
    read = any(page.source is Source.RECOGNISED for page in document.pages)
    return [_mended(item) if read else item for item in found]


def _mended(item: FieldValue) -> FieldValue:
    words = (word for line in item.lines for word in line.words)
    sure = [word.text.strip(_EDGES) for word in words if word.confidence >= _SURE_WORD]
    return item.mended(mend_by_context(item.value, sure=sure))


def _evidence(
    singles: dict[str, FieldValue | None], lists: dict[str, list[FieldValue]], geometry: bool
) -> dict[str, Evidence]:
    return {name: found.evidence(geometry=geometry) for name, found in _named(singles, lists)}


def _named(
    singles: dict[str, FieldValue | None], lists: dict[str, list[FieldValue]]
) -> Iterator[tuple[str, FieldValue]]:
    """Yield every value that was found, with the name of its evidence."""
    yield from ((name, found) for name, found in singles.items() if found)
    for name, items in lists.items():
        yield from ((f"{name}[{i}]", found) for i, found in enumerate(items))


def _unread(line: NumberLine, place_date: PlaceDateLine, geometry: bool) -> dict[str, Evidence]:
    """Keep what an unread number and date looked like, so that a person or a model may decide."""
    unread: dict[str, Evidence] = {}
    if line.number is None and line.candidates and line.sign:
        first, *_ = seen = line.candidates
        found = FieldValue(
            first, line.sign.lines, 0.0, "number-line-unread", candidates=tuple(seen)
        )
        unread["number"] = found.evidence(geometry=geometry)
    if place_date.unread:
        unread["date"] = place_date.unread.evidence(geometry=geometry)
    return unread


def _review(
    evidence: dict[str, Evidence],
    citations: Iterable[Citation],
    deadlines: Iterable[Deadline],
    below: float,
    named: set[str],
) -> tuple[str, ...]:
    doubtful = {_field(name) for name, reason in evidence.items() if reason.confidence < below}
    doubtful |= named
    if any(item.confidence < below for item in citations):
        doubtful.add("citations")
    if any(item.confidence < below for item in deadlines):
        doubtful.add("deadlines")
    return tuple(sorted(doubtful))


def _contested(singles: dict[str, FieldValue | None]) -> set[str]:
    return {name for name, found in singles.items() if found and found.contested}


def _missing(values: dict[str, str], lists: dict[str, list[FieldValue]]) -> set[str]:
    """Return the fields that documents of this type bear and that nothing was found for."""
    given = values.keys() | {name for name, items in lists.items() if items}
    return set(core_fields(values.get("doc_type")) - given)


def _most(deadline: Deadline) -> float:
    """Return what no curve makes a deadline surer than, where something contradicts its date."""
    return deadline.confidence if "suspect=" in deadline.rule else 1.0


def _field(name: str) -> str:
    """Return the field of a piece of evidence: that of ``addressees[0]`` is the list."""
    return name.split("[")[0]
