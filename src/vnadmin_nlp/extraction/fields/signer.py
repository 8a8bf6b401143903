"""The signer's block: authority, position, name (quyền hạn, chức vụ, họ tên)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz, process

from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.repair.by_lexicon import restore_accents
from vnadmin_nlp.grammar.person_names import MIDDLE_NAMES, parse_person
from vnadmin_nlp.layout import Document, PageLine, Zone
from vnadmin_nlp.layout.line_kinds import AUTHORITY, is_authority
from vnadmin_nlp.layout.page_lines import mean_confidence
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import is_capital, strip_accents
from vnadmin_nlp.vocab import layout_phrases
from vnadmin_nlp.vocab.loader import lists
from vnadmin_nlp.vocab.surnames import is_surname

_EDGE = re.compile(r"^[\W_]+|[^\w)]*_*[^\w)]+$|_+$")
#: a rule or a signature's stroke, as it is read
_LINE = re.compile(r"[~_—–-]")
#: what a misread position in capitals still begins with
_ROLE_WORD = re.compile(r"pho|giam|truong|chutich|thutruong|bithu|chanh|botruong|uyvien|hieutr")
#: a deputy's position and the head's that stands over it
_DEPUTY = re.compile(r"^(?:PHÓ|P\.)\s*")
_OTHER_DEPUTIES = {"THỨ TRƯỞNG": "BỘ TRƯỞNG"}
_HALF_KT = re.compile(r"\W{0,3}K\s?[.,/|]\s?(?=[A-ZĐÀ-Ỹ])")
_FOR = re.compile(r"K(?:T\.|/T)\s*(?P<head>.+)")
#: How like a deputy's position a line must be below the head's, in %.
_ALIKE_BELOW_HEAD = 70
#: A position may stand behind junk: a seal's rim, a KT. written by hand.
_LONGEST_JUNK = 2
_LONGEST_ROLE = 8  # words
#: A word read less surely than this may be another one.
_SURE_WORD = 0.9
#: From this score on a line is a person's name, whatever else it is like.
_SURE_PERSON = 0.8
#: A position whose letters were mended is no surer than this, so that a person looks at it.
_MENDED_CONFIDENCE = 0.6
_SIGNS = ".,;:()-_/|'\""


@dataclass(frozen=True, slots=True)
class SignerBlock:
    """The three parts of a signer's block; each None where it isn't there or can't be read."""

    authority: FieldValue | None
    role: FieldValue | None
    name: FieldValue | None


def find_signer(document: Document, *, party: bool = False) -> SignerBlock:
    """Read the signer's block from top to bottom: authority lines, position, name.

    Args:
        document: the document.
        party: whether it is a Party paper, whose abbreviations bear a slash (36-HD/VPTW).
    """
    lines = document.of(Zone.SIGNER)
    authority: list[FieldValue] = []
    roles: list[FieldValue] = []
    name: FieldValue | None = None
    for line in lines:
        if name is not None:
            break
        if not roles and (found := _authority(line, party=party)):
            authority.append(found)
        elif role := _role(line) or _misread_deputy(line, _head(roles, authority)):
            roles.append(role)
        else:
            name = _name(line, alone=not (roles or authority))
    if len(roles) > 1 and not _head_deputised(authority):
        deputy = _as_deputy(roles[1], roles[0].value)
        if deputy:
            authority.append(_deputising(roles[0]))
            roles = [deputy]
    elif roles and (head := _head_deputised(authority)) == roles[0].value:
        roles = [_as_deputy(roles[0], head) or roles[0]]
    return SignerBlock(_joined(authority), roles[0] if roles else None, name)


def _name(line: PageLine, *, alone: bool) -> FieldValue | None:
    person = parse_person(line.text)
    if person is None or person.score < (0.8 if alone else 0.6):
        return None
    if is_capital(person.name) and (_is_of_a_body(person.name) or _is_of_a_body(line.text)):
        return None
    read = [word.confidence for word in line.words if word.text in person.name]
    confidence = min(person.score, mean_confidence([line]) + 0.05, *read)
    repair = f"{line.text} → {person.name}" if person.repaired else None
    return FieldValue(person.name, [line], confidence, "name-under-position", repair)


def _is_of_a_body(text: str) -> bool:
    """Tell whether a line names a position or a body, or a field of one (Y TẾ of GIÁM ĐỐC SỞ …)."""
    folded, first = layout_phrases.key(text), text.split()[0]
    # TRƯƠNG is a surname and no word of positions; PHÓ is both.
    surname = is_surname(first.capitalize()) and first.upper() not in _words_of_positions()
    return bool(
        (_ROLE_WORD.match(folded) and not surname)
        or folded in _fields()
        or any(folded in role for role in layout_phrases.keys("roles"))
        or layout_phrases.is_phrase(text, "collectives", 80)
    )


@cache
def _fields() -> frozenset[str]:
    return frozenset(map(layout_phrases.key, lists("letterheads.toml")["words"]))


