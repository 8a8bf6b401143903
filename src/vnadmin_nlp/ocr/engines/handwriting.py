"""Digits written by pen are read again, large and several times, by a network of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from vnadmin_nlp.ocr.engines.ctc_beam import places, readings
from vnadmin_nlp.ocr.engines.decode_words import Letter, SpeltWord
from vnadmin_nlp.ocr.engines.line_network import Network
from vnadmin_nlp.ocr.lines.line_strips import PEN, STEP, Strip
from vnadmin_nlp.ocr.lines.mask_neighbours import strip_of
from vnadmin_nlp.text.unicode import strip_accents

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.engines.line_network import Chances
    from vnadmin_nlp.ocr.files.image_file import Pixels
    from vnadmin_nlp.ocr.lines.find_lines import TextLine, TextLines


class Cut(NamedTuple):
    """How a window is cut.

    Attributes:
        size: factor of the tall.
        shift: of the base line, in talls.
        beside: how far the window reaches beside the digits, in talls.
        free: whether it shows the free paper beside them.
    """

    size: float
    shift: float
    beside: float
    free: bool = False


#: The windows of a number.
CUTS = (
    Cut(1.0, 0.0, 1.0), Cut(1.12, 0.0, 0.7), Cut(1.0, 0.07, 0.5, free=True),
    Cut(1.0, -0.07, 0.5, free=True), Cut(0.9, 0.03, 1.0),
    Cut(1.2, 0.0, 0.7), Cut(0.8, 0.0, 1.0), Cut(1.25, -0.05, 0.5, free=True),
)  # fmt: skip
#: A digit reaches so far beyond the step in which it is read, in talls.
_BEHIND = 0.6
#: There is nothing to read at a step that is so sure of it.
_NOTHING = 0.998
#: Paper beside digits that may hold another one, in steps of the strip: two talls.
_FREE = 10
#: Windows that differ make their mean chance too modest: to this power real numbers are about as
#: often right as they say, drawn ones that can be read somewhat more often (models/pens/README.md).
_SHARPER = 1.4
#: Readings kept of a number.
_MOST = 5
#: Between these a form has room for a pen, if it is so wide, in talls. Năm is read as hăm, too.
_ROOMS = {"ngay": ("th",), "thang": ("n", "h"), "so": ("/", "-")}
_WIDE = 0.8
#: Less than this share of what was taken for a pen's is read where it was print: left as it was.
_LOST = 0.4
#: No day or month by pen is wider than so many capitals are high.
_WIDEST_DAY = 4.5
#: The sign that a date by pen has between its numbers, and a running number has not.
_SIGN = "/"


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a pen wrote digits: letters of a word, or none before it.

    Attributes:
        word: number of the word.
        start: its first letter that is a digit by pen.
        end: behind the last one.
        x0: left end on the page.
        x1: right end.
        free: both ends with the free paper beside them.
    """

    word: int
    start: int
    end: int
    x0: float
    x1: float
    free: tuple[float, float]


def is_written(words: Sequence[SpeltWord]) -> bool:
    """Tell whether a pen wrote digits among ``words``, or there is room for it."""
    rooms = any(_is_room(one, other) for one, other in pairwise(words))
    return rooms or any(_misread(words)) or any(word.by_pen for word in words)


