"""Dispatches of made-up offices: what the typesetter is to print, with every part optional."""

from __future__ import annotations

import textwrap

from models.zones.phrases import Phrases
from samples.typesetter import Dispatch, Source
from samples.typesetter.source import Look

_FAMILIES = ("tinos", "tinos", "tinos", "termes", "free", "sans")


def source(phrases: Phrases, name: str) -> Source:
    """Return a file to be typeset: one document and its look."""
    return Source(name, (dispatch(phrases),), look(phrases), {})


def look(phrases: Phrases) -> Look:
    """Return how a file looks: sizes, typeface, stamps."""
    rng = phrases.rng
    return Look(
        seed=rng.randrange(10**6),
        family=rng.choice(_FAMILIES),
        size=rng.choice((12.0, 13.0, 13.0, 14.0, 14.0, 15.0)),
        leading=rng.uniform(1.0, 1.5),
        received=phrases.of("received_stamps").split("|") if rng.random() < 0.15 else [],
        banner=phrases.of("banners").split("|") if rng.random() < 0.25 else [],
        urgency=phrases.of("urgency") if rng.random() < 0.15 else "",
        draft="DỰ THẢO" if rng.random() < 0.03 else "",
    )


def dispatch(phrases: Phrases) -> Dispatch:
    """Return one document with a letterhead of its own."""
    rng = phrases.rng
    party = rng.random() < 0.35
    parent, _, body = phrases.of("party_heads" if party else "state_heads").partition("||")
    letter = rng.random() < 0.5
    title = (
        "Công văn"
        if letter
        else rng.choice(
            (phrases.filled("{type}"), "Quyết định", "Thông báo", "Báo cáo", "Kế hoạch")
        )
    )
    return Dispatch(
        system="party" if party else "state",
        form="old" if rng.random() < 0.2 else "new",
        doc_type=_broken(title, 40),
        parent=parent.split("|") if parent else [],
        body=body.split("|"),
        number_line=_number(phrases, party, letter) if rng.random() < 0.97 else "",
        place_line=_place(phrases) if rng.random() < 0.97 else "",
        subject=_subject(phrases, letter) if rng.random() < 0.92 else [],
        note=phrases.filled("(Kèm theo {type} số {sign})") if rng.random() < 0.05 else "",
        addressees=_addressees(phrases)
        if rng.random() < (0.95 if letter else 0.25)
        else [],
        text=_text(phrases, decides=title in ("Quyết định", "Nghị quyết", "Chỉ thị")),
        recipients=_recipients(phrases) if rng.random() < 0.95 else [],
        authority=phrases.of("authorities").split("|") if rng.random() < 0.6 else [],
        role=_broken(phrases.of("roles"), 34) if rng.random() < 0.95 else "",
        rank=phrases.of("ranks"),
        name=phrases.person() if rng.random() < 0.95 else "",
        seal=[phrases.filled("{ORGAN}")] if rng.random() < 0.7 else [],
        signed=rng.random() < 0.85,
        contact=phrases.of("contacts") if rng.random() < 0.06 else "",
        appendix=_annex(phrases) if rng.random() < 0.12 else "",
    )  # fmt: skip


def _broken(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(text, width)) or text


def _number(phrases: Phrases, party: bool, letter: bool) -> str:
    rng = phrases.rng
    serial = str(rng.randint(1, rng.choice((99, 999, 9999))))
    serial = rng.choice((serial, serial, "{" + serial + "}", "{" + serial + "}", "{}", "…"))
    of_letter = "CV" if party else phrases.code()
    kind, code = of_letter if letter else phrases.kind(), phrases.code()
    cue = rng.choice(("Số", "Số ", "Số: ", "Số: ", "Số:", "Số :", "SỐ: ", "No: "))
    if party:
        return f"{cue}{serial}{rng.choice(('-', ' - ', '-'))}{kind}/{code}"
    return rng.choice(
        (f"{cue}{serial}/{kind}-{code}", f"{cue}{serial} /{kind}-{code}", f"{cue}{serial}/{code}",
         f"{cue}{serial}/{rng.randint(1996, 2026)}/{kind}-{code}")
    )  # fmt: skip


def _place(phrases: Phrases) -> str:
    rng = phrases.rng
    day, month = f"{rng.randint(1, 31):02d}", f"{rng.randint(1, 12):02d}"
    day, month = rng.choice(((day, month), ("{" + day + "}", "{" + month + "}"), ("{}", month)))
    place = phrases.filled(rng.choice(("{place}", "{place}", "{name}", "TP. {place}")))
    year = rng.randint(1996, 2026)
    return rng.choice(
        (f"{place}, ngày {day} tháng {month} năm {year}",) * 4
        + (f"{place}, ngày {day}/{month}/{year}", f"{place} ngày {day} tháng {month} năm {year}",
           f"Ngày {day} tháng {month} năm {year}", f"{place}, {day}-{month}-{year}")
    )  # fmt: skip


