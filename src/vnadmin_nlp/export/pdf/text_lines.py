"""The lines of a document's pages, in the very order in which the archive has its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.export.pdf.corrected_words import Lines
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.text.unicode import nfc


def lines_by_page(
    pages: Sequence[Page], texts: Mapping[int, str], first: int, last: int
) -> dict[int, Lines]:
    """Return the words of the pages from ``first`` to ``last``, line by line.

    Args:
        pages: of the file, as they were read.
        texts: what the archive holds as the text of each of them.
        first: number of the document's first page.
        last: of its last one.

    Raises:
        VnadminError: the words can't be put into the order of that text.
    """
    numbers = range(first, last + 1)
    for lines in _readings(pages, numbers):
        if all(_text(lines.get(number, [])) == texts.get(number, "") for number in numbers):
            return lines
    raise VnadminError(
        "its lines are no longer in the order in which they were read",
        remedy="run vnadmin reextract first",
    )


def _readings(pages: Sequence[Page], numbers: range) -> Iterator[dict[int, Lines]]:
    """Yield the lines as they may have been found, the cheapest way first."""
    own = [page for page in pages if page.number in numbers]
    yield _laid_out(own)
    if len(own) < len(pages):  # the end of another document may stand on the first page
        yield _laid_out(pages)
    yield {page.number: _as_read(page) for page in own}


def _laid_out(pages: Sequence[Page]) -> dict[int, Lines]:
    from vnadmin_nlp.layout import documents

    lines: defaultdict[int, Lines] = defaultdict(list)
    for document in documents(pages):
        for line in document.lines:
            lines[line.page].append(list(line.words))
    return lines


def _as_read(page: Page) -> Lines:
    lines: defaultdict[int, list[object]] = defaultdict(list)
    for word in page.words:
        lines[word.line].append(word)
    return list(lines.values())  # type: ignore[arg-type]


def _text(lines: Lines) -> str:
    return nfc("\n".join(" ".join(word.text for word in line) for line in lines))
