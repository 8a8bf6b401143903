"""Lines of text are found by their ink alone, and each is cut out with nothing but its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from samples.typesetter.fonts import font
from vnadmin_nlp.ocr.lines.find_lines import TextLine, TextLines, find_text_lines
from vnadmin_nlp.ocr.lines.line_strips import ABOVE, TALL
from vnadmin_nlp.ocr.lines.mask_neighbours import strip_of

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.files.image_file import Pixels

DPI = 200
FACE = font("tinos", 13 * DPI / 72)
BODY = (
    "Căn cứ Quy định số 14-QĐ/TU ngày 02 tháng 6 năm 2023 của Tỉnh ủy về kiểm tra,",
    "giám sát, Ban Thường vụ Tỉnh ủy xây dựng kế hoạch thực hiện trong toàn Đảng bộ.",
    "ỦY BAN NHÂN DÂN TỈNH LAM SƠN ĐỂ TỔ CHỨC HỘI NGHỊ THƯỜNG KỲ THÁNG 6",
    "Các cấp ủy, tổ chức đảng cụ thể hóa nội dung, phân công nhiệm vụ rõ ràng và",
)
LEFT, TOP, PITCH = 200, 300, 46


def tall_of(face: object) -> int:
    return -face.getbbox("H", anchor="ls")[1]  # type: ignore[attr-defined,no-any-return]


class Sheet:
    """A page to draw on."""

    def __init__(self) -> None:
        self.image = Image.new("L", (1654, 2339), 255)
        self.draw = ImageDraw.Draw(self.image)

    def write(self, text: str, x: int, y: int, face: object = FACE) -> None:
        """Write ``text`` from ``x`` on the base line ``y``."""
        self.draw.text((x, y), text, fill=0, font=face, anchor="ls")

    def body(self, *, pitch: int = PITCH) -> Sheet:
        for n, text in enumerate(BODY):
            self.write(text, LEFT, TOP + n * pitch)
        return self

    @property
    def pixels(self) -> Pixels:
        return np.asarray(self.image)

    def found(self) -> TextLines:
        return find_text_lines(self.pixels, DPI)


def foot(line: TextLine, x: float) -> float:
    return float(line.base.at(np.array([float(x)]))[0])


def test_each_line_is_found_where_it_stands() -> None:
    lines = Sheet().body().found().lines
    assert len(lines) == len(BODY)
    for n, line in enumerate(lines):
        assert foot(line, 400) == pytest.approx(TOP + n * PITCH, abs=2)
        assert foot(line, line.x1) == pytest.approx(TOP + n * PITCH, abs=2)
        assert line.tall == pytest.approx(tall_of(FACE), rel=0.08)
        assert line.x0 == pytest.approx(LEFT, abs=4)
        assert line.x1 == pytest.approx(LEFT + FACE.getlength(BODY[n]), abs=6)


@pytest.mark.parametrize("points", [pytest.param(p, id=f"{p}pt") for p in (9, 11, 14, 18, 24)])
def test_text_of_any_size_is_measured(points: int) -> None:
    sheet, face = Sheet(), font("tinos", points * DPI / 72)
    sheet.write("Ban Thường vụ Tỉnh ủy xây dựng", LEFT, TOP, face)
    (line,) = sheet.found().lines
    assert line.tall == pytest.approx(tall_of(face), rel=0.1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ỦY BAN NHÂN DÂN", id="capitals"),
        pytest.param("các xã, phường, thị trấn", id="mixed"),
        pytest.param("mưu xa", id="no-ascenders"),
        pytest.param("1234567890", id="digits"),
    ],
)
def test_a_short_line_is_as_tall_as_its_page(text: str) -> None:
    sheet = Sheet().body()
    sheet.write(text, LEFT, 700)
    line = sheet.found().lines[-1]
    assert line.tall == pytest.approx(tall_of(FACE), rel=0.1)


@pytest.mark.parametrize("points", [pytest.param(p, id=f"{p}pt") for p in (8, 10, 11, 14, 16)])
def test_text_of_another_size_is_measured(points: int) -> None:
    sheet, face = Sheet().body(), font("tinos", points * DPI / 72)
    sheet.write("- Lưu: VT, các đơn vị của Tỉnh ủy.", LEFT, 700, face)
    line = sheet.found().lines[-1]
    assert line.tall == pytest.approx(tall_of(face), rel=0.12)


@pytest.mark.parametrize("degrees", [-0.7, 0.4, 1.0])
def test_a_slope_is_followed(degrees: float) -> None:
    pixels = Sheet().body().pixels
    turn = cv2.getRotationMatrix2D((827, TOP), degrees, 1.0)
    turned = cv2.warpAffine(pixels, turn, (1654, 2339), borderValue=255)
    lines = find_text_lines(turned, DPI).lines
    assert len(lines) == len(BODY)
    for x in (300, 800, 1200):
        assert foot(lines[0], x) == pytest.approx(
            TOP - np.tan(np.radians(degrees)) * (x - 827), abs=2.5
        )


def test_a_bent_line_is_followed() -> None:
    pixels = Sheet().body().pixels
    x, y = np.meshgrid(np.arange(1654, dtype=np.float32), np.arange(2339, dtype=np.float32))
    bent = cv2.remap(pixels, x, y - 8 * ((x - 700) / 500) ** 2, cv2.INTER_LINEAR, borderValue=255)
    lines = find_text_lines(bent, DPI).lines
    assert len(lines) == len(BODY)
    assert foot(lines[0], 250) - foot(lines[0], 700) == pytest.approx(6.5, abs=2)


def test_columns_stay_apart() -> None:
    sheet = Sheet().body()
    sheet.write("UBND TỈNH LAM SƠN", 250, 200)
    sheet.write("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 204)
    left, right = sheet.found().lines[:2]
    assert left.x1 < 700 < right.x0
    assert [round(foot(left, 300)), round(foot(right, 900))] == [200, 204]


def test_text_is_parted_from_its_underline() -> None:
    sheet = Sheet().body()
    sheet.draw.line((LEFT, TOP + 5, 900, TOP + 5), fill=0, width=3)
    assert len(sheet.found().lines) == len(BODY)


def test_the_rules_of_a_table_are_no_text() -> None:
    sheet = Sheet()
    for x in (180, 600, 1000):
        sheet.draw.line((x, 260, x, 460), fill=0, width=3)
    for y in (260, 360, 460):
        sheet.draw.line((180, y, 1000, y), fill=0, width=3)
    for x in (200, 620):
        for y in (320, 420):
            sheet.write("Ủy ban nhân dân xã", x, y)
    assert len(sheet.found().lines) == 4


def test_letters_that_touch_do_not_join_their_lines() -> None:
    found = Sheet().body(pitch=32).found()
    assert [round(foot(line, 500)) for line in found.lines] == pytest.approx(
        [TOP + 32 * n for n in range(len(BODY))], abs=2
    )


def test_tall_digits_by_pen_stay_in_their_line() -> None:
    sheet, pen = Sheet().body(), font("tinos", 22 * DPI / 72)
    sheet.write("Số:", LEFT, 200)
    sheet.write("155", LEFT + 60, 206, pen)
    sheet.write("/TM-SYT", LEFT + 150, 200)
    line = sheet.found().lines[0]
    assert line.x1 > LEFT + 250
    assert line.tall == pytest.approx(tall_of(FACE), rel=0.1)


def test_a_signature_over_a_name_does_not_hide_it() -> None:
    sheet = Sheet().body()
    sheet.write("Nguyễn Văn Mẫu", 900, 900)
    wave = [(840 + 7 * i, 830 + round(80 * np.sin(i / 9))) for i in range(60)]
    sheet.draw.line(wave, fill=0, width=2)
    name = [line for line in sheet.found().lines if foot(line, 950) == pytest.approx(900, abs=3)]
    assert min(line.x0 for line in name) < 930
    assert max(line.x1 for line in name) > 1120


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(np.full((2339, 1654), 255, np.uint8), id="blank"),
        pytest.param(np.zeros((2339, 1654), np.uint8), id="black"),
        pytest.param(np.full((1, 1), 255, np.uint8), id="one-pixel"),
    ],
)
def test_a_page_without_text_has_no_lines(page: Pixels) -> None:
    assert find_text_lines(page, DPI).lines == []


@pytest.mark.parametrize("share", [0.02, 0.3])
def test_a_page_of_noise_ends_soon_with_few_lines(share: float) -> None:
    noise = np.random.default_rng(1).random((1170, 827)) < share
    assert len(find_text_lines(np.where(noise, 0, 255).astype(np.uint8), DPI).lines) < 100


def test_rows_are_read_from_the_top_and_from_the_left() -> None:
    sheet = Sheet()
    for x, y in ((900, 403), (200, 400), (200, 500), (900, 300)):
        sheet.write("Ủy ban nhân dân", x, y)
    places = [(round(line.x0, -2), round(foot(line, line.x0), -2)) for line in sheet.found().lines]
    assert places == [(900, 300), (200, 400), (900, 400), (200, 500)]


def test_a_strip_shows_its_line_with_every_mark() -> None:
    sheet = Sheet()
    for n, text in enumerate(["Để tổ chức hội nghị", "Ủy ban", "thị xã gặp gỡ"]):
        sheet.write(text, LEFT, TOP + n * 38)
    alone = Sheet()
    alone.write("Ủy ban", LEFT, TOP)
    found, single = sheet.found(), alone.found()
    crowded = strip_of(found.lines[1], found, sheet.pixels).pixels
    free = strip_of(single.lines[0], single, alone.pixels).pixels
    columns = min(crowded.shape[1], free.shape[1])
    off = np.abs(crowded[:, :columns].astype(int) - free[:, :columns])
    assert (off > 128).mean() < 0.01


def test_a_strip_has_capitals_of_one_height_on_one_base_line() -> None:
    sheet = Sheet()
    sheet.write("HHHHHHHHHHHH", LEFT, TOP)
    found = sheet.found()
    ink = np.flatnonzero((strip_of(found.lines[0], found, sheet.pixels).pixels > 128).any(axis=1))
    assert ink[0] == pytest.approx(ABOVE - TALL, abs=1)
    assert ink[-1] + 1 == pytest.approx(ABOVE, abs=1)


def test_a_strip_keeps_its_place_on_the_page() -> None:
    sheet = Sheet().body()
    found = sheet.found()
    strip = strip_of(found.lines[0], found, sheet.pixels)
    first = int(np.flatnonzero((strip.pixels > 128).any(axis=0))[0])
    assert strip.x_of(first) == pytest.approx(found.lines[0].x0, abs=2)
