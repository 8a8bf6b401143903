"""Dates as they are written: full, day and month, month and year; printed, typed or misread."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from vnadmin_nlp.text.regex_seeds import seed
from vnadmin_nlp.text.syllables import is_name_syllable
from vnadmin_nlp.text.unicode import mend_look_alikes, nfc

#: Years in which a date of a document can lie; other numbers are never years.
YEARS = range(1945, 2101)

# Recognisers lose or change the mark on the vowel, and NFD text carries it apart.
_A = "[aàáảãạăằắẳẵặâầấẩẫậä][\u0300-\u036f]{0,2}"
_NGAY = rf"(?i:ng{_A}y)"
_THANG = rf"(?i:th{_A}ng)"
_NAM = rf"(?i:n{_A}m)"

# Letters that recognisers put for digits: 3O/l1/2O24.
_LOOK_ALIKES = str.maketrans("OoIl|SŠBZ", "001115582")
# A letter that stands alone (ngày | tháng 5) is more often handwriting than a digit.
_DAY = r"(?P<day>[0-9OoIl|SŠBZ]{2}|\d)"
_MONTH = r"(?P<month>[0-9OoIl|SŠBZ]{2}|\d)"
_YEAR = r"(?P<year>[12][0-9OoIl|SŠBZ]{3})"
_SEPARATORS = (r"\s{0,2}/\s{0,2}", r"\s?-\s?", r"[ ]?\.[ ]?")
# A document number goes on after the year (12/5/2015/NĐ-CP); a date does not.
_END = r"(?!\w)(?!\s?/\s?\w)(?!\.\d)(?!-[A-ZĐ])"
_GAP = r"[\s,]{0,3}"


def _forms() -> Iterator[str]:
    """Yield the written forms as patterns, the fuller before the shorter ones."""
    lead = rf"(?<!\w){_NGAY}\s{{0,3}}"
    bare = r"(?<![\w/])(?<!\d\.)"
    day_month = rf"{_DAY}{_GAP}{_THANG}\s{{0,3}}{_MONTH}"
    spelt_year = rf"{_GAP}{_NAM}\s{{0,3}}{_YEAR}"
    any_year = rf"(?:{spelt_year}|\s?[/.-]\s?{_YEAR})"
    # ngày 05 tháng 9 [năm 2022], but not a part of "ngày 05 tháng 1 1 năm 2022"
    yield rf"{lead}{day_month}(?:{any_year}{_END}|{_END}(?!\s?\S{{1,2}}\s?{_NAM}))"
    yield rf"{bare}{day_month}{any_year}{_END}"  # 05 tháng 9 năm 2022
    for sep in _SEPARATORS:  # [ngày] 05/9/2023, 5-9-2023, 07.11.2023, 08/ 9/ 2024
        yield rf"(?:{lead}|{bare}){_DAY}{sep}{_MONTH}{sep}{_YEAR}{_END}"
    yield rf"{lead}{_DAY}\s?/\s?{_MONTH}(?:{spelt_year})?{_END}"  # ngày 05/9 [năm 2022]
    yield rf"(?<!\w){_THANG}\s{{0,3}}{_MONTH}{any_year}{_END}"  # tháng 9 năm 2022, tháng 10/2021


def _numbered(pattern: str) -> str:
    """Give the groups names of their own: ``day1``, ``month2``."""
    count = itertools.count()
    return re.sub(r"\(\?P<(\w+)>", lambda match: f"(?P<{match[1]}{next(count)}>", pattern)


# the look-ahead spares most letters the alternatives
_DATE = re.compile(rf"(?=[nNtT0-9OoIl|SŠBZ])(?:{_numbered('|'.join(_forms()))})")
# What every date holds: a year after a separator, a slash before a digit, or "tháng" and a digit.
_LIKE_DIGITS = r"(?:[0-9]|[OoIl|SŠBZ][0-9OoIl|SŠBZ])"
_SEED = seed(
    [
        r"[/.-]\s{0,2}[12][0-9OoIl|SŠBZ]{3}",
        rf"/\s?{_LIKE_DIGITS}",
        rf"ng\s{{0,3}}{_LIKE_DIGITS}",
        rf"N[Gg]\s{{0,3}}{_LIKE_DIGITS}",
    ],
    before=24,
    behind=24,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text.

    Attributes:
        start: offset of its first character, the word ``ngày`` or ``tháng`` included.
        end: offset after its last character.
        text: as printed.
        day: 1 to 31, or None where only a month is written.
        month: 1 to 12.
        year: four digits, or None where none is written.
        date: the calendar date; None where a part is missing or no such day exists (30/02).
        repaired: a letter was read as the digit it looks like.
    """

    start: int
    end: int
    text: str
    day: int | None
    month: int
    year: int | None
    date: dt.date | None
    repaired: bool = False


