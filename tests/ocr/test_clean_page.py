"""Pages are turned, straightened and freed of what is no print, as far as they ask for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from rapidfuzz import fuzz

from samples.typesetter.fonts import font
from tests.helpers.paper import LINES, page_image, save
from vnadmin_nlp import ocr
from vnadmin_nlp.model.page import Page
from vnadmin_nlp.ocr.cleanup.clean_page import clean
from vnadmin_nlp.ocr.cleanup.skew import find_letters, find_lines
from vnadmin_nlp.ocr.files.image_file import PageImage, sheet_dpi

TEXT = LINES * 3
RED, BLUE = (215, 40, 45), (40, 50, 170)


def read(image: Image.Image, tmp_path: Path, *, dpi: int = 200) -> Page:
    return ocr.read(save(image, tmp_path / "page.png", dpi=dpi)).pages[0]


def likeness(page: Page, lines: tuple[str, ...] = TEXT) -> float:
    return fuzz.ratio(" ".join(word.text for word in page.words), " ".join(lines))


@pytest.fixture(scope="module")
def printed() -> Image.Image:
    return page_image(TEXT)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_is_turned_upright(degrees: int, printed: Image.Image, tmp_path: Path) -> None:
    page = read(printed.rotate(degrees, expand=True), tmp_path)
    assert page.rotation == degrees
    assert (page.width, page.height) == printed.size
    assert likeness(page) > 97


@pytest.mark.parametrize("degrees", [-3.0, -0.7, 0.4, 2.0])
def test_a_page_is_straightened(degrees: float, printed: Image.Image, tmp_path: Path) -> None:
    page = read(printed.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor="white"), tmp_path)
    assert page.skew == pytest.approx(degrees, abs=0.11)
    assert likeness(page) > 95
    for line in {word.line for word in page.words}:
        feet = [word.box.y1 for word in page.words if word.line == line]
        assert max(feet) - min(feet) < 16


def test_a_level_page_is_not_touched(printed: Image.Image) -> None:
    pixels = np.asarray(printed.convert("L"))
    page = clean(PageImage(pixels, 200), dpi=200)
    assert page.pixels is pixels


@pytest.mark.parametrize("dpi", [100, 300, 400])
def test_pages_of_any_resolution_are_read_at_one(dpi: int, tmp_path: Path) -> None:
    page = read(page_image(TEXT, dpi=dpi), tmp_path, dpi=dpi)
    assert page.dpi == 200
    assert page.width == pytest.approx(1654, abs=3)
    assert likeness(page) > 95


def test_a_resolution_that_no_sheet_has_is_not_believed(tmp_path: Path) -> None:
    assert likeness(read(page_image(TEXT, dpi=300), tmp_path, dpi=72)) > 97
    assert sheet_dpi(2480, 3508, 72) == 300
    assert sheet_dpi(2480, 3508, 200) == 200


def test_a_photo_that_shows_more_than_the_sheet_is_enlarged(
    printed: Image.Image, tmp_path: Path
) -> None:
    desk = Image.new("RGB", (printed.width * 2, printed.height * 2), (235, 233, 230))
    desk.paste(printed, (printed.width // 2, printed.height // 3))
    desk.save(tmp_path / "photo.jpg", quality=92)
    page = ocr.read(tmp_path / "photo.jpg").pages[0]
    heights = [word.box.height for word in page.words]
    assert likeness(page) > 95
    assert np.median(heights) == pytest.approx(30, abs=8)


def test_a_shadow_is_lifted(printed: Image.Image, tmp_path: Path) -> None:
    pixels = np.asarray(printed.convert("L"), dtype=np.float64)
    shade = np.linspace(1.0, 0.25, printed.width)[None, :]
    page = read(Image.fromarray((pixels * shade).astype(np.uint8)), tmp_path)
    assert likeness(page) > 95


def test_black_edges_are_no_words(printed: Image.Image, tmp_path: Path) -> None:
    draw = ImageDraw.Draw(dark := printed.copy())
    draw.rectangle((0, 0, 60, dark.height), fill="black")
    draw.rectangle((0, dark.height - 80, dark.width, dark.height), fill="black")
    assert likeness(read(dark, tmp_path)) > 97


def sealed(image: Image.Image, *, seal: object, pen: object) -> Image.Image:
    """Return ``image`` with a round seal and a signature over its last lines."""
    draw = ImageDraw.Draw(image := image.copy())
    for edge in (0, 8, 60):
        draw.ellipse((500 + edge, 950 + edge, 780 - edge, 1230 - edge), outline=seal, width=5)
    points = [(520 + 9 * i, 1090 + round(90 * np.sin(i / 2.3))) for i in range(60)]
    draw.line(points, fill=pen, width=4)
    return image


def test_a_red_seal_and_a_blue_signature_hide_nothing(printed: Image.Image, tmp_path: Path) -> None:
    page = read(sealed(printed, seal=RED, pen=BLUE), tmp_path)
    assert likeness(page) > 95


def test_a_name_stamped_in_red_is_read(printed: Image.Image, tmp_path: Path) -> None:
    draw = ImageDraw.Draw(page := sealed(printed, seal=RED, pen=BLUE))
    draw.text((900, 1800), "Nguyễn Hoàng Lam", fill=RED, font=font("tinos", 42, bold=True))
    words = read(page, tmp_path).words
    assert [word.text for word in words[-3:]] == ["Nguyễn", "Hoàng", "Lam"]
    assert 890 < words[-3].box.x0 < 910


def test_a_name_below_a_black_seal_is_read(tmp_path: Path) -> None:
    printed = page_image(LINES)
    draw = ImageDraw.Draw(page := sealed(printed, seal="black", pen="black"))
    draw.text((680, 1190), "Nguyễn Hoàng Lam", fill="black", font=font("tinos", 40, bold=True))
    text = [word.text for word in read(page.convert("1"), tmp_path).words]
    assert "Hoàng" in text
    assert "Lam" in text


def test_specks_are_no_lines() -> None:
    noise = np.where(np.random.default_rng(3).random((2339, 1654)) > 0.02, 255, 0)
    lines = find_lines(find_letters(noise.astype(np.uint8), 200))
    assert (lines.level, lines.sideways, lines.skew) == (False, False, 0.0)
