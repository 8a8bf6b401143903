"""Numbers and signs (số, ký hiệu) of documents: found in text, parsed, printed, compared.

The forms are those of NĐ 30/2020/NĐ-CP, Phụ lục I (State), of Hướng dẫn 36-HD/VPTW (Party), and the
older and careless ones that stand beside them in real files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.grammar.number_signs import CODE, GAP, SIGN, Sign
from vnadmin_nlp.text.number_key import LEADING_CUE, lookup_key, plain_separators
from vnadmin_nlp.text.regex_seeds import around
from vnadmin_nlp.text.unicode import nfc, strip_accents
from vnadmin_nlp.vocab import doc_types, organ_codes

__all__ = ["DocumentNumber", "NumberMention", "find_numbers", "lookup_key", "parse_number"]


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number with its sign.

    Attributes:
        serial: the running number as printed, leading zeros and letter kept (``05``, ``12a``);
            None where the place was left blank.
        year: the year printed inside, or None.
        type_code: code of the type (``QĐ``), or None for signs without one.
        organ: organ part with its units (``BTGTU``, ``UBND-VX``, ``QH14``).
        sign: the printed symbol after the running number and year (``CV/Th.U``, ``NQ-HĐND``).
        canonical: the whole as printed, without spaces, one dash and one slash; the sign alone
            where the serial is blank.
        system: ``party`` or ``state``.
        repaired: whether a letter or digit was mended (``l24`` → ``124``, ``ND-CP`` → ``NĐ-CP``).
    """

    serial: str | None
    year: int | None
    type_code: str | None
    organ: str
    sign: str
    canonical: str
    system: str
    repaired: bool = False

    @property
    def lookup_key(self) -> str:
        """Return the form in which numbers are looked up; see :func:`lookup_key`."""
        return lookup_key(self.canonical)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number found in a text: ``text[start:end]`` is what was printed."""

    start: int
    end: int
    text: str
    number: DocumentNumber


# Pieces. Every repeat is bounded, so that a hostile text costs linear time.
_DIGIT = r"[\dlIOoSBZ|\]]"  # a digit, or what is read for one
_MARK = r"[~*_]{0,4}"  # strike-through and emphasis of text exports: "~~1437~~ CV/BTGTU"
_SERIAL = (
    rf"(?=[lIOoSBZ|\]]{{0,2}} ?\d){_DIGIT}(?: ?{_DIGIT}){{0,5}}(?:[a-zđ]| [a-zđ](?=/))?"  # "5 0"
)
_YEAR = rf"(?:(?=[12lIZ|\]]){_DIGIT}(?: ?{_DIGIT}){{3}}|\d{{3}}(?=/))"  # or one digit lost
_NUMBER = re.compile(
    # A digit beside a sign that is no number's neighbour is the rest of a misread number.
    rf"(?=[~*_\dlIOoSBZ|\]])(?:(?<![^\s(\[\"'“‘:;~*_])|(?<=[^\W\d][.,])|(?<=[sS][ốỐ])|(?<=[^\w][-]))"
    rf"{_MARK}(?P<serial>{_SERIAL}){_MARK}"
    rf"(?P<joint>{GAP}[-/]{GAP}| {{1,2}}|(?=[A-ZĐ]{{2,4}}-))"  # lost: "1437 CV/TU", "75QĐ-UBND"
    rf"(?:(?P<year>{_YEAR})(?:{GAP}(?:/{{1,2}}|-){GAP}|(?=[A-ZĐ]{{2,4}}-)))?"
    rf"(?P<sign>{SIGN})"
)
# A number left blank in a draft: "Số:      /QĐ-UBND", "Số ……-CV/TU".
_BLANK = re.compile(rf"\bS[ốôoỐÔO] ?:?[ .…_]{{0,40}}[-/]{GAP}(?P<sign>{CODE}[-/]{GAP}{SIGN})")
_SEPARATORS = tuple(re.compile(rf"{sign}[./\-_\s]{{0,6}}[A-ZĐƯ0]") for sign in "-/")
# What stands before the first separator of a number: its digits, a code whose own separator was
# lost, a blank; and how far before.
_LEADS = (
    (re.compile(r"[\dlIOoSBZ|\]] ?[a-zđ]?[~*_]{0,4}\s{0,6}$"), 14),
    (re.compile(r"\d ?[a-zđ]?[~*_]{0,4} {0,2}[A-ZĐƯ][^\s/-]{0,40}(?: r)?\s{0,4}$"), 60),
    (re.compile(r"S[ốôoỐÔO] ?:?[ .…_]{0,40}$"), 46),
)
_BEFORE, _BEHIND = 14, 60  # letters of a number before those and behind the separator, at most
_CUE = re.compile(r"(?<!\w)s[o06][ :.,;*~_\n()'|-]{0,12}$")  # on accent-free text
_LIST = re.compile(r"(?:[\s,;]|và|hoặc|đến|số){1,8}")
_LAW = re.compile(r"(?:UBTV)?QH(?:K?[\dIVX]{1,4})?$")
_COURT = re.compile(r"(?:HS|DS|HC|LĐ|KDTM|HNGĐ|HN)-(?:ST|PT|GĐT|TT)$")
# Signs of one abbreviation, such as 63-CP, all before 1997.
_OLD_ORGANS = frozenset(("CP", "HĐBT", "HĐCP", "CT", "TTg", "NQ", "SL", "LCT", "CTN"))
_BEFORE_LETTER = re.compile(r" (?=[a-zđ]$)")
_MEND_DIGITS = str.maketrans("lI|]OoSBZ", "111100582", " ")


def find_numbers(text: str) -> list[NumberMention]:
    """Find every document number of a text, from left to right.

    A dispatch number (``12/UBND-VX``) and a bare old one (``63-CP``) look like fractions of other
    things: they need the word ``số`` or a type word before them, or a list that they continue.

    Args:
        text: any text; numbers may hold spaces and a line break.

    >>> [m.number.canonical for m in find_numbers("Quy định số 31- QĐ/TU và Công văn 12/UBND-VX")]
    ['31-QĐ/TU', '12/UBND-VX']
    """
    plain = plain_separators(text)
    found: list[NumberMention] = []
    last_end = -1
    for match in _candidates(plain):
        if match.start() < last_end:
            continue
        start = match.start() if _is_blank(match) else match.start("serial")
        cued = _is_blank(match) or _has_cue(plain, start)
        listed = bool(found) and bool(_LIST.fullmatch(plain, last_end, match.start()))
        number = _read(match, cued=cued or listed, spaced=cued)
        if number is None:
            continue
        if not cued:
            start += match["serial"].rstrip("abcdđeghik").rstrip().rfind(" ") + 1
        last_end = match.end("sign")
        found.append(NumberMention(start, last_end, text[start:last_end], number))
    return found


def parse_number(text: str) -> DocumentNumber | None:
    """Read one number, also one typed without care.

    Args:
        text: the number, with or without ``số``; case, spaces and separators are free.

    >>> [parse_number(t).canonical for t in ("31 ct tu", "31-ct/tu", "Số: 30 /2020/ND-CP")]
    ['31-CT/TU', '31-CT/TU', '30/2020/NĐ-CP']
    """
    plain = plain_separators(nfc(text)).strip(" .,;:")
    blank = _BLANK.match(plain)
    match = blank or _NUMBER.match(LEADING_CUE.sub("", plain))
    number = _read(match, cued=True, spaced=True) if match else None
    if match and number and not match.string[match.end("sign") :].strip(" .,;:~*_"):
        return number
    return _parse_careless(plain)


def _candidates(plain: str) -> Iterator[re.Match[str]]:
    found = [
        match
        for start, end in around(_separators(plain), _BEFORE, _BEHIND)
        for pattern in (_NUMBER, _BLANK)
        for match in pattern.finditer(plain, start, end)
    ]
    return iter(sorted(found, key=lambda match: (match.start(), -match.end())))


def _separators(plain: str) -> list[tuple[int, int]]:
    """Return the separators before a capital, each from the digits or the blank before it."""
    found = sorted(match.span() for sign in _SEPARATORS for match in sign.finditer(plain))
    return [(start, end) for at, end in found if (start := _lead(plain, at)) is not None]


def _lead(plain: str, at: int) -> int | None:
    for pattern, far in _LEADS:
        if match := pattern.search(plain, max(0, at - far), at):
            return match.start()
    return None


def _is_blank(match: re.Match[str]) -> bool:
    return match.re is _BLANK


def _has_cue(plain: str, start: int) -> bool:
    before = strip_accents(plain[max(0, start - 40) : start])
    return bool(_CUE.search(before) or _type_word().search(before))


@cache
def _type_word() -> re.Pattern[str]:
    names = "|".join(strip_accents(name) for name in doc_types.names())
    return re.compile(r"(?<!\w)(?:" + names.replace(" ", r"\s{1,3}") + r")\s{1,3}$")


def _read(match: re.Match[str], *, cued: bool, spaced: bool) -> DocumentNumber | None:
    """Turn a candidate into a number, or reject it.

    Args:
        match: of ``_NUMBER`` or ``_BLANK``.
        cued: a word before it says that a number follows.
        spaced: that word stands right before it, so that spaces between its digits are slips.
    """
    sign = Sign.read(match["sign"])
    if _is_blank(match):
        joint = match.string[match.start() : match.start("sign")].strip()[-1]
        return _number(sign, None, "", joint)
    printed = _BEFORE_LETTER.sub("", match["serial"])
    printed = printed if spaced else printed.rsplit(" ", 1)[-1]
    serial, year = _mend_serial(printed), (match["year"] or "").translate(_MEND_DIGITS)
    joint = match["joint"].strip()
    if not _is_sound(sign, joint=joint, year=year, cued=cued):
        return None
    mended = (serial, year) != (printed, match["year"] or "")
    return _number(sign, serial, year, joint, mended=mended)


def _mend_serial(serial: str) -> str:
    letter = serial[-1] if len(serial) > 1 and serial[-1] in "abcdđeghik" else ""
    return serial[: len(serial) - len(letter)].translate(_MEND_DIGITS) + letter


def _number(
    sign: Sign, serial: str | None, year: str, joint: str, *, mended: bool = False
) -> DocumentNumber:
    kind, slashed = sign.type_code, "/" in sign.joints
    party = kind is not None and not year and organ_codes.is_party(sign.groups[1])
    joint = joint or ("-" if slashed else "/")  # lost: "1437 CV/BTGTU"
    full = serial + joint + (f"{year}/" if year else "") + sign.text if serial else sign.text
    return DocumentNumber(
        serial=serial,
        year=int(year) if len(year) == 4 else None,
        type_code="BA" if _COURT.match(sign.text) else kind,
        organ=sign.organ,
        sign=sign.text,
        canonical=full,
        system="party" if party or (joint == "-" and slashed) else "state",
        repaired=mended or sign.mended,
    )


def _is_sound(sign: Sign, *, joint: str, year: str, cued: bool) -> bool:
    """Tell a number from what only looks like one: a fraction, a rate, a date."""
    if year:
        typed = sign.type_code is not None or bool(_LAW.match(sign.groups[0]))
        if len(year) == 3:
            return cued and joint == "/" and sign.type_code is not None
        return year.startswith(("19", "20")) and joint == "/" and (typed or cued)
    if sign.type_code:
        return bool(joint) or cued or "/" in sign.joints or organ_codes.is_party(sign.groups[1])
    if joint == "-":
        return cued and len(sign.groups) == 1 and sign.groups[0] in _OLD_ORGANS
    organ = sign.groups[0]
    capitals = sum(letter.isupper() for letter in organ)
    return cued and joint == "/" and (capitals > 1 or bool(organ_codes.by_code(organ)))


def _parse_careless(plain: str) -> DocumentNumber | None:
    match = _CARELESS.match(plain)
    if match is None:
        return None
    parts = re.findall(r"[^\W_][\w.&]{0,20}", match["rest"])
    if not 1 <= len(parts) <= 8:
        return None
    kind = doc_types.canonical_code(parts[0].upper()) if len(parts) > 1 else None
    units = parts[1:] if kind else parts
    spelled = [organ_codes.canonical_code(u.upper()) or u.upper() for u in units]
    year = match["year"] or ""
    party = kind is not None and not year and organ_codes.is_party(spelled[0])
    groups = (kind, *spelled) if kind else tuple(spelled)
    joints = tuple("/" if party and i == 0 else "-" for i in range(len(groups) - 1))
    sign = Sign(groups, joints, mended=False)
    return _number(sign, match["serial"], year, "-" if party else "/")


_CARELESS = re.compile(
    r"\W{0,9}(?:[sS][ốỐoO](?![^\W\d])\W{0,9})?(?P<serial>\d{1,6}[a-zđ]?)(?![^\W_])\W{1,9}"
    r"(?:(?P<year>(?:19|20)\d\d)\W{1,9})?(?P<rest>[^\W\d_].{0,80})$"
)
