"""``vnadmin check``: is the archive whole, and do its records make sense?"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Annotated

import typer

from vnadmin_nlp.cli.options import DEFAULT_ARCHIVE, Archive, AsJson, command_app
from vnadmin_nlp.cli.output import plain, print_json
from vnadmin_nlp.errors import ExitCode
from vnadmin_nlp.runtime.file_paths import shown

app = command_app()
log = logging.getLogger(__name__)


@app.command()
def check(
    files: Annotated[
        bool, typer.Option("--files", help="Also read the files again, to see if they changed.")
    ] = False,
    archive: Archive = DEFAULT_ARCHIVE,
    as_json: AsJson = False,
) -> None:
    """Check that the archive is sound.

    The database itself, what its tables say of each other, and records that contradict
    themselves. Nothing is changed. The exit code is 1 where something was found that is more
    than unfinished: what an interrupted run left is done by the next one.

    \b
    vnadmin check
    vnadmin check --files --json
    """  # noqa: D301
    from vnadmin_nlp.ingest import check_archive as batch
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.check.table_integrity import UNFINISHED

    with Store(archive, create=False) as store:
        findings = list(batch.check(store, today=dt.date.today(), files=files))
        count = store.counts()["documents"]
    for finding in findings:
        if as_json:
            print_json(finding._asdict())
        else:
            print(plain(f"{shown(finding.about)}: {finding.kind}: {finding.message}"))
    log.info("%d documents, %d findings", count, len(findings))
    if any(finding.kind != UNFINISHED for finding in findings):
        raise typer.Exit(ExitCode.SOME_FAILED)
