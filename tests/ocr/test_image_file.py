"""The image of a PDF's page is what a viewer shows, whether it is taken as it is or drawn."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.ocr.files.image_file import ImageFile, square_size
from vnadmin_nlp.ocr.files.pdf_file import PdfFile

WIDTH, HEIGHT = 248, 351  # pixels: A4 at 30 dpi
BAR = (20, 40, 150, 90)  # left, top, right, bottom

PAPER = np.ones((HEIGHT, WIDTH), np.uint8)
PAPER[BAR[1] : BAR[3], BAR[0] : BAR[2]] = 0
WHOLE = b"q 595 0 0 842 0 0 cm /I Do Q"


def packed(bits: np.ndarray) -> bytes:
    return zlib.compress(np.packbits(bits, axis=1).tobytes())


def pdf(
    image: bytes = b"/ColorSpace/DeviceGray/BitsPerComponent 1",
    data: bytes = packed(PAPER),
    content: bytes = WHOLE,
    page: bytes = b"",
    *others: bytes,
) -> bytes:
    """Return a PDF of one A4 page with one image; ``others`` are its objects from 6 on."""
    size = b"/Width %d/Height %d" % (WIDTH, HEIGHT)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>" + page + b">>",
        stream(b"", content),
        stream(b"/Type/XObject/Subtype/Image/Filter/FlateDecode" + size + image, data),
        *others,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + end


def stream(keys: bytes, data: bytes) -> bytes:
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), keys, data)


SOFT_MASK = stream(
    b"/Type/XObject/Subtype/Image/Filter/FlateDecode/Width %d/Height %d"
    b"/ColorSpace/DeviceGray/BitsPerComponent 1" % (WIDTH, HEIGHT),
    packed(1 - PAPER),
)
BLACK = zlib.compress(bytes(WIDTH * HEIGHT))
STAMP = stream(b"/Type/XObject/Subtype/Form/BBox[0 0 80 80]", b"0 0 80 80 re f")
NOTE = b"<</Type/Annot/Subtype/Stamp/Rect[400 50 480 130]/F 4/AP<</N 7 0 R>>>>"

SHOWN = {
    "gray scan": (pdf(), BAR),
    "inverted": (
        pdf(b"/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]", packed(1 - PAPER)),
        BAR,
    ),
    "stencil": (pdf(b"/ImageMask true/BitsPerComponent 1"), BAR),
    "soft mask": (
        pdf(b"/ColorSpace/DeviceGray/BitsPerComponent 8/SMask 6 0 R", BLACK, WHOLE, b"", SOFT_MASK),
        BAR,
    ),
    "turned right": (
        pdf(page=b"/Rotate 90"),
        (HEIGHT - BAR[3], BAR[0], HEIGHT - BAR[1], BAR[2]),
    ),
    "turned left, with a rule": (
        pdf(page=b"/Rotate 270", content=WHOLE + b" 300 700 1 1 re f"),
        (BAR[1], WIDTH - BAR[2], BAR[3], WIDTH - BAR[0]),
    ),
    "upside down": (
        pdf(content=b"q 595 0 0 -842 0 842 cm /I Do Q"),
        (BAR[0], HEIGHT - BAR[3], BAR[2], HEIGHT - BAR[1]),
    ),
    "a box drawn on the scan": (
        pdf(content=WHOLE + b" 400 50 80 80 re f"),
        (BAR[0], BAR[1], 200, HEIGHT - 21),
    ),
    "clipped": (
        pdf(content=b"q 0 0 240 842 re W n 595 0 0 842 0 0 cm /I Do Q"),
        (BAR[0], BAR[1], 100, BAR[3]),
    ),
    "a stamp pasted on the scan": (
        pdf(
            b"/ColorSpace/DeviceGray/BitsPerComponent 1",
            packed(PAPER),
            WHOLE,
            b"/Annots[6 0 R]",
            NOTE,
            STAMP,
        ),
        (BAR[0], BAR[1], 200, HEIGHT - 21),
    ),
}


@pytest.mark.parametrize(("data", "black"), SHOWN.values(), ids=SHOWN)
def test_a_page_is_what_a_viewer_shows(
    data: bytes, black: tuple[int, int, int, int], tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(data)
    image = PdfFile(path, max_pixels=10**6).load(1, dpi=200)
    pixels = image.pixels if image.pixels.ndim == 2 else image.pixels.max(axis=2)
    rows, columns = np.nonzero(pixels < 128)
    found = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    assert np.allclose(found, black, atol=2)
    assert pixels.max() == 255


@pytest.mark.parametrize(
    ("size", "dpi", "squared"),
    [
        pytest.param((1728, 1145), (204, 98), (1728, 2383), id="fax of standard resolution"),
        pytest.param((1728, 1145), (0, 0), (1728, 2383), id="fax that tells no resolution"),
        pytest.param((1728, 1145), (72, 72), (1728, 2383), id="fax that tells a wrong one"),
        pytest.param((1728, 2292), (204, 196), (1728, 2292), id="fax of fine resolution"),
        pytest.param((1654, 2339), (200, 200), (1654, 2339), id="scan"),
        pytest.param((1654, 2339), (200, 100), (1654, 2339), id="sheet with a wrong resolution"),
        pytest.param((1728, 2444), (0, 0), (1728, 2444), id="sheet as wide as a fax"),
        pytest.param((1145, 1728), (98, 204), (2383, 1728), id="fax on its side"),
        pytest.param((500, 500), (1000, 1), (500, 500), id="nonsense"),
    ],
)
def test_pixels_are_made_square_where_that_makes_a_sheet(
    size: tuple[int, int], dpi: tuple[int, int], squared: tuple[int, int]
) -> None:
    assert square_size(size, dpi)[0] == squared


def test_a_fax_of_half_the_lines_is_drawn_out(tmp_path: Path) -> None:
    page = Image.fromarray(PAPER * 255).resize((1728, 1145)).convert("1")
    page.save(tmp_path / "fax.tif", dpi=(204, 98), compression="group4")
    image = ImageFile(tmp_path / "fax.tif", max_pixels=10**7).load(1)
    assert image.pixels.shape == (2383, 1728)
    assert image.dpi == 204
    with pytest.raises(UnreadableInput, match="over the limit"):
        ImageFile(tmp_path / "fax.tif", max_pixels=3 * 10**6).load(1)
