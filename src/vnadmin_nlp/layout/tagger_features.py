"""What a piece of a page looks like: words, letters, shape, place; each trait a hashed number.

The tagger of zones is trained on exactly these: a change here asks for a new training
(``models/zones``) and a new number in `VERSION`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from zlib import crc32

from vnadmin_nlp.layout import line_kinds
from vnadmin_nlp.layout.line_segments import LineSegment, Neighbours
from vnadmin_nlp.layout.page_lines import text_height
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.text.unicode import strip_accents
from vnadmin_nlp.vocab import layout_phrases, provinces
from vnadmin_nlp.vocab.loader import rows
from vnadmin_nlp.vocab.title_lines import title_type

#: Number of this set of traits.
VERSION = 1
#: Traits are hashed into so many numbers.
BUCKETS = 8192

_MOST_WORDS, _MOST_LETTERS = 10, 36
_PHRASES = (
    "addressees", "recipients", "roles", "bodies", "collectives", "banner", "annex", "basis",
    "attachment", "urgency", "secrecy",
)  # fmt: skip
_MOTTOS = ("motto_party", "motto_state")
_SHORT = 14  # words; a longer piece is text
_SIGN = re.compile(r"\d*\s?[-/]\s?[A-ZĐ][A-Za-zĐđ]{0,5}\s?[-/&]\s?[A-ZĐ]")
_COUNTS = (1, 2, 3, 4, 5, 7, 9, 12, 16, 25, 40)
_SHARES = (0.01, 0.2, 0.5, 0.75, 0.95)
_GAPS = (0.0, 0.25, 0.5, 0.8, 1.2, 1.8, 2.6, 4.0, 7.0)
_INDENTS = (-9.0, -4.0, -1.5, -0.5, 0.5, 1.5, 3.0, 5.0, 8.0, 12.0, 18.0, 26.0)
_SIZES = (0.5, 0.75, 0.9, 1.1, 1.3, 1.6, 2.2)
_SURE = (0.3, 0.5, 0.7, 0.85, 0.95)


def traits(
    page: Page,
    ordered: Sequence[LineSegment],
    beside: Sequence[Neighbours],
    *,
    index: int,
    count: int,
) -> list[list[int]]:
    """Return the traits of each piece of a page, as numbers below `BUCKETS`.

    Args:
        page: the page.
        ordered: its pieces in reading order.
        beside: their neighbours.
        index: turn of the page in its document, from 0.
        count: how many pages the document has.
    """
    turn = "only" if count == 1 else "first" if index == 0 else "last" if index == count - 1 else ""
    height = text_height(page.words)
    left, right = _margins(ordered, page)
    all_traits = []
    for i, piece in enumerate(ordered):
        own = [*_text(piece.text), *_typography(piece, height)]
        own += _place(piece, page, height, left, right, turn)
        own += _surroundings(ordered, beside[i], i, height)
        all_traits.append([crc32(name.encode()) % BUCKETS for name in own])
    return all_traits


def _margins(ordered: Sequence[LineSegment], page: Page) -> tuple[float, float]:
    long = [piece.box for piece in ordered if len(piece.words) > 6]
    if len(long) < 3:
        return 0.14 * page.width, 0.93 * page.width
    lefts, rights = sorted(box.x0 for box in long), sorted(box.x1 for box in long)
    return lefts[len(lefts) // 4], rights[-1 - len(rights) // 4]


def _bin(value: float, edges: Sequence[float]) -> int:
    return bisect_right(edges, value)


def _text(text: str) -> Iterator[str]:
    """Yield traits of what is written."""
    bare = re.sub(r"\d", "0", strip_accents(text))
    words = bare.split()
    yield f"first {words[0]}"
    yield f"pair {' '.join(words[:2])}"
    yield f"last {words[-1]}"
    yield from (f"word {word}" for word in words[:_MOST_WORDS])
    letters = "^" + re.sub(r"[^a-z0]", "", bare)[:_MOST_LETTERS]
    yield from (f"tri {letters[k : k + 3]}" for k in range(max(1, len(letters) - 2)))
    yield f"head {letters[1:5]}"
    yield f"begins {_kind(text[0])}"
    yield f"ends {text[-1] if not text[-1].isalnum() else _kind(text[-1])}"
    yield f"ends {_kind(text[0])} {text[-1] if not text[-1].isalnum() else ''}"
    yield from _shape(text, words)
    yield from _lexicon(text)


def _kind(letter: str) -> str:
    if letter.isalpha():
        return "A" if letter.isupper() else "a"
    return "0" if letter.isdigit() else letter


def _shape(text: str, words: Sequence[str]) -> Iterator[str]:
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters) / max(1, len(letters))
    digits = sum(letter.isdigit() for letter in text) / len(text)
    yield f"words {_bin(len(words), _COUNTS)}"
    yield f"letters {_bin(len(letters), _COUNTS)}"
    yield f"capitals {_bin(capitals, _SHARES)}"
    yield f"capitals {_bin(capitals, _SHARES)} words {_bin(len(words), _COUNTS)}"
    yield f"digits {_bin(digits, _SHARES)}"
    titled = sum(word[:1].isupper() for word in text.split()) / len(words)
    yield f"titled {_bin(titled, _SHARES)} words {_bin(len(words), _COUNTS)}"
    if ":" in text[:24]:
        yield "colon"
    if _SIGN.search(text):
        yield "sign"


def _lexicon(text: str) -> Iterator[str]:
    """Yield what the tables of the package say, with the slack for misread letters they allow."""
    words = text.split()
    if len(words) > _SHORT:
        return
    for kind in _PHRASES:
        if layout_phrases.starts_with(text, kind):
            yield f"phrase {kind}"
    for kind in _MOTTOS:
        if layout_phrases.find_in_words(words, kind, 70):
            yield f"phrase {kind}"
    if line_kinds.is_number_line(text):
        yield "number line"
    if line_kinds.is_place_date(text):
        yield "place and date"
    if line_kinds.AUTHORITY.match(text):
        yield "authority"
    if text[:2].isupper() and title_type(text):
        yield "title"
    if strip_accents(words[0]) in _surnames():
        yield "surname"
        if 2 <= len(words) <= 5 and all(word[:1].isupper() for word in words):
            yield "person"
    bare = strip_accents(text)
    if any(place in bare for place in _provinces()):
        yield "province"


@cache
def _surnames() -> frozenset[str]:
    return frozenset(strip_accents(row["surname"]) for row in rows("surnames.csv"))


@cache
def _provinces() -> tuple[str, ...]:
    return tuple(strip_accents(place.name) for place in provinces.provinces())


def _typography(piece: LineSegment, height: float) -> Iterator[str]:
    tall = max(word.box.height for word in piece.words) / height
    sure = sum(word.confidence for word in piece.words) / len(piece.words)
    yield f"tall {_bin(tall, _SIZES)}"
    yield f"sure {_bin(sure, _SURE)}"
    wide = piece.box.width / max(1, sum(len(word.text) for word in piece.words)) / height
    yield f"set {round(wide * 10)}"
    if any(word.handwritten for word in piece.words):
        yield "by pen"


def _place(
    piece: LineSegment, page: Page, height: float, left: float, right: float, turn: str
) -> Iterator[str]:
    """Yield where a piece stands on the page, and against the margins of the text."""
    box = piece.box
    x, y = (v / extent for v, extent in zip(box.centre, (page.width, page.height), strict=True))
    yield f"x {int(20 * x)}"
    yield f"x0 {int(20 * box.x0 / page.width)}"
    yield f"x1 {int(20 * box.x1 / page.width)}"
    yield f"y {int(20 * y)} {turn}"
    yield f"at {int(6 * x)} {int(12 * y)} {turn}"
    yield f"page {turn}"
    yield f"wide {int(10 * box.width / page.width)}"
    yield f"indent {_bin((box.x0 - left) / height, _INDENTS)}"
    yield f"room {_bin((right - box.x1) / height, _INDENTS)}"
    middle = abs(box.centre[0] - (left + right) / 2) / height
    yield f"centred {_bin(middle, _GAPS)}"


def _surroundings(
    ordered: Sequence[LineSegment], beside: Neighbours, i: int, height: float
) -> Iterator[str]:
    own = ordered[i].box
    yield f"turn {_bin(i, _COUNTS)}"
    yield f"left over {_bin(len(ordered) - 1 - i, _COUNTS)}"
    yield f"beside {beside.left >= 0} {beside.right >= 0}"
    for name, k in (("above", beside.above), ("below", beside.below)):
        if k < 0:
            yield f"none {name}"
            continue
        other = ordered[k].box
        gap = own.y0 - other.y1 if name == "above" else other.y0 - own.y1
        yield f"gap {name} {_bin(gap / height, _GAPS)}"
        yield f"shift {name} {_bin((own.x0 - other.x0) / height, _INDENTS)}"
