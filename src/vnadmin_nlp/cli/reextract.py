"""``vnadmin reextract``: a better extractor over what was read before."""

from __future__ import annotations

from vnadmin_nlp.cli.ingest import run_and_tell
from vnadmin_nlp.cli.options import (
    DEFAULT_ARCHIVE,
    Archive,
    AsJson,
    Jobs,
    ReviewBelow,
    command_app,
    scan_options,
)
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW

app = command_app()


@app.command()
def reextract(
    archive: Archive = DEFAULT_ARCHIVE,
    jobs: Jobs = None,
    review_below: ReviewBelow = REVIEW_BELOW,
    as_json: AsJson = False,
) -> None:
    """Extract all records anew.

    From the stored words: no page is recognised again. Corrections by people stay as they are.

    \b
    vnadmin reextract
    vnadmin reextract --archive /srv/archive.db -j 4
    """  # noqa: D301
    from vnadmin_nlp.ingest import run as batch

    run_and_tell(
        archive,
        "reextract",
        batch.reextract,
        jobs=jobs,
        scan=scan_options(None, None),
        review_below=review_below,
        as_json=as_json,
        create=False,
    )
