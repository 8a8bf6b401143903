"""How a document relates to one that it cites: the vocabulary, from the strongest relation on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.text.unicode import nfc, strip_accents
from vnadmin_nlp.vocab.loader import rows


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation, read from the citing document to the cited one.

    Attributes:
        name: as records have it (``replaces``).
        passive: what it makes of the cited document (``replaced``).
        force: what it does to the force of the cited document: ``ends``, ``pauses`` or ``changes``
            it, or ``notes`` something of its text; empty where it leaves it alone.
        rests: the citing document loses its ground when the cited one is repealed.
        cue: the words that documents say it with.
    """

    name: str
    passive: str
    force: str
    rests: bool
    cue: str


@cache
def all_relations() -> dict[str, Relation]:
    """Return every relation by its name, the strongest first."""
    return {
        row["relation"]: Relation(
            row["relation"], row["passive"], row["force"], row["rests"] == "yes", row["cue"]
        )
        for row in rows("relation_names.csv")
    }


@cache
def rank(name: str) -> int:
    """Return the place of a relation from the strongest on, 0; those not known come last."""
    names = list(all_relations())
    return names.index(name) if name in names else len(names)


def named(text: str) -> Relation:
    """Return the relation that a user names, carelessly or in Vietnamese.

    Raises:
        UsageError: there is none; the message lists them all.

    >>> named("Attached-To").name, named("implement").name, named("thay the").name
    ('attached_to', 'implements', 'replaces')
    """
    wanted = _plain(text)
    known = all_relations().values()
    exact = [r for r in known if wanted in (_plain(r.name), _plain(r.cue))]
    found = exact or [r for r in known if wanted and _plain(r.name).startswith(wanted)]
    if len(found) == 1:
        return found[0]
    raise UsageError(f"no relation {text!r}", remedy="one of " + ", ".join(all_relations()))


def _plain(text: str) -> str:
    return " ".join(strip_accents(nfc(text)).replace("_", " ").replace("-", " ").split())
