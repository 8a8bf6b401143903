"""Names of persons as they stand under a signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import regex

from vnadmin_nlp.text.bigrams import is_word
from vnadmin_nlp.text.syllables import is_name_syllable, is_syllable
from vnadmin_nlp.text.unicode import mend_look_alikes, nfc, same_tone_style, strip_accents
from vnadmin_nlp.vocab.layout_phrases import key, phrases
from vnadmin_nlp.vocab.surnames import (
    is_minority_surname,
    is_surname,
    mend_surname,
    open_capital,
    title_key,
    titles,
    whole_surname,
)

MIN_SYLLABLES, MAX_SYLLABLES = 2, 5
_LONGEST_LINE = 200
# Hardly ever surnames, although the table has one of them.
MIDDLE_NAMES = frozenset({"Văn", "Thị"})
# Letters that strokes of a signature are read as.
_STROKES = frozenset("ilrtj")

_TOKEN = regex.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*\.?|\S")
# Recognisers lose the space between two words: NguyễnVăn
_GLUED = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
# Signs that stand beside names on clean pages too
_LIGHT = frozenset(".,;:-/_|")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name.

    Attributes:
        name: as printed, without titles and junk, with single spaces.
        titles: what stood before it (``PGS.TS``, ``Đại tá``), as printed.
        score: 0.0 to 1.0, how much the line looks like a name and nothing else.
        repaired: the surname was misread and mended (Nguyên → Nguyễn).
    """

    name: str
    titles: tuple[str, ...]
    score: float
    repaired: bool = False


def parse_person(line: str) -> Person | None:
    """Return the person whose name the line is, or None.

    A name has 2 to 5 capitalised syllables (36-HD/VPTW, NĐ 30/2020/NĐ-CP); junk of seals and
    signatures around it is trimmed.

    >>> parse_person("/ PGS.TS. Nguyễn Thị Minh An .")
    Person(name='Nguyễn Thị Minh An', titles=('PGS', 'TS'), score=0.95, repaired=False)
    >>> parse_person("t A Ð") is None
    True
    """
    line = mend_look_alikes(nfc(line[:_LONGEST_LINE]))
    dropped, rest = _leading_junk(_TOKEN.findall(line))
    found, rest = _split_titles(rest)
    rest = [word for token in rest for word in _GLUED.split(token)]
    if found and rest[:1] and rest[0] in MIDDLE_NAMES and mend_surname(found[-1]):
        found, rest = found[:-1], [found[-1], *rest]  # Bà Văn …: a misread Hà, not Mrs
    name, before, after = _name_run(rest)
    clipped = whole_surname(before[-1]) if before and name else None
    if clipped:
        name, before = [clipped, *name], _without_head(before[:-1], clipped[0])
    if not MIN_SYLLABLES <= len(name) <= MAX_SYLLABLES or _is_text([*before, *after]):
        return None
    if _is_of_an_office(name):
        return None
    mended = _mend(name)
    junk = sum(token not in _LIGHT for token in [*before, *after])
    repaired = mended != name or clipped is not None
    score = _score(mended, junk=junk, mended=repaired)
    if _is_clipped(mended, before or dropped):
        score -= 0.4
    if score <= 0:
        return None
    return Person(" ".join(mended), found, round(score, 2), repaired=repaired)


def _is_of_an_office(name: Sequence[str]) -> bool:
    """Return whether what reads as a name holds words of a position or a body."""
    sure = is_surname(name[0].capitalize()) and name[1].capitalize() in MIDDLE_NAMES
    if all(map(str.isupper, name)) and not sure:
        return bool(_no_names_bare().search(strip_accents("".join(name))))
    return bool(_no_names_printed().search(same_tone_style(" ".join(name))))


@cache
def _no_names_bare() -> regex.Pattern[str]:
    """Return words of offices as capitals are met: recognisers lose accents and blanks there."""
    return regex.compile("|".join(map(key, phrases("no_names"))))


@cache
def _no_names_printed() -> regex.Pattern[str]:
    """Return words of offices as they are printed: Trương Văn Phong is no Văn phòng."""
    return regex.compile(rf"\b(?:{'|'.join(map(same_tone_style, phrases('no_names')))})\b")


def _without_head(before: list[str], capital: str) -> list[str]:
    """Leave out what is left of the head of a surname whose middle is lost (``Ng: yễn``)."""
    words = [i for i, token in enumerate(before) if token[0].isalpha()]
    return before[: words[-1]] if words and before[words[-1]][0] == capital else before


def _is_clipped(name: Sequence[str], before: Sequence[str]) -> bool:
    """Tell whether the surname itself may have been lost or misread before a name."""
    rest = before[-1] if before else ""
    if rest[:1].isupper() and len(rest) > 2:
        return True
    short = len(name) == MIN_SYLLABLES
    return short and (rest[:1].isalpha() or name[0].capitalize() in MIDDLE_NAMES)


