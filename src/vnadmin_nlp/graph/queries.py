"""Questions to the graph: what does this document cite, and who cites it?"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.archive.filters import type_keys
from vnadmin_nlp.errors import NotFound, NotWritable
from vnadmin_nlp.graph.nodes import Node, nodes
from vnadmin_nlp.notation.number_key import lookup_key
from vnadmin_nlp.text import nfc, strip_accents

if TYPE_CHECKING:
    from vnadmin_nlp.archive import Store

#: Namesakes that a card lists.
MOST_NAMESAKES = 10
#: Candidates that an answer lists.
MOST_CANDIDATES = 50

_WORDS_THEN_NUMBER = re.compile(r"(?P<words>\D*)(?P<number>.*)", re.DOTALL)
_YEAR_AT_END = re.compile(r"\W{0,9}(?:nam\W{1,9})?((?:19|20)\d\d)\W{0,9}$")


class Link(NamedTuple):
    """One citation.

    Attributes:
        node: the document at the other end; None when the citation is ambiguous.
        document: id of the citing document in the archive.
        citing: its number, or its name in the archive.
        relation: how it cites (``implements``, ``basis`` …).
        status: ``resolved``, ``unmatched``, ``ambiguous``, ``repaired`` or ``self``.
        page: of the first mention, in the citing file.
        text: the mention as printed.
        sentence: around it.
        box: of it, pixels; None where the input has no geometry.
        pinpoints: articles, clauses and points that are named.
        note: why it leads where it leads, where that needs a word.
        candidates: the documents it may mean, when ambiguous.
        mentions: how often it is mentioned.
    """

    node: Node | None
    document: int
    citing: str
    relation: str
    status: str
    page: int | None
    text: str
    sentence: str
    box: tuple[int, ...] | None
    pinpoints: tuple[str, ...]
    note: str | None
    candidates: tuple[Node, ...]
    mentions: int


class Card(NamedTuple):
    """A document with what it cites, who cites it, and others that are numbered so."""

    node: Node
    cites: tuple[Link, ...]
    cited_by: tuple[Link, ...]
    also: tuple[Node, ...]


class Answer(NamedTuple):
    """A card when exactly one document fits the question, else the candidates."""

    query: str
    card: Card | None
    candidates: tuple[Node, ...]


def cite(
    store: Store,
    number: str,
    *,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
) -> Answer:
    """Look up a document by its number and tell its citations.

    Args:
        store: the archive.
        number: however carelessly written; a type word may stand before it, and the name of an
            act in its place (``31 ct tu``, ``Nghị định 30/2020``, ``luat dat dai 2024``).
        issuer: words of the issuing body, accents don't matter.
        year: of the document.
        type: name or code of its type.

    Raises:
        NotFound: no document of such a number is held or cited, or none that fits.
    """
    bring_up_to_date(store)
    with store.reading() as db:
        works = _numbered(db, number)
        named = nodes(db, works)
        hint = type or _type_word(number)
        year = year or _year_of_title(number)
        kinds = set(type_keys(hint)) if hint else set()
        fitting = [
            work
            for work in works
            if _fits(works[work], named[work], issuer=issuer, year=year, kinds=kinds)
        ]
        if not fitting:
            raise _not_found(store, number, [named[work] for work in works])
        if len(fitting) > 1:
            shown = sorted((named[work] for work in fitting), key=_prominence)
            return Answer(number, None, tuple(shown[:MOST_CANDIDATES]))
        return Answer(number, _card(db, fitting[0], named[fitting[0]]), ())


def card_of(store: Store, document_id: int) -> Card | None:
    """Return the card of a document, or None where it could not be put into the graph yet.

    Raises:
        NotFound: there is no such document.
    """
    bring_up_to_date(store)
    with store.reading() as db:
        row = db.execute("SELECT work_id FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise NotFound(f"no document {document_id}", file=store.path)
        if row["work_id"] is None:
            return None
        work = int(row["work_id"])
        return _card(db, work, nodes(db, [work])[work], document_id)


def bring_up_to_date(store: Store) -> None:
    """Settle the graph before it is asked; where nothing can be written, say that it is behind."""
    with store.reading() as db:
        (pending,) = db.execute(
            "SELECT EXISTS (SELECT 1 FROM documents WHERE linked = 0)"
            " OR EXISTS (SELECT 1 FROM stale)"
        ).fetchone()
    if not pending:
        return
    # Rarely needed, and slow to import.
    import logging

    from vnadmin_nlp.graph.settle import link

    log = logging.getLogger(__name__)
    try:
        link(store)
    except NotWritable as error:
        log.warning("the newest documents are not in the graph yet: %s", error)


def _numbered(db: sqlite3.Connection, text: str) -> dict[int, sqlite3.Row]:
    """Return the works with a number or name: exactly so, else those that begin so."""
    plain = nfc(text)
    match = _WORDS_THEN_NUMBER.fullmatch(plain)
    key = lookup_key(match["number"]) if match and match["number"] else ""
    title = " ".join(re.findall(r"[^\W_]+", _YEAR_AT_END.sub("", strip_accents(plain))))
    for bucket in filter(None, (key, title and f"={title}")):
        found = db.execute("SELECT * FROM works WHERE bucket = ?", (bucket,)).fetchall()
        # "17/" is also how citations say it that leave the sign out: look further then.
        if found and not bucket.endswith("/"):
            return {row["id"]: row for row in found}
    for prefix in filter(None, (key, title and f"={title}")):
        found = db.execute(
            "SELECT * FROM works WHERE bucket >= ? AND bucket < ? ORDER BY key",
            (prefix, prefix + "\U0010ffff"),
        ).fetchall()
        if found:
            return {row["id"]: row for row in found}
    return {}


def _type_word(text: str) -> str:
    words = strip_accents(nfc(text)).split()
    lead: list[str] = []
    for word in words:
        if any(letter.isdigit() for letter in word):
            return " ".join(w for w in lead if w != "so")
        lead.append(word.strip(".,:"))
    return ""  # no number: the words are the name of an act


def _year_of_title(text: str) -> int | None:
    plain = strip_accents(nfc(text))
    match = _YEAR_AT_END.search(plain)
    title_before = match and re.search(r"[^\W\d_]", plain[: match.start()])
    return int(match[1]) if match and title_before else None


def _fits(
    work: sqlite3.Row, node: Node, *, issuer: str | None, year: int | None, kinds: set[str]
) -> bool:
    if year and work["year"] and work["year"] != year:
        return False
    # "luật lưu trữ" is a name, not a type; a type that is not known contradicts nothing.
    known_type = work["type"] and not work["bucket"].startswith("=")
    if kinds and known_type and not any(work["type"].startswith(kind) for kind in kinds):
        return False
    known = strip_accents(nfc(node.issuer or "")) + " " + work["organ"]
    return all(word in known for word in strip_accents(nfc(issuer or "")).split())


def _not_found(store: Store, number: str, others: Sequence[Node]) -> NotFound:
    if others:
        known = "; ".join(_line(node) for node in sorted(others, key=_prominence)[:5])
        return NotFound(
            f"no {number} of this issuer, year or type", file=store.path, remedy=f"known: {known}"
        )
    return NotFound(
        f"{number} is neither held nor cited here", file=store.path, remedy="try vnadmin search"
    )


def _line(node: Node) -> str:
    return " ".join(filter(None, (node.type, node.name, node.issuer, node.date)))


def _prominence(node: Node) -> tuple[bool, int, str, str]:
    return (node.kind != "held", -node.cited_by, node.date or "9999", node.key)


def _card(db: sqlite3.Connection, work: int, node: Node, document: int | None = None) -> Card:
    # Of several scans of one document the first speaks for all, unless one is asked for.
    speaker = document or next(iter(node.documents), 0)
    return Card(node, _cites(db, speaker), _cited_by(db, work), _namesakes(db, work, node))


_LINKS = """
    SELECT e.*, c.ordinal, d.number AS citing_number, d.name AS citing_name, d.date AS citing_date,
           m.page, m.text, m.box, m.sentence,
           (SELECT count(*) FROM mentions WHERE citation_id = e.citation_id) AS mentions
    FROM edges e
    JOIN citations c ON c.id = e.citation_id
    JOIN documents d ON d.id = e.document_id
    LEFT JOIN mentions m ON m.citation_id = e.citation_id AND m.ordinal = 0
