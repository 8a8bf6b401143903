"""How the reasons of values look: a table for a glance, or every reason in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from vnadmin_nlp.cli.output import columns, plain, wrapped
from vnadmin_nlp.store.field_paths import value_at

#: How far reasons stand in under what they are reasons of.
_INDENT = "    "


class Reasons(NamedTuple):
    """One value of a record with all that is known of where it comes from.

    Attributes:
        field: its name in the record (``signer.name``, ``addressees[0]``).
        value: as it stands in the record; None where none is given.
        text: as read.
        page: of the file.
        box: pixels of the page image; None where the input has no geometry.
        confidence: 0.0 to 1.0.
        by: the rule, model or person that gave it.
        candidates: other readings, best first.
        repair: what was mended in the text as read.
        witnesses: what else was weighed: ``by``, ``text``, ``agrees``.
        review: a person should look at it.
    """

    field: str
    value: Any
    text: str
    page: int
    box: tuple[int, ...] | None
    confidence: float
    by: str
    candidates: tuple[str, ...]
    repair: str | None
    witnesses: tuple[Mapping[str, Any], ...]
    review: bool


def reasons_of(record: Mapping[str, Any]) -> Iterator[Reasons]:
    """Yield the values of a record (in its public JSON form) with their reasons, in its order."""
    for field, found in record["evidence"].items():
        yield Reasons(
            field=field,
            value=value_at(record, field),
            text=found["text"],
            page=found["page"],
            box=tuple(found["box"]) if found["box"] else None,
            confidence=found["confidence"],
            by=found["by"],
            candidates=tuple(found["candidates"]),
            repair=found["repair"],
            witnesses=tuple(found.get("witnesses", ())),
            review=field in record["review"],
        )


def table_lines(record: Mapping[str, Any]) -> list[str]:
    """Return the reasons of all values as a table, a line each."""
    return columns([_cells(reasons) for reasons in reasons_of(record)])


def _cells(reasons: Reasons) -> list[str]:
    mended = f" (mended: {reasons.repair})" if reasons.repair else ""
    others = f" (or: {', '.join(reasons.candidates)})" if reasons.candidates else ""
    heard = "".join(f" ({_heard(witness)})" for witness in reasons.witnesses)
    return [
        reasons.field,
        f"{reasons.confidence:.2f}",
        reasons.by,
        f"p.{reasons.page}",
        ",".join(map(str, reasons.box)) if reasons.box else "",
        plain(reasons.text) + mended + others + heard,
    ]


def _heard(witness: Mapping[str, Any]) -> str:
    against = "" if witness["agrees"] else "against it, "
    return f"{against}{witness['by']}: {plain(witness['text'])}"


def full_lines(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield every value with all its reasons, nothing cut."""
    for reasons in reasons_of(record):
        value = "not given" if reasons.value is None else str(reasons.value)
        yield from wrapped(value, f"{reasons.field}  ")
        sure = f"{reasons.confidence:.2f}" + (", for review" if reasons.review else "")
        yield from wrapped(f"{sure}  {reasons.by}  {place(reasons.page, reasons.box)}", _INDENT)
        if plain(reasons.text) != value:
            yield from wrapped(reasons.text, f"{_INDENT}read    ")
        if reasons.repair:
            yield from wrapped(reasons.repair, f"{_INDENT}mended  ")
        others = [text for text in reasons.candidates if text != reasons.value]
        if others:
            yield from wrapped("; ".join(others), f"{_INDENT}or      ")
        for witness in reasons.witnesses:
            yield from wrapped(_heard(witness), f"{_INDENT}heard   ")


def place(page: int | None, box: object) -> str:
    """Return where something stands: page, and left, top, right and bottom in pixels.

    >>> place(2, (10, 20, 310, 60)), place(1, None)
    ('p.2 at 10,20,310,60', 'p.1')
    """
    if page is None:
        return ""
    edges = ",".join(map(str, box)) if isinstance(box, (list, tuple)) else ""
    return f"p.{page} at {edges}" if edges else f"p.{page}"
