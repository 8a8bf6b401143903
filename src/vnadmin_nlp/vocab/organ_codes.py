"""Bodies (cơ quan) and the codes that stand for them in signs.

A code is no key: one body has several, and ``TU`` or ``UBND`` stands for hundreds of bodies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.text.unicode import fold
from vnadmin_nlp.vocab.loader import code_key, rows


@dataclass(frozen=True, slots=True)
class OrganCode:
    """One reading of an organ code.

    Attributes:
        code: as it is printed in signs.
        name: the body, or the kind of body, it stands for.
        level: ``central``, ``province``, ``district``, ``commune`` or ``any``.
        system: ``party``, ``state``, ``mass`` (mass organisations) or ``other``.
        since: first year of the body under this name, where it is known and recent.
        until: last year, likewise.
        successor: name of the body that took it over, None where there is none or it is no single
            one.
    """

    code: str
    name: str
    level: str
    system: str
    since: int | None
    until: int | None
    successor: str | None

    def existed(self, year: int) -> bool:
        """Tell whether the body had this name in some part of ``year``."""
        return (self.since or year) <= year <= (self.until or year)


@cache
def all_organs() -> tuple[OrganCode, ...]:
    """Return every reading, in the order of the table."""
    return tuple(
        OrganCode(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            system=row["system"],
            since=int(row["since"]) if row["since"] else None,
            until=int(row["until"]) if row["until"] else None,
            successor=row["successor"] or None,
        )
        for row in rows("organ_codes.csv")
    )


@cache
def by_code(code: str, system: str | None = None) -> tuple[OrganCode, ...]:
    """Return the readings of a code, whatever its case, dots and strokes.

    Args:
        code: as read, such as ``BTGTW`` or ``th.u``.
        system: only readings of this system; None for all.

    >>> [organ.name for organ in by_code("BTC", "state")]
    ['Bộ Tài chính']
    """
    return tuple(o for o in _by_key().get(code_key(code), ()) if system in (None, o.system))


@cache
def by_name(name: str) -> tuple[OrganCode, ...]:
    """Return the organs of a name, whatever its case and tone-mark style.

    >>> [organ.code for organ in by_name("bộ nội vụ")]
    ['BNV']
    """
    folded = fold(name)
    return tuple(organ for organ in all_organs() if fold(organ.name) == folded)


@cache
def canonical_code(code: str) -> str | None:
    """Return the printed spelling of an organ code that was read without care, or None.

    The stroke of Đ is restored only where the plain form is no code of its own.

    >>> canonical_code("HDND"), canonical_code("TTG"), canonical_code("XYZ")
    ('HĐND', 'TTg', None)
    """
    readings = by_code(code)
    if any(organ.code == code for organ in readings):
        return code
    return readings[0].code if readings else None


#: The level part that ends every Party sign (HD 36-HD/VPTW), in the form of ``code_key``.
_PARTY_CORES = ("tw", "tu", "hu", "qu", "thu", "txu", "tpu", "du", "duk", "dus", "duca", "duqs")


@cache
def is_party(code: str) -> bool:
    """Tell whether a sign's organ part belongs to a Party body.

    A board's prefix may be unknown: the level core at the end decides.

    >>> is_party("BTGTU"), is_party("ĐUK"), is_party("UBND"), is_party("VPTW")
    (True, True, False, True)
    """
    readings = by_code(code)
    if readings:
        return any(organ.system == "party" for organ in readings)
    return code_key(code).endswith(_PARTY_CORES)


@cache
def _by_key() -> dict[str, tuple[OrganCode, ...]]:
    found: dict[str, tuple[OrganCode, ...]] = {}
    for organ in all_organs():
        found[code_key(organ.code)] = (*found.get(code_key(organ.code), ()), organ)
    return found
