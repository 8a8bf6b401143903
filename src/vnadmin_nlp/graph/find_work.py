"""Which document does a question mean? Numbers as people type them lead to works of the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from vnadmin_nlp.errors import NotFound, NotWritable, UsageError
from vnadmin_nlp.graph.node_view import Node, nodes
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.document_names import (
    Question,
    document_id,
    id_text,
    number_key,
    question,
    title_key,
)
from vnadmin_nlp.store.search_filters import type_keys
from vnadmin_nlp.text.unicode import nfc, strip_accents

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Documents of one number that are looked at; the held ones first.
MOST_EXAMINED = 1000
#: Documents of one number that a message names.
_MOST_NAMED = 5


class Ambiguous(UsageError):
    """Several documents fit a question that needs one.

    Attributes:
        candidates: the documents, the likeliest first.
    """

    candidates: tuple[Node, ...] = ()


def the_one(store: Store, text: str, **known: str | int | None) -> tuple[int, Node]:
    """Return the one work that a question means, with its node.

    Args:
        store: the archive.
        text: the number, however carelessly written; issuer and date may stand behind it
            (``31-CT/TU, lạng sơn``). The key of a node and the id of a held document (``id:86``)
            serve as well.
        known: ``issuer``, ``year`` and ``type``, which choose between documents of one number.

    Raises:
        NotFound: no document of such a number is held or cited, or none that fits.
        Ambiguous: several are.
    """
    found = fitting(store, text, question(text, **known))  # type: ignore[arg-type]
    if len(found) == 1:
        return found[0]
    named = "; ".join(_line(node) for _, node in found[:_MOST_NAMED])
    more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    error = Ambiguous(
        f"{len(found)} documents have the number {text}: {named}{more}",
        remedy="choose one with --issuer, --year or --type, or write NUMBER, ISSUER or id:N",
    )
    error.candidates = tuple(node for _, node in found)
    raise error


def fitting(store: Store, text: str, asked: Question) -> list[tuple[int, Node]]:
    """Return the works that fit a question with their nodes, the likeliest first.

    Raises:
        NotFound: none fits.
    """
    bring_up_to_date(store)
    with store.reading() as db:
        works = _numbered(db, asked.number)
        kinds = set(type_keys(asked.type)) if asked.type else set()
        likely = [row for row in works if _may_fit(row, asked.year, kinds)]
        named = nodes(db, (row["id"] for row in likely[:MOST_EXAMINED]))
        found = [
            (row["id"], named[row["id"]])
            for row in likely[:MOST_EXAMINED]
            if is_of(row, named[row["id"]], asked.issuer)
        ]
        if not found and asked.issuer:
            found = [(row["id"], named[row["id"]]) for row in _of_body(likely, asked.issuer)]
        if not found and asked.issuer:
            found = _of_predecessors(likely, named, asked.issuer)
        if not found:
            others = nodes(db, [row["id"] for row in works[:MOST_EXAMINED]])
            raise _not_found(store, text, list(others.values()))
    return sorted(found, key=lambda pair: prominence(pair[1]))


def bring_up_to_date(store: Store) -> None:
    """Settle the graph before it is asked; where nothing can be written, say that it is behind."""
    with store.reading() as db:
        (pending,) = db.execute(
            "SELECT EXISTS (SELECT 1 FROM documents WHERE linked = 0)"
            " OR EXISTS (SELECT 1 FROM stale) OR EXISTS (SELECT 1 FROM fresh)"
        ).fetchone()
    if not pending:
        return
    # Rarely needed, and slow to import.
    import logging

    from vnadmin_nlp.store.graph.link_citations import link

    log = logging.getLogger(__name__)
    try:
        link(store)
    except NotWritable as error:
        log.warning("the newest documents are not in the graph yet: %s", error)


def prominence(node: Node) -> tuple[bool, int, str, str]:
    """Return what nodes are ordered by: the held first, then the most cited, then the oldest."""
    return (node.kind != "held", -node.cited_by, node.date or "9999", node.key)


def _numbered(db: Database, text: str) -> list[DatabaseRow]:
    """Return the works with a key, id, number or name: exactly so, else those that begin so."""
    if "|" in text:
        return db.execute("SELECT * FROM works WHERE key = ?", (text.strip(),)).fetchall()
    if (held := document_id(text)) is not None:
        return db.execute(
            "SELECT * FROM works WHERE id = (SELECT work_id FROM documents WHERE id = ?)", (held,)
        ).fetchall()
    key, title = number_key(text), title_key(text)
    ordered = "ORDER BY kind <> 'held', key"
    for bucket in filter(None, (key, title and f"={title}")):
        found = db.execute(
            "SELECT * FROM works WHERE bucket = :bucket"
            f" OR bucket IN (SELECT bucket FROM aliases WHERE name = :bucket) {ordered}",
            {"bucket": bucket},
        ).fetchall()
        # "17/" is also how citations say it that leave the sign out: look further then.
        if found and not bucket.endswith("/"):
            return found
    for prefix in filter(None, (key, title and f"={title}")):
        found = db.execute(
            f"SELECT * FROM works WHERE bucket >= ? AND bucket < ? {ordered}",
            (prefix, prefix + "\U0010ffff"),
        ).fetchall()
        if found:
            return found
    return []


def _may_fit(work: DatabaseRow, year: int | None, kinds: set[str]) -> bool:
    if year and work["year"] and work["year"] != year:
        return False
    # "luật lưu trữ" is a name, not a type; a type that is not known contradicts nothing.
    known = "" if work["bucket"].startswith("=") else work["type"]
    # … and in "luật lưu trữ 2024" the type is but the first word.
    return not (kinds and known) or any(
        known.startswith(kind) or kind.startswith(f"{known} ") for kind in kinds
    )


def is_of(work: DatabaseRow, node: Node, issuer: str) -> bool:
    """Tell whether the issuer of a work has these words, as printed or by the place it means."""
    known = strip_accents(nfc(node.issuer or "")) + " " + work["organ"]
    return all(word in known for word in strip_accents(nfc(issuer)).split())


def _of_body(works: Sequence[DatabaseRow], issuer: str) -> list[DatabaseRow]:
    """Return the works of the body that a phrase names in other words than are printed."""
    from vnadmin_nlp.identity.organ_identity import (  # slow to import
        Body,
        Likeness,
        compare,
        parse,
    )

    body = parse(issuer)
    return [row for row in works if compare(body, Body.from_key(row["organ"])) is Likeness.SAME]


def _of_predecessors(
    works: Sequence[DatabaseRow], named: Mapping[int, Node], issuer: str
) -> list[tuple[int, Node]]:
    """Return the works of the bodies that were merged into the one that is asked for."""
    from vnadmin_nlp.vocab.predecessors import earlier_names  # rarely needed

    names = earlier_names(issuer)
    return [
        (row["id"], named[row["id"]])
        for row in works[:MOST_EXAMINED]
        if any(is_of(row, named[row["id"]], name) for name in names)
    ]


def _not_found(store: Store, number: str, others: Sequence[Node]) -> NotFound:
    if others:
        likeliest = sorted(others, key=prominence)[:_MOST_NAMED]
        return NotFound(
            f"no {number} of this issuer, year or type",
            file=store.path,
            remedy="known: " + "; ".join(map(_line, likeliest)),
        )
    return NotFound(
        f"{number} is neither held nor cited here", file=store.path, remedy="try vnadmin search"
    )


def _line(node: Node) -> str:
    held = f"({', '.join(map(id_text, node.documents))})" if node.documents else None
    return " ".join(filter(None, (node.type, node.name, node.issuer, node.date, held)))
