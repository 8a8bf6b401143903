"""What an act is about: the span of its subject (trích yếu) in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vnadmin_nlp.extraction.citations.cited_document import Span
from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab import citation_words
from vnadmin_nlp.vocab.citation_words import body, loose, opener

_LONGEST = 1500  # letters


class Tail(NamedTuple):
    """A later act of the sentence: from its type word to the end of its date and issuer."""

    start: int
    end: int
    numbered: bool


_SURE_OPENER = loose(r"(?:ve|v/v|quy dinh|ban hanh|sua doi)(?!\w)")  # also after a comma
_CLAUSE = loose(
    r"[;:](?!\d)|\.(?=\s|$)|, |\s(?=va )|[)]|\s\((?=dinh kem|kem theo|gui kem|co|sau day|goi tat)"
)
# Words with which the main clause goes on after a comma, by their first words.
_GOES_ON = {
    "các": "cơ quan|đơn vị|chi bộ|địa phương|bộ|sở|cấp|đồng chí", "căn": "cứ", "thực": "hiện",
    "theo": "", "để": "", "nhằm": "", "qua": "", "trên": "cơ sở|địa bàn", "trong": "thời gian",
    "hiện": "nay", "sau": "khi", "xét": "",
}  # fmt: skip
_MAIN = loose(
    "(?:"
    + "|".join(
        rf"(?P<w{at}>{strip_accents(first)})" + (f" (?:{strip_accents(rest)})" if rest else "")
        for at, (first, rest) in enumerate(_GOES_ON.items())
    )
    + r")(?!\w)(?! doi(?!\w))"  # "theo dõi" is none
)
# "giữa các bộ, ngành, Ủy ban nhân dân các cấp": bodies in a list begin no clause.
_LISTED = loose(r"(?:,|(?<!\w)(?:giua|do)) (?:(?:cac|mot so) )?(?P<item>[^,;:.()]{2,60}), $")


def _begins_main_clause(text: str, bare: str, at: int, start: int) -> bool:
    """Tell whether a main clause begins at ``at``, after the comma of a subject."""
    capitals = text[at : at + 3].isupper() and text[start : start + 3].isupper()
    found = _MAIN.match(bare, at)
    if found and found.lastgroup:
        printed = text[found.start(found.lastgroup) : found.end(found.lastgroup)]
        # not "quá" for "qua", but a misread "Đẻ" for "Để"
        meant = printed.lower() in _GOES_ON or printed == found[found.lastgroup]
        return meant or (printed[0].isupper() and not capitals)
    if capitals or not (body().match(bare, at) and text[at].isupper()):
        return False
    listed = _LISTED.search(bare, max(start, at - 70), at)
    return not (listed and _is_organ(text, bare, listed.start("item")))


_SMALL_ORGAN = loose(r"(?:nganh|doan the|to chuc)(?!\w)")


def _is_organ(text: str, bare: str, at: int) -> bool:
    named = text[at].isupper() and body().match(bare, at)
    return bool(named or _SMALL_ORGAN.match(bare, at))


def subject_span(
    text: str, bare: str, at: int, limit: int, later: Sequence[Tail], *, alone: bool = False
) -> Span | None:
    """Find the subject of an act: from its opening word to the end of the clause, or None.

    A further numbered act after a comma or ``và`` is the next of the chain, unless the words right
    before it name an act of their own inside the subject (``thi hành Luật A và Nghị định số …``).

    Args:
        text: as printed.
        bare: the same text without accents.
        at: where the number, date and issuer of the act end.
        limit: where its sentence ends.
        later: the acts after it in its sentence.
        alone: the sentence begins with the act and is all there is, as a line of a register: what
            stands after a semicolon or ``để`` belongs to the subject as well.
    """
    limit = min(limit, at + _LONGEST)
    opened = opener().match(bare, at, limit)
    if opened is None or any(tail.start == opened.start("verb") for tail in later):
        return None
    start = opened.start("verb")
    if text[start : opened.end()].lower() in citation_words.exact("alike"):
        return None
    if "," in text[at:start] and not _SURE_OPENER.match(bare, start):
        return None
    amending = _AMENDING.match(bare, start) is not None
    for cut in _CLAUSE.finditer(bare, opened.end(), limit):
        mark = cut.group()
        if any(tail.start < cut.start() < tail.end for tail in later):
            continue
        if mark == ")" and "(" in bare[start : cut.start()]:
            continue
        if mark in (";", ":", ")", " (") or mark.startswith("."):
            if alone and mark in (";", ":") and (amending or not _begins(later, bare, cut.end())):
                continue
            return start, cut.start()
        if alone and (amending or not _MAIN_VERB.search(bare, cut.end(), cut.end() + 90)):
            continue
        after = _AND.match(bare, cut.end())
        if _leaves_subject(text, bare, start, after.end() if after else cut.end(), later, cut):
            return start, cut.start()
    return start, start + len(text[start:limit].rstrip())


_AND = loose(r"va ")
_AMENDING = loose(r"(?:ve (?:viec )?)?(?:sua doi|bo sung|bai bo|thay the)(?!\w)")
_MAIN_VERB = loose(
    r"(?<!\w)(?:de nghi|yeu cau|thong bao|bao cao|ban hanh|kinh|xin|trien khai|da)(?!\w)"
)
_SPACE = re.compile(r"\s{0,3}")


def _begins(later: Sequence[Tail], bare: str, at: int) -> bool:
    """Tell whether a numbered act begins at ``at``."""
    gap = _SPACE.match(bare, at)
    return any(tail.numbered and gap and tail.start == gap.end() for tail in later)


def _leaves_subject(
    text: str, bare: str, start: int, at: int, later: Sequence[Tail], cut: re.Match[str]
) -> bool:
    """Tell whether the words after a comma or ``và`` stand outside the subject."""
    chained = next((tail for tail in later if tail.start == at), None)
    if chained is not None:
        return chained.numbered and not any(tail.end == cut.start() for tail in later)
    if cut.group().isspace():
        return bool(_SAID.match(bare, at))
    if cut.group().startswith(","):
        return _begins_main_clause(text, bare, at, start)
    return False


# "… về việc giao dự toán và đề xuất của Giám đốc Sở tại Công văn số …"
_SAID = loose(r"(?:de xuat|de nghi|y kien|chi dao|ket luan|yeu cau) (?:[^\W\d_]{1,8}\s){0,3}cua\s")
