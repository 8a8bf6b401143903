"""The words around a date that tell whether somebody has to do something by then."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import regex


@cache
def cue(*groups: str) -> regex.Pattern[str]:
    """Return a pattern of the words of ``groups``, to be met in text without accents and case.

    >>> bool(cue("submit", "finish").search("cac don vi gui ve so"))
    True
    """
    words = sorted((word for group in groups for word in _table()[group]), key=len, reverse=True)
    return regex.compile(r"(?<!\w)(?:" + "|".join(words).replace(" ", r"\s{1,2}") + r")(?!\w)")


@cache
def _table() -> dict[str, list[str]]:
    text = resources.files(__package__).joinpath("deadline_cues.toml").read_text("utf-8")
    return tomllib.loads(text)
