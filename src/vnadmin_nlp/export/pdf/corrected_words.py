"""What a person corrected takes the place of the words that were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.text.unicode import fold, strip_accents

#: Least likeness of the words on the page to the value that is replaced.
_ALIKE = 0.6
#: A field whose words are no value of it: ``system`` is told by the motto.
_NOT_PRINTED = ("system",)
#: Words beside the usual number of them that a value may have been read as.
_MORE_OR_LESS = 2

Lines = list[list[Word]]


class Correction(NamedTuple):
    """A value that a person gave.

    Attributes:
        field: its name.
        old: as it was extracted, as far as it was.
        new: as the person says.
        box: what the evidence covers, in pixels; None: the page.
    """

    field: str
    old: str
    new: str
    box: BoundingBox | None


def corrections_of(record: Mapping[str, Any], kept: Sequence[Any]) -> dict[int, list[Correction]]:
    """Return what is to be corrected on each page of a document.

    Args:
        record: the public JSON, corrections applied.
        kept: `CorrectionRow` of the document.
    """
    by_page: dict[int, list[Correction]] = {}
    for row in kept:
        evidence = record["evidence"].get(row.field)
        if row.field in _NOT_PRINTED or not evidence or not evidence["box"]:
            continue
        box = BoundingBox(*evidence["box"])
        for old, new in _pairs(row.previous, row.value):
            window = None if isinstance(row.value, list) else box
            found = Correction(row.field, old, new, window)
            by_page.setdefault(evidence["page"], []).append(found)
    return by_page


def _pairs(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Yield what was said and what is to be said; of lists the items that differ."""
    if isinstance(old, list) and isinstance(new, list):
        for how, a0, a1, b0, b1 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if how == "replace" and a1 - a0 == b1 - b0:
                yield from zip(old[a0:a1], new[b0:b1], strict=True)
    elif isinstance(new, str) and new != old:
        yield (old if isinstance(old, str) else ""), new


def corrected(lines: Lines, corrections: Sequence[Correction]) -> Lines:
    """Return the lines of a page, their words replaced where a person said otherwise.

    A correction whose words are not found leaves the page as it is.
    """
    for correction in corrections:
        places = [
            (n, i)
            for n, line in enumerate(lines)
            for i, word in enumerate(line)
            if correction.box is None or _within(word, correction.box)
        ]
        words = [lines[n][i] for n, i in places]
        found = _find(words, correction)
        if found is None:
            continue
        start, stop, text = found
        fresh = _spread(words[start:stop], text.split())
        lines = _put(lines, places[start:stop], fresh)
    return lines


def _within(word: Word, box: BoundingBox) -> bool:
    x, y = word.box.centre
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _find(words: Sequence[Word], correction: Correction) -> tuple[int, int, str] | None:
    """Return which of the words say the old value, and what they shall say."""
    texts = [word.text for word in words]
    if correction.field == "date":
        return _find_date(texts, correction)
    for value in filter(None, (correction.old, correction.new)):
        found = _find_letters(texts, value, correction.new) or _find_alike(
            texts, value, correction.new
        )
        if found:
            return found
    return None


def _find_letters(texts: Sequence[str], old: str, new: str) -> tuple[int, int, str] | None:
    """Find a value letter by letter, however it was broken into words."""
    whole = "".join(texts).casefold()
    wanted = "".join(old.split()).casefold()
    at = whole.find(wanted)
    if at < 0 or not wanted or len(whole) != sum(map(len, texts)):
        return None
    end, start_of = at + len(wanted), 0
    first = last = 0
    before = after = ""
    for n, text in enumerate(texts):
        stop = start_of + len(text)
        if start_of <= at < stop:
            first, before = n, text[: at - start_of]
        if start_of < end <= stop:
            last, after = n, text[end - start_of :]
        start_of = stop
    said = " ".join(texts[first : last + 1])
    return first, last + 1, before + _cased(new, said) + after


