"""``vnadmin deadlines``: what is due by when."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsCsv,
    AsJson,
    command_app,
    day_option,
)
from vnadmin_nlp.cli.output import columns, cut, day, print_csv, print_json, tell_undated
from vnadmin_nlp.errors import NotFound, UsageError

app = command_app()

_COLUMNS = (
    "date", "time", "kind", "rule", "text", "task", "recipient",
    "document", "number", "issuing_body", "doc_date", "page", "confidence",
)  # fmt: skip
_ROOM = 32


@app.command()
def deadlines(
    since: Annotated[
        dt.date | None, day_option("--from", what="Only due on this day or later.")
    ] = None,
    until: Annotated[
        dt.date | None, day_option("--to", what="Only due on this day or earlier.")
    ] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the deadlines that the documents set.

    They come by day, those without a day last; these are left out by --from and --to, and counted.

    \b
    vnadmin deadlines --from 2024-11-01 --to 2024-11-30
    vnadmin deadlines --csv > deadlines.csv
    """  # noqa: D301
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import as_json as row_json

    if as_json and as_csv:
        raise UsageError("--json and --csv can't go together")
    with Store(archive, create=False) as store:
        rows = store.deadlines(since=since, until=until)
    if since or until:
        undated = sum(row.date is None for row in rows)
        rows = [row for row in rows if row.date]
        tell_undated(undated, "deadline")
    if as_csv:
        print_csv(_COLUMNS, ([getattr(row, name) for name in _COLUMNS] for row in rows))
    elif as_json:
        for row in rows:
            print_json(row_json(row))
    else:
        cells = [
            [
                " ".join(filter(None, (day(row.date) or row.kind, row.time))),
                row.number or row.document,
                cut(row.issuing_body or "", _ROOM),
                f"p.{row.page}" if row.page else "",
                row.text + (f" — {row.task}" if row.task else ""),
            ]
            for row in rows
        ]
        print("\n".join(columns(cells, indent=0)), end="\n" if cells else "")
    if not rows:
        raise NotFound("no deadline in this time")
