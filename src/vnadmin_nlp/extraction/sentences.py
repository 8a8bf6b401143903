"""Where sentences of running text end: the scope of cues, dates and issuers."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

_UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_END = re.compile(
    rf"(?P<stop>[.!?])[\"”’)]?\s+(?=[\"“(‘]?[{_UPPER}\d+-])"  # "… năm 2020. Ủy ban …"
    r"|:\s*\n"
    r"|\n\s*\n"
    rf"|\n(?=\s*(?:[-+•*–]\s|\d{{1,2}}[.)]\s|[a-zđ]\)\s|Điều\s\d|[{_UPPER}\"“(]))"
)
# A full stop after these is no end: "TP. Hà Nội", "Th. U", initials, "số. 12".
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-ZĐ]|T[PpTXxSs]|Th|P|Q|đ/c|số|KT|TM|TL|T/M|Căn cứ)$")
# A line that ends so goes on in the next one.
_GOES_ON = re.compile(
    r"(?:[,;–-]|(?:^|\s)(?:của|và|số|về|các|tại|theo|ngày|tháng|năm|cho|với|do|là|Nghị|Quyết|Thông|Công)"
    r"|(?:định|tư|văn|hoạch|trình|thị|quyết|báo|luật|Luật))$"
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a text as offsets of their beginnings; the last one ends with the text."""

    starts: tuple[int, ...]
    length: int

    def around(self, offset: int) -> tuple[int, int]:
        """Return start and end of the sentence that holds ``offset``."""
        at = bisect.bisect_right(self.starts, offset)
        end = self.starts[at] if at < len(self.starts) else self.length
        return self.starts[at - 1], end


def split(text: str) -> Sentences:
    """Find the sentences of a text.

    A line break ends a sentence where the line before it is complete: lists of acts that go on
    after a semicolon stay together, so that one cue governs them all.

    >>> split("Căn cứ Luật Giá;\\nCăn cứ Luật Phí. Điều 1. Giao Sở.").starts
    (0, 33, 41)
    """
    starts = [0]
    for match in _END.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()].rstrip()
        if match["stop"]:
            if _ABBREVIATION.search(before):
                continue
        elif match.group() == "\n" and _GOES_ON.search(before):
            continue
        if match.end() > starts[-1]:
            starts.append(match.end())
    return Sentences(tuple(starts), len(text))
