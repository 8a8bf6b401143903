"""Sheets as other offices set them: columns elsewhere, parts moved, doubled or left out."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from samples.typesetter.block import MIDDLE
from samples.typesetter.page import PAGE_HEIGHT, PAGE_WIDTH, SetLine, Sheet, mm

_LETTERHEAD = {"parent", "body"}
_SIGNER = {"authority", "role", "name"}
#: A subject that begins left of this stands under the number, not under a title.
_LEFT = 0.5 * PAGE_WIDTH

Lines = list[SetLine]


def rearranged(sheet: Sheet, rng: random.Random) -> Sheet:
    """Return a sheet whose parts stand a little or wholly elsewhere."""
    lines = list(sheet.lines)
    for change, chance in _CHANGES:
        if rng.random() < chance:
            lines = change(lines, rng)
    lines = _shaken(lines, rng)
    kept = [line for line in lines if line.runs and 0 < line.runs[0].y < PAGE_HEIGHT - 6]
    return replace(sheet, lines=tuple(kept))


def _shaken(lines: Lines, rng: random.Random) -> Lines:
    """Move every part of a page by a few millimetres, the signer and the recipients further."""
    off = {
        "head": (rng.gauss(0, mm(4)), rng.gauss(0, mm(2))),
        "right": (rng.gauss(0, mm(4)), rng.gauss(0, mm(2))),
        "place": (rng.gauss(0, mm(4)), rng.gauss(0, mm(2))),
        "signer": (rng.uniform(-mm(25), mm(10)), rng.gauss(0, mm(3))),
        "recipients": (rng.uniform(-mm(8), mm(10)), rng.gauss(0, mm(2))),
        "rest": (0.0, 0.0),
    }
    part = dict.fromkeys(_SIGNER, "signer") | {
        "parent": "head", "body": "head", "motto": "right", "place": "place",
        "recipients": "recipients",
    }  # fmt: skip
    return [_moved(line, *off[part.get(line.zone, "rest")]) for line in lines]


def _without_motto(lines: Lines, rng: random.Random) -> Lines:
    return [line for line in lines if line.zone != "motto"]


def _without_letterhead(lines: Lines, rng: random.Random) -> Lines:
    return [line for line in lines if line.zone not in _LETTERHEAD]


def _letterhead_over_all(lines: Lines, rng: random.Random) -> Lines:
    """One column: the name of the office in the middle, everything else below it."""
    head = [line for line in lines if line.zone in _LETTERHEAD]
    if not head:
        return lines
    depth = head[-1].runs[0].y - head[0].runs[0].y + mm(9)
    below = [_moved(line, 0, depth) for line in lines if line.zone not in _LETTERHEAD]
    return [*(_centred(line, MIDDLE) for line in head), *below]


def _number_under_title(lines: Lines, rng: random.Random) -> Lines:
    number = next((line for line in lines if line.zone == "number"), None)
    title = next((line for line in reversed(lines) if line.zone == "type"), None)
    if number is None or title is None:
        return lines
    foot = title.runs[0].y
    rest = _with_room([line for line in lines if line is not number], foot + 1, mm(8))
    return [*rest, _centred(_at(number, foot + mm(7)), MIDDLE)]


def _number_for_place(lines: Lines, rng: random.Random) -> Lines:
    """Number at the right, place and date at the left."""
    number = next((line for line in lines if line.zone == "number"), None)
    place = next((line for line in lines if line.zone == "place"), None)
    if number is None or place is None:
        return lines
    rest = [line for line in lines if line not in (number, place)]
    swapped = (_centred(number, _middle(place)), _centred(place, max(_middle(number), mm(60))))
    return [*rest, *swapped]


def _place_over_signer(lines: Lines, rng: random.Random) -> Lines:
    place = next((line for line in lines if line.zone == "place"), None)
    signer = [line for line in lines if line.zone in _SIGNER]
    if place is None or not signer:
        return lines
    top = signer[0].runs[0].y
    rest = _with_room([line for line in lines if line is not place], top - 1, mm(8))
    return [*rest, _centred(_at(place, top), _middle(signer[0]))]


def _subject_in_the_middle(lines: Lines, rng: random.Random) -> Lines:
    """The subject of a letter under both columns instead of under the number."""
    subject = [one for one in lines if one.zone == "subject" and one.runs[0].x < _LEFT]
    head = [line for line in lines if line.zone in {*_LETTERHEAD, "number", "place", "motto"}]
    if not subject or not head or any(line.zone == "type" for line in lines):
        return lines
    foot = max(line.runs[0].y for line in head) + mm(10)
    shift = foot - subject[0].runs[0].y
    rest = [line for line in lines if line not in subject]
    rest = _with_room(rest, foot - mm(9), len(subject) * mm(6) + mm(4))
    return [*rest, *(_centred(_moved(line, 0, shift), MIDDLE) for line in subject)]


def _recipients_under_signer(lines: Lines, rng: random.Random) -> Lines:
    signer = [line for line in lines if line.zone in _SIGNER]
    recipients = [line for line in lines if line.zone == "recipients"]
    if not signer or not recipients:
        return lines
    down = signer[-1].runs[0].y - recipients[0].runs[0].y + mm(10)
    return [_moved(line, 0, down) if line.zone == "recipients" else line for line in lines]


def _signer_in_the_middle(lines: Lines, rng: random.Random) -> Lines:
    axis = MIDDLE + mm(rng.choice((0, 10, -40)))
    moved = [_centred(line, axis) if line.zone in _SIGNER else line for line in lines]
    return _recipients_under_signer(moved, rng)


def _two_signers(lines: Lines, rng: random.Random) -> Lines:
    """Another signs at the left; the recipients are named below both."""
    second = [_centred(line, mm(70)) for line in lines if line.zone in _SIGNER]
    return [*_recipients_under_signer(lines, rng), *second]


def _without_label(lines: Lines, rng: random.Random) -> Lines:
    """No words before a list: it is known by where it stands."""
    zone = rng.choice(("recipients", "addressees"))
    first = next((line for line in lines if line.zone == zone), None)
    labels = [line for line in lines if line is first and len(line.runs) <= 3]
    return [line for line in lines if line not in labels]


_CHANGES: tuple[tuple[Callable[[Lines, random.Random], Lines], float], ...] = (
    (_without_motto, 0.06), (_without_letterhead, 0.02), (_number_for_place, 0.02),
    (_number_under_title, 0.06), (_subject_in_the_middle, 0.06), (_place_over_signer, 0.06),
    (_two_signers, 0.04), (_signer_in_the_middle, 0.05), (_recipients_under_signer, 0.05),
    (_without_label, 0.06), (_letterhead_over_all, 0.05),
)  # fmt: skip


def _with_room(lines: Sequence[SetLine], y: float, room: float) -> Lines:
    """Move all that stands below ``y`` down by ``room``."""
    return [_moved(line, 0, room) if line.runs[0].y > y else line for line in lines]


def _middle(line: SetLine) -> float:
    return (line.runs[0].x + line.runs[-1].x + line.runs[-1].width) / 2


def _centred(line: SetLine, axis: float) -> SetLine:
    return _moved(line, axis - _middle(line), 0)


def _at(line: SetLine, y: float) -> SetLine:
    return _moved(line, 0, y - line.runs[0].y)


def _moved(line: SetLine, dx: float, dy: float) -> SetLine:
    return replace(line, runs=tuple(replace(r, x=r.x + dx, y=r.y + dy) for r in line.runs))