class HandwritingReader:
    """Reads what a pen wrote; made once, used for many pages."""

    def __init__(self) -> None:
        self._network = Network("pens")

    def read(
        self,
        words: list[SpeltWord],
        strip: Strip,
        line: TextLine,
        found: TextLines,
        gray: Pixels,
    ) -> list[SpeltWord]:
        """Return ``words`` with their digits by pen as they are read in windows of their own.

        Args:
            words: what was read in ``strip``.
            strip: of ``line``.
            line: one of ``found.lines``.
            found: on the page.
            gray: the page.
        """
        spots = sorted(
            [*_runs(words, strip), *_rooms(words, strip, line.tall)], key=lambda spot: spot.x0
        )
        middles = ((one.x1 + other.x0) / 2 for one, other in pairwise(spots))
        edges = pairwise([-inf, *middles, inf]) if spots else ()
        told = words
        # From the right to the left: what is put in does not move what is still to be looked at.
        for spot, ends in reversed(list(zip(spots, edges, strict=True))):
            windows = [strip_of(_part(spot, cut, ends, line), found, gray, PEN) for cut in CUTS]
            chances = self._network.read([window.pixels for window in windows])
            signs = not _is_one_number(told, spot, line.tall)
            ranked = likeliest(chances, self._network.alphabet.letters, signs=signs)
            told = self._put(told, spot, windows[0], (ranked, chances[0]), strip)
        return told

    def _put(
        self,
        words: list[SpeltWord],
        spot: _Spot,
        window: Strip,
        read: tuple[list[tuple[str, float]], Chances],
        strip: Strip,
    ) -> list[SpeltWord]:
        """Return ``words`` with what is most likely read at a spot, unless that is nothing.

        Args:
            words: of the line.
            spot: in it.
            window: the first one of the spot.
            read: the likeliest readings, and the chances at each step of that window.
            strip: of the line.
        """
        letters = self._network.alphabet.letters
        ranked, chances = read
        best, sure = ranked[0]
        if not best or len(best) < _LOST * (spot.end - spot.start):
            return words
        steps = [
            int(strip.column_of(window.x_of((place + 0.5) * self._network.step))) // STEP
            for place in places(chances, letters, best)
        ]
        digits = tuple(
            Letter(text, sure, step, ((text, sure),) if text.isdigit() else ())
            for text, step in zip(best, steps, strict=True)
        )
        return _with_digits(words, spot, digits, [(text, c) for text, c in ranked if text])


def likeliest(
    chances: Sequence[Chances], letters: str, *, signs: bool = True
) -> list[tuple[str, float]]:
    """Return the likeliest readings of several windows of one number, with their chances.

    Args:
        chances: of the classes at each step of each window.
        letters: of the classes.
        signs: whether a sign may stand in the number; a leaning 1 looks like one.
    """
    sums: defaultdict[str, float] = defaultdict(float)
    if not signs:
        chances = [_without(one, letters.index(_SIGN) + 1) for one in chances]
    for window in chances:
        for text, chance in readings(_squeezed(window), letters).items():
            sums[text] += chance / len(chances)
    powers = {text: chance**_SHARPER for text, chance in sums.items()}
    total = sum(powers.values()) + max(0.0, 1 - sum(sums.values())) ** _SHARPER
    ranked = sorted(powers.items(), key=lambda item: -item[1])[:_MOST]
    return [(text, power / total) for text, power in ranked]


def _squeezed(chances: Chances) -> Chances:
    """Return chances with each run of steps in which there is surely nothing as one step."""
    import numpy as np

    nothing = chances[:, 0] > _NOTHING
    return np.asarray(chances[~(nothing & np.concatenate([[False], nothing[:-1]]))])


def _is_one_number(words: Sequence[SpeltWord], spot: _Spot, tall: float) -> bool:
    """Tell whether the word before a spot is Số, or day or month is to stand at the spot.

    Args:
        words: of the line.
        spot: in it.
        tall: height of its capitals, in pixels.
    """
    if not spot.word:
        return False
    before, after = words[spot.word - 1], spot.word + (spot.start < spot.end)
    is_number = strip_accents(before.text).lower().strip(":. ") == "so"
    narrow = spot.x1 - spot.x0 <= _WIDEST_DAY * tall  # no whole date before thanh, read for tháng
    return is_number or (narrow and after < len(words) and _is_room(before, words[after]))


def _without(chances: Chances, kind: int) -> Chances:
    """Return chances of the other classes alone."""
    import numpy as np

    left = chances.copy()
    left[:, kind] = 0
    return np.asarray(left / left.sum(axis=1, keepdims=True))


def _part(spot: _Spot, cut: Cut, ends: tuple[float, float], line: TextLine) -> TextLine:
    """Return the part of a line with one spot in it, and none of another one."""
    x0, x1 = spot.free if cut.free else (spot.x0, spot.x1)
    return replace(
        line,
        tall=line.tall * cut.size,
        base=line.base.shifted(cut.shift * line.tall),
        x0=max(ends[0], x0 - cut.beside * line.tall),
        x1=min(ends[1], x1 + (cut.beside + _BEHIND) * line.tall),
    )


