"""Acts cited with their number: the type word before it, lists that share a sign, laws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vnadmin_nlp.extraction.citations.cited_document import CitedDocument, NamingForm, Span
from vnadmin_nlp.grammar.document_numbers import DocumentNumber, NumberMention, find_numbers
from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab import doc_types
from vnadmin_nlp.vocab.citation_words import type_name, type_word

_CUE = re.compile(r"(?:(?<!\w)(?P<cue>s[o06])\s{0,2}[:.,;]?[\s~*_.…()'|-]{0,8})?$")
_LIST_GLUE = re.compile(
    # "số 12-QĐ/TU, ngày 05/9/2023 và số 13-QĐ/TU"
    r"(?:,?\s{1,2}ngay\s(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4}))?"
    r"\s{0,3}(?:[,;&]|va(?!\w)|hoac(?!\w)|den(?!\w)|[,;]\s?va(?!\w))\s{1,3}$"
)
_MEMBERS = re.compile(
    r"(?<![\w/-])(?P<members>\d{1,5}(?:\s?,\s?\d{1,5}){0,10})"
    r"\s?(?:,|va|den|-)\s{1,3}(?:s[o06]\s{1,2})?$"
)
_SERIES = re.compile(r"(?<!\w)s[o06]\s?:?\s{0,3}$")
_LAW_NUMBER = re.compile(r"\s?,?\s{0,3}\(?(?:so\s?:?)?\s{0,3}")
_BETWEEN = re.compile(r"(?:\s{1,3}\(?[^\W\d_]{1,14}\)?){1,9}\s?:?\s?")
_OF = re.compile(r"(?<!\w)cua\s{1,3}")
_CODE_WORD = re.compile(r"(?<![\w/-])(?:NQ|QĐ|CT|KL|CV|KH|TB|TTr|BC|NĐ|TT|HD|GM|QC|CTr|CĐ|TTLT)$")
# "các Thông báo từ số … đến số …", but not "Thông tư"
_FROM = re.compile(r"(?<!thong)(?<!thong\W)(?<!thong\W\W)\s{1,3}tu$")
_FAR = 120  # letters in which the type word of a number is looked for
_ANY_TYPE = "Văn bản"  # fits a number of any type


@dataclass(frozen=True, slots=True)
class _Lead:
    """The words before a number that say what is numbered."""

    start: int
    type: str
    direct: bool
    issuer: Span | None = None


def find_numbered(text: str, bare: str, laws: Sequence[CitedDocument]) -> Iterator[CitedDocument]:
    """Yield every act with a number, from left to right.

    Args:
        text: as printed.
        bare: the same text without accents.
        laws: the laws named by title, in reading order; one right before a number takes it.
    """
    by_end = {law.end: law for law in laws}
    before: CitedDocument | None = None
    for mention in find_numbers(text):
        if mention.number.serial is None:
            continue
        law = _numbered_law(bare, mention, by_end)
        found = [law] if law else _typed(text, bare, mention, before)
        yield from found
        before = found[-1] if found else before


def _numbered_law(
    bare: str, mention: NumberMention, laws: dict[int, CitedDocument]
) -> CitedDocument | None:
    """Join a law's name to the number right after it: ``Luật Lưu trữ số 33/2024/QH15``."""
    if mention.number.type_code not in (None, "L", "PL", "LCT"):
        return None
    for end in range(mention.start, max(0, mention.start - 12), -1):
        law = laws.get(end)
        if law and _LAW_NUMBER.fullmatch(bare, end, mention.start):
            return replace(_act(mention, law.start, law.type), title=law.title)
    return None


def _act(mention: NumberMention, start: int, kind: str) -> CitedDocument:
    number = mention.number
    sure = 0.9 if number.repaired else 0.97
    return CitedDocument(
        start, mention.end, NamingForm.NUMBERED, kind, number.canonical,
        organ=number.organ, repaired=number.repaired, confidence=sure,
    )  # fmt: skip


def _typed(
    text: str, bare: str, mention: NumberMention, before: CitedDocument | None
) -> list[CitedDocument]:
    """Return the act of a number, after those that share its sign (``số 12, 13 và 15-QĐ/TU``)."""
    number = mention.number
    members = _member_spans(bare, mention) if number.type_code else []
    begin = members[0][0] if members else mention.start
    cue = _CUE.search(bare, max(0, begin - 24), begin)
    cue_start = cue.start() if cue else begin
    lead = _lead(text, bare, cue_start, number)
    if lead is None and before is not None and _LIST_GLUE.fullmatch(bare, before.end, cue_start):
        lead = _Lead(cue_start, _list_type(before, number), direct=True)
    if lead is None:
        lead = _list_lead(bare, before, cue_start, number) or _untyped_lead(
            text, cue, cue_start, number
        )
    if lead is None:
        return []
    act = replace(_act(mention, lead.start, lead.type), issuer=lead.issuer)
    if not members:
        return [act]
    rest = number.canonical.removeprefix(number.serial or "")
    shared = [replace(act, start=s, end=e, number=text[s:e] + rest) for s, e in members]
    shared[0] = replace(shared[0], start=lead.start)
    return [*shared, replace(act, start=mention.start)]


