"""Acts cited by name: laws and codes, the Party's charter and congress papers, standards."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnadmin_nlp.extraction.citations.cited_document import CitedDocument, NamingForm
from vnadmin_nlp.vocab import doc_types, law_names
from vnadmin_nlp.vocab.citation_words import TypeWord, loose, type_words

# All patterns read accent-free lower-case text of the same length.
_LAWS = ("Bộ luật", "Luật", "Pháp lệnh")
# "pháp luật", "kỷ luật", drafts of laws, "Luật này": no law is named.
_NO_LAW_BEFORE = loose(r"(?:phap|du an|du thao|xay dung) $")
_NO_SMALL_LAW_BEFORE = loose(r"(?:ky|quy|dinh) $")
_NO_LAW_AFTER = loose(
    r" (?:so\s?:?\s?\d|(?:nay|can cu|su(?!\w)|do(?!\w)|gia|moi|va|co|cua|quy dinh|phap)(?!\w))"
)
_ABOUT = loose(r" ve(?!\w)")  # "Luật về …" is a name only with its date
# What follows a name for certain: its date, its number, its year.
_NAMED_TO_HERE = loose(
    r" (?P<name>[^;:.()\"“”]{2,140}?)"
    r"(?=,? (?:ngay [\dlo]|nam \d{4}|so\s?:?\s{0,3}\d{1,3}\s?/|\d{1,3}/\d{4}/qh))"
)
_NO_NAME = loose(
    r"(?<!\w)(?:(?<!phap\s)luat|phap lenh|hien phap|can cu|quy dinh|huong dan|duoc|thong qua"
    r"|hieu luc|hien hanh|thuc hien theo|quyet dinh|thong tu|nghi dinh|nghi quyet|cong van|ke hoach"
    r"|dieu \d{1,3}|khoan \d)(?!\w)"
)
_AMENDS = loose(r" (?:so\s?:?\s?\d{1,3}/\d{4}/qh\d{1,2},? )?sua doi(?!\w)")
_AMENDED_TO_HERE = loose(
    r"[^;:()\"“”]{10,220}?(?=,? (?:ngay [\dlo]|so\s?:?\s{0,3}\d{1,3}\s?/\s?\d{4}/))"
)
_NO_AMENDED = loose(
    r"(?<!\w)(?:can cu|thong tu|nghi dinh|nghi quyet|quyet dinh|cong van|co hieu luc"
    r"|theo de nghi)(?!\w)"
)
_AMENDING = loose(
    r" (?:so\s?:?\s?\d{1,3}/\d{4}/qh\d{1,2},? )?sua doi,? bo sung "
    r"(?:mot so (?:dieu|noi dung) )?(?:cua )?(?:cac )?(?=(?:bo )?luat|phap lenh|\d)"
)
_AMENDED = loose(
    r"(?:(?:bo )?luat|phap lenh|\d{1,3} luat) [^;:.()\"“”]{2,110}?"
    r"(?=,? (?:ngay [\dlo]|nam \d{4}|so\s?:?\s{0,3}\d{1,3}\s?/|(?:va )?(?:bo )?luat )"
    r"|\s?[,;:.()\n\"”]|$)"
)
_AND_LAW = loose(r"\s?(?:,|va|,\s?va) (?=(?:bo )?luat\s|phap lenh )")
_GUESSED = loose(
    r"(?:\s{1,2}(?!(?:duoc|co|quy|ve|do|da|de|thi|la|trong|tren|hien|cho|cua|tai|va|nay|den|ngay|so|theo|voi"
    r"|tu|khi|bao|vao|khong|phai|bi|ra|sau|truoc|o|bang|hoac|neu|ma|nhu|doi|nhung|van|cac|can)(?!\w))"
    r"[^\W\d_]{1,10}){1,7}"
)
_YEAR = loose(r",? (?:nam )?(?P<year>(?:19|20)\d\d)(?![\d/])| \(sua doi[^)]{0,20}\)")

# Further names, by the type word that they begin with; "_" stands for a space or line break.
_NAMED = (
    (
        "Hiến pháp",
        r"_nuoc_cong_hoa_xa_hoi_chu_nghia_viet_nam(?:(?:_\(?nam)?_(?:19|20)\d\d)?"
        r"|(?:_\(?nam)?_(?:19|20)\d\d",
        (),
    ),
    ("Điều lệ Đảng", r"(?:_cong_san_viet_nam)?(?!\w)", ("basis", "pursuant")),
    ("Quy chế", r"_lam_viec(?=_cua)", ("basis",)),
    (
        "Nghị quyết",
        r"_(?:hoi_nghi_)?(?:lan_thu_\w{2,5},?_)?(?:ban_chap_hanh_)?trung_uong_"
        r"(?:\d{1,2}|lan_thu_\w{2,5})(?:,?_\(?khoa_[ivx]{1,5}\)?)?"
        r"|_hoi_nghi_(?:lan_thu_\w{2,5}|trung_uong_\d{1,2})_(?:cua_)?ban_chap_hanh_trung_uong"
        r"(?:_dang)?(?:,?_\(?khoa_[ivx]{1,5}\)?)?",
        (),
    ),
    (
        "Nghị quyết",
        r"_dai_hoi_(?:[^;:.()\d\n]{0,60}?lan_thu_\w{1,6}|[ivx]{1,5}(?!\w))(?:_cua_dang)?"
        r"(?:,?_nhiem_ky_\d{4} ?[-–] ?\d{4})?",
        (),
    ),
)
_TITLES = tuple(
    (kind, loose(f"(?:{pattern.replace('_', ' ')})"), only_if) for kind, pattern, only_if in _NAMED
)
_PLENUM = loose(r"nqtw\s?\d{1,2}\s?\(?khoa [ivx]{1,5}\)?")  # "NQTW4 (khóa XII)"
_STANDARD = re.compile(
    r"(?P<code>[TQ]C(?<!\w[TQ]C)(?:VN|CS|ĐP))\s?(?:ISO(?:/IEC)?\s)?[\d-]{1,12}(?::\d{4})"
    r"(?:/[A-ZĐ&]{2,10})?(?:/SĐ\s?\d(?::\d{4})?)?"
)


def find_laws(text: str, bare: str) -> list[CitedDocument]:
    """Find laws, codes and ordinances named by title, amending ones as one act.

    Args:
        text: as printed.
        bare: the same text without accents.
    """
    found: list[CitedDocument] = []
    for word in type_words(bare):
        if word.name not in _LAWS or (found and word.start < found[-1].end):
            continue
        start, far = word.start, max(0, word.start - 12)
        small = text[start].islower() and _NO_SMALL_LAW_BEFORE.search(bare, far, start)
        if small or _NO_LAW_BEFORE.search(bare, far, start):
            continue
        end, confidence = _law_end(text, bare, word)
        if end:
            found.append(_law(text, bare, word, end, confidence))
    return found


def _law(text: str, bare: str, word: TypeWord, end: int, confidence: float) -> CitedDocument:
    name = law_names.mended(" ".join(text[word.start : end].split()))
    if year := _YEAR.match(bare, end):
        end = year.end()
        printed = " ".join(text[year.start() : end].strip(" ,\n").split())
        name = f"{name} {printed}"
    name = name[0].upper() + name[1:]
    return CitedDocument(
        word.start, end, NamingForm.NAMED, word.name, title=name, confidence=confidence
    )


def _law_end(text: str, bare: str, word: TypeWord) -> tuple[int, float]:
    """Return where the name of a law ends and how sure that is; 0 where no law is named."""
    if _AMENDS.match(bare, word.end):
        amended = _AMENDED_TO_HERE.match(bare, word.end)
        if amended and not _NO_AMENDED.search(amended.group()):
            return amended.end(), 0.95
        if amending := _AMENDING.match(bare, word.end):
            return _amended_end(bare, amending.end()), 0.9
    known = law_names.named().match(bare, word.start)
    to_here = _NAMED_TO_HERE.match(bare, word.end)
    clear = to_here and not _NO_NAME.search(to_here["name"])
    capital = text[word.start].isupper()
    if known and not (clear and capital and to_here and to_here.end() > known.end()):
        return known.end(), 0.97
    if not capital or _NO_LAW_AFTER.match(bare, word.end):
        return (known.end(), 0.9) if known else (0, 0.0)
    if clear and to_here and to_here["name"].count(" ") < 18:
        return to_here.end(), 0.93
    if _ABOUT.match(bare, word.end):
        return 0, 0.0
    guessed = _GUESSED.match(bare, word.end)
    # without a date the name must at least begin with a capital
    if guessed and text[word.end :].lstrip()[:1].isupper():
        return guessed.end(), 0.7
    return 0, 0.0


def _amended_end(bare: str, start: int) -> int:
    """Follow the list of laws that an amending law names."""
    end = start
    for _ in range(12):
        known = law_names.named().match(bare, start) or _AMENDED.match(bare, start)
        if known is None:
            return end
        end = known.end()
        following = _AND_LAW.match(bare, end)
        if following is None:
            return end
        start = following.end()
    return end


def find_titles(text: str, bare: str) -> Iterator[CitedDocument]:
    """Yield other acts that have a name and no number, such as the charter of the Party."""
    for word in type_words(bare):
        for kind, pattern, only_if in _TITLES:
            match = pattern.match(bare, word.end) if kind == word.name else None
            if match and text[word.start].isupper():
                yield _titled(text, word.start, match.end(), kind, only_if)
    for match in _PLENUM.finditer(bare):
        yield _titled(text, match.start(), match.end(), "Nghị quyết", ())


def _titled(text: str, start: int, end: int, kind: str, only_if: tuple[str, ...]) -> CitedDocument:
    printed = " ".join(text[start:end].split())
    return CitedDocument(
        start, end, NamingForm.NAMED, kind, title=printed, confidence=0.75, only_if=only_if
    )


def find_standards(text: str) -> Iterator[CitedDocument]:
    """Yield national standards and technical regulations; these have a number of their own kind."""
    if not any(code in text for code in ("TCVN", "QCVN", "TCCS", "QCĐP")):
        return
    for match in _STANDARD.finditer(text):
        kind = doc_types.by_code(match["code"])
        if kind:
            number = " ".join(match.group().split())
            yield CitedDocument(match.start(), match.end(), NamingForm.STANDARD, kind.name, number)
