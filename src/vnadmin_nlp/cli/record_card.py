"""How a document and its citations look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.cli.output import columns, cut, day, plain, width, wrapped
from vnadmin_nlp.runtime.file_paths import shown

if TYPE_CHECKING:
    from vnadmin_nlp.graph import Card, CitationView, Node

#: What a card tells: what the document cites, and who cites it.
SIDES = ("cites", "cited_by")

#: Letters of a number or an issuer that a column shows.
ISSUER_ROOM = 36
_SUBJECT_ROOM = 400
_SENTENCE_ROOM = 60


def head(*parts: str | None) -> str:
    """Return what identifies a document, on one line.

    >>> head("31-CT/TU", "Chỉ thị", None, "12/3/2024")
    '31-CT/TU · Chỉ thị · 12/3/2024'
    """
    return " · ".join(plain(part) for part in parts if part)


def node_head(node: Node) -> str:
    """Return the head line of a document of the citation graph."""
    return head(node.number or node.title or "(no number)", node.type, node.issuer, day(node.date))


def value_text(value: Any) -> str:
    """Return the value of a field as one text.

    >>> value_text(["Các chi bộ", "Văn phòng"]), value_text(None)
    ('Các chi bộ; Văn phòng', 'nothing')
    """
    return "; ".join(value) if isinstance(value, list) else str(value or "nothing")


def record_lines(record: Mapping[str, Any]) -> list[str]:
    """Return a record (in its public JSON form) as the lines of a card."""
    issuer, date = record["issuing_body"], day(record["date"])
    lines = [head(record["number"] or "(no number)", record["doc_type"], issuer, date)]
    lines += subject_lines(record["subject"])
    lines += _fact_lines(record)
    if record["citations"]:
        lines.append(f"cites {len(record['citations'])}")
        lines += columns([_citation_cells(citation) for citation in record["citations"]])
    if record["deadlines"]:
        lines.append(f"deadlines {len(record['deadlines'])}")
        lines += columns([_deadline_cells(deadline) for deadline in record["deadlines"]])
    return lines


def subject_lines(subject: str | None) -> list[str]:
    """Return the subject, wrapped to the terminal."""
    return wrapped(cut(plain(subject or ""), _SUBJECT_ROOM), "  ")


def _fact_lines(record: Mapping[str, Any]) -> list[str]:
    """Return the facts with nothing left out: long ones go on under their beginning."""
    facts = list(_facts(record))
    size = max(len(name) for name, _ in facts)
    return [line for name, text in facts for line in wrapped(text, f"  {name:<{size}}  ")]


def _facts(record: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    source, signer = record["source"], record["signer"]
    first, last = record["first_page"], record["last_page"]
    pages = f"page {first}" if first == last else f"pages {first}–{last}"
    facts = {
        "file": f"{shown(source['file'])}, {pages} of {source['pages']}",
        "name": record["id"],
        "under": record["parent_body"],
        "place": record["place"],
        "marked": head(record["urgency"], record["secrecy"]),
        "to": "; ".join(record["addressees"]),
        "copies": "; ".join(record["recipients"]),
        "signed": head(signer["authority"], signer["role"], signer["name"]),
        "review": ", ".join(record["review"]),
        "status": record["status"] if record["status"] != "ok" else None,
    }
    yield from ((name, text) for name, text in facts.items() if text)
    for problem in record["problems"]:
        place = f"page {problem['page']}, " if problem["page"] else ""
        yield "problem", f"{place}{problem['stage']}: {problem['message']}"


def _citation_cells(citation: Mapping[str, Any]) -> list[str]:
    mentions = citation["mentions"]
    return [
        cut(citation["number"] or citation["title"] or citation["type"] or "", ISSUER_ROOM),
        day(citation["date"]),
        cut(citation["issuer"] or "", ISSUER_ROOM),
        citation["relation"],
        _page(mentions[0]["page"] if mentions else None),
        ", ".join(citation["pinpoints"]),
    ]


def _deadline_cells(deadline: Mapping[str, Any]) -> list[str]:
    what = deadline["text"] + (f" — {deadline['task']}" if deadline["task"] else "")
    return [day(deadline["date"]) or deadline["kind"], _page(deadline["page"]), what]


def _page(number: int | None) -> str:
    return f"p.{number}" if number else ""


def card_lines(card: Card, ways: Sequence[str] = SIDES) -> list[str]:
    """Return what a document cites and who cites it, each with relation, page and sentence.

    Args:
        card: the card.
        ways: the sides that are shown, of `SIDES`.
    """
    lines = top_lines(card.node) + link_lines(card, ways)
    if card.also:
        namesakes = " · ".join(
            plain(f"{node.type or ''} {node.number} ({_whose(node)})".strip()) for node in card.also
        )
        lines.append(f"also numbered so: {namesakes}")
    return lines


def top_lines(node: Node) -> list[str]:
    """Return the head of a document with whether it is held, and its subject."""
    state = {"held": "held", "registered": "registered, not held"}
    note = state.get(node.kind, "cited, not held")
    top = node_head(node)
    return [f"{top}{note:>{max(len(note) + 3, width() - len(top))}}", *subject_lines(node.subject)]


def _whose(node: Node) -> str:
    return ", ".join(part for part in (node.issuer, day(node.date)) if part) or "?"


def link_lines(card: Card, ways: Sequence[str] = SIDES) -> list[str]:
    """Return the two lists of a card, or one of them."""
    sides = {
        "cites": (card.cites, card.more_cites),
        "cited_by": (card.cited_by, card.more_cited_by),
    }
    lines = []
    for way in ways:
        links, more = sides[way]
        lines.append(f"{way.replace('_', ' ')} {len(links) + more:,}")
        lines += _with_sentences(links) + more_line(more)
    return lines


def more_line(more: int, indent: str = "  ") -> list[str]:
    """Return the line that tells how many are left out, if any are.

    >>> more_line(1212)
    ['  … and 1,212 more']
    """
    return [f"{indent}… and {more:,} more"] if more else []


def _with_sentences(links: Sequence[CitationView]) -> list[str]:
    """Put the sentence behind each link where the terminal is wide enough, else below it."""
    cells = [link_cells(link) for link in links]
    heads = columns(cells)
    room = width() - max(map(len, heads), default=0) - 2
    if room >= _SENTENCE_ROOM:
        quotes = [quoted(link.sentence, link.text, room) for link in links]
        return columns([[*row, quote] for row, quote in zip(cells, quotes, strict=True)])
    lines = []
    for line, link in zip(heads, links, strict=True):
        sentence = quoted(link.sentence, link.text, width() - 6)
        lines += [line, f"      {sentence}"] if sentence else [line]
    return lines


def link_cells(link: CitationView) -> list[str]:
    """Return what is told of a citation in one line: where it leads, how, and on which page."""
    node = link.node
    name = node.name if node else link.text
    pinpoints = f" ({', '.join(link.pinpoints)})" if link.pinpoints else ""
    return [
        cut(name, ISSUER_ROOM),
        day(node.date) if node else "",
        cut(node.issuer or "", ISSUER_ROOM) if node else "",
        cut(link.relation + pinpoints, ISSUER_ROOM),
        " ".join(filter(None, (page_of(link), doubt(link)))),
    ]


def page_of(link: CitationView) -> str:
    """Return the page of a citation, as cards show it."""
    return _page(link.page)


def doubt(link: CitationView) -> str:
    """Say what is not plainly settled about a link."""
    if link.status == "ambiguous":
        return f"ambiguous: {len(link.candidates)} candidates"
    if link.negated:
        return "said not to apply"
    if link.told:
        return f"told by {link.citing}"
    return link.status if link.status in ("repaired", "self") else ""


def quote_lines(
    sentence: str, mention: str, indent: str, *, room: int = _SUBJECT_ROOM
) -> list[str]:
    """Return a sentence in quotes on as many lines as it takes; of an endless one, the mention.

    Args:
        sentence: as printed.
        mention: what must stay in sight.
        indent: what stands before each line.
        room: letters that are shown.
    """
    return wrapped(quoted(sentence, mention, room), indent)


def quoted(sentence: str, mention: str, room: int) -> str:
    """Return a sentence in quotes, cut to the room so that the mention stays in sight.

    >>> quoted("Căn cứ tình hình và thực hiện Chỉ thị 31-CT/TU", "Chỉ thị 31-CT/TU", 26)
    '“… Chỉ thị 31-CT/TU”'
    """
    sentence, mention = plain(sentence).strip(), plain(mention).strip()
    room -= 2
    if not sentence:
        return ""
    if len(sentence) <= room:
        return f"“{sentence}”"
    start = max(0, sentence.find(mention))
    if start + len(mention) > room:  # cut at the front, at a word, and keep some words before
        ahead = max(0, room - len(mention) - 2) // 2
        start = sentence.find(" ", max(0, start - ahead)) + 1
        sentence = "… " + sentence[start:]
    return f"“{cut(sentence, room)}”"
