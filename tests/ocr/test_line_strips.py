"""Strips: the line level, at its own height, dark ink bright, whatever the page is like."""

from __future__ import annotations

import numpy as np
import pytest

from vnadmin_nlp.ocr.lines import line_strips
from vnadmin_nlp.ocr.lines.line_strips import ABOVE, MARGIN, ROWS, TALL, cut_strip, normalised


def bar(height: int, *, slope: float = 0.0, paper: int = 255, ink: int = 0) -> np.ndarray:
    """Return a page with upright strokes as high as a capital on a line that may slope."""
    page = np.full((300, 600), paper, np.uint8)
    for x in range(100, 500, 40):
        foot = round(200 + slope * (x - 100))
        page[foot - height : foot, x : x + 8] = ink
    return page


def extent(pixels: np.ndarray) -> tuple[int, int]:
    rows = np.flatnonzero(pixels.max(1) > 127)
    return int(rows[0]), int(rows[-1]) + 1


@pytest.mark.parametrize("tall", [10, 19, 28, 57], ids=lambda t: f"tall={t}")
def test_capitals_stand_at_one_height_on_the_base_line(tall: int) -> None:
    strip = cut_strip(bar(tall), [(100, 200)], tall, 100, 468)
    assert strip.pixels.shape == (ROWS, round(368 * TALL / tall) + 2 * MARGIN)
    top, foot = extent(strip.pixels)
    assert abs(foot - ABOVE) <= 1
    assert abs(foot - top - TALL) <= 2


def test_a_sloping_line_becomes_level() -> None:
    page = bar(28, slope=0.02)
    strip = cut_strip(page, [(100, 200), (500, 208)], 28, 100, 468)
    half = strip.pixels.shape[1] // 2
    left, right = extent(strip.pixels[:, :half]), extent(strip.pixels[:, half:])
    assert max(abs(a - b) for a, b in zip(left, right, strict=True)) <= 1


def test_faint_ink_on_gray_paper_is_stretched() -> None:
    strip = cut_strip(bar(28, paper=210, ink=120), [(0, 200)], 28, 100, 468)
    assert strip.pixels.min() == 0
    assert strip.pixels.max() == 255


def test_paper_alone_stays_paper() -> None:
    noise = np.random.default_rng(1).integers(236, 246, (100, 300)).astype(np.uint8)
    assert normalised(noise).max() < 60


def test_the_ink_of_other_lines_is_painted_over() -> None:
    page, others = bar(28), np.zeros((300, 600), np.uint8)
    page[150:165] = 0
    others[150:165] = 1
    alone = cut_strip(bar(28), [(0, 200)], 28, 100, 468).pixels
    assert np.array_equal(cut_strip(page, [(0, 200)], 28, 100, 468, others=others).pixels, alone)


def test_columns_are_places_on_the_page() -> None:
    strip = cut_strip(bar(28), [(0, 200)], 28, 100, 468)
    column = int(np.flatnonzero(strip.pixels.max(0) > 127)[0])
    assert abs(strip.x_of(column) - 100) <= 1.5
    assert strip.x_of(MARGIN) == pytest.approx(100)


@pytest.mark.parametrize(
    ("x0", "x1", "y"),
    [(-50, 30, 5), (560, 700, 299), (-90, -40, -90)],
    ids=list("lro"),
)
def test_a_line_may_hang_over_the_edge_of_the_page(x0: float, x1: float, y: float) -> None:
    assert cut_strip(bar(28), [(0, y)], 28, x0, x1).pixels.shape[0] == ROWS


def test_no_strip_is_endless() -> None:
    strip = cut_strip(bar(28), [(0, 200)], 0.5, 0, 600)
    assert strip.pixels.shape[1] == line_strips.MOST_COLUMNS
