"""Who can change the force of whose documents."""

from __future__ import annotations

from functools import cache

from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab.loader import lists


def can_change(type: str, of: str) -> bool:  # noqa: A002
    """Tell whether a document of one type can change the force of one of another.

    Args:
        type: of the one that changes, folded; the empty text when unknown, which excludes nothing.
        of: of the other, likewise.

    >>> can_change("quyet dinh", "quy che"), can_change("cong van", "quyet dinh")
    (True, False)
    >>> can_change("cong van", "cong van")
    True
    """
    return not type or not of or type == of or type in _ruling()


def is_below(level: str, other: str) -> bool:
    """Tell whether a body of one level stands below one of another; False where one is unknown.

    >>> is_below("province", "central"), is_below("province", ""), is_below("central", "commune")
    (True, False, False)
    """
    levels: list[str] = lists("force_states.toml")["levels"]
    return level in levels and other in levels and levels.index(level) > levels.index(other)


@cache
def _ruling() -> frozenset[str]:
    return frozenset(strip_accents(name) for name in lists("force_states.toml")["ruling"])
