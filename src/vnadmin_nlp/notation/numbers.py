"""Numbers and signs (số, ký hiệu) of documents: found in text, parsed, printed, compared.

The forms are those of NĐ 30/2020/NĐ-CP, Phụ lục I (State), of Hướng dẫn 36-HD/VPTW (Party), and the
older and careless ones that stand beside them in real files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.lexicon import doc_types, organs
from vnadmin_nlp.notation.number_key import LEADING_CUE, lookup_key, plain_separators
from vnadmin_nlp.text import nfc, strip_accents

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
_GAP = r" {0,3}(?:\n {0,3})?"  # spaces or one line break: "1190-\nQĐ/TU"
_DIGIT = r"[\dlIOoSBZ|\]]"  # a digit, or what is read for one
_MARK = r"[~*_]{0,4}"  # strike-through and emphasis of text exports: "~~1455~~ CV/BTGTU"
_SERIAL = rf"(?=[lIOoSBZ|\]]{{0,2}} ?\d){_DIGIT}(?: ?{_DIGIT}){{0,5}}[a-zđ]?"  # also "5 0"
_YEAR = rf"(?=[12lIZ|\]]){_DIGIT}(?: ?{_DIGIT}){{3}}"
_END = r"(?:(?![^\W_])|(?=ng[àa]y|c[ủu]a))"  # a recogniser may glue the next word on
_ACCENTED = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ"
_CODE = (
    rf"(?:[A-ZĐƯ]|0(?=Đ))[A-Za-zĐđƯư\d|{_ACCENTED}]{{0,15}}"
    r"(?:[.,&][A-ZĐƯ][A-Za-zĐđƯư\d]{0,9}(?![/\d])){0,4}"  # Th.U  LĐVL&TN  SVH,TT,DL
    r"(?:\([A-ZĐƯ][A-Za-zĐđ\d]{0,9}\))?"  # CAT(PC04)
)
_SEPARATOR = rf"{_GAP}[-/](?:[./\-_]|{_GAP}){{1,3}}"  # a speck may be read beside it: "TT- -BGDĐT"
_SIGN = rf"(?:[CT]T r(?= ?[-/])|{_CODE})(?:{_SEPARATOR}{_CODE}){{0,6}}{_END}"  # "TT r-UBND"
_NUMBER = re.compile(
    # A digit beside a sign that is no number's neighbour is the rest of a misread number.
    rf"(?:(?<![^\s(\[\"'“‘:;~*_])|(?<=[^\W\d][.,])|(?<=[sS][ốỐ])|(?<=[^\w][-]))"
    rf"{_MARK}(?P<serial>{_SERIAL}){_MARK}"
    rf"(?P<joint>{_GAP}[-/]{_GAP}| {{1,2}}|(?=[A-ZĐ]{{2,4}}-))"  # lost: "1455 CV/TU", "75QĐ-UBND"
    rf"(?:(?P<year>{_YEAR})(?:{_GAP}/{{1,2}}{_GAP}|(?=[A-ZĐ]{{2,4}}-)))?"
    rf"(?P<sign>{_SIGN})"
)
# A number left blank in a draft: "Số:      /QĐ-UBND", "Số ……-CV/TU".
_BLANK = re.compile(rf"\bS[ốôoỐÔO] ?:?[ .…_]{{0,40}}[-/]{_GAP}(?P<sign>{_CODE}[-/]{_GAP}{_SIGN})")
_CUE = re.compile(r"(?<!\w)s[o06][ :.,;*~_\n()'|-]{0,12}$")  # on accent-free text
_LIST = re.compile(r"(?:[\s,;]|và|hoặc|đến|số){1,8}")
_LAW = re.compile(r"(?:UBTV)?QH(?:K?[\dIVX]{1,4})?$")
_COURT = re.compile(r"(?:HS|DS|HC|LĐ|KDTM|HNGĐ|HN)-(?:ST|PT|GĐT|TT)$")
# Signs of one abbreviation (numbers.md, section 2.2), all before 1997.
_OLD_ORGANS = frozenset(("CP", "HĐBT", "HĐCP", "CT", "TTg", "NQ", "SL", "LCT", "CTN"))
_MEND_DIGITS = str.maketrans("lI|]OoSBZ", "111100582", " ")
_PLAIN_CAPITALS = {ord(letter): strip_accents(letter).upper() for letter in _ACCENTED}
_SLIPS = (
    (re.compile("Đ{2,}"), "Đ"),
    (re.compile("^[0O]Đ"), "QĐ"),
    (re.compile("^T[1lI]g$"), "TTg"),
    (re.compile(r"^[0O]H(?=\d)"), "QH"),
)
_LOST_SLASH = re.compile(r"[lI|17]")


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
            start += match["serial"].rfind(" ") + 1
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
    found = [*_NUMBER.finditer(plain), *_BLANK.finditer(plain)]
    return iter(sorted(found, key=lambda match: (match.start(), -match.end())))


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
    sign = _Sign.read(match["sign"])
    if _is_blank(match):
        joint = match.string[match.start() : match.start("sign")].strip()[-1]
        return sign.number(None, None, joint, mended=False)
    printed = match["serial"] if spaced else match["serial"].rsplit(" ", 1)[-1]
    serial, year = _mend_serial(printed), (match["year"] or "").translate(_MEND_DIGITS)
    joint = match["joint"].strip()
    if not _is_sound(sign, joint=joint, year=year, cued=cued):
        return None
    mended = (serial, year) != (printed, match["year"] or "")
    return sign.number(serial, int(year) if year else None, joint, mended=mended)


def _mend_serial(serial: str) -> str:
    letter = serial[-1] if len(serial) > 1 and serial[-1] in "abcdđeghik" else ""
    return serial[: len(serial) - len(letter)].translate(_MEND_DIGITS) + letter


@dataclass(frozen=True, slots=True)
class _Sign:
    """The groups of a sign with the separators between them."""

    groups: tuple[str, ...]
    joints: tuple[str, ...]
    mended: bool

    @classmethod
    def read(cls, printed: str) -> _Sign:
        parts = re.split(r"\s*([-/])[\s./\-_]*", printed)
        raw = [re.sub(r"\s", "", part) for part in parts[::2]]
        joints = parts[1::2]
        groups = [_mend_code(part) for part in raw]
        if not joints and (halves := _lost_slash(groups[0])):
            groups, joints = list(halves), ["/"]
        kind = doc_types.canonical_code(groups[0]) if joints else None
        groups = [kind or _spelled(groups[0]), *(_spelled(part) for part in groups[1:])]
        return cls(tuple(groups), tuple(joints), mended=groups != raw)

    @property
    def type_code(self) -> str | None:
        return doc_types.canonical_code(self.groups[0]) if len(self.groups) > 1 else None

    @property
    def organ(self) -> str:
        return self._joined(1 if self.type_code else 0)

    def _joined(self, first: int) -> str:
        parts = [self.groups[first]]
        for joint, group in zip(self.joints[first:], self.groups[first + 1 :], strict=True):
            parts += (joint, group)
        return "".join(parts)

    def number(
        self, serial: str | None, year: int | None, joint: str, *, mended: bool
    ) -> DocumentNumber:
        party = self.type_code is not None and year is None and organs.is_party(self.groups[1])
        if not joint:  # lost: "1455 CV/BTGTU"
            joint = "-" if "/" in self.joints else "/"
        sign = self._joined(0)
        printed = sign if serial is None else serial + joint + (f"{year}/" if year else "") + sign
        return DocumentNumber(
            serial=serial,
            year=year,
            type_code="BA" if _COURT.match(sign) else self.type_code,
            organ=self.organ,
            sign=sign,
            canonical=printed,
            system="party" if party or (joint == "-" and "/" in self.joints) else "state",
            repaired=mended or self.mended,
        )


def _lost_slash(group: str) -> tuple[str, str] | None:
    """Split ``QĐlTU``: a slash read as a letter between a known type and a known organ."""
    for match in _LOST_SLASH.finditer(group):
        left, right = group[: match.start()], group[match.end() :]
        if doc_types.canonical_code(left) and organs.by_code(right):
            return left, right
    return None


def _mend_code(code: str) -> str:
    """Undo slips of recognisers that no code can hold: ``SNỸ``, ``QĐĐ``, ``0Đ``, ``OH14``."""
    code = code.translate(_PLAIN_CAPITALS)
    for slip, meant in _SLIPS:
        code = slip.sub(meant, code)
    return code


def _spelled(code: str) -> str:
    """Return an organ code with its lost strokes and case mended, as far as the table knows it."""
    if code.isupper() and "D" not in code and not code.endswith(("G", "U")):
        return code
    known = organs.canonical_code(code)
    return known if known and len(known) == len(code) else code


def _is_sound(sign: _Sign, *, joint: str, year: str, cued: bool) -> bool:
    """Apply numbers.md, section 4: what looks like a number but is none."""
    if year:
        typed = sign.type_code is not None or bool(_LAW.match(sign.groups[0]))
        return year.startswith(("19", "20")) and joint == "/" and (typed or cued)
    if sign.type_code:
        return bool(joint) or cued or "/" in sign.joints or organs.is_party(sign.groups[1])
    if joint == "-":
        return cued and len(sign.groups) == 1 and sign.groups[0] in _OLD_ORGANS
    organ = sign.groups[0]
    capitals = sum(letter.isupper() for letter in organ)
    return cued and joint == "/" and (capitals > 1 or bool(organs.by_code(organ)))


def _parse_careless(plain: str) -> DocumentNumber | None:
    match = _CARELESS.match(plain)
    if match is None:
        return None
    parts = re.findall(r"[^\W_][\w.&]{0,20}", match["rest"])
    if not 1 <= len(parts) <= 8:
        return None
    kind = doc_types.canonical_code(parts[0].upper()) if len(parts) > 1 else None
    units = parts[1:] if kind else parts
    spelled = [organs.canonical_code(u.upper()) or u.upper() for u in units]
    year = match["year"]
    party = kind is not None and not year and organs.is_party(spelled[0])
    groups = (kind, *spelled) if kind else tuple(spelled)
    joints = tuple("/" if party and i == 0 else "-" for i in range(len(groups) - 1))
    sign = _Sign(groups, joints, mended=False)
    return sign.number(
        match["serial"], int(year) if year else None, "-" if party else "/", mended=False
    )


_CARELESS = re.compile(
    r"\W{0,9}(?:[sS][ốỐoO](?![^\W\d])\W{0,9})?(?P<serial>\d{1,6}[a-zđ]?)(?![^\W_])\W{1,9}"
    r"(?:(?P<year>(?:19|20)\d\d)\W{1,9})?(?P<rest>[^\W\d_].{0,80})$"
)
