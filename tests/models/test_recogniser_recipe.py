"""The recipe of the recogniser: what is drawn is what is to be read, the same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.pens import warping
from models.pens.legible import is_legible, legible_page
from models.pens.windows import LETTERS, windows
from models.recogniser import alphabet, faces, pen, spoil, strokes, thinning
from models.recogniser.draw import LEVELS, Drawer, Level
from models.recogniser.texts import Texts
from vnadmin_nlp.ocr.lines.line_strips import PEN, ROWS

PARAGRAPHS = ["Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;"]
DIGITS = Path(__file__).resolve().parents[3] / "shared" / "digits"

needs_digits = pytest.mark.skipif(not DIGITS.exists(), reason="no handwritten digits here")
needs_faces = pytest.mark.skipif("Tinos-Regular.ttf" not in faces.files(), reason="no Tinos here")


def drawer(seed: int) -> Drawer:
    face = faces.Face(faces.files()["Tinos-Regular.ttf"])
    rng = random.Random(seed)
    hand = pen.Pen(pen.read_digits(DIGITS), rng)
    return Drawer(faces.Faces((face,), (1.0,)), hand, rng, np.random.default_rng(seed), PARAGRAPHS)


def test_every_letter_of_vietnamese_has_a_class() -> None:
    letters = set("".join(alphabet.TONES)) | set("bcdđghklmnpqrstvx")
    assert letters <= set(alphabet.ALPHABET)
    assert len(set(alphabet.ALPHABET)) == len(alphabet.ALPHABET)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Số:\t𝟷𝟻𝟻\t/TM-SYT", "Số: 𝟷𝟻𝟻 /TM-SYT"),
        ("Họ và tên:..............", "Họ và tên:..."),
        ("ngày\ttháng\tnăm 2020", "ngày tháng năm 2020"),
    ],
    ids=["number by pen", "leader dots", "left open"],
)
def test_gaps_are_spaces_and_runs_of_dots_are_three(line: str, read: str) -> None:
    assert alphabet.truth(line) == read


def test_digits_by_pen_become_digits() -> None:
    assert alphabet.printed(alphabet.by_pen("0123456789")) == "0123456789"


def test_lines_hold_nothing_that_the_network_cannot_say() -> None:
    texts = Texts(PARAGRAPHS, random.Random(3))
    lines = [alphabet.known(texts.line()) for _ in range(500)]
    assert set("".join(map(alphabet.truth, lines))) <= set(alphabet.ALPHABET)
    assert any(set(line) & set(alphabet.PEN_DIGITS) for line in lines)


@needs_digits
@needs_faces
@pytest.mark.parametrize("level", LEVELS)
def test_one_seed_draws_one_strip(level: str) -> None:
    line = "Số:\t𝟷𝟻𝟻\t/QĐ-UBND"
    strip, read = drawer(5).strip(line, level)  # type: ignore[arg-type]
    again, _ = drawer(5).strip(line, level)  # type: ignore[arg-type]
    assert np.array_equal(strip, again)
    assert strip.shape[0] == ROWS
    assert strip.max() > 100
    assert read == "Số: 𝟷𝟻𝟻 /QĐ-UBND"


@needs_digits
@needs_faces
def test_print_stands_on_the_base_line_at_its_height() -> None:
    alone = drawer(8)
    alone.neighbours = [""]
    page, drawn = alone.page("HHHHHHHH", "clean")
    middle = round((drawn.x0 + drawn.x1) / 2)
    rows = np.flatnonzero((page[:, middle - 20 : middle + 20] < 128).any(1))
    assert abs(rows[-1] + 1 - drawn.foot) <= 2
    assert abs(rows[-1] + 1 - rows[0] - drawn.tall) <= 3


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_spoiled_is_as_large_as_it_says(level: Level) -> None:
    ink, noise = np.zeros((80, 400), np.uint8), np.random.default_rng(1)
    for seed in range(60):
        page, zoom = spoil.spoiled(ink, level, 27, random.Random(seed), noise)
        assert page.shape == pytest.approx((80 * zoom[1], 400 * zoom[0]), abs=1.5)


@needs_digits
def test_digits_of_the_test_are_none_of_training() -> None:
    trained, held = pen.read_digits(DIGITS), pen.read_digits(DIGITS, held_out=True)
    assert len(held.labels) == pen.HELD_OUT
    assert len(trained.labels) + len(held.labels) == 10_000


def test_the_middle_of_a_stroke_is_a_line() -> None:
    solid = np.zeros((40, 60), bool)
    solid[16:25, 5:55] = True
    line = thinning.thinned(solid)
    assert set(line.sum(0)[12:48]) == {1}
    assert set(np.flatnonzero(line.any(1))) <= {19, 20, 21}


def test_a_filled_loop_is_none() -> None:
    ring = np.zeros((40, 40), np.uint8)
    cv2.circle(ring, (20, 20), 12, 1, 4)
    apart = ring.copy()
    apart[:2, :2] = 1
    assert thinning.loops(ring > 0) == 1
    assert thinning.loops(cv2.circle(ring.copy(), (20, 20), 12, 1, -1) > 0) == 0
    assert thinning.loops(apart > 0) < 0


def test_another_hand_draws_the_same_line_otherwise() -> None:
    line = np.zeros((60, 30), bool)
    line[5:55, 15] = True
    away, rng = thinning.distances(line, 12), random.Random(1)
    one, other = (thinning.otherwise(away, 12, rng) for _ in range(2))
    assert one.shape == other.shape == (away.shape[0] + 24, away.shape[1] + 24)
    assert not np.array_equal(one, other)
    assert thinning.loops(one < 2) == thinning.loops(other < 2) == 0


def test_a_window_is_bent_another_way_each_time_and_stays_within_its_batch() -> None:
    window = np.zeros((PEN.rows, 100), np.uint8)
    cv2.circle(window, (50, 40), 15, 255, 4)
    noise = np.random.default_rng(1)
    bent = [warping.warped(window, 104, noise) for _ in range(20)]
    assert {pixels.shape[0] for pixels in bent} == {PEN.rows}
    assert max(pixels.shape[1] for pixels in bent) <= 104
    assert len({pixels.tobytes() for pixels in bent}) == 20
    assert all(thinning.loops(np.pad(pixels, 1) > 100) == 1 for pixels in bent)


@needs_digits
@needs_faces
@pytest.mark.parametrize(
    ("dark", "noise", "told"),
    [(1.0, 0, True), (0.5, 4, True), (0.1, 0, False), (0.5, 60, False)],
    ids=["black", "gray", "pale", "noisy"],
)
def test_what_a_pen_wrote_is_legible_if_it_is_dark_and_clear(
    dark: float, noise: float, told: bool
) -> None:
    page, drawn = legible_page(drawer(5), "\t𝟷𝟻𝟻\t", "clean")
    assert drawn.written is not None
    grain = np.random.default_rng(1).normal(0, noise, page.shape)
    pale = np.clip(240 - drawn.written * dark + grain, 0, 255).astype(np.uint8)
    assert is_legible(pale, drawn) == told


@needs_digits
@needs_faces
def test_what_is_broken_or_spoilt_is_not_legible() -> None:
    page, drawn = legible_page(drawer(5), "\t𝟷𝟻𝟻\t", "clean")
    broken, spoilt = page.copy(), page.copy()
    broken[:, ::4] = broken[:, 1::4] = page.max()
    specks = np.random.default_rng(1).random(page.shape) < 0.02
    spoilt[cv2.dilate(specks.astype(np.uint8), np.ones((4, 4), np.uint8)) > 0] = page.min()
    assert not is_legible(broken, drawn)
    assert not is_legible(spoilt, drawn)


@needs_faces
def test_a_strip_may_hold_nothing() -> None:
    font = faces.Face(faces.files()["Tinos-Regular.ttf"]).at(30)
    rng = random.Random(1)
    for seed in range(20):
        pixels = strokes.nothing(rng, np.random.default_rng(seed), font, "Sở Y tế")
        assert pixels.shape[0] == ROWS


@needs_digits
@needs_faces
def test_windows_show_what_a_pen_wrote_and_nothing_of_the_print() -> None:
    def drawn(lines: int) -> list[tuple[np.ndarray, str]]:
        hand = drawer(4)
        texts = Texts(PARAGRAPHS, hand.rng, pen=1.0)
        return [window for _ in range(lines) for window in windows(hand, texts, "office")]

    found = drawn(120)
    assert {pixels.shape[0] for pixels, _ in found} == {PEN.rows}
    assert set("".join(text for _, text in found)) == set(LETTERS)
    assert "" in {text for _, text in found}
    again = [text for _, text in drawn(10)]
    assert again == [text for _, text in found[: len(again)]]
