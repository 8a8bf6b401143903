"""What came to a number since it was resolved, and how much of it that can touch.

Thousands of documents may have one number, of as many bodies and years. A new one, or a new
citation, can only touch those that may be the same: what is told of the others contradicts it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from vnadmin_nlp.identity.document_key import Identity
from vnadmin_nlp.identity.match import likeness
from vnadmin_nlp.identity.organ_identity import Likeness
from vnadmin_nlp.store.database import Database
from vnadmin_nlp.store.graph.graph_sql import marks

#: Names, and numbers without a sign (17/), wait until what they can mean is settled.
_WAITING = "(substr(bucket, length(bucket)) = '/' OR substr(bucket, 1, 1) = '=')"
#: The text of a :class:`CitationScope`, in the columns that all tables of a number have.
SIGHT = "organ || '|' || year || '|' || coalesce(date, '')"

#: Sights that are told one by one in a query; SQLite takes 32,766 values.
_MOST_SIGHTS = 10_000


class CitationScope(NamedTuple):
    """What tells a document from others of its number at a glance: body, year and date."""

    organ: str
    year: int
    date: str

    @classmethod
    def of(cls, text: str) -> CitationScope:
        """Return the sight of a text."""
        return _read(text)

    def __str__(self) -> str:
        return "|".join(map(str, self))

    def may_touch(self, other: CitationScope) -> bool:
        """Tell whether how one is resolved can depend on the other.

        Two dates differ by a slip at most, and only where the body and the year are the same.
        """
        mine, its = self._years(), other._years()
        if mine and its and mine.isdisjoint(its):
            return False
        if self.organ == other.organ:
            return True
        slip = bool(self.date and other.date and self.date != other.date)
        same = likeness(self.organ, other.organ)
        return same is Likeness.SAME if slip else same is not Likeness.DIFFERENT

    def _years(self) -> frozenset[int]:
        return _years(self.year, self.date[:4])


@lru_cache(1 << 16)
def _read(text: str) -> CitationScope:
    organ, year, date = text.rsplit("|", 2)
    return CitationScope(organ, int(year), date)


@lru_cache(1 << 12)
def _years(year: int, of_date: str) -> frozenset[int]:
    return frozenset({year, int(of_date or 0)} - {0})


class AffectedPart(NamedTuple):
    """Documents, citations and works of one number: those of some sights, or all (None)."""

    bucket: str
    sights: frozenset[str] | None = None

    @classmethod
    def of(cls, bucket: str, sights: Collection[str]) -> AffectedPart:
        """Return the part of some sights; where they are too many for a query, the whole number."""
        return cls(bucket, frozenset(sights) if len(sights) <= _MOST_SIGHTS else None)

    @property
    def where(self) -> str:
        """Return the condition on a table with the columns of an identity."""
        return "bucket = ?" + (
            "" if self.sights is None else f" AND {SIGHT} IN ({marks(self.sights)})"
        )

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values of the condition."""
        return (self.bucket, *sorted(self.sights or ()))


def sight_of(identity: Identity) -> str:
    """Return the sight of a document as text."""
    return str(CitationScope(identity.organ, identity.year, identity.date))


def mark(db: Database, bucket: str, sight: str, *, claimed: bool = False) -> None:
    """Keep that something came to a number, or left it.

    Args:
        db: the archive, in a transaction.
        bucket: the number.
        sight: of what came.
        claimed: it is nothing but what a citation says.
    """
    db.execute(
        "INSERT INTO fresh VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (bucket, sight, int(claimed))
    )


def next_buckets(db: Database, limit: int) -> tuple[list[str], list[str]]:
    """Return numbers to be resolved as a whole, or else numbers to which something came.

    Args:
        db: the archive.
        limit: of both.
    """
    for condition in (f"NOT {_WAITING}", _WAITING):
        stale, fresh = (
            db.execute(
                f"SELECT DISTINCT bucket FROM {table} WHERE {condition} ORDER BY bucket LIMIT ?",
                (limit,),
            ).fetchall()
            for table in ("stale", "fresh")
        )
        if stale:
            return [row["bucket"] for row in stale], []
        if fresh:
            return [], [row["bucket"] for row in fresh]
    return [], []


def take(db: Database, bucket: str) -> tuple[set[str], bool]:
    """Return the sights of what came to a number, and whether it is claims alone; forget them."""
    rows = db.execute("SELECT * FROM fresh WHERE bucket = ?", (bucket,)).fetchall()
    db.execute("DELETE FROM fresh WHERE bucket = ?", (bucket,))
    return {row["sight"] for row in rows}, all(row["claimed"] for row in rows)


def touched(db: Database, bucket: str, sights: Iterable[str]) -> AffectedPart:
    """Return what those of some sights can touch, and what these can touch in turn."""
    tables = ("works", "documents", "claims", "registered")
    found = set(sights)
    rest = {sight for table in tables for sight in sights_of(db, table, "bucket = ?", (bucket,))}
    frontier = list(found)
    while frontier:
        near = alike([frontier.pop()], rest)
        rest -= near
        frontier += near - found
        found |= near
    return AffectedPart.of(bucket, found)


def sights_of(db: Database, table: str, where: str, values: tuple[str, ...]) -> set[str]:
    """Return the sights in a table."""
    found = db.execute(f"SELECT DISTINCT {SIGHT} AS sight FROM {table} WHERE {where}", values)
    return {row["sight"] for row in found}


def alike(sights: Iterable[str], others: Iterable[str]) -> set[str]:
    """Return the others that one of the sights can touch."""
    mine = [CitationScope.of(sight) for sight in sights]
    return {
        other for other in others if any(one.may_touch(CitationScope.of(other)) for one in mine)
    }
