"""``vnadmin status``: is a document still in force?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsJson,
    DocType,
    Issuer,
    Number,
    Year,
    command_app,
    day_option,
    typed,
)
from vnadmin_nlp.cli.output import day, print_json, wrapped
from vnadmin_nlp.cli.record_card import doubt, more_line, node_head, page_of, quote_lines, top_lines

if TYPE_CHECKING:
    from vnadmin_nlp.graph.force_changes import Change
    from vnadmin_nlp.graph.legal_force import LegalStatus

app = command_app()


@app.command()
def status(
    number: Number,
    issuer: Issuer = None,
    year: Year = None,
    doc_type: DocType = None,
    on: Annotated[
        dt.date | None, day_option("--on", what="As it was on this day; today if not given.")
    ] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Tell whether a document is in force, as far as the archive knows.

    Amended, replaced, repealed, suspended or expired: by what, since when, and the sentence that
    says so. What is not sure, or comes from a document that can't do such things, is listed and
    doesn't count. That nothing is said is no proof of force.

    \b
    vnadmin status 31-CT/TU --issuer "lạng sơn"
    vnadmin status 30/2020/nd-cp --on 01/01/2024
    vnadmin status 645/qđ-ubnd --json | jq .state
    """  # noqa: D301
    from vnadmin_nlp.graph import legal_force
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import as_json as row_json

    query = typed(number, "number")
    with Store(archive, create=False) as store:
        found = legal_force.status(store, query, issuer=issuer, year=year, type=doc_type, on=on)
    if as_json:
        print_json(row_json(found))
    else:
        print("\n".join(_lines(found)))


def _lines(found: LegalStatus) -> Iterator[str]:
    yield from top_lines(found.node)
    yield from wrapped(_verdict(found))
    yield from _own_effect(found)
    yield from _changes("changed by", found.changes)
    yield from _changes("to be changed by", found.to_come)
    yield from _successors(found)
    yield from _changes("said, but not counted", found.doubts)
    yield from more_line(found.more, "")
    if found.relied_on and found.relied_on.node:
        yield f"last relied on {day(found.relied_on.node.date)}"
        yield from wrapped(node_head(found.relied_on.node), "  ")


def _verdict(found: LegalStatus) -> str:
    if found.state == "unknown":
        return f"on {day(found.on)}: unknown: nothing in the archive says otherwise"
    since = f" since {day(found.since)}" if found.since else ", since when is not known"
    if found.state == "in force":
        since += f", as {_who(found)} says; nothing in the archive says otherwise"
    if found.state.startswith("amended"):
        since = since.replace(" since", ", last on", 1)
    if found.state == "not yet in force":
        since = f", but from {day(found.since)} on"
    return f"on {day(found.on)}: {found.state}{since}"


def _own_effect(found: LegalStatus) -> Iterator[str]:
    effect = found.effect
    if effect.since or effect.until:
        until = f" until {day(effect.until)}" if effect.until else ""
        since = f" from {day(effect.since)}" if effect.since else ""
        place = f"  p.{effect.page}" if effect.page else ""
        yield f"{_who(found)} says: in force{since}{until}{place}"
        yield from quote_lines(effect.sentence, "hiệu lực", "      ")


def _who(found: LegalStatus) -> str:
    return "it" if found.effect.page else "a register"


def _changes(title: str, changes: Iterable[Change]) -> Iterator[str]:
    changes = tuple(changes)
    if not changes:
        return
    yield f"{title} {len(changes)}"
    for change in changes:
        link = change.link
        part = f" {', '.join(link.pinpoints)}" if link.pinpoints else ""
        told = [f"{change.relation}{part}", _since(change), page_of(link), doubt(link)]
        yield from wrapped(node_head(link.node) if link.node else link.citing, "  ")
        yield from wrapped("  ".join(filter(None, told)), "    ")
        if change.why_not:
            yield from wrapped(f"not counted: {change.why_not}", "    ")
        yield from quote_lines(link.sentence, link.text, "      ")


def _since(change: Change) -> str:
    by_date = " (its date)" if change.since_by == "date" else ""
    return f"since {day(change.since)}{by_date}" if change.since else "since when is not known"


def _successors(found: LegalStatus) -> Iterator[str]:
    if not found.successors:
        return
    yield "in its place"
    for step, successor in enumerate(found.successors, start=1):
        state = "" if successor.state == "unknown" else f" · {successor.state}"
        since = f" since {day(successor.since)}" if successor.since and state else ""
        yield from wrapped(node_head(successor.node) + state + since, "  " * step)
