"""Ways in which offices and phones spoil a page; every slip comes from the seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.typesetter.page import Mark
from samples.typesetter.stamps import received, seal

Pixels = NDArray[np.uint8]
Chance = np.random.Generator

#: Blue, green and red of papers, of the ink of seals, of a desk and of what an open lid shows.
BLUE, YELLOW, GREY = (225, 200, 170), (150, 225, 240), (178, 180, 180)
RED, DESK, DARK = (60, 45, 205), (52, 78, 106), (18, 18, 18)


@dataclass(frozen=True)
class Sheet:
    """A page image as it is written to a file.

    Attributes:
        pixels: blue, green and red; gray where ``bilevel``.
        dpi: resolution across and down; 0 where the file tells none.
        bilevel: whether it is written with one bit a pixel.
        quality: of the JPEG.
    """

    pixels: Pixels
    dpi: tuple[int, int]
    bilevel: bool = False
    quality: int = 75


Way = Callable[[Sheet, Chance], Sheet]


def at(dpi: int) -> Way:
    """Scan at a lower resolution."""

    def way(sheet: Sheet, _: Chance) -> Sheet:
        return replace(sheet, pixels=_resized(sheet, dpi, dpi), dpi=(dpi, dpi))

    return way


def fax(across: int, down: int) -> Way:
    """Send by fax: unlike resolutions across and down, one bit, specks, streaks."""

    def way(sheet: Sheet, rng: Chance) -> Sheet:
        gray = cv2.cvtColor(_resized(sheet, across, down), cv2.COLOR_BGR2GRAY).astype(np.float32)
        gray += rng.normal(0, 22, gray.shape).astype(np.float32)
        bits = np.where(gray > 150, 255, 0).astype(np.uint8)
        _speckle(bits, rng, share=0.0006)
        for x in rng.integers(0, bits.shape[1], 2):
            bits[:, x] = np.where(rng.random(bits.shape[0]) < 0.5, 0, bits[:, x])
        return Sheet(bits, (across, down), bilevel=True)

    return way


def one_bit(threshold: int, specks: float) -> Way:
    """Scan in black and white, too light or too dark."""

    def way(sheet: Sheet, rng: Chance) -> Sheet:
        small = cv2.cvtColor(_resized(sheet, 200, 200), cv2.COLOR_BGR2GRAY)
        bits = np.where(small > threshold, 255, 0).astype(np.uint8)
        _speckle(bits, rng, share=specks)
        return Sheet(bits, (200, 200), bilevel=True)

    return way


def jpeg(quality: int) -> Way:
    """Squeeze the file."""
    return lambda sheet, _: replace(sheet, quality=quality)


def skew(degrees: float) -> Way:
    """Lay the sheet askew, this way or that."""

    def way(sheet: Sheet, rng: Chance) -> Sheet:
        turn = degrees if rng.random() < 0.5 else -degrees
        return replace(sheet, pixels=_turned(sheet.pixels, turn, (250, 252, 252)))

    return way


def turn(degrees: int) -> Way:
    """Lay the sheet on its side or on its head; degrees clockwise."""
    return lambda sheet, _: replace(
        sheet, pixels=np.ascontiguousarray(np.rot90(sheet.pixels, -degrees // 90))
    )


def dark_edges(sheet: Sheet, rng: Chance) -> Sheet:
    """Scan with an open lid: a little askew, black beside the sheet and in a corner."""
    inch = sheet.dpi[0]
    pixels = _turned(sheet.pixels, rng.uniform(0.6, 1.2), DARK)
    height, width = pixels.shape[:2]
    pixels[:, : int(rng.uniform(0.1, 0.3) * inch)] = DARK
    pixels[height - int(rng.uniform(0.1, 0.35) * inch) :] = DARK
    corner = [(width, 0), (width - int(0.9 * inch), 0), (width, int(1.1 * inch))]
    cv2.fillPoly(pixels, [np.array(corner, np.int32)], DARK)
    grain = rng.normal(0, 9, pixels.shape[:2])[..., None]
    return replace(sheet, pixels=_bytes(pixels + np.where(pixels < 40, grain, 0)))


def holes(sheet: Sheet, rng: Chance) -> Sheet:
    """Punch the margin for a binder, and scan over a dark lid."""
    pixels, inch = sheet.pixels.copy(), sheet.dpi[0]
    middle = pixels.shape[0] // 2 + int(rng.uniform(-0.3, 0.3) * inch)
    for off in (-80, 80):  # mm apart, ISO 838
        centre = int(rng.uniform(0.4, 0.6) * inch), middle + int(off / 25.4 / 2 * inch)
        cv2.circle(pixels, centre, int(0.12 * inch), DARK, -1, cv2.LINE_AA)
    return replace(sheet, pixels=pixels)


def paper(colour: tuple[int, int, int]) -> Way:
    """Print on coloured paper with a grain."""

    def way(sheet: Sheet, rng: Chance) -> Sheet:
        tint = np.array(colour, np.float32) / 255
        height, width = sheet.pixels.shape[:2]
        clouds = cv2.resize(rng.normal(0, 5, (60, 42)).astype(np.float32), (width, height))
        grain = rng.normal(0, 4, (height, width)).astype(np.float32) + clouds
        return replace(sheet, pixels=_bytes(sheet.pixels * tint + grain[..., None]))

    return way


def faint(sheet: Sheet, rng: Chance) -> Sheet:
    """Print with an empty cartridge: pale, and in clouds."""
    height, width = sheet.pixels.shape[:2]
    clouds = cv2.resize(rng.random((24, 17)).astype(np.float32), (width, height))
    cover = (255.0 - sheet.pixels) * (0.2 + 0.2 * clouds[..., None])
    grain = rng.normal(0, 4, (height, width))[..., None]
    return replace(sheet, pixels=_bytes(253 - cover + grain))


def photo(shadow: float, *, sideways: bool = False) -> Way:
    """Take a picture of the sheet on a desk, askew, under uneven light, a little unsharp."""

    def way(sheet: Sheet, rng: Chance) -> Sheet:
        height, width = sheet.pixels.shape[:2]
        size = int(width * 1.12), int(height * 1.1)
        corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        centre = np.array(size) / 2
        target = (corners - (width / 2, height / 2)) * 0.97
        tilt = np.radians(rng.uniform(-2.5, 2.5))
        target = target @ np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
        target[:2, 0] *= rng.uniform(0.93, 0.98)  # what is further off is smaller
        target += rng.uniform(-0.008, 0.008, (4, 2)) * width + centre
        matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
        desk = np.empty((size[1], size[0], 3), np.uint8)
        desk[:] = DESK
        grain = cv2.resize(rng.normal(0, 14, (900, 40)).astype(np.float32), size)
        desk = _bytes(desk + grain[..., None])
        view = cv2.warpPerspective(
            sheet.pixels, matrix, size, dst=desk, borderMode=cv2.BORDER_TRANSPARENT
        )
        light = 1 - shadow * _shadow(size, rng)[..., None]
        lit = cv2.GaussianBlur(view, (0, 0), 1.3) * light * np.array([0.9, 0.96, 0.98])
        noisy = _bytes(lit + rng.normal(0, 4, (size[1], size[0]))[..., None])
        shown = np.ascontiguousarray(np.rot90(noisy)) if sideways else noisy
        return Sheet(shown, (0, 0), quality=80)

    return way


def stamps(colour: tuple[int, int, int], *, bilevel: bool) -> Way:
    """Stamp over the text: a round seal in the lower half, and that of arrival in the head."""
    ring = Mark("seal", 0, 0, ("ỦY BAN NHÂN DÂN TỈNH LAM SƠN", "VĂN THƯ"), 0, colour)
    lines = ("SỞ NỘI VỤ TỈNH LAM SƠN", "ĐẾN", "Số: {418}", "Ngày: {17/6/2024}", "Chuyển:")
    arrival = Mark("received", 0, 0, lines, 0, colour)

    def way(sheet: Sheet, rng: Chance) -> Sheet:
        inch, (height, width) = sheet.dpi[0], sheet.pixels.shape[:2]
        layer = np.zeros((height, width), np.uint8)
        for mask, x, y in (
            (seal(ring, 1.45 * inch, rng), rng.uniform(0.3, 0.6), 0.45),
            (received(arrival, 1.9 * inch, rng), 0.08, rng.uniform(0.13, 0.2)),
        ):
            top, left = int(y * height), int(x * width)
            layer[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
        cover = layer[..., None] / 255 * (1 - np.array(colour) / 255)
        stamped = replace(sheet, pixels=_bytes(sheet.pixels * (1 - cover)))
        return one_bit(165, 0.0)(stamped, rng) if bilevel else stamped

    return way


def shown_through(sheet: Sheet, _: Chance) -> Sheet:
    """Print on thin paper, of which the back shines through."""
    back = np.roll(sheet.pixels[:, ::-1], sheet.dpi[0] // 3, axis=0)
    back = cv2.GaussianBlur(255 - back.min(axis=2), (0, 0), sheet.dpi[0] / 90).astype(np.float32)
    return replace(sheet, pixels=_bytes(np.minimum(sheet.pixels, 255 - 0.4 * back[..., None])))


def spread(left: Sheet, right: Sheet | None, *, scale: float) -> Sheet:
    """Lay two pages side by side, a shadow between them where the binding is."""
    height, width = left.pixels.shape[:2]
    pixels = np.full((height, 2 * width, 3), 252, np.uint8)
    pixels[:, :width] = left.pixels
    if right:
        part = right.pixels[:height, :width]
        pixels[: part.shape[0], width : width + part.shape[1]] = part
    fold = np.exp(-(((np.arange(2 * width) - width) / (0.12 * left.dpi[0])) ** 2))
    pixels = _bytes(pixels * (1 - 0.35 * fold[None, :, None]))
    size = round(2 * width * scale), round(height * scale)
    return replace(left, pixels=cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def _resized(sheet: Sheet, across: int, down: int) -> Pixels:
    height, width = sheet.pixels.shape[:2]
    size = round(width * across / sheet.dpi[0]), round(height * down / sheet.dpi[1])
    return np.asarray(cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _turned(pixels: Pixels, degrees: float, beside: tuple[int, int, int]) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), borderValue=beside), np.uint8)


def _speckle(bits: Pixels, rng: Chance, *, share: float) -> None:
    """Strew black and white specks of a pixel or two."""
    height, width = bits.shape
    for value in (0, 255):
        count = int(share * bits.size)
        y, x = rng.integers(0, height - 1, count), rng.integers(0, width - 1, count)
        bits[y, x] = value
        bits[(y + 1)[::3], x[::3]] = value


def _shadow(size: tuple[int, int], rng: Chance) -> NDArray[np.float32]:
    """Return where a hand and a phone keep the light off: an edge, soft, from corner to side."""
    width, height = size
    fall = cv2.resize(rng.random((3, 3)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    arm = np.zeros((height // 8, width // 8), np.float32)
    start = int(rng.uniform(0.3, 0.6) * width / 8)
    reach = int(rng.uniform(0.5, 0.8) * height / 8)
    outline = [(start, height // 8), (width // 8, reach // 2), (width // 8, height // 8)]
    cv2.fillPoly(arm, [np.array(outline, np.int32)], 1.0)
    arm = cv2.resize(cv2.GaussianBlur(arm, (0, 0), 6), size)
    return np.asarray(np.clip(0.5 * fall + 0.6 * arm, 0, 1), np.float32)


def _bytes(values: NDArray[np.generic]) -> Pixels:
    return np.clip(values, 0, 255).astype(np.uint8)
