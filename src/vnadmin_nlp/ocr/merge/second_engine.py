"""Two readers: a second one reads the lines of which the first is not sure, word against word.

Where both read the same, the word is surer. Where they differ it is less sure, and keeps both
readings as its candidates; the first reading stands, because it is right far more often, but for
two cases in which the letters themselves tell: a word that is no syllable, and marks on a word of
the same letters that make no sense beside its neighbours. Numbers, signs and abbreviations, what is
written by pen, and names that can be syllables are never replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.text.bigrams import known_pairs, known_words
from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import same_tone_style, unmarked
from vnadmin_nlp.vocab.surnames import is_minority_surname

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage
    from vnadmin_nlp.ocr.engines.recogniser import Recogniser
    from vnadmin_nlp.ocr.files.image_file import Pixels

#: A line is read again for a word less sure than this, if it has so many letters: see
#: benchmarks/README.md for what other limits cost and give.
UNSURE, _LETTERS = 0.85, 3
#: Paper around the line, as shares of its height: more lets its neighbours in, which costs words.
_BESIDE, _OVER, _UNDER = 0.3, 0.1, 0.1
#: Words stand at one place when they share so much of the narrower one's width.
_SHARED = 0.4
#: What a sure other reading takes from the confidence of a word: of real words on which the readers
#: differ three in four are right where the other one is surest, nearly all where it is not.
_DOUBT = 0.25
#: From this confidence on the second reader makes a syllable of a word that is none; so long is
#: that, and a word by which a line is known to be odd.
_SYLLABLE, _LONG = 0.9, 3
#: Marks make sense beside a neighbour when that pair was seen so often, so many times as often as
#: that with the other marks.
_KNOWN, _BEATS = 8, 8
_EDGES = ".,;:/()[]-–“”\"'*_~"


class Place(NamedTuple):
    """The words of both readers at one place of a line."""

    first: list[Word]
    second: list[Word]


def read_again(page: CleanPage, words: Sequence[Word], second: Recogniser) -> list[Word]:
    """Return ``words`` with what a second reader says on the lines that are not sure.

    Args:
        page: the page image.
        words: what the first reader read on it, line by line.
        second: reads single lines.
    """
    rows = [list(group) for _, group in groupby(words, key=lambda word: word.line)]
    unsure = [number for number, row in enumerate(rows) if is_unsure(row)]
    pieces = [_around(BoundingBox.around(word.box for word in rows[n]), page) for n in unsure]
    cut = [_cut(page.with_blue, piece) for piece in pieces] if pieces else []
    readings = second.read_lines(cut, page.dpi) if cut else []
    for number, piece, reading in zip(unsure, pieces, readings, strict=True):
        rows[number] = compared(rows[number], [_moved(word, piece) for word in reading])
    return [word for row in rows for word in row]


def is_unsure(row: Sequence[Word]) -> bool:
    """Tell whether a line is worth a second reading: some printed word is not sure, or no word."""
    letters = sum(len(word.text) for word in row)
    return letters >= _LETTERS and any(
        word.confidence < UNSURE or _is_odd(word) for word in row if not word.handwritten
    )


def _is_odd(word: Word) -> bool:
    """Tell whether ``word`` is none that is known, however sure it is: biễu."""
    bare = _bare(word.text)
    plain = len(bare) >= _LONG and bare.isalpha() and not bare.isupper()
    return plain and not known_words()[same_tone_style(bare)]


def compared(row: Sequence[Word], reading: Sequence[Word]) -> list[Word]:
    """Return the words of a line, judged by another reading of it.

    Args:
        row: the words of the first reader, from left to right.
        reading: those of the second, with boxes on the same page.
    """
    judged = {id(word): word for word in row}
    for place in _places(row, reading):
        if not any(word.handwritten for word in place.first):
            for old, new in _judged(place, row):
                judged[id(old)] = new
    return [judged[id(word)] for word in row]


def _judged(place: Place, row: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Yield the words of a place, each with what becomes of it."""
    first, other = place
    sure = min(word.confidence for word in other)
    if _plain(first) == _plain(other):
        for word in first:
            yield word, replace(word, confidence=1 - (1 - word.confidence) * (1 - sure))
    elif len(first) == len(other):
        for word, rival in zip(first, other, strict=True):
            if _plain([word]) == _plain([rival]):
                yield word, replace(word, confidence=max(word.confidence, rival.confidence))
            elif _plain([rival]):
                yield word, _disputed(word, rival, row)
    else:
        for word in first:
            yield word, replace(word, confidence=_doubted(word.confidence, sure))