def _list_lead(
    bare: str, before: CitedDocument | None, start: int, number: DocumentNumber
) -> _Lead | None:
    """Take type and issuer from the head of a list: ``các Quyết định của UBND: số …, số …``."""
    if before is None or before.issuer is None or not _fits(before.type, number):
        return None
    if start - before.end > 400 or re.search(r"[.:]\s", bare[before.end : start]):
        return None
    return _Lead(start, before.type, direct=False, issuer=before.issuer)


def _untyped_lead(
    text: str, cue: re.Match[str] | None, start: int, number: DocumentNumber
) -> _Lead | None:
    """Take the type from the sign where no type word stands before a number in running text.

    A number line (``Số: 12/QĐ-UBND``) and what stands alone in a line are no citations.
    """
    kind = doc_types.by_code(number.type_code, number.system) if number.type_code else None
    if kind is None or (cue and cue["cue"] and text[cue.start("cue")].isupper()):
        return None
    return (
        _Lead(start, kind.name, direct=False)
        if _RUNNING.search(text, max(0, start - 30), start)
        else None
    )


_RUNNING = re.compile(r"[^\W\d_A-Z]{2,12},?[ \n]$")


def _member_spans(bare: str, mention: NumberMention) -> list[Span]:
    """Return the spans of the serials that share the sign of a number after them."""
    far = max(0, mention.start - 80)
    found = _MEMBERS.search(bare, far, mention.start)
    if found is None:
        return []
    before = bare[max(0, found.start() - 24) : found.start()]
    if not (_SERIES.search(before) or type_word(ends=True).search(before.rstrip())):
        return []
    return [
        (found.start() + m.start(), found.start() + m.end())
        for m in re.finditer(r"\d{1,5}", found["members"])
    ]


def _lead(text: str, bare: str, end: int, number: DocumentNumber) -> _Lead | None:
    """Find the type word of a number that ends (or whose ``số`` begins) at ``end``."""
    far = max(0, end - _FAR)
    left = _FROM.sub("", bare[far:end].rstrip(' \t\n:("“*_'))
    if direct := type_word(ends=True).search(left):
        return _Lead(far + direct.start(), type_name(direct["type"]), direct=True)
    if code := _CODE_WORD.search(text[far : far + len(left)]):
        kind = doc_types.by_code(code.group(), number.system)
        return _Lead(far + code.start(), kind.name, direct=True) if kind else None
    return _lead_before_issuer(text, bare, far, end, number) or _misread_lead(
        bare, far, left, number
    )


def _lead_before_issuer(
    text: str, bare: str, far: int, end: int, number: DocumentNumber
) -> _Lead | None:
    """Read ``các Quyết định của UBND tỉnh: số …`` and ``Công văn hỏa tốc số …``."""
    for match in reversed(list(type_word().finditer(bare, far, end))):
        between = _BETWEEN.fullmatch(bare, match.end(), end)
        if between is None:
            continue
        kind = type_name(match["type"])
        if not text[match.start()].isupper() or not _fits(kind, number):
            continue
        of = _OF.search(bare, match.end(), end)
        issuer = (of.end(), match.end() + len(between.group().rstrip(" :\n"))) if of else None
        return _Lead(match.start(), kind, direct=False, issuer=issuer)
    return None


def _misread_lead(bare: str, far: int, left: str, number: DocumentNumber) -> _Lead | None:
    """Know a type word again in which letters were misread, where the sign says the type."""
    from rapidfuzz import fuzz

    for kind in _kinds(number):
        words_ = left.split()[-kind.count(" ") - 1 :]
        printed = " ".join(words_)
        if words_ and fuzz.ratio(printed, strip_accents(kind)) >= 75:
            start = far + left.rindex(words_[0], 0, len(left) - len(printed) + len(words_[0]))
            return _Lead(start, kind, direct=True)
    return None


def _kinds(number: DocumentNumber) -> tuple[str, ...]:
    """Return the types that the sign of a number may name.

    A code that its own system does not know (``12-HĐ/TU``) has the reading of the other one.
    """
    if number.type_code is None:
        return ("Công văn",)
    own = doc_types.readings(number.type_code, number.system)
    return own or doc_types.readings(number.type_code)


def _fits(kind: str, number: DocumentNumber) -> bool:
    return number.type_code is None or kind in _kinds(number) or kind == _ANY_TYPE


def _list_type(before: CitedDocument, number: DocumentNumber) -> str:
    """Return the type of a number that continues a list."""
    if _fits(before.type, number):
        return before.type
    return next(iter(_kinds(number)), _ANY_TYPE)
