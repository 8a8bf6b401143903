"""The own reader reads print, tells where it stands, and is like any other recogniser."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from samples.typesetter.fonts import font
from tests.helpers.paper import LINES, page_image
from vnadmin_nlp.errors import MissingProgram
from vnadmin_nlp.model.page import Page, Word
from vnadmin_nlp.ocr import ScanOptions, read
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage, clean
from vnadmin_nlp.ocr.engines.builtin import BuiltinEngine
from vnadmin_nlp.ocr.engines.recogniser import recogniser
from vnadmin_nlp.ocr.files.image_file import ImageFile, PageImage
from vnadmin_nlp.ocr.files.pdf_file import PdfFile
from vnadmin_nlp.ocr.read_page import read_image, sense
from vnadmin_nlp.ocr.sandbox.child import page_to_json
from vnadmin_nlp.ocr.sandbox.supervisor import page_from_json
from vnadmin_nlp.runtime import model_files

SCANS = Path(__file__).resolve().parents[2] / "samples" / "scans"
RED, BLUE = (215, 40, 45), (40, 50, 170)


@pytest.fixture(scope="module")
def engine() -> BuiltinEngine:
    return BuiltinEngine()


def picture(image: Image.Image) -> PageImage:
    return PageImage(np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1]), 200)


def cleaned(image: Image.Image) -> CleanPage:
    return clean(picture(image), dpi=200)


def lines_of(words: list[Word]) -> list[str]:
    return [" ".join(w.text for w in row) for _, row in groupby(words, key=lambda w: w.line)]


def likeness(some: str, other: str) -> float:
    return SequenceMatcher(None, some, other, autojunk=False).ratio()


def test_it_is_one_of_the_recognisers(engine: BuiltinEngine) -> None:
    assert recogniser("own").name == engine.name == "own"


def test_a_clean_page_is_read_line_by_line(engine: BuiltinEngine) -> None:
    read_lines = lines_of(engine.read(cleaned(page_image())))
    assert len(read_lines) == len(LINES)
    assert likeness("\n".join(read_lines), "\n".join(LINES)) > 0.98


@pytest.mark.parametrize("colour", [pytest.param(BLUE, id="blue"), pytest.param(RED, id="red")])
def test_what_is_printed_in_colour_is_read_as_well(
    engine: BuiltinEngine, colour: tuple[int, int, int]
) -> None:
    image = page_image(LINES[:4])
    draw = ImageDraw.Draw(image)
    draw.text((300, 1200), "HỎA TỐC", fill=colour, font=font("tinos", 40, bold=True))
    assert "HỎA TỐC" in lines_of(engine.read(cleaned(image)))


def test_words_stand_where_their_ink_is(engine: BuiltinEngine) -> None:
    page = cleaned(page_image())
    for word in engine.read(page):
        x0, y0, x1, y1 = word.box
        ink = page.pixels[y0:y1, x0:x1] < 128
        assert ink.any(axis=0).mean() > 0.6
        assert ink.any(axis=1).mean() > 0.7
        assert 8 < word.box.height < 50


def test_words_of_a_line_stand_side_by_side(engine: BuiltinEngine) -> None:
    for _, row in groupby(engine.read(cleaned(page_image())), key=lambda word: word.line):
        words = list(row)
        for one, other in pairwise(words):
            assert one.box.x1 <= other.box.x0 + 1


def test_print_is_read_surely_and_seldom_taken_for_a_pen(engine: BuiltinEngine) -> None:
    words = engine.read(cleaned(page_image()))
    assert np.mean([word.confidence for word in words]) > 0.9
    assert sum(word.handwritten for word in words) <= 1


def test_single_lines_are_read_without_their_neighbours(engine: BuiltinEngine) -> None:
    page = cleaned(page_image())
    rows = {word.line: word.box for word in engine.read(page)}
    third = list(rows.values())[2]
    image = page.pixels[third.y0 - 45 : third.y1 + 45]
    (words,) = engine.read_lines([np.ascontiguousarray(image)], 200)
    assert likeness(" ".join(word.text for word in words), LINES[2]) > 0.95


def test_a_page_on_its_head_is_turned(engine: BuiltinEngine) -> None:
    page = read_image(picture(page_image().rotate(180)), 1, engine, dpi=200)
    assert page.rotation == 180
    assert sense(page.words)[0] > 0.9


def test_an_empty_page_has_no_words(engine: BuiltinEngine) -> None:
    assert engine.read(cleaned(Image.new("RGB", (1654, 2339), "white"))) == []


def test_reading_twice_gives_the_same(engine: BuiltinEngine) -> None:
    page = cleaned(page_image())
    assert engine.read(page) == engine.read(page)


@pytest.mark.parametrize("name", ["ls-517-cv-vptu.tif", "ls-19-gm-snv.jpg", "ls-214-snv-vtlt.png"])
def test_samples_make_sense(engine: BuiltinEngine, name: str) -> None:
    image = ImageFile(SCANS / name, max_pixels=80_000_000).load(1)
    share, syllables = sense(read_image(image, 1, engine, dpi=200).words)
    assert share > 0.85
    assert syllables > 80


def test_a_number_by_pen_is_read_and_told_from_print(engine: BuiltinEngine) -> None:
    file = PdfFile(SCANS / "ls-645-qd-ubnd.pdf", max_pixels=80_000_000)
    words = read_image(file.load(1, dpi=200), 1, engine, dpi=200).words
    by_pen = [word for word in words if word.handwritten]
    number = next(word for word in by_pen if word.text.startswith("645"))
    assert number.candidates[0][0] == number.text
    assert [chance for _, chance in number.candidates] == sorted(
        (chance for _, chance in number.candidates), reverse=True
    )
    assert len(by_pen) < 0.05 * len(words)


def test_a_file_is_read_in_a_child_process() -> None:
    scan = read(SCANS / "ls-517-cv-vptu.tif", ScanOptions(engine="own"))
    assert scan.problems == ()
    assert scan.pages[0].reader == "own"


def test_digits_by_pen_survive_the_way_from_the_child(engine: BuiltinEngine) -> None:
    page = read_image(picture(page_image()), 1, engine, dpi=200)
    words = [
        Word(w.text, w.box, w.confidence, w.line, True, (("12", 0.6), ("17", 0.2)))
        for w in page.words[:1]
    ]
    sent = Page(1, 1654, 2339, 200, (*words, *page.words[1:]), page.source, page.reader)
    assert page_from_json(page_to_json(sent)) == sent


def test_foreign_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := tmp_path / "models" / "recogniser").mkdir(parents=True)
    (folder / "lines.onnx").write_bytes(b"something else")
    (folder / "card.json").write_text(
        '{"weights": "lines.onnx", "sha256": "0", "geometry": 1}', "utf-8"
    )
    monkeypatch.setattr(model_files, "__file__", str(tmp_path / "runtime" / "model_files.py"))
    with pytest.raises(MissingProgram, match="belongs to this version"):
        BuiltinEngine()
