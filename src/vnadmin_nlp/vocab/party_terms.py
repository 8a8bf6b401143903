"""Terms (khóa, nhiệm kỳ) of the Party's Central Committee, from one congress to the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.vocab.loader import rows


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    Attributes:
        name: Roman, as printed (``XIII``).
        since: the day after the congress that elected it.
        until: the last day of the next congress, None while it runs.
    """

    name: str
    since: dt.date
    until: dt.date | None


@cache
def central_terms() -> tuple[Term, ...]:
    """Return the terms of the Central Committee.

    >>> [str(term.since) for term in central_terms() if term.name == "XIII"]
    ['2021-02-02']
    """
    return tuple(
        Term(
            row["term"],
            dt.date.fromisoformat(row["since"]),
            dt.date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in rows("party_terms.csv")
    )
