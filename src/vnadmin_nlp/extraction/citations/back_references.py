"""Words that point back: to the document itself (``Quyết định này``) or to acts named before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.extraction.citations.sentences import Sentences
from vnadmin_nlp.vocab.citation_words import any_of, exact, loose, type_words, words

_ANY = "Văn bản"
_FARTHEST = 200  # acts back in which the one that is meant is looked for


@dataclass(frozen=True, slots=True)
class Pointer:
    """Words that stand for a document without naming it.

    Attributes:
        start: offset of the type word, or of the count before it.
        end: offset after the last word.
        type: name of the type; ``Văn bản`` for any.
        itself: the document itself is meant.
        plural: several are meant.
        sure: it points back even where nothing fitting was named before.
    """

    start: int
    end: int
    type: str
    itself: bool
    plural: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Named:
    """An act that the text names, as far as one who points back to it needs it.

    Attributes:
        start: where it begins.
        type: name of its type.
        serial: its running number without leading zeros, or None.
        year: printed in the number, or of its date; None where neither is there.
        short: it is itself only named by type and serial.
        nested: it stands in the title of another act.
    """

    start: int
    type: str
    serial: str | None
    year: int | None
    short: bool
    nested: bool


@cache
def _mark() -> re.Pattern[str]:
    after = any_of(words("after_above"))
    return loose(
        rf" (?:(?P<this>nay)|(?P<above>{any_of(words('above'))})|(?P<that>do|ay)"
        # "Thông báo trên phương tiện …", "Báo cáo trên cơ sở …" point nowhere
        rf"|(?P<on>tren)(?=\s{{0,3}}(?:[^\w\s(]|$|(?:{after})(?!\w))))(?!\w)"
    )


_NO_PLACE = "".join(rf"(?<!{label}\s)" for label in ("dieu", "khoan", "diem", "muc", "phan", "so"))
_SEVERAL = loose(rf"(?<!\w)(?:(?:tat ca )?(?:cac|nhung)|hai|ba|bon|{_NO_PLACE}\d{{1,2}}) $")


@cache
def _kinds() -> frozenset[str]:
    return exact("short_forms") | exact("pointed")


def find_pointers(text: str, bare: str) -> Iterator[Pointer]:
    """Yield the words that point back, from left to right.

    A type word has a capital: ``quy định này`` may be any rule. ``văn bản`` and ``công văn`` are
    papers however they are written, and so is what stands ``nêu trên``.

    Args:
        text: as printed.
        bare: the same text without accents.
    """
    for word in type_words(bare):
        mark = _mark().match(bare, word.end) if word.name in _kinds() else None
        if mark is None:
            continue
        small, paper = text[word.start].islower(), word.name in (_ANY, "Công văn")
        if small and not (paper or mark["above"]):
            continue
        several = _SEVERAL.search(bare, max(0, word.start - 20), word.start)
        yield Pointer(
            several.start() if several else word.start,
            mark.end(),
            word.name,
            itself=mark["this"] is not None and several is None,
            plural=several is not None,
            sure=mark["above"] is not None and (paper or not small),
        )


def meant(pointer: Pointer, named: Sequence[Named], sentences: Sentences) -> tuple[int, ...]:
    """Return which of the acts named before are meant: the nearest, or all of the last list.

    Args:
        pointer: not one that means the document itself.
        named: the acts before it, in reading order.
        sentences: of the text; a list stands in one sentence, or is opened by one.
    """
    fitting = [
        at
        for at in range(len(named) - 1, max(-1, len(named) - 1 - _FARTHEST), -1)
        if not named[at].nested and _is_of_type(named[at], pointer.type)
    ]
    if not fitting or not pointer.plural:
        return tuple(fitting[:1])
    last = _list_of(named[fitting[0]], sentences)
    return tuple(sorted(at for at in fitting if _list_of(named[at], sentences) == last))


def _is_of_type(act: Named, kind: str) -> bool:
    return kind in (_ANY, act.type) or act.type.startswith(f"{kind} ")


def _list_of(act: Named, sentences: Sentences) -> tuple[int, int]:
    return sentences.head(act.start) or sentences.around(act.start)


def full_mention(short: Named, named: Sequence[Named]) -> int | None:
    """Return the full mention that a short form stands for: the nearest before, else one after.

    Args:
        short: ``Quy định số 17``.
        named: all acts that the text names, in reading order.
    """
    same = [
        at
        for at, act in enumerate(named)
        if not act.short
        and (act.type, act.serial) == (short.type, short.serial)
        and (short.year is None or act.year in (None, short.year))
    ]
    before = [at for at in same if named[at].start < short.start]
    return before[-1] if before else same[0] if len(same) == 1 else None
