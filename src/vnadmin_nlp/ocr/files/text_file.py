"""Text that has an order but no geometry becomes a page: each line a row, with made-up boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word
from vnadmin_nlp.text.unicode import mend_look_alikes, nfc

#: What a made-up box measures, in pixels of a page at 100 dpi.
ROW = 50
LETTER = 20
_DPI = 100

_WORD = re.compile(r"\S+")
#: Markdown of tools that give text: bold, struck through, emphasis at the edge of a word, \*
_MARKS = re.compile(r"\*\*|~~|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|\\(?=[*_\-])")


def plain_page(lines: Sequence[str], source: Source, reader: str) -> Page:
    """Return one page that holds ``lines``; a blank line leaves its row empty.

    >>> page = plain_page(["**Nơi nhận:**", "", "- Như trên,"], Source.PLAIN_TEXT, "text")
    >>> [(word.text, word.line) for word in page.words]
    [('Nơi', 0), ('nhận:', 0), ('-', 2), ('Như', 2), ('trên,', 2)]
    """
    words = []
    for row, line in enumerate(lines):
        text = _MARKS.sub("", mend_look_alikes(nfc(line)))
        for match in _WORD.finditer(text):
            x0, x1 = LETTER * match.start(), LETTER * match.end()
            box = BoundingBox(x0, ROW * row, x1, ROW * row + ROW - 10)
            words.append(Word(match.group(), box, 1.0, row))
    width = max((word.box.x1 for word in words), default=LETTER)
    return Page(1, width, ROW * max(1, len(lines)), _DPI, tuple(words), source, reader)


def decode(data: bytes) -> str | None:
    """Return the text of a file in UTF-8 or (with its mark) UTF-16; None where it is neither."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
