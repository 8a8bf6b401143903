"""The words around a date that tell whether somebody has to do something by then."""

from __future__ import annotations

from functools import cache
from itertools import product

import regex

from vnadmin_nlp.text.unicode import mend_look_alikes, same_tone_style, strip_accents
from vnadmin_nlp.vocab.loader import lists

_TABLE = "deadline_cues.toml"


def as_cues_are_written(text: str) -> str:
    """Return ``text`` in the form that cues are matched in: small letters, one tone-mark style.

    Accents stay, because many cues are other words without them. For NFC text the length is kept.

    >>> as_cues_are_written("Đã gửi Uỷ ban")
    'đã gửi ủy ban'
    """
    return same_tone_style(mend_look_alikes(text))


@cache
def cue(*groups: str) -> regex.Pattern[str]:
    """Return a pattern of the words of ``groups``, for text as `as_cues_are_written` gives it.

    A word of one syllable is met with its accents alone. Of a longer one, syllables may have lost
    theirs, all at once: ``bao cáo``, ``bao cao``, but not ``kết thực`` for ``kết thúc``.

    >>> bool(cue("submit", "finish").search("các đơn vị gửi về sở"))
    True
    >>> bool(cue("past").search("thành phố đà nẵng, tổng vệ sinh"))
    False
    """
    words = sorted((word for group in groups for word in _words(group)), key=len, reverse=True)
    spaced = "|".join(_written(word) for word in words).replace(" ", r"\s{1,2}")
    return regex.compile(rf"(?<!\w)(?:{spaced})(?!\w)")


def _words(group: str) -> list[str]:
    return [as_cues_are_written(word) for word in lists(_TABLE)[group]]


def _written(word: str) -> str:
    """Return the pattern of the ways in which a cue may be printed."""
    syllables = word.split()
    if len(syllables) > 1:
        spellings = product(*(dict.fromkeys((s, strip_accents(s))) for s in syllables))
        return "|".join(map(" ".join, spellings))
    before = [c.removesuffix(word) for c in _words("compounds") if c.endswith(f" {word}")]
    after = [c.removeprefix(word) for c in _words("compounds") if c.startswith(f"{word} ")]
    not_after = rf"(?<!(?<!\w)(?:{'|'.join(before)}))" if before else ""
    not_before = rf"(?!(?:{'|'.join(after)})(?!\w))" if after else ""
    return f"{not_after}{word}{not_before}"
