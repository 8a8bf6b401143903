"""Full-text search on a server: what FTS5 finds, in the order that its bm25 gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from vnadmin_nlp.store.database import Database, DatabaseRow
from vnadmin_nlp.store.fts_index import TERM_LETTERS, spaced
from vnadmin_nlp.store.search_filters import Filters

#: How much more a word counts that stands there again, and how much a long passage takes off.
_AGAIN, _LENGTH = 1.2, 0.75
#: What a word counts that most passages have.
_COMMON = 1e-6


class _SqlFragment(NamedTuple):
    """A piece of SQL and the values for its placeholders."""

    sql: str
    values: tuple[Any, ...]


def ranked(
    db: Database,
    wanted: Sequence[tuple[str, ...]],
    filters: Filters,
    columns: str,
    joined: str,
    limit: int,
) -> list[DatabaseRow]:
    """Return the best passage of each document, the best first.

    Args:
        db: the archive, on a server.
        wanted: terms, all of which must stand in a passage; side by side they count once more.
        filters: which documents count.
        columns: of the rows, which have the ``score`` as well.
        joined: what is joined to the passages ``p``: documents ``d`` and files ``f``.
        limit: the most documents.
    """
    together = tuple(token for term in wanted for token in term)
    phrases = [together, *wanted] if len(wanted) > 1 else list(wanted)
    score = _score(db, phrases)
    if score is None:
        return []
    times = [_times(phrase) for phrase in phrases]
    counted = ", ".join(f"{piece.sql} AS times_{n}" for n, piece in enumerate(times))
    every = [_stands(phrase) for phrase in wanted]
    where = " AND ".join(piece.sql for piece in every)
    return db.execute(
        f"""SELECT {columns}, best.score FROM (
                SELECT id, score, row_number() OVER
                       (PARTITION BY document_id ORDER BY score DESC, page) AS nth
                FROM (SELECT id, document_id, page, {score.sql} AS score FROM (
                          SELECT p.id, p.document_id, p.page, x.tokens, {counted}
                          FROM passages_folded x JOIN passages p ON p.id = x.rowid {joined}
                          WHERE {where}{filters.sql}) AS counted) AS scored) AS best
            JOIN passages p ON p.id = best.id {joined}
            WHERE best.nth = 1 ORDER BY best.score DESC, d.id, p.page LIMIT ?""",
        (*score.values, *_values(times), *_values(every), *filters.values, limit),
    ).fetchall()


def _score(db: Database, phrases: Sequence[tuple[str, ...]]) -> _SqlFragment | None:
    """Return what a passage scores; nothing where a term stands in none."""
    found = [_stands(phrase) for phrase in phrases]
    counts = ", ".join(
        f"(SELECT count(*) FROM passages_folded x WHERE {piece.sql})" for piece in found
    )
    passages, tokens, *having = db.execute(
        f"SELECT passages, tokens, {counts} FROM passages_total", _values(found)
    ).fetchone()
    if not having[-1]:
        return None
    weights = [math.log((passages - count + 0.5) / (count + 0.5)) for count in having]
    average = tokens / passages
    length = f"{_AGAIN} * ({1 - _LENGTH} + {_LENGTH} * tokens / ?)"
    return _SqlFragment(
        " + ".join(
            f"? * times_{n} * {_AGAIN + 1} / (times_{n} + {length})" for n in range(len(phrases))
        ),
        tuple(
            value
            for weight in weights
            for value in (weight if weight > 0 else _COMMON, float(average))
        ),
    )


def _stands(phrase: tuple[str, ...]) -> _SqlFragment:
    """Return the condition that a phrase stands in ``x``."""
    terms = sorted({token[:TERM_LETTERS] for token in phrase})
    held = "index_terms(x.folded) @> ?"
    if len(phrase) == 1 and len(phrase[0]) <= TERM_LETTERS:
        return _SqlFragment(held, (terms,))
    return _SqlFragment(f"{held} AND strpos(x.folded, ?) > 0", (terms, spaced(phrase)))


def _times(phrase: tuple[str, ...]) -> _SqlFragment:
    """Return how often a phrase stands in ``x``."""
    text = spaced(phrase)
    return _SqlFragment(
        "(octet_length(x.folded) - octet_length(replace(x.folded, ?, ''))) / ?",
        (text, len(text.encode())),
    )


def _values(pieces: Sequence[_SqlFragment]) -> list[Any]:
    return [value for piece in pieces for value in piece.values]
