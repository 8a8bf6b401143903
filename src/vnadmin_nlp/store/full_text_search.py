"""Full-text search without accents, with hits marked in the text as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.store import row_types
from vnadmin_nlp.store.database import Database, DatabaseRow, on_server
from vnadmin_nlp.store.fts_index import tokens
from vnadmin_nlp.store.row_types import Hit
from vnadmin_nlp.store.search_filters import Filters
from vnadmin_nlp.text.number_key import lookup_key
from vnadmin_nlp.text.unicode import nfc, strip_accents

#: FTS5 refuses deeper expressions; nobody types so many words.
MOST_TERMS = 60
#: Letters of text around the first hit.
BEFORE, AROUND = 60, 240

Term = tuple[str, ...]

_PART = re.compile(r'"([^"]*)"?|([^\s"]+)')


def terms(words: str) -> list[Term]:
    """Split what a user typed into terms: words, and phrases in quotes, folded.

    Punctuation inside a word makes it a phrase, so that a document number stays together.

    >>> terms('Kỷ luật "hành chính" 31-CT/TU')
    [('ky',), ('luat',), ('hanh', 'chinh'), ('31', 'ct', 'tu')]
    """
    found = (tuple(tokens(nfc(quoted or word))) for quoted, word in _PART.findall(words))
    return [term for term in found if term]


def search(db: Database, words: str, filters: Filters, limit: int) -> list[Hit]:
    """Find documents by their words or number, the best first, each once.

    Args:
        db: the archive.
        words: as typed; every term must stand on one page, in any order.
        filters: which documents count.
        limit: the most documents to return.

    Raises:
        UsageError: more terms than anybody types.
    """
    wanted = terms(words)
    if not wanted:
        return []
    if len(wanted) > MOST_TERMS:
        raise UsageError(f"more than {MOST_TERMS} words to search for", remedy="use fewer")
    hits: dict[int, Hit] = {}
    pattern = _pattern(wanted)
    for row in _found(db, words, wanted, filters, limit):
        if len(hits) == limit:
            break
        if row["id"] not in hits:
            hits[row["id"]] = _hit(row, pattern)
    return list(hits.values())


def _found(
    db: Database, words: str, wanted: Sequence[Term], filters: Filters, limit: int
) -> Iterator[DatabaseRow]:
    """Yield the passages: of documents with such a number first, then by rank."""
    columns = f"{row_types.DOCUMENT_COLUMNS}, p.page, p.text"
    joined = "JOIN documents d ON d.id = p.document_id JOIN files f ON f.id = d.file_id"
    keys = sorted({lookup_key(part) for part in (words, *words.split()) if _is_number(part)})
    numbered = 0
    if keys:
        for row in db.execute(
            f"SELECT {columns}, CAST(1e9 AS DOUBLE PRECISION) AS score"
            f" FROM passages p {joined} WHERE p.page = 0"
            f" AND d.number_key IN ({', '.join('?' * len(keys))}){filters.sql}"
            " ORDER BY d.date DESC NULLS LAST, d.id LIMIT ?",
            (*keys, *filters.values, limit),
        ):
            numbered += 1
            yield row
    if on_server(db):
        from vnadmin_nlp.store.postgres_rank import ranked

        yield from ranked(db, wanted, filters, columns, joined, limit + numbered)
        return
    yield from db.execute(
        f"SELECT {columns}, -bm25(passages_folded) AS score FROM passages_folded"
        f" JOIN passages p ON p.id = passages_folded.rowid {joined}"
        f" WHERE passages_folded MATCH ?{filters.sql} ORDER BY score DESC, d.id, p.page",
        (_match(wanted), *filters.values),
    )


def _is_number(part: str) -> bool:
    return any(map(str.isdigit, part)) and any(map(str.isalpha, part))


def _match(wanted: Sequence[Term]) -> str:
    """Return the FTS5 query: all terms, and better still side by side.

    Every token is letters and digits in quotes, so that nothing typed is an operator.
    """
    every = " AND ".join(f'"{" ".join(term)}"' for term in wanted)
    if len(wanted) == 1:
        return every
    together = " ".join(token for term in wanted for token in term)
    return f'("{together}") OR ({every})'


def _pattern(wanted: Sequence[Term]) -> re.Pattern[str]:
    """Return what marks the hits in folded text: all terms in a row, or any one of them."""
    phrases = [tuple(token for term in wanted for token in term), *wanted]
    choices = "|".join(r"[\W_]{1,9}".join(map(re.escape, phrase)) for phrase in phrases)
    return re.compile(rf"(?<![^\W_])(?:{choices})(?![^\W_])")


def _hit(row: DatabaseRow, pattern: re.Pattern[str]) -> Hit:
    text: str = row["text"]
    spans = [match.span() for match in pattern.finditer(strip_accents(text))]
    # The densest place tells most: where the longest run of terms stands.
    first = max(spans, key=lambda span: span[1] - span[0])[0] if spans else 0
    start = _word_start(text, max(0, first - BEFORE))
    end = _word_end(text, min(len(text), start + AROUND))
    return Hit(
        document=row_types.document(row, record=False),
        page=row["page"] or None,
        snippet=re.sub(r"\s", " ", text[start:end]),
        marks=tuple((s - start, e - start) for s, e in spans if start <= s and e <= end),
        score=row["score"],
    )


def _word_start(text: str, at: int) -> int:
    return at if at == 0 else max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1


def _word_end(text: str, at: int) -> int:
    ends = [end for end in (text.find(" ", at), text.find("\n", at)) if end >= 0]
    return min(ends, default=len(text))
