"""The words around a date that tell whether somebody has to do something by then."""

from __future__ import annotations

from functools import cache

import regex

from vnadmin_nlp.lexicon.table import lists


@cache
def cue(*groups: str) -> regex.Pattern[str]:
    """Return a pattern of the words of ``groups``, to be met in text without accents and case.

    >>> bool(cue("submit", "finish").search("cac don vi gui ve so"))
    True
    """
    table = lists("deadline_cues.toml")
    words = sorted((word for group in groups for word in table[group]), key=len, reverse=True)
    return regex.compile(r"(?<!\w)(?:" + "|".join(words).replace(" ", r"\s{1,2}") + r")(?!\w)")
