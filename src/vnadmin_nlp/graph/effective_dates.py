"""When a document says that it takes effect, and until when it holds."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from vnadmin_nlp.text.unicode import nfc, strip_accents

_DATE = (
    r"(?P<day>\d{1,2})(?:\s?[/.-]\s?|\s{1,3}thang\s{1,3})(?P<month>\d{1,2})"
    r"(?:\s?[/.-]\s?|\s{1,3}nam\s{1,3})(?P<year>\d{4})"
)
_FROM = r"(?:,?\s?(?:ke|tinh))?\s?tu\s(?:sau\s)?ngay"
# "Nghị định này có hiệu lực thi hành kể từ ngày 05/3/2020", "… sau 15 ngày kể từ ngày ký".
_TAKES_EFFECT = re.compile(
    r"(?<!\w)nay\s[^.;]{0,60}?co\shieu\sluc(?:\sthi\shanh|\sphap\sluat)?"
    rf"(?:\ssau\s(?P<days>\d{{1,3}})\s(?:\([^)]{{0,30}}\)\s)?ngay)?{_FROM}\s"
    rf"(?:(?P<signed>(?:duoc\s)?(?:ky|ban\shanh|thong\squa|cong\sbo))(?!\w)|{_DATE})"
)
_HOLDS_UNTIL = re.compile(
    rf"(?<!\w)nay\s[^.;]{{0,120}}?(?:hieu\sluc|ap\sdung|thuc\shien)[^.;]{{0,60}}?\sden\s(?:het\s)?ngay\s{_DATE}"
)
_SINCE = re.compile(rf"{_FROM}\s{_DATE}")


class Effect(NamedTuple):
    """What a document says of its own force.

    Attributes:
        since: the day it takes effect, ISO.
        until: the last day it holds, ISO.
        page: where it says so.
        sentence: how it says so.
    """

    since: str = ""
    until: str = ""
    page: int | None = None
    sentence: str = ""


def effect_of(pages: dict[int, str], signed: str) -> Effect:
    """Return what a document says of its own force.

    Args:
        pages: its text by page number.
        signed: its date, ISO; empty when unknown.

    >>> effect_of({2: "Quyết định này có hiệu lực kể từ ngày ký."}, "2024-06-18").since
    '2024-06-18'
    >>> effect_of({1: "Nghị định này có hiệu lực thi hành từ ngày 01/7/2020."}, "2020-05-01").since
    '2020-07-01'
    """
    since = until = sentence = ""
    at: int | None = None
    for page, text in pages.items():
        plain = " ".join(nfc(text).split())
        folded = strip_accents(plain)
        found = None if since else _TAKES_EFFECT.search(folded)
        if found and (day := _day_of(found, signed)):
            since, at, sentence = day, page, _around(plain, found)
        found = None if until else _HOLDS_UNTIL.search(folded)
        if found and (day := _written(found)):
            until, at, sentence = day, at or page, sentence or _around(plain, found)
    return Effect(since, until, at, sentence)


def since_in(sentence: str) -> str:
    """Return the day from which a sentence says that something holds, ISO; or nothing.

    >>> since_in("Quyết định số 5/QĐ-UBND hết hiệu lực kể từ ngày 01 tháng 3 năm 2025.")
    '2025-03-01'
    """
    found = _SINCE.search(strip_accents(" ".join(nfc(sentence).split())))
    return _written(found) if found else ""


def _day_of(found: re.Match[str], signed: str) -> str:
    start = signed if found["signed"] else _written(found)
    if not start or not found["days"]:
        return start
    return (dt.date.fromisoformat(start) + dt.timedelta(days=int(found["days"]))).isoformat()


def _written(found: re.Match[str]) -> str:
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:  # 31/02
        return ""


def _around(text: str, found: re.Match[str]) -> str:
    """Return the sentence of a match: from the capital letter that begins it to its full stop."""
    start = max(text.rfind(stop, 0, found.start()) for stop in (". ", "; "))
    end = text.find(".", found.end())
    return text[start + 2 if start >= 0 else 0 : end + 1 if end >= 0 else len(text)][-400:].strip()
