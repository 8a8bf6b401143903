"""The card of a document: what does it cite, and who cites it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.errors import NotFound
from vnadmin_nlp.graph.citation_view import CitationView, links
from vnadmin_nlp.graph.find_work import bring_up_to_date, fitting, prominence
from vnadmin_nlp.graph.neighbours import CITED_BY, CITES, MANY, cited, newest, told_of
from vnadmin_nlp.graph.node_view import Node, nodes
from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.document_names import id_text, question
from vnadmin_nlp.store.graph.graph_sql import marks
from vnadmin_nlp.vocab.relation_names import all_relations, named

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store

#: Namesakes that a card lists.
MOST_NAMESAKES = 10
#: Candidates that an answer lists.
MOST_CANDIDATES = 50
#: Citations that a card lists, on either side.
MOST_LINKS = 100


class Card(NamedTuple):
    """A document with what it cites, who cites it, and others that are numbered so.

    Attributes:
        node: the document.
        cites: what it cites, in reading order.
        cited_by: who cites it, the oldest first; where they are too many, the newest of them.
        also: others with the same running number and body.
        more_cites: citations that are left out.
        more_cited_by: likewise.
    """

    node: Node
    cites: tuple[CitationView, ...]
    cited_by: tuple[CitationView, ...]
    also: tuple[Node, ...]
    more_cites: int = 0
    more_cited_by: int = 0


class Answer(NamedTuple):
    """A card when exactly one document fits the question, else the candidates.

    ``more`` counts the candidates that are left out.
    """

    query: str
    card: Card | None
    candidates: tuple[Node, ...]
    more: int = 0


def cite(
    store: Store,
    number: str,
    *,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
    ways: Collection[str] = (CITES, CITED_BY),
    relations: Collection[str] = (),
    limit: int = MOST_LINKS,
) -> Answer:
    """Look up a document by its number and tell its citations.

    Args:
        store: the archive.
        number: however carelessly written; a type word may stand before it, the date and the
            issuer behind it, and the name of an act or the id of a held document in its place
            (``31 ct tu, lạng sơn``, ``Nghị định 30/2020``, ``luat dat dai 2024``, ``id:86``).
        issuer: words of the issuing body, accents don't matter.
        year: of the document.
        type: name or code of its type.
        ways: `CITES`, `CITED_BY` or both; the card's other side stays empty.
        relations: only citations by these; all where none is named.
        limit: the most citations on either side.

    Raises:
        NotFound: no document of such a number is held or cited, or none that fits.
        UsageError: there is no such relation.
    """
    only = tuple(named(name).name for name in relations)
    found = fitting(store, number, question(number, issuer, year, type))
    if len(found) > 1:
        shown = tuple(node for _, node in found[:MOST_CANDIDATES])
        return Answer(number, None, shown, len(found) - len(shown))
    with store.reading() as db:
        card = _card(db, *found[0], ways=ways, relations=only, limit=limit)
        return Answer(number, card, ())


def card_of(
    store: Store,
    document_id: int,
    *,
    ways: Collection[str] = (CITES, CITED_BY),
    limit: int = MOST_LINKS,
) -> Card | None:
    """Return the card of a document, or None where it could not be put into the graph yet.

    Args:
        store: the archive.
        document_id: of the document in it.
        ways: as for `cite`.
        limit: likewise.

    Raises:
        NotFound: there is no such document.
    """
    bring_up_to_date(store)
    with store.reading() as db:
        row = db.execute("SELECT work_id FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise NotFound(f"no document {id_text(document_id)}", file=store.path)
        if row["work_id"] is None:
            return None
        work = int(row["work_id"])
        return _card(db, work, nodes(db, [work])[work], document_id, ways=ways, limit=limit)


def _card(
    db: Database,
    work: int,
    node: Node,
    document: int | None = None,
    *,
    ways: Collection[str] = (CITES, CITED_BY),
    relations: Sequence[str] = (),
    limit: int,
) -> Card:
    # Of several scans of one document the first speaks for all, unless one is asked for.
    speaker = document or next(iter(node.documents), 0)
    only = (f" AND e.relation IN ({marks(relations)})" if relations else "", relations)
    nothing: tuple[tuple[CitationView, ...], int] = ((), 0)
    cites, more_cites = _cites(db, work, speaker, only, limit) if CITES in ways else nothing
    cited_by, more_cited_by = (
        _cited_by(db, work, node, only, limit) if CITED_BY in ways else nothing
    )
    return Card(node, cites, cited_by, _namesakes(db, work, node), more_cites, more_cited_by)


#: A condition on relations, and its values.
_Only = tuple[str, Sequence[str]]

_LINKS = """
    SELECT e.*, c.ordinal, d.number AS citing_number, d.name AS citing_name
    FROM edges e
    JOIN citations c ON c.id = e.citation_id
    JOIN documents d ON d.id = e.document_id
