"""Ink becomes a scan: gray or bilevel, worn, noisy, packed, faxed, sampled anew."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Zoom = tuple[float, float]


def spoiled(
    ink: Pixels, level: str, em: int, rng: random.Random, noise: np.random.Generator
) -> tuple[Pixels, Zoom]:
    """Return ``ink`` as a gray scan of a level, and by how much it was scaled in x and y."""
    dark = ink.astype(np.float32) / 255
    if level == "clean":
        gray = 255 - dark * rng.uniform(200, 255)
        if rng.random() < 0.5:
            gray = cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.3, 0.7))
        return _bytes(gray + _grain(gray, rng.uniform(0, 3), noise)), (1.0, 1.0)
    dark = _worn(dark, em, rng, noise)
    if level == "bilevel":
        return (
            _faxed(dark, em, rng, noise) if rng.random() < 0.2 else _bilevel(dark, em, rng, noise)
        )
    return _gray(dark, level == "bad", em, rng, noise)


def _worn(dark: Floats, em: int, rng: random.Random, noise: np.random.Generator) -> Floats:
    """Return ink that is heavier or thinner, and broken in places."""
    height, width = dark.shape
    if rng.random() < 0.4:
        blurred = cv2.GaussianBlur(dark, (0, 0), max(0.35, rng.uniform(0.5, 1.1) * em / 32))
        dark = np.clip((blurred - rng.uniform(0.28, 0.64)) * rng.uniform(2, 6) + 0.5, 0, 1)
    if rng.random() < 0.2:
        coarse = noise.random((max(2, height // 3), max(2, width // 3)), np.float32)
        cloud = cv2.resize(coarse, (width, height))
        dark = dark * np.clip(cloud * rng.uniform(1.2, 2.2) + 0.25, 0, 1)
    return dark


def _bilevel(
    dark: Floats, em: int, rng: random.Random, noise: np.random.Generator
) -> tuple[Pixels, Zoom]:
    # Half of the old scans have 200 dpi and less.
    fine = 1.0 if rng.random() < 0.6 else min(1.0, max(0.5, rng.uniform(20, 34) / em))
    if fine < 1:
        dark = cv2.resize(dark, None, fx=fine, fy=fine, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(dark, (0, 0), rng.uniform(0.35, 0.9) * max(0.8, em * fine / 32))
    black = blurred + _grain(blurred, rng.uniform(0.02, 0.16), noise) > rng.uniform(0.3, 0.62)
    if share := rng.choice((0, 0, 0.0005, 0.002, 0.006)):
        specks = noise.random(black.shape, np.float32) < share
        if rng.random() < 0.5:
            specks = cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0
        black = black ^ specks
    page = np.where(black, np.uint8(0), np.uint8(255))
    zoom = rng.uniform(0.85, 1.5) if rng.random() < 0.4 else 1.0
    return _scaled(page, zoom, cv2.INTER_LINEAR), (fine * zoom, fine * zoom)


def _faxed(
    dark: Floats, em: int, rng: random.Random, noise: np.random.Generator
) -> tuple[Pixels, Zoom]:
    """Return ink as a fax of about 200 × 100 dpi, its rows doubled."""
    fine = min(1.0, rng.uniform(26, 36) / em)
    half = cv2.resize(dark, None, fx=fine, fy=fine / 2, interpolation=cv2.INTER_AREA)
    black = half + _grain(half, rng.uniform(0.02, 0.14), noise) > rng.uniform(0.28, 0.55)
    page = np.repeat(np.where(black, np.uint8(0), np.uint8(255)), 2, axis=0)
    return page, (page.shape[1] / dark.shape[1], page.shape[0] / dark.shape[0])


def _gray(
    dark: Floats, bad: bool, em: int, rng: random.Random, noise: np.random.Generator
) -> tuple[Pixels, Zoom]:
    paper, ink = rng.uniform(195, 255), rng.uniform(30, 140) if bad else rng.uniform(0, 90)
    gray = paper - dark * (paper - min(ink, paper - 70))
    if rng.random() < 0.3:
        ends = rng.uniform(-20, 20), rng.uniform(-20, 20)
        gray += np.linspace(*ends, gray.shape[1], dtype=np.float32)[None]
    fine = 1.0
    if rng.random() < (0.5 if bad else 0.3):  # low resolution: 150 dpi, and 75 to 120 where bad
        target = rng.uniform(15, 28) if bad else rng.uniform(22, 36)
        fine = min(1.0, target / em)
        gray = cv2.resize(gray, None, fx=fine, fy=fine, interpolation=cv2.INTER_AREA)
    # Fine strokes bear less blur.
    sigma = (rng.uniform(0.5, 1.35) if bad else rng.uniform(0.2, 0.9)) * min(1.0, fine * em / 30)
    if sigma > 0.3:
        gray = cv2.GaussianBlur(gray, (0, 0), sigma)
    gray = gray + _grain(gray, rng.uniform(3, 20) if bad else rng.uniform(0, 9), noise)
    page = _bytes(gray)
    if rng.random() < 0.7:
        quality = rng.randint(20, 60) if bad else rng.randint(35, 90)
        page = cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 0)
    zoom = rng.uniform(0.8, 1.5) if rng.random() < 0.3 else 1.0
    page = _scaled(page, zoom, cv2.INTER_CUBIC)
    return page, (page.shape[1] / dark.shape[1], page.shape[0] / dark.shape[0])


def _scaled(page: Pixels, zoom: float, how: int) -> Pixels:
    return (
        page
        if zoom == 1
        else np.asarray(cv2.resize(page, None, fx=zoom, fy=zoom, interpolation=how))
    )


def _grain(like: Floats, sigma: float, noise: np.random.Generator) -> Floats:
    return noise.standard_normal(like.shape, np.float32) * np.float32(sigma)


def _bytes(gray: Floats) -> Pixels:
    return np.clip(gray, 0, 255).astype(np.uint8)
