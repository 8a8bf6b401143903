"""Where sentences of running text end: the scope of cues, dates and issuers."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from vnadmin_nlp.vocab.citation_words import exact

_UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_BULLET = r"(?:[-+•*–]\s|\d{1,2}[.)]\s|[a-zđ]\)\s)"
# A full stop after these is no end: "TP. Hà Nội", "Th. U", initials, "số. 12"; after a cue it is
# a speck: "Căn cứ. Quyết định".
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-ZĐ]|T[PpTXxSs]|Th|P|Q|đ/c|số|KT|TM|TL|T/M"
    r"|[CcTtXx](?:ăn cứ|hực hiện|heo|ét))$"
)
# A line that ends so goes on in the next one, whatever mark begins it.
_GOES_ON = re.compile(r"(?:^|\s)(?:của|và|số|về|các|tại|theo|ngày|tháng|do|với|bởi)$")


@cache
def _end() -> re.Pattern[str]:
    starts = "|".join(re.escape(word) for word in sorted(exact("line_starts")))
    return re.compile(
        rf"(?P<stop>[.!?])[\"”’)]?\s+(?=[\"“(‘]?[{_UPPER}\d+-])"  # "… năm 2020. Ủy ban …"
        r"|(?P<colon>:)\s*\n"
        r"|\n(?:\s*\n"
        rf"|(?=\s?{_BULLET})"
        rf"|(?<![,;]\n)(?=\s?(?:(?:{starts})(?!\w)|[{_UPPER}]{{2,}}\s[{_UPPER}]{{2,}}))"
        rf"|(?<=[.:]\n)(?=\s?[{_UPPER}]))"
    )


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a text.

    Attributes:
        starts: where each begins; the last one ends with the text.
        heads: for each, the sentence that opens the list it is an item of, or itself.
        length: of the text.
    """

    starts: tuple[int, ...]
    heads: tuple[int, ...]
    length: int

    def around(self, offset: int) -> tuple[int, int]:
        """Return start and end of the sentence that holds ``offset``."""
        at = bisect.bisect_right(self.starts, offset)
        end = self.starts[at] if at < len(self.starts) else self.length
        return self.starts[at - 1], end

    def begins(self, offset: int) -> bool:
        """Tell whether a sentence begins at ``offset``."""
        return self.starts[bisect.bisect_right(self.starts, offset) - 1] == offset

    def head(self, offset: int) -> tuple[int, int] | None:
        """Return the sentence that opens the list which holds ``offset`` (``… bãi bỏ:``)."""
        at = bisect.bisect_right(self.starts, offset) - 1
        head = self.heads[at]
        return None if head == at else (self.starts[head], self.starts[head + 1])


@lru_cache(maxsize=4)
def split(text: str) -> Sentences:
    r"""Find the sentences of a text.

    A line break ends a sentence where the next line begins one; a basis block that goes on after
    semicolons stays together, so that one cue governs it.

    >>> text = "Bãi bỏ các văn bản sau:\na) Quyết định A;\nb) Quyết định số 2. Giao Sở."
    >>> [text[slice(*split(text).around(at))] for at in (0, 30, 45, 65)]
    ['Bãi bỏ các văn bản sau:\n', 'a) Quyết định A;\n', 'b) Quyết định số 2. ', 'Giao Sở.']
    """
    starts = [0]
    for match in _end().finditer(text):
        before = text[max(0, match.start() - 24) : match.start()].rstrip()
        if (_ABBREVIATION if match["stop"] else _GOES_ON).search(before):
            continue
        if starts[-1] < match.end() < len(text):
            starts.append(match.end())
    return Sentences(tuple(starts), tuple(_heads(text, starts)), len(text))


_ITEM = re.compile(rf"\s{{0,4}}{_BULLET}")


def _heads(text: str, starts: list[int]) -> list[int]:
    """Join the items of a list to the sentence that opens it with a colon."""
    heads: list[int] = []
    for at, start in enumerate(starts):
        head = at
        if at and _ITEM.match(text, start):
            before = text[starts[at - 1] : start].rstrip()
            if before.endswith(":") or (before.endswith((",", ";")) and heads[at - 1] == at - 1):
                head = at - 1
            elif heads[at - 1] != at - 1:
                head = heads[at - 1]
        heads.append(head)
    return heads
