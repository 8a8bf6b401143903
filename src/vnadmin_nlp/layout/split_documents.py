"""The pages of a file become documents: each begins with a letterhead and ends with a tail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.layout import plain_text_zones
from vnadmin_nlp.layout.combine_zones import Zoning, by_model, combined
from vnadmin_nlp.layout.head import find_motto, zone_head
from vnadmin_nlp.layout.line_kinds import is_number_line
from vnadmin_nlp.layout.page_lines import PageLine, Zone, rows
from vnadmin_nlp.layout.tail import find_tail, zone_tail
from vnadmin_nlp.layout.two_page_rows import PagePart, own_words, parts_of, put_back
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.vocab import layout_phrases

_PAGE_NUMBER = re.compile(r"^\W*\d{1,3}\W*$")


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file.

    Attributes:
        pages: its pages, in order.
        lines: its lines with their zones, page by page, in reading order.
    """

    pages: tuple[Page, ...]
    lines: tuple[PageLine, ...]

    @property
    def has_geometry(self) -> bool:
        """Tell whether boxes are measured on its pages; False without any page."""
        return bool(self.pages) and self.pages[0].source.has_geometry

    def of(self, *zones: Zone) -> list[PageLine]:
        """Return the lines of the given zones, in reading order."""
        return [line for line in self.lines if line.zone in zones]


def documents(pages: Sequence[Page], *, zoning: Zoning = Zoning.BOTH) -> list[Document]:
    """Cut the pages of one file into documents and give every line its zone.

    A page with a letterhead of its own begins a new document, unless it is the head of a text
    that was issued with the one before (ban hành kèm theo): that one has no number line.

    Args:
        pages: of one file, in order.
        zoning: who zones pages with boxes; those without are zoned by rules alone.

    Returns:
        The documents in order; a file without any words is one document without lines.
    """
    parts = [part for page in pages for part in parts_of(page)]
    if len(parts) == len(pages):
        return _documents(pages, zoning)
    numbered = [replace(part.page, number=n) for n, part in enumerate(parts)]
    return [_put_back(document, parts) for document in _documents(numbered, zoning)]


def _put_back(document: Document, parts: Sequence[PagePart]) -> Document:
    """Return a document made of ``parts``, numbered by their turn, as it is in the file."""
    lines = tuple(put_back(line, parts[line.page]) for line in document.lines)
    return Document(tuple(own_words(parts[page.number]) for page in document.pages), lines)


def _documents(pages: Sequence[Page], zoning: Zoning) -> list[Document]:
    groups: list[list[Page]] = []
    for page in pages:
        if not groups or _begins_document(page):
            groups.append([])
        groups[-1].append(page)
    return [_zoned(tuple(group), zoning) for group in groups]


def _begins_document(page: Page) -> bool:
    if not page.source.has_geometry:
        return False
    lines = rows(page)
    motto = find_motto(lines, page.height)
    if motto is None or lines[motto.first].box.y0 > 0.4 * page.height:
        return False
    below = lines[motto.first : motto.last + 5]
    numbered = any(
        left and is_number_line(left.text)
        for left in (line.split(motto.x0 - 10)[0] for line in below)
    )
    attached = any(
        layout_phrases.starts_with(line.text.lstrip("( "), "attachment") for line in lines[:25]
    )
    return numbered or not attached


def _zoned(pages: tuple[Page, ...], zoning: Zoning) -> Document:
    if not pages[0].source.has_geometry:
        return Document(pages, tuple(plain_text_zones.zone(pages)))
    if zoning is Zoning.MODEL:
        return Document(pages, tuple(by_model(pages)))
    lines = _by_rules(pages)
    return Document(pages, tuple(combined(lines, pages) if zoning is Zoning.BOTH else lines))


def _by_rules(pages: tuple[Page, ...]) -> list[PageLine]:
    zoned, rest = zone_head(pages[0], rows(pages[0]))
    bodies = [rest, *(rows(page) for page in pages[1:])]
    start = find_tail(bodies, pages)
    for p, lines in enumerate(bodies):
        after = start is not None and p > start.page
        text = lines[: start.row] if start is not None and p == start.page else lines
        zoned += [_body(line, p, pages[p], after) for line in text]
        if start is not None and p == start.page:
            zoned += zone_tail(lines, start, pages[p])
    return zoned


def _body(line: PageLine, index: int, page: Page, after_tail: bool) -> PageLine:
    if index and line.box.y0 < 0.12 * page.height and _PAGE_NUMBER.match(line.text):
        return line.within(Zone.PAGE_NUMBER)
    if line.confidence < 0.3 or not any(letter.isalnum() for letter in line.text):
        return line.within(Zone.JUNK)
    return line.within(Zone.ANNEX if after_tail else Zone.BODY)