def _find_alike(texts: Sequence[str], old: str, new: str) -> tuple[int, int, str] | None:
    """Find the words that are most like a value, which were misread."""
    wanted, count = "".join(fold(old).split()), len(old.split())
    best, found = _ALIKE, None
    for start in range(len(texts)):
        for size in range(max(1, count - _MORE_OR_LESS), count + _MORE_OR_LESS + 1):
            said = texts[start : start + size]
            if len(said) < size:
                break
            likeness = SequenceMatcher(None, "".join(map(fold, said)), wanted).ratio()
            if likeness > best:
                best, found = likeness, (start, start + size)
    if found is None:
        return None
    said = texts[found[0] : found[1]]
    ending = said[-1][len(said[-1].rstrip(",;.:")) :]
    return *found, _cased(new, " ".join(said)) + ("" if new.endswith(ending) else ending)


def _cased(new: str, said: str) -> str:
    """Return a value in capitals where the words it replaces are."""
    return new.upper() if said.isupper() and any(letter.islower() for letter in new) else new


def _find_date(texts: Sequence[str], correction: Correction) -> tuple[int, int, str] | None:
    """Find the date of a line, and write the new one in the same form."""
    from vnadmin_nlp.grammar.dates import find_dates

    line, day = " ".join(texts), dt.date.fromisoformat(correction.new)
    dates = find_dates(line)
    found = next((one for one in dates if str(one.date) == correction.old), None)
    if found is None and dates:
        found = dates[-1]
    if found is None:
        return _find_alike(texts, _written(day), _written(day))
    # As in notation.numbers, a date may begin in the middle of a word: (14/3/2024).
    first, last = line[: found.start].count(" "), line[: found.end].count(" ")
    before = line[: found.start].rpartition(" ")[2]
    after = line[found.end :].partition(" ")[0]
    mark = next((mark for mark in "/-." if mark in found.text), None)
    fresh = _written(day, mark)
    if mark is None and not strip_accents(found.text).startswith("ngay"):
        fresh = fresh.partition(" ")[2]
    return first, last + 1, before + fresh + after


def _written(day: dt.date, mark: str | None = None) -> str:
    """Return a date as documents write it (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    month = f"{day.month:{'02' if day.month < 3 else ''}}"
    if mark:
        return f"{day.day:02}{mark}{month}{mark}{day.year}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _spread(old: Sequence[Word], texts: Sequence[str]) -> list[list[Word]]:
    """Return for each of the old words those that stand in its place: none, one or several."""
    places: list[list[str]] = [[] for _ in old]
    wide = list(old)
    steps = SequenceMatcher(None, [word.text for word in old], texts, autojunk=False)
    for _, a0, a1, b0, b1 in steps.get_opcodes():
        if a0 == a1:  # more words than before: they share the place of a neighbour
            home = places[max(0, a0 - 1)]
            home[:] = [*home, *texts[b0:b1]] if a0 else [*texts[b0:b1], *home]
            continue
        for n, text in enumerate(texts[b0:b1]):
            places[min(a0 + n, a1 - 1)].append(text)
        if a0 + b1 - b0 < a1 and b0 < b1:  # fewer words: the last one takes the room that is left
            last = a0 + b1 - b0 - 1
            wide[last] = _widened(old[last], old[last + 1 : a1])
    return [_share(word, inside) for word, inside in zip(wide, places, strict=True)]


def _widened(word: Word, others: Sequence[Word]) -> Word:
    """Return a word that takes the room of those after it on its line."""
    beside = [
        other.box
        for other in others
        if other.box.x0 > word.box.x0 and other.box.y0 < word.box.centre[1] < other.box.y1
    ]
    return replace(word, box=BoundingBox.around([word.box, *beside]))


def _share(word: Word, texts: Sequence[str]) -> list[Word]:
    """Return several words in the place of one, each as wide as its letters ask."""
    letters = sum(map(len, texts)) + len(texts) - 1
    fresh, at = [], 0
    for text in texts:
        x0, x1 = (word.box.x0 + round(word.box.width * n / letters) for n in (at, at + len(text)))
        box = word.box._replace(x0=x0, x1=max(x0 + 1, x1))
        fresh.append(replace(word, text=text, box=box))
        at += len(text) + 1
    return fresh


def _put(lines: Lines, places: Sequence[tuple[int, int]], fresh: Sequence[Sequence[Word]]) -> Lines:
    there = dict(zip(places, fresh, strict=True))
    return [
        [new for i, word in enumerate(line) for new in there.get((n, i), (word,))]
        for n, line in enumerate(lines)
    ]