"""


def _cites(db: sqlite3.Connection, document: int) -> tuple[Link, ...]:
    rows = db.execute(f"{_LINKS} WHERE e.document_id = ? ORDER BY c.ordinal", (document,))
    return _links(db, rows.fetchall(), "cited")


def _cited_by(db: sqlite3.Connection, work: int) -> tuple[Link, ...]:
    rows = db.execute(
        f"{_LINKS} WHERE e.cited = ? AND e.status <> 'self'"
        " AND e.document_id = (SELECT min(id) FROM documents WHERE work_id = e.citing)"
        " ORDER BY d.date IS NULL, d.date, d.id, c.ordinal",
        (work,),
    ).fetchall()
    return _links(db, rows, "citing")


def _links(db: sqlite3.Connection, rows: Sequence[sqlite3.Row], end: str) -> tuple[Link, ...]:
    meant = {key for row in rows for key in json.loads(row["candidates"])}
    ids = _ids(db, meant)
    known = nodes(db, [*ids.values(), *(row[end] for row in rows if row[end])])
    return tuple(
        Link(
            node=known.get(row[end]),
            document=row["document_id"],
            citing=row["citing_number"] or row["citing_name"],
            relation=row["relation"],
            status=row["status"],
            page=row["page"],
            text=row["text"] or "",
            sentence=row["sentence"] or "",
            box=tuple(json.loads(row["box"])) if row["box"] else None,
            pinpoints=tuple(json.loads(row["pinpoints"])),
            note=row["note"],
            candidates=tuple(
                known[ids[key]] for key in json.loads(row["candidates"]) if key in ids
            ),
            mentions=row["mentions"],
        )
        for row in rows
    )


def _ids(db: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    found = db.execute(
        "SELECT key, id FROM works WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(keys), ensure_ascii=False),),
    )
    return {row["key"]: row["id"] for row in found}


def _namesakes(db: sqlite3.Connection, work: int, node: Node) -> tuple[Node, ...]:
    """Return others with the same running number and organ code: 31-QĐ/TU beside 31-CT/TU."""
    (bucket,) = db.execute("SELECT bucket FROM works WHERE id = ?", (work,)).fetchone()
    serial = bucket.partition("/")[0] + "/"
    rows = db.execute(
        "SELECT id FROM works WHERE bucket > ? AND bucket < ? AND id <> ?",
        (serial, serial + "\U0010ffff", work),
    ).fetchall()
    if not rows or not node.number:
        return ()
    mine = _office(node.number)
    others = nodes(db, (row["id"] for row in rows)).values()
    alike = [other for other in others if mine and other.number and _office(other.number) == mine]
    return tuple(sorted(alike, key=_prominence)[:MOST_NAMESAKES])


def _office(number: str) -> tuple[int | None, str] | None:
    """Return the year in a number and its organ code, folded."""
    from vnadmin_nlp.lexicon.table import code_key
    from vnadmin_nlp.notation.numbers import parse_number

    parsed = parse_number(number)
    return (parsed.year, code_key(parsed.organ)) if parsed else None
