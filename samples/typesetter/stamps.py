"""Seals, stamps, boxes and banners: each a mask of ink that is put on the sheet."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.typesetter import ink
from samples.typesetter.fonts import font
from samples.typesetter.ink import Mask
from samples.typesetter.page import Mark


def _turn(mask: Mask, degrees: float) -> Mask:
    image = Image.fromarray(mask).rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    return np.asarray(image, np.uint8)


def _uneven(mask: Mask, rng: np.random.Generator, least: float) -> Mask:
    """Let the ink take badly in clouds and specks, as a rubber stamp does."""
    h, w = mask.shape
    clouds = cv2.resize(rng.random((max(2, h // 40), max(2, w // 40))), (w, h)).astype(np.float64)
    grain = cv2.GaussianBlur(rng.random((h, w)), (3, 3), 0)
    grain = (grain - grain.min()) / (np.ptp(grain) + 1e-6)
    weight = np.clip(least + (1 - least) * (0.7 * clouds + 0.6 * grain), 0, 1)
    return np.asarray(mask * weight, np.uint8)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, r: float) -> None:
    points = [
        (
            x + (r if k % 2 == 0 else 0.4 * r) * math.sin(k * math.pi / 5),
            y - (r if k % 2 == 0 else 0.4 * r) * math.cos(k * math.pi / 5),
        )
        for k in range(10)
    ]
    draw.polygon(points, fill=255)


def _arc_text(canvas: Image.Image, text: str, radius: float, size: float) -> None:
    """Write along the ring, middle of the text at the top, letters upright to the centre."""
    natural = font("tinos", size, bold=True).getlength(text) + 0.16 * size * len(text)
    size *= min(1.0, 2 * math.pi * 0.86 * radius / natural)
    face = font("tinos", size, bold=True)
    widths = [face.getlength(c) + 0.16 * size for c in text]
    angle = -sum(widths) / radius / 2
    centre = canvas.width / 2
    for c, w in zip(text, widths, strict=True):
        angle += w / radius / 2
        tile = Image.new("L", (round(size * 2), round(size * 2)))
        ImageDraw.Draw(tile).text((size, size * 1.35), c, 255, face, anchor="ms")
        tile = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x = centre + radius * math.sin(angle) - size
        y = centre - radius * math.cos(angle) - size
        canvas.paste(255, (round(x), round(y)), tile)
        angle += w / radius / 2


def _emblem(draw: ImageDraw.ImageDraw, centre: float, radius: float) -> None:
    """Sketch the State emblem: a star in a wreath over a cogwheel."""
    _star(draw, centre, centre - 0.3 * radius, 0.42 * radius)
    for turn in range(-150, 151, 12):
        if abs(turn) < 24:
            continue
        a = math.radians(180 - turn)
        x, y = centre + 0.78 * radius * math.sin(a), centre - 0.78 * radius * math.cos(a)
        draw.ellipse(
            (x - 0.09 * radius, y - 0.13 * radius, x + 0.09 * radius, y + 0.13 * radius), fill=255
        )
    box = (centre - 0.34 * radius, centre + 0.2 * radius, centre + 0.34 * radius,
           centre + 0.78 * radius)  # fmt: skip
    draw.arc(box, 180, 360, fill=255, width=max(2, round(0.12 * radius)))
    draw.line((box[0], centre + 0.62 * radius, box[2], centre + 0.62 * radius), 255,
              max(2, round(0.1 * radius)))  # fmt: skip


def seal(mark: Mark, pixels: float, rng: np.random.Generator) -> Mask:
    """Return a round seal; ``mark.text`` is the ring, then the lines inside or none (emblem)."""
    side = round(pixels)
    canvas = Image.new("L", (side, side))
    draw = ImageDraw.Draw(canvas)
    thick = max(2, round(side * 0.014))
    for inset, weight in ((0.01, thick), (0.045, max(1, thick // 2)), (0.235, max(1, thick // 2))):
        edge = inset * side
        draw.ellipse((edge, edge, side - edge, side - edge), outline=255, width=weight)
    ring, *inner = mark.text
    _arc_text(canvas, ring, 0.355 * side, 0.105 * side)
    _star(draw, side / 2, side * 0.862, side * 0.04)
    if inner:
        size = 0.1 * side
        top = side / 2 - size * 1.15 * (len(inner) - 1) / 2
        for k, line in enumerate(inner):
            face = font("tinos", size, bold=True)
            shrink = min(1.0, 0.44 * side / face.getlength(line))
            face = font("tinos", size * shrink, bold=True)
            draw.text((side / 2, top + k * size * 1.15), line, 255, face, anchor="mm")
    elif "ĐẢNG" in ring or "ỦY" in ring.replace("ỦY BAN NHÂN DÂN", ""):
        _star(draw, side / 2, side / 2, side * 0.17)
    else:
        _emblem(draw, side / 2, 0.25 * side)
    return _uneven(_turn(np.asarray(canvas, np.uint8), rng.uniform(-14, 14)), rng, 0.45)


def signature(mark: Mark, pixels: float, rng: np.random.Generator) -> Mask:
    """Return a pen signature."""
    return ink.sign(round(pixels), round(pixels * 0.48), rng)


def box(mark: Mark, pixels: float, rng: np.random.Generator) -> Mask:
    """Return words in a boxed rubber stamp, such as HỎA TỐC."""
    face = font("tinos", pixels * 0.19, bold=True)
    text = mark.text[0]
    width, height = round(face.getlength(text) + pixels * 0.16), round(pixels * 0.28)
    canvas = Image.new("L", (width, height))
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((1, 1, width - 2, height - 2), outline=255, width=max(2, round(pixels * 0.016)))
    draw.text((width / 2, height * 0.52), text, 255, face, anchor="mm")
    return _uneven(_turn(np.asarray(canvas, np.uint8), rng.uniform(-3, 3)), rng, 0.6)


def received(mark: Mark, pixels: float, rng: np.random.Generator) -> Mask:
    """Return the receiver's ĐẾN stamp; ``{…}`` in its lines is filled in by pen."""
    width, row = round(pixels), round(pixels * 0.125)
    lines = mark.text
    height = row * len(lines) + round(pixels * 0.06)
    canvas = Image.new("L", (width, height))
    draw = ImageDraw.Draw(canvas)
    weight = max(2, round(pixels * 0.008))
    draw.rectangle((1, 1, width - 2, height - 2), outline=255, width=weight)
    draw.line((0, row * 1.15, width, row * 1.15), 255, weight)
    for k, line in enumerate(lines):
        y = row * (k + 0.85)
        bold = k < 2
        size = row * (0.9 if k == 1 else 0.62)
        face = font("tinos", size, bold=bold)
        if bold:
            face = font("tinos", size * min(1.0, 0.92 * width / face.getlength(line)), bold=True)
            draw.text((width / 2, y), line, 255, face, anchor="ms")
            continue
        label, _, value = line.partition("{")
        draw.text((row * 0.35, y), label, 255, face, anchor="ls")
        x = row * 0.45 + face.getlength(label)
        if value:
            written = ink.write_digits(value.rstrip("}"), row * 0.72, row * 0.42, rng)
            tile = Image.fromarray(written)
            canvas.paste(255, (round(x - row * 0.2), round(y - row * 0.9)), tile)
        draw.line((x, y + 2, width - row * 0.35, y + 2), 150, 1)
    return _uneven(_turn(np.asarray(canvas, np.uint8), rng.uniform(-2.5, 2.5)), rng, 0.6)


def banner(mark: Mark, pixels: float, rng: np.random.Generator) -> Mask:
    """Return the visible text of an electronic signature: small upright sans lines."""
    size = pixels * 0.048
    face = font("sans", size)
    canvas = Image.new("L", (round(pixels), round(size * 1.25 * len(mark.text) + 4)))
    draw = ImageDraw.Draw(canvas)
    for k, line in enumerate(mark.text):
        draw.text((1, 1 + k * size * 1.25), line, 255, face)
    return np.asarray(canvas, np.uint8)


MARKS: dict[str, Callable[[Mark, float, np.random.Generator], Mask]] = {
    "seal": seal,
    "signature": signature,
    "box": box,
    "received": received,
    "banner": banner,
}
