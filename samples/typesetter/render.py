"""Sheets are drawn: print in black, ink multiplied over it."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from samples.typesetter import ink
from samples.typesetter.fonts import font
from samples.typesetter.page import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Box,
    Run,
    SetLine,
    Sheet,
    TypesetLine,
    TypesetPage,
)
from samples.typesetter.prose import PEN_DIGIT
from samples.typesetter.source import Source
from samples.typesetter.stamps import MARKS
from samples.typesetter.typeset import sheets

PRINT_BLACK = 22


def typeset(source: Source, *, dpi: int = 300) -> list[TypesetPage]:
    """Draw all pages of a source as a printer and a pen would leave them, before any scan.

    Args:
        source: a loaded text source.
        dpi: pixels per inch.

    Returns:
        Pages with the text, box and zone of every line.
    """
    return [draw(sheet, dpi=dpi) for sheet in sheets(source)]


def draw(sheet: Sheet, *, dpi: int = 300) -> TypesetPage:
    """Draw one sheet."""
    printed, lines = _draw_print(sheet, dpi)
    inked, written = draw_ink(sheet, dpi=dpi)
    image = ImageChops.multiply(printed.convert("RGB"), inked)
    return TypesetPage(image, (*lines, *written), dpi)


def page_size(dpi: int) -> tuple[int, int]:
    """Return width and height of A4 in pixels."""
    return round(PAGE_WIDTH * dpi / 72), round(PAGE_HEIGHT * dpi / 72)


def _draw_print(sheet: Sheet, dpi: int) -> tuple[Image.Image, list[TypesetLine]]:
    scale = dpi / 72
    image = Image.new("L", page_size(dpi), 255)
    canvas = ImageDraw.Draw(image)
    for rule in sheet.rules:
        ends = (rule.x0 * scale, rule.y0 * scale, rule.x1 * scale, rule.y1 * scale)
        canvas.line(ends, PRINT_BLACK, max(1, round(rule.weight * scale)))
    lines = []
    for line in sheet.lines:
        boxes = [box for run in line.runs if (box := _draw_run(canvas, run, sheet, scale))]
        if boxes:
            lines.append(TypesetLine(line.text, _around(boxes), line.zone))
    return image, lines


def _draw_run(canvas: ImageDraw.ImageDraw, run: Run, sheet: Sheet, scale: float) -> Box | None:
    piece, style = run.piece, run.piece.style
    x, y = run.x * scale, run.y * scale
    if piece.hand:
        high = style.size * scale
        box = (round(x), round(y - 0.9 * high), round(x + run.width * scale), round(y + 0.1 * high))
        return box if piece.text else None
    face = font(
        style.family or sheet.family, style.size * scale, bold=style.bold, italic=style.italic
    )
    canvas.text((x, y), piece.text, PRINT_BLACK, face, anchor="ls")
    left, top, right, bottom = face.getbbox(piece.text, anchor="ls")
    return int(x + left), int(y + top), int(x + right) + 1, int(y + bottom) + 1


def draw_ink(sheet: Sheet, *, dpi: int = 300) -> tuple[Image.Image, list[TypesetLine]]:
    """Draw what pens and stamps left, on white; and the handwritten pieces as lines of their own.

    Args:
        sheet: the sheet.
        dpi: pixels per inch.
    """
    scale = dpi / 72
    rng = np.random.default_rng(sheet.seed)
    image = Image.new("RGB", page_size(dpi), "white")
    lines: list[TypesetLine] = []
    for mark in sheet.marks:
        mask = MARKS[mark.kind](mark, mark.size * scale, rng)
        if mark.kind != "banner":
            mark_x = mark.x + rng.normal(0, 3)
            mark_y = mark.y + rng.normal(0, 3)
        else:
            mark_x, mark_y = mark.x, mark.y
        at = (round(mark_x * scale - mask.shape[1] / 2), round(mark_y * scale - mask.shape[0] / 2))
        _put(image, mask, at, mark.colour)
    for line in sheet.lines:
        for run in line.runs:
            if run.piece.hand and run.piece.text:
                lines.append(_write(image, run, line, sheet, scale, rng))
    return image, lines


def _write(
    image: Image.Image, run: Run, line: SetLine, sheet: Sheet, scale: float,
    rng: np.random.Generator,
) -> TypesetLine:  # fmt: skip
    size = run.piece.style.size * scale
    height = size * rng.uniform(0.9, 1.15)
    mask = ink.write_digits(run.piece.text, height, size * PEN_DIGIT, rng)
    x = run.x * scale - 0.3 * height + 0.05 * size
    y = run.y * scale - 1.25 * height + size * rng.uniform(0.0, 0.14)
    at = (round(x), round(y))
    _put(image, mask, at, sheet.pen)
    rows, columns = np.where(mask > 40)
    box = (
        int(at[0] + columns.min()),
        int(at[1] + rows.min()),
        int(at[0] + columns.max()) + 1,
        int(at[1] + rows.max()) + 1,
    )
    return TypesetLine(run.piece.text, box, f"{line.zone}:hand")


def _put(
    image: Image.Image, mask: ink.Mask, at: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    tile = Image.new("RGB", (mask.shape[1], mask.shape[0]), "white")
    tile.paste(colour, (0, 0), Image.fromarray(mask))
    below = image.crop((*at, at[0] + tile.width, at[1] + tile.height))
    image.paste(ImageChops.multiply(below, tile), at)


def _around(boxes: list[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
