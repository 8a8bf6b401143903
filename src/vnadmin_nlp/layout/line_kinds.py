"""Lines that are known by their words alone, wherever they stand."""

from __future__ import annotations

import re

from vnadmin_nlp.layout.page_lines import PageLine, is_print
from vnadmin_nlp.text.unicode import is_capital, strip_accents
from vnadmin_nlp.vocab import layout_phrases, title_lines

#: T/M, T|M, TM., K/T, KT., T/L, TL., TUQ., Q. before a capital, as printed and as misread
AUTHORITY = re.compile(
    r"^\W{0,6}(?P<code>(?:T\s?[/|.]\s?(?:M|L|U\s?Q)|K\s?[/|.]\s?T)\s?[./,:]?"
    r"|(?:TM|TL|KT|TUQ|TUN)(?:\s?[.,:;/]|(?=\s))|Q\s?[./])\s*(?=[A-ZĐÀ-Ỹ])"
)
_NUMBER_CUE = re.compile(r"s[oa06](?![a-z])|so[^\s:]{0,2}:", re.IGNORECASE)
_SIGN = re.compile(r"[A-ZĐ][A-Za-zĐđ.]{0,9}\s?[-–—/]\s?[A-ZĐƯ][\w.&]*")
_WHOLE_SIGN = re.compile(r"/\s?[A-ZĐ]{2,8}\s?[-–—]\s?[A-ZĐ]{2,10}\W*$")
_LONGEST_PLACE_DATE = 75
#: ngày and năm with two of their letters, and something like a year: tháng may be
#: lost in what a pen wrote over it
_DATE_WORDS = re.compile(
    r"ng.{0,2}y.{0,12}th.{0,2}ng.{0,12}n.{0,2}m|^[^/]*,\s*ng.{0,2}y.{0,20}n.m\s*\d"
)


def is_place_date(text: str) -> bool:
    """Tell whether a line looks like ``…, ngày … tháng … năm …`` (box 4)."""
    bare = strip_accents(text)
    if len(bare) > _LONGEST_PLACE_DATE:
        return False
    return bool(_DATE_WORDS.search(bare)) or ("thang" in bare and "nam" in bare)


def is_number_line(text: str) -> bool:
    """Tell whether a line looks like ``Số: 12/QĐ-UBND`` (box 3), digits read or not."""
    bare = strip_accents(text.strip(" .,:;'*-_|\"“”‘’"))
    if _NUMBER_CUE.match(bare):
        return bool(_SIGN.search(text) or re.search(r"\d|/", text))
    # the word and the digits written by hand run into one another: the sign alone tells
    return bare.startswith("s") and len(bare) < 30 and bool(_WHOLE_SIGN.search(text))


def is_title(row: PageLine) -> bool:
    """Tell whether a row names a type of document in capitals (tên loại)."""
    printed = " ".join(word.text for word in row.words if is_print(word))
    return is_capital(printed) and title_lines.title_type(printed) is not None


def starts_addressees(text: str) -> bool:
    """Tell whether a line begins with Kính gửi or its like."""
    return layout_phrases.starts_with(text.lstrip(" .'*_-|"), "addressees") is not None


def is_authority(text: str) -> bool:
    """Tell whether a line begins with T/M, KT., TL. … before a capital word (quyền hạn)."""
    return bool(AUTHORITY.match(text)) and is_capital(text)


def is_role(text: str) -> bool:
    """Tell whether a line begins with a position in capitals (chức vụ)."""
    return is_capital(text) and layout_phrases.starts_with(text, "roles", 84) is not None


def is_decider(text: str) -> bool:
    """Tell whether a capital line names who decides (``GIÁM ĐỐC SỞ Y TẾ``), no longer a subject."""
    return is_capital(text) and (
        layout_phrases.starts_with(text, "roles", 85) is not None
        or layout_phrases.starts_with(text, "bodies", 85) is not None
    )


def is_banner(text: str) -> bool:
    """Tell whether a line belongs to the banner of an electronic signature."""
    return (
        bool(re.search(r"\d\d:\d\d|\+07|@|gov\.vn", text))
        or layout_phrases.starts_with(text, "banner", 88) is not None
    )
