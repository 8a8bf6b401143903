"""The citations of a text become links to the documents that they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from vnadmin_nlp.extraction.citations.merge_citations import MergedCitation, merge_citations
from vnadmin_nlp.layout import Document, Zone, documents
from vnadmin_nlp.layout.flowing_text import passage
from vnadmin_nlp.model.page import Source
from vnadmin_nlp.model.record import Record
from vnadmin_nlp.ocr import Scan, read
from vnadmin_nlp.ocr.files.text_file import decode
from vnadmin_nlp.parsing import Setting, identity_of, parse
from vnadmin_nlp.pipeline import extracted
from vnadmin_nlp.text.unicode import fold

#: The text of a document in the order in which it is read; stamps, banners of signatures, page
#: numbers and specks are not part of it.
_ZONES = (
    Zone.MARK, Zone.LETTERHEAD, Zone.NUMBER, Zone.MOTTO, Zone.PLACE_DATE, Zone.TITLE,
    Zone.SUBJECT, Zone.ADDRESSEES, Zone.BODY, Zone.RECIPIENTS, Zone.SIGNER, Zone.ANNEX,
)  # fmt: skip

#: Gives the address that a cited document is linked to, or None for the list below the text.
Linker = Callable[["Cited"], str | None]


class Cited(NamedTuple):
    """A document that a text cites, as all of its mentions together describe it.

    Attributes:
        key: its identity.
        number: None for acts known by name.
        title: the name of such an act, or None.
        type: type word.
        issuer: as printed.
        date: ISO.
        place: of the body that issued it, folded: whose Tỉnh ủy is meant; empty where unknown.
    """

    key: str
    number: str | None
    title: str | None
    type: str | None
    issuer: str | None
    date: str | None
    place: str = ""

    @property
    def line(self) -> str:
        """Return what identifies it, on one line."""
        name = self.number or self.title
        kind = self.type if fold(self.type) not in fold(name) else None
        return " · ".join(filter(None, (name, kind, self.issuer, self.date))) or "?"


class CitationLink(NamedTuple):
    """A stretch of the text that leads to a cited document, by its place in the list."""

    start: int
    end: int
    cited: int
    relation: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with its links.

    Attributes:
        title: of the page.
        text: as it is in the file, or as read from a scan, in flowing paragraphs.
        links: in order, none over another.
        cited: the documents they lead to, in the order of their first mention.
    """

    title: str
    text: str
    links: tuple[CitationLink, ...]
    cited: tuple[Cited, ...]


def annotate(path: Path) -> list[Annotated]:
    """Read a file and link the citations of every document in it.

    Args:
        path: a plain text, whose letters stay as they are, or any file that can be extracted.

    Raises:
        VnadminError: the file can't be read, or a program is missing.
    """
    scan = read(path)
    records = extracted(scan).records
    if len(records) == 1:
        return [linked(_text(path, scan), records[0])]
    parts = documents(scan.pages)
    return [linked(_flowing(part), record) for part, record in zip(parts, records, strict=True)]


def linked(text: str, record: Record) -> Annotated:
    """Link the citations of a text to the documents they mean.

    Args:
        text: of the document.
        record: of the same document: its own number is no citation, its place tells whose
            Tỉnh ủy is meant.
    """
    setting = Setting(
        number=record.number,
        date=record.date,
        issuing_body=record.issuing_body,
        parent_body=record.parent_body,
    )
    items = merge_citations(parse(text, setting).citations)
    mentions = [(mention, place) for place, item in enumerate(items) for mention in item.mentions]
    links: list[CitationLink] = []
    for mention, place in sorted(mentions, key=lambda found: found[0].start):
        if not links or mention.start >= links[-1].end:
            links.append(CitationLink(mention.start, mention.end, place, mention.relation))
    title = " · ".join(filter(None, (record.number, record.doc_type, record.issuing_body)))
    return Annotated(
        title or record.source.file,
        text,
        tuple(links),
        tuple(_cited(item, setting) for item in items),
    )


def _text(path: Path, scan: Scan) -> str:
    if all(page.source is Source.PLAIN_TEXT for page in scan.pages):
        text = decode(path.read_bytes())
        if text is not None:
            return text
    (document,) = documents(scan.pages)
    return _flowing(document)


def _flowing(document: Document) -> str:
    """Return the paragraphs of a document, without what stands beside its text."""
    lines = sorted(document.of(*_ZONES), key=lambda line: _ZONES.index(line.zone))
    return passage(lines, geometry=document.has_geometry).text


def _cited(item: MergedCitation, setting: Setting) -> Cited:
    date = item.date.isoformat() if item.date else None
    identity = identity_of(item, setting)
    body = identity.body
    place = " ".join(filter(None, (body.province, body.district, body.commune)))
    return Cited(identity.key, item.number, item.title, item.type, item.issuer, date, place)


def to_the_list(cited: Cited) -> None:
    """Lead to the list below the text, for every document."""


def from_template(template: str) -> Linker:
    """Return a linker that fills in ``{number}``, ``{title}`` and ``{key}`` of a cited document.

    >>> link = from_template("https://archive.example/?q={number}")
    >>> link(Cited("31/cttu|…", "31-CT/TU", None, "Chỉ thị", None, None))
    'https://archive.example/?q=31-CT%2FTU'
    """

    def link(cited: Cited) -> str | None:
        values = {"number": cited.number or cited.title, "title": cited.title, "key": cited.key}
        address = template
        for name, value in values.items():
            address = address.replace("{" + name + "}", quote(value or "", safe=""))
        return address

    return link


def pieces(part: Annotated) -> Iterator[tuple[str, CitationLink | None]]:
    """Yield the text in pieces, each with its link or None."""
    end = 0
    for target in part.links:
        yield part.text[end : target.start], None
        yield part.text[target.start : target.end], target
        end = target.end
    yield part.text[end:], None


def anchors(part: Annotated, number: int) -> list[str]:
    """Return the names of the places where the cited documents of the n-th text are listed."""
    return [f"cited-{number}-{place}" for place in range(1, len(part.cited) + 1)]
