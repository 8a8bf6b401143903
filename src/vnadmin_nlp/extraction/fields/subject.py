"""The subject of a document (trích yếu nội dung)."""

from __future__ import annotations

import re
from dataclasses import replace

from vnadmin_nlp.extraction.evidence.field_value import FieldValue
from vnadmin_nlp.extraction.repair.by_bigrams import misread
from vnadmin_nlp.layout import Document, PageLine, Zone
from vnadmin_nlp.layout.page_lines import is_print, is_print_or_stop, mean_confidence
from vnadmin_nlp.vocab import title_lines

# V/v, also as it is misread: Vív, V/ý, V¿/v, Vv
_VV = re.compile(r"^\W*V[^\w\s]{0,2}[/⁄|lIí1.]?\s?[vyýỳ]\s*[:.]?\s+", re.IGNORECASE)
# A faint comma in a list of abbreviations: NQ. CT, KL
_STOP_IN_LIST = re.compile(r"\b(?!TP|TX|TT|GS|TS|BS)([A-ZĐ]{2,4})\. (?=[A-ZĐ]{2,4}, )")
# A dash between words has spaces on both sides or on none
_HALF_A_DASH = re.compile(r"(?<=[^\W\d_])[–—](?= )|(?<= )[–—](?=[^\W\d_])")
_OPEN_END = re.compile(r"(?<!\w)(?:và|của|về|cho|các|để|với|những|do|bởi|theo|tại)$")
#: How sure one may be of a subject that shows a slip.
_DOUBTED = 0.75
_EDGES = re.compile(r"^[\s\-_–—.,;:*'\"`|]+|[\s\-_–—,;:*'\"`|]+$")


def find_subject(document: Document) -> FieldValue | None:
    """Find the subject: under the number for a dispatch, under the title for the other types.

    A leading ``V/v`` is left out, a leading ``Về việc`` is kept: it is part of the sentence.
    """
    trimmed = (line.trimmed(is_print, is_print_or_stop) for line in document.of(Zone.SUBJECT))
    lines = [line for line in trimmed if line]
    title = document.of(Zone.TITLE)
    text = re.sub(r"\s+", " ", " ".join(line.text for line in lines))
    if title and not text:
        text, lines = _inline_subject(title[0]), title[:1]
    text = _EDGES.sub("", text)
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    text = _VV.sub("", text)
    if title and re.match(r"^[Vv]à việc ", text):
        text = "Về" + text[2:]
    text = text.removesuffix(".") if text.count(".") == 1 else text
    if len(text) < 4:
        return None
    by = "subject-under-title" if title else "subject-under-number"
    listed = _STOP_IN_LIST.sub(r"\1, ", _HALF_A_DASH.sub(_with_spaces, text))
    repair = None if listed == text else f"{text} → {listed}"
    return FieldValue(listed, lines, mean_confidence(lines), by, repair)


def doubted(found: FieldValue) -> FieldValue:
    """Return a subject less sure where it shows that something is misread, missing or beside it.

    Signs are a word that is none, a quote or bracket without the other one, and an end within a
    phrase (``… và``).
    """
    text = found.value
    torn = any(text.count(left) != text.count(right) for left, right in ("“”", "()"))
    if torn or misread(text) or _OPEN_END.search(text):
        return replace(found, chance=_DOUBTED)
    return found


def _with_spaces(match: re.Match[str]) -> str:
    before, dash = match.string[match.start() - 1], match.group()
    return f"{dash} " if before == " " else f" {dash}"


def _inline_subject(title: PageLine) -> str:
    """Return what follows the type word on its own line (``BÁO CÁO KẾT QUẢ …``)."""
    name = title_lines.title_type(title.text)
    words = title.text.split()
    count = len(name.split()) if name else 0
    return " ".join(words[count:]) if len(words) > count + 1 else ""
