"""What an act is about: the span of its subject (trích yếu) in running text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vnadmin_nlp.extraction.act import Span
from vnadmin_nlp.lexicon import citing
from vnadmin_nlp.lexicon.citing import body, loose, opener

_LONGEST = 1500  # letters


class Tail(NamedTuple):
    """A later act of the sentence: from its type word to the end of its date and issuer."""

    start: int
    end: int
    numbered: bool


_SURE_OPENER = loose(r"(?:ve|v/v|quy dinh|ban hanh|sua doi)(?!\w)")  # also after a comma
_CLAUSE = loose(
    r"[;:]|\.(?=\s|$)|, |\s(?=va )|[)]|\s\((?=dinh kem|kem theo|gui kem|co|sau day|goi tat)"
)
_MAIN = loose(
    r"(?:cac (?:co quan|don vi|chi bo|dia phuong|bo|so|cap|dong chi)|can cu|thuc hien|theo|de"
    r"|nham|qua|tren co so|tren dia ban|trong thoi gian|hien nay|sau khi|xet)(?!\w)"
)


def subject_span(text: str, bare: str, at: int, limit: int, later: Sequence[Tail]) -> Span | None:
    """Find the subject of an act: from its opening word to the end of the clause, or None.

    A further numbered act after a comma or ``và`` is the next of the chain, unless the words right
    before it name an act of their own inside the subject (``thi hành Luật A và Nghị định số …``).

    Args:
        text: as printed.
        bare: the same text without accents.
        at: where the number, date and issuer of the act end.
        limit: where its sentence ends.
        later: the acts after it in its sentence.
    """
    limit = min(limit, at + _LONGEST)
    opened = opener().match(bare, at, limit)
    if opened is None or any(tail.start == opened.start("verb") for tail in later):
        return None
    start = opened.start("verb")
    if text[start : opened.end()].lower() in citing.exact("alike"):
        return None
    if "," in text[at:start] and not _SURE_OPENER.match(bare, start):
        return None
    for cut in _CLAUSE.finditer(bare, opened.end(), limit):
        mark = cut.group()
        if any(tail.start < cut.start() < tail.end for tail in later):
            continue
        if mark == ")" and "(" in bare[start : cut.start()]:
            continue
        if mark in (";", ":", ")", " (") or mark.startswith("."):
            return start, cut.start()
        after = _AND.match(bare, cut.end())
        if _leaves_subject(text, bare, after.end() if after else cut.end(), later, cut):
            return start, cut.start()
    return start, start + len(text[start:limit].rstrip())


_AND = loose(r"va ")


def _leaves_subject(
    text: str, bare: str, at: int, later: Sequence[Tail], cut: re.Match[str]
) -> bool:
    """Tell whether the words after a comma or ``và`` stand outside the subject."""
    chained = next((tail for tail in later if tail.start == at), None)
    if chained is not None:
        return chained.numbered and not any(tail.end == cut.start() for tail in later)
    if cut.group().isspace():
        return bool(_SAID.match(bare, at))
    if cut.group().startswith(","):
        main = body().match(bare, at) and text[at : at + 1].isupper()
        return bool(main or _MAIN.match(bare, at))
    return False


# "… về việc giao dự toán và đề xuất của Giám đốc Sở tại Công văn số …"
_SAID = loose(r"(?:de xuat|de nghi|y kien|chi dao|ket luan|yeu cau) (?:[^\W\d_]{1,8}\s){0,3}cua\s")
