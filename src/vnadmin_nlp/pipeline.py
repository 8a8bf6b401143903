"""The stages strung together: a file becomes pages, the pages documents, each document a record."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vnadmin_nlp.errors import UnreadableInput, VnadminError
from vnadmin_nlp.model.record import Problem, Record, SourceFile, Status
from vnadmin_nlp.ocr import Scan, ScanOptions, read
from vnadmin_nlp.runtime.review_threshold import REVIEW_BELOW
from vnadmin_nlp.text.unicode import nfc, path_text

if TYPE_CHECKING:
    from vnadmin_nlp.extraction.evidence.from_archive import ArchiveContext
    from vnadmin_nlp.layout import Document

#: Digits of the sha256 that name a document whose caller gives no name.
ID_DIGITS = 12
#: A photo, noise, a page of a table; its words can be searched all the same.
NOTHING_FOUND = Problem(
    stage="extract",
    message="nothing of an administrative document was found; look at it, and scan it again if "
    "it is one",
)


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is processed.

    Attributes:
        scan: choices and limits of reading.
        id: name of the first document; by default the first digits of the file's sha256. Those
            after it get ``-2``, ``-3`` … behind it.
        review_below: values less sure than this are named for review.
        calibrate: see `vnadmin_nlp.extraction.extract_record`.
    """

    scan: ScanOptions = field(default_factory=ScanOptions)
    id: str | None = None
    review_below: float = REVIEW_BELOW
    calibrate: bool = True


@dataclass(frozen=True, slots=True)
class FileResult:
    """What came of one file.

    Attributes:
        scan: its pages.
        records: one for each document in it, in order.
        texts: the text of every page in reading order, by page number.
    """

    scan: Scan
    records: tuple[Record, ...]
    texts: dict[int, str]

    @property
    def status(self) -> Status:
        """Return the status of the worst record."""
        return max((record.status for record in self.records), key=list(Status).index)


def process(path: Path, *, options: Options = Options(), name: Path | None = None) -> FileResult:
    """Read a file and extract the record of every document in it.

    Args:
        path: a PDF, TIFF, JPEG, PNG, DOCX or text file.
        options: see `Options`.
        name: what it is called, where it does not lie there: a member of an archive of files.

    Raises:
        UnreadableInput: the file is missing, empty, broken, locked, without a word or beyond the
            limits.
        MissingProgram: a program or language data is not installed.
        ChildBroke: the recogniser crashed.
    """
    try:
        scan = read(path, options.scan)
    except VnadminError as error:
        error.file = path_text(name or path)
        raise
    return extracted(replace(scan, file=nfc(path_text(name or path))), options=options)


def extracted(
    scan: Scan, *, options: Options = Options(), around: Sequence[ArchiveContext] = ()
) -> FileResult:
    """Extract the records of a scan; this needs its words only, and recognises nothing.

    Args:
        scan: the pages of one file.
        options: see `Options`; those of reading do nothing.
        around: what an archive knows around each of its documents, in order.

    Raises:
        UnreadableInput: no page of the file could be read, or there is no word on any.
    """
    # The process that only hands out the work does without these.
    from vnadmin_nlp.extraction import extract_record
    from vnadmin_nlp.extraction.evidence.from_archive import ArchiveContext
    from vnadmin_nlp.layout import documents

    if not any(page.words for page in scan.pages):
        raise _wordless(scan)
    found = documents(scan.pages)
    name = options.id or scan.sha256[:ID_DIGITS]
    source = SourceFile(file=scan.file, sha256=scan.sha256, pages=scan.page_count)
    problems = _shared_out(scan.problems, found)
    records = [
        extract_record(
            document,
            id=name if count == 1 else f"{name}-{count}",
            source=source,
            facts=scan.facts,
            around=around[count - 1] if count <= len(around) else ArchiveContext(),
            problems=problems[count - 1],
            review_below=options.review_below,
            calibrate=options.calibrate,
        )
        for count, document in enumerate(found, 1)
    ]
    if not any(map(_says_something, records)):
        records[0] = _with_problem(records[0], NOTHING_FOUND)
        scan = replace(scan, problems=(*scan.problems, NOTHING_FOUND))
    return FileResult(scan, tuple(map(_with_keys, records)), _texts(found))


def _with_keys(record: Record) -> Record:
    """Give each citation the key of the document that it means, in the context of this one."""
    from vnadmin_nlp.extraction.finder_faults import Faults
    from vnadmin_nlp.identity.document_key import citation_keys

    faults = Faults()
    keys = faults.guard("keys of citations", lambda: citation_keys(record.to_json()), None)
    if keys is None:
        return _with_problem(record, *faults.problems)
    cited = (
        citation.model_copy(update={"key": key})
        for citation, key in zip(record.citations, keys, strict=True)
    )
    return record.model_copy(update={"citations": tuple(cited)})


def _says_something(record: Record) -> bool:
    return bool(record.evidence or record.citations or record.deadlines)


def _with_problem(record: Record, *problems: Problem) -> Record:
    change = {"status": Status.PARTIAL, "problems": (*record.problems, *problems)}
    return record.model_copy(update=change)


def _wordless(scan: Scan) -> UnreadableInput:
    if scan.problems:
        first = scan.problems[0]
        cause = f"no page could be read ({first.message})"
        return UnreadableInput(cause, file=scan.file, page=first.page)
    return UnreadableInput(
        "no word could be read: blank or noise",
        file=scan.file,
        page=1 if scan.page_count == 1 else None,
        remedy="look at it, and scan it again if there is something on it",
    )


def _shared_out(problems: Sequence[Problem], found: Sequence[Document]) -> list[list[Problem]]:
    """Give every problem to the document on whose pages it happened, or to all."""
    starts = [document.pages[0].number for document in found]
    shares: list[list[Problem]] = [[] for _ in found]
    for problem in problems:
        if problem.page is None:
            concerned = shares
        else:
            concerned = [shares[max(0, bisect_right(starts, problem.page) - 1)]]
        for share in concerned:
            share.append(problem)
    return shares


def _texts(found: Sequence[Document]) -> dict[int, str]:
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for document in found:
        for line in document.lines:
            lines[line.page].append(line.text)
    return {page: "\n".join(texts) for page, texts in lines.items()}
