"""The acts a text names: numbered, named by title, or shortened to type and number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from vnadmin_nlp.extraction import named_acts
from vnadmin_nlp.lexicon import doc_types
from vnadmin_nlp.lexicon.citing import any_of, loose, words
from vnadmin_nlp.notation.dates import find_dates
from vnadmin_nlp.notation.numbers import DocumentNumber, NumberMention, find_numbers, lookup_key
from vnadmin_nlp.text import strip_accents


class Kind(StrEnum):
    """How an act is named, the surest first."""

    NUMBERED = "numbered"
    STANDARD = "standard"
    NAMED = "named"
    SHORT = "short"
    DATED = "dated"


@dataclass(frozen=True, slots=True)
class Act:
    """One act as it is named in a text.

    Attributes:
        start: offset of the type word, or of the number in a list.
        end: offset after the sign or the name.
        kind: how it is named.
        type: name of the type (``Nghị định``).
        number: canonical number, or None; the bare serial of a short form.
        title: the name of a law, code or ordinance.
        issuer: span of the issuer where it stands between type and number or date.
        organ: organ part of the sign.
        repaired: whether the number was mended.
        confidence: 0.0 to 1.0.
        only_if: relations without which it is no citation; empty for any.
    """

    start: int
    end: int
    kind: Kind
    type: str
    number: str | None = None
    title: str | None = None
    issuer: tuple[int, int] | None = None
    organ: str | None = None
    repaired: bool = False
    confidence: float = 0.97
    only_if: tuple[str, ...] = ()


def find_acts(text: str, bare: str, *, own_number: str | None = None) -> list[Act]:
    """Find every act that a text names, in reading order and without overlaps.

    Args:
        text: NFC text.
        bare: the same text without accents.
        own_number: the number of the document itself, which is no citation.
    """
    laws = named_acts.find_laws(text, bare)
    titles = (*laws, *named_acts.find_titles(text, bare))
    acts = [
        *_numbered(text, bare, laws),
        *(
            Act(t.start, t.end, Kind.STANDARD, t.type, t.title)
            for t in named_acts.find_standards(text)
        ),
        *(
            Act(
                t.start,
                t.end,
                Kind.NAMED,
                t.type,
                title=t.title,
                confidence=t.confidence,
                only_if=t.only_if,
            )
            for t in titles
        ),
        *_short(text, bare),
        *_dated(text, bare),
    ]
    own = own_number and lookup_key(own_number)
    return _without_overlaps(
        act for act in acts if not (own and act.number and lookup_key(act.number) == own)
    )


def _without_overlaps(acts: Iterable[Act]) -> list[Act]:
    """Keep the surer of two acts that share letters, then bring all in reading order."""
    order = list(Kind)
    kept: list[Act] = []
    covered: set[int] = set()
    for act in sorted(acts, key=lambda a: (order.index(a.kind), a.start, -a.end)):
        if covered.isdisjoint(range(act.start, act.end)):
            covered.update(range(act.start, act.end))
            kept.append(act)
    return sorted(kept, key=lambda act: act.start)


# --- numbered acts -----------------------------------------------------------------------------

_CUE = re.compile(r"(?:(?<!\w)(?P<cue>s[o06])\s{0,2}[:.,;]?[\s~*_.…-]{0,8})?$")
_LIST_GLUE = re.compile(r"\s{0,3}(?:[,;&]|va(?!\w)|hoac(?!\w)|den(?!\w)|[,;]\s?va(?!\w))\s{1,3}$")
_MEMBERS = re.compile(
    r"(?<![\w/-])(?P<members>\d{1,5}(?:\s?,\s?\d{1,5}){0,10})\s?(?:,|va|den|-)\s{1,3}(?:s[o06]\s{1,2})?$"
)
_LAW_NUMBER = re.compile(r"\s?,?\s{0,3}\(?(?:so\s?:?)?\s{0,3}")
_BETWEEN = re.compile(r"(?:\s{1,3}\(?[^\W\d_]{1,14}\)?){1,9}\s?:?")
_OF = re.compile(r"(?<!\w)cua\s{1,3}")
_CODE_WORD = re.compile(r"(?<![\w/-])(?:NQ|QĐ|CT|KL|CV|KH|TB|TTr|BC|NĐ|TT|HD|GM|QC|CTr|CĐ|TTLT)$")
_FROM = re.compile(
    r"(?<!thong)(?<!thong\s)(?<!thong\s\s)\s{1,3}tu$"
)  # "các Thông báo từ số … đến số …"
_FAR = 120  # letters in which the type word of a number is looked for


@dataclass(frozen=True, slots=True)
class _Lead:
    """The words before a number that say what is numbered."""

    start: int
    type: str
    direct: bool
    issuer: tuple[int, int] | None = None


def _numbered(text: str, bare: str, laws: Sequence[named_acts.Title]) -> Iterator[Act]:
    before: Act | None = None
    for mention in find_numbers(text):
        if mention.number.serial is None:
            continue
        law = _numbered_law(bare, mention, laws)
        found = [law] if law else _typed(text, bare, mention, before)
        yield from found
        before = found[-1] if found else before


def _numbered_law(
    bare: str, mention: NumberMention, laws: Sequence[named_acts.Title]
) -> Act | None:
    """Join a law's name to the number right after it: ``Luật Lưu trữ số 33/2024/QH15``."""
    if mention.number.type_code not in (None, "L", "PL", "LCT"):
        return None
    for law in laws:
        if _LAW_NUMBER.fullmatch(bare, law.end, mention.start):
            act = _act(mention, law.start, law.type)
            return replace(act, title=law.title)
    return None


