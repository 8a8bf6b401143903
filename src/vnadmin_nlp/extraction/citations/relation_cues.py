"""Cues of relations in running text: what governs the acts after or before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.extraction.citations.cited_document import Span
from vnadmin_nlp.extraction.citations.sentences import Sentences
from vnadmin_nlp.vocab import citation_words
from vnadmin_nlp.vocab.citation_words import Cue, Reach, any_of, loose, tree_of, words

_NEAR_WORDS = 14  # a cue inside a clause governs no act farther away than this
_TIGHT_WORDS = 3
#: What stands for an act in masked text.
MASK = "\x00"

# What may stand before a cue at the head of its clause: a mark, an opening word, an adverb.
_HEAD_BEFORE = loose(
    r"(?:^|[.;:,\n(“\"/]|(?<!\w)(?:v/v|ve viec|va|de|nham|nay|de nghi|yeu cau|can|phai|khi|da|dang"
    r"|se))[\s_.\-+•*]{0,4}(?:\d{1,2}[.)]\s)?(?:(?:tiep tuc|nghiem tuc|khan truong|kip thoi|to chuc"
    r"|tich cuc|de|nham|dong thoi|day manh) ){0,2}$"
)
_FIRST_BEFORE = re.compile(r"(?:^|[.;:\n(])[\s_.\-+•*]{0,4}$")
# After these a cue is a noun or a passive: "làm căn cứ", "được sửa đổi".
_NOUN_BEFORE = loose(r"(?<!\w)(?:lam|la|cac|nhung|co|mot trong|duoc|bi|khong) $")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_A_FEW_ARTICLES = loose(r"(?:mot so|cac) (?:dieu|noi dung|khoan)|va thi hanh")


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in a text.

    Attributes:
        start: offset of its first letter.
        end: offset after its last.
        cue: what it tells.
        head: it stands at the head of a clause.
        local: it goes on after an act (``Chương trình A của Tỉnh ủy thực hiện Nghị quyết B``) and
            governs only the next one.
    """

    start: int
    end: int
    cue: Cue
    head: bool
    local: bool

    def governs(self, masked: str) -> bool:
        """Tell whether it reaches an act over the ``masked`` words between them."""
        count = len(_WORDS.findall(masked))
        if self.local and (MASK in masked or count > _NEAR_WORDS):
            return False
        if self.cue.reach is Reach.TIGHT:
            return len(_WORDS.findall(_A_FEW_ARTICLES.sub("", masked))) <= _TIGHT_WORDS
        return self.head or count <= _NEAR_WORDS


def find_cues(
    bare: str, extents: Sequence[Span], ends: frozenset[int], sentences: Sentences
) -> list[FoundCue]:
    """Find the cues that stand outside of acts and their subjects, in the sentences of acts.

    Args:
        bare: the text without accents.
        extents: spans of the acts with their subjects, in reading order.
        ends: where the date and issuer of an act end.
        sentences: of the text.
    """
    masked = mask(bare, extents)
    found = []
    for match in _within(masked, _scopes([start for start, _ in extents], sentences)):
        cue = citation_words.cues()[" ".join(match["cue"].split())]
        before = bare[max(0, match.start() - 40) : match.start()]
        if cue.reach is Reach.FIRST and not _FIRST_BEFORE.search(before):
            continue
        active = cue.relation in ("implements", "pursuant") or cue.reach is Reach.WEAK
        if not active and _NOUN_BEFORE.search(before):
            continue
        local = match.start() - 1 in ends and not sentences.begins(match.start())
        head = bool(_HEAD_BEFORE.search(before)) and not local
        found.append(FoundCue(match.start(), match.end(), cue, head, local))
    return found


def _scopes(starts: Sequence[int], sentences: Sentences) -> list[Span]:
    """Return the sentences that hold an act, and those that open a list of acts."""
    found = {sentences.around(start) for start in starts}
    heads = {head for start in starts if (head := sentences.head(start))}
    return sorted(found | heads)


def _within(masked: str, scopes: Sequence[Span]) -> Iterator[re.Match[str]]:
    for start, end in scopes:
        yield from _pattern().finditer(masked, start, end)


@cache
def _pattern() -> re.Pattern[str]:
    # longer phrases first; those with brackets are no words
    marked = [phrase for phrase in citation_words.cues() if not phrase[0].isalpha()]
    plain = tree_of(phrase for phrase in citation_words.cues() if phrase[0].isalpha())
    return re.compile(rf"(?P<cue>{any_of(tuple(marked))}|{plain})(?!\w)")


def mask(bare: str, spans: Sequence[Span]) -> str:
    """Blank out spans, so that no cue is found inside an act or its subject; the length is kept."""
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [bare[at:start], MASK * (end - start)]
            at = end
    return "".join([*parts, bare[at:]])


@cache
def _main_clause() -> re.Pattern[str]:
    item = r"\s{0,3}(?:[-+•*–]|\d{1,2}[.)]|[a-z]\)) "
    bodies = any_of(words("bodies"))
    return loose(
        rf"[,;] (?:(?P<body>{bodies})(?!\w)|de |nham )"
        rf"|:\s(?!{MASK}|$|{item})"  # a colon before an act is a misread semicolon
    )


def main_clause_begins(text: str, masked: str) -> bool:
    """Tell whether a main clause begins in the ``masked`` words between a cue and an act.

    Args:
        text: the same words as printed: the subject of a main clause has a capital.
        masked: without accents, acts blanked out.
    """
    return any(
        match["body"] is None or text[match.start("body")].isupper()
        for match in _main_clause().finditer(masked)
    )
