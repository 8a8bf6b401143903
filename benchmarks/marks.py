"""Marks of urgency and secrecy stamped on the head of a page, at all angles: how many are read.

    python -m benchmarks.marks [-v]

Each mark is stamped beside Kính gửi, bold or plain, in a thick frame or in none, up to
twelve degrees askew, on a page typeset for it, of 200 dpi. A mark counts as read where the record
has it; *else* are those that are read as another one, or as one that is not there.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from samples.typesetter.fonts import font
from vnadmin_nlp.pipeline import process

MARKS = ("HỎA TỐC", "THƯỢNG KHẨN", "KHẨN", "MẬT", "TỐI MẬT", "TUYỆT MẬT", "NHẬN", "")
ANGLES = (-12.0, -6.0, -2.0, 0.0, 4.0, 8.0)
FRAMES = (0.14, 0.0)
INKS = {"red": (205, 30, 40), "black": (40, 40, 40)}
SIZE = 1654, 2339
LINES = (
    (180, 200, "UBND TỈNH LAM SƠN", False),
    (760, 200, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
    (250, 245, "SỞ NỘI VỤ", True),
    (900, 245, "Độc lập - Tự do - Hạnh phúc", True),
    (220, 330, "Số: 412/SNV-VTLT", False),
    (880, 330, "Lam Sơn, ngày 15 tháng 11 năm 2024", False),
    (190, 390, "V/v nộp lưu hồ sơ, tài liệu", False),
    (640, 560, "Kính gửi: Các sở, ban, ngành tỉnh.", False),
    (300, 700, "Thực hiện Kế hoạch số 27/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân tỉnh,", False),
    (200, 750, "Sở Nội vụ đề nghị các cơ quan nộp hồ sơ, tài liệu trước ngày 30/11/2024.", False),
)


def letter() -> Image.Image:
    """Return the first page of a letter."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    for x, y, text, bold in LINES:
        draw.text((x, y), text, "black", font("tinos", 36, bold=bold))
    return image


def stamp(text: str, *, frame: float, angle: float, bold: bool, tall: int = 44) -> Image.Image:
    """Return a stamp as a mask.

    Args:
        text: of the mark.
        frame: how thick it is, as a share of the height of the letters.
        angle: in degrees counter-clockwise.
        bold: whether its letters are.
        tall: size of its letters, in pixels.
    """
    face = font("tinos", tall, bold=bold)
    size = round(face.getlength(text) + tall), round(1.9 * tall)
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    if frame:
        draw.rectangle((1, 1, size[0] - 2, size[1] - 2), outline=255, width=round(frame * tall))
    draw.text((size[0] / 2, size[1] * 0.54), text, 255, face, anchor="mm")
    return mask.rotate(angle, Image.Resampling.BICUBIC, expand=True)


def stamped(mask: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Return the letter with a stamp at the left of Kính gửi."""
    image = letter()
    uneven = np.random.default_rng(5).uniform(0.75, 1, (mask.height, mask.width))
    ink = Image.fromarray((np.asarray(mask) * uneven).astype(np.uint8))
    image.paste(colour, (170, 600 - mask.height // 2), ink)
    return image


def cases() -> Iterator[tuple[str, float, Image.Image]]:
    """Yield every mark with its frame and stamp."""
    bold = cycle((True, False, True))
    for text in MARKS:
        for frame in FRAMES:
            for angle in ANGLES:
                yield text, frame, stamp(text, frame=frame, angle=angle, bold=next(bold))


def main() -> None:
    """Print how many marks are read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("-v", "--verbose", action="store_true", help="name what is not read")
    args = parser.parse_args()
    print(f"{'':16}{'stamped':>8}{'read':>6}{'else':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for colour, ink in INKS.items():
            for frame in FRAMES:
                rows = [(text, mask) for text, of, mask in cases() if of == frame]
                read = other = 0
                for text, mask in rows:
                    path = Path(folder) / "page.png"
                    stamped(mask, ink).save(path, dpi=(200, 200))
                    record = process(path).records[0]
                    got, wanted = record.urgency or record.secrecy, text if is_mark(text) else None
                    read += got == wanted and bool(wanted)
                    other += got is not None and got != wanted
                    if args.verbose and got != wanted:
                        print(f"  {colour}, frame {frame}: {text or 'none'} is read as {got}")
                wanted = sum(is_mark(text) for text, _ in rows)
                print(f"{colour}, frame {frame:<4}{wanted:8}{read:6}{other:6}", flush=True)


def is_mark(text: str) -> bool:
    """Tell whether a stamp is a mark: NHẬN is none."""
    return text not in ("", "NHẬN")


if __name__ == "__main__":
    main()
