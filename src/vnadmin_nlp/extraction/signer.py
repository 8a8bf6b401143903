"""The signer's block: authority, position, name (quyền hạn, chức vụ, họ tên)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from vnadmin_nlp.extraction.found import Found, mean_confidence
from vnadmin_nlp.extraction.repair import restore_accents
from vnadmin_nlp.layout import Document, Line, Zone
from vnadmin_nlp.layout.tail import is_authority, is_role
from vnadmin_nlp.lexicon import anchors
from vnadmin_nlp.notation.persons import parse_person

_PREFIX = re.compile(
    r"^[^\w]*(?P<code>T\s?[/|.]?\s?M|K\s?[/|.]?\s?T|T\s?[/|.]?\s?L|T\s?[/|.]?\s?U\s?Q|Q)\s?(?P<mark>[./,:]?)\s*(?=[A-ZĐÀ-Ỹ])"
)
_EDGE = re.compile(r"^[^\w]+|[^\w)]+$")


@dataclass(frozen=True, slots=True)
class SignerBlock:
    """The three parts of a signer's block; each None where it isn't there or can't be read."""

    authority: Found | None
    role: Found | None
    name: Found | None


def find_signer(document: Document) -> SignerBlock:
    """Read the signer's block from top to bottom: authority lines, position, name."""
    lines = document.of(Zone.SIGNER)
    authority: list[tuple[str, Line, str | None]] = []
    role: tuple[str, Line, str | None] | None = None
    name: Found | None = None
    for i, line in enumerate(lines):
        text = line.text
        if role is None and name is None and _PREFIX.match(text) and is_authority(text):
            value = _authority(text)
            authority.append((value, line, _repair(_bare(text), value)))
        elif name is None and is_role(text):
            if role is None:
                value = _role(text)
                role = (value, line, _repair(_bare(text), value))
        elif name is None and (role or authority or i > 0):
            name = _name(lines, i)
    return SignerBlock(
        _joined(authority),
        _single(role) if role else None,
        name,
    )


def _name(lines: Sequence[Line], at: int) -> Found | None:
    person = parse_person(lines[at].text)
    if person is None or person.score < 0.6:
        return None
    confidence = min(person.score, mean_confidence([lines[at]]) + 0.05)
    repair = f"{lines[at].text} → {person.name}" if person.repaired else None
    return Found(person.name, [lines[at]], confidence, "name-under-position", repair)


def _authority(text: str) -> str:
    """Print the abbreviation as the two systems do: T/M BAN …, KT. CHỦ TỊCH."""
    match = _PREFIX.match(text)
    assert match is not None
    code = re.sub(r"[^A-Z]", "", match["code"])
    party = "/" in match["code"] or "|" in match["code"]
    rest = restore_accents(_bare(text[match.end() :]))
    printed = f"{code[0]}/{code[1:]}" if party and len(code) > 1 else code + "."
    return f"{printed} {rest}"


def _role(text: str) -> str:
    """Return the position; a misread one is mended where one known position is meant."""
    value = restore_accents(_bare(text))
    known = process.extractOne(
        anchors.key(value), anchors.keys("roles"), scorer=fuzz.ratio, score_cutoff=88
    )
    if known and anchors.key(value) != anchors.keys("roles")[known[2]]:
        return anchors.phrases("roles")[known[2]]
    return value


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", _EDGE.sub("", text))


def _repair(read: str, value: str) -> str | None:
    return (
        None if anchors.key(read) == anchors.key(value) and read == value else f"{read} → {value}"
    )


def _joined(parts: Sequence[tuple[str, Line, str | None]]) -> Found | None:
    if not parts:
        return None
    repairs = [repair for _, _, repair in parts if repair]
    return Found(
        "; ".join(value for value, _, _ in parts),
        [line for _, line, _ in parts],
        mean_confidence([line for _, line, _ in parts]),
        "authority",
        "; ".join(repairs) or None,
    )


def _single(part: tuple[str, Line, str | None]) -> Found:
    value, line, repair = part
    return Found(value, [line], mean_confidence([line]), "position", repair)
