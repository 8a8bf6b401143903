"""Deadlines of a document: by when somebody has to do something (thời hạn, hạn báo cáo)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from vnadmin_nlp.extraction.deadlines.is_duty import Context, confidence
from vnadmin_nlp.grammar.deadlines.deadline_dates import resolve
from vnadmin_nlp.grammar.deadlines.deadline_forms import RECURRING
from vnadmin_nlp.grammar.deadlines.deadline_phrases import DeadlinePhrase, find_phrases
from vnadmin_nlp.text.unicode import bare as bare_text
from vnadmin_nlp.text.unicode import nfc
from vnadmin_nlp.vocab.deadline_cues import as_cues_are_written, cue

_LONGEST_TASK = 200


@dataclass(frozen=True, slots=True)
class FoundDeadline:
    """A deadline in a text.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        text: the phrase as printed, white space made single.
        kind: ``absolute``, ``relative`` or ``recurring``.
        date: the day, where the text and the date of the document give one.
        time: ``HH:MM``; ``24:00`` is the end of the day.
        rule: ``key=value`` pairs joined by ``;`` (op, span, n, unit, anchor, freq, …).
        task: the words of the clause that say what is to be done.
        recipient: to whom, or None.
        confidence: 0.0 to 1.0.
        by: the rule that found it.
    """

    start: int
    end: int
    text: str
    kind: str
    date: dt.date | None
    time: str | None
    rule: str
    task: str | None
    recipient: str | None
    confidence: float
    by: str


def find_deadlines(text: str, *, doc_date: dt.date | None = None) -> list[FoundDeadline]:
    """Return the deadlines that ``text`` sets, in order.

    Args:
        text: flowing paragraphs separated by line breaks, NFC.
        doc_date: the date of the document; without it relative and year-less items stay undated.

    >>> text = "Báo cáo gửi về Sở Nội vụ trước ngày 25/12 để tổng hợp."
    >>> [found] = find_deadlines(text, doc_date=dt.date(2024, 12, 2))
    >>> found.text, found.date.isoformat(), found.recipient
    ('trước ngày 25/12', '2024-12-25', 'Sở Nội vụ')
    """
    text = nfc(text)
    bare, accented = bare_text(text), as_cues_are_written(text)
    phrases = find_phrases(text)
    found: list[FoundDeadline] = []
    previous: dt.date | None = None
    for i, as_found in enumerate(phrases):
        sentence = _bounds(text, as_found, _SENTENCE)
        phrase, year = _share(phrases, i, sentence[1])
        if year is None and _PERIODIC.search(bare, sentence[0], phrase.start):
            phrase = _yearly(phrase)
        date, rule = resolve(phrase, doc_date, year=year, previous=previous)
        low, high = clause = _bounds(text, phrase, _CLAUSE)
        context = Context(
            phrase,
            date,
            doc_date,
            text=bare[phrase.start : phrase.end],
            before=bare[low : phrase.start],
            after=bare[phrase.end : high],
            accented_before=accented[low : phrase.start],
            accented_after=accented[phrase.end : high],
            counted=bool(_COUNTED.search(text[low : phrase.start])),
        )
        sure = confidence(context)
        if not sure:
            continue
        previous = date or previous
        found.append(
            FoundDeadline(
                phrase.start,
                phrase.end,
                text=_printed(text, phrase),
                kind=phrase.kind,
                date=date,
                time=phrase.time,
                rule=rule,
                task=_task(text, clause, phrase),
                recipient=_recipient(text, accented, clause, phrase),
                confidence=round(sure * (_DOUBTED if _DOUBT.search(rule) else 1.0), 2),
                by=f"rule:{phrase.form}",
            )
        )
    return _without_restatements(found)


# A rule that says so of its date lowers the confidence
_DOUBT = regex.compile(r"suspect=|ocr=|invalid=")
_DOUBTED = 0.7

# Where a sentence and a clause end. A line break or full stop ends them unless small letters follow
# (a paragraph broken in two, a speck read as a stop); a stop after TP. or BS. does not.
_SENTENCE = regex.compile(
    r"(?<!\b\p{Lu}\p{L}?)[.!?](?=\s{1,9}[^\p{Ll}\s]|\s{0,9}$)|\./\.?|[;:]\s{0,3}\n"
    r"|\n(?=\s{0,9}(?:\p{Lu}|\d|[-–•+*]))"
)
_CLAUSE = regex.compile(_SENTENCE.pattern + r"|;")
_REACH = 400


def _bounds(text: str, phrase: DeadlinePhrase, ends: regex.Pattern[str]) -> tuple[int, int]:
    """Return the start and end of the sentence or clause around a phrase."""
    low = max(0, phrase.start - _REACH)
    start = max((m.end() for m in ends.finditer(text, low, phrase.start)), default=low)
    high = min(len(text), phrase.end + _REACH)
    stop = ends.search(text, phrase.end, high)
    return start, stop.start() if stop else high


def _share(
    phrases: Sequence[DeadlinePhrase], i: int, end: int
) -> tuple[DeadlinePhrase, int | None]:
    """Return phrase ``i``, and the year for a day without one, as the rest of its sentence has it.

    ``trước ngày 15/6, … trước ngày 15/12 hằng năm`` makes both yearly.

    Args:
        phrases: all phrases of the text.
        i: which of them.
        end: where the sentence of that phrase ends.
    """
    phrase = phrases[i]
    if phrase.last is None or phrase.last.year or phrase.kind == RECURRING:
        return phrase, None
    for j in range(i + 1, len(phrases)):
        other = phrases[j]
        if other.end > end:
            break
        if other.form == "yearly":
            return _yearly(phrase), None
        if other.last is not None and other.last.year:
            return phrase, other.last.year
    return phrase, None


# Reports that come every year name their days without a year: định kỳ 6 tháng (trước ngày 15/6)
# tính đến hết ngày: what is reported on; cho đến hết ngày: how long it holds; but not tỉnh
_COUNTED = regex.compile(r"(?i)\b(?:t[ií]nh|cho)\s*$")
_PERIODIC = regex.compile(r"\b(?:dinh ky|(?:hang|moi) nam)\b")


def _yearly(phrase: DeadlinePhrase) -> DeadlinePhrase:
    """Return a phrase with a day that has no year as one of every year; others as they are."""
    if phrase.kind == RECURRING or phrase.last is None or phrase.last.year or phrase.first:
        return phrase
    return replace(phrase, kind=RECURRING, form="yearly", every="freq=yearly")


# The cells of a time-table row that was read as one: first day, task, last day
_ROW = regex.compile(r"(\S+?)[\s|–—-]+(.+?)\s+(\S+)", regex.DOTALL)


def _printed(text: str, phrase: DeadlinePhrase) -> str:
    printed = " ".join(text[phrase.start : phrase.end].split())
    row = _ROW.fullmatch(printed) if phrase.form == "row" else None
    return f"{row[1]} - {row[3]}" if row else printed


def _task(text: str, clause: tuple[int, int], phrase: DeadlinePhrase) -> str | None:
    row = _ROW.fullmatch(text[phrase.start : phrase.end]) if phrase.form == "row" else None
    if row:
        return " ".join(row[2].split())
    before = text[clause[0] : phrase.start]
    if len(before) > _LONGEST_TASK:
        before = before[-_LONGEST_TASK:].partition(" ")[2]
    after = text[phrase.end : clause[1]]
    if len(after) > _LONGEST_TASK:
        after = after[:_LONGEST_TASK].rpartition(" ")[0]
    for part in (before, after):
        words = " ".join(part.split()).strip(" ,:;.-–•+*|()")
        if sum(letter.isalpha() for letter in words) > 3:
            return words
    return None


# gửi về X, về X, gửi [cho] X, nộp cho X; X begins with a capital letter
_TO = regex.compile(
    r"(?<!\w)(?:ve|gui(?: (?:cho|toi|den))?|nop(?: cho)?|chuyen(?: den)?|cho)\s{1,2}"
)
_CONCERNING = regex.compile(r"\s{0,2}doi voi\s{1,2}([^,.;:()\n\d]{3,80})")
_LONGEST_NAME = 90
_TRAILING = regex.compile(r"\s(?:và|hoặc|-)$")
# gửi Báo cáo …: what is sent, not to whom
_PAPER = regex.compile(r"(?:bao cao|thong bao|cong van|danh sach|ho so|to trinh|ke hoach|phieu)\b")


def _recipient(
    text: str, accented: str, clause: tuple[int, int], phrase: DeadlinePhrase
) -> str | None:
    """Return to whom the thing goes: named before the phrase, or after it."""
    bare = bare_text(text)
    concerning = _CONCERNING.match(bare, phrase.end, clause[1])
    if concerning and cue("doer").match(accented, *concerning.span(1)):
        return text[concerning.start(1) : concerning.end(1)].strip()
    spans = ((clause[0], phrase.start), (phrase.end, clause[1]))
    for low, high in spans:
        names = [_name(text, accented, m.end(), high) for m in _TO.finditer(bare, low, high)]
        given = [name for name in names if name]
        if given:
            return given[-1] if high == phrase.start else given[0]
    return None


_NAME_END = regex.compile(r"[.;:()\n]|,(?!\s?chống\b)")  # Phòng, chống is one word


def _name(text: str, accented: str, start: int, limit: int) -> str | None:
    """Return the name of a body that begins at ``start``, or None."""
    if start >= limit or not text[start].isupper():
        return None
    if _PAPER.match(bare_text(text), start):
        return None
    limit = min(limit, start + _LONGEST_NAME)
    stops = (
        _NAME_END.search(text, start, limit),
        cue("after_receiver").search(accented, start, limit),
    )
    end = min([limit, *(stop.start() for stop in stops if stop)])
    return _TRAILING.sub("", " ".join(text[start:end].split())) or None


def _without_restatements(found: list[FoundDeadline]) -> list[FoundDeadline]:
    """Drop ``gửi sau ngày … sẽ không …`` where the same day is already given as the limit."""
    limits = {item.date for item in found if item.by != "rule:after"}
    return [item for item in found if item.by != "rule:after" or item.date not in limits]
