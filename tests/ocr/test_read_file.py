"""A file becomes pages of words, whatever kind of file it is."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image
from rapidfuzz import fuzz

from tests.helpers.paper import LINES, page_image, save, text_pdf
from vnadmin_nlp import ocr
from vnadmin_nlp.model.page import Page, Source, TextLayer
from vnadmin_nlp.ocr import ScanOptions

SAMPLES = Path(__file__).parents[2] / "samples" / "scans"


def text_of(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def says(page: Page, lines: Sequence[str]) -> bool:
    """Tell whether ``page`` was read as ``lines`` but for a slip in a hundred letters."""
    return fuzz.ratio(text_of(page), " ".join(lines)) > 97


@pytest.fixture(scope="module")
def printed() -> Image.Image:
    return page_image()


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "pdf"])
def test_a_typeset_page_is_read_from_any_kind_of_image(
    suffix: str, printed: Image.Image, tmp_path: Path
) -> None:
    path = save(printed, tmp_path / f"page.{suffix}")
    result = ocr.read(path)
    page = result.pages[0]
    assert says(page, LINES)
    assert (page.number, page.source, page.reader) == (1, Source.RECOGNISED, "own")
    assert (page.rotation, page.skew, page.dpi) == (0, 0.0, 200)
    assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (result.file, result.page_count, result.problems) == (str(path), 1, ())


def test_both_engines_agree_on_a_typeset_page(printed: Image.Image, tmp_path: Path) -> None:
    path = save(printed, tmp_path / "page.png")
    one, other = (
        ocr.read(path, ScanOptions(engine=name)).pages[0] for name in ("tesserocr", "pytesseract")
    )
    assert (one.reader, other.reader) == ("tesserocr", "pytesseract")
    assert says(one, LINES)
    assert says(other, LINES)
    assert one.words[-1].line == other.words[-1].line
    for mine, yours in zip(one.words, other.words, strict=True):
        assert max(abs(a - b) for a, b in zip(mine.box, yours.box, strict=True)) <= 8


def test_words_stand_where_they_are_printed(printed: Image.Image, tmp_path: Path) -> None:
    page = ocr.read(save(printed, tmp_path / "page.png")).pages[0]
    assert (page.width, page.height) == printed.size
    for word in page.words:
        row = round((word.box.y0 / 200 - 1) / 0.32)
        assert fuzz.partial_ratio(word.text, LINES[row]) > 60
        assert 0 < word.confidence <= 1


def test_the_name_of_a_file_does_not_tell_what_it_is(printed: Image.Image, tmp_path: Path) -> None:
    path = save(printed, tmp_path / "page.png").rename(tmp_path / "page.pdf")
    assert says(ocr.read(path).pages[0], LINES)


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "two.tif"
    one, two = (page_image((line,) * 3).convert("1") for line in LINES[2:4])
    one.save(path, save_all=True, append_images=[two], compression="group4", dpi=(200, 200))
    pages = ocr.read(path).pages
    assert [page.number for page in pages] == [1, 2]
    assert all(says(page, [line] * 3) for page, line in zip(pages, LINES[2:4], strict=True))


@pytest.mark.parametrize(
    ("mode", "colour"),
    [("L", (0, 0, 0)), ("P", (0, 0, 0)), ("RGB", (190, 20, 20)), ("RGB", (20, 20, 190))],
    ids=["gray", "palette", "red print", "blue print"],
)
def test_print_of_any_colour_is_read(
    mode: str, colour: tuple[int, int, int], tmp_path: Path
) -> None:
    path = save(page_image(LINES * 2, colour=colour).convert(mode), tmp_path / "page.png")
    assert says(ocr.read(path).pages[0], LINES * 2)


def test_see_through_pages_lie_on_white_paper(printed: Image.Image, tmp_path: Path) -> None:
    mask = printed.convert("L").point(lambda level: 255 - level)
    page = Image.new("RGBA", printed.size, (0, 0, 0, 0))
    page.putalpha(mask)
    path = save(page, tmp_path / "page.png")
    assert says(ocr.read(path).pages[0], LINES)


@pytest.mark.parametrize(
    "name", ["công văn số 31.png", unicodedata.normalize("NFD", "Tỉnh ủy.png")]
)
def test_names_with_spaces_and_decomposed_letters_are_read(
    name: str, printed: Image.Image, tmp_path: Path
) -> None:
    result = ocr.read(save(printed, tmp_path / name))
    assert result.pages
    assert result.file.endswith(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_a_page_with_a_row_for_each_line(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("**Số 27-KH/TU**\n\nNơi nhận:\n- Như trên,\n".encode(encoding))
    page = ocr.read(path).pages[0]
    assert [(word.text, word.line) for word in page.words] == [
        ("Số", 0), ("27-KH/TU", 0), ("Nơi", 2), ("nhận:", 2), ("-", 3), ("Như", 3), ("trên,", 3),
    ]  # fmt: skip
    assert (page.source, page.source.has_geometry) == (Source.PLAIN_TEXT, False)


def test_the_columns_of_a_letterhead_in_a_word_document_stay_apart(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells],
        ["TỈNH ỦY LAM SƠN", "ĐẢNG CỘNG SẢN VIỆT NAM", "Số 27-KH/TU", "Lam Sơn, ngày 05/9/2024"],
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("Kính gửi: Các huyện ủy")
    path = tmp_path / "a.docx"
    document.save(str(path))
    page = ocr.read(path).pages[0]
    assert text_of(page) == (
        "TỈNH ỦY LAM SƠN Số 27-KH/TU ĐẢNG CỘNG SẢN VIỆT NAM Lam Sơn, ngày 05/9/2024 "
        "Kính gửi: Các huyện ủy"
    )
    assert page.source is Source.DOCX


class TestTextLayers:
    def test_a_good_one_is_taken_as_it_is(self, tmp_path: Path) -> None:
        page = ocr.read(text_pdf(tmp_path / "a.pdf", [LINES])).pages[0]
        assert text_of(page) == " ".join(LINES)
        assert (page.source, page.dpi) == (Source.TEXT_LAYER, 200)
        first = page.words[0].box
        assert abs(first.x0 - 60 * 200 / 72) < 5
        assert abs(first.y1 - 60 * 200 / 72) < 12

    @pytest.mark.parametrize(
        "lines",
        [
            tuple(
                unicodedata.normalize("NFD", line).encode("ascii", "ignore").decode()
                for line in LINES
            ),
            tuple(line.translate(str.maketrans("ảăốịừạệấàđ", "µ¨èÞõ¹Ö©ë®")) for line in LINES),
            LINES[:2],
        ],
        ids=["accents lost", "old font", "too few words"],
    )
    def test_a_bad_one_is_not_trusted(self, lines: tuple[str, ...], tmp_path: Path) -> None:
        page = ocr.read(text_pdf(tmp_path / "a.pdf", [lines])).pages[0]
        assert page.source is Source.RECOGNISED

    def test_a_broken_font_map_is_not_trusted(self, tmp_path: Path) -> None:
        page = ocr.read(text_pdf(tmp_path / "a.pdf", [LINES], mapped=False)).pages[0]
        assert page.source is Source.RECOGNISED

    @pytest.mark.parametrize("invisible", [True, False], ids=["invisible", "drawn over it"])
    def test_over_a_scan_the_picture_is_read(self, invisible: bool, tmp_path: Path) -> None:
        """A scanner's own recognition is clean Vietnamese, and wrong where it counts."""
        lying = tuple(line.replace("27", "21").replace("14", "11") for line in LINES)
        path = text_pdf(tmp_path / "a.pdf", [lying], invisible=invisible, picture=page_image())
        page = ocr.read(path).pages[0]
        assert page.source is Source.RECOGNISED
        assert not invisible or "27-KH/TU" in text_of(page)
        trusted = ocr.read(path, ScanOptions(text_layer=TextLayer.TRUST)).pages[0]
        assert (trusted.source, text_of(trusted)) == (Source.TEXT_LAYER, " ".join(lying))

    def test_text_that_nobody_sees_is_no_page(self, tmp_path: Path) -> None:
        page = ocr.read(text_pdf(tmp_path / "a.pdf", [LINES], invisible=True)).pages[0]
        assert (page.source, page.words) == (Source.RECOGNISED, ())

    def test_on_request_a_born_digital_page_is_read_from_its_picture(self) -> None:
        path = SAMPLES / "bnv-1187-qd-bnv.pdf"
        page = ocr.read(path, ScanOptions(text_layer=TextLayer.IGNORE)).pages[0]
        assert page.source is Source.RECOGNISED
        assert "1187/QĐ-BNV" in text_of(page)

    def test_each_page_is_judged_for_itself(self, tmp_path: Path) -> None:
        pages = ocr.read(text_pdf(tmp_path / "a.pdf", [LINES, LINES[:1], LINES])).pages
        assert [page.source is Source.TEXT_LAYER for page in pages] == [True, False, True]

    @pytest.mark.parametrize(
        ("name", "source"),
        [("bnv-1187-qd-bnv", Source.TEXT_LAYER), ("ns-63-cv-du", Source.RECOGNISED)],
        ids=["born digital", "poor recognition under a scan"],
    )
    def test_the_samples(self, name: str, source: Source) -> None:
        pages = ocr.read(SAMPLES / f"{name}.pdf").pages
        assert {page.source for page in pages} == {source}


def test_three_hundred_pages_are_read_in_order(tmp_path: Path) -> None:
    result = ocr.read(text_pdf(tmp_path / "long.pdf", [LINES] * 300))
    assert [page.number for page in result.pages] == list(range(1, 301))
    assert not result.problems


def test_a_file_is_cut_at_the_limit_and_says_so(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "long.pdf", [LINES] * 300)
    result = ocr.read(path, ScanOptions(max_pages=4))
    assert (len(result.pages), result.page_count) == (4, 300)
    assert [problem.message for problem in result.problems] == [
        "only the first 4 of 300 pages were read; split the file"
    ]
