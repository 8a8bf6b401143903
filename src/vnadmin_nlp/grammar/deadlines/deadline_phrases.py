"""Deadline phrases read from text: before, at the latest, within, every."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from vnadmin_nlp.grammar.deadlines.date_mask import Day, Masked, Period, mask
from vnadmin_nlp.grammar.deadlines.deadline_forms import RECURRING, DeadlineForm, forms_by_seed
from vnadmin_nlp.grammar.weekdays import WEEKDAYS


@dataclass(frozen=True, slots=True)
class Count:
    """A number of units counted from an anchor (trong thời hạn 05 ngày làm việc kể từ ngày ký).

    Attributes:
        number: how many; negative where counted backwards from an event.
        unit: ``workday``, ``day``, ``week``, ``month``, ``quarter``, ``year`` or ``hour``.
        anchor: ``doc_date``, ``receipt``, ``receipt_complete``, ``event:…``, or None.
        day: the printed day that is the anchor.
    """

    number: int
    unit: str
    anchor: str | None
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class DeadlinePhrase:
    """A phrase as written, not yet set against the date of its document.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        form: name of its form.
        kind: ``absolute``, ``relative`` or ``recurring``.
        op: ``lt``, ``le``, ``ge``, ``on``, ``range``, ``from``, ``after`` or None.
        first: first day of a window.
        last: the day, or the last day of a window.
        period: the month, quarter or year in which, or before which.
        part: ``dau``, ``giua``, ``cuoi`` or ``week dau``: the part of the period that is meant.
        time: ``HH:MM``; ``24:00`` is the end of the day.
        weekday: 1 (Monday) to 7, where printed beside the day.
        approximate: by convention only (đầu tháng, cuối giờ chiều).
        count: what is counted from an anchor.
        anchor: ``doc_date``, ``tomorrow``, ``previous``, ``on_request`` or ``event:…``.
        every: the rule of a recurring deadline, without its op.
    """

    start: int
    end: int
    form: str
    kind: str
    op: str | None
    first: Day | None = None
    last: Day | None = None
    period: Period | None = None
    part: str | None = None
    time: str | None = None
    weekday: int | None = None
    approximate: bool = False
    count: Count | None = None
    anchor: str | None = None
    every: str | None = None


_DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_HOURS = {"cuoi": "17:00", "het": "17:00", "dau gio sang": "08:00", "dau gio chieu": "13:30"}
_UNITS = {"ngay": "day", "gio": "hour", "tuan": "week", "thang": "month", "quy": "quarter",
          "nam": "year"}  # fmt: skip
_FREQUENCIES = {"ngay": "daily", "tuan": "weekly", "thang": "monthly", "quy": "quarterly",
                "nam": "yearly"}  # fmt: skip
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
            "chin": 9, "muoi": 10, "muoi lam": 15, "hai muoi": 20, "ba muoi": 30}  # fmt: skip
_MONTHS_OF_QUARTERS = {"dau": "1,4,7,10", "cuoi": "3,6,9,12"}
_LOOK_ALIKES = str.maketrans("oil", "011")


def find_phrases(text: str) -> list[DeadlinePhrase]:
    """Return the phrases of ``text`` that have the form of a deadline, in order, without overlaps.

    Whether somebody has to do something by then is another question: ``extraction.deadlines``.

    Args:
        text: running text, NFC.

    >>> [(p.form, p.op, p.time) for p in find_phrases("Góp ý gửi trước 16h00 ngày 05/9/2023.")]
    [('before', 'lt', '16:00')]
    """
    masked = mask(text)
    found = []
    for rank, form, match in _matches(masked.text):
        phrases = list(_read(form, match, masked, text))
        if phrases:
            found.append((match.start(), -match.end(), rank, phrases))
    chosen: list[DeadlinePhrase] = []
    end = 0
    for start, negative_end, _, phrases in sorted(found, key=lambda item: item[:3]):
        if start < end:
            continue
        if _is_fuller(phrases[0], chosen[-1:], between=text[end:start]):
            chosen.pop()
        chosen += phrases
        end = -negative_end
    return chosen


def _matches(masked: str) -> Iterator[tuple[int, DeadlineForm, regex.Match[str]]]:
    """Yield the matches of every form, with its rank; each is looked for around its seeds."""
    absent: dict[str, bool] = {}
    for seed, ranked in forms_by_seed():
        parts = list(seed.regions(masked))
        for rank, form in ranked if parts else ():
            words = [word for word in form.words if not _is_absent(word, masked, absent)]
            for start, end in parts if words else ():
                for word in words:
                    if masked.find(word, start, end) >= 0:
                        for match in form.pattern.finditer(masked, start, end):
                            yield rank, form, match
                        break


def _is_absent(word: str, masked: str, known: dict[str, bool]) -> bool:
    if word not in known:
        known[word] = word not in masked
    return known[word]


def _is_fuller(phrase: DeadlinePhrase, last: Sequence[DeadlinePhrase], between: str) -> bool:
    """Tell whether ``phrase`` says with its day what the one before it says in general.

    As in ``định kỳ hằng quý, trước ngày 15 của tháng cuối quý``.
    """
    general = bool(last) and last[0].form in ("every", "interval")
    dated = phrase.last is not None and phrase.last.year is None
    return general and (dated or phrase.kind == RECURRING) and not between.strip(" ,(")


def _read(
    form: DeadlineForm, match: regex.Match[str], masked: Masked, text: str
) -> Iterator[DeadlinePhrase]:
    if form.name == "label":
        yield from _read_label(form, match, masked)
        return
    if form.name == "at_once" and not text[match.start() :].lower().startswith("ngay"):
        return  # ngày sau khi …
    start, end, op = match.start(), match.end(), form.op
    got = match.groupdict()
    count = _count(form, match, masked, text)
    if count is not None and count.anchor and not count.anchor.startswith("date"):
        end = _anchor_end(match, masked)
    if text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1  # the bracket was opened before the phrase
    part = got.get("part") or (got.get("week") and f"week {got['week']}")
    if form.name == "part":
        op = {"den": "le", "truoc": "lt"}.get(got["until"] or "", "on")
    elif form.name == "count_after" and not _opens_clause(masked.text, start):
        op = "le"
    elif got.get("op"):
        op = "lt" if got["op"] == "truoc" else "le"
    yield DeadlinePhrase(
        start,
        end,
        form.name,
        form.kind,
        op,
        first=_first(match, masked),
        last=masked.days.get(match.start("day")) if got.get("day") else None,
        period=masked.periods.get(match.start("period")) if got.get("period") else None,
        part=part or None,
        time=_time(match) or ("24:00" if form.name == "until_end" and got.get("day") else None),
        weekday=WEEKDAYS[got["weekday"]] if got.get("weekday") else None,
        approximate=bool(got.get("hours")) or part == "giua" or (bool(part) and op == "on")
        or bool(got.get("week")),
        count=count,
        anchor=_anchor(form, match, text),
        every=_every(form, match, text),
    )  # fmt: skip


def _read_label(
    form: DeadlineForm, match: regex.Match[str], masked: Masked
) -> Iterator[DeadlinePhrase]:
    """Yield each day of ``Thời hạn báo cáo: ngày 15/3, ngày 15/6 và ngày 15/9/2024``."""
    spans = match.spans("item")
    for start, end in spans:
        at = next(i for i in range(start, end) if i in masked.days or i in masked.periods)
        yield DeadlinePhrase(
            start,
            end,
            form.name,
            form.kind,
            form.op if len(spans) == 1 else "on",
            last=masked.days.get(at),
            period=masked.periods.get(at),
            time=_time(match) if start == spans[0][0] else None,
        )


def _opens_clause(bare: str, start: int) -> bool:
    before = bare[max(0, start - 6) : start].rstrip(" ")
    return not before or before[-1] in ".;:!?\n-–•"


def _first(match: regex.Match[str], masked: Masked) -> Day | None:
    got = match.groupdict()
    if got.get("first"):
        return masked.days[match.start("first")]
    if got.get("bare") and 1 <= int(got["bare"]) <= 31:
        return Day(int(got["bare"]), None, None)
    return None


def _time(match: regex.Match[str]) -> str | None:
    got = match.groupdict()
    if got.get("hours"):
        words = " ".join(got["hours"].split())
        return next(time for start, time in _HOURS.items() if words.startswith(start))
    if not got.get("hour"):
        return None
    return f"{int(got['hour']):02d}:{got.get('minute') or '00'}"


def _count(form: DeadlineForm, match: regex.Match[str], masked: Masked, text: str) -> Count | None:
    if not form.name.startswith("count"):
        return None
    got = match.groupdict()
    number, unit = _number(got["number"]), got["unit"]
    unit = "workday" if unit.startswith("ngay") and "lam" in unit else _UNITS[unit.split()[0]]
    if form.name == "count_back":
        return Count(-number, unit, f"event:{_printed(match, 'event', text)}")
    if got.get("anchorday"):
        return Count(number, unit, "date", masked.days[match.start("anchorday")])
    if not got.get("anchor"):
        return Count(number, unit, None)
    start, end = match.start("anchor"), _anchor_end(match, masked)
    return Count(number, unit, _anchor_name(masked.text[start:end], text[start:end]))


def _number(token: str) -> int:
    words = " ".join(token.split())
    known = _NUMBERS.get(words)
    return int(words.translate(_LOOK_ALIKES)) if known is None else known


# Words with which the duty begins, when no comma parts it from the anchor
_DUTY = regex.compile(
    r"\s(?:phai|co trach nhiem|thi|se|(?:de nghi|yeu cau)?\s?cac (?:co quan|don vi|so|dia phuong)"
    r"|chu dau tu|thu truong)\b"
)
_THIS = r"(?: (?:cong van|quyet dinh|thong bao|van ban|ke hoach|chi thi|nghi quyet)(?: nay)?)?"
_DOCUMENT = regex.compile(rf"(?:ky|ban hanh|phat hanh|ra)(?: ban hanh)?{_THIS}")
_COMPLETE = regex.compile(r"(?:nhan|tiep nhan|co)\b.{0,12}\b(?:du|day du|ho so hop le|hop le)\b")
_RECEIPT = regex.compile(r"(?:nhan|tiep nhan)\b")


def _anchor_end(match: regex.Match[str], masked: Masked) -> int:
    """Return where the anchor ends: before the words with which the duty begins."""
    end: int = match.end()
    if match.groupdict().get("anchor"):
        duty = _DUTY.search(masked.text, match.start("anchor"), match.end("anchor"))
        end = duty.start() if duty else end
    return end


def _anchor_name(bare: str, printed: str) -> str:
    bare = " ".join(bare.split()).strip(" )")
    if _DOCUMENT.fullmatch(bare):
        return "doc_date"
    if _COMPLETE.match(bare):
        return "receipt_complete"
    if _RECEIPT.match(bare):
        return "receipt"
    return f"event:{' '.join(printed.split()).strip(' )')}"


def _printed(match: regex.Match[str], group: str, text: str) -> str:
    return " ".join(text[match.start(group) : match.end(group)].split())


def _anchor(form: DeadlineForm, match: regex.Match[str], text: str) -> str | None:
    if form.name == "at_once":
        return f"event:{_printed(match, 'event', text)}"
    return {
        "today": "doc_date",
        "tomorrow": "tomorrow",
        "same_day": "previous",
        "on_request": "on_request",
    }.get(form.name)


def _every(form: DeadlineForm, match: regex.Match[str], text: str) -> str | None:
    got = match.groupdict()
    if form.name == "monthly":
        return f"freq=monthly;bymonthday={int(got['nth'])}"
    if form.name == "quarterly":
        months = _MONTHS_OF_QUARTERS.get(got["place"], "2,5,8,11")
        return f"freq=quarterly;bymonth={months};bymonthday={int(got['nth'])}"
    if form.name == "weekly":
        return f"freq=weekly;byday={_DAY_CODES[WEEKDAYS[got['weekday']] - 1]}"
    if form.name in ("every", "interval"):
        number = _number(got["number"]) if got.get("number") else 1
        interval = f";interval={number}" if number > 1 else ""
        return f"freq={_FREQUENCIES[got['each']]}{interval}"
    if form.name == "every_event":
        return f"freq=event:{_printed(match, 'event', text)}"
    return {"daily": "freq=daily", "yearly": "freq=yearly"}.get(form.name)
