"""Places inside an act (điểm, khoản, Điều, mục, Chương, Phụ lục) as they are cited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vnadmin_nlp.text.unicode import bare as bare_text

#: The ladder from small to large (NĐ 30/2020/NĐ-CP, Phụ lục I; Party papers without articles use
#: gạch đầu dòng, ý, điểm, mục and phần), with the shape of the value on accent-free text.
_LADDER = (
    ("gach dau dong", r"(?:thu )?(?:\d{1,2}|[a-z]{2,5})(?!\w)"),
    ("y", r"(?:thu )?\d{1,2}(?!\w)"),
    ("diem", r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]\d?)(?!\w)"),
    ("khoan", r"\d{1,2}[a-z]?(?!\w)"),
    ("dieu", r"\d{1,3}[a-z]?(?!\w)"),
    ("tieu muc", r"[\divx]{1,5}(?:\.\d{1,2})?(?!\w)"),
    ("muc", r"[\divx]{1,5}(?:\.\d{1,2}){0,3}(?!\w)"),
    ("chuong", r"[\divxlc]{1,6}(?!\w)"),
    ("phan", r"(?:[\divx]{1,5}|thu (?:nhat|hai|ba|tu|nam|sau|bay|tam))(?!\w)"),
    ("bieu", r"(?:so )?\d{1,2}[a-z]?(?!\w)"),
    ("mau so", r"\d{1,2}[a-z]?(?!\w)"),
    ("mau", r"(?:so )?\d{1,2}[a-z]?(?!\w)"),
    ("phu luc", r"(?:so )?(?:[\divx]{1,5}[a-z]?|[a-d])(?!\w)"),
)
_GLUE = r"(?:\s{0,3}[,;]\s{0,3}|\s{1,3}(?:va|hoac|den)\s{1,3})"
_LONGEST_RUN = 40  # places
_UNIT = "|".join(
    rf"(?P<l{n}>{label.replace(' ', chr(92) + 's')})\s{{1,2}}"
    rf"(?P<v{n}>{value}(?:{_GLUE}{value}(?=[\s,;.:)]|$)){{0,9}})"
    for n, (label, value) in enumerate(_LADDER)
)
_INITIALS = "".join(sorted({label[0] for label, _ in _LADDER} | {"c"}))  # of "các" too
_UNITS = re.compile(rf"(?=[{_INITIALS}])(?<!\w)(?:cac\s)?(?:{_UNIT})")
_BETWEEN = re.compile(
    r"\s{0,3}(?:(?P<list>[,;]|va(?!\w)|hoac(?!\w)|den(?!\w))\s{1,3}(?:tu\s)?)?(?:cua\s|tai\s)?"
)
_VALUE_LIST = re.compile(r"\s{0,3}(?:[,;]\s|va\s|hoac\s|den\s)\s{0,3}")


@dataclass(frozen=True, slots=True)
class PinpointMention:
    """A run of places in a text.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        text: as printed.
        places: each place by itself, from small to large (``khoản 1 Điều 5``).
    """

    start: int
    end: int
    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    level: int
    label: str
    values: tuple[str, ...]
    listed: bool  # a comma or "và" stands before it

    def named(self) -> list[str]:
        return [f"{self.label} {value}" for value in self.values]


def place_ends(bare: str, start: int, end: int) -> Iterator[int]:
    """Yield where single places of an accent-free text end, between two offsets."""
    return (match.end() for match in _UNITS.finditer(bare, start, end))


def find_pinpoints(
    text: str, span: tuple[int, int] | None = None, *, bare: str | None = None
) -> list[PinpointMention]:
    """Find every run of places, from left to right.

    Args:
        text: NFC text.
        span: the part of it to look in; all of it by default.
        bare: the same text without accents, where the caller has it.

    >>> [m.places for m in find_pinpoints("theo khoản 1, khoản 3 Điều 5 và Điều 9 Thông tư")]
    [('khoản 1 Điều 5', 'khoản 3 Điều 5', 'Điều 9')]
    >>> [m.places for m in find_pinpoints("tại Điều 12, khoản 3, điểm b")]
    [('điểm b khoản 3 Điều 12',)]
    """
    bare = bare_text(text) if bare is None else bare
    runs: list[list[_Unit]] = []
    for match in _UNITS.finditer(bare, *(span or (0, len(text)))):
        open_run = bool(runs) and len(runs[-1]) < _LONGEST_RUN
        link = _BETWEEN.fullmatch(bare, runs[-1][-1].end, match.start()) if open_run else None
        unit = _unit(text, match, listed=bool(link and link["list"]))
        if link is None:
            runs.append([unit])
        else:
            runs[-1].append(unit)
    return [_mention(text, run) for run in runs]


def _unit(text: str, match: re.Match[str], *, listed: bool) -> _Unit:
    group = match.lastgroup or ""
    level = int(group[1:])
    bare_values = match[f"v{level}"]
    start = match.start(f"v{level}")
    cuts = [(m.start(), m.end()) for m in _VALUE_LIST.finditer(bare_values)]
    begins = [0, *(end for _, end in cuts)]
    ends = [*(begin for begin, _ in cuts), len(bare_values)]
    values = tuple(
        " ".join(text[start + b : start + e].split()) for b, e in zip(begins, ends, strict=True)
    )
    label = " ".join(text[match.start(f"l{level}") : match.end(f"l{level}")].split())
    return _Unit(match.start(), match.end(), level, label, values, listed)


def _mention(text: str, run: list[_Unit]) -> PinpointMention:
    start, end = run[0].start, run[-1].end
    return PinpointMention(start, end, text[start:end], tuple(_places(run)))


def _places(run: list[_Unit]) -> list[str]:
    """Put the steps of a run together: small before large, each place complete."""
    done: list[str] = []
    open_: list[tuple[str, int]] = []  # places not yet closed, with the level of their last step
    for at, unit in enumerate(run):
        following = run[at + 1] if at + 1 < len(run) else None
        closes_up = following is not None and not following.listed and following.level > unit.level
        if open_ and unit.level > open_[-1][1] and not unit.listed:
            open_ = [(f"{p} {name}", unit.level) for p, _ in open_ for name in unit.named()]
        elif open_ and unit.level < open_[-1][1] and not closes_up:
            # written from large to small: "Điều 12, khoản 3"
            open_ = [(f"{name} {p}", unit.level) for p, _ in open_ for name in unit.named()]
        else:
            if not (open_ and unit.level == open_[-1][1] and _pending(run, at)):
                done += [place for place, _ in open_]
                open_ = []
            open_ += [(name, unit.level) for name in unit.named()]
    return done + [place for place, _ in open_]


def _pending(run: list[_Unit], at: int) -> bool:
    """Tell whether a larger step still follows the list that ``run[at]`` continues."""
    for unit in run[at + 1 :]:
        if not unit.listed:
            return unit.level > run[at].level
        if unit.level != run[at].level:
            return False
    return False
