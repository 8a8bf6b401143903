"""A printed page goes through a scanner, a fax or a camera; every slip comes from the seed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from samples.typesetter.page import Box, TypesetLine, TypesetPage

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Level:
    """How a machine treats a page.

    Attributes:
        skew: standard deviation of the turn in degrees.
        warp: height of the bend of the lines, as a share of the page width.
        tilt: share of the page width by which corners are off (a camera held askew).
        blur: sigma at 300 dpi, in pixels.
        noise: standard deviation of the grain, of 255.
        through: darkness of the back page shining through, 0 to 1.
        paper: red, green, blue of the paper.
        shade: depth of the uneven light, of 255.
        fade: how far the print is paled, 0 to 1.
        specks: dirt per million pixels.
        edges: black scanner edges.
        bilevel: one bit a pixel.
        quality: of the JPEG file.
    """

    skew: float = 0.0
    warp: float = 0.0
    tilt: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    through: float = 0.0
    paper: tuple[int, int, int] = (255, 255, 255)
    shade: float = 0.0
    fade: float = 0.0
    specks: float = 0.0
    edges: bool = False
    bilevel: bool = False
    quality: int = 70


LEVELS: dict[str, Level] = {
    "clean": Level(quality=80),
    "office": Level(skew=0.35, blur=0.7, noise=2.5, paper=(252, 252, 250), specks=3, quality=52),
    "fax": Level(skew=0.5, blur=1.3, noise=26, fade=0.12, specks=22, bilevel=True),
    "bad": Level(
        skew=1.1, warp=0.0015, blur=1.4, noise=6, through=0.1, paper=(238, 236, 228), shade=16,
        fade=0.22, specks=25, edges=True, quality=42,
    ),
    "photo": Level(
        skew=0.9, warp=0.005, tilt=0.018, blur=1.2, noise=4, paper=(232, 230, 224), shade=55,
        quality=55,
    ),
}  # fmt: skip


def scan(
    image: Image.Image, level: str, seed: int, dpi: int = 200, source_dpi: int = 300
) -> Image.Image:
    """Scan a page image.

    Args:
        image: a clean page.
        level: a key of ``LEVELS``.
        seed: the same seed gives the same scan.
        dpi: of the scan.
        source_dpi: of ``image``.

    Returns:
        An RGB image, or a one-bit image for ``fax``.
    """
    page = TypesetPage(image, (), source_dpi)
    return scan_page(page, level, seed, dpi).image


def scan_page(page: TypesetPage, level: str, seed: int, dpi: int = 200) -> TypesetPage:
    """Scan a typeset page; its line boxes follow the paper.

    Args:
        page: a clean page.
        level: a key of ``LEVELS``.
        seed: the same seed gives the same scan.
        dpi: of the scan.
    """
    how = LEVELS[level]
    rng = np.random.default_rng(seed)
    pixels = np.asarray(page.image.convert("RGB"), np.float32)
    pixels = _age(pixels, how, rng, page.dpi)
    height, width = pixels.shape[:2]
    bend = how.warp * width * rng.uniform(0.6, 1.0), rng.uniform(0, math.pi)
    pixels = _bend(pixels, *bend, how)
    size = (round(width * dpi / page.dpi), round(height * dpi / page.dpi))
    matrix = _place(width, height, size, how, rng)
    desk = (70, 62, 55) if how.tilt else how.paper
    how_to = cv2.INTER_LINEAR if how.tilt else cv2.INTER_AREA
    moved = cv2.warpPerspective(
        pixels, matrix, size, flags=how_to, borderMode=cv2.BORDER_CONSTANT, borderValue=desk
    )
    result = _expose(np.asarray(moved, np.float32), how, rng)
    lines = tuple(
        TypesetLine(line.text, _carry(line.box, matrix, bend, width, size), line.zone)
        for line in page.lines
    )
    return TypesetPage(result, lines, dpi)


def _age(pixels: Array, how: Level, rng: np.random.Generator, dpi: int) -> Array:
    """Pale the print, tint the paper, let the back shine through, blur as optics do."""
    paper = np.array(how.paper, np.float32)
    cover = 1 - pixels / 255
    if how.fade:
        h, w = pixels.shape[:2]
        clouds = cv2.resize(rng.random((24, 17)).astype(np.float32), (w, h))
        cover = cover * (1 - how.fade * (0.4 + 1.2 * clouds[..., None]))
    if how.through:
        back = cv2.GaussianBlur(1 - pixels.min(axis=2)[:, ::-1] / 255, (0, 0), 3.5)
        back = np.roll(back, int(rng.integers(-90, 90)), axis=0)
        cover = np.maximum(cover, how.through * back[..., None])
    result = np.asarray(paper * (1 - cover), np.float32)
    sigma = how.blur * dpi / 300
    return np.asarray(cv2.GaussianBlur(result, (0, 0), sigma), np.float32) if sigma else result


def _bend(pixels: Array, height: float, phase: float, how: Level) -> Array:
    if not height:
        return pixels
    h, w = pixels.shape[:2]
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    y -= (height * np.sin(np.pi * x / w + phase)).astype(np.float32)
    return np.asarray(
        cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32
    )


def _place(
    width: int, height: int, size: tuple[int, int], how: Level, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Return the matrix that takes page pixels to scan pixels."""
    turn = math.radians(float(np.clip(rng.normal(0, how.skew), -2.2, 2.2)))
    scale = size[0] / width
    if how.tilt:
        scale *= 0.95
    cos, sin = math.cos(turn) * scale, math.sin(turn) * scale
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turned = (corners - (width / 2, height / 2)) @ np.array([[cos, sin], [-sin, cos]])
    target = turned + np.array([size[0] / 2, size[1] / 2])
    target += rng.normal(0, 1, (4, 2)) * how.tilt * size[0] * 0.6
    return np.asarray(cv2.getPerspectiveTransform(corners, target.astype(np.float32)))


