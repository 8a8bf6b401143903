"""Two readers: agreement makes a word surer, and a difference is kept rather than settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.vnadmin_cli import vnadmin
from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.ocr import ScanOptions, read
from vnadmin_nlp.ocr.cleanup.clean_page import clean
from vnadmin_nlp.ocr.engines.builtin import BuiltinEngine
from vnadmin_nlp.ocr.files.image_file import ImageFile
from vnadmin_nlp.ocr.merge.second_engine import UNSURE, compared, is_unsure, read_again
from vnadmin_nlp.ocr.sandbox.child import page_to_json
from vnadmin_nlp.ocr.sandbox.supervisor import page_from_json

SCANS = Path(__file__).resolve().parents[2] / "samples" / "scans"


def line(text: str, *confidences: float) -> list[Word]:
    """Return words of ten pixels a letter, all of one confidence or each of its own."""
    words, x = [], 0
    texts = text.split(" ")
    each = confidences if len(confidences) == len(texts) else confidences * len(texts)
    for part, confidence in zip(texts, each, strict=True):
        words.append(Word(part, BoundingBox(x, 0, x + 10 * len(part), 20), confidence, 3))
        x += 10 * (len(part) + 1)
    return words


def text_of(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        pytest.param("nhà đang cỗ phần hóa", "nhà đang cổ phần hóa", "nhà đang cổ phần hóa",
                     id="marks-that-make-sense-beside-the-next-word"),
        pytest.param("SỞ Y TÉ", "SỞ Y TẾ", "SỞ Y TẾ", id="in-capitals"),
        pytest.param("(đẻ báo cáo);", "(để báo cáo);", "(để báo cáo);", id="punctuation-stays"),
        pytest.param("- Cỗng TTĐT tỉnh;", "- Cổng TTĐT tỉnh;", "- Cổng TTĐT tỉnh;",
                     id="a-word-that-is-none-elsewhere"),
        pytest.param("từ mùa mưra, lũ", "từ mùa mưa, lũ", "từ mùa mưa, lũ",
                     id="no-syllable"),
        pytest.param("Uỷ ban nhân dân", "Ủy ban nhân dân", "Uỷ ban nhân dân",
                     id="two-places-for-a-mark"),
    ],
)  # fmt: skip
def test_the_second_reading_is_taken_where_letters_decide(first, second, merged):
    assert text_of(compared(line(first, 0.6), line(second, 0.95))) == merged


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("ngày 30 tháng 11", "ngày 80 tháng 17", id="numbers"),
        pytest.param("705-CV/BTGTU", "706-CV/BTGTU", id="document-numbers"),
        pytest.param("Lưu: VT, THY", "Lưu: VI, THÝ", id="abbreviations"),
        pytest.param("Nguyễn Thị Thuỷ", "Nguyễn Thị Thúy", id="names"),
        pytest.param("Ông Ksor Nin", "Ông Ksơ Nin", id="names-that-are-no-syllables"),
        pytest.param("mái bị dột", "mái bị đột", id="the-stroke-of-d-is-a-letter"),
        pytest.param("GIÁM ĐỐC SỞ", "GIÁM ĐÓC SỞ", id="sense-is-with-the-first"),
        pytest.param("tổ chức hội", "tô chức hội", id="sense-is-with-the-first-in-small"),
        pytest.param("được cấp trên", "được câp trên", id="no-syllable-in-the-second"),
        pytest.param("KHTC và VP", "KHÍC và VP", id="capitals-that-are-no-syllable"),
    ],
)
def test_the_first_reading_stands_otherwise(first, second):
    assert text_of(compared(line(first, 0.7), line(second, 0.97))) == first


def test_agreement_raises_confidence():
    both = compared(line("Kính gửi", 0.7), line("Kính gửi", 0.9))
    assert [word.confidence for word in both] == [pytest.approx(0.97)] * 2
    assert not any(word.candidates for word in both)


def test_words_that_are_cut_elsewhere_agree():
    whole = line("tháng_5", 0.8)
    split = line("tháng 5", 0.8)
    assert compared(whole, split)[0].confidence > 0.9
    assert all(word.confidence > 0.9 for word in compared(split, whole))


def test_a_difference_lowers_confidence_and_keeps_both_readings():
    (word,) = compared(line("bổ", 0.8), line("bố", 0.9))
    assert word.text == "bổ"
    assert 0.5 < word.confidence < 0.8
    assert [text for text, _ in word.candidates] == ["bổ", "bố"]
    assert sum(chance for _, chance in word.candidates) == pytest.approx(1)
    assert not word.handwritten


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("GIÁM ĐỐC", "GIÁM ĐÓC", id="no-sense-beside-its-neighbour"),
        pytest.param("Hoàng Anh", "Hoàng Ainh", id="no-syllable"),
        pytest.param("Thành Trung", "Thành Trun§", id="junk"),
    ],
)
def test_a_difference_that_makes_no_sense_takes_nothing(first, second):
    word = compared(line(first, 0.8), line(second, 0.9))[1]
    assert (word.text, word.confidence) == (first.split()[1], 0.8)
    assert [text for text, _ in word.candidates] == [first.split()[1], second.split()[1]]


def test_what_the_second_reader_is_not_sure_of_takes_little():
    doubts = [compared(line("bổ", 0.8), line("bố", sure))[0].confidence for sure in (0.9, 0.2)]
    assert doubts[0] < doubts[1] < 0.8


def test_a_word_that_is_replaced_keeps_what_the_first_reader_read():
    word = compared(line("biễu quyết", 0.9), line("biểu quyết", 0.95))[0]
    assert [text for text, _ in word.candidates] == ["biểu", "biễu"]
    assert word.confidence < 0.95
    assert (word.box, word.line) == (BoundingBox(0, 0, 40, 20), 3)


def test_digits_by_pen_are_left_to_the_first_reader():
    pen = replace(line("155", 0.6)[0], handwritten=True, candidates=(("155", 0.6), ("755", 0.2)))
    assert compared([pen], line("455", 0.9)) == [pen]


def test_words_that_only_one_reader_sees_are_left_alone():
    seen = line("Kính gửi", 0.8)
    assert compared(seen, []) == seen
    far = [replace(w, box=BoundingBox(900, 0, 990, 20)) for w in line("Mật", 0.9)]
    assert compared(seen, far) == seen


@pytest.mark.parametrize(
    ("row", "unsure"),
    [
        pytest.param(line("Điều 1", UNSURE + 0.05), False, id="sure"),
        pytest.param(line("Điều 1", 0.99, UNSURE - 0.05), True, id="one-word-is-not"),
        pytest.param(line("- Đại biễu HĐND tỉnh;", 0.99), True, id="sure-of-what-is-no-word"),
        pytest.param(line("- Đại biểu HĐND tỉnh;", 0.99), False, id="abbreviations-are-no-words"),
        pytest.param(line("x,", 0.3), False, id="specks"),
        pytest.param([replace(w, handwritten=True) for w in line("1551", 0.3)], False, id="pen"),
    ],
)
def test_lines_with_an_unsure_word_are_read_again(row, unsure):
    assert is_unsure(row) is unsure


class _Told:
    """A recogniser that tells what it was asked to read."""

    name, thorough = "told", True

    def __init__(self) -> None:
        self.asked: list[tuple[int, ...]] = []

    def read(self, page):
        raise AssertionError("only lines are read again")

    def read_lines(self, lines, dpi):
        self.asked = [piece.shape for piece in lines]
        return [[] for _ in lines]


def test_no_word_is_lost_or_moved_on_a_page():
    page = clean(ImageFile(SCANS / "ls-19-gm-snv.jpg", max_pixels=80_000_000).load(1), dpi=200)
    words = BuiltinEngine().read(page)
    doubted = [replace(w, confidence=0.5) if w.line % 4 == 0 else w for w in words]
    second = _Told()
    assert read_again(page, doubted, second) == doubted
    assert 5 < len(second.asked) < len({word.line for word in words}) / 2
    assert all(height < 120 for height, _ in second.asked)


def test_a_scan_is_read_by_both():
    path = SCANS / "ls-517-cv-vptu.tif"
    alone, both = (read(path, ScanOptions(second_reader=name)) for name in (None, "tesserocr"))
    assert both.pages[0].reader == "own+tesserocr"
    pairs = list(zip(alone.pages[0].words, both.pages[0].words, strict=True))
    assert [one.box for one, _ in pairs] == [other.box for _, other in pairs]
    assert sum(other.confidence > one.confidence for one, other in pairs) > 20
    assert 0 < sum(one.text != other.text for one, other in pairs) < 10
    differing = [other for _, other in pairs if other.candidates and not other.handwritten]
    assert all(word.text == word.candidates[0][0] for word in differing)
    assert page_from_json(page_to_json(both.pages[0])) == both.pages[0]


def test_one_recogniser_cannot_be_both_readers():
    ended = vnadmin("extract", SCANS / "ls-19-gm-snv.jpg", "--second-reader", "own")
    assert ended.code == 2
    assert "own is the first reader already" in ended.err
