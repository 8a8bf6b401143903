"""Signs of documents (ký hiệu): the abbreviations after the number, printed or misread."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab import doc_types, organ_codes

#: What may part two groups, beside the separator.
GAP = r" {0,3}(?:\n {0,3})?"  # spaces or one line break: "1190-\nQĐ/TU"
_END = r"(?:(?![^\W_])|(?=ng[àa]y|c[ủu]a))"  # a recogniser may glue the next word on
_ACCENTED = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ"
#: The pattern of one abbreviation.
CODE = (
    rf"(?:[A-ZĐƯ]|0(?=Đ))[A-Za-zĐđƯư\d|{_ACCENTED}]{{0,15}}"
    r"(?:[.,&][A-ZĐƯ][A-Za-zĐđƯư\d]{0,9}(?![/\d])){0,4}"  # Th.U  LĐVL&TN  SVH,TT,DL
    r"(?:\([A-ZĐƯ][A-Za-zĐđ\d]{0,9}\))?"  # CAT(PC04)
)
_SEPARATOR = rf"{GAP}[-/](?:[./\-_]|{GAP}){{1,3}}"  # a speck may be read beside it: "TT- -BGDĐT"
#: The pattern of a sign; a blank in it may be a line break.
SIGN = rf"(?:[CT]T r(?= ?[-/])|{CODE})(?:{_SEPARATOR}{CODE}){{0,6}}{_END}"  # "TT r-UBND"
_PLAIN_CAPITALS = {ord(letter): strip_accents(letter).upper() for letter in _ACCENTED}
_SLIPS = (
    # Read twice. Elsewhere a double Đ is printed: HĐĐT (hội đồng đại trường), ĐĐBQH, GĐĐ.
    (re.compile("^([QN])ĐĐ$"), r"\1Đ"),
    (re.compile("^[0O]Đ"), "QĐ"),
    (re.compile("^T[1lI]g$"), "TTg"),
    (re.compile(r"^[0O]H(?=\d)"), "QH"),
)
_LOST_SLASH = re.compile(r"[lI|17]")


@dataclass(frozen=True, slots=True)
class Sign:
    """The groups of a sign with the separators between them.

    Attributes:
        groups: the abbreviations, mended.
        joints: the separators, one fewer.
        mended: whether a letter or separator was mended.
    """

    groups: tuple[str, ...]
    joints: tuple[str, ...]
    mended: bool

    @classmethod
    def read(cls, printed: str) -> Sign:
        """Take a printed sign apart.

        >>> Sign.read("TT r- UBND").text, Sign.read("ND-CP").mended
        ('TTr-UBND', True)
        """
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
        """Return the code of the type, or None for signs without one."""
        return doc_types.canonical_code(self.groups[0]) if len(self.groups) > 1 else None

    @property
    def organ(self) -> str:
        """Return the organ part with its units."""
        return self._joined(1 if self.type_code else 0)

    @property
    def text(self) -> str:
        """Return the sign as it is printed, without spaces."""
        return self._joined(0)

    def _joined(self, first: int) -> str:
        parts = [self.groups[first]]
        for joint, group in zip(self.joints[first:], self.groups[first + 1 :], strict=True):
            parts += (joint, group)
        return "".join(parts)


def _lost_slash(group: str) -> tuple[str, str] | None:
    """Split ``QĐlTU``: a slash read as a letter between a known type and a known organ."""
    for match in _LOST_SLASH.finditer(group):
        left, right = group[: match.start()], group[match.end() :]
        if doc_types.canonical_code(left) and organ_codes.by_code(right):
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
    known = organ_codes.canonical_code(code)
    return known if known and len(known) == len(code) else code
