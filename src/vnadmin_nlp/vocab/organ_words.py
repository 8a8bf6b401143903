"""Words by which issuing bodies, their levels and their places are told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.text.unicode import same_tone_style
from vnadmin_nlp.vocab.loader import lists


@dataclass(frozen=True, slots=True)
class Bodies:
    """The table ``organ_words.toml`` as patterns over text in lower case and one tone-mark style.

    Attributes:
        abbreviations: full words by abbreviation.
        abbreviation: matches one of them.
        holder: matches, at the beginning, those who act for a body.
        central_party: matches the central committees, which share one series of numbers.
        central: matches what tells a body at the Centre.
        provincial: matches what tells a body of a province.
        level: matches a word that names a level.
        levels: level and core (the body meant, or "") by such a word.
    """

    abbreviations: dict[str, str]
    abbreviation: re.Pattern[str]
    holder: re.Pattern[str]
    central_party: re.Pattern[str]
    central: re.Pattern[str]
    provincial: re.Pattern[str]
    level: re.Pattern[str]
    levels: dict[str, tuple[str, str]]


@cache
def bodies() -> Bodies:
    """Return the table; its patterns are built once."""
    table = lists("organ_words.toml")
    heads, not_heads = _any(table["central_heads"]), _any(table["not_central_heads"])
    province, not_province = _any(table["provincial"]), _any(table["not_provincial"])
    return Bodies(
        abbreviations=table["abbreviations"],
        abbreviation=re.compile(rf"(?<!\w)(?:{_any(table['abbreviations'])})(?!\w)\.?"),
        holder=re.compile(
            rf"(?:(?!(?:{_any(table['kept'])})(?!\w))(?:{_any(table['holders'])})(?!\w)[\s,]{{0,9}})+"
        ),
        central_party=re.compile(rf"(?:{_any(table['central_party'])})(?!\w)"),
        central=re.compile(
            rf"(?<!\w)(?:{_any(table['central'])})(?!\w)|^(?!{not_heads})(?:{heads})(?!\w)"
        ),
        # What is no Sở is matched first and passed over.
        provincial=re.compile(rf"(?:{not_province})|(?<!\w)(?P<hit>{province})(?!\w)"),
        level=re.compile(rf"(?<!\w)(?<!hợp tác )(?:{_any(table['levels'])})(?!\w)(?! hội)"),
        levels={
            word: (value["level"], value.get("core", "")) for word, value in table["levels"].items()
        },
    )


def _any(phrases: list[str] | dict[str, object]) -> str:
    folded = {same_tone_style(phrase) for phrase in phrases}
    return "|".join(re.escape(p) for p in sorted(folded, key=lambda p: (-len(p), p)))
