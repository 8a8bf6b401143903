"""How the list of wanted documents looks: those that are cited and not held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.cli.output import csv_lines, day, json_line, lines, wrapped
from vnadmin_nlp.cli.record_card import more_line, node_head
from vnadmin_nlp.errors import NotFound

if TYPE_CHECKING:
    from vnadmin_nlp.graph.missing_documents import MissingDocument, MissingDocuments
    from vnadmin_nlp.store import Store

_MOST = 50
_COLUMNS = (
    "documents", "number", "type", "title", "date", "issuer", "subject", "registered",
    "relations", "first", "last", "key",
)  # fmt: skip


def wanted_pieces(
    store: Store, known: Mapping[str, Any], limit: int | None, form: str
) -> Iterable[str]:
    """Yield the wanted list as pieces of text.

    Args:
        store: the archive.
        known: ``issuer``, ``year`` and ``type`` of the documents.
        limit: the most to list.
        form: ``json`` (a line for each), ``csv``, or nothing for a terminal.

    Raises:
        NotFound: the archive holds all that it cites.
        UsageError: another format is asked for.
    """
    from vnadmin_nlp.errors import UsageError
    from vnadmin_nlp.graph.missing_documents import wanted
    from vnadmin_nlp.store.row_types import as_json

    if form in ("dot", "html"):
        raise UsageError("a list is no graph", remedy="use --json or --csv with --unresolved")
    found = wanted(store, **known, limit=limit or _MOST)
    if not found.wanted:
        raise NotFound("nothing that is cited is missing", file=store.path)
    if form == "json":
        return (json_line(as_json(item)) for item in found.wanted)
    if form == "csv":
        return csv_lines(_COLUMNS, map(_row, found.wanted))
    return lines(_listed(found))


def _row(item: MissingDocument) -> list[object]:
    node = item.node
    known = (node.number, node.type, node.title, node.date, node.issuer, node.subject)
    relations = [f"{name} {count}" for name, count in item.relations.items()]
    registered = "yes" if node.kind == "registered" else "no"
    return [item.documents, *known, registered, relations, item.first, item.last, node.key]


def _listed(found: MissingDocuments) -> Iterator[str]:
    size = max(len(f"{item.documents:,}") for item in found.wanted)
    for item in found.wanted:
        head = node_head(item.node)
        if item.node.kind == "registered":
            head += " · registered"
        yield from wrapped(head, f"{item.documents:>{size},}  ")
        yield from wrapped("; ".join(filter(None, (_how(item), _period(item)))), " " * (size + 2))
    yield from more_line(found.more or 0, "")


def _how(item: MissingDocument) -> str:
    counted = (f"{name} {count:,}" for name, count in item.relations.items())
    return ", ".join(item.relations if item.documents == 1 else counted)


def _period(item: MissingDocument) -> str:
    first, last = day(item.first), day(item.last)
    return first if first == last else f"{first} – {last}"