def find_dates(text: str) -> list[DateMention]:
    """Return the dates written in ``text``, in order, without overlaps.

    Args:
        text: running text; NFC or NFD.

    >>> [m.date.isoformat() for m in find_dates("từ ngày 05 tháng 9 năm 2022 đến 7-11-2023")]
    ['2022-09-05', '2023-11-07']
    >>> find_dates("Nghị định số 30/2020/NĐ-CP, giai đoạn 2021-2025")
    []
    """
    return list(_dates(text))


@lru_cache(maxsize=4)  # citations and deadlines ask for those of one text
def _dates(text: str) -> tuple[DateMention, ...]:
    mended = mend_look_alikes(text)
    return tuple(
        mention
        for start, end in _SEED.regions(mended)
        for match in _DATE.finditer(mended, start, end)
        if (mention := _mention(text, match))
    )


def _mention(text: str, match: re.Match[str]) -> DateMention | None:
    read = {part.rstrip("0123456789"): value for part, value in match.groupdict().items() if value}
    letters = "".join(read.values())
    if not letters.isdigit() and sum(c.isdigit() for c in letters) * 2 < len(letters):
        return None
    value = {part: int(token.translate(_LOOK_ALIKES)) for part, token in read.items()}
    day, month, year = value.get("day"), value["month"], value.get("year")
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    if year is not None and year not in YEARS:
        return None
    return DateMention(
        match.start(),
        match.end(),
        text[match.start() : match.end()],
        day,
        month,
        year,
        calendar_date(year, month, day),
        repaired=not letters.isdigit(),
    )


def calendar_date(year: int | None, month: int | None, day: int | None) -> dt.date | None:
    """Return the date, or None where a part is missing or the day does not exist.

    >>> calendar_date(2024, 2, 30) is None
    True
    """
    if year is None or month is None or day is None:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def print_date(date: dt.date) -> str:
    """Return ``date`` as box 4 writes it: a leading zero for days under 10 and months 1 and 2.

    Source: NĐ 30/2020/NĐ-CP, Phụ lục I; the Party's 36-HD/VPTW says the same.

    >>> print_date(dt.date(2024, 1, 5))
    'ngày 05 tháng 01 năm 2024'
    """
    month = f"{date.month:02d}" if date.month < 3 else str(date.month)
    return f"ngày {date.day:02d} tháng {month} năm {date.year}"


@dataclass(frozen=True, slots=True)
class PlaceDate:
    """The line of place and date (địa danh, ngày tháng năm; box 4).

    Attributes:
        place: as printed, without the junk around it; None where none can be read.
        day: only where plain digits are printed; None where written by hand, blank or misread.
        month: likewise.
        year: likewise.
        date: the calendar date, or None.
        sure: which of ``place``, ``day``, ``month``, ``year`` stand as the rules print them.
    """

    place: str | None
    day: int | None
    month: int | None
    year: int | None
    date: dt.date | None
    sure: frozenset[str]


