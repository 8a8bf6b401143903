"""A dispatch becomes sheets, by the placement diagrams of Party and State papers.

Sizes and places follow Hướng dẫn 36-HD/VPTW (Party) and Phụ lục I of Nghị định 30/2020/NĐ-CP
(State); the old forms follow Hướng dẫn 11-HD/VPTW and Thông tư 01/2011/TT-BNV.
"""

from __future__ import annotations

from dataclasses import replace

from samples.typesetter import prose
from samples.typesetter.block import (
    LEFT,
    MIDDLE,
    RIGHT,
    WIDTH,
    Block,
    axis_line,
    beside,
    paragraph,
    stack,
    table,
)
from samples.typesetter.ink import INKS
from samples.typesetter.page import PAGE_WIDTH, Mark, Sheet, Style, mm
from samples.typesetter.source import Dispatch, Look, Source

TOP, BOTTOM = mm(20), mm(279)
HEAD_AXES = {"party": (mm(62), mm(148)), "state": (mm(60), mm(146))}
TAIL_AXIS = mm(151)
URGENCY_ROOM = mm(13)


def sheets(source: Source) -> list[Sheet]:
    """Return the sheets of a file, those of its enclosed documents after its own."""
    result: list[Sheet] = []
    for number, dispatch in enumerate(source.documents):
        pages = _paginate(dispatch, source.look)
        if number == 0:
            pages[0] = beside([pages[0], _marks(dispatch, source.look)])
        for page in pages:
            result.append(
                Sheet(
                    page.lines,
                    page.rules,
                    page.marks,
                    source.look.family,
                    INKS[source.look.pen],
                    source.look.seed * 100 + len(result),
                )
            )
    return result


def _paginate(dispatch: Dispatch, look: Look) -> list[Block]:
    head = [_head(dispatch, look), *_title(dispatch, look)]
    pages = _fill([*head, *_text(dispatch.text, look)], _tail(dispatch, look))
    if dispatch.contact:
        pages[0] = beside([pages[0], _contact(dispatch.contact, look)])
    if dispatch.appendix:
        pages += _fill(_text(dispatch.appendix, look), Block())
    first, *rest = pages
    return [first, *(beside([page, _folio(k, dispatch, look)]) for k, page in enumerate(rest, 2))]


def _fill(flow: list[Block], tail: Block) -> list[Block]:
    """Fill pages with the flow; the tail takes the last two lines along to a new page."""
    pages: list[list[Block]] = [[]]
    y = TOP
    for k, block in enumerate(flow):
        rest = sum(b.height + b.before for b in flow[k:]) + tail.before + tail.height
        lonely = k == len(flow) - 2 and y + rest > BOTTOM
        forced = block.height < 0
        if pages[-1] and (forced or lonely or y + block.before + block.height > BOTTOM):
            pages.append([])
            y = TOP
        if not forced:
            y += block.before if pages[-1] else 0.0
            pages[-1].append(block.at(y))
            y += block.height
    pages[-1].append(tail.at(y + tail.before))
    return [beside(blocks) for blocks in pages]


def _folio(number: int, dispatch: Dispatch, look: Look) -> Block:
    old_state = dispatch.form == "old" and dispatch.system == "state"
    axis, y = (RIGHT - 6, mm(283)) if old_state else (MIDDLE, mm(10))
    return axis_line(str(number), Style(look.size), axis, look.family, zone="page").at(y)


def _contact(text: str, look: Look) -> Block:
    line = axis_line(text, Style(11), MIDDLE, look.family, zone="contact", before=3, room=WIDTH)
    return stack([line]).at(mm(282))


def _head(dispatch: Dispatch, look: Look) -> Block:
    left_axis, right_axis = HEAD_AXES[dispatch.system]
    party = dispatch.system == "party"
    left = _head_left(dispatch, look, left_axis, mm(66 if party else 68))
    right = _head_right(dispatch, look, right_axis, mm(86 if party else 98), left)
    room = URGENCY_ROOM if look.urgency else 0.0
    return replace(beside([left, right]), height=max(left.height + room, right.height))


