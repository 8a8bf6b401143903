"""Surnames, and the titles that are printed before names."""

from __future__ import annotations

from functools import cache

from rapidfuzz.distance import Levenshtein

from vnadmin_nlp.text.syllables import is_syllable
from vnadmin_nlp.text.unicode import same_tone_style, strip_accents
from vnadmin_nlp.vocab.loader import rows

#: In shorter words one letter makes too much of a difference.
_SHORTEST_MENDED = 5
#: Of a hundred people so many bear it (38) that it outweighs every other surname.
_COMMONEST = "Nguyễn"
#: Capitals as a stroke across them makes others of them.
_CLOSED = {"B": "H", "E": "L", "Q": "O", "G": "C"}
#: So many letters at the end of a long surname tell which it is.
_LONG = 4


def is_surname(word: str) -> bool:
    """Tell whether ``word`` is a surname of the table, in any case and tone-mark style.

    >>> is_surname("NGUYỄN"), is_surname("Chủ")
    (True, False)
    """
    return same_tone_style(word) in _surnames()


def is_minority_surname(word: str) -> bool:
    """Tell whether ``word`` is a surname of an ethnic minority, or has the sign of its writing.

    >>> is_minority_surname("Ksor"), is_minority_surname("H'Hen"), is_minority_surname("Lê")
    (True, True, False)
    """
    apostrophe = "'" in word or "’" in word
    return apostrophe or _surnames().get(same_tone_style(word)) == "minority"


@cache
def _surnames() -> dict[str, str]:
    return {same_tone_style(row["surname"]): row["group"] for row in rows("surnames.csv")}


def mend_surname(word: str) -> str | None:
    """Return the surname that ``word`` was misread from, or None.

    Its accents alone differ; or a stroke makes another capital of its first letter; or ``word`` is
    no syllable, and one letter of it differs from a common surname. In each case ``word`` must be
    no surname itself, and one surname alone must fit: a common one, or else one of the others.

    >>> mend_surname("Nguyên"), mend_surname("Nguyễa"), mend_surname("Đao"), mend_surname("Bà")
    ('Nguyễn', 'Nguyễn', 'Đào', 'Hà')
    >>> mend_surname("Hà")
    """
    if is_surname(word):
        return None
    if (opened := open_capital(word)) and is_surname(opened):
        return opened
    table, bare = _by_bare_form("common"), strip_accents(word)
    fitting = table.get(bare) or _by_bare_form("other").get(bare, [])
    if not fitting and not is_syllable(word) and len(bare) >= _SHORTEST_MENDED:
        near = [key for key in table if Levenshtein.distance(key, bare, score_cutoff=1) <= 1]
        fitting = [name for key in near for name in table[key]]
    return fitting[0] if len(fitting) == 1 else None


def open_capital(word: str) -> str | None:
    """Return a word whose first letter is what a seal or stroke has closed: H read as B.

    >>> open_capital("Boàng"), open_capital("Minh")
    ('Hoàng', None)
    """
    first = _CLOSED.get(word[:1])
    return first + word[1:] if first else None


def whole_surname(rest: str) -> str | None:
    """Return the surname whose first letters a stroke has swallowed, or None.

    The rest of a long common one may be shorter, have a stroke for its first letter, another mark,
    or a wrong letter where it has lost but one; any other has lost its first letter alone.

    >>> [whole_surname(rest) for rest in ("uyễn", "suyễn", "yến", "guyềa", "ai", "văn", "à")]
    ['Nguyễn', 'Nguyễn', 'Nguyễn', 'Nguyễn', 'Mai', None, None]
    """
    if not rest[:1].islower() or len(rest) < 2:
        return None
    bare = strip_accents(rest)
    long = [name for name in _printed("common") if len(name) > _LONG and len(rest) > 2]
    ends = {name for name in long if name.endswith(rest) or rest.endswith(name[-_LONG:])}
    if len(rest) > 2:
        ends |= {name for name in _all_long() if strip_accents(name).endswith(bare)}
    if len(rest) >= _LONG:
        ends |= {name for name in long if _one_off(strip_accents(name)[1:], bare)}
    ends |= {name for group in ("common", "other") for name in _printed(group) if name[1:] == rest}
    if _COMMONEST in ends:
        return _COMMONEST
    return ends.pop() if len(ends) == 1 else None


@cache
def _all_long() -> tuple[str, ...]:
    names = (*_printed("common"), *_printed("other"))
    return tuple(name for name in names if len(name) > _LONG)


def _one_off(whole: str, read: str) -> bool:
    return whole[0] == read[0] and Levenshtein.distance(whole, read, score_cutoff=1) <= 1


@cache
def _printed(group: str) -> tuple[str, ...]:
    return tuple(row["surname"] for row in rows("surnames.csv") if row["group"] == group)


@cache
def _by_bare_form(group: str) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for name in _printed(group):
        table.setdefault(strip_accents(name), []).append(name)
    return table


@cache
def titles() -> frozenset[str]:
    """Return every title and abbreviation in the form of :func:`title_key`."""
    both = (
        form for row in rows("academic_titles.csv") for form in (row["abbreviation"], row["title"])
    )
    return frozenset(title_key(form) for form in both if form)


def title_key(text: str) -> str:
    """Return the form in which two spellings of a title are the same.

    Case, dots, spaces and ``sĩ``/``sỹ`` do not count.

    >>> title_key("Ths. Bs") == title_key("ThSBS"), title_key("Tiến sỹ") == title_key("tiến sĩ")
    (True, True)
    """
    folded = same_tone_style(text).replace("sỹ", "sĩ").replace("kĩ", "kỹ")
    return "".join(letter for letter in folded if letter.isalnum())