# ngày, tháng and năm with their vowel or one more letter misread: ngầy, uháng, hăm
_VOWEL = r"[^\W\d_bcdghklmnpqrstvx]"
_TH = r"(?:th|[^\W\d_]h|t[^\W\d_])"
_LINE = regex.compile(
    rf"(?i:ng{_VOWEL}[yÿýỳỷỹỵv])(?P<day>[^\n]{{0,14}}?)(?i:{_TH}{_VOWEL}ng)(?P<month>[^\n]{{0,12}}?)"
    rf"(?i:[nh][aăãàáâ]m)(?P<year>[^\n]{{0,8}})"
)
_PRINTED = regex.compile(r"(?P<left>[\s.,]*)(?P<digits>\d{1,2})(?P<right>[\s.,]*)")
_PRINTED_YEAR = regex.compile(r"(?P<left>\s*)(?P<digits>(?:19|20) ?\d\d)(?!\d)")
_LONGEST_LINE = 200


def parse_place_date(line: str) -> PlaceDate | None:
    """Return what can be read of the line ``Hà Nội, ngày 05 tháng 01 năm 2024``, or None.

    A part is given only where it is printed plainly: a token that mixes letters and digits is
    unreadable. A part that is readable, but not as NĐ 30/2020/NĐ-CP and 36-HD/VPTW print it (a day
    under 10 without its zero, digits that touch the words), is given and left out of ``sure``.

    >>> read = parse_place_date("* TP. Hà Giang, ngầy 4S thang 02 nam 2025")
    >>> read.place, read.day, read.month, read.year, read.date
    ('TP. Hà Giang', None, 2, 2025, None)
    """
    line = mend_look_alikes(nfc(line[-_LONGEST_LINE:]))
    match = _LINE.search(line)
    if match is None:
        return None
    day, day_sure = _printed(match["day"], 31)
    month, month_sure = _printed(match["month"], 12)
    year, year_sure = _printed_year(match["year"])
    before = line[: match.start()]
    place, place_sure = _place(before)
    if place is None and _NUMBER_BEFORE.search(before):
        return None
    sure = {"day": day_sure, "month": month_sure, "year": year_sure, "place": place_sure}
    return PlaceDate(
        place,
        day,
        month,
        year,
        calendar_date(year, month, day),
        frozenset(part for part, is_sure in sure.items() if is_sure),
    )


def _printed(token: str, most: int) -> tuple[int | None, bool]:
    """Return the number that ``token`` is, and whether it is printed by the rules."""
    match = _PRINTED.fullmatch(token)
    if match is None or not 1 <= int(match["digits"]) <= most:
        return None, False
    digits = match["digits"]
    # months 3 to 9 go without a zero (some offices print it); days and months 1, 2 never
    padded = len(digits) == 2 or (most == 12 and int(digits) > 2)
    return int(digits), padded and match["left"].isspace() and match["right"].isspace()


def _printed_year(token: str) -> tuple[int | None, bool]:
    match = _PRINTED_YEAR.match(token)
    if match is None:
        return None, False
    digits = match["digits"].replace(" ", "")
    year = int(digits)
    return (
        (year, match["left"] == " " and match["digits"] == digits)
        if year in YEARS
        else (None, False)
    )


# số 12-NQ/TW, ngày …: the date of a document that is cited
_NUMBER_BEFORE = regex.compile(r"\d\S{0,20}[/-]\S{0,20}[\s,]*$")
_TITLE_WORD = r"\p{Lu}(?:\p{Ll}+(?:['’]\p{Ll}+)?|['’]\p{Ll}+)"
_SHORT_UNIT = r"(?:(?:TP|Tp|TX|Tx|TT|Tt|Q|H|P|X)\s?\.\s?)"
_PLACE = regex.compile(
    rf"(?P<place>{_SHORT_UNIT}?(?P<name>{_TITLE_WORD}(?:(?:\s|\s?-\s?){_TITLE_WORD}){{0,5}}(?:\s\d{{1,2}})?))"
    r"(?P<rest>[\s.,;:'’_-]{0,6})$"
)


def _place(before: str) -> tuple[str | None, bool]:
    """Return the place at the end of ``before``, the text up to the word ``ngày``."""
    match = _PLACE.search(before)
    if match is None:
        return None, False
    words = regex.findall(_TITLE_WORD, match["name"])
    sure = all(is_name_syllable(word) for word in words) and match["rest"].strip() == ","
    return regex.sub(r"\s+", " ", match["place"]), sure
