"""``vnadmin report``: what came of the last run, and what the archive holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vnadmin_nlp.cli.options import DEFAULT_ARCHIVE, Archive, AsJson, command_app
from vnadmin_nlp.cli.output import columns, plain, print_json
from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.runtime.file_paths import shown

if TYPE_CHECKING:
    from vnadmin_nlp.store.run_report import RunReport, RunSummary

app = command_app()


@app.command()
def report(
    run: Annotated[
        int | None, typer.Option("--run", min=1, metavar="N", help="Of this run, not the last.")
    ] = None,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
    as_html: Annotated[
        bool, typer.Option("--html", help="Print a page with small charts.")
    ] = False,
) -> None:
    """Sum up the last run, and what waits for a person.

    Counts and rate, the slowest files, failures by cause, fields below the review threshold.

    \b
    vnadmin report
    vnadmin report --html > report.html
    vnadmin report --json | jq .run.pages_per_minute
    """  # noqa: D301
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store import run_report as figures
    from vnadmin_nlp.store.row_types import as_json as row_json

    if as_json and as_html:
        raise UsageError("--json and --html can't go together")
    with Store(archive, create=False) as store:
        told = figures.report(store, run)
    if as_html:
        from vnadmin_nlp.cli.report_page import page

        print(page(told), end="")
    elif as_json:
        print_json(row_json(told))
    else:
        print("\n".join(_lines(told)))


def _lines(told: RunReport) -> list[str]:
    lines = _run_lines(told.run) if told.run else ["no run yet"]
    totals = ", ".join(f"{count} {name}" for name, count in told.totals.items())
    lines += ["archive", f"  {totals}"]
    if told.states:
        lines.append("  " + ", ".join(f"{count} {state}" for state, count in told.states.items()))
    if told.causes:
        lines.append("failures by cause")
        lines += columns(
            [[str(cause.files), cause.message, shown(cause.example)] for cause in told.causes]
        )
    if told.doubts:
        lines.append(f"to review: {told.to_review} of {told.totals['documents']} documents")
        lines += columns([[doubt.field, str(doubt.documents)] for doubt in told.doubts])
    if told.slowest:
        lines.append("slowest files")
        lines += columns(
            [
                [f"{slow.seconds:.1f} s", f"{slow.pages} p.", shown(slow.path)]
                for slow in told.slowest
            ]
        )
    return lines


def _run_lines(run: RunSummary) -> list[str]:
    from vnadmin_nlp.cli.report_page import lasting, when

    rate = f", {run.pages_per_minute:.1f} pages a minute" if run.pages_per_minute else ""
    counts = ", ".join(f"{count} {name}" for name, count in run.counts.items() if count)
    return [
        plain(f"run {run.number}: {run.command}, {when(run.started)}, {lasting(run)}{rate}"),
        f"  {counts or 'nothing done'}",
    ]
