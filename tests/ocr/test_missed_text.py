"""What the page reading left out is read line by line: under signatures, seals and in colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from samples.typesetter.fonts import font
from tests.helpers.paper import LINES, page_image
from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage, clean
from vnadmin_nlp.ocr.engines.recogniser import ENGINES, Recogniser, recogniser
from vnadmin_nlp.ocr.files.image_file import PageImage
from vnadmin_nlp.ocr.merge.choose_reading import SURE, merged
from vnadmin_nlp.ocr.merge.missed_ink import unread_lines
from vnadmin_nlp.ocr.merge.missed_text import MAX_LINES, look_again

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.files.image_file import Pixels

RED, BLUE = (215, 40, 45), (40, 50, 170)
#: Where the tests draw what the first reading is to have left out.
TAIL = 1560


@pytest.fixture(scope="module")
def engine() -> Recogniser:
    return recogniser("tesserocr")


@pytest.fixture
def printed() -> Image.Image:
    return page_image(LINES * 3)


def cleaned(image: Image.Image) -> CleanPage:
    pixels = np.asarray(image.convert("RGB"))[:, :, ::-1]
    return clean(PageImage(np.ascontiguousarray(pixels), 200), dpi=200)


def write(image: Image.Image, text: str, *, at: tuple[int, int], fill: object = "black") -> None:
    ImageDraw.Draw(image).text(at, text, fill=fill, font=font("tinos", 40, bold=True))


def sign(image: Image.Image, *, at: tuple[int, int], pen: object) -> None:
    """Draw a wave with long loops over what stands at ``at``."""
    x, y = at
    wave = [(x + 7 * i, y + round(70 * np.sin(i / 3))) for i in range(60)]
    ImageDraw.Draw(image).line(wave, fill=pen, width=3)


def seal(image: Image.Image, *, at: tuple[int, int], ink: object) -> None:
    """Draw a round seal of 36 mm with the middle ``at``, its holder's name within."""
    draw = ImageDraw.Draw(image)
    for radius in (142, 134, 95):
        box = tuple(c + side * radius for side in (-1, 1) for c in at)
        draw.ellipse(box, outline=ink, width=4)
    draw.text((at[0] - 60, at[1] - 20), "SỞ NỘI VỤ", fill=ink, font=font("tinos", 24))


def left_out(page: CleanPage, engine: Recogniser) -> list[str]:
    """Return what a second look reads in the tail of ``page``, as if the first had missed it."""
    known = [word for word in engine.read(page) if word.box.y1 < TAIL]
    again = look_again(page, known, engine)
    assert all(word in again for word in known if word.confidence >= SURE)
    return [word.text for word in again if word.box.y1 >= TAIL]


def test_a_name_under_a_signature_is_read(printed: Image.Image, engine: Recogniser) -> None:
    write(printed, "Nguyễn Hoàng Lam", at=(900, 1800))
    sign(printed, at=(880, 1730), pen="black")
    assert left_out(cleaned(printed.convert("1")), engine) == ["Nguyễn", "Hoàng", "Lam"]


def test_an_office_stamped_in_red_is_read(printed: Image.Image, engine: Recogniser) -> None:
    write(printed, "PHÓ GIÁM ĐỐC", at=(900, 1700), fill=RED)
    sign(printed, at=(880, 1790), pen=BLUE)
    assert left_out(cleaned(printed), engine) == ["PHÓ", "GIÁM", "ĐỐC"]


def test_a_name_across_a_red_seal_is_read(printed: Image.Image, engine: Recogniser) -> None:
    write(printed, "Nguyễn Hoàng Lam", at=(900, 1800))
    seal(printed, at=(860, 1720), ink=RED)
    assert left_out(cleaned(printed), engine)[-3:] == ["Nguyễn", "Hoàng", "Lam"]


@pytest.mark.parametrize("degrees", [-12, 0, 8])
def test_a_tilted_stamp_is_read_where_it_stands(
    degrees: int, printed: Image.Image, engine: Recogniser
) -> None:
    stamp = Image.new("RGB", (420, 90), "white")
    write(stamp, "THƯỢNG KHẨN", at=(50, 20), fill=RED)
    printed.paste(
        stamp.rotate(degrees, Image.Resampling.BICUBIC, True, fillcolor="white"), (300, 1700)
    )
    page = cleaned(printed)
    assert left_out(page, engine) == ["THƯỢNG", "KHẨN"]
    word = look_again(page, engine.read(page), engine)[-1]
    assert 480 < word.box.centre[0] < 720
    assert 1690 < word.box.centre[1] < 1860


def test_a_page_that_is_printed_in_red_is_read_as_a_page(engine: Recogniser) -> None:
    page = cleaned(page_image(LINES * 4, colour=(235, 60, 60)))
    words = look_again(page, (), engine)
    text = " ".join(word.text for word in words)
    assert sum(text.count(line.split()[-1]) >= 4 for line in LINES) >= len(LINES) - 1


def test_a_page_read_well_is_left_alone(printed: Image.Image, engine: Recogniser) -> None:
    page = cleaned(printed)
    words = engine.read(page)
    assert look_again(page, words, engine) == words


