"""Zones by rules and zones by the tagger, put together word by word.

Rules know their anchors (a motto, Kính gửi, Nơi nhận) and are exact where these are read; the
tagger sees the whole page and needs none of them. So the rules' zone stands, but for two cases: the
rules found nothing of a zone that the tagger sees plainly, or the tagger is nearly sure that the
rules are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from vnadmin_nlp.layout.line_segments import neighbours
from vnadmin_nlp.layout.page_lines import PageLine, Zone
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.vocab import layout_phrases

if TYPE_CHECKING:
    from vnadmin_nlp.layout.zone_tagger import Tagged


class Zoning(StrEnum):
    """Who says which zone a line belongs to."""

    RULES = "rules"
    MODEL = "model"
    BOTH = "both"


#: Zones that a field is read from; the tagger may fill one in which the rules found nothing …
_OF_FIELDS = frozenset(
    {Zone.LETTERHEAD, Zone.MOTTO, Zone.NUMBER, Zone.PLACE_DATE, Zone.TITLE, Zone.SUBJECT,
     Zone.ADDRESSEES, Zone.RECIPIENTS, Zone.SIGNER}
)  # fmt: skip
#: (those of a head on its first page alone: a text that is enclosed may have a head too) …
_OF_TAILS = frozenset({Zone.RECIPIENTS, Zone.SIGNER})
#: Stamps are known by their own words, wherever they lie: over a subject they seem a part of it.
_STAMPED = frozenset({Zone.STAMP, Zone.MARK})
#: … where it is so sure, and overrule them where it is so sure and finds their zone so unlikely
#: (chosen on our samples and made-up layouts; `benchmarks/zones.py`).
_FILLS = 0.85
_OVERRULES, _UNLIKELY = 0.95, 0.01
#: How sure of such a zone one can be at most: where an anchor is misread, so is more.
_CHOSEN = 0.75
#: A zone that the tagger finds less likely than this, though not another one sure, is doubtful.
_DOUBTED = 0.02
#: How sure of a doubtful zone one can be: its values are to be reviewed.
_IN_DOUBT = 0.6

#: Zones that begin with a label, and their kind of phrase (``layout_phrases.toml``).
_LISTS = {Zone.ADDRESSEES: "addressees", Zone.RECIPIENTS: "recipients"}
_LABEL_WORDS = 3
_DASHES = "-–—~+•¬*"

#: What the tagger says of each word, by the identity of the word.
Views = dict[int, "Tagged"]


def _tagged(pages: Sequence[Page]) -> Iterator[tuple[Page, list[Tagged]]]:
    from vnadmin_nlp.layout.zone_tagger import tag  # texts without boxes do without it

    for index, page in enumerate(pages):
        yield page, tag(page, index=index, count=len(pages))


def by_model(pages: Sequence[Page]) -> list[PageLine]:
    """Return the lines of a document as the tagger alone zones them."""
    lines: list[PageLine] = []
    signed = False
    for page, found in _tagged(pages):
        own = [_line(row, page.number) for row in _rows(found)]
        after = [line.within(Zone.ANNEX) if line.zone is Zone.BODY else line for line in own]
        lines += after if signed else own
        signed = signed or any(line.zone is Zone.SIGNER for line in own)
    return lines


def _rows(found: Sequence[Tagged]) -> Iterator[list[Tagged]]:
    """Yield what stands level and side by side in one zone."""
    row: list[Tagged] = []
    for tagged, beside in zip(found, neighbours([t.piece for t in found]), strict=True):
        if row and not (beside.left >= 0 and tagged.zone is row[-1].zone):
            yield row
            row = []
        row.append(tagged)
    if row:
        yield row


def _line(row: Sequence[Tagged], number: int) -> PageLine:
    words = tuple(word for tagged in row for word in tagged.piece.words)
    sure = min(tagged.chances[tagged.zone] for tagged in row)
    return PageLine(words, number, row[0].zone, sure=sure, tagged=True)


def combined(lines: Sequence[PageLine], pages: Sequence[Page]) -> list[PageLine]:
    """Return the lines that rules zoned, with other zones where the tagger knows better.

    Args:
        lines: all lines of a document, as the rules zone them.
        pages: its pages; their words are those of ``lines``.
    """
    by_rules = {id(word): line.zone for line in lines for word in line.words}
    views: Views = {}
    for _, found in _tagged(pages):
        for tagged in found:
            words = [id(word) for word in tagged.piece.words]
            # rules part columns that a recogniser glued together: the tagger sees one piece
            if len({by_rules[word] for word in words}) == 1:
                views |= dict.fromkeys(words, tagged)
    missing = _OF_FIELDS - {line.zone for line in lines}
    judged = [
        part
        for line in lines
        for part in _judged(line, views, missing, head=line.page == pages[0].number)
    ]
    return _without_labels(judged)


def _judged(
    line: PageLine, views: Views, missing: frozenset[Zone], *, head: bool
) -> Iterator[PageLine]:
    """Yield the parts of a line; ``head`` tells whether the document's head may stand there."""
    if line.zone in _STAMPED:
        yield line
        return
    given = _OF_FIELDS if head else _OF_TAILS
    for zone, group in groupby(
        line.words, lambda word: _zone(views.get(id(word)), line.zone, given, missing)
    ):
        words = tuple(group)
        part = replace(line, words=words)
        told = [views[id(word)] for word in words if id(word) in views]
        if zone is line.zone:
            yield replace(part, sure=_sureness(part, told))
        else:
            sure = min(_CHOSEN, *(tagged.chances[zone] for tagged in told))
            yield replace(part, zone=zone, sure=sure, tagged=True)


