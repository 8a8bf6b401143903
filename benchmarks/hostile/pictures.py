"""Image files that are broken, or made to burst the memory; and the whole ones they come from."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from random import Random

from PIL import Image

from samples.typesetter.fonts import font

_PNG = b"\x89PNG\r\n\x1a\n"
_LINES = (
    "ĐẢNG BỘ TỈNH LAM SƠN",
    "Số 27-KH/TU",
    "Căn cứ Quy định số 14-QĐ/TU ngày 02 tháng 6 năm 2023 của Tỉnh ủy về kiểm tra,",
    "giám sát, Ban Thường vụ Tỉnh ủy xây dựng kế hoạch thực hiện trong toàn Đảng bộ.",
)


@cache
def _sheet() -> Image.Image:
    from PIL import ImageDraw

    image = Image.new("L", (827, 1169), 255)
    draw, face = ImageDraw.Draw(image), font("tinos", 19)
    for row, line in enumerate(_LINES):
        draw.text((80, 100 + 32 * row), line, fill=0, font=face)
    return image


def _saved(image: Image.Image, kind: str, **told: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **told)
    return stream.getvalue()


def good_jpeg(rng: Random) -> tuple[bytes, tuple[int, int]]:
    """Return a small page as JPEG, and its size in pixels."""
    image = _sheet().copy()
    image.putpixel((rng.randrange(800), rng.randrange(1000)), rng.randrange(200))
    return _saved(image, "JPEG", quality=60, dpi=(100, 100)), image.size


def truncated(rng: Random) -> bytes:
    """Return an image that was cut off while it was copied."""
    kind = rng.choice(["JPEG", "PNG", "TIFF"])
    data = _saved(_sheet(), kind, dpi=(100, 100))
    return data[: rng.randrange(40, len(data) // 2)]


def flipped(rng: Random) -> bytes:
    """Return an image in which some bytes are others."""
    data = bytearray(_saved(_sheet(), rng.choice(["JPEG", "PNG", "TIFF"]), dpi=(100, 100)))
    for _ in range(rng.randrange(20, 200)):
        data[rng.randrange(4, len(data))] = rng.randrange(256)
    return bytes(data)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _png(width: int, height: int, *before: bytes, pixels: bytes = bytes(1000)) -> bytes:
    size = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = b"".join(before) + _chunk(b"IDAT", zlib.compress(pixels, 9)) + _chunk(b"IEND", b"")
    return _PNG + _chunk(b"IHDR", size) + body


def pixel_bomb(rng: Random) -> bytes:
    """Return a PNG of a few bytes that claims thousands of millions of pixels."""
    return _png(rng.randrange(20_000, 1 << 31), rng.randrange(20_000, 1 << 31))


def text_bomb(rng: Random) -> bytes:
    """Return a PNG whose comment and colour profile unpack to 256 MiB each."""
    packed = zlib.compress(bytes(1 << 28), 9)
    comment = _chunk(b"zTXt", b"Comment\0\0" + packed)
    profile = _chunk(b"iCCP", b"p\0\0" + packed)
    rows = bytes(104 * 1169)
    return _png(827, 1169 + rng.randrange(9), comment, profile, pixels=rows + bytes(9 * 104))


def jpeg_bomb(rng: Random) -> bytes:
    """Return a JPEG whose head claims 65,500 pixels a side."""
    data, _ = good_jpeg(rng)
    start = data.index(b"\xff\xc0") + 5
    return data[:start] + struct.pack(">HH", 65_500, 65_500) + data[start + 4 :]


def _tiff(entries: list[tuple[int, int, int, int]], *, following: int, tail: bytes = b"") -> bytes:
    """Return a TIFF of one directory: tag, type, count and value of each entry."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    directory = struct.pack("<H", len(entries)) + rows + struct.pack("<I", following)
    return b"II*\0" + struct.pack("<I", 8) + directory + tail


def frame_loop(rng: Random) -> bytes:
    """Return a TIFF whose only page says that it is the next one as well."""
    size = [(256, 4, 1, 800), (257, 4, 1, 1100 + rng.randrange(50)), (258, 3, 1, 1)]
    return _tiff([*size, (259, 3, 1, 1), (262, 3, 1, 0), (273, 4, 1, 8)], following=8)


def lying_tiff(rng: Random) -> bytes:
    """Return a TIFF whose sizes, packing and places are lies."""
    wild = [0, 1, 827, 65_535, (1 << 32) - 1]
    entries = [
        (256, 4, 1, rng.choice(wild)), (257, 4, 1, rng.choice(wild)),
        (258, 3, rng.choice([1, 4, 1 << 30]), rng.choice([1, 8, 64])),
        (259, 3, 1, rng.choice([1, 3, 4, 5, 7, 8, 34_712])), (262, 3, 1, rng.choice([0, 1, 2])),
        (273, 4, rng.choice([1, 1 << 28]), rng.choice(wild)), (277, 3, 1, rng.choice([1, 3, 999])),
        (278, 4, 1, rng.choice(wild)), (279, 4, 1, rng.choice(wild)),
        (282, 5, 1, 8), (283, 5, 1, rng.choice(wild)),
    ]  # fmt: skip
    return _tiff(entries, following=0, tail=rng.randbytes(4_000))


def many_frames(rng: Random) -> bytes:
    """Return a TIFF of 20,000 pages of one pixel."""
    count, body = 20_000, bytearray(b"II*\0" + struct.pack("<I", 8))
    entries = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 0), (278, 1), (279, 1)]
    length = 2 + 12 * len(entries) + 4
    for number in range(count):
        following = 8 + length * (number + 1) if number < count - 1 else 0
        body += struct.pack("<H", len(entries))
        body += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
        body += struct.pack("<I", following)
    return bytes(body) + rng.randbytes(8)


def pixel(rng: Random) -> bytes:
    """Return a picture of one pixel, at no resolution or one beyond all measure."""
    dpi = rng.choice([(0, 0), (1e6, 1), (1, 65_000)])
    kind = rng.choice(["JPEG", "TIFF", "PNG"])
    return _saved(Image.new("L", (1, 1), rng.randrange(256)), kind, dpi=dpi)


def noise(rng: Random) -> bytes:
    """Return a page of nothing but noise."""
    return _saved(Image.frombytes("L", (600, 850), rng.randbytes(600 * 850)), "PNG")


def blank(rng: Random) -> bytes:
    """Return a page without print, white, gray or black."""
    image = Image.new("L", (827, 1169 + rng.randrange(40)), rng.choice([0, 128, 255]))
    return _saved(image, "PNG", dpi=(100, 100))


def not_a_number(rng: Random) -> bytes:
    """Return a picture in numbers with fractions, most of which are none."""
    values = [float("nan"), float("inf"), -1e38, 0.0, rng.random()]
    image = Image.new("F", (827, 1169))
    for row in range(1169):
        image.paste(values[row % len(values)], (0, row, 827, row + 1))
    return _saved(image, "TIFF")


def gif(rng: Random) -> bytes:
    """Return a picture of a kind that is not read."""
    return _saved(Image.new("L", (30, 30), rng.randrange(256)), "GIF") + rng.randbytes(9)
