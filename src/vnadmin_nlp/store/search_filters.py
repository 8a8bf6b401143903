"""Which documents a look-up is about: by type, issuer and date."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from vnadmin_nlp.text.unicode import nfc, strip_accents


class Filters(NamedTuple):
    """Conditions on ``documents d``: SQL that begins with `` AND ``, and its values."""

    sql: str
    values: tuple[str, ...]

    @classmethod
    def make(
        cls,
        *,
        type: str | None = None,  # noqa: A002
        issuer: str | None = None,
        since: dt.date | str | None = None,
        until: dt.date | str | None = None,
        undated: bool = False,
    ) -> Filters:
        """Make filters from what a user gives.

        Args:
            type: name or code of a document type; accents and case don't matter.
            issuer: words of the issuing body or its parent, in any order.
            since: first date.
            until: last date.
            undated: only those without a date.
        """
        sql, values = "", []
        if type:
            keys = type_keys(type)
            sql += f" AND d.type_key IN ({', '.join('?' * len(keys))})"
            values += keys
        for word in strip_accents(nfc(issuer or "")).split():
            sql += " AND instr(d.issuer_key, ?) > 0"
            values.append(word)
        for sign, day in ((">=", since), ("<=", until)):
            if day:
                sql += f" AND d.date {sign} ?"
                values.append(str(day))
        if undated:
            sql += " AND d.date IS NULL"
        return cls(sql, tuple(values))


def type_keys(name: str) -> list[str]:
    """Return the folded type names that a name or code stands for.

    >>> type_keys("công văn"), type_keys("CV")
    (['cong van'], ['cong van'])
    >>> type_keys("qđ")
    ['quyet dinh', 'quy dinh']
    """
    from vnadmin_nlp.vocab import doc_types  # only for this, and slow to import

    wanted = strip_accents(nfc(name)).strip()
    named = [
        strip_accents(kind.name)
        for kind in doc_types.all_types()
        if wanted in (strip_accents(code) for code in (kind.code, *kind.aliases))
    ]
    return list(dict.fromkeys(named)) or [wanted]
