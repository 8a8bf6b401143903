"""Blocks of set lines that are made at height zero and moved to their place on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from samples.typesetter import prose
from samples.typesetter.page import Mark, Rule, SetLine, Style, mm

LEFT, RIGHT = mm(30), mm(195)
WIDTH = RIGHT - LEFT
MIDDLE = (LEFT + RIGHT) / 2


@dataclass(frozen=True, slots=True)
class Block:
    """Lines, rules and marks that stay together; ``height`` and ``before`` in points."""

    lines: tuple[SetLine, ...] = ()
    rules: tuple[Rule, ...] = ()
    marks: tuple[Mark, ...] = ()
    height: float = 0.0
    before: float = 0.0

    def at(self, dy: float) -> Block:
        """Return the block moved down by ``dy`` points."""
        return replace(
            self,
            lines=tuple(
                replace(line, runs=tuple(replace(run, y=run.y + dy) for run in line.runs))
                for line in self.lines
            ),
            rules=tuple(replace(rule, y0=rule.y0 + dy, y1=rule.y1 + dy) for rule in self.rules),
            marks=tuple(replace(mark, y=mark.y + dy) for mark in self.marks),
        )


def beside(blocks: Iterable[Block]) -> Block:
    """Return blocks put over one another as one, as high as the highest."""
    blocks = tuple(blocks)
    return Block(
        tuple(line for block in blocks for line in block.lines),
        tuple(rule for block in blocks for rule in block.rules),
        tuple(mark for block in blocks for mark in block.marks),
        max(block.height for block in blocks),
    )


def stack(blocks: Iterable[Block]) -> Block:
    """Return blocks put under one another as one."""
    y, moved = 0.0, []
    for block in blocks:
        y += block.before
        moved.append(block.at(y))
        y += block.height
    return replace(beside(moved), height=y) if moved else Block()


def axis_line(
    text: str, style: Style, axis: float, family: str, *, zone: str, before: float = 0.0,
    rule: float = 0.0, room: float | None = None
) -> Block:  # fmt: skip
    """Set one centred line.

    Args:
        text: marked-up text.
        style: of the line.
        axis: the middle in points.
        family: the typeface.
        zone: what the line belongs to.
        before: space above.
        rule: a rule under the line, as a share of its width; 0 for none.
        room: the width that the line is shrunk to, if it is wider.
    """
    words = prose.words_of(text, style)
    natural = prose.line_width(words, family)
    if room and natural > room:
        style = replace(style, size=style.size * room / natural)
        words = prose.words_of(text, style)
        natural = room
    line = prose.centred(words, axis, style.size, family, zone=zone)
    half = natural * rule / 2
    y = style.size * 1.36
    rules = (Rule(axis - half, y, axis + half, y, 0.7),) if rule else ()
    return Block((line,), rules, (), style.size * (1.52 if rule else 1.18), before)


def paragraph(
    text: str, style: Style, family: str, *, zone: str, leading: float, x: float = LEFT,
    limit: float = WIDTH, indent: float = 0.0, hang: float = 0.0, before: float = 0.0,
    justify: bool = True
) -> list[Block]:  # fmt: skip
    """Set a paragraph as one block per line, so that it can break over pages.

    Args:
        text: marked-up text.
        style: of the text.
        family: the typeface.
        zone: what the lines belong to.
        leading: line pitch in ems.
        x: left edge in points.
        limit: width in points.
        indent: of the first line.
        hang: of the further lines.
        before: space above the first line.
        justify: stretch all lines but the last.
    """
    lines = prose.break_lines(
        prose.words_of(text, style), limit - hang, family, indent=indent - hang
    )
    blocks = []
    for k, words in enumerate(lines):
        shift = indent if k == 0 else hang
        fill = limit - shift if justify and k < len(lines) - 1 else None
        line = prose.set_line(words, x + shift, style.size, family, zone=zone, fill=fill)
        blocks.append(Block((line,), height=style.size * leading, before=0.0 if k else before))
    return blocks


def table(
    rows: Sequence[Sequence[str]], family: str, size: float, weights: Sequence[float]
) -> list[Block]:
    """Set a ruled table as one block per row; the first row is bold.

    Args:
        rows: cells of marked-up text.
        family: the typeface.
        size: of the text.
        weights: shares of the width.
    """
    edges = [LEFT]
    for weight in weights:
        edges.append(edges[-1] + WIDTH * weight / sum(weights))
    blocks = []
    for number, row in enumerate(rows):
        cells = []
        for text, x0, x1 in zip(row, edges, edges[1:], strict=False):
            style = Style(size, bold=number == 0)
            lines = paragraph(
                text, style, family, zone="table", leading=1.15, x=x0 + 4, limit=x1 - x0 - 8,
                justify=False, before=2.0,
            )  # fmt: skip
            cells.append(stack(lines))
        tall = beside(cells)
        height = tall.height + 4
        rules = [Rule(x, 0, x, height) for x in edges]
        rules += [Rule(LEFT, y, RIGHT, y) for y in ((0, height) if number == 0 else (height,))]
        blocks.append(
            replace(tall, height=height, rules=tuple(rules), before=0.0 if number else 6.0)
        )
    return blocks