def _act(mention: NumberMention, start: int, kind: str) -> Act:
    number = mention.number
    sure = 0.9 if number.repaired else 0.97
    return Act(
        start, mention.end, Kind.NUMBERED, kind, number.canonical,
        organ=number.organ, repaired=number.repaired, confidence=sure,
    )  # fmt: skip


def _typed(text: str, bare: str, mention: NumberMention, before: Act | None) -> list[Act]:
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


def _list_lead(bare: str, before: Act | None, start: int, number: DocumentNumber) -> _Lead | None:
    """Take type and issuer from the head of a list: ``các Quyết định của UBND tỉnh: số …, số …``."""
    if before is None or before.issuer is None or not _fits(before.type, number):
        return None
    if re.search(r"[.:]\s", bare[before.end : start]):
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
    return _Lead(start, kind.name, direct=False) if _RUNNING.search(text[:start][-30:]) else None


_RUNNING = re.compile(r"[^\W\d_A-Z]{2,12},?[ \n]$")


def _member_spans(bare: str, mention: NumberMention) -> list[tuple[int, int]]:
    far = max(0, mention.start - 80)
    found = _MEMBERS.search(bare, far, mention.start)
    if found is None:
        return []
    before = bare[max(0, found.start() - 24) : found.start()]
    if not (
        re.search(r"(?<!\w)s[o06]\s?:?\s{0,3}$", before) or _type_end().search(before.rstrip())
    ):
        return []
    return [
        (found.start() + m.start(), found.start() + m.end())
        for m in re.finditer(r"\d{1,5}", found["members"])
    ]


def _lead(text: str, bare: str, end: int, number: DocumentNumber) -> _Lead | None:
    """Find the type word of a number that ends (or whose ``số`` begins) at ``end``."""
    far = max(0, end - _FAR)
    left = _FROM.sub("", bare[far:end].rstrip(' \t\n:("“*_'))
    if direct := _type_end().search(left):
        return _Lead(far + direct.start(), _name(direct["type"]), direct=True)
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
    for match in reversed(list(_type_anywhere().finditer(bare, far, end))):
        between = _BETWEEN.fullmatch(bare, match.end(), end) or _BETWEEN.fullmatch(
            bare, match.end(), end - 1
        )
        if between is None:
            continue
        kind = _name(match["type"])
        if not text[match.start()].isupper() or not _fits(kind, number):
            continue
        of = _OF.search(bare, match.end(), end)
        issuer = (of.end(), match.end() + len(between.group().rstrip(" :"))) if of else None
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


