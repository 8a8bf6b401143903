"""What people write for a document: ``id:86``, a running number, a number with its issuer."""

from __future__ import annotations

import re
from typing import NamedTuple

from vnadmin_nlp.text.number_key import lookup_key
from vnadmin_nlp.text.unicode import nfc, strip_accents

_ID = re.compile(r"\s*id\s?:\s?(\d{1,18})\s*", re.IGNORECASE)
_WORDS_THEN_NUMBER = re.compile(r"(?P<words>\D*)(?P<number>.*)", re.DOTALL)
_YEAR_AT_END = re.compile(r"\W{0,9}(?:nam\W{1,9})?((?:19|20)\d\d)\W{0,9}$")
# "31-CT/TU, ngày 14/3/2024 của Tỉnh ủy Lạng Sơn": what stands behind the number. Signs have commas
# as well ("CTPH-SVH,TT,DL"), but no words after them.
_BEHIND = re.compile(r",?\s{1,9}(?=(?:cua|ngay)\s)|,\s{1,9}|,(?=[^\W_]{1,9}\s)")
_DAY = re.compile(
    r"(?:ngay\s{1,9})?\d{1,2}(?:\s?[/.-]\s?|\s{1,9}thang\s{1,9})\d{1,2}"
    r"(?:\s?[/.-]\s?|\s{1,9}nam\s{1,9})(?P<year>(?:19|20)\d\d)"
)


class Question(NamedTuple):
    """What a user says of a document: its number, or the name of an act, and what else is known."""

    number: str
    issuer: str = ""
    year: int | None = None
    type: str = ""


def id_text(document_id: int) -> str:
    """Return how a document's id in the archive is written; digits alone are a running number.

    >>> id_text(86), document_id(id_text(86)), document_id("86")
    ('id:86', 86, None)
    """
    return f"id:{document_id}"


def document_id(text: str) -> int | None:
    """Return the id that a text gives, None where it is something else."""
    match = _ID.fullmatch(text)
    return int(match[1]) if match else None


def question(
    text: str,
    issuer: str | None = None,
    year: int | None = None,
    type: str | None = None,  # noqa: A002
) -> Question:
    """Return what is asked for, issuer and year being taken from the text where it names them.

    >>> question("31 ct tu, lạng sơn")
    Question(number='31 ct tu', issuer='lạng sơn', year=None, type='')
    >>> question("Chỉ thị số 31-CT/TU ngày 14/3/2024 của Tỉnh ủy Lạng Sơn")[:3]
    ('Chỉ thị số 31-CT/TU', 'Tỉnh ủy Lạng Sơn', 2024)
    """
    plain = nfc(text)
    folded = strip_accents(plain)
    digit = re.search(r"\d", folded)
    behind = _BEHIND.search(folded, digit.end()) if digit else None  # names have commas as well
    number = plain[: behind.start()] if behind else plain
    if behind:
        day = _DAY.search(folded, behind.end())
        year = year or (int(day["year"]) if day else None)
        start, end = day.span() if day else (behind.end(), behind.end())
        rest = plain[behind.end() : start] + plain[end:]
        issuer = issuer or re.sub(r"^\W*(?:của|cua)\s", "", rest).strip(" ,.;")
    return Question(
        number, issuer or "", year or _year_of_title(number), type or _type_word(number)
    )


def number_key(text: str) -> str:
    """Return the key of the number that a text has, the empty text where it has none.

    A key that ends with a slash has no sign: any sign may follow.

    >>> number_key("Chỉ thị số 31-CT/TU"), number_key("86"), number_key("luật đất đai")
    ('31/cttu', '86/', '')
    """
    match = _WORDS_THEN_NUMBER.fullmatch(nfc(text))
    return lookup_key(match["number"]) if match and match["number"] else ""


def title_key(text: str) -> str:
    """Return the folded words of an act's name, without its year.

    >>> title_key("Luật Lưu trữ năm 2024")
    'luat luu tru'
    """
    return " ".join(re.findall(r"[^\W_]+", _YEAR_AT_END.sub("", strip_accents(nfc(text)))))


def _type_word(text: str) -> str:
    words = strip_accents(nfc(text)).split()
    lead: list[str] = []
    for word in words:
        if any(letter.isdigit() for letter in word):
            return " ".join(w for w in lead if w != "so")
        lead.append(word.strip(".,:"))
    return ""  # no number: the words are the name of an act


def _year_of_title(text: str) -> int | None:
    plain = strip_accents(nfc(text))
    match = _YEAR_AT_END.search(plain)
    title_before = match and re.search(r"[^\W\d_]", plain[: match.start()])
    return int(match[1]) if match and title_before else None