def _runs(words: Sequence[SpeltWord], strip: Strip) -> Iterator[_Spot]:
    """Yield the digits by pen side by side: a single letter between two may be one as well."""
    for number, word in enumerate(words):
        pen = [n for n, letter in enumerate(word.letters) if letter.by_pen]
        starts = [n for n in pen if n - 1 not in pen and n - 2 not in pen]
        for start, stop in pairwise([*starts, len(word.letters)]):
            end = max(n for n in pen if n < stop) + 1
            first, last = word.letters[start].step, word.letters[end - 1].step + 1
            # A digit that was not seen stands between the others and the print.
            before = [x.step + 2 for x in (*_letters(words[:number]), *word.letters[:start])]
            after = [x.step - 1 for x in (*word.letters[end:], *_letters(words[number + 1 :]))]
            left = min(first, max([first - _FREE, *before[-1:]]))
            right = max(last, min([last + _FREE, *after[:1]]))
            x0, x1, *free = (strip.x_of(step * STEP) for step in (first, last, left, right))
            yield _Spot(number, start, end, x0, x1, (free[0], free[1]))


def _rooms(words: Sequence[SpeltWord], strip: Strip, tall: float) -> Iterator[_Spot]:
    """Yield the places that a form leaves for a pen and in which no number was read."""
    for number, (one, other) in enumerate(pairwise(words), 1):
        x0 = strip.x_of((one.letters[-1].step + 1) * STEP)
        x1 = strip.x_of(other.letters[0].step * STEP)
        if _is_room(one, other) and x1 - x0 > _WIDE * tall:
            yield _Spot(number, 0, 0, x0, x1, (x0, x1))
    for number in _misread(words):
        letters = words[number].letters
        x0, x1 = (strip.x_of(step * STEP) for step in (letters[0].step, letters[-1].step + 1))
        yield _Spot(number, 0, len(letters), x0, x1, (x0, x1))


def _misread(words: Sequence[SpeltWord]) -> Iterator[int]:
    """Yield the numbers of words that stand where a pen writes, and are no number."""
    for number, (one, word, other) in enumerate(zip(words, words[1:], words[2:], strict=False), 1):
        if _is_room(one, other) and not word.text.strip(".,").isdigit() and not word.by_pen:
            yield number


def _is_room(one: SpeltWord, other: SpeltWord) -> bool:
    after = _ROOMS.get(strip_accents(one.text).strip(":,. "))
    return after is not None and strip_accents(other.text).startswith(after)


def _with_digits(
    words: list[SpeltWord], spot: _Spot, digits: tuple[Letter, ...], ranked: list[tuple[str, float]]
) -> list[SpeltWord]:
    """Return ``words`` with ``digits`` at a spot, and without what was read of the same ink.

    Where there are no more digits than letters before, no ink beside them was read as well.
    """
    more = len(digits) > spot.end - spot.start
    first, last = (digits[0].step - 1, digits[-1].step) if more else (1, 0)
    is_room = spot.start == spot.end
    letters = () if is_room else words[spot.word].letters
    before = tuple(x for x in letters[: spot.start] if x.by_pen or not first <= x.step <= last)
    after = tuple(x for x in letters[spot.end :] if x.by_pen or not first <= x.step <= last)
    start, end = ("".join(letter.text for letter in part) for part in (before, after))
    told = tuple((f"{start}{text}{end}", round(chance, 4)) for text, chance in ranked)

    def apart(word: SpeltWord) -> bool:
        return any(x.by_pen or not first <= x.step <= last for x in word.letters)

    left = [word for word in words[: spot.word] if apart(word)]
    right = [word for word in words[spot.word + (not is_room) :] if apart(word)]
    # Words that the digits partly cover stay, and stand beside them.
    low = max((x.step for x in (*_letters(left[-1:]), *before)), default=0)
    high = min((x.step for x in (*after, *_letters(right[:1]))), default=digits[-1].step)
    between = tuple(replace(digit, step=min(max(digit.step, low), high)) for digit in digits)
    return [*left, SpeltWord((*before, *between, *after), told), *right]


def _letters(words: Sequence[SpeltWord]) -> Iterator[Letter]:
    return (letter for word in words for letter in word.letters)
