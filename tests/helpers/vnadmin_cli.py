"""Run the command line within a test, and make the small archive that the tests ask."""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from typing import NamedTuple

from vnadmin_nlp.cli import main

#: Plain texts of our own writing that cite one another.
DOCUMENTS = Path(__file__).parents[1] / "documents"


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


def vnadmin(*arguments: object) -> Ended:
    """Run ``vnadmin`` with the arguments, in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Ended(code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore[attr-defined]


def python(*arguments: str) -> list[str]:
    """Return the command of a run in a process of its own."""
    return [sys.executable, "-m", "vnadmin_nlp", *arguments]
