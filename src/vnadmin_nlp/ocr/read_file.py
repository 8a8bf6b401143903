"""Read one file: the way from a path to a `Scan`."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from vnadmin_nlp.errors import (
    ChildBroke,
    ChildDied,
    MissingProgram,
    NotWritable,
    UnreadableInput,
    UsageError,
    VnadminError,
)
from vnadmin_nlp.model.page import FileFacts, Page
from vnadmin_nlp.ocr.files.sniff import HEAD_BYTES, FileKind, sniff
from vnadmin_nlp.ocr.sandbox import supervisor
from vnadmin_nlp.ocr.scan_options import Scan, ScanOptions
from vnadmin_nlp.text.unicode import nfc, path_text

if TYPE_CHECKING:
    from vnadmin_nlp.model.record import Problem

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

#: Seconds that starting a child and loading its model may take on a busy machine.
_START = 30.0
#: What is no fault of the file, and would befall the next one as well.
_NOT_THE_FILE = (MissingProgram, NotWritable, UsageError)
#: So many pages in a row that break the reader end the file: 300 of them would take hours.
_MOST_BROKEN = 3
_DEFAULTS = ScanOptions()


def read(path: Path, options: ScanOptions = _DEFAULTS) -> Scan:
    """Return the pages of a PDF, TIFF, JPEG, PNG, DOCX or text file as words with boxes.

    A page that can't be read, hangs or breaks its reader is told in ``Scan.problems``, and the
    others are read all the same.

    Args:
        path: the file; what it is shows its content, not its name.
        options: choices and limits.

    Raises:
        UnreadableInput: the file is missing, empty, damaged, locked, of another kind, or none of
            its pages can be read.
        MissingProgram: a program or its language data is not installed.
        NotWritable: there is no room for temporary files.
        ChildBroke: every page broke the reader.
    """
    try:
        kind, digest = _identify(path, options)
        reader = _Pages(path, kind, options)
        count, pages, errors = reader.read()
    except VnadminError as error:
        raise _placed(error, path) from error.__cause__
    return Scan(
        file=nfc(path_text(path)),
        sha256=digest,
        pages=tuple(pages),
        page_count=count,
        problems=tuple(_problem(error) for error in errors),
        facts=reader.facts,
    )


def _identify(path: Path, options: ScanOptions) -> tuple[FileKind, str]:
    """Return the kind of a file and the hash of its bytes, read in pieces."""
    digest = hashlib.sha256()
    head = b""
    try:
        if path.is_dir():
            raise UnreadableInput("it is a folder", remedy="name the files in it")
        if not path.is_file() and path.exists():
            raise UnreadableInput("it is no file", remedy="name a file")
        if (size := path.stat().st_size) > options.max_bytes:
            raise UnreadableInput(
                f"the file has {size >> 20} MiB, more than the limit of "
                f"{options.max_bytes >> 20} MiB",
                remedy="split it",
            )
        with path.open("rb") as stream:
            while part := stream.read(1 << 20):
                head = head or part[:HEAD_BYTES]
                digest.update(part)
    except FileNotFoundError as error:
        raise UnreadableInput("no such file", remedy="check its name") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInput(f"the file can't be opened ({reason})") from error
    if not head:
        raise UnreadableInput("the file is empty", remedy="scan or copy it again")
    kind = sniff(head)
    if kind is None:
        raise UnreadableInput(
            "it is neither PDF, TIFF, JPEG, PNG, DOCX nor plain text",
            remedy="convert it to one of these",
        )
    return kind, digest.hexdigest()


class _Pages:
    """The pages of one file, read one by one in a child process.

    Attributes:
        facts: what the file tells of itself, once it is read.
    """

    facts = FileFacts()

    def __init__(self, path: Path, kind: FileKind, options: ScanOptions) -> None:
        self._request = {
            "open": str(path.absolute()),
            "kind": kind.value,
            "options": asdict(options),
        }
        self._options = options

    def read(self) -> tuple[int, list[Page], list[VnadminError]]:
        """Return the number of pages, the pages read, and what went wrong with the others."""
        pages: list[Page] = []
        errors: list[VnadminError] = []
        self._child = supervisor.borrow(self._options.memory_mb)
        try:
            count = _tried_twice(self._open)
            for outcome in self._outcomes(count):
                if isinstance(outcome, Page):
                    pages.append(outcome)
                else:
                    errors.append(outcome)
        finally:
            supervisor.give_back(self._child)
        if not pages:
            raise errors[0]
        return count, pages, errors

    def _open(self) -> int:
        if not self._child.alive:
            self._child = supervisor.borrow(self._options.memory_mb)
        seconds = self._options.seconds_per_page + _START
        answer = self._child.ask(self._request, seconds=seconds)
        self.facts = FileFacts.from_json(answer["facts"])
        return int(answer["pages"])

    def _outcomes(self, count: int) -> Iterator[Page | VnadminError]:
        broken = 0
        for number in range(1, min(count, self._options.max_pages) + 1):
            try:
                yield _tried_twice(partial(self._page, number))
                broken = 0
            except _NOT_THE_FILE:
                raise
            except VnadminError as error:
                log.info("page %d of %s: %s", number, self._request["open"], error.cause)
                error.page = number
                yield error
                broken = broken + 1 if isinstance(error, ChildBroke) else 0
            if broken == _MOST_BROKEN and number < count:
                cause = f"pages {number + 1}–{count} were given up after {broken} broken in a row"
                yield ChildBroke(cause)
                return
        if count > self._options.max_pages:
            cause = f"only the first {self._options.max_pages} of {count} pages were read"
            yield UnreadableInput(cause, remedy="split the file")

    def _page(self, number: int) -> Page:
        if not self._child.alive:
            self._open()
        answer = self._child.ask({"page": number}, seconds=self._options.seconds_per_page)
        return supervisor.page_from_json(answer["page"])


def _tried_twice(ask: Callable[[], Answer]) -> Answer:
    """Return the answer of a reader, or of another one where the first one was killed."""
    with suppress(ChildDied):
        return ask()
    try:
        return ask()
    except ChildDied as error:
        raise ChildBroke(error.cause, page=error.page, remedy=error.remedy) from error


def _placed(error: VnadminError, path: Path) -> VnadminError:
    """Return ``error`` with the name of the file, where that is at fault."""
    if isinstance(error, _NOT_THE_FILE):
        return error
    return type(error)(error.cause, file=nfc(path_text(path)), page=error.page, remedy=error.remedy)


def _problem(error: VnadminError) -> Problem:
    from vnadmin_nlp.model.record import Problem

    stage = "recognise" if isinstance(error, ChildBroke) else "read"
    told: dict[str, Any] = {"page": error.page, "stage": stage}
    message = f"{error.cause}; {error.remedy}" if error.remedy else error.cause
    return Problem(**told, message=message)