def _without_labels(lines: Sequence[PageLine]) -> list[PageLine]:
    """Take a misread Kính gửi or Nơi nhận off a list that only the tagger knew as one."""
    out: list[PageLine] = []
    begun: set[Zone] = set()
    for i, line in enumerate(lines):
        count = 0
        if line.tagged and line.zone in _LISTS.keys() - begun:
            count = _label(line, [other for other in lines[i + 1 :] if other.zone is line.zone])
        if count:
            out.append(replace(line, words=line.words[:count], zone=Zone.JUNK))
        if line.words[count:]:
            out.append(replace(line, words=line.words[count:]))
            begun.add(line.zone)
    return out


def _label(line: PageLine, below: Sequence[PageLine]) -> int:
    """Return how many words at the beginning of a list are its label; ``below`` it goes on."""
    kind = _LISTS[line.zone]
    if layout_phrases.starts_with(line.text, kind, 75):
        return 0  # it is known, and left to who reads the list
    texts = [word.text for word in line.words]
    dashed = bool(below) and below[0].text[0] in _DASHES and texts[0][0] not in _DASHES
    if dashed and len(texts) <= _LABEL_WORDS and texts[-1][-1] not in ";,":
        return len(texts)
    ends = next((k for k, text in enumerate(texts[:_LABEL_WORDS], 1) if text[-1] in ":;"), 0)
    return ends or (2 if layout_phrases.is_phrase(" ".join(texts[:2]), kind, 50) else 0)


def _zone(
    view: Tagged | None, by_rule: Zone, given: frozenset[Zone], missing: frozenset[Zone]
) -> Zone:
    """Return the zone of a word: the rules', unless the tagger's is one of ``given`` and better."""
    if view is None:
        return by_rule
    chance = view.chances[view.zone]
    fills = view.zone in missing and chance >= _FILLS
    overrules = chance >= _OVERRULES and _chance(view, by_rule) <= _UNLIKELY
    return view.zone if view.zone in given and (fills or overrules) else by_rule


def _sureness(part: PageLine, told: Sequence[Tagged]) -> float:
    """Return how sure the zone of the rules is, by what the tagger says of the words.

    Where a long subject or an item ends and text begins, the rules know better than the tagger.
    """
    if part.zone not in _OF_FIELDS or len(told) < len(part.words):
        return 1.0
    if all(tagged.zone is Zone.BODY for tagged in told):
        return 1.0
    letters = [len(word.text) for word in part.words]
    chances = [_chance(tagged, part.zone) for tagged in told]
    mean = sum(c * n for c, n in zip(chances, letters, strict=True)) / sum(letters)
    return _IN_DOUBT if mean < _DOUBTED else 1.0


def _chance(view: Tagged, zone: Zone) -> float:
    return view.chances[Zone.BODY if zone is Zone.ANNEX else zone]