def test_an_empty_page_stays_empty(engine: Recogniser) -> None:
    assert look_again(cleaned(Image.new("RGB", (1654, 2339), "white")), [], engine) == []


class Counting:
    """A recogniser that counts the lines it is given, and reads none."""

    name = "counting"
    thorough = False

    def __init__(self) -> None:
        self.lines = self.pages = 0

    def read(self, page: CleanPage) -> list[Word]:
        self.pages += 1
        return []

    def read_lines(self, lines: Sequence[Pixels], dpi: int) -> list[list[Word]]:
        self.lines += len(lines)
        return [[] for _ in lines]


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5], ids=["specks", "dirt", "snow"])
@pytest.mark.parametrize("grain", [1, 4, 12])
def test_noise_costs_a_few_lines_only(share: float, grain: int) -> None:
    dots = np.random.default_rng(7).random((2339 // grain, 1654 // grain, 3)) < share
    noise = np.where(dots, 0, 255).astype(np.uint8).repeat(grain, 0).repeat(grain, 1)
    gray, red, blue = (np.ascontiguousarray(noise[:, :, i]) for i in range(3))
    engine = Counting()
    assert look_again(CleanPage(gray, 200, reds=red, blues=blue), [], engine) == []
    assert engine.lines <= 3 * MAX_LINES
    assert engine.pages <= 2


@pytest.mark.parametrize("pen", [None, "black"], ids=["plain", "signed across"])
def test_what_stands_within_a_seal_is_no_line(pen: str | None, printed: Image.Image) -> None:
    image = Image.new("RGB", printed.size, "white")
    seal(image, at=(800, 1000), ink="black")
    write(image, "Nguyễn Hoàng Lam", at=(840, 1160))
    if pen:
        sign(image, at=(780, 1010), pen=pen)
    lines = unread_lines(np.asarray(image.convert("L")), [], 28, dpi=200, most=9)
    tops = [line.on_page(BoundingBox(0, 0, 10, 10), wide=True).y0 for line in lines]
    assert tops
    assert all(top > 1100 for top in tops)


@pytest.mark.parametrize("name", ENGINES)
def test_every_recogniser_reads_lines(name: str) -> None:
    texts = "Nguyễn Hoàng Lam", "Bùi Lan", "PHÓ GIÁM ĐỐC"
    lines = []
    for text in texts:
        write(picture := Image.new("L", (600, 60), 255), text, at=(20, 4))
        lines.append(np.asarray(picture))
    engine = recogniser(name)
    read = engine.read_lines(lines, 200)
    assert [" ".join(w.text for w in words) for words in read] == list(texts)
    assert all(10 < words[0].box.x0 < 30 for words in read)
    assert engine.read_lines([], 200) == []


def word(text: str, confidence: float, x: int = 0, *, line: int = 0) -> Word:
    return Word(text, BoundingBox(x, 0, x + 20 * len(text), 30), confidence, line)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        pytest.param(word("Quôc", 0.3), [word("Quốc", 0.9)], "Quốc", id="surer"),
        pytest.param(word("Quôc", 0.8), [word("Quốc", 0.99)], "Quôc", id="sure enough"),
        pytest.param(word("Quôc", 0.6), [word("Quốc", 0.7)], "Quôc", id="hardly surer"),
        pytest.param(word("ĐỐC", 0.3), [word("ĐOC", 0.9)], "ĐỐC", id="accents lost"),
        pytest.param(word("CHÍNH", 0.4), [word("JCHIN", 0.82)], "CHÍNH", id="no syllable"),
        pytest.param(
            word("34/2018/QH14", 0.4), [word("34/2018QH14", 0.95)], "34/2018/QH14", id="slash lost"
        ),
        pytest.param(
            word("34/2018/0H14", 0.4), [word("34/2018/QH14.", 0.95)], "34/2018/QH14", id="speck"
        ),
        pytest.param(word("34/2018/QH14", 0.4), [word("34/2018", 0.95)], "34/2018/QH14", id="part"),
        pytest.param(word("$fi~(", 0.4), [word("17", 0.8)], "$fi~(", id="perhaps by hand"),
    ],
)
def test_a_word_gives_way_to_a_better_one_only(old: Word, new: list[Word], text: str) -> None:
    around = word("Căn", 0.95, 400), word("cứ", 0.95, 500)
    words = merged([around[0], old, around[1]], new)
    assert [w.text for w in words] == ["Căn", text, "cứ"]
    assert {w.line for w in words} == {0}


def test_new_words_get_a_line_of_their_own() -> None:
    words = merged([word("Căn", 0.95, line=4)], [word("Hoàng", 0.9, 300), word("Lam", 0.3, 420)])
    assert [(w.text, w.line) for w in words] == [("Căn", 4), ("Hoàng", 5), ("Lam", 5)]


WORDS = st.builds(
    word,
    st.sampled_from(["Căn", "cứ", "12/QĐ", "UBND", "x~#", ".", "34/2018/QH14"]),
    st.floats(0, 1),
    st.integers(0, 600),
)


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=6))
def test_no_sure_word_is_lost(words: list[Word], reading: list[Word]) -> None:
    kept = merged(words, reading)
    sure = [w for w in words if w.confidence >= SURE]
    assert [w for w in kept if w in sure] == sure