def _head_left(dispatch: Dispatch, look: Look, axis: float, room: float) -> Block:
    party = dispatch.system == "party"
    size = min(look.size, 14.0 if party else 13.0)
    old = dispatch.form == "old"

    def line(text: str, style: Style, zone: str, before: float = 0, rule: float = 0) -> Block:
        return axis_line(
            text, style, axis, look.family, zone=zone, before=before, rule=rule, room=room
        )

    blocks = [line(text, Style(size), "parent") for text in dispatch.parent]
    for k, text in enumerate(dispatch.body):
        last = k == len(dispatch.body) - 1
        rule = 0 if party or not last else 0.98 if old else 0.45
        blocks.append(line(text, Style(size, bold=True), "body", rule=rule))
    if party:
        blocks.append(line("*", Style(size), "separator"))
    if dispatch.number_line:
        blocks.append(line(dispatch.number_line, Style(size), "number", 0 if party else 5))
    if dispatch.doc_type == "Công văn":
        style = Style(12, italic=party and not old)
        for k, text in enumerate(dispatch.subject):
            blocks.append(line(text, style, "subject", 0 if k else 4))
    return stack(blocks)


def _head_right(dispatch: Dispatch, look: Look, axis: float, room: float, left: Block) -> Block:
    family = look.family

    def line(text: str, style: Style, rule: float) -> Block:
        return axis_line(text, style, axis, family, zone="motto", rule=rule, room=room)

    if dispatch.system == "party":
        motto = stack([line("ĐẢNG CỘNG SẢN VIỆT NAM", Style(15, bold=True), 1.0)])
    else:
        spelling = "HOÀ" if dispatch.form == "old" else "HÒA"
        motto = stack(
            [
                line(f"CỘNG {spelling} XÃ HỘI CHỦ NGHĨA VIỆT NAM", Style(13, bold=True), 0),
                line("Độc lập - Tự do - Hạnh phúc", Style(14, bold=True), 1.0),
            ]
        )
    if not dispatch.place_line:
        return motto
    numbers = [text.runs[0].y for text in left.lines if text.zone == "number"]
    level = numbers[0] - look.size if numbers and dispatch.system == "state" else motto.height + 7
    place = axis_line(
        dispatch.place_line, Style(min(look.size, 14), italic=True), axis, family, zone="place",
        room=room,
    )  # fmt: skip
    level = max(level, motto.height + 2)
    return beside([motto, replace(place.at(level), height=level + 20)])


def _title(dispatch: Dispatch, look: Look) -> list[Block]:
    blocks: list[Block] = []
    family, party = look.family, dispatch.system == "party"
    if dispatch.doc_type != "Công văn":
        size = 16.0 if party else 14.0
        for k, text in enumerate(dispatch.doc_type.upper().split("\n")):
            style = Style(size, bold=True)
            before = 0 if k else 20
            blocks.append(axis_line(text, style, MIDDLE, family, zone="type", before=before))
        for k, text in enumerate(dispatch.subject):
            style = Style(14, bold=True)
            last = k == len(dispatch.subject) - 1
            rule = 0.0 if party or not last else 0.35
            blocks.append(
                axis_line(text, style, MIDDLE, family, zone="subject", rule=rule, room=WIDTH)
            )
        if dispatch.note:
            style = Style(13, italic=True)
            blocks.append(axis_line(dispatch.note, style, MIDDLE, family, zone="note", room=WIDTH))
        if party:
            dashes = axis_line("-----", Style(14), MIDDLE, family, zone="separator")
            blocks.append(dashes)
        blocks.append(Block(height=6))
    return [stack(blocks), *_addressees(dispatch, look)] if blocks else _addressees(dispatch, look)


def _addressees(dispatch: Dispatch, look: Look) -> list[Block]:
    """Kính gửi: one on the line of the words, several in a list that hangs beside or under them."""
    if not dispatch.addressees:
        return []
    family, party = look.family, dispatch.system == "party"
    label = "_Kính gửi_:" if party else "Kính gửi:"
    style = Style(look.size)
    if len(dispatch.addressees) == 1:
        end = "." if party else ""
        text = f"{label} {dispatch.addressees[0]}{end}"
        if prose.line_width(prose.words_of(text, style), family) < WIDTH * 0.85:
            one = axis_line(text, style, MIDDLE, family, zone="addressees", before=16)
            return [one, Block(height=8)]
    x = mm(52)
    words = prose.words_of(label, style)
    head = Block((prose.set_line(words, x, look.size, family, zone="addressees"),))
    step = prose.line_width(words, family) + 6 if party else mm(22)
    separator = "," if party else ";"
    items: list[Block] = []
    for k, item in enumerate(dispatch.addressees):
        end = "." if k == len(dispatch.addressees) - 1 else separator
        items += paragraph(
            f"- {item}{end}", style, family, zone="addressees", leading=look.leading, x=x + step,
            limit=RIGHT - x - step, hang=8, justify=False,
        )  # fmt: skip
    if not party:
        items.insert(0, Block(height=look.size * look.leading))
    return [replace(beside([head, stack(items)]), before=16), Block(height=8)]


