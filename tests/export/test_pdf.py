"""Scans as PDF files that are searched: whose words, where they lie, and what is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image

from samples.typesetter.fonts import font
from tests.helpers.paper import A4, LINES, page_image, save, text_pdf
from tests.helpers.vnadmin_cli import vnadmin
from vnadmin_nlp.errors import NotWritable, UnreadableInput
from vnadmin_nlp.export.pdf.corrected_words import Correction, corrected, corrections_of
from vnadmin_nlp.export.pdf.pdf_properties import Standard, file_name, properties_of
from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word
from vnadmin_nlp.model.record import Record, SourceFile
from vnadmin_nlp.ocr import ScanOptions
from vnadmin_nlp.pipeline import process
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.row_types import CorrectionRow, DocumentRow

pikepdf = pytest.importorskip("pikepdf", reason="the extra pdf is not installed")
pytest.importorskip("ocrmypdf", reason="the extra pdf is not installed")

SAMPLES = Path(__file__).parents[2] / "samples" / "scans"
GOLD = Path(__file__).parents[3] / "shared" / "gold" / "dev"
DPI = 200


class Seen(NamedTuple):
    """A word, in points of the page as it is shown."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    line: int = 0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


class Exported(NamedTuple):
    """A document, its words in the archive, and its PDF."""

    row: DocumentRow
    words: list[str]
    path: Path


def put(store: Store, path: Path) -> list[DocumentRow]:
    """Read a file into the archive."""
    outcome = process(path)
    data = path.read_bytes()
    ids = store.save_file(
        path, outcome.records, outcome.scan.pages, sha256=hashlib.sha256(data).hexdigest(),
        size=len(data), facts=outcome.scan.facts, texts=outcome.texts,
    )  # fmt: skip
    return [store.document(n) for n in ids]


def put_known(store: Store, path: Path, pages: int = 1) -> DocumentRow:
    """Put a file of `page_image`, upright, into the archive as if it had been read well."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    words = tuple(
        Word(text, BoundingBox(*(round(side * DPI / 72) for side in box)), 1.0, line)
        for text, *box, line in drawn()
    )
    size = [round(side * DPI) for side in A4]
    source = SourceFile(file=str(path), sha256=digest, pages=pages)
    (made,) = store.save_file(
        path,
        [Record(id="known", source=source, last_page=pages)],
        [Page(n + 1, *size, DPI, words, Source.RECOGNISED, "test") for n in range(pages)],
        sha256=digest,
        size=1,
    )
    return store.document(made)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Yield an empty archive; that it is a file or on a server makes no difference here."""
    with Store(tmp_path / "a.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Yield an archive of files that several tests export."""
    with Store(tmp_path_factory.mktemp("shelf") / "a.db") as opened:
        for name in ("ls-31-qd-tu.pdf", "ls-19-gm-snv.jpg", "ly-612-cv-hu.pdf"):
            put(opened, SAMPLES / name)
        yield opened


@pytest.fixture(scope="module")
def exported(shelf: Store, tmp_path_factory: pytest.TempPathFactory) -> list[Exported]:
    """Return what `shelf` has and the PDF of each."""
    folder = tmp_path_factory.mktemp("exported")
    return [
        Exported(row, archived(shelf, row), written(shelf, row, folder, Standard.REQUIRED))
        for row in shelf.documents()
    ]


def written(
    store: Store, row: DocumentRow, folder: Path, standard: Standard = Standard.PREFERRED
) -> Path:
    """Write one document, in this process."""
    from vnadmin_nlp.export.pdf.pdf_jobs import order_of
    from vnadmin_nlp.export.pdf.write_pdf import write

    order = order_of(store, row, folder)
    return write(order, standard=standard, force=True, folder=folder, limits=ScanOptions()).output


def text_of(path: Path, *options: str) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", *options, path, "-"], check=True, capture_output=True, text=True
    )
    return done.stdout


