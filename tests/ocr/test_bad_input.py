"""Files that can't be read, or that break what reads them: one clear error, nothing lost."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.helpers.paper import LINES, page_image, save, text_pdf
from vnadmin_nlp import ocr
from vnadmin_nlp.errors import ChildBroke, MissingProgram, UnreadableInput, UsageError
from vnadmin_nlp.ocr import ScanOptions
from vnadmin_nlp.ocr.sandbox import supervisor


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds no pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    size = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + data


def empty_pdf(path: Path) -> bytes:
    return text_pdf(path, []).read_bytes()


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (None, "no such file"),
        (b"", "empty"),
        (bytes(range(256)) * 40, "neither PDF"),
        (b"%PDF-1.7\nnothing more", "damaged or cut short"),
        (b"\xff\xd8\xff\xe0 no picture", "damaged"),
        (b"PK\x03\x04 no package", "damaged"),
        (png_header(20_000, 20_000), "20000 × 20000 px is over the limit"),
        (png_header(30_000, 10), "30000 × 10 px is a ribbon, no page"),
    ],
    ids=["missing", "empty", "garbage", "PDF", "JPEG", "DOCX", "bomb", "ribbon"],
)
def test_what_is_wrong_is_told_with_the_name(
    content: bytes | None, cause: str, tmp_path: Path
) -> None:
    path = tmp_path / "công văn.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableInput, match=cause) as caught:
        ocr.read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["x" * 1000, "\n" * 1000], ids=["letters", "empty lines"])
def test_a_text_beyond_the_limit(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    with pytest.raises(UnreadableInput, match=r"a\.txt: the text is longer than .* 500 letters"):
        ocr.read(tmp_path / "a.txt", ScanOptions(max_letters=500))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="folder"):
        ocr.read(tmp_path)


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", [])
    with pytest.raises(UnreadableInput, match="no pages"):
        ocr.read(path)


def test_a_truncated_pdf(tmp_path: Path) -> None:
    whole = save(page_image(), tmp_path / "a.pdf")
    whole.write_bytes(whole.read_bytes()[:20_000])
    with pytest.raises(UnreadableInput, match="damaged or cut short"):
        ocr.read(whole)


def test_a_truncated_image(tmp_path: Path) -> None:
    path = save(page_image(), tmp_path / "a.png")
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(UnreadableInput, match="cut short"):
        ocr.read(path)


def test_a_pdf_with_a_password(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", [LINES], encrypt=True)
    with pytest.raises(UnreadableInput, match=r"password; remove it"):
        ocr.read(path)


def test_a_page_of_absurd_size_is_read_as_a_sheet(tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "a.pdf", [LINES[:2]], box=(14_400, 14_400))
    page = ocr.read(path).pages[0]
    assert max(page.width, page.height) < 3000


def test_a_pdf_that_holds_a_bomb_is_read_apart_from_it(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    small = page_image().convert("1")
    huge = Image.new("1", (20_000, 20_000), 1)
    small.save(path, save_all=True, append_images=[huge, small], resolution=200)
    result = ocr.read(path)
    assert [page.number for page in result.pages] == [1, 3]
    assert [(problem.page, problem.stage) for problem in result.problems] == [(2, "read")]
    assert "over the limit" in result.problems[0].message


def test_a_page_of_noise_says_nothing(tmp_path: Path) -> None:
    noise = np.random.default_rng(7).integers(0, 256, (2339, 1654), dtype=np.uint8)
    result = ocr.read(save(Image.fromarray(noise), tmp_path / "a.png"))
    assert len(result.pages[0].words) < 20


@pytest.mark.parametrize("level", [0, 255])
def test_a_page_without_print_has_no_words(level: int, tmp_path: Path) -> None:
    result = ocr.read(save(Image.new("L", (1654, 2339), level), tmp_path / "a.png"))
    assert result.pages[0].words == ()


def test_a_file_beyond_the_size_limit(tmp_path: Path) -> None:
    path = save(page_image(), tmp_path / "a.png")
    with pytest.raises(UnreadableInput, match="more than the limit"):
        ocr.read(path, ScanOptions(max_bytes=1000))


def marked(black: set[int], path: Path) -> Path:
    """Write a TIFF of three pages, of which some make the faulty recognisers fail."""
    pages = []
    for number in (1, 2, 3):
        page = page_image(LINES, dpi=100).convert("L")
        if number in black:
            page.paste(0, (0, 0, 40, 40))
        pages.append(page)
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(100, 100))
    return path


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        ("Hangs", "longer than 4 seconds"),
        ("Crashes", "crashed (SIGSEGV)"),
        ("Hungers", "more memory"),
        ("Prints", "RuntimeError: no such leaf"),
    ],
)
def test_a_page_that_breaks_the_recogniser_costs_no_other_page(
    engine: str, message: str, tmp_path: Path
) -> None:
    seconds = 4 if engine == "Hangs" else 60
    options = ScanOptions(
        engine=f"tests.helpers.faulty:{engine}", seconds_per_page=seconds, dpi=100, memory_mb=1500
    )
    result = ocr.read(marked({2}, tmp_path / "a.tif"), options)
    assert [page.number for page in result.pages] == [1, 3]
    assert [problem.page for problem in result.problems] == [2]
    assert message in result.problems[0].message


def test_a_file_whose_every_page_breaks_the_recogniser(tmp_path: Path) -> None:
    options = ScanOptions(engine="tests.helpers.faulty:Crashes", dpi=100)
    with pytest.raises(ChildBroke, match=r"a\.tif, page 1: the reader crashed"):
        ocr.read(marked({1, 2, 3}, tmp_path / "a.tif"), options)


def test_the_reader_is_started_once_for_many_files(tmp_path: Path) -> None:
    path = save(page_image(LINES[:1]), tmp_path / "a.png")
    supervisor.close_all()
    ocr.read(path)
    (kept,) = supervisor._idle
    ocr.read(path)
    assert supervisor._idle == [kept]


def test_the_reader_ends_with_its_parent(tmp_path: Path) -> None:
    path = marked({1}, tmp_path / "a.tif")
    code = (
        "import sys; from pathlib import Path; from vnadmin_nlp import ocr;"
        "options = ocr.ScanOptions(engine='tests.helpers.faulty:Hangs', dpi=100);"
        "ocr.read(Path(sys.argv[1]), options)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    parent = subprocess.Popen([sys.executable, "-c", code, str(path)], env=env)
    child = wait_for(lambda: children_of(parent.pid))
    time.sleep(1)
    parent.kill()
    parent.wait()
    assert wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in child))


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def wait_for(what, seconds: float = 10):  # type: ignore[no-untyped-def]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.05)
    return what()


def test_an_engine_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="use own or tesserocr or pytesseract"):
        ocr.read(save(page_image(LINES[:1]), tmp_path / "a.png"), ScanOptions(engine="eye"))


class TestMissingPrograms:
    @pytest.fixture(autouse=True)
    def _fresh(self, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
        supervisor.close_all()
        yield
        supervisor.close_all()

    @pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
    def test_no_vietnamese_data(
        self, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
        path = save(page_image(LINES[:1]), tmp_path / "a.png")
        with pytest.raises(MissingProgram, match="apt-get install tesseract-ocr-vie"):
            ocr.read(path, ScanOptions(engine=engine))

    def test_no_tesseract(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        path = save(page_image(LINES[:1]), tmp_path / "a.png")
        with pytest.raises(MissingProgram, match="apt-get install tesseract-ocr"):
            ocr.read(path, ScanOptions(engine="pytesseract"))

    def test_no_pdftoppm(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(MissingProgram, match="apt-get install poppler-utils"):
            ocr.read(text_pdf(tmp_path / "a.pdf", [LINES], mapped=False))


def test_a_word_file_without_a_body_is_damaged(tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "samples" / "scans" / "ls-46-tb-vp.docx"
    hollow = tmp_path / "hollow.docx"
    with zipfile.ZipFile(sample) as source, zipfile.ZipFile(hollow, "w") as made:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "word/document.xml":
                part = part[: part.index(b"<w:body")] + b"</w:document>"
            made.writestr(info.filename, part)
    with pytest.raises(UnreadableInput, match="damaged"):
        ocr.read(hollow)
