"""Names of issuing bodies: where they end in running text."""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.extraction.citations.cited_document import Span
from vnadmin_nlp.text.unicode import same_tone_style, strip_accents
from vnadmin_nlp.vocab import citation_words, doc_types
from vnadmin_nlp.vocab.citation_words import any_of, body, loose, words

_LONGEST = 260  # letters
_TERM = loose(r"\s{0,2}\(\s?kho[aá] [ivx\d]{1,5}\s?\)|,?\s{1,2}khoa [ivx]{1,5}(?!\w)")


def issuer_span(text: str, bare: str, start: int, limit: int, *, sure: bool = False) -> Span | None:
    """Return the span of the body's name that begins at ``start``, or None.

    A name begins with a capital or a word for a body. It ends before punctuation, a verb or the
    subject. A comma or ``và`` inside the name is kept where the words around it belong to names of
    bodies (``Phòng, chống``; ``và Đào tạo``).

    Args:
        text: as printed.
        bare: the same text without accents.
        start: where the name would begin.
        limit: where it ends at the latest.
        sure: a body must stand there: a misread first word is accepted if a capital follows.
    """
    if not (text[start : start + 1].isupper() or body().match(bare, start)):
        head = _MISREAD_HEAD.match(text, start) if sure else None
        if head is None or not text[head.end() : head.end() + 1].isupper():
            return None
    end = start
    capitals = text[max(0, start - 4) : start].strip().isupper()  # "CỦA CHÍNH PHỦ VỀ …"
    for match in _WORD.finditer(bare, start, min(limit, start + _LONGEST)):
        between = bare[end : match.start()]
        if end > start and not _goes_on(text, bare, start, end, match, between, capitals):
            break
        end = match.end()
    if term := _TERM.match(bare, end, limit):
        end = term.end()
    return (start, end) if end > start else None


_HEAD = re.compile(r"(?<!\w)(?:bo|so|ban|phong|vu|cuc)$")
_MISREAD_HEAD = re.compile(r"(?:[^\W\d_]{1,4}\s{1,2}){1,2}")  # "ử ban Quốc gia"
_WORD = re.compile(r"[^\W_][\w./&]{0,24}(?<![.,/])")
_NAME_GAP = re.compile(r"\s?[-–—]?\s{0,3}(?:[-_.]\s?)?")


def _goes_on(
    text: str,
    bare: str,
    start: int,
    end: int,
    word: re.Match[str],
    between: str,
    capitals: bool,
) -> bool:
    """Tell whether ``word`` still belongs to the name of a body that begins at ``start``."""
    small = capitals or text[word.start()].islower()
    head = bool(_HEAD.search(bare, max(start - 1, end - 8), end))
    if between.strip() == ",":
        return _joined_by_comma(bare, start, end, word.start())
    if not _NAME_GAP.fullmatch(between):
        return False
    if word.group() == "va":
        following = bare[word.end() :].lstrip()
        if capitals or not text[word.end() :].lstrip()[:1].isupper():
            also = capitals and body().match(following)
            return bool(also or _small_after_and().match(following))
        return not _type_start().match(following)
    stop = (_end_word() if small else _subject_verb()).match(bare, word.start())
    if stop:
        return is_alike(text, stop) or _in_phrase(bare, word.start())
    # "Bộ Kế hoạch và Đầu tư", but "… của Bộ Nội vụ Kế hoạch số …"
    return small or head or not _type_start().match(bare, word.start())


def _joined_by_comma(bare: str, start: int, end: int, after: int) -> bool:
    return any(
        bare.startswith(right, after) and bare[start:end].endswith(left)
        for left, right in citation_words.commas()
    )


def is_alike(text: str, found: re.Match[str]) -> bool:
    """Tell whether the printed word is another one: ``dược`` for ``được``, ``vận`` for ``vẫn``.

    A word without any accent may have lost it, and ``về`` is misread in every way.
    """
    printed = text[found.start() : found.end()].lower()
    if printed in citation_words.exact("alike"):
        return True
    word = found.group().strip()
    if " " in word or word == "ve" or printed == word:
        return False
    return same_tone_style(printed) not in _spelled()


@cache
def _spelled() -> frozenset[str]:
    return frozenset(
        map(same_tone_style, citation_words.exact("subjects") | citation_words.exact("issuer_ends"))
    )


def _in_phrase(bare: str, at: int) -> bool:
    """Tell whether the word at ``at`` belongs to a phrase of names, such as ``thiên tai``."""
    return any(
        bare.startswith(phrase, at - before)
        for phrase in words("name_phrases")
        for before in (0, *(gap + 1 for gap, letter in enumerate(phrase) if letter == " "))
        if before <= at
    )


@cache
def _end_word() -> re.Pattern[str]:
    return loose(rf"(?:{any_of((*words('subjects'), *words('issuer_ends')))})(?!\w)")


@cache
def _subject_verb() -> re.Pattern[str]:
    verbs = tuple(verb for verb in words("subjects") if " " in verb)
    return loose(rf"(?:{any_of(verbs)})(?!\w)")  # "… của Bộ Nội vụ Ban hành quy chế"


@cache
def _small_after_and() -> re.Pattern[str]:
    return loose(rf"(?:{any_of(words('issuer_goes_on'))})(?!\w)")


@cache
def _type_start() -> re.Pattern[str]:
    # "Ban An toàn giao thông" is no "Bản án"
    bare = (strip_accents(name) for name in doc_types.names() if name not in ("Bản án", "Án lệ"))
    return loose(rf"(?:cac )?(?:{any_of(tuple(bare))})(?!\w)")
