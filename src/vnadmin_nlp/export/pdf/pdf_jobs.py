"""Documents of an archive are written as searchable PDF files, each in a killable process."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Generator, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.errors import MissingProgram, NotWritable, VnadminError
from vnadmin_nlp.export.pdf.corrected_words import corrections_of
from vnadmin_nlp.export.pdf.pdf_job import PdfJob, WrittenPdf, is_there
from vnadmin_nlp.export.pdf.pdf_properties import Standard, file_name, properties_of
from vnadmin_nlp.ingest.process_pool import Done, in_order, work
from vnadmin_nlp.ocr.scan_options import ScanOptions
from vnadmin_nlp.runtime import temp_dirs

if TYPE_CHECKING:
    from vnadmin_nlp.store import Store
    from vnadmin_nlp.store.row_types import DocumentRow

#: Seconds that a process may take beside those for its pages.
_START_S = 60.0
_LIMITS = ScanOptions()


def export(
    store: Store,
    documents: Iterable[DocumentRow],
    folder: Path,
    *,
    standard: Standard = Standard.PREFERRED,
    force: bool = False,
    jobs: int = 1,
) -> Generator[tuple[DocumentRow, WrittenPdf | VnadminError]]:
    """Write documents as PDF files whose text is that of the archive; yield what came of each.

    Args:
        store: the archive.
        documents: of it.
        folder: to write into; it is made where it is missing.
        standard: whether they are to be PDF/A.
        force: whether files that are there are replaced.
        jobs: number of processes.

    Raises:
        MissingProgram: OCRmyPDF is not installed.
        NotWritable: the folder can't be written to.
    """
    _check_installed()
    fresh: list[DocumentRow] = []
    for row in documents:
        output = folder / file_name(row.record)
        if not force and os.path.lexists(output):
            yield row, is_there(output)
        else:
            fresh.append(row)
    longest = max((row.last_page - row.first_page + 1 for row in fresh), default=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        rough = tempfile.TemporaryDirectory(
            prefix=temp_dirs.prefix("export", folder), dir=folder.absolute()
        )
    except OSError as error:
        raise _not_writable(folder, error) from error
    with rough as work_folder:
        task = partial(_written, standard=standard, force=force, folder=Path(work_folder))
        limit = _START_S + longest * _LIMITS.seconds_per_page
        orders = (_Ordered(row, order_of(store, row, folder)) for row in fresh)
        done: Generator[Done[_Ordered, WrittenPdf]] = work(task, orders, jobs=jobs, limit_s=limit)
        with closing(done):
            for one in in_order(done):
                yield one.item.row, one.value


class _Ordered(NamedTuple):
    row: DocumentRow
    order: PdfJob


def order_of(store: Store, row: DocumentRow, folder: Path) -> PdfJob:
    """Return what is to be written of a document.

    Args:
        store: the archive.
        row: the document.
        folder: to write into.
    """
    kept = store.corrections(row.id)
    return PdfJob(
        document=row.id,
        sources=tuple(map(Path, dict.fromkeys((row.file, *_copies(store, row.sha256))))),
        sha256=row.sha256,
        first_page=row.first_page,
        last_page=row.last_page,
        pages=tuple(store.pages(row.file_id)),
        texts=store.text(row.id),
        corrections=corrections_of(row.record, kept),
        properties=properties_of(row.record),
        signatures=len(store.facts(row.file_id).signatures),
        output=folder / file_name(row.record),
    )


def _copies(store: Store, sha256: str) -> list[str]:
    """Return the paths at which runs saw these bytes."""
    with store.reading() as db:
        found = db.execute("SELECT path FROM manifest WHERE sha256 = ? ORDER BY path", (sha256,))
        return [row["path"] for row in found]


def _written(ordered: _Ordered, *, standard: Standard, force: bool, folder: Path) -> WrittenPdf:
    from vnadmin_nlp.export.pdf.write_pdf import write

    _hold(_LIMITS.memory_mb)
    return write(ordered.order, standard=standard, force=force, folder=folder, limits=_LIMITS)


def _hold(memory_mb: int) -> None:
    """Limit the address space of this process and of those it starts."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, most))


def _check_installed() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("ocrmypdf", "pikepdf", "img2pdf") if find_spec(name) is None]
    if missing:
        raise MissingProgram(
            f"{missing[0]} is not installed", remedy="pip install 'vnadmin-nlp[pdf]'"
        )


def _not_writable(folder: Path, error: OSError) -> NotWritable:
    return NotWritable(
        f"the folder can't be written to ({(error.strerror or '').lower()})",
        file=folder,
        remedy="name another one with --out",
    )
