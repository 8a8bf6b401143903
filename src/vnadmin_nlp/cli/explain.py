"""``vnadmin explain``: where does each value of a document come from?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vnadmin_nlp.cli.evidence import full_lines, place, reasons_of
from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    DOCUMENT_HELP,
    Archive,
    AsJson,
    command_app,
    typed,
)
from vnadmin_nlp.cli.output import day, print_json, wrapped
from vnadmin_nlp.cli.record_card import doubt, head, node_head, quote_lines
from vnadmin_nlp.runtime.file_paths import shown

if TYPE_CHECKING:
    from vnadmin_nlp.graph import CitationView
    from vnadmin_nlp.store.row_types import DocumentRow

app = command_app()

#: How far reasons stand in under what they are reasons of.
_IN = "    "
_STATES = {"held": "held", "registered": "registered, not held", "cited": "cited, not held"}


@app.command()
def explain(
    document: Annotated[
        list[str],
        typer.Argument(metavar="DOC...", help=DOCUMENT_HELP),
    ],
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Explain every value of a document: who gave it, from which text, and how sure it is.

    The rule, model or person; the text as read, its page and box in pixels; other readings, what
    was mended, and what was weighed besides. Citations with what they lead to and why, deadlines
    with the rule that dates them.

    \b
    vnadmin explain 31-CT/TU
    vnadmin explain 'công văn 5.pdf' --json | jq '.values[] | select(.review)'
    """  # noqa: D301
    from vnadmin_nlp import graph
    from vnadmin_nlp.store import Store

    ref = typed(document, "document")
    with Store(archive, create=False) as store:
        row = store.document(ref)
        cited = len(row.record["citations"])
        card = graph.card_of(store, row.id, ways=["cites"], limit=max(1, cited))
    links = card.cites if card else ()
    if as_json:
        print_json(_json(row, links))
    else:
        print("\n".join(_lines(row, links)))


def _json(row: DocumentRow, links: Sequence[CitationView]) -> dict[str, Any]:
    from vnadmin_nlp.store.row_types import as_json

    return {
        "document": row.name,
        "number": row.number,
        "file": row.file,
        "values": [as_json(reasons) for reasons in reasons_of(row.record)],
        "citations": [
            {**citation, **(_resolution(link) if link else {})}
            for citation, link in _with_links(row.record, links)
        ],
        "deadlines": row.record["deadlines"],
        "problems": row.record["problems"],
    }


def _resolution(link: CitationView) -> dict[str, Any]:
    from vnadmin_nlp.store.row_types import as_json

    return {
        "leads_to": as_json(link.node) if link.node else None,
        "state": link.status,
        "note": link.note,
        "may_mean": [node.key for node in link.candidates],
    }


def _with_links(
    record: Mapping[str, Any], links: Sequence[CitationView]
) -> Iterator[tuple[Mapping[str, Any], CitationView | None]]:
    """Pair citations with what they lead to; a document not yet in the graph leads nowhere."""
    citations = record["citations"]
    own = [link for link in links if not link.told]
    return zip(
        citations, own if len(own) == len(citations) else [None] * len(citations), strict=True
    )


def _lines(row: DocumentRow, links: Sequence[CitationView]) -> Iterator[str]:
    record = row.record
    yield from wrapped(
        head(row.number or "(no number)", row.doc_type, row.issuing_body, day(row.date))
    )
    yield from wrapped(f"{shown(row.file)}, name {row.name}", "  ")
    yield from full_lines(record)
    for problem in record["problems"]:
        where = f"p.{problem['page']}, " if problem["page"] else ""
        yield from wrapped(f"{where}{problem['stage']}: {problem['message']}", "problem  ")
    if record["citations"]:
        yield f"cites {len(record['citations'])}"
    for citation, link in _with_links(record, links):
        yield from _citation_lines(citation, link, record["citations"])
    if record["deadlines"]:
        yield f"deadlines {len(record['deadlines'])}"
    for deadline in record["deadlines"]:
        yield from _deadline_lines(deadline)


def _citation_lines(
    citation: Mapping[str, Any], link: CitationView | None, others: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    named = (citation["number"] or citation["title"], citation["type"], citation["issuer"])
    yield from wrapped(head(*named, day(citation["date"])), "  ")
    relation = citation["relation"]
    if citation.get("of") is not None:
        other = others[citation["of"]]
        relation = f"{relation} {other['number'] or other['title'] or other['type']}"
    pinpoints = ", ".join(citation["pinpoints"])
    yield from wrapped(
        "  ".join(filter(None, (f"{citation['confidence']:.2f}", relation, pinpoints))), _IN
    )
    if link:
        yield from _leads_to(link)
    for mention in citation["mentions"]:
        yield from wrapped(mention["text"], f"{_IN}{place(mention['page'], mention['box'])}  ")
        yield from quote_lines(mention["sentence"], mention["text"], _IN + "  ", room=240)


def _leads_to(link: CitationView) -> Iterator[str]:
    if link.node:
        reason = "; ".join(filter(None, (_STATES[link.node.kind], doubt(link), link.note)))
        yield from wrapped(f"{node_head(link.node)} ({reason})", f"{_IN}leads to  ")
    else:
        yield from wrapped("; ".join(filter(None, (doubt(link), link.note))), _IN)
    for node in link.candidates:
        yield from wrapped(node_head(node), f"{_IN}may mean  ")


def _deadline_lines(deadline: Mapping[str, Any]) -> Iterator[str]:
    when = " ".join(filter(None, (day(deadline["date"]) or deadline["kind"], deadline["time"])))
    yield from wrapped(f"{when}  {deadline['text']}", "  ")
    where = place(deadline["page"], deadline["box"])
    told = (
        f"{deadline['confidence']:.2f}",
        f"{deadline['kind']} {deadline['rule']}".strip(),
        where,
    )
    yield from wrapped("  ".join(filter(None, told)), _IN)
    for name in ("task", "recipient"):
        if deadline[name]:
            yield from wrapped(deadline[name], f"{_IN}{name}  ")