def _expose(pixels: Array, how: Level, rng: np.random.Generator) -> Image.Image:
    """Add light, dirt, black edges and grain; cut to one bit if the machine does."""
    h, w = pixels.shape[:2]
    if how.shade:
        fall = cv2.resize(
            rng.random((3, 3)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC
        )
        pixels = pixels - how.shade * fall[..., None]
    for _ in range(int(how.specks * h * w / 1e6)):
        x, y, r = int(rng.integers(w)), int(rng.integers(h)), int(rng.integers(0, 3))
        cv2.circle(pixels, (x, y), r, (60, 60, 60), -1, cv2.LINE_AA)
    if how.edges:
        edge = int(w * rng.uniform(0.004, 0.014))
        slope = int(h * rng.uniform(0.3, 0.95))
        corners = np.array([(w, 0), (w - edge, 0), (w - edge // 3, slope), (w, slope)])
        cv2.fillPoly(pixels, [corners.astype(np.int32)], (20, 20, 20))
    grain = rng.standard_normal((h, w), dtype=np.float32) * how.noise
    if how.bilevel:
        gray = cv2.GaussianBlur(pixels.min(axis=2) * 0.5 + pixels.mean(axis=2) * 0.5, (0, 0), 0.6)
        bits = gray + grain > 158
        return Image.fromarray(np.asarray(bits * 255, np.uint8)).convert(
            "1", dither=Image.Dither.NONE
        )
    return Image.fromarray(np.clip(pixels + grain[..., None], 0, 255).astype(np.uint8))


def _carry(
    box: Box, matrix: npt.NDArray[np.float64], bend: tuple[float, float], width: int,
    size: tuple[int, int],
) -> Box:  # fmt: skip
    x0, y0, x1, y1 = box
    xs = np.linspace(x0, x1, 9)
    lift = bend[0] * np.sin(np.pi * xs / width + bend[1])
    edge = np.vstack([np.column_stack([xs, y0 + lift]), np.column_stack([xs, y1 + lift])])
    moved = cv2.perspectiveTransform(edge[None], matrix)[0]
    low, high = moved.min(axis=0), moved.max(axis=0)
    return (
        max(0, math.floor(low[0])),
        max(0, math.floor(low[1])),
        min(size[0], math.ceil(high[0])),
        min(size[1], math.ceil(high[1])),
    )
