"""What a citation's surroundings look like to the model of relations: numbers of hashed traits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from vnadmin_nlp.extraction.citations.citation_mention import FoundCitation
from vnadmin_nlp.text.unicode import mend_look_alikes, strip_accents

#: Of this set of traits; weights of another one don't fit.
VERSION = 1
BUCKETS = 1 << 15

_LEFT, _RIGHT = 260, 220  # letters looked at before and after
_WORD = re.compile(r"\x01|[^\W\d_]+|\d+|[;:.,()/\n“”\"-]")
_ACT = "\x01"
_SPACE = re.compile(r"[^\S\n]")
_ITEM = re.compile(r"\s{0,3}(?:[-+•*–]|\d{1,2}[.)]|[a-z]\))\s")
_CLAUSE_ENDS = frozenset(";:.(\n")
# ", ngày 05/3/2020 ", "ngày 05 tháng 3 năm 2020": what stands between a number and its issuer
_DATE = re.compile(
    r",?\s{0,2}(?:ngay|thang)?\s{0,2}\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}"
    r"|\s{1,2}thang\s{1,2}\d{1,2}\s{1,2}nam\s{1,2}\d{4})"
)


def traits(bare: str, acts: Sequence[NeighbouringCitation]) -> list[list[int]]:
    """Return for each citation of a `plain` text the numbers of its traits."""
    return [numbers(bare, act, acts[max(0, at - 8) : at], acts[at + 1 : at + 9])
            for at, act in enumerate(acts)]  # fmt: skip


def plain(text: str) -> str:
    """Return a text as it is looked at: without accents, every space plain; the length is kept."""
    return _SPACE.sub(" ", strip_accents(mend_look_alikes(text)))


@dataclass(frozen=True, slots=True)
class NeighbouringCitation:
    """A citation as its neighbours and itself see it.

    Attributes:
        start: where it begins.
        end: where its date, issuer and subject end.
        sentence: where its sentence begins and ends.
        about: type, whether it has a number, whether places inside it are meant.
    """

    start: int
    end: int
    sentence: tuple[int, int]
    about: str

    @classmethod
    def of(
        cls, bare: str, item: FoundCitation, offsets: Sequence[int] | None = None
    ) -> NeighbouringCitation:
        """Return a citation of a `plain` text.

        Args:
            bare: the text.
            item: the citation.
            offsets: where each letter of ``bare`` stands in the text of which ``item`` tells.
        """
        offsets = offsets or range(len(bare) + 1)
        start, end = bisect_left(offsets, item.start), bisect_left(offsets, item.end)
        sentence = bisect_left(offsets, item.sentence[0]), bisect_left(offsets, item.sentence[1])
        least = end
        if item.date and (date := _DATE.match(bare, end)):
            end = date.end()
        for part in filter(None, (item.issuer, item.subject)):
            near = bare[end : end + len(part) + 40].replace("\n", " ")
            at = near.find(strip_accents(part))
            end = end + at + len(part) if at >= 0 else end
        end = min(end, max(least, sentence[1]))
        about = f"{strip_accents(item.type)} {item.number is None} {bool(item.pinpoints)}"
        return cls(start, end, sentence, about)


def numbers(
    bare: str,
    act: NeighbouringCitation,
    before: Sequence[NeighbouringCitation],
    after: Sequence[NeighbouringCitation],
) -> list[int]:
    """Return the numbers of the traits of one citation among others."""
    return [crc32(name.encode()) % BUCKETS for name in _names(bare, act, before, after)]


def _names(
    bare: str,
    act: NeighbouringCitation,
    before: Sequence[NeighbouringCitation],
    after: Sequence[NeighbouringCitation],
) -> Iterator[str]:
    first, last = act.sentence
    low, high = max(first, act.start - _LEFT), min(last, act.end + _RIGHT)
    left, right = _words(bare, low, act.start, before), _words(bare, act.end, high, after)
    clause = _last_clause(left)
    yield "bias"
    yield f"about {act.about}"
    yield f"acts {min(3, left.count(_ACT))} {min(2, clause.count(_ACT))}"
    yield f"ends {bare[act.end : act.end + 3].strip()[:1]} {bare[last - 3 : last].strip()[-1:]}"
    yield from _side("L", left[::-1])
    yield from _side("R", right)
    yield from _head("S", left)
    yield from _head("H", clause)
    if opener := _opener(bare, first):
        yield from _head("O", _words(bare, *opener, ()))


def _words(bare: str, low: int, high: int, acts: Sequence[NeighbouringCitation]) -> list[str]:
    """Return the words between two offsets, each act among them as one."""
    parts, at = [], low
    for act in acts:
        if at <= act.start < high:
            parts += [bare[at : act.start], _ACT]
            at = max(at, min(act.end, high))
    words = _WORD.findall("".join([*parts, bare[at:high]]))
    return ["0" if word.isdigit() else word for word in words]


def _side(name: str, words: Sequence[str]) -> Iterator[str]:
    """Tell of the words on one side, from the citation outwards."""
    for far, word in enumerate(words[:30]):
        near = _near(far)
        yield f"{name}{near} {word}"
        if far < 12:
            yield f"{name}{_about(far)} {word}"
            yield from (f"{name}{_about(far)} {part}" for part in _parts(word))
    for far, (one, other) in enumerate(pairwise(words[:16])):
        yield f"{name}{_about(far)} {one} {other}"
        if far + 2 < len(words):
            yield f"{name}{_about(far)} {one} {other} {words[far + 2]}"


def _head(name: str, words: Sequence[str]) -> Iterator[str]:
    """Tell of the words that begin a sentence or clause."""
    words = [word for word in words[:8] if word.isalpha() or word == _ACT][:5]
    for turn, word in enumerate(words):
        yield f"{name}{turn} {word}"
        yield from (f"{name} {part}" for part in _parts(word))
    yield from (f"{name} {one} {other}" for one, other in pairwise(words))
    yield f"{name} {''.join(words[:2])}"


def _near(far: int) -> int:
    return far if far < 4 else 4 + (far - 4).bit_length()


def _about(far: int) -> int:
    return 0 if far < 3 else 1 if far < 7 else 2


def _parts(word: str) -> Iterator[str]:
    """Yield the letters of a word three by three: a slip leaves some of them."""
    if len(word) > 1:
        edged = f"^{word}$"
        yield from (edged[k : k + 3] for k in range(len(edged) - 2))


def _last_clause(words: Sequence[str]) -> Sequence[str]:
    for at in range(len(words) - 1, -1, -1):
        if words[at] in _CLAUSE_ENDS:
            return words[at + 1 :]
    return words


def _opener(bare: str, start: int) -> tuple[int, int] | None:
    """Return the line that opens the list whose item begins at ``start``: ``… bãi bỏ:``."""
    colon = bare.rfind(":\n", max(0, start - 600), start)
    if colon < 0 or not _ITEM.match(bare, start):
        return None
    line = bare.rfind("\n", max(0, colon - 200), colon)
    return max(line + 1, colon - 200), colon
