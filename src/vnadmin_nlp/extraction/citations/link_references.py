"""Mentions that stand for others: short forms, words that point back, the document itself."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from vnadmin_nlp.extraction.citations.back_references import Named, Pointer, full_mention, meant
from vnadmin_nlp.extraction.citations.citation_mention import FoundCitation
from vnadmin_nlp.extraction.citations.leading_pinpoints import PlacesInText
from vnadmin_nlp.extraction.citations.sentences import Sentences


def with_references(
    found: list[FoundCitation],
    pointers: Iterable[Pointer],
    text: str,
    sentences: Sentences,
    places: PlacesInText,
) -> list[FoundCitation]:
    """Bring short forms to the mentions they stand for, and put in the words that point back.

    Args:
        found: the mentions that name an act, in reading order.
        pointers: the words that point back, in reading order.
        text: as printed.
        sentences: of the text.
        places: inside acts, of the text.
    """
    named = [_named(one) for one in found]
    for at, one in enumerate(found):
        if one.short and (home := full_mention(named[at], named)) is not None:
            found[at] = replace(one, refers_to=(home,))
    starts = [one.start for one in found]
    pointing: list[FoundCitation] = []
    for pointer in pointers:
        turn = bisect.bisect_left(starts, pointer.end)
        if turn and found[turn - 1].end > pointer.start:
            continue
        means = () if pointer.itself else meant(pointer, named[:turn], sentences)
        if pointer.itself or pointer.sure or means:
            pointing.append(_pointing(text, pointer, means, sentences, places))
    return _in_reading_order(found, pointing)


def _named(found: FoundCitation) -> Named:
    number = found.number or ""
    serial = _SERIAL.match(number.lstrip("0"))
    year = _PRINTED_YEAR.search(number)
    return Named(
        found.start,
        found.type,
        serial.group() if serial else None,
        int(year.group()) if year else found.date.year if found.date else None,
        found.short,
        found.nested,
    )


_SERIAL = re.compile(r"\d{1,6}[a-zđ]?")
_PRINTED_YEAR = re.compile(r"(?<=/)(?:19|20)\d\d(?!\d)")


def _pointing(
    text: str, pointer: Pointer, means: tuple[int, ...], sentences: Sentences, places: PlacesInText
) -> FoundCitation:
    run = places.before(pointer.start)
    relation = "self" if pointer.itself else "anaphora"
    return FoundCitation(
        start=pointer.start,
        end=pointer.end,
        text=text[pointer.start : pointer.end],
        type=pointer.type,
        number=None,
        title=None,
        date=None,
        issuer=None,
        subject=None,
        pinpoints=run.places if run else (),
        relation=relation,
        negated=False,
        sentence=sentences.around(pointer.start),
        confidence=0.9,
        by=f"rule:{relation}",
        place=(run.start, run.end) if run else None,
        refers_to=means,
    )


def _in_reading_order(
    found: Sequence[FoundCitation], pointing: Sequence[FoundCitation]
) -> list[FoundCitation]:
    """Join two lists whose indices fall on the first one; they fall on the joined one then."""
    starts = [one.start for one in pointing]
    turns = [at + bisect.bisect_left(starts, one.start) for at, one in enumerate(found)]
    return [
        replace(
            one,
            of=None if one.of is None else turns[one.of],
            refers_to=tuple(turns[at] for at in one.refers_to),
        )
        for one in sorted((*found, *pointing), key=lambda one: one.start)
    ]


def done_to_itself(found: list[FoundCitation], agents: AbstractSet[int]) -> list[FoundCitation]:
    """Let what is done to no act be done to what words point to: ``Quy định này bị thay bởi …``.

    Args:
        found: all mentions, in reading order.
        agents: where those begin that do something to another act.
    """
    for at in range(1, len(found)):
        one, before = found[at], found[at - 1]
        pointing = before.relation in ("self", "anaphora") and before.sentence == one.sentence
        if one.start in agents and one.of is None and pointing:
            found[at] = replace(one, of=at - 1)
    return found