def words_of(path: Path, page: int = 1) -> list[Seen]:
    """Return the words of a page."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), path, "-"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    form = r'<word xMin="(.*)" yMin="(.*)" xMax="(.*)" yMax="(.*)">(.*)</word>'
    return [
        Seen(html.unescape(text), *map(float, box)) for *box, text in re.findall(form, done.stdout)
    ]


def archived(store: Store, row: DocumentRow) -> list[str]:
    """Return the words of a document in the order in which the archive has them."""
    return " ".join(text for _, text in sorted(store.text(row.id).items())).split()


def drawn() -> Iterator[Seen]:
    """Yield the words of `page_image` where their ink is, in points."""
    face = font("tinos", 14 * DPI / 72)
    for row, line in enumerate(LINES):
        for match in re.finditer(r"\S+", line):
            left = 0.9 * DPI + face.getlength(line[: match.start()])
            top = (1 + 0.32 * row) * DPI
            _, y0, x1, y1 = face.getbbox(match.group())
            box = (left, top + y0, left + x1, top + y1)
            yield Seen(match.group(), *(side * 72 / DPI for side in box), row)


def assert_on_print(path: Path, ink: list[Seen], page: int = 1, within: float = 3.0) -> None:
    """Compare where words are found with where they were drawn, in points.

    Letters are 14 points high. A recogniser makes errors: most words must be found.
    """
    there = words_of(path, page)
    hits = 0
    for word in ink:
        same = [seen for seen in there if seen.text == word.text]
        near = [
            seen
            for seen in same
            if abs(seen.x0 - word.x0) < within
            and abs(seen.x1 - word.x1) < within
            and abs(seen.middle - word.middle) < within
        ]
        hits += bool(near)
        assert near or not same, (word, same)
    assert hits > 0.9 * len(ink)


def skewed(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def askew(seen: Seen, degrees: float) -> Seen:
    """Return where a word stands on a page turned a little, about the middle of its sheet."""
    angle = np.radians(-degrees)
    middle = np.array(A4) * 36
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    left, right = (
        turn @ (np.array([x, seen.middle]) - middle) + middle for x in (seen.x0, seen.x1)
    )
    y = (left[1] + right[1]) / 2
    return Seen(seen.text, left[0], y, right[0], y)


def test_words_lie_on_their_print_however_the_page_was_laid(store: Store, tmp_path: Path) -> None:
    laid = [(1, 0.0), (2, 0.0), (3, 2.0), (0, 3.0)]  # quarters of a turn, degrees askew
    images = [
        skewed(page_image(), skew).rotate(90 * quarters, expand=True).convert("L")
        for quarters, skew in laid
    ]
    path = tmp_path / "scan.tif"
    images[0].save(path, save_all=True, append_images=images[1:], dpi=(DPI, DPI))
    (row,) = put(store, path)
    made = written(store, row, tmp_path)
    assert text_of(made).split() == archived(store, row)
    for number, (quarters, skew) in enumerate(laid, 1):
        # The page is shown upright, and its image is the one that was scanned.
        assert_on_print(made, [askew(word, skew) for word in drawn()], number)
        with pikepdf.open(made) as pdf:
            page = pdf.pages[number - 1]
            assert int(page.get("/Rotate", 0)) == 90 * quarters % 360
            assert image_of(page).get("/Width") == images[number - 1].width


def test_words_lie_on_the_sheet_of_a_photo(store: Store, tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    sheet = np.asarray(page_image().convert("RGB"))
    height, width = sheet.shape[:2]
    corners = np.array([(150, 120), (1700, 200), (1640, 2440), (110, 2380)], np.float32)
    square = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    way = cv2.getPerspectiveTransform(square, corners)
    desk = cv2.warpPerspective(sheet, way, (1850, 2560), borderValue=(60, 70, 80))
    path = tmp_path / "photo.png"
    Image.fromarray(desk).save(path)
    (row,) = put(store, path)
    made = written(store, row, tmp_path)
    assert text_of(made).split() == archived(store, row)
    with pikepdf.open(made) as pdf:
        points = float(pdf.pages[0].MediaBox[2]) / desk.shape[1]
    ink = []
    for word in drawn():
        ends = np.array([[(word.x0, word.middle), (word.x1, word.middle)]], np.float32)
        (left, right) = cv2.perspectiveTransform(ends * DPI / 72, way)[0] * points
        y = (left[1] + right[1]) / 2
        ink.append(Seen(word.text, left[0], y, right[0], y))
    assert_on_print(made, ink)


def test_words_lie_on_their_print_whatever_boxes_the_page_has(store: Store, tmp_path: Path) -> None:
    whole = (0, 0, 595.44, 841.68)
    boxes: list[dict[str, Any]] = [
        {"MediaBox": whole, "Rotate": 180},
        {"MediaBox": (100, 50, 695.44, 891.68)},
        {"MediaBox": (-40, -60, 700, 900), "CropBox": whole},
    ]
    images = [page_image().convert("L").rotate(page.get("Rotate", 0)) for page in boxes]
    path = tmp_path / "scan.pdf"
    images[0].save(path, save_all=True, append_images=images[1:], resolution=DPI)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page, keys in zip(pdf.pages, boxes, strict=True):
            for name, value in keys.items():
                page.obj[f"/{name}"] = value if isinstance(value, int) else pikepdf.Array(value)
        pdf.pages[1].contents_add(b"1 0 0 1 100 50 cm\n", prepend=True)
        pdf.save(path)
    (row,) = put(store, path)
    made = written(store, row, tmp_path)
    assert text_of(made).split() == archived(store, row)
    for number in range(1, 4):
        assert_on_print(made, list(drawn()), number)


def test_text_is_that_of_the_archive(exported: list[Exported]) -> None:
    import pypdfium2

    assert [one.row.last_page - one.row.first_page for one in exported] == [0, 0, 0, 0]
    for row, words, path in exported:
        assert text_of(path).split() == words
        # Pdfium sorts what stands at one height from left to right.
        with pypdfium2.PdfDocument(path) as pdf:
            found = " ".join(page.get_textpage().get_text_range() for page in pdf)
            assert len(pdf) == 1
        assert sorted(found.split()) == sorted(words)
        assert found == unicodedata.normalize("NFC", found)
        assert path.name == file_name(row.record)


def test_text_of_a_real_scan_is_that_of_the_archive(store: Store, tmp_path: Path) -> None:
    scans = sorted(GOLD.glob("*.pdf"), key=lambda path: path.stat().st_size)
    if not scans:
        pytest.skip("needs the real scans")
    for row in put(store, scans[0]):
        made = written(store, row, tmp_path)
        assert text_of(made).split() == archived(store, row)


def image_of(page: Any) -> Any:
    """Return the one image of a page."""
    drawings = page.Resources.XObject.values()
    (image,) = (one for one in drawings if one.get("/Subtype") == "/Image")
    return image


def test_images_keep_their_bytes(exported: list[Exported]) -> None:
    (jpeg,) = (one for one in exported if one.row.file.endswith(".jpg"))
    with pikepdf.open(jpeg.path) as pdf:
        assert image_of(pdf.pages[0]).read_raw_bytes() == Path(jpeg.row.file).read_bytes()


def test_it_is_pdf_a_with_the_metadata_of_the_record(exported: list[Exported]) -> None:
    row, _, path = exported[0]
    with pikepdf.open(path) as pdf:
        xmp = pdf.open_metadata()
        assert xmp.pdfa_status == "2B"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not pdf.is_encrypted
        assert pdf.Root.Lang == "vi"
        assert xmp["dc:title"] == pdf.docinfo["/Title"]
        assert str(xmp["dc:title"]).startswith("Quy định 31-QĐ/TU, ")
        assert xmp["dc:identifier"] == "31-QĐ/TU"
        assert xmp["dc:source"] == f"urn:sha256:{row.sha256}"
        assert row.issuing_body in xmp["dc:creator"][0]
        assert row.record["signer"]["name"] in xmp["pdf:Keywords"]
        assert str(xmp["xmp:CreateDate"])[:10] == row.date
        fonts = [one for one in pdf.objects if _is_font_descriptor(one)]
        assert fonts
        assert all("/FontFile2" in one for one in fonts)


def _is_font_descriptor(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"


def test_plain_pdf_is_no_pdf_a_and_replaces_what_was_there_only_when_told_to(
    store: Store, tmp_path: Path
) -> None:
    from vnadmin_nlp.export.pdf import export

    row = put_known(store, save(page_image(), tmp_path / "scan.png"))
    out = tmp_path / "out"
    out.mkdir()
    made = written(store, row, out, Standard.NONE)
    with pikepdf.open(made) as pdf:
        assert not pdf.open_metadata().pdfa_status
    before = made.stat()
    ((_, error),) = export(store, [row], out)
    assert isinstance(error, NotWritable)
    assert made.stat() == before
    assert written(store, row, out) == made
    assert made.stat().st_ino != before.st_ino
    assert list(out.iterdir()) == [made]


def test_text_that_was_there_is_not_found_twice(store: Store, tmp_path: Path) -> None:
    hidden = b"q BT 3 Tr /F 12 Tf 60 700 Td (rac cua may quet) Tj ET Q\n"
    shown = b"q BT /F 12 Tf 60 60 Td (in ra tren giay) Tj ET Q\n"
    marked = b"/Span<</ActualText(nhan)>>BDC " + shown + b"EMC\n"
    form = b"/X Do\n"
    images = [page_image().convert("L")] * 5
    path = tmp_path / "scan.pdf"
    images[0].save(path, save_all=True, append_images=images[1:], resolution=DPI)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        helvetica = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
            )
        )
        fonts = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=helvetica))
        drawing = pikepdf.Stream(
            pdf, shown, Subtype=pikepdf.Name.Form, BBox=[0, 0, 600, 900], Resources=fonts
        )
        texts = [(hidden, False), (shown, True), (shown, False), (marked, False), (form, False)]
        for page, (text, under) in zip(pdf.pages, texts, strict=True):
            page.Resources.Font = fonts.Font
            page.Resources.XObject.X = drawing
            page.contents_add(text, prepend=under)
        pdf.save(path)
    row = put_known(store, path, pages=5)
    made = written(store, row, tmp_path, Standard.NONE)
    assert text_of(made).split() == archived(store, row)
    assert all(np.array_equal(*pair) for pair in zip(_drawn(path), _drawn(made), strict=True))


def test_text_of_a_page_that_was_no_scan_is_found_once(store: Store, tmp_path: Path) -> None:
    path = text_pdf(tmp_path / "scan.pdf", [LINES])
    (row,) = put(store, path)
    assert store.pages(row.file_id)[0].source == "text-layer"
    made = written(store, row, tmp_path)
    assert text_of(made).split() == archived(store, row)


def _drawn(path: Path) -> list[Any]:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return [page.render(scale=0.5).to_numpy().copy() for page in pdf]


def test_nothing_that_runs_is_taken_over(store: Store, tmp_path: Path) -> None:
    path = save(page_image().convert("L"), tmp_path / "scan.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = script
        pdf.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script]))
        )
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=script, Rect=[0, 0, 500, 500]
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([link])
        pdf.attachments["x.txt"] = b"x"
        pdf.save(path, encryption=pikepdf.Encryption(owner="secret", user=""))
    row = put_known(store, path)
    made = written(store, row, tmp_path, Standard.NONE)
    with pikepdf.open(made) as pdf:
        assert not pdf.is_encrypted
        assert not {"/OpenAction", "/Names", "/AcroForm", "/AF"} & set(pdf.Root.keys())
        assert not {"/AA", "/Annots"} & set(pdf.pages[0].obj.keys())
    assert b"JavaScript" not in made.read_bytes()


@pytest.mark.parametrize(
    ("mode", "suffix"), [("RGBA", "png"), ("LA", "png"), ("P", "png"), ("1", "tif"), ("L", "tif")]
)
def test_every_kind_of_image_becomes_a_page(tmp_path: Path, mode: str, suffix: str) -> None:
    from vnadmin_nlp.export.pdf.source_pages import open_sheets

    path = save(page_image(dpi=50).convert(mode), tmp_path / f"scan.{suffix}", dpi=50)
    pdf, (sheet,) = open_sheets(path, [1], {}, 10**8)
    assert len(pdf.pages) == 1
    assert (sheet.width, sheet.height) == pytest.approx((595, 842), abs=3)


def test_a_photo_that_its_camera_turned_is_shown_upright(store: Store, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "photo.jpg"
    page_image().rotate(90, expand=True).save(path, exif=exif, dpi=(DPI, DPI))
    row = put_known(store, path)
    made = written(store, row, tmp_path)
    assert text_of(made).split() == archived(store, row)
    assert_on_print(made, list(drawn()))


def test_a_corrected_value_is_found_in_the_place_of_the_one_read(
    shelf: Store, exported: list[Exported], tmp_path: Path
) -> None:
    store, row = shelf, exported[0].row
    for field, value in (
        ("number", "38-QĐ/TU"),
        ("date", "2024-02-07"),
        ("signer.name", "Nguyễn Thị Hồng Ánh"),
    ):
        store.correct(row.id, field, value, by="an")
    row = store.document(row.id)
    made = written(store, row, tmp_path)
    assert made.name.startswith("38-QD-TU_")
    text = text_of(made)
    head = text[: text.index("Điều 1")]
    assert "38-QĐ/TU" in head
    assert "31-QĐ/TU" not in head
    assert "ngày 07 tháng 02 năm 2024" in head
    assert "Nguyễn Thị Hồng Ánh" in text
    read = [word for word in archived(store, row) if word not in text.split()]
    assert "31-QĐ/TU" in read
    evidence = row.record["evidence"]["number"]["box"]
    (found,) = (word for word in words_of(made) if word.text == "38-QĐ/TU")
    left, top, right, bottom = (side * 72 / DPI for side in evidence)
    assert left - 4 < found.x0 < found.x1 < right + 4
    assert top - 8 < found.middle < bottom + 8


def lines(*texts: str) -> list[list[Word]]:
    return [
        [
            Word(text, BoundingBox(100 * i, 50 * row, 100 * i + 90, 50 * row + 40), 1.0, row)
            for i, text in enumerate(line.split())
        ]
        for row, line in enumerate(texts)
    ]


ALL = BoundingBox(0, 0, 10_000, 10_000)
LONG_DAY, LONG_DAY_AFTER = "Huế, ngày 14 tháng 3 năm 2024", "Huế, ngày 05 tháng 4 năm 2024"


@pytest.mark.parametrize(
    ("field", "old", "new", "read", "said"),
    [
        pytest.param("number", "7-CV/TU", "1-CV/TU", "Số 7-CV/TU", "Số 1-CV/TU", id="number"),
        pytest.param("number", "7-CV/TU", "1-CV/TU", "Số: 7 - CV/TU", "Số: 1-CV/TU", id="parts"),
        pytest.param("number", "27/KH-HU", "9/KH-HU", "Số: 2/KH-HU", "Số: 9/KH-HU", id="misread"),
        pytest.param("number", "7/QĐ", "8/QĐ", "Số:7/QĐ", "Số:8/QĐ", id="without a space"),
        pytest.param("sign", "CV/TU", "KH/TU", "Số 17-CV/TU", "Số 17-KH/TU", id="sign"),
        pytest.param("place", "Hà Nam", "Hà Nội", "Hà Nam, ngày 2", "Hà Nội, ngày 2", id="comma"),
        pytest.param("date", "2024-03-14", "2024-04-05", LONG_DAY, LONG_DAY_AFTER, id="date"),
        pytest.param(
            "date", "2024-03-14", "2024-02-05", "(14/3/2024).", "(05/02/2024).", id="short date"
        ),
        pytest.param("doc_type", "Kế hoạch", "Báo cáo", "KẾ HOẠCH", "BÁO CÁO", id="capitals"),
        pytest.param("doc_type", "Công văn", "Tờ trình", "Số: 4/TB", "Số: 4/TB", id="not printed"),
        pytest.param("signer.name", "Lê An", "Lê Thị An", "Lê An", "Lê Thị An", id="more words"),
        pytest.param("subject", "về họp", "về việc họp", "về\nhọp", "về việc\nhọp", id="lines"),
    ],
)
def test_corrections_replace_words(field: str, old: str, new: str, read: str, said: str) -> None:
    mended = corrected(lines(*read.split("\n")), [Correction(field, old, new, ALL)])
    assert "\n".join(" ".join(word.text for word in line) for line in mended) == said
    for line in mended:
        assert all(a.box.x0 < b.box.x0 for a, b in pairwise(line))


def test_corrections_of_a_list_replace_its_items() -> None:
    record = {
        "evidence": {"addressees": {"page": 2, "box": [0, 0, 10, 10], "text": ""}},
    }
    row = CorrectionRow("addressees", ["Sở A", "Sở C"], ["Sở A", "Sở B"], "person:an", "2024")
    (found,) = corrections_of(record, [row])[2]
    assert (found.old, found.new, found.box) == ("Sở B", "Sở C", None)


def test_names_are_safe_on_any_disk() -> None:
    assert file_name({"number": "31-CT/TU", "id": "a1"}) == "31-CT-TU_a1.pdf"
    assert file_name({"number": "../../etc/x\0", "id": "..\\b"}) == "etc-x_b.pdf"
    assert file_name({"number": None, "id": "\u202e."}) == "document.pdf"
    assert len(file_name({"number": "đ" * 999, "id": "a" * 999})) < 200


def test_properties_are_lines_of_plain_text(store: Store) -> None:
    record: dict[str, Any] = {
        "id": "x", "doc_type": None, "number": None, "subject": "về\x00\n <b>hạn</b>",
        "issuing_body": None, "parent_body": None, "date": None, "place": None,
        "signer": {"name": None, "role": None}, "addressees": [], "source": {"sha256": "00"},
    }  # fmt: skip
    told = properties_of(record)
    assert told.title == "về <b>hạn</b>"
    assert told.author == told.keywords == ""


def test_a_changed_or_missing_scan_is_told(store: Store, tmp_path: Path) -> None:
    path = save(page_image(), tmp_path / "scan.png")
    row = put_known(store, path)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(UnreadableInput, match="changed"):
        written(store, row, tmp_path)
    path.unlink()
    with pytest.raises(UnreadableInput, match="no such file"):
        written(store, row, tmp_path)


def test_a_scan_that_was_moved_is_found_where_a_run_saw_it_again(
    place: str, tmp_path: Path
) -> None:
    path = save(page_image(), tmp_path / "scan.png")
    with Store(place) as store:
        row = put_known(store, path)
        with zipfile.ZipFile(tmp_path / "box.zip", "w") as box:
            box.write(path, "in/scan.png")
        path.unlink()
        there = str(tmp_path / "box.zip" / "in" / "scan.png")
        with store.transaction() as db:
            db.execute(
                "INSERT INTO manifest (path, size, mtime, sha256, state)"
                " VALUES (?, 1, 1, ?, 'done')",
                (there, row.sha256),
            )
        assert text_of(written(store, row, tmp_path)).split() == archived(store, row)


def test_the_command_writes_what_it_can_and_tells_the_rest(tmp_path: Path) -> None:
    archive, out = tmp_path / "a.db", tmp_path / "out"
    with Store(archive) as store:
        scan = put_known(store, save(page_image(), tmp_path / "scan.png"))
        text = tmp_path / "letter.txt"
        text.write_text("Số 07-CV/TU\nKính gửi: Các huyện ủy\nĐề nghị báo cáo.\n", "utf-8")
        (letter,) = put(store, text)
    run = ("export", "pdf", "--archive", archive, "--out", out, "-j1")

    ended = vnadmin(*run, "--all", "--json")
    assert ended.code == 1
    first, second = map(json.loads, ended.out.splitlines())
    assert first["standard"] == "PDF/A-2b"
    assert (first["document"], second["document"]) == (scan.id, letter.id)
    assert second["exit_code"] == 4
    assert "it is a text, not a scan" in ended.err
    made = Path(first["pdf"])
    assert list(out.iterdir()) == [made]
    assert made.parent == out

    before = made.stat()
    ended = vnadmin(*run, f"id:{scan.id}")
    assert ended.code == 5
    assert "--force" in ended.err
    assert made.stat() == before

    assert vnadmin(*run).code == 2
    assert vnadmin(*run, "999-QĐ/TU").code == 6


def test_nothing_is_left_of_a_run_into_a_folder_that_cannot_be_written(
    store: Store, tmp_path: Path
) -> None:
    from vnadmin_nlp.export.pdf import export

    (tmp_path / "file").touch()
    with pytest.raises(NotWritable):
        list(export(store, [], tmp_path / "file" / "out"))


def test_a_page_that_was_not_read_has_no_words(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    image = page_image().convert("1")
    image.save(path, save_all=True, append_images=[image], dpi=(DPI, DPI))
    row = put_known(store, path)._replace(last_page=2)
    made = written(store, row, tmp_path)
    assert text_of(made).split() == archived(store, row)
    assert text_of(made, "-f", "2").split() == []


def test_times_of_pages_are_those_of_vietnam() -> None:
    from vnadmin_nlp.export.pdf.pdf_properties import _midnight

    assert _midnight("2024-03-14") == dt.datetime(2024, 3, 13, 17, tzinfo=dt.UTC)


def test_runs_are_parted_by_more_than_poppler_takes_for_nothing() -> None:
    from vnadmin_nlp.export.pdf.page_geometry import Sheet, runs, way_back

    page = Page(1, 1000, 1400, 100, (), Source.RECOGNISED, "test")
    way = way_back(page, Sheet(720, 1008))
    touching = [
        Word(text, BoundingBox(x, 100, x + 30, 120), 1.0, 0) for text, x in (("a", 10), ("b", 40))
    ]
    (run,) = runs(touching, way)
    first, second = run.words
    assert second.start - first.start - first.length > 0.15 * run.size