def _doubted(line: PageLine) -> frozenset[str]:
    """Return the words of a line that may be misread: read unsurely, or no Vietnamese syllables."""
    return frozenset(
        word.text.strip(_SIGNS)
        for word in line.words
        if word.confidence < _SURE_WORD or not is_syllable(word.text.strip(_SIGNS))
    )


def _authority(line: PageLine, *, party: bool) -> FieldValue | None:
    """Print the abbreviation as the two systems do: T/M BAN …, KT. CHỦ TỊCH."""
    match = AUTHORITY.match(line.text) if is_authority(line.text) else None
    if match:
        code = re.sub(r"[^A-Z]", "", match["code"])
        slashed = bool(re.search(r"[/|]", match["code"][:3])) or (party and code != "Q")
        rest, confidence = line.text[match.end() :], line.confidence
    elif head := _behind_half_a_code(line):
        rest, code, slashed, confidence = head, "KT", party, min(0.6, line.confidence)
    else:
        collective = _behind_misread_code(line)
        if collective is None:
            return None
        rest, code, slashed, confidence = collective, "TM", party, 0.6
    rest = _position(rest, _doubted(line)) or restore_accents(_bare(rest))
    value = f"{code[0]}/{code[1:]} {rest}" if slashed else f"{code}. {rest}"
    return FieldValue(value, [line], confidence, "authority", _repair(_bare(line.text), value))


def _behind_half_a_code(line: PageLine) -> str | None:
    """Return the head's position behind a K that lost its T: no other code begins so."""
    match = _HALF_KT.match(line.text)
    if match is None or not is_capital(line.text):
        return None
    return _position(line.text[match.end() :], _doubted(line))


def _behind_misread_code(line: PageLine) -> str | None:
    """Return the collective behind an unread abbreviation (``Ứ/M ĐẢNG ỦY``): it must be T/M."""
    words = [word.text for word in line.words]
    code, rest = _LINE.sub("", words[0]), " ".join(words[1:])
    if len(words) < 3 or len(code) > 4 or "M" not in code.upper():
        return None
    return layout_phrases.is_phrase(rest, "collectives", 80)


def _role(line: PageLine) -> FieldValue | None:
    """Return the position on a line; junk before it and behind it is left out."""
    words = [word.text for word in line.words]
    doubted = _doubted(line)
    for position in (_position, _unlisted_position):
        for skip in range(min(_LONGEST_JUNK, len(words) - 1) + 1):
            if any(len(word) > 3 or word == "PHÓ" for word in words[:skip]):
                break
            text = _bare(" ".join(words[skip:]))
            value = position(text, doubted) if is_capital(text) else None
            if value:
                kept = replace(line, words=line.words[skip:])
                mended = layout_phrases.key(value) != layout_phrases.key(text)
                sure = min(_MENDED_CONFIDENCE, kept.confidence) if mended else kept.confidence
                return FieldValue(value, [kept], sure, "position", _repair(text, value))
    return None


def _position(text: str, doubted: frozenset[str]) -> str | None:
    """Return the known position that a text is, or the text that begins with one; else None.

    Only doubtful words are mended: a position stays as it is printed, however like another it is.

    Args:
        text: without what stands before the position.
        doubted: its words that may be misread.
    """
    text = _with_lost_accents(_bare(text), doubted)
    folded = layout_phrases.key(text)
    known = process.extractOne(
        folded, layout_phrases.keys("roles"), scorer=fuzz.ratio, score_cutoff=84
    )
    if known:
        phrase = layout_phrases.phrases("roles")[known[2]]
        if folded == layout_phrases.key(phrase):
            return text if restore_accents(text) == text else phrase
        if _is_misread(text, phrase, doubted):
            return phrase
    if layout_phrases.starts_with(text, "roles", 92) and len(text.split()) <= _LONGEST_ROLE:
        return text
    return None


def _unlisted_position(text: str, doubted: frozenset[str]) -> str | None:
    """Return a text that no table lists where it is built like a position, else None."""
    text = _with_lost_accents(_bare(text), doubted)
    return text if _has_form_of_position(text) else None


def _is_misread(text: str, phrase: str, doubted: frozenset[str]) -> bool:
    """Return whether a known position was misread as ``text``, as far as doubtful words can tell.

    A word read surely stays (``TỔ`` is not ``BAN``), and no word is lost or added.
    """
    words, meant = text.split(), phrase.split()
    sure = {layout_phrases.key(word) for word in words if word.strip(_SIGNS) not in doubted}
    read, right = list(map(layout_phrases.key, words)), list(map(layout_phrases.key, meant))
    if len(read) == len(right):
        clipped = right[0].endswith(read[0])  # a seal hides its first letters: HỦ TỊCH
        pairs = zip(read[clipped:], right[clipped:], strict=True)
        return all(word == other for word, other in pairs if word in sure)
    # two words read as one, or one as two
    same_length = abs(len("".join(read)) - len("".join(right))) <= 1
    return same_length and sure < set(read) and sure <= set(right)


