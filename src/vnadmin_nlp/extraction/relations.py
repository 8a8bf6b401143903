"""How a document relates to the acts it cites: cues, their scope, and passive forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from vnadmin_nlp.extraction.act_details import Detailed
from vnadmin_nlp.extraction.sentences import Sentences
from vnadmin_nlp.lexicon import citing
from vnadmin_nlp.lexicon.citing import Cue, Reach, any_of, loose, words
from vnadmin_nlp.notation.pinpoints import PinpointMention, find_pinpoints

#: From the strongest: what an act does to another outweighs why it was written.
STRENGTH = (
    "replaces", "repeals", "amends", "suspends", "expires", "corrects", "consolidates",
    "interprets", "announces", "replies_to", "follows", "basis", "implements", "guides",
    "attached_to", "encloses", "pursuant", "mentions",
)  # fmt: skip

_NEAR_WORDS = 14  # a cue inside a clause governs no act farther away than this
_TIGHT_WORDS = 3


@dataclass(frozen=True, slots=True)
class Related:
    """An act with its relation.

    Attributes:
        item: the act.
        relation: of the vocabulary of citations.md, section 4.
        nested: it stands inside the subject of another act.
        negated: the text says that the act does not apply.
        pinpoints: the places inside it that are meant.
        cue: the words that told the relation, or None.
        agent: it does to the act before it what ``relation`` says (``được sửa đổi bởi …``).
    """

    item: Detailed
    relation: str = "mentions"
    nested: bool = False
    negated: bool = False
    pinpoints: tuple[str, ...] = ()
    cue: str | None = None
    agent: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A cue in the text."""

    start: int
    end: int
    cue: Cue
    head: bool
    local: bool


def relate(text: str, bare: str, items: Sequence[Detailed], sentences: Sentences) -> list[Related]:
    """Tell the relation of every act to the document that cites it.

    Args:
        text: as printed.
        bare: the same text without accents.
        items: the acts with their details, in reading order.
        sentences: of the text.
    """
    places = find_pinpoints(text)
    nested = _nested(items)
    free = [item for item in items if id(item) not in nested]
    cues = _find_cues(bare, items, free, sentences)
    related: list[Related] = []
    for item in items:
        if id(item) in nested:
            related.append(Related(item, nested=True))
            continue
        if (
            related
            and related[-1].agent
            and _CHAINED.fullmatch(bare, related[-1].item.end, item.act.start)
        ):
            related.append(replace(related[-1], item=item, pinpoints=()))
            continue
        run = _places_before(bare, places, item.act.start)
        start = run.start if run else item.act.start
        scope = _scope(bare, sentences, item)
        relation, cue = _relation(text, bare, item, start, scope, cues, free)
        head = sentences.head(item.act.start)
        if cue is None and head:
            relation, cue = _relation(text, bare, item, start, (head[0], scope[1]), cues, free)
        agent = _agent(bare, scope[0], start)
        if agent:
            relation, cue = _AGENT_RELATION[agent], agent
        negated = bool(_NEGATED.search(bare, max(scope[0], start - 30), start))
        related.append(
            Related(
                item,
                relation,
                negated=negated,
                pinpoints=run.places if run else (),
                cue=cue,
                agent=agent is not None,
            )
        )
    return related


def _nested(items: Sequence[Detailed]) -> set[int]:
    """Return the ids of the acts that stand inside the subject of another act."""
    inside: set[int] = set()
    for at, outer in enumerate(items):
        if outer.subject is None:
            continue
        for inner in items[at + 1 :]:
            if inner.act.start >= outer.subject[1]:
                break
            inside.add(id(inner))
    return inside


# --- cues ---------------------------------------------------------------------------------------

_HEAD_BEFORE = loose(
    r"(?:^|[.;:,\n(“\"/]|(?<!\w)(?:v/v|ve viec|va|de|nham|nay|de nghi|yeu cau|can|phai|khi|da|dang|se))"
    r"[\s_.\-+•*]{0,4}(?:\d{1,2}[.)]\s)?(?:(?:tiep tuc|nghiem tuc|khan truong|kip thoi|to chuc|tich cuc|de"
    r"|nham|dong thoi|day manh) ){0,2}$"
)
_FIRST_BEFORE = re.compile(r"(?:^|[.;:\n(])[\s_.\-+•*]{0,4}$")
_NOUN_BEFORE = loose(r"(?<!\w)(?:lam|la|cac|nhung|co|mot trong|duoc|bi|khong) $")
_NEGATED = loose(r"(?<!\w)khong (?:ap dung|thuc hien|theo)[^;.]{0,14}$")


@cache
def _cue_pattern() -> re.Pattern[str]:
    phrases = sorted(citing.cues(), key=len, reverse=True)
    return loose(rf"(?<!\w)(?P<cue>{any_of(tuple(phrases))})(?!\w)")


def _find_cues(
    bare: str, items: Sequence[Detailed], free: Sequence[Detailed], sentences: Sentences
) -> list[_Found]:
    """Find the cues outside of acts and subjects."""
    masked = _mask(bare, [item.extent for item in free])
    ends = {item.end for item in items}
    found = []
    for match in _cue_pattern().finditer(masked):
        cue = citing.cues()[" ".join(match["cue"].split())]
        before = bare[max(0, match.start() - 40) : match.start()]
        passive = _NOUN_BEFORE.search(before) and cue.reach in (Reach.TIGHT, Reach.HEAD)
        if passive and cue.relation not in ("implements", "pursuant"):
            continue
        local = match.start() - 1 in ends and match.start() not in sentences.starts
        head = bool(_HEAD_BEFORE.search(before)) and not local
        if cue.reach is Reach.FIRST and not _FIRST_BEFORE.search(before):
            continue
        found.append(_Found(match.start(), match.end(), cue, head, local))
    return found


