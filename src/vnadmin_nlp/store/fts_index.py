"""The full-text index of passages without accents and đ: FTS5 on SQLite, tokens on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vnadmin_nlp.store.database import Database, on_server
from vnadmin_nlp.text.unicode import strip_accents

#: Letters of a token that PostgreSQL's index keeps; whoever writes more writes no word.
TERM_LETTERS = 100
#: Letters and digits; a few letters of New Tai Lue and Vedic are none to the older tables of FTS5.
_TOKEN = re.compile(r"[^\W_\u19b0-\u19c0\u19c8\u19c9\u1cf2\u1cf3]+")


def tokens(text: str) -> list[str]:
    """Return the words and numbers of a text, folded; FTS5 finds the same in them side by side.

    >>> tokens("Chỉ thị số 31-CT/TU")
    ['chi', 'thi', 'so', '31', 'ct', 'tu']
    """
    return _TOKEN.findall(strip_accents(text))


def spaced(words: Iterable[str]) -> str:
    """Return tokens such that each row of them is a piece of the text, and nothing else is.

    >>> spaced(["ky", "luat"])
    ' ky  luat '
    """
    return "".join(f" {word} " for word in words)


def remember(db: Database, passage: int, text: str) -> None:
    """Put a passage into the index."""
    if on_server(db):
        words = tokens(text)
        db.execute(
            "INSERT INTO passages_folded (rowid, folded, tokens) VALUES (?, ?, ?)",
            (passage, spaced(words), len(words)),
        )
    else:
        db.execute(
            "INSERT INTO passages_folded (rowid, folded) VALUES (?, ?)",
            (passage, " ".join(tokens(text))),
        )


def forget(db: Database, document: int) -> None:
    """Take the passages of a document out of the index, before they are deleted."""
    if on_server(db):
        return  # they go with the passages
    # FTS5's index holds no text of its own: it must be told what it held to forget it.
    for row in db.execute("SELECT id, text FROM passages WHERE document_id = ?", (document,)):
        db.execute(
            "INSERT INTO passages_folded (passages_folded, rowid, folded) VALUES ('delete', ?, ?)",
            (row["id"], " ".join(tokens(row["text"]))),
        )