def _with_lost_accents(text: str, doubted: frozenset[str]) -> str:
    """Give accents back where a known phrase decides, but leave those that were read surely."""
    words, restored = text.split(), restore_accents(text).split()
    if len(words) != len(restored):
        return text
    return " ".join(
        back if word.strip(_SIGNS) in doubted or strip_accents(word) == word.lower() else word
        for word, back in zip(words, restored, strict=True)
    )


def _has_form_of_position(text: str) -> bool:
    """Return whether a text is built like a position that no table lists.

    As ``TRƯỞNG THÔN``, ``CHÁNH SỰ VỤ``, ``PHÓ TỔ TRƯỞNG``, ``CHỈ HUY TRƯỞNG``.
    """
    words = text.upper().split()
    if not 2 <= len(words) <= _LONGEST_ROLE or not all(map(is_syllable, words)):
        return False
    if words[0] == "PHÓ":
        return len(words) > 2 or words[1] in _words_of_positions()
    if words[0] in ("TRƯỞNG", "CHÁNH"):
        return words[1].capitalize() not in MIDDLE_NAMES  # TRƯỞNG VĂN …: a misread Trương
    return "TRƯỞNG" in words[1:4] and not is_surname(words[0])


@cache
def _words_of_positions() -> frozenset[str]:
    return frozenset(word for role in layout_phrases.phrases("roles") for word in role.split())


def _is_deputy(role: str, head: str) -> bool:
    return _OTHER_DEPUTIES.get(role) == head or (
        bool(_DEPUTY.match(role))
        and layout_phrases.key(_DEPUTY.sub("", role)).startswith(layout_phrases.key(head))
    )


def _deputy_of(head: str) -> str | None:
    """Return the deputy's position of a head's: PHÓ GIÁM ĐỐC of GIÁM ĐỐC."""
    deputy = f"PHÓ {head}"
    return deputy if layout_phrases.key(deputy) in layout_phrases.keys("roles") else None


def _head(roles: Sequence[FieldValue], authority: Sequence[FieldValue]) -> str | None:
    return roles[0].value if roles else _head_deputised(authority)


def _misread_deputy(line: PageLine, head: str | None) -> FieldValue | None:
    """Return the deputy's position on a line below the head's, be it badly stamped.

    A line that is like the head's position again is the deputy's whose PHÓ is lost.
    """
    deputy = _deputy_of(head) if head else None
    if head is None or deputy is None or _is_person(line):
        return None
    text = _bare(line.text)
    read = layout_phrases.key("".join(letter for letter in text if not letter.isdigit()))
    if max(fuzz.ratio(read, layout_phrases.key(way)) for way in (head, deputy)) < _ALIKE_BELOW_HEAD:
        return None
    return FieldValue(
        deputy, [line], min(0.6, line.confidence), "deputy-below-head", _repair(text, deputy)
    )


def _is_person(line: PageLine) -> bool:
    """Return whether a line is a name: ``Trương Văn Phong`` is like ``TRƯỞNG PHÒNG``, and none."""
    person = parse_person(line.text)
    return person is not None and not person.repaired and person.score >= _SURE_PERSON


def _as_deputy(role: FieldValue, head: str) -> FieldValue | None:
    """Return the position below a head's as the deputy's, which it is where both are the same.

    Nobody prints a position twice, and nobody signs for himself: the PHÓ is written by hand, or
    lost under the seal.
    """
    if _is_deputy(role.value, head):
        return role
    deputy = _deputy_of(head) if role.value == head else None
    if deputy is None:
        return None
    repair = f"{role.value} → {deputy}"
    return replace(role, value=deputy, by="deputy-below-head", repair=repair,
                   confidence=min(role.confidence, 0.6))  # fmt: skip


def _head_deputised(authority: Sequence[FieldValue]) -> str | None:
    """Return the head for whom a deputy signs (KT.)."""
    signed_for = (_FOR.match(found.value) for found in authority)
    return next((match["head"] for match in signed_for if match), None)


def _deputising(head: FieldValue) -> FieldValue:
    """A deputy's position under the head's means KT., written by hand or lost in the seal."""
    value = f"KT. {head.value}"
    return replace(head, value=value, by="deputy-under-head", repair=f"{head.value} → {value}",
                   confidence=min(head.confidence, 0.85))  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", _EDGE.sub("", text))


def _repair(read: str, value: str) -> str | None:
    return None if read == value else f"{read} → {value}"


def _joined(parts: Sequence[FieldValue]) -> FieldValue | None:
    if not parts:
        return None
    lines = [line for part in parts for line in part.lines]
    repairs = [part.repair for part in parts if part.repair]
    return FieldValue(
        "; ".join(part.value for part in parts),
        lines,
        min(part.confidence for part in parts),
        parts[0].by,
        "; ".join(repairs) or None,
    )
