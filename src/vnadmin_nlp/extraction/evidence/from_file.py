"""Witnesses beside the pages: name and title of the file, the times in it, the documents cited.

How far each is to be believed was counted on scans whose records are known
(``benchmarks/witnesses.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from vnadmin_nlp.extraction.evidence.evidence_model import Statement
from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.evidence.file_name_numbers import NamedSerial, named_serial
from vnadmin_nlp.grammar.dates import find_dates, print_date
from vnadmin_nlp.grammar.person_names import parse_person
from vnadmin_nlp.layout import Document, PageLine, Zone
from vnadmin_nlp.model.page import FileFacts
from vnadmin_nlp.model.record import Citation, Witness
from vnadmin_nlp.text.number_key import lookup_key
from vnadmin_nlp.text.unicode import fold

#: Days from the date of a document until its file was there, signed or scanned, follow a power of
#: their number: of 35 files 13 were there on the same day, 5 on the next, 10 within the week, 4
#: within the month, 3 within the year, where this gives 13, 5, 8, 4, 3. The constant makes it one.
_SLOWNESS, _NORM = -1.5, 2.612
#: A clock that goes wrong shows any day of ten years.
_WRONG_CLOCK = 0.02 / 3650
#: A value that a signature confirms is so sure at least; names that are so alike, in %, are one.
_CONFIRMED, _SAME_NAME = 0.98, 75
#: The day of a stamp that is read less surely than this is not heard.
_SURE_STAMP = 0.8
#: A document that is cited is of a later day, as far as dates are read right: in none of 38.
_CITED_LATER = 1 / 40
#: A number in a name is that of the document: with letters of its sign beside it (in 43 of 45), or
#: alone (counted once).
_NAMED_RIGHT, _ALONE_RIGHT = 44 / 47, 2 / 3
#: Else it is mistyped, one of so many with the same digits in another order or one wrong, or it is
#: any other number.
_MISTYPED, _SIMILAR, _OTHERS = 0.8, 40, 10_000


def of_date(document: Document, facts: FileFacts) -> Iterator[Statement[dt.date]]:
    """Yield what tells of the date: the earliest time at which the file, or its signature, was.

    Times of one file depend on one another, so that only the first of them is heard. The banner
    shows the time of a signature: it is read where the file holds no signature any more. The
    receiver's stamp tells a day where it is printed.
    """
    times = [("signature", one.time.date()) for one in facts.signatures if one.time] or [
        ("banner", day) for line in document.of(Zone.BANNER) if (day := _only_date(line.text))
    ]
    times += [("arrival-stamp", day) for line in document.of(Zone.STAMP) if (day := _stamped(line))]
    if facts.made:
        times.append(("made", facts.made.date()))
    if times:
        by, day = min(times, key=lambda time: time[1])
        yield _there_on(by, day)


def _stamped(line: PageLine) -> dt.date | None:
    by_hand = any(word.handwritten for word in line.words)
    return None if by_hand or line.confidence < _SURE_STAMP else _only_date(line.text)


def _only_date(text: str) -> dt.date | None:
    dates = {mention.date for mention in find_dates(text) if mention.date}
    return dates.pop() if len(dates) == 1 else None


def _there_on(by: str, day: dt.date) -> Statement[dt.date]:
    """Return the statement of a file that was there on a day."""
    near = tuple(day - dt.timedelta(days=days) for days in range(4))
    return Statement(
        by,
        print_date(day),
        likelihood=lambda date: chance_of_lag((day - date).days),
        proposes=near,
        agrees=lambda date: date <= day,
    )


def chance_of_lag(days: int) -> float:
    """Return the chance that a file was made so many days after the date of its document.

    >>> chance_of_lag(0) > chance_of_lag(5) > chance_of_lag(60) > chance_of_lag(-2)
    True
    """
    late = (days + 1) ** _SLOWNESS / _NORM if days >= 0 else 0.0
    return late + _WRONG_CLOCK


def confirmed_body(found: FieldValue | None, facts: FileFacts) -> FieldValue | None:
    """Return the issuing body, surer where a signature is of the same body.

    A signature of another one says nothing against it: offices of gazettes sign as well.
    """
    if found is None:
        return None
    for one in facts.signatures:
        if fold(one.holder) == fold(found.value):
            spoken = Witness(by="signature", text=one.holder, agrees=True)
            sure = max(found.confidence, _CONFIRMED)
            return replace(found, confidence=sure, witnesses=(*found.witnesses, spoken))
    return found


def confirmed_signer(found: FieldValue | None, facts: FileFacts) -> FieldValue | None:
    """Return the signer's name, surer where a signature is of the same person.

    Where the signature's name is nearly what was read, it takes its place, and a person decides.
    """
    for person in filter(None, (parse_person(one.holder) for one in facts.signatures)):
        if found is None or fuzz.ratio(fold(person.name), fold(found.value)) < _SAME_NAME:
            continue
        spoken = Witness(by="signature", text=person.name, agrees=True)
        same = fold(person.name) == fold(found.value)
        return replace(
            found,
            value=found.value if same else person.name,
            confidence=max(found.confidence, _CONFIRMED) if same else found.confidence,
            contested=not same,
            repair=found.repair if same else f"{found.value} → {person.name}",
            witnesses=(*found.witnesses, spoken),
        )
    return found


def of_cited_dates(citations: Iterable[Citation]) -> Iterator[Statement[dt.date]]:
    """Yield that a document is no older than those it cites."""
    dates = [item.date for item in citations if item.date]
    if dates:
        last = max(dates)
        yield Statement(
            "cited-dates",
            print_date(last),
            likelihood=lambda date: 1.0 if date >= last else _CITED_LATER,
            proposes=(),
            agrees=lambda date: date >= last,
        )


def of_number(
    file: str, facts: FileFacts, sign: FieldValue | None, read: Sequence[str]
) -> list[Statement[str]]:
    """Return what the name of the file, or else its title, tells of the number.

    Args:
        file: path of the file.
        facts: what it tells of itself.
        sign: printed behind the running number.
        read: numbers that were read, whose form a proposed one takes.
    """
    for by, name in (("file-name", PurePath(file).name), ("title", facts.title)):
        serial = named_serial(name, sign.value) if sign else None
        if serial:
            return [_named(by, name, serial, read)]
    return []


def _named(by: str, name: str, named: NamedSerial, read: Sequence[str]) -> Statement[str]:
    right = _NAMED_RIGHT if named.signed else _ALONE_RIGHT
    wrong, told = 1 - right, str(named.serial)

    def agrees(number: str) -> bool:
        return _serial(number) == told

    def likelihood(number: str) -> float:
        if agrees(number):
            return right
        mistyped = _MISTYPED / _SIMILAR if _is_mistyped(told, _serial(number)) else 0.0
        return wrong * (mistyped + (1 - _MISTYPED) / _OTHERS)

    proposed = () if any(map(agrees, read)) else tuple(_with_serial(read[:1], named.serial))
    return Statement(
        by,
        name,
        likelihood=likelihood,
        proposes=proposed,
        agrees=agrees,
    )


def _serial(number: str) -> str:
    return lookup_key(number).split("/")[0]


def _is_mistyped(told: str, meant: str) -> bool:
    """Tell whether a slip of the fingers makes one number of the other: 1924 of 1942."""
    return sorted(told) == sorted(meant) or Levenshtein.distance(told, meant) <= 1


def _with_serial(read: Iterable[str], serial: int) -> Iterator[str]:
    for number in read:
        yield f"{serial:02d}" + number.lstrip("0123456789")