def _mend(name: Sequence[str]) -> list[str]:
    """Return the name with a misread surname mended, and i for l where no syllable has l."""
    mended = mend_surname(name[0])
    surname = (mended.upper() if name[0].isupper() else mended) if mended else name[0]
    if is_minority_surname(surname):
        return list(name)
    return [surname, *(_mend_syllable(word) for word in name[1:])]


def _mend_syllable(word: str) -> str:
    """Return a word as a syllable where an i was read as l, an H as B, or a stroke as a letter."""
    opened = open_capital(word)
    if opened and _is_known(opened) and not _is_known(word):
        return opened
    for way in (word, word.replace("l", "i")):
        if is_syllable(way):
            return way
    # Gilang
    ways = {word[:i] + word[i + 1 :] for i in range(1, len(word)) if word[i] in _STROKES}
    fitting = [way for way in ways if is_syllable(way)]
    return fitting[0] if len(fitting) == 1 else word


def _is_known(word: str) -> bool:
    return is_word(word) or is_surname(word)


def _leading_junk(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Part the single letters and signs before a name from it."""
    first = next((i for i, token in enumerate(tokens) if len(token.strip(".")) > 1), len(tokens))
    # Y is a whole word of names of the Central Highlands (Y Bhăm Niê)
    first -= bool(first and tokens[first - 1] == "Y")
    return tokens[:first], tokens[first:]


def _split_titles(tokens: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the titles at the start of the line, and the tokens after them."""
    found: list[str] = []
    at = 0
    while at < len(tokens):
        for length in (4, 3, 2, 1):
            words = tokens[at : at + length]
            if len(words) == length and _is_title(words, tokens[at + length : at + length + 1]):
                found.append(" ".join(words).rstrip("."))
                at += length
                break
        else:
            if not found or tokens[at] not in _LIGHT:
                break
            at += 1
    return tuple(found), tokens[at:]


def _is_title(words: Sequence[str], following: Sequence[str]) -> bool:
    if not all(word[0].isalpha() for word in words) or title_key("".join(words)) not in titles():
        return False
    # "Ông" is a surname too: a title only before another surname
    return not is_surname(words[0]) or (bool(following) and is_surname(following[0]))


def _name_run(tokens: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the longest run of name syllables, and the tokens before and after it."""
    best, run = (0, 0), (0, -1)
    for i, token in enumerate(tokens):
        fits = _is_name_word(token, first=run[1] != i)
        run = (run[0] if run[1] == i else i, i + 1) if fits else (i + 1, i + 1)
        if run[1] - run[0] > best[1] - best[0]:
            best = run
    start, end = best
    while end - start > MIN_SYLLABLES and _is_stray_letter(tokens, end - 1):
        end -= 1
    name = [token.rstrip(".") for token in tokens[start:end]]
    return name, list(tokens[:start]), list(tokens[end:])


def _is_stray_letter(tokens: Sequence[str], i: int) -> bool:
    """Tell whether token ``i`` is junk after a name; "Thị B", "Văn A" stand for names in forms."""
    letter = tokens[i].rstrip(".")
    return len(letter) == 1 and not is_syllable(letter) and tokens[i - 1] not in ("Thị", "Văn")


def _is_name_word(token: str, *, first: bool) -> bool:
    word = token.rstrip(".")
    if first and len(word) > 1 and word[0].isupper() and mend_surname(word):
        return True
    if not first and word[:1].isupper():
        word = _mend_syllable(word)
    if not word[:1].isupper() or not is_name_syllable(word):
        return len(word) == 1 and word.isupper() and not first
    return word.isupper() or word == word[:1] + word[1:].lower() or "'" in word or "’" in word


def _is_text(tokens: Sequence[str]) -> bool:
    """Tell whether the tokens around a name are words, not the junk of a seal."""
    words = [token for token in tokens if len(token.rstrip(".")) > 2 and token[0].isalpha()]
    return any(is_syllable(word.rstrip(".")) for word in words) or len(words) > 1


def _score(name: Sequence[str], *, junk: int, mended: bool) -> float:
    upper = [word.isupper() for word in name if len(word) > 1]
    if any(upper) != all(upper):
        return 0.0
    known = is_surname(name[0]) or is_minority_surname(name[0])
    if not known and (all(upper) or not all(is_syllable(word) for word in name)):
        return 0.0
    score = 0.95 if known else 0.4
    strange = 0.1 if is_minority_surname(name[0]) or len(name[0]) < 3 else 0.3
    score -= strange * sum(not is_syllable(word) for word in name[1:] if len(word) > 1)
    score -= 0.1 * mended + 0.05 * min(junk, 4) + 0.05 * (len(name) in (2, 5))
    return max(score, 0.0)
