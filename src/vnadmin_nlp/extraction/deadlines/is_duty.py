"""Whether a phrase with the form of a deadline says by when somebody has to do something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import regex

from vnadmin_nlp.grammar.deadlines.deadline_phrases import DeadlinePhrase
from vnadmin_nlp.vocab.deadline_cues import cue


@dataclass(frozen=True, slots=True)
class Context:
    """A phrase in its clause; without accents and case but where something else is said.

    Attributes:
        phrase: what was found.
        date: the day it falls on, or None.
        doc_date: the date of the document, or None.
        text: the phrase.
        before: its clause up to the phrase.
        after: what follows in the clause.
        accented_before: ``before`` with its accents, in which cues are looked for.
        accented_after: ``after`` likewise.
        counted: whether it only tells up to when something is counted or holds (tính đến, cho đến).
    """

    phrase: DeadlinePhrase
    date: dt.date | None
    doc_date: dt.date | None
    text: str
    before: str
    after: str
    accented_before: str
    accented_after: str
    counted: bool = False

    @property
    def opens(self) -> bool:
        """Tell whether the phrase begins its clause, a bullet or number set aside."""
        return not _LETTERS.search(_NUMBERING.sub("", self.before))

    @property
    def past(self) -> bool:
        """Tell whether the day lies before the date of the document."""
        return bool(self.date and self.doc_date and self.date < self.doc_date)

    @property
    def quoted(self) -> bool:
        """Tell whether the phrase is only named, as in ``bỏ cụm từ “đến hết ngày …”``."""
        return self.before.rstrip().endswith(_QUOTES) and self.after.lstrip().startswith(_QUOTES)

    def near(self, *groups: str, reach: int = 200) -> bool:
        """Tell whether a cue stands at most ``reach`` letters before the phrase."""
        start = max(0, len(self.accented_before) - reach)
        return bool(cue(*groups).search(self.accented_before, start))

    def follows(self, *groups: str, reach: int = 60) -> bool:
        """Tell whether a cue stands at most ``reach`` letters after the phrase."""
        return bool(cue(*groups).search(self.accented_after, 0, reach))

    def duty(self) -> bool:
        """Tell whether something to be done or handed over is named in the clause."""
        return self.near("submit", "finish", "work") or self.follows("submit", "finish", "work")


_QUOTES = ("“", "”", '"')
_LETTERS = regex.compile(r"[^\W\d_]{2}")
_NUMBERING = regex.compile(r"^\W*(?:\d{1,2}|[a-zd])?[.)/]?\s*")
# báo cáo định kỳ hàng năm as the name of a thing, not as something to be done
_NAMED = regex.compile(r"\b(?:mau|de cuong|che do|khong|viec)\s(?:bao cao\s)?$")
# hết thời hạn, quá thời hạn: what happens when nobody has met it
_EXPIRED = regex.compile(r"\b(?:sau|(?<!ket )qua|het|ngoai)\s*$")
_NEAR_PAST_CHARS = 45  # before a phrase, in which words of the past concern it
_ADVERB_BEFORE = regex.compile(r"[,;:–-]\s*$")


def confidence(context: Context) -> float:
    """Return how sure it is that the phrase sets a deadline, 0.0 where it does not."""
    if context.quoted or context.near("effect", reach=60) or context.follows("effect", reach=25):
        return 0.0
    judge = _JUDGES.get(context.phrase.form)
    return judge(context) if judge else 0.9


def _limit(context: Context) -> float:
    """Judge ``trước ngày …``, ``chậm nhất …``, ``đến hết ngày …``."""
    if _has_passed(context) or cue("condition").match(context.accented_after.lstrip(" ,")):
        return 0.0
    if context.phrase.period is not None and context.past:
        return 0.0
    if context.counted:
        return 0.0
    if context.past:
        missed = context.follows("overdue") or not context.near("submit", "finish", reach=60)
        return 0.0 if missed else 0.5
    if not (context.duty() or context.near("limit") or context.text.startswith("han")):
        return 0.0 if context.phrase.form == "until_end" else 0.5
    return 0.95


def _has_passed(context: Context) -> bool:
    """Tell whether what stands before lies in the past, a duty after the last comma set aside."""
    text = context.accented_before
    near = max(0, len(text) - _NEAR_PAST_CHARS)
    last = max(near, text.rfind(",") + 1)
    has_duty = bool(cue("submit", "finish").search(text, last))
    return bool(cue("past").search(text, last if has_duty else near))


def _until(context: Context) -> float:
    if context.counted:
        return 0.0
    if context.past or not (context.near("limit", "finish") or context.follows("finish", reach=40)):
        return 0.0
    return 0.0 if context.near("past", reach=60) else 0.7


def _after(context: Context) -> float:
    """Judge ``gửi sau ngày … sẽ không được …``."""
    return 0.8 if context.near("submit") and context.follows("refusal") else 0.0


def _within_day(context: Context) -> float:
    at_once = context.before.rstrip().endswith("ngay")
    return 0.9 if at_once or context.near("submit", "finish", reach=120) else 0.0


def _within(context: Context) -> float:
    if context.past or context.near("past", reach=150):
        return 0.0
    groups = ["finish"] if context.phrase.period and context.phrase.period.unit == "year" else [
        "finish", "submit", "work"]  # fmt: skip
    leads = context.opens and context.follows(*groups, reach=80)
    return 0.8 if leads or context.near(*groups) else 0.0


def _part(context: Context) -> float:
    if context.past or context.before.rstrip().endswith("thang") or context.near("past", reach=60):
        return 0.0
    if context.phrase.op == "on":
        led = regex.search(r"\b(?:vao|trong|khoang)\s*$", context.before)
        return 0.6 if led and context.near("submit", "finish", "work") else 0.0
    return 0.75 if context.near("finish") or context.follows("finish", "work") else 0.0


def _window(context: Context) -> float:
    if context.past or context.near("report_period") or context.text.startswith("tinh"):
        return 0.0
    return 0.8 if context.near("limit", "submit", "finish", reach=80) else 0.0


def _cells(context: Context) -> float:
    """Judge two days side by side, as in the cells of a time-table."""
    if context.past or "ngay" in context.text:  # the word stands in sentences, not in cells
        return 0.0
    if context.phrase.form == "row":
        return 0.6
    task = cue("submit", "finish").match(context.accented_after.lstrip(" |:-–\n"))
    label = context.near("limit", reach=40) and context.before.rstrip().endswith(":")
    return 0.7 if task or label else 0.0


def _count(context: Context) -> float:
    count = context.phrase.count
    assert count is not None  # forms named count have one
    limited = bool(regex.match(r"\W*(?:cham|muon|khong|trong|thoi|truoc)", context.text))
    if count.unit == "year" or (
        count.anchor is None and count.unit not in ("day", "workday", "hour")
    ):
        return 0.0
    if _EXPIRED.search(context.before):
        return 0.0
    if limited and count.anchor:
        return 0.9
    return 0.75 if context.duty() else 0.0


def _today(context: Context) -> float:
    return 0.8 if context.near("submit", "finish", reach=80) and not context.opens else 0.0


def _on_request(context: Context) -> float:
    return 0.6 if regex.search(r"bao cao\b.{0,30}\bdot xuat\b.{0,20}$", context.before) else 0.0


def _at_once(context: Context) -> float:
    received = regex.match(r"ngay (?:sau )?khi (?:tiep )?nhan", context.text)
    bound = regex.search(r"\bphai\b", context.before[-60:]) and context.near("submit", reach=60)
    return 0.55 if bound or (received and context.duty()) else 0.0


def _yearly(context: Context) -> float:
    if context.phrase.op != "on":
        return 0.9
    groups = ["submit", "finish"] if context.phrase.form == "yearly" else ["submit", "work"]
    return 0.7 if context.near(*groups, reach=120) else 0.0


def _from(context: Context) -> float:
    """Judge ``kể từ tháng 7 năm 2023 trở đi``; within a sentence it only describes."""
    return 0.6 if context.opens else 0.0


def _every(context: Context) -> float:
    """Judge ``định kỳ hàng tháng``, and ``Hàng năm`` where it begins the clause of a duty."""
    if context.text.startswith("dinh"):
        return 0.0 if _NAMED.search(context.before) else 0.8
    if context.text.endswith("ngay") or not context.follows("submit", "finish", "work", reach=80):
        return 0.0
    return 0.75 if context.opens or _ADVERB_BEFORE.search(context.before) else 0.0


_JUDGES: dict[str, Callable[[Context], float]] = {
    "before": _limit,
    "latest": _limit,
    "until_end": _limit,
    "until": _until,
    "after": _after,
    "within_day": _within_day,
    "within": _within,
    "part": _part,
    "window": _window,
    "dates": _cells,
    "row": _cells,
    "count": _count,
    "count_after": _count,
    "count_only": _count,
    "from": _from,
    "today": _today,
    "tomorrow": _today,
    "on_request": _on_request,
    "at_once": _at_once,
    "yearly": _yearly,
    "weekly": _yearly,
    "every": _every,
}