def _kinds(number: DocumentNumber) -> list[str]:
    if number.type_code is None:
        return ["Công văn"]
    return [
        kind.name
        for kind in doc_types.all_types()
        if number.type_code in (kind.code, *kind.aliases) and kind.serves(number.system)
    ]


def _fits(kind: str, number: DocumentNumber) -> bool:
    return number.type_code is None or kind in _kinds(number) or kind == "Văn bản"


def _list_type(before: Act, number: DocumentNumber) -> str:
    kinds = _kinds(number)
    return before.type if _fits(before.type, number) else kinds[0]


@cache
def _type_end() -> re.Pattern[str]:
    return loose(rf"(?<!\w)(?P<type>{_type_words()})$")


@cache
def _type_anywhere() -> re.Pattern[str]:
    return loose(rf"(?<!\w)(?P<type>{_type_words()})(?!\w)")


@cache
def _type_words() -> str:
    return any_of(tuple(strip_accents(name) for name in doc_types.names()))


@cache
def _name(bare: str) -> str:
    """Return the type name of a type word without accents."""
    named = {strip_accents(name): name for name in doc_types.names()}
    return named[" ".join(bare.split())]


# --- short and unnumbered acts ------------------------------------------------------------------

# "Kế hoạch 5 năm", "Thông báo 3 ngày": a measure, no number.
_MEASURE = (
    r"(?!\w|\s?%|[/.,]\d|\s?[-–/]\s?[a-zđ\d]|\s{1,2}(?:nam|thang|ngay|tuan|quy|gio|buoi|dong|nguoi|"
    r"trieu|ty|bo|ban|lan|phan|muc|trang|noi dung|nhiem vu|ky|dot|cap|loai)(?!\w))"
)


@cache
def _short_form() -> re.Pattern[str]:
    return loose(
        rf"(?<!\w)(?P<type>{any_of(words('short_forms'))}) (?P<cue>so\s?:?\s{{0,2}})?(?P<serial>\d{{1,4}}[a-z]?)"
        rf"(?P<year>/(?:19|20)\d\d)?{_MEASURE}"
    )


def _short(text: str, bare: str) -> Iterator[Act]:
    """Yield acts named by type and serial only (``Quy định số 17``, ``Nghị định 30``)."""
    for match in _short_form().finditer(bare):
        if text[match.start()].isupper():
            number = text[match.start("serial") : match.end()]
            sure = 0.6 if match["cue"] or match["year"] else 0.4
            yield Act(
                match.start(),
                match.end(),
                Kind.SHORT,
                _name(match["type"]),
                number,
                confidence=sure,
            )


_MEETING = loose(r" (?:cuoc )?(?:hop|lam viec)(?: [^\W\d_]{1,14},?){0,16} $")
_RELATED = ("basis", "pursuant", "implements", "replies_to", "follows", "encloses", "attached_to")


def _dated(text: str, bare: str) -> Iterator[Act]:
    """Yield acts known by type and date alone (``Biên bản họp … ngày 20/12/2017``)."""
    for date in find_dates(text):
        if date.date is None:
            continue
        far = max(0, date.start - _FAR)
        for match in _type_anywhere().finditer(bare, far, date.start):
            between = bare[match.end() : date.start]
            meeting = _MEETING.fullmatch(between) if match["type"].startswith("bien") else None
            if not text[match.start()].isupper() or (between.strip(" ,\n") and not meeting):
                continue
            issuer = _body_in(text, bare, match.end(), date.start) if meeting else None
            end = date.start - 1 if meeting else match.end()
            kind = _name(match["type"])
            yield Act(
                match.start(), end, Kind.DATED, kind,
                issuer=issuer, confidence=0.6, only_if=_RELATED,
            )  # fmt: skip


def _body_in(text: str, bare: str, start: int, end: int) -> tuple[int, int] | None:
    for match in _body().finditer(bare, start, end):
        if text[match.start()].isupper():
            return match.start(), end
    return None


@cache
def _body() -> re.Pattern[str]:
    return loose(rf"(?<!\w)(?:{any_of(words('bodies'))})(?!\w)")
