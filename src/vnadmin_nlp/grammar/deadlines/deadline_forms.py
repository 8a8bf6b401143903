"""The written forms of deadlines, as patterns built from named pieces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from vnadmin_nlp.grammar.deadlines.date_mask import DAY, PERIOD
from vnadmin_nlp.text.regex_seeds import Seed, seed

ABSOLUTE, RELATIVE, RECURRING = "absolute", "relative", "recurring"

# Patterns are matched on text without accents and case; a blank stands for white space.
_PIECES = {
    "DX": r"(?:{HOURS} )?(?:{T}[\s,]{1,3})?(?:(?:buoi )?(?:sang|trua|chieu|toi) )?(?:ngay )?"
    r"(?:{W}(?: tuan (?:nay|sau|toi))?[\s,]{1,3})?"
    r"(?:\(?{D}|(?:ngay )?(?:mai|hom nay),? \(?{D})(?:\)| ?\({W}\))?",
    "FROM": r",? ?\(?(?:(?:ke|tinh|bat dau)(?: ke)? tu|tu|sau) "
    rf"(?:(?P<anchorday>{DAY}+)|(?:ngay|khi|thoi diem|luc) (?P<anchor>[^,.;:()\n{DAY}]{{2,90}}))"
    r"\)?",
    "LABEL": r"(?:han (?:cuoi|chot)|thoi han|han nop|han bao cao"
    r"|thoi gian (?:hoan thanh|nop|gui|dang ky|nhan))(?: [^.;:\n]{1,60}?)?",
    "OP": r"(?:(?P<op>truoc|{LATEST}) )?(?:{T},? )?",
    "LATEST": r"(?:cham nhat|muon nhat|khong qua|khong cham hon|khong muon hon"
    r"|han (?:cuoi|chot)(?: cung)?)(?: (?:la|vao|den|het|truoc|trong)){0,3}",
    "D": rf"(?P<day>{DAY}+)",
    "D1": rf"(?P<first>{DAY}+)",
    "P": rf"(?P<period>{PERIOD}+)",
    "N": r"(?P<number>[0-9oil]{1,3}(?!\w)|muoi lam|muoi|hai muoi|ba muoi|mot|hai|ba|bon|nam|sau"
    r"|bay|tam|chin)(?: ?\([^()\n]{1,15}\))?",
    "UNIT": r"(?P<unit>ngay lam viec|ngay|gio lam viec|gio|tuan|thang|quy|nam)(?!\w)"
    r"(?: ?\([^()\n]{1,15}\))?",
    "T": r"(?P<hour>[01]?\d|2[0-4]) ?(?:h|g|gio|:) ?(?P<minute>[0-5]\d(?!\d))?(?: ?phut|p|['’])?",
    "W": r"(?:thu (?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])|chu (?P<weekday>nhat))",
    "HOURS": r"(?P<hours>cuoi gio chieu|cuoi gio lam viec|het gio lam viec"
    r"|dau gio sang|dau gio chieu)",
    "EVERY": r"(?:hang|moi)",
    "EACH": r"(?P<each>ngay|tuan|thang|quy|nam)",
    "NTH": r"ngay (?P<nth>\d{1,2})",
    "EVENT": r"(?P<event>[^,.;:()\n]{3,40}?)",
}

# Name, kind, op, pattern. Where several match from one place, the longest holds.
_FORMS: tuple[tuple[str, str, str | None, str], ...] = (
    # trước [16h00] ngày 05/9/2023; trước và trong ngày 05/9; trước tháng 9 năm 2025
    ("before", ABSOLUTE, "lt", r"truoc (?:{DX}|{P})"),
    # chậm nhất là ngày 15/8/2024; muộn nhất đến hết tháng 6/2025
    ("latest", ABSOLUTE, "le", r"(?:{LATEST}|truoc va trong) (?:{DX}|{P})"),
    ("until_end", ABSOLUTE, "le", r"(?:den )?het (?:{DX}|{P})"),
    ("until", ABSOLUTE, "le", r"den (?:{DX}|{P})"),
    ("after", ABSOLUTE, "le", r"sau {DX}"),
    # trong ngày 18/9/2024; trong quý I/2025; trong tuần đầu tháng 8/2024; giữa tháng 10/2024
    ("within_day", ABSOLUTE, "le", r"trong {D}"),
    ("within", ABSOLUTE, "le", r"trong (?:tuan (?P<week>dau|cuoi) )?{P}"),
    ("part", ABSOLUTE, "on", r"(?:(?P<until>den|truoc) )?(?P<part>dau|giua|cuoi) {P}"),
    # từ ngày 05 đến hết ngày 20/9/2024; 03/9/2024 - 09/9/2024
    ("window", ABSOLUTE, "range",
     r"(?:(?:ke|tinh) )?tu (?:{D1}|ngay (?P<bare>\d{1,2}))(?: ?[-–—]{1,2} ?| den (?:het )?){D}"),
    ("dates", ABSOLUTE, "range", r"{D1}(?: ?[-–—]{1,2} ?| ){D}"),
    # a row of a time-table whose cells were read into one another: 03/9/2024- Nộp … 09/9/2024
    ("row", ABSOLUTE, "range",
     rf"{{D1}} ?[-–—]{{0,2}} ?\|? ?(?:nop|gui|dang ky|hoan thanh) [^.;:\n{DAY}]{{4,80}} {{D}}"),
    ("from", ABSOLUTE, "from", r"(?:ke )?tu (?:{D}|{P}) tro di"),
    # hạn cuối nhận bài: 17 giờ 00 phút ngày 20/11/2024
    ("label", ABSOLUTE, "le",
     rf"{{LABEL}}(?: la|:) (?P<item>{{DX}})(?:(?:,| va|;) (?P<item>{DAY}+))*"),
    ("label", ABSOLUTE, "le", r"{LABEL}(?: la|:) (?:trong )?(?P<item>{P})"),
    # trong thời hạn 05 ngày làm việc kể từ ngày ký; sau 10 ngày kể từ ngày ban hành
    ("count", RELATIVE, "le",
     r"(?:{LATEST} (?:sau )?)?(?:trong )?(?:(?:thoi han|thoi gian|vong) (?:khong qua |toi da )?)?"
     r"{N} {UNIT}{FROM}"),
    ("count_after", RELATIVE, "ge", r"sau {N} {UNIT}{FROM}"),
    ("count_only", RELATIVE, "le",
     r"(?:trong (?:thoi han|vong)(?: khong qua| toi da)?|(?:cham|muon) nhat(?: sau| trong| la)?) "
     r"{N} {UNIT}"),
    # 15 ngày trước ngày tổ chức đại hội; trước ngày khai mạc ít nhất 07 ngày
    ("count_back", RELATIVE, "le",
     r"(?:(?:{LATEST}|it nhat|toi thieu|trong thoi han(?: toi thieu| it nhat)?) )?"
     r"{N} {UNIT} truoc (?:ngay|khi) (?P<event>[^,.;:()\n]{3,60})"),
    ("count_back", RELATIVE, "le",
     r"truoc (?:ngay|khi) {EVENT} (?:(?:it nhat|toi thieu|cham nhat)(?: la)? )?{N} {UNIT}"),
    ("today", RELATIVE, "le", r"(?:trong |truoc {T} )?(?:ngay )?hom nay"),
    ("tomorrow", RELATIVE, "lt", r"(?:truoc {T},? ?|truoc |trong )ngay mai"),
    ("same_day", ABSOLUTE, "lt", r"truoc {T},? (?:trong )?cung ngay"),
    ("on_request", RELATIVE, None, r"khi (?:co|duoc) yeu cau"),
    ("at_once", RELATIVE, None, r"ngay (?:sau )?khi (?P<event>[^,.;:()\n]{3,60})"),
    # trước ngày 25 hằng tháng; trước ngày 20 của tháng cuối quý; trước ngày 15/12 hằng năm
    ("monthly", RECURRING, "on",
     r"{OP}{NTH} (?:(?:cua )?{EVERY} thang|(?:cua )?thang (?:tiep theo|sau|ke tiep|lien ke)"
     r"|cua thang(?! (?:\d|dau|cuoi|thu)))"),
    ("quarterly", RECURRING, "on",
     r"{OP}{NTH} (?:cua )?thang (?P<place>dau|thu hai|giua|cuoi)(?: cung| tien)? "
     r"(?:cua )?(?:{EVERY} |cac )?quy(?: sau)?"),
    ("yearly", RECURRING, "on",
     r"{OP}(?:{D}|{P}),? (?:cua )?(?:{EVERY} nam|ky bao cao"
     r"|nam (?:bao cao|ke hoach|do|sau|tiep theo|lien ke|thu (?:nhat|hai|ba|tu|nam)))"),
    ("weekly", RECURRING, "on", r"{OP}(?:ngay )?{W},? {EVERY} tuan"),
    ("daily", RECURRING, "lt", r"{EVERY} ngay,? truoc {T}|truoc {T},? {EVERY} ngay"),
    ("interval", RECURRING, "on", r"dinh ky {N} {EACH}(?: ?/ ?lan| (?:mot|1) lan)?"
     r"|{N} (?P<each>thang|tuan) (?:mot|1) lan"),
    ("every", RECURRING, "on",
     r"(?:dinh ky,? )?{EVERY} {EACH}(?:(?:,| va|, va) {EVERY} (?:quy|nam))?"),
    ("every_event", RECURRING, "after", r"sau moi (?P<event>[^\W\d_]{1,8}(?: [^\W\d_]{1,8}){0,3})"),
)  # fmt: skip


_SOME = r"(?= (?:ngay|gio|tuan|thang|quy|nam)(?!\w))"
_COUNTED = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "lam")
_DAYS = seed([f"{DAY}+", f"{PERIOD}+"], 100, 50)
_DASHES = r"\s{0,3}[-–—]{0,2}\s{0,3}"
# Days and periods are looked for by their last letter: what follows it tells most of them off.
_SEEDS = {
    "pair": seed([rf"{DAY}(?:\s{{1,3}}[-–—]{{0,2}}|[-–—]{{1,2}})\s{{0,3}}{DAY}"], 100, 80),
    "row": seed([rf"{DAY}{_DASHES}\|?\s{{0,3}}(?:nop|gui|dang|hoan)"], 100, 140),
    "each year": seed(
        [rf"{sign},?\s{{1,3}}(?:cua )?(?:hang|moi|ky|nam)" for sign in (DAY, PERIOD)], 180, 50
    ),
    "label": seed(
        [r"han (?=cuoi|chot|nop|bao)", r"thoi (?:han(?!\w)|gian (?=hoan|nop|gui|dang|nhan))"],
        10, 300,
    ),
    "count": seed(
        [rf"[0-9][oil]{{0,2}}(?:\s?\([^()\n]{{1,15}}\))?{_SOME}"]
        + [rf"{word}(?:\s?\([^()\n]{{1,15}}\))?{_SOME}" for word in _COUNTED],
        110, 190,
    ),
    "word": seed(
        ["hom nay", "ngay mai", "cung ngay", "yeu cau", "ngay (?:sau )?khi", "sau moi"], 50, 80
    ),
    "turn": seed([f"hang{_SOME}", f"moi{_SOME}", "dinh ky", r"lan(?!\w)"], 50, 60),
    "day of a month": seed([r"[0-9](?= (?:(?:cua|hang|moi) ){0,2}thang)"], 90, 90),
}  # fmt: skip
_BY_SEED = {
    "pair": ("dates",),
    "row": ("row",),
    "each year": ("yearly",),
    "label": ("label",),
    "count": ("count", "count_after", "count_only", "count_back"),
    "word": ("today", "tomorrow", "same_day", "on_request", "at_once", "every_event"),
    "turn": ("weekly", "daily", "interval", "every"),
    "day of a month": ("monthly", "quarterly"),
}
# One of these words stands in every phrase of a form; nothing is asked of the others.
_WORDS = {
    "before": ("truoc",), "latest": ("nhat", "qua", "hon", "han", "truoc"), "until_end": ("het",),
    "until": ("den",), "after": ("sau",), "within_day": ("trong",), "within": ("trong",),
    "part": ("dau", "giua", "cuoi"), "window": ("tu",), "from": ("tro",),
    "count": ("tu", "sau"), "count_after": ("sau",), "count_only": ("trong", "nhat"),
    "count_back": ("truoc",),
}  # fmt: skip


@cache
def _seed_of(form: str) -> Seed:
    """Return the seed of a form; what is not named here holds a day or a period."""
    return next((_SEEDS[seed] for seed, names in _BY_SEED.items() if form in names), _DAYS)


@dataclass(frozen=True, slots=True)
class DeadlineForm:
    """One written form.

    Attributes:
        name: of the form.
        kind: that it means by itself.
        op: likewise.
        seed: what its phrases hold.
        words: of which one stands in each of its phrases; the empty string stands in all.
        pattern: of the phrase.
    """

    name: str
    kind: str
    op: str | None
    seed: Seed
    words: tuple[str, ...]
    pattern: regex.Pattern[str]


@cache
def forms() -> tuple[DeadlineForm, ...]:
    """Return the forms, ready to match in masked text."""
    return tuple(
        DeadlineForm(name, kind, op, _seed_of(name), _WORDS.get(name, ("",)), _compile(text))
        for name, kind, op, text in _FORMS
    )


@cache
def forms_by_seed() -> tuple[tuple[Seed, tuple[tuple[int, DeadlineForm], ...]], ...]:
    """Return the forms with their ranks, those with one seed together."""
    ranked = tuple(enumerate(forms()))
    seeds = dict.fromkeys(form.seed for form in forms())
    return tuple((seed, tuple(pair for pair in ranked if pair[1].seed == seed)) for seed in seeds)


def _compile(pattern: str) -> regex.Pattern[str]:
    for name, piece in _PIECES.items():  # the pieces that hold pieces come first
        pattern = pattern.replace("{" + name + "}", piece)
    spaced = pattern.replace(" ?", r"\s{0,2}").replace(" ", r"\s{1,3}")
    return regex.compile(rf"(?<!\w)(?:{spaced})(?!\w)")