def _subject(phrases: Phrases, letter: bool) -> list[str]:
    template = phrases.rng.choice(
        ("{subject}", "{text}", "{text} của {organ}", "{text} (khóa XII)")
    )
    text = phrases.filled(template)[:220]
    if letter:
        cue = phrases.rng.choice(("V/v ", "V/v: ", "v/v ", "", "Về việc ", "V/v "))
        return textwrap.wrap(cue + text, phrases.rng.randint(26, 40))
    cue = phrases.rng.choice(("Về việc ", "về việc ", "", "", "V/v "))
    text = text.upper() if phrases.rng.random() < 0.15 else text
    return textwrap.wrap(cue + text, phrases.rng.randint(38, 62))


def _several(phrases: Phrases, kind: str, most: int) -> list[str]:
    return [_item(phrases, kind) for _ in range(phrases.rng.randint(1, most))]


def _item(phrases: Phrases, kind: str) -> str:
    """Return an item of a list; some name several bodies and take more than a line."""
    rng = phrases.rng
    if rng.random() < 0.85:
        return phrases.of(kind)
    more = phrases.of(kind) if rng.random() < 0.5 else phrases.filled("{field}, {field} và {field}")
    return f"{phrases.of(kind)}, {more}" + rng.choice(("", "", " (để b/c)", ""))


def _recipients(phrases: Phrases) -> list[str]:
    first = ["Như trên"] if phrases.rng.random() < 0.6 else []
    last = [phrases.filled("Lưu: VT, {code}")] if phrases.rng.random() < 0.8 else []
    return [*first, *_several(phrases, "recipients", 12), *last]


def _addressees(phrases: Phrases) -> list[str]:
    items = _several(phrases, "addressees", 1 if phrases.rng.random() < 0.5 else 8)
    if len(items) > 1 and phrases.rng.random() < 0.1:
        items[-1] += " (sau đây gọi chung là các đơn vị)"
    return items


def _text(phrases: Phrases, *, decides: bool) -> str:
    """Return the text; that of a decision begins with who decides, in capitals."""
    rng = phrases.rng
    lines = [f"= {phrases.of('deciders')}"] if decides or rng.random() < 0.05 else []
    lines += [phrases.of("openings") for _ in range(rng.randint(1, 4))]
    for _ in range(rng.randint(0, rng.choice((3, 8, 16)))):
        lines += _table(phrases) if rng.random() < 0.03 else [phrases.of("middles")]
    return "\n".join([*lines, phrases.of("closings")])


def _table(phrases: Phrases) -> list[str]:
    """Return a table of items, of persons or of figures."""
    rng = phrases.rng
    shape = rng.choice(("text", "persons", "figures"))
    head, widths = {
        "text": ("TT | Nội dung | Ghi chú", "1 | 5 | 6"),
        "persons": ("STT | Họ và tên | Chức vụ, đơn vị | Ngày sinh", "1 | 4 | 5 | 2"),
        "figures": ("TT | Chỉ tiêu | Kế hoạch | Thực hiện | Tỷ lệ (%)", "1 | 5 | 2 | 2 | 2"),
    }[shape]
    rows = []
    for n in range(1, rng.randint(3, 14)):
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1950, 2024)
        figure = f"{rng.randint(1, 999)}.{rng.randint(0, 999):03d}"
        rows.append(
            {
                "text": f"{n} | {phrases.piece(30)} | {phrases.piece(60)}",
                "persons": f"{n} | {phrases.person()} | {phrases.filled('{Role}, {organ}')} | "
                f"{day:02d}/{month:02d}/{year}",
                "figures": f"{n} | {phrases.piece(30)} | {figure} | {figure} | {day}",
            }[shape]
        )
    return [f"| {row} |" for row in (widths, head, *rows)]


def _annex(phrases: Phrases) -> str:
    name = phrases.rng.choice(("PHỤ LỤC", "DANH SÁCH", "BIỂU MẪU", "PHỤ LỤC {ROMAN}", "{TEXT}"))
    note = phrases.rng.choice(("Kèm theo {type} số {sign}", "Ban hành kèm theo {type} số {sign}"))
    head = phrases.filled(f"= {name}\n~ ({note} của {{organ}})")
    return "\n".join([head, *_table(phrases), phrases.of("middles")])
