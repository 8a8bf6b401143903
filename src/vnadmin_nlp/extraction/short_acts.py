"""Acts cited without a full number: by type and serial, or by type and date alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from vnadmin_nlp.extraction.act import Act, Kind, Span
from vnadmin_nlp.lexicon.citing import any_of, body, loose, type_name, type_word, words
from vnadmin_nlp.notation.dates import find_dates

_FAR = 120  # letters in which the type word of a date is looked for
# "Kế hoạch 5 năm", "Thông báo 3 ngày": a measure, no number.
_MEASURE = (
    r"(?!\w|\s\d|\s?[^\w\s.,;:()\"”“'/–-]|[/.,]\d|\s?[-–/]\s?[a-zđ\d]|\s{1,2}(?:nam|thang|ngay|tuan|quy|gio|buoi|dong|nguoi|"
    r"trieu|ty|bo|ban|lan|phan|muc|trang|noi dung|nhiem vu|ky|dot|cap|loai)(?!\w))"
)


@cache
def _short_form() -> re.Pattern[str]:
    return loose(
        rf"(?<!\w)(?P<type>{any_of(words('short_forms'))}) (?P<cue>so\s?:?\s{{0,2}})?"
        rf"(?P<serial>\d{{1,4}}[a-z]?)(?P<year>/(?:19|20)\d\d)?{_MEASURE}"
    )


def find_short(text: str, bare: str) -> Iterator[Act]:
    """Yield acts named by type and serial only (``Quy định số 17``, ``Nghị định 30``)."""
    for match in _short_form().finditer(bare):
        if text[match.start()].isupper():
            number = text[match.start("serial") : match.end()]
            sure = 0.6 if match["cue"] or match["year"] else 0.4
            yield Act(
                match.start(),
                match.end(),
                Kind.SHORT,
                type_name(match["type"]),
                number,
                confidence=sure,
            )


_MEETING = loose(r" (?:cuoc )?(?:hop|lam viec)(?: [^\W\d_]{1,14},?){0,16} $")
_RELATED = ("basis", "pursuant", "implements", "replies_to", "follows", "encloses", "attached_to")


def find_dated(text: str, bare: str) -> Iterator[Act]:
    """Yield acts known by type and date alone (``Biên bản họp … ngày 20/12/2017``)."""
    for date in find_dates(text):
        if date.date is None:
            continue
        far = max(0, date.start - _FAR)
        for match in type_word().finditer(bare, far, date.start):
            between = bare[match.end() : date.start]
            meeting = _MEETING.fullmatch(between) if match["type"].startswith("bien") else None
            if not text[match.start()].isupper() or (between.strip(" ,\n") and not meeting):
                continue
            issuer = _body_in(text, bare, match.end(), date.start) if meeting else None
            end = date.start - 1 if meeting else match.end()
            kind = type_name(match["type"])
            yield Act(
                match.start(), end, Kind.DATED, kind,
                issuer=issuer, confidence=0.6, only_if=_RELATED,
            )  # fmt: skip


def _body_in(text: str, bare: str, start: int, end: int) -> Span | None:
    for match in body().finditer(bare, start, end):
        if text[match.start()].isupper():
            return match.start(), end
    return None
