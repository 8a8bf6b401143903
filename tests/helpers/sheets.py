"""Pages made of words at given places, as a recogniser would give them."""

from __future__ import annotations

from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word

#: 13 pt print at 300 dpi
HEIGHT = 40
CHAR = 21


def sheet(
    rows: list[tuple[int, int, str]],
    *,
    number: int = 1,
    source: Source = Source.RECOGNISED,
    confidence: float = 0.95,
    heights: dict[str, int] | None = None,
    doubts: dict[str, float] | None = None,
    pen: dict[str, tuple[tuple[str, float], ...]] | None = None,
) -> Page:
    """Return an A4 page at 300 dpi.

    Args:
        rows: ``(x, y, text)`` of each piece of print, in pixels.
        number: page number.
        source: where the words come from.
        confidence: of every word.
        heights: words that stand higher than print (a pen's).
        doubts: words that were read with another confidence.
        pen: words that a pen wrote, with what they may be.
    """
    words = []
    for line, (x, y, text) in enumerate(rows):
        at = x
        for word in text.split():
            high = (heights or {}).get(word, HEIGHT)
            box = BoundingBox(at, y - (high - HEIGHT), at + CHAR * len(word), y + HEIGHT)
            sure = (doubts or {}).get(word, confidence)
            readings = (pen or {}).get(word, ())
            words.append(Word(word, box, sure, line, word in (pen or {}), readings))
            at += CHAR * (len(word) + 1)
    return Page(number, 2480, 3508, 300, tuple(words), source, "test")


def text_page(text: str) -> Page:
    """Return a page of plain text, each line a row."""
    words = [
        Word(word, BoundingBox(20 * i, 50 * row, 20 * i + 18, 50 * row + 40), 1.0, row)
        for row, line in enumerate(text.splitlines())
        for i, word in enumerate(line.split())
    ]
    return Page(1, 2000, 5000, 100, tuple(words), Source.PLAIN_TEXT, "text")


STATE_LETTER = [
    (420, 300, "UBND TỈNH AN PHÚ"),
    (1100, 300, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (560, 360, "SỞ NỘI VỤ"),
    (1330, 362, "Độc lập - Tự do - Hạnh phúc"),
    (480, 480, "Số: 412/SNV-VTLT"),
    (1250, 482, "An Phú, ngày 05 tháng 9 năm 2024"),
    (430, 560, "V/v nộp lưu hồ sơ, tài liệu"),
    (500, 620, "vào lưu trữ lịch sử"),
    (640, 780, "Kính gửi:"),
    (900, 840, "- Các sở, ban, ngành tỉnh;"),
    (900, 900, "- Ủy ban nhân dân các huyện, thị xã,"),
    (900, 960, "thành phố."),
    (560, 1120, "Thực hiện Kế hoạch số 27/KH-UBND ngày 12/3/2024 của Ủy ban nhân dân"),
    (420, 1190, "tỉnh về công tác văn thư, lưu trữ năm 2024, Sở Nội vụ đề nghị các cơ quan"),
    (420, 1260, "nộp hồ sơ, tài liệu đến hạn trước ngày 30/11/2024./."),
    (420, 1500, "Nơi nhận:"),
    (1560, 1490, "KT. GIÁM ĐỐC"),
    (420, 1560, "- Như trên;"),
    (1540, 1550, "PHÓ GIÁM ĐỐC"),
    (420, 1620, "- UBND tỉnh (b/c);"),
    (420, 1680, "- Lưu: VT, VTLT."),
    (1520, 1900, "Trần Thị Minh Châu"),
]

PARTY_DECISION = [
    (420, 300, "ĐẢNG BỘ TỈNH AN PHÚ"),
    (1300, 300, "ĐẢNG CỘNG SẢN VIỆT NAM"),
    (470, 360, "HUYỆN ỦY LONG SƠN"),
    (640, 420, "*"),
    (1250, 420, "Long Sơn, ngày 12 tháng 02 năm 2024"),
    (500, 480, "Số 618-QĐ/HU"),
    (1080, 640, "QUYẾT ĐỊNH"),
    (760, 710, "về việc thành lập Tổ công tác số hóa"),
    (1200, 770, "-----"),
    (560, 900, "- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;"),
    (560, 970, "- Căn cứ Quy chế làm việc của Ban Chấp hành Đảng bộ huyện,"),
    (700, 1060, "BAN THƯỜNG VỤ HUYỆN ỦY QUYẾT ĐỊNH"),
    (560, 1150, "Điều 1. Thành lập Tổ công tác số hóa tài liệu gồm bảy đồng chí thuộc các"),
    (420, 1220, "cơ quan của Huyện ủy do đồng chí Chánh Văn phòng làm Tổ trưởng."),
    (420, 1500, "Nơi nhận:"),
    (1480, 1500, "T/M BAN THƯỜNG VỤ"),
    (420, 1560, "- Như Điều 1,"),
    (1640, 1560, "BÍ THƯ"),
    (420, 1620, "- Lưu Văn phòng Huyện ủy."),
    (1520, 1900, "Lê Văn Hòa"),
]
