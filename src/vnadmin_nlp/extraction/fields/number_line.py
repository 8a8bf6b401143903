"""Number, sign and type of document (số, ký hiệu, tên loại) from the number line and the title.

A running number is given only where it is printed and read plainly, or where the recogniser knows
digits by pen and thinks its reading more likely than not; a doubtful one is named for review.
Any other stays None with the readings among the candidates: a wrong number sends the whole document
to the wrong place in the graph.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from math import prod

from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.evidence.handwritten_digits import (
    LIKELY_NUMBER,
    pen_confidence,
    sure_of,
)
from vnadmin_nlp.grammar.document_numbers import parse_number
from vnadmin_nlp.layout import Document, PageLine, Zone
from vnadmin_nlp.layout.page_lines import text_height
from vnadmin_nlp.model.page import Word
from vnadmin_nlp.vocab import doc_types, organ_codes, title_lines

#: Below these the digits of a running number are not trusted. A word that holds digits and sign
#: together is read with less confidence, because no language model knows the sign.
_SURE_ALONE = 0.75
_SURE_GLUED = 0.5
#: Below this a word of the sign is no print at all, and the digits beside it are not trusted.
_SURE_SIGN = 0.35
#: Pen digits stand higher than print: a serial higher than its neighbours by this is a pen's. A
#: word with letters beside the digits (accents, the slash) may be somewhat higher by itself.
_PEN_ALONE = 1.2
_PEN_GLUED = 1.35
#: The chance that a number whose digits are printed plainly is what was read.
_PRINTED = 0.995
#: Tesseract reads no pen with this much confidence together with a sign (best seen: 0.80); a rule
#: or the slash that makes such a word high is no pen then.
_NO_PEN = 0.88

_CUE = re.compile(r"^\W*[Ss5][^\W\d]{1,2}\s*[:.;]*\s*")
_SERIAL = re.compile(r"^[\s:.]*(?P<serial>\d{1,6}[a-eđ]?)\s*$")
#: The sign is the last run of groups in capitals: ``QĐ-UBND``, ``CV/Th.U``, ``SNV-LĐVL&TN``.
_GROUP = r"[A-ZĐƯ][A-Za-zĐđƯư.]{0,14}\d{0,3}(?:\([A-ZĐ0-9]{1,6}\))?"
_TRAILING_SIGN = re.compile(rf"(?P<sign>{_GROUP}(?:\s?[-–—/&,]\s?{_GROUP}){{1,5}})[\W_]*\w?[\W_]*$")
_GLUED_SIGN = re.compile(r"\d\s?[-–—]\s?(?P<sign>[A-ZĐ]{4,9})[\W_]*$")
#: what joins running number (and printed year) to the sign
_JOINT = re.compile(r"(?:/\s?(?:(?:19|20)\d\d\s?/\s?)?|\s?[-–—]\s?|\s)$")
#: The recogniser reads a barred D twice. HĐĐ, ĐĐ and GĐĐ are printed so (Hội đồng Đội, Đảng đoàn).
_DOUBLED = re.compile(r"(?<=[QN])ĐĐ(?=-)")
_BLANK = re.compile(r"^[\s._…:,\-–]*$")


@dataclass(frozen=True, slots=True)
class NumberLine:
    """What the number line says.

    Attributes:
        number: the whole number, None where the running number is blank or unsure.
        sign: the printed symbol after it.
        by_hand: whether the running number looks written by hand.
        candidates: what was read of the line.
        readings: whole numbers that it can be read as, with their chances, likeliest first.
    """

    number: FieldValue | None
    sign: FieldValue | None
    by_hand: bool
    candidates: tuple[str, ...] = ()
    readings: tuple[tuple[str, float], ...] = ()


def find_number(document: Document) -> NumberLine:
    """Read the number line of a document."""
    for line in document.of(Zone.NUMBER):
        page = next(page for page in document.pages if page.number == line.page)
        read = _read_line(line, text_height(page.words))
        if read:
            return read
    return NumberLine(None, None, by_hand=False)


def _read_line(line: PageLine, height: float) -> NumberLine | None:
    text = _DOUBLED.sub("Đ", _CUE.sub("", line.text))
    whole = _with_slash(text)
    split = _split_sign(whole)
    if split is None:
        return None
    head, sign_text = split
    pen = [word for word in line.words if word.handwritten]
    if pen:
        head = re.sub(r"(?<=\d)\s+(?=\d)", "", head)  # a pen leaves gaps between its digits
    parsed = parse_number(f"1{sign_text}") or parse_number(f"1/{sign_text.lstrip('/-– ')}")
    if parsed is None:
        return None
    slash = None if whole == text else f"{text} → {whole}"
    repair = slash or (f"{sign_text} → {parsed.sign}" if parsed.repaired else None)
    sign = FieldValue(
        parsed.sign, [line], _sign_confidence(line, parsed.sign), "number-line", repair
    )
    serial = _SERIAL.match(head)
    if not serial:
        seen = () if _BLANK.match(head) else (head.strip() + sign_text.strip(),)
        return NumberLine(None, sign, by_hand=bool(seen), candidates=seen)
    full = parse_number(f"{serial['serial']}{sign_text}")
    if pen:
        return _by_pen(pen, line, serial["serial"] + sign_text, sign, slash)
    digits = [word for word in line.words if serial["serial"] in word.text]
    if full is None or not _is_printed(digits, line, height) or _lowest(line) < _SURE_SIGN:
        return NumberLine(None, sign, by_hand=True, candidates=(head.strip() + sign_text.strip(),))
    confidence = max(0.85, min(word.confidence for word in digits))
    number = FieldValue(full.canonical, [line], confidence, "number-line", slash)
    return NumberLine(number, sign, by_hand=False, readings=((full.canonical, _PRINTED),))


def _by_pen(
    pen: list[Word], line: PageLine, read: str, sign: FieldValue, repair: str | None
) -> NumberLine:
    """Return what the line says where its running number is written by hand."""
    full, sure = parse_number(read), min(map(sure_of, pen))
    confidence = pen_confidence(sure, LIKELY_NUMBER)
    candidates, readings = _other_readings(pen, read), _readings(pen, read)
    if full is None or confidence is None:
        return NumberLine(None, sign, by_hand=True, candidates=candidates, readings=readings)
    number = FieldValue(
        full.canonical, [line], confidence, "number-by-pen", repair, candidates, chance=sure
    )
    return NumberLine(number, sign, by_hand=True, readings=readings)


def _other_readings(pen: list[Word], read: str) -> tuple[str, ...]:
    """Return ``read`` and what it is with other readings of its last word by pen."""
    last = pen[-1]
    others = [read.replace(last.text, text, 1) for text, _ in last.candidates]
    return tuple(dict.fromkeys([read, *others]))


def _readings(pen: list[Word], read: str) -> tuple[tuple[str, float], ...]:
    """Return the numbers that ``read`` is with the readings of its last word by pen."""
    last = pen[-1]
    others = prod(map(sure_of, pen[:-1]))
    ways = ((read.replace(last.text, text, 1), chance) for text, chance in last.candidates)
    parsed = ((parse_number(way), chance * others) for way, chance in ways)
    return tuple((number.canonical, chance) for number, chance in parsed if number)


def _lowest(line: PageLine) -> float:
    """Return the lowest confidence among the words that hold letters of the sign."""
    held = [w.confidence for w in line.words if sum(letter.isupper() for letter in w.text) > 1]
    return min(held, default=1.0)


def _with_slash(text: str) -> str:
    """Give back the slash that a fax has lost: ``512-CVTU`` is ``512-CV/TU`` and nothing else."""
    match = _GLUED_SIGN.search(text)
    if not match:
        return text
    glued = match["sign"]
    ways = [
        f"{glued[:i]}/{glued[i:]}"
        for i in range(2, len(glued) - 1)
        if doc_types.by_code(glued[:i], "party") and organ_codes.by_code(glued[i:], "party")
    ]
    return text[: match.start("sign")] + ways[0] if len(ways) == 1 else text


def _split_sign(text: str) -> tuple[str, str] | None:
    """Cut ``12 /QĐ-UBND`` or ``1296 - CV/Th.U`` into running number and sign with its separator."""
    match = _TRAILING_SIGN.search(text)
    if not match:
        return None
    begin = match.start("sign") + _junk_before_sign(match["sign"])
    joint = _JOINT.search(text[:begin])
    start = joint.start() if joint else begin
    return text[:start], text[start : match.end("sign")]


def _junk_before_sign(sign: str) -> int:
    """Return the length of what a pen left before the sign (``E5-QĐ-STC``, ``MJ/STC-NS``).

    Before a slash stands a type code of the Party order or nothing; before a type code of the
    State order nothing stands.
    """
    groups = list(re.finditer(r"[^\s\-–—/&,]+", sign))
    if groups and doc_types.by_code(groups[0].group()):
        return 0
    typed = next((g.start() for g in groups[1:-1] if doc_types.by_code(g.group())), None)
    return sign.find("/") + 1 if typed is None else typed


def _is_printed(digits: list[Word], line: PageLine, height: float) -> bool:
    """Tell whether the digits look printed: read with confidence, and no higher than the rest."""
    # the sign behind the digits is the measure: the word Số stands higher by its two marks
    behind = line.words[line.words.index(digits[-1]) + 1 :] if digits else ()
    others = [float(word.box.height) for word in behind if len(word.text) > 2] or [height]
    for word in digits:
        alone = word.text.strip(".,:_").isdigit()
        if word.confidence < (_SURE_ALONE if alone else _SURE_GLUED):
            return False
        if not alone and word.confidence >= _NO_PEN:
            continue
        if word.box.height > (_PEN_ALONE if alone else _PEN_GLUED) * statistics.median(others):
            return False
    return bool(digits)


def _sign_confidence(line: PageLine, sign: str) -> float:
    """Return how sure the sign is: codes that are all known can't be there by accident."""
    groups = re.findall(r"[^\s\-–—/&,()]+", sign)
    known = [bool(doc_types.by_code(group) or organ_codes.by_code(group)) for group in groups]
    if all(known):
        return 0.97
    words = [word for word in line.words if word.text.strip("/-–") in sign]
    read = statistics.mean(word.confidence for word in words) if words else line.confidence
    return max(read, 0.82) if any(known) else read


def find_doc_type(
    document: Document, sign: FieldValue | None, system: str | None
) -> FieldValue | None:
    """Find the type: the printed title, else the code in the sign, else a dispatch.

    Dispatches (công văn) bear no title; a State sign without a type code is theirs too
    (NĐ 30/2020/NĐ-CP, Phụ lục I).
    """
    for line in document.of(Zone.TITLE):
        printed = " ".join(w.text for w in line.words if any(c.isalnum() for c in w.text))
        name = title_lines.title_type(printed)
        if name:
            return FieldValue(name, [line], max(0.9, line.confidence), "title")
    if sign is None:
        addressed = document.of(Zone.ADDRESSEES)
        return (
            FieldValue("Công văn", addressed[:1], 0.75, "addressees-without-title")
            if addressed
            else None
        )
    parsed = parse_number(f"1/{sign.value}") or parse_number(f"1-{sign.value}")
    named = doc_types.by_code(parsed.type_code, system) if parsed and parsed.type_code else None
    if named:
        return FieldValue(named.name, sign.lines, 0.9, "sign-code")
    return FieldValue("Công văn", sign.lines, 0.9, "sign-without-type")
