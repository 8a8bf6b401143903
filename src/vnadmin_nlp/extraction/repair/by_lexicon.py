"""Lost accents given back to letterheads and positions, where the lexicon leaves one reading.

Recognisers read capitals without their small marks (``SƠ Y TE``, ``CHỦ TICH``). A run of syllables
whose bare letters are those of a known phrase is given that phrase's accents; nothing else is
touched, and numbers, dates and names never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz import fuzz, process

from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import nfc, same_tone_style, strip_accents
from vnadmin_nlp.vocab import organ_codes, provinces
from vnadmin_nlp.vocab.layout_phrases import key, phrases
from vnadmin_nlp.vocab.loader import lists

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 8
_ABBREVIATIONS = {"UBND", "HĐND", "TP", "HCM", "MTTQ", "TNHH", "MTV", "DN", "CQ", "BCH", "BCĐ"}
_SMALL_UNITS = {"xa", "phuong", "tran", "huyen", "quan", "khu"}


@cache
def _readings() -> dict[tuple[str, ...], tuple[str, ...] | None]:
    """Map bare syllables to the one accented reading; None where several are known."""
    table: dict[tuple[str, ...], tuple[str, ...] | None] = {}
    for phrase in _known_phrases():
        words = tuple(word.casefold() for word in _WORD.findall(nfc(phrase)))
        letters = tuple(map(strip_accents, words))
        for start, end in _runs(len(words)):
            run, bare = words[start:end], letters[start:end]
            known = table.setdefault(bare, run)
            if known not in (None, run) and not _are_same(known, run):
                table[bare] = None
    return table


def _are_same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether words differ by the place of their tone marks at most (hòa, hoà)."""
    return list(map(same_tone_style, one)) == list(map(same_tone_style, other))


def _known_phrases() -> Iterable[str]:
    table = lists("letterheads.toml")
    yield from table["heads"]
    yield from table["words"]
    yield from phrases("roles")
    for organ in organ_codes.all_organs():
        yield organ.name.split("(")[0]
    for province in provinces.provinces():
        yield f"{province.kind} {province.name}"
        yield province.name


def _runs(length: int) -> Iterator[tuple[int, int]]:
    """Yield the whole phrase, and its runs of two words or more that may stand on two lines."""
    for start in range(length):
        for end in range(start + 1, min(length, start + _LONGEST) + 1):
            if end - start >= 2 or length == 1:
                yield start, end


def restore_accents(text: str) -> str:
    """Return ``text`` with lost or wrong accents mended where a known phrase decides.

    >>> restore_accents("SƠ Y TE TINH KIEN GIANG")
    'SỞ Y TẾ TỈNH KIÊN GIANG'
    >>> restore_accents("ỦY BAN NHÂN DÂN XÃ ĐÔNG PHÚ")
    'ỦY BAN NHÂN DÂN XÃ ĐÔNG PHÚ'
    """
    text = nfc(text)
    words = list(_WORD.finditer(text))
    bare = [strip_accents(word.group()) for word in words]
    out, at, i = [], 0, 0
    while i < len(words):
        size, run = _longest_run(bare, i)
        for word, reading in zip(words[i : i + size], run or (), strict=False):
            out.append(text[at : word.start()])
            out.append(_in_case_of(word.group(), reading))
            at = word.end()
        i += size
    return "".join(out) + text[at:]


def mend_line(text: str) -> str:
    """Return a letterhead line with its spaces mended, where one known line is meant.

    Only a line that holds something that is no Vietnamese syllable is compared, as a whole.

    >>> mend_line("ỦY BANN ÂN DÂN"), mend_line("SỞYTÉ"), mend_line("XÃ ĐÔNG PHÚ")
    ('ỦY BAN NHÂN DÂN', 'SỞ Y TẾ', 'XÃ ĐÔNG PHÚ')
    """
    words = _WORD.findall(nfc(text))
    if not text.isupper() or all(_is_word(word) for word in words):
        return text
    table = _known_lines()
    found = process.extractOne(key(text), table.keys(), scorer=fuzz.ratio, score_cutoff=88)
    if found and abs(len(found[0]) - len(key(text))) > 1:
        return text
    return table[found[0]].upper() if found else text


def _is_word(word: str) -> bool:
    return word in _ABBREVIATIONS or is_syllable(word) or strip_accents(word) in _place_words()


@cache
def _place_words() -> frozenset[str]:
    names = (province.name for province in provinces.provinces())
    return frozenset(strip_accents(word) for name in names for word in _WORD.findall(name))


@cache
def _known_lines() -> dict[str, str]:
    lines = {
        key(phrase): phrase for phrase in lists("letterheads.toml")["heads"] if len(key(phrase)) > 4
    }
    for organ in organ_codes.all_organs():
        name = organ.name.split("(")[0].strip()
        if len(key(name)) > 4:
            lines[key(name)] = name
    for province in provinces.provinces():
        for head in ("", "UBND ", "HĐND ", "Ủy ban nhân dân ", "Hội đồng nhân dân ", "Đảng bộ "):
            line = f"{head}{province.kind} {province.name}"
            lines[key(line)] = line
    return lines


def _longest_run(bare: list[str], start: int) -> tuple[int, tuple[str, ...] | None]:
    # a commune may bear the bare letters of a province (xã Thanh Hòa): its name is left alone, and
    # so is a single syllable, but for the word a line begins with
    named = start > 0 and bare[start - 1] in _SMALL_UNITS
    shortest = 3 if named else 2 if start else 1
    for size in range(min(_LONGEST, len(bare) - start), shortest - 1, -1):
        run = _readings().get(tuple(bare[start : start + size]))
        if run:
            return size, run
    return 1, None


def _in_case_of(printed: str, reading: str) -> str:
    if same_tone_style(printed) == same_tone_style(reading):
        return printed  # as printed: uỷ stays uỷ
    if printed.isupper():
        return reading.upper()
    return reading.capitalize() if printed[:1].isupper() else reading