def _disputed(word: Word, rival: Word, row: Sequence[Word]) -> Word:
    """Return the word that stands where the readers differ, with both readings."""
    right = _verdict(word, rival, row)
    if right is rival:
        start, end = _bounds(word.text)
        text = word.text[:start] + _bare(rival.text) + word.text[end:]
        sure, other = _doubted(1.0, word.confidence), word.text
    else:
        text, other = word.text, rival.text
        sure = word.confidence if right else _doubted(word.confidence, rival.confidence)
    candidates = ((text, sure), (other, round(1 - sure, 4)))
    return replace(word, text=text, confidence=sure, candidates=candidates)


def _doubted(confidence: float, rival: float) -> float:
    return round(confidence * (1 - _DOUBT * rival), 4)


def _verdict(word: Word, rival: Word, row: Sequence[Word]) -> Word | None:
    """Return the one of two different readings that the letters speak for, if any."""
    old, new = _bare(word.text), _bare(rival.text)
    first, second = (text.isalpha() and is_syllable(text) for text in (old, new))
    same = unmarked(old) == unmarked(new)
    long = min(len(old), len(new)) >= _LONG
    if first and second:
        return _sensible(word, rival, row) if same else None
    if first:
        return word if same or long else None
    if not second or not old.isalpha():
        return None
    known = is_minority_surname(old) or old.isupper()
    alike = long and not known and abs(len(old) - len(new)) <= 1
    return rival if same or (alike and rival.confidence >= _SYLLABLE) else None


def _sensible(word: Word, rival: Word, row: Sequence[Word]) -> Word | None:
    """Return the one of two readings with other marks that makes sense beside its neighbours.

    Where neither does, it is the one that is a word elsewhere if the other is none: Cổng, Cỗng.
    """
    old, new = _bare(word.text), _bare(rival.text)
    at = next(n for n, other in enumerate(row) if other is word)
    before, after = row[at - 1 : at] if at else (), row[at + 1 : at + 2]
    if old.istitle() and any(_is_name(beside) for beside in (*before, *after)):
        return None
    counts = [_seen(before, text, after) for text in (old, new)]
    if max(counts) < _KNOWN:
        counts = [known_words()[same_tone_style(text)] for text in (old, new)]
        if min(counts):
            return None
    if max(counts) < max(_KNOWN, _BEATS * min(counts)):
        return None
    return word if counts[0] > counts[1] else rival


def _is_name(word: Word) -> bool:
    bare = _bare(word.text)
    return bare.isalpha() and bare.istitle()


def _seen(before: Sequence[Word], text: str, after: Sequence[Word]) -> int:
    """Return how often ``text`` was seen after or before its neighbours."""
    pairs, bare = known_pairs(), same_tone_style(text)
    left = [pairs[same_tone_style(_bare(word.text)), bare] for word in before]
    return max([*left, *(pairs[bare, same_tone_style(_bare(word.text))] for word in after)] or [0])


def _places(row: Sequence[Word], reading: Sequence[Word]) -> list[Place]:
    """Return the places of a line that both readers found words at."""
    places = [Place([word], []) for word in row]
    for rival in reading:
        at = [place for place in places if any(_is_there(word, rival) for word in place.first)]
        if at:
            joined = Place([w for p in at for w in p.first], [w for p in at for w in p.second])
            joined.second.append(rival)
            places = [place for place in places if place not in at] + [joined]
    return [place for place in places if place.second]


def _is_there(word: Word, rival: Word) -> bool:
    one, other = word.box, rival.box
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    level = min(one.y1, other.y1) - max(one.y0, other.y0)
    return level > 0 and shared > _SHARED * min(one.width, other.width)


def _plain(words: Sequence[Word]) -> str:
    """Return the letters and digits in which readings are compared."""
    text = "".join(word.text for word in words)
    return "".join(letter for letter in same_tone_style(text) if letter.isalnum())


def _bare(text: str) -> str:
    start, end = _bounds(text)
    return text[start:end]


def _bounds(text: str) -> tuple[int, int]:
    """Return where the letters of ``text`` start and end within its punctuation."""
    stripped = text.lstrip(_EDGES)
    start = len(text) - len(stripped)
    return start, start + len(stripped.rstrip(_EDGES))


def _around(box: BoundingBox, page: CleanPage) -> BoundingBox:
    height, width = page.shape
    side = round(_BESIDE * box.height)
    return BoundingBox(
        max(0, box.x0 - side),
        max(0, box.y0 - round(_OVER * box.height) - 2),
        min(width, box.x1 + side),
        min(height, box.y1 + round(_UNDER * box.height) + 2),
    )


def _cut(pixels: Pixels, box: BoundingBox) -> Pixels:
    return pixels[box.y0 : box.y1, box.x0 : box.x1].copy()


def _moved(word: Word, piece: BoundingBox) -> Word:
    x0, y0, x1, y1 = word.box
    return replace(
        word, box=BoundingBox(x0 + piece.x0, y0 + piece.y0, x1 + piece.x0, y1 + piece.y0)
    )
