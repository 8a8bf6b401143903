"""Whole files for long runs: the samples typeset anew, each with a number and a day of its own.

Typesetting a page costs as much as reading it, so that few are typeset and each is scanned many
times: shifted, with grain of its own, a little darker or paler.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

SOURCES = Path(__file__).resolve().parents[1] / "samples" / "sources"
#: A place of the scan, a number or a day in a line of a source.
_NUMBER = re.compile(r'^(number_line = "\D*)\d+', re.MULTILINE)
_DAY = re.compile(r'^(place_line = ".*ngày )\d+', re.MULTILINE)

_TEXT = """TỈNH ỦY LẠNG SƠN
VĂN PHÒNG
*
Số {number}-CV/VPTU

V/v rà soát hồ sơ đợt {round}

ĐẢNG CỘNG SẢN VIỆT NAM

Lạng Sơn, ngày {day:02} tháng {month:02} năm {year}

Kính gửi: Các ban của Tỉnh ủy

Thực hiện Chỉ thị số {cited}-CT/TU, ngày 14/3/2024 của Ban Thường vụ Tỉnh ủy về siết chặt kỷ luật,
Văn phòng Tỉnh ủy đề nghị các đồng chí gửi báo cáo trước ngày 30/11/{year}.

Nơi nhận:
- Như trên,
- Lưu Văn phòng.

CHÁNH VĂN PHÒNG

Hoàng Đình Khuê
"""


def text(number: int) -> str:
    """Return the text of a letter, which differs from that of every other number."""
    rng = Random(number)
    year, month, day = rng.randrange(2015, 2025), rng.randrange(1, 13), rng.randrange(1, 28)
    told = {"year": year, "month": month, "day": day, "cited": rng.randrange(1, 40)}
    return _TEXT.format(number=number + 1, round=rng.randrange(1, 9), **told)


def typeset(number: int, *, dpi: int) -> Image.Image:
    """Return the first page of a sample in gray, with another number and day."""
    from samples.typesetter.render import draw
    from samples.typesetter.source import load
    from samples.typesetter.typeset import sheets

    sources = sorted(SOURCES.glob("*.toml"))
    rng = Random(number)
    told = sources[number % len(sources)].read_text("utf-8")
    told = _NUMBER.sub(rf"\g<1>{rng.randrange(1, 2000)}", told)
    told = _DAY.sub(rf"\g<1>{rng.randrange(10, 28)}", told)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "letter.toml")
        path.write_text(told, "utf-8")
        return draw(sheets(load(path))[0], dpi=dpi).image.convert("L")


def scanned(page: Image.Image, number: int) -> Image.Image:
    """Return a scan of a page, unlike that of every other number."""
    import cv2
    import numpy as np

    rng = np.random.default_rng(number)
    pixels = np.roll(np.asarray(page), tuple(rng.integers(-12, 13, 2)), (0, 1))
    grain = rng.normal(0, 4, (97, 89)).astype(np.float32)
    height, width = pixels.shape
    grain = np.tile(grain, (height // 97 + 1, width // 89 + 1))[:height, :width]
    paler = cv2.addWeighted(pixels, rng.uniform(0.85, 1.0), pixels, 0, float(rng.uniform(0, 20)))
    from PIL import Image

    return Image.fromarray(cv2.add(paler.astype(np.float32), grain).clip(0, 255).astype(np.uint8))


def write_scan(page: Image.Image, path: Path, *, dpi: int) -> Path:
    """Write a scan in the format that its name asks for: PDF, JPEG, PNG or TIFF."""
    if path.suffix == ".pdf":
        from samples.typesetter.pdf import write_scans

        write_scans(path, [page], dpi, 55)
    else:
        page.save(path, dpi=(dpi, dpi), **({"quality": 60} if path.suffix == ".jpg" else {}))
    return path