def _text(source: str, look: Look) -> list[Block]:
    blocks: list[Block] = []
    rows: list[list[str]] = []
    style = Style(look.size)
    for raw in [*source.strip().split("\n"), ""]:
        text = raw.strip()
        if text.startswith("|"):
            rows.append([cell.strip() for cell in text.strip("|").split("|")])
            continue
        if rows:
            weights = [float(cell) for cell in rows[0]]
            blocks += table(rows[1:], look.family, 13, weights)
            rows = []
        if text == "=====":
            blocks.append(Block(height=-1))
        elif text.startswith("= "):
            bold = replace(style, bold=True)
            blocks.append(
                axis_line(text[2:], bold, MIDDLE, look.family, zone="text", before=7, room=WIDTH)
            )
        elif text:
            italic = text.startswith("~ ")
            blocks += paragraph(
                text[2:] if italic else text, replace(style, italic=italic), look.family,
                zone="text", leading=look.leading, indent=mm(11), before=5,
            )  # fmt: skip
    return blocks


def _tail(dispatch: Dispatch, look: Look) -> Block:
    if not (dispatch.recipients or dispatch.name or dispatch.role):
        return Block()
    block = beside([_recipients(dispatch, look), _signer(dispatch, look)])
    return replace(block, before=14.0)


def _recipients(dispatch: Dispatch, look: Look) -> Block:
    if not dispatch.recipients:
        return Block()
    party = dispatch.system == "party"
    label, size = ("Nơi nhận:", 14.0) if party else ("_**Nơi nhận:**_", 12.0)
    blocks = paragraph(label, Style(size), look.family, zone="recipients", leading=1.2)
    if party:
        blocks[0] = replace(
            axis_line(label, Style(size), 0, look.family, zone="recipients", rule=1.0),
            lines=blocks[0].lines,
        )
        wide = prose.line_width(prose.words_of(label, Style(size)), look.family)
        underline = replace(blocks[0].rules[0], x0=LEFT, x1=LEFT + wide, y0=16.2, y1=16.2)
        blocks[0] = replace(blocks[0], rules=(underline,))
    small = Style(12.0 if party else 11.0)
    for k, item in enumerate(dispatch.recipients):
        end = "." if k == len(dispatch.recipients) - 1 else "," if party else ";"
        blocks += paragraph(
            f"- {item}{end}", small, look.family, zone="recipients", leading=1.15,
            limit=mm(78), hang=5, justify=False,
        )  # fmt: skip
    return stack(blocks)


def _signer(dispatch: Dispatch, look: Look) -> Block:
    family, party = look.family, dispatch.system == "party"

    def line(text: str, bold: bool, zone: str, before: float = 0) -> Block:
        style = Style(min(look.size, 14), bold=bold)
        return axis_line(text, style, TAIL_AXIS, family, zone=zone, before=before, room=mm(88))

    upper = [line(text, True, "authority") for text in dispatch.authority]
    upper += [line(text, not party, "role") for text in dispatch.role.split("\n") if text]
    top = stack(upper)
    gap = mm(27)
    name = f"{dispatch.rank} {dispatch.name}".strip()
    block = stack([top, line(name, True, "name", gap)]) if name else top
    marks = []
    middle = top.height + gap * 0.52
    if dispatch.signed and name:
        ink = INKS[look.pen]
        marks.append(Mark("signature", TAIL_AXIS + mm(4), middle, (), mm(46), ink))
    if dispatch.seal:
        colour = INKS[look.seal_colour]
        marks.append(
            Mark("seal", TAIL_AXIS - mm(17), middle + mm(2), tuple(dispatch.seal), mm(35), colour)
        )
    return replace(block, marks=tuple(marks), height=max(block.height, mm(40)))


def _marks(dispatch: Dispatch, look: Look) -> Block:
    """Return what was put on the first page after printing."""
    marks: list[Mark] = []
    lines: list[Block] = []
    if look.received:
        violet = INKS["violet"]
        level = TOP + _head(dispatch, look).height + mm(17)
        marks.append(Mark("received", mm(31), level, tuple(look.received), mm(38), violet))
    if look.urgency:
        level = TOP + _head(dispatch, look).height - URGENCY_ROOM / 2 + 4
        marks.append(Mark("box", mm(60), level, (look.urgency,), mm(32), INKS["red"]))
    if look.banner:
        marks.append(
            Mark("banner", PAGE_WIDTH - mm(34), mm(9), tuple(look.banner), mm(60), (60, 66, 190))
        )
    if look.draft:
        draft = axis_line(look.draft, Style(13, bold=True), mm(175), look.family, zone="mark")
        lines.append(draft.at(mm(9)))
    return Block(tuple(text for block in lines for text in block.lines), marks=tuple(marks))
