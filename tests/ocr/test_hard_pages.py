"""Pages as offices and phones produce them are read all the same."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from rapidfuzz import fuzz

from benchmarks import spoiling
from benchmarks.hard_pages import WAYS
from benchmarks.spoiling import Sheet
from tests.helpers.paper import LINES, page_image
from vnadmin_nlp import ocr
from vnadmin_nlp.layout import documents
from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word
from vnadmin_nlp.ocr.cleanup.bleed_through import without_back
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage
from vnadmin_nlp.ocr.cleanup.photo_outline import square_sheet
from vnadmin_nlp.ocr.cleanup.skew import find_letters, find_lines
from vnadmin_nlp.ocr.cleanup.two_page_split import find_gutter
from vnadmin_nlp.ocr.files.image_file import PageImage

TEXT = LINES * 3
OTHER = tuple(reversed(LINES)) * 3
#: By how much readings are like what is printed, in percent, where a page is spoilt so.
LIKENESS = {
    "fax 204 × 196": 95,
    "fax 204 × 98": 93,
    "72 dpi": 95,
    "JPEG 20": 97,
    "dark edges": 95,
    "blue paper": 97,
    "faint ink": 95,
    "photo, shadow": 95,
    "shown through": 95,
}


def sheet(lines: tuple[str, ...] = TEXT) -> Sheet:
    return Sheet(np.array(page_image(lines))[..., ::-1].copy(), (200, 200))


def read(spoilt: Sheet, tmp_path: Path) -> Page:
    pixels = spoilt.pixels if spoilt.bilevel else spoilt.pixels[..., ::-1]
    image = Image.fromarray(np.ascontiguousarray(pixels))
    path = tmp_path / ("page.tif" if spoilt.bilevel else "page.jpg")
    image.save(path, dpi=spoilt.dpi if spoilt.dpi[0] else (72, 72), quality=spoilt.quality)
    return ocr.read(path).pages[0]


def likeness(words: tuple[Word, ...], lines: tuple[str, ...] = TEXT) -> float:
    return fuzz.ratio(" ".join(word.text for word in words), " ".join(lines))


@pytest.mark.parametrize(("way", "least"), LIKENESS.items(), ids=LIKENESS)
def test_a_spoilt_page_is_read(way: str, least: int, tmp_path: Path) -> None:
    spoilt = WAYS[way](sheet(), np.random.default_rng(7))
    assert likeness(read(spoilt, tmp_path).words) > least


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_two_pages_on_one_image_are_read_one_after_the_other(degrees: int, tmp_path: Path) -> None:
    spread = spoiling.spread(sheet(), sheet(OTHER), scale=0.707)
    turned = spoiling.turn(degrees)(spread, np.random.default_rng(7))
    page = read(turned, tmp_path)
    assert page.width > page.height
    assert likeness(page.words, TEXT + OTHER) > 95
    (document,) = documents([page])
    assert len(document.pages) == 2


def test_a_page_with_nothing_across_its_middle_is_one_page() -> None:
    pixels = np.array(page_image(TEXT).convert("L"))
    assert find_gutter(CleanPage(pixels, 200)) is None


def test_print_below_a_red_stamp_is_kept(tmp_path: Path) -> None:
    stamped = WAYS["red stamps"](sheet(), np.random.default_rng(7))
    words = read(stamped, tmp_path).words
    printed = " ".join(word.text for word in words if word.confidence > 0.9)
    for line in TEXT[2:7]:
        assert fuzz.partial_ratio(line, printed) > 90


def table() -> np.ndarray:
    """Return a sheet on its long side with a ruled table whose middle column is empty."""
    pixels = np.full((1654, 2339), 255, np.uint8)
    part = np.array(page_image(TEXT).convert("L"))[150:1600, :1000]
    pixels[150:1600, 60:1060] = pixels[150:1600, 1300:2300] = part
    return pixels


def test_a_table_is_no_spread() -> None:
    pixels = table()
    assert find_gutter(CleanPage(pixels, 200)) is not None
    pixels[200:1600:200, 60:2300] = 0
    assert find_gutter(CleanPage(pixels, 200)) is None


def spread_page(*, as_rows: bool) -> Page:
    """Return two pages of ten lines side by side, as read page by page or row by row."""
    words = [
        Word(
            f"{side}{row}", BoundingBox(x, 100 * row, x + 300, 100 * row + 30), 0.9, 10 * turn + row
        )
        for turn, (side, x) in enumerate((("trái", 200), ("phải", 2000)))
        for row in range(1, 11)
    ]
    if as_rows:
        words.sort(key=lambda word: word.box.y0)
    return Page(4, 3300, 2339, 200, tuple(words), Source.RECOGNISED, "own")


def test_the_lines_of_a_spread_stand_where_they_are_on_its_image() -> None:
    page = spread_page(as_rows=False)
    (document,) = documents([page])
    read = [word for line in document.lines for word in line.words]
    assert read == list(page.words)
    assert {line.page for line in document.lines} == {4}
    assert [part.number for part in document.pages] == [4, 4]


def test_rows_across_the_middle_are_one_page() -> None:
    (document,) = documents([spread_page(as_rows=True)])
    assert len(document.pages) == 1


def test_a_sheet_on_a_desk_is_found() -> None:
    plain = sheet()
    photo = WAYS["photo, shadow"](plain, np.random.default_rng(7)).pixels
    found = square_sheet(PageImage(photo, 225))
    height, width = found.pixels.shape[:2]
    assert height / width == pytest.approx(2**0.5, rel=0.03)
    assert width < 0.95 * photo.shape[1]
    feet = find_lines(find_letters(found.pixels.max(axis=2), found.dpi))
    assert abs(feet.skew) <= 0.3


@pytest.mark.parametrize("way", ["unspoilt", "dark edges", "grey paper", "turned 90°"])
def test_a_scan_is_no_photo_of_a_sheet(way: str) -> None:
    pixels = WAYS[way](sheet(), np.random.default_rng(7)).pixels
    image = PageImage(pixels, 200)
    assert square_sheet(image) is image
    gray = PageImage(pixels.max(axis=2), 200)
    assert square_sheet(gray) is gray


def test_faint_print_is_not_taken_for_the_back_of_a_page() -> None:
    faint = spoiling.faint(sheet(), np.random.default_rng(7)).pixels.max(axis=2)
    assert without_back(faint, find_letters(faint, 200), 200) is faint


def test_print_of_one_level_is_left_alone() -> None:
    drawn = np.array(page_image(TEXT).convert("L"))
    blocks = np.where(cv2.erode(drawn, np.ones((9, 9), np.uint8)) < 128, 40, 255).astype(np.uint8)
    letters = find_letters(drawn, 200)
    with np.errstate(all="raise"):
        assert without_back(blocks, letters, 200) is blocks


def test_a_few_traces_are_not_taken_for_the_back_of_a_page() -> None:
    printed = np.array(page_image(TEXT).convert("L"))
    printed[1500:1600] = 255 - (255 - printed[200:300]) // 4
    assert without_back(printed, find_letters(printed, 200), 200) is printed