def _mask(bare: str, spans: Sequence[tuple[int, int]]) -> str:
    """Blank out spans, so that no cue is found inside an act or its subject."""
    parts, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        parts += [bare[at:start], "\x00" * (end - start)]
        at = end
    return "".join([*parts, bare[at:]])


# --- scope --------------------------------------------------------------------------------------


def _scope(bare: str, sentences: Sentences, item: Detailed) -> tuple[int, int]:
    """Return the sentence of an act, or the brackets in its sentence that hold it."""
    start, end = sentences.around(item.act.start)
    opened = bare.rfind("(", start, item.act.start)
    if opened >= 0 and bare.find(")", opened, item.act.start) < 0:
        closed = bare.find(")", item.end, end)
        return opened, closed if closed > 0 else end
    return start, end


def _places_before(
    bare: str, places: Sequence[PinpointMention], start: int
) -> PinpointMention | None:
    """Return the places that lead to an act: ``khoản 4 Điều 6 Quy chế … kèm theo Quyết định``."""
    for run in places:
        if run.end <= start and _TO_ACT.fullmatch(bare, run.end, start):
            return run
    return None


_TO_ACT = loose(
    r"\s{0,3}(?:,?\s?(?:cua|tai|trong) (?:cac )?)?"
    r"(?:(?:quy che|quy dinh|dieu le|phu luc|de an|chuong trinh|ke hoach)[^;.:]{0,60}?(?:ban hanh )?kem theo )?"
)


@cache
def _main_clause() -> re.Pattern[str]:
    return loose(
        rf"[,;] (?:(?P<body>{any_of(words('bodies'))})(?!\w)|de\s|nham )|:\s(?!\x00|$|\s{{0,3}}(?:[-+•*–]|\d{{1,2}}[.)]|[a-z]\)) )"
    )


def _breaks(text: str, masked: str) -> bool:
    """Tell whether a main clause begins in the masked words between a cue and an act."""
    for match in _main_clause().finditer(masked):
        if match["body"] is None or text[match.start("body")].isupper():
            return True
    return False


# --- the decision -------------------------------------------------------------------------------

_AGENT = loose(
    r"(?<!\w)(?:duoc|bi) (?P<verb>sua doi|bo sung|thay the|bai bo|huy bo|dinh chinh|hop nhat|ngung)"
    r"[^;.:()]{0,50}?(?:boi|tai|theo|bang) (?:cac )?$"
)
_AGENT_RELATION = {
    "sua doi": "amends", "bo sung": "amends", "thay the": "replaces", "bai bo": "repeals",
    "huy bo": "repeals", "dinh chinh": "corrects", "hop nhat": "consolidates", "ngung": "suspends",
}  # fmt: skip


_CHAINED = loose(r"\s{0,3}(?:,|va(?!\w)|,\s?va(?!\w)) ")


def _agent(bare: str, scope_start: int, start: int) -> str | None:
    """Return the verb of a passive whose agent begins at ``start``."""
    found = _AGENT.search(bare, max(scope_start, start - 80), start)
    return found["verb"] if found else None


def _relation(
    text: str,
    bare: str,
    item: Detailed,
    start: int,
    scope: tuple[int, int],
    cues: Sequence[_Found],
    free: Sequence[Detailed],
) -> tuple[str, str | None]:
    weak: _Found | None = None
    for found in reversed([c for c in cues if scope[0] <= c.start and c.end <= start]):
        if found.cue.reach in (Reach.AFTER, Reach.NONE):
            continue
        masked = _between(bare, found.end, start, free)
        if _breaks(text[found.end : start], masked):
            break
        if not _governs(found, masked):
            continue
        if found.cue.reach is Reach.WEAK:
            weak = weak or found
            continue
        if weak is None or found.head:
            return found.cue.relation, found.cue.words
    if weak:
        return weak.cue.relation, weak.cue.words
    return _after(bare, item, scope, cues)


def _between(bare: str, start: int, end: int, free: Sequence[Detailed]) -> str:
    """Return the words between a cue and an act, other acts with their subjects blanked out."""
    spans = [
        (max(d.act.start, start) - start, min(d.extent[1], end) - start)
        for d in free
        if d.act.start < end and d.extent[1] > start
    ]
    return _mask(bare[start:end], spans)


def _governs(found: _Found, masked: str) -> bool:
    acts_between = "\x00" in masked
    count = len(_WORDS.findall(masked))
    if found.local and (acts_between or count > _NEAR_WORDS):
        return False
    if found.cue.reach is Reach.TIGHT:
        return len(_WORDS.findall(_A_FEW_ARTICLES.sub("", masked))) <= _TIGHT_WORDS
    return found.head or count <= _NEAR_WORDS


_WORDS = re.compile(r"[^\W\d_]{2,}")
_A_FEW_ARTICLES = loose(r"(?:mot so|cac) (?:dieu|noi dung|khoan)|va thi hanh")


def _after(
    bare: str, item: Detailed, scope: tuple[int, int], cues: Sequence[_Found]
) -> tuple[str, str | None]:
    """Read a cue that follows the act: ``… hết hiệu lực``, ``(đính kèm)``."""
    for found in cues:
        if found.cue.reach is not Reach.AFTER or not item.extent[1] <= found.start < scope[1]:
            continue
        gap = bare[item.extent[1] : found.start]
        if ";" not in gap and len(gap) < 300:
            return found.cue.relation, found.cue.words
    return "mentions", None