"""

#: Of several scans of one document the first speaks for all; the newest come last.
_ONCE = """
    AND e.status <> 'self'
    AND (e.told = 1 OR e.document_id = (SELECT min(id) FROM documents WHERE work_id = e.citing))
    ORDER BY e.dated = '', e.dated, d.id, c.ordinal
"""


def _cites(
    db: Database, work: int, document: int, only: _Only, limit: int
) -> tuple[tuple[CitationView, ...], int]:
    rows = db.execute(
        f"{_LINKS} WHERE e.document_id = ? AND e.told = 0{only[0]} ORDER BY c.ordinal",
        (document, *only[1]),
    ).fetchall()
    rows += db.execute(
        f"{_LINKS} WHERE e.citing = ? AND e.told = 1{only[0]} ORDER BY e.dated, d.id, c.ordinal",
        (work, *only[1]),
    ).fetchall()
    return links(db, rows[:limit], "cited"), max(0, len(rows) - limit)


def _cited_by(
    db: Database, work: int, node: Node, only: _Only, limit: int
) -> tuple[tuple[CitationView, ...], int]:
    count = cited(db, [work], only[1]).get(work, 0) if only[1] else node.cited_by
    if count > MANY:
        rows = _newest(db, work, only[1], limit)
    else:
        rows = db.execute(
            f"{_LINKS} WHERE e.cited = ?{only[0]} {_ONCE}", (work, *only[1])
        ).fetchall()
        count = len(rows)
    return links(db, rows[-limit:], "citing"), max(0, count - limit)


def _newest(db: Database, work: int, relations: Sequence[str], limit: int) -> list[DatabaseRow]:
    """Return the newest citations of a work that has too many to look at all."""
    only = f" AND c.how IN ({marks(relations)})" if relations else ""
    (claims,) = db.execute("SELECT count(*) FROM claims WHERE work_id = ?", (work,)).fetchone()
    if claims == 1 and not relations:  # each relation's newest come first in the index
        found: list[tuple[str, int]] = [
            (step.dated, step.citation)
            for relation in all_relations()
            for step in newest(db, work, [relation], most=limit)
        ]
    else:
        rows = db.execute(
            "SELECT c.dated, c.id FROM claims k JOIN citations c ON c.claim_id = k.id"
            f" WHERE k.work_id = ?{only} ORDER BY c.dated DESC, c.id DESC LIMIT ?",
            (work, *relations, limit),
        )
        found = [(dated, citation) for dated, citation in rows]
    ids = {citation for _, citation in sorted(found)[-limit:]}
    ids |= {step.citation for step in told_of(db, work, relations)}
    return db.execute(
        f"{_LINKS} WHERE e.citation_id IN ({marks(ids)}) AND e.cited = ? {_ONCE}",
        (*sorted(ids), work),
    ).fetchall()


def _namesakes(db: Database, work: int, node: Node) -> tuple[Node, ...]:
    """Return others with the same running number and organ code: 31-QĐ/TU beside 31-CT/TU."""
    (bucket,) = db.execute("SELECT bucket FROM works WHERE id = ?", (work,)).fetchone()
    serial = bucket.partition("/")[0] + "/"
    rows = db.execute(
        "SELECT id, bucket FROM works WHERE bucket > ? AND bucket < ? AND id <> ?",
        (serial, serial + "\U0010ffff", work),
    ).fetchall()
    # The reader of numbers is slow to import, and rarely needed.
    mine = _office(node.number) if rows and node.number else None
    if not mine or not mine[1]:
        return ()
    # Whatever has the code has it somewhere in its bucket.
    likely = [row["id"] for row in rows if mine[1] in row["bucket"]]
    others = nodes(db, likely).values()
    alike = [other for other in others if other.number and _office(other.number) == mine]
    return tuple(sorted(alike, key=prominence)[:MOST_NAMESAKES])


def _office(number: str) -> tuple[int | None, str] | None:
    """Return the year in a number and its organ code, folded."""
    from vnadmin_nlp.grammar.document_numbers import parse_number
    from vnadmin_nlp.vocab.loader import code_key

    parsed = parse_number(number)
    return (parsed.year, code_key(parsed.organ)) if parsed else None
