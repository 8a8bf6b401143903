"""Acts cited without a full number: by type and serial, or by type and date alone."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from vnadmin_nlp.extraction.citations.cited_document import CitedDocument, NamingForm, Span
from vnadmin_nlp.grammar.dates import find_dates
from vnadmin_nlp.vocab.citation_words import body, exact, loose, type_words

_FAR = 120  # letters in which the type word of a date is looked for
# "Kế hoạch 5 năm", "Thông báo 3 ngày": a measure, no number.
_MEASURE = (
    r"(?!\w|\s\d|\s?[^\w\s.,;:()\"”“'/–-]|[/.,]\d|\s?[-–/]\s?[a-zđ\d]|\s{1,2}(?:nam|thang|ngay|tuan|quy|gio|buoi|dong|nguoi|"
    r"trieu|ty|bo|ban|lan|phan|muc|trang|noi dung|nhiem vu|ky|dot|cap|loai)(?!\w))"
)


_SERIAL = loose(
    rf" (?P<cue>so\s?:?\s{{0,2}})?(?P<serial>\d{{1,4}}[a-z]?)(?P<year>/(?:19|20)\d\d)?{_MEASURE}"
)


def find_short(text: str, bare: str) -> Iterator[CitedDocument]:
    """Yield acts named by type and serial only (``Quy định số 17``, ``Nghị định 30``)."""
    for word in type_words(bare):
        if word.name not in exact("short_forms") or not text[word.start].isupper():
            continue
        if match := _SERIAL.match(bare, word.end):
            number = text[match.start("serial") : match.end()]
            sure = 0.6 if match["cue"] or match["year"] else 0.4
            yield CitedDocument(
                word.start, match.end(), NamingForm.SHORT, word.name, number, confidence=sure
            )


_MEETING = loose(r" (?:cuoc )?(?:hop|lam viec)(?: [^\W\d_]{1,14},?){0,16} $")
_RELATED = ("basis", "pursuant", "implements", "replies_to", "follows", "encloses", "attached_to")


def find_dated(text: str, bare: str) -> Iterator[CitedDocument]:
    """Yield acts known by type and date alone (``Biên bản họp … ngày 20/12/2017``)."""
    kinds = type_words(bare)
    ends = [word.end for word in kinds]
    for date in find_dates(text):
        if date.date is None:
            continue
        first = bisect.bisect_left(ends, date.start - _FAR)
        for word in kinds[first : bisect.bisect_right(ends, date.start)]:
            between = bare[word.end : date.start]
            meeting = _MEETING.fullmatch(between) if word.name == "Biên bản" else None
            if not text[word.start].isupper() or (between.strip(" ,\n") and not meeting):
                continue
            issuer = _body_in(text, bare, word.end, date.start) if meeting else None
            end = date.start - 1 if meeting else word.end
            yield CitedDocument(
                word.start, end, NamingForm.DATED, word.name,
                issuer=issuer, confidence=0.6, only_if=_RELATED,
            )  # fmt: skip


def _body_in(text: str, bare: str, start: int, end: int) -> Span | None:
    for match in body().finditer(bare, start, end):
        if text[match.start()].isupper():
            return match.start(), end
    return None
