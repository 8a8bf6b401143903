"""The child process in which files are opened and pages read: JSON lines in, JSON lines out.

It may be killed at any moment. What it reads is not trusted, so that nothing but plain JSON
comes back from it.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import queue
import resource
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from vnadmin_nlp.errors import NotWritable, UnreadableInput, VnadminError
from vnadmin_nlp.model.page import Page, Word
from vnadmin_nlp.ocr.files.open_file import Opened, open_file
from vnadmin_nlp.ocr.files.sniff import FileKind
from vnadmin_nlp.ocr.scan_options import ScanOptions

log = logging.getLogger(__name__)

#: Largest temporary file the child may write, in bytes.
_MAX_FILE = 1 << 30
#: What a library says of its trouble is told in one line, of so many letters at most.
_LONGEST_CAUSE = 200


def main() -> None:
    """Answer requests until the parent is gone.

    Arguments on the command line: address space in MiB, folder for temporary files.
    """
    memory, folder = int(sys.argv[1]) << 20, Path(sys.argv[2])
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, _MAX_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    # Libraries in C print to the standard output at will: keep the answers apart from that.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    opened: Opened | None = None
    for request in _requests(sys.stdin, folder):
        try:
            if "open" in request:
                options = ScanOptions(**request["options"])
                opened = open_file(
                    Path(request["open"]), FileKind(request["kind"]), options, folder
                )
                answer: dict[str, Any] = {
                    "pages": opened.page_count,
                    "facts": opened.facts().to_json(),
                }
            else:
                assert opened is not None
                answer = {"page": page_to_json(opened.page(request["page"]))}
        except Exception as error:
            answer = {"error": _told(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _requests(stream: TextIO, folder: Path) -> Any:
    """Yield requests; kill this process and what it started when the parent closes the pipe.

    A parent that was killed could not remove the temporary files.
    """
    waiting: queue.Queue[str] = queue.Queue()

    def listen() -> None:
        for line in stream:
            waiting.put(line)
        shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        yield json.loads(waiting.get())


def _told(error: Exception) -> dict[str, Any]:
    if isinstance(error, MemoryError) or "Insufficient memory" in str(error):
        error = UnreadableInput("it needs more memory than the limit", remedy="scan it at 200 dpi")
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        folder = Path(os.environ.get("TMPDIR", "")).parent
        error = NotWritable(
            f"the folder for temporary files is full ({folder})",
            remedy="free some space, or set TMPDIR to another folder",
        )
    if isinstance(error, VnadminError):
        return {
            "kind": type(error).__name__,
            "cause": error.cause,
            "page": error.page,
            "remedy": error.remedy,
        }
    told = " ".join(str(error).split())[:_LONGEST_CAUSE]
    cause = f"reading failed ({type(error).__name__}: {told})"
    return {"kind": "ChildBroke", "cause": cause, "page": None, "remedy": None}


def page_to_json(page: Page) -> dict[str, Any]:
    """Return ``page`` as plain JSON values."""
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "words": [_word_to_json(word) for word in page.words],
        "source": page.source.value,
        "reader": page.reader,
        "rotation": page.rotation,
        "skew": page.skew,
    }


def _word_to_json(word: Word) -> list[Any]:
    plain = [word.text, *map(int, word.box), word.confidence, word.line]
    told = word.handwritten or word.candidates
    return [*plain, word.handwritten, word.candidates] if told else plain


if __name__ == "__main__":
    main()
