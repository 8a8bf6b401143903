"""Which words, printed in capitals over a text, are its type (tên loại văn bản)."""

from __future__ import annotations

from functools import cache

from rapidfuzz import fuzz, process

from vnadmin_nlp.vocab import doc_types
from vnadmin_nlp.vocab.layout_phrases import key, phrases

#: Rows of the type table that are never printed as a title: dispatches have none, and the rest
#: are marks, standards or parts of a document.
_UNTITLED = {
    "CV",
    "DT",
    "PL-PhL",
    "VB",
    "TCVN",
    "QCVN",
    "QCĐP",
    "TCCS",
    "SY",
    "SL",
    "TrS",
    "BS",
    "DA",
}


def title_type(text: str) -> str | None:
    """Return the type of document that a title line names, or None.

    The whole line is compared first; a line that only begins with a type word (``BÁO CÁO KẾT QUẢ
    …``, ``THÔNG BÁO SỐ 2``) counts when that word is read exactly.

    >>> title_type("QUYẾT ĐINH")
    'Quyết định'
    >>> title_type("THÔNG BÁO KẾT QUẢ XÉT TUYỂN")
    'Thông báo'
    >>> title_type("ỦY BAN NHÂN DÂN")
    """
    folded = key(text)
    table = _titles()
    found = process.extractOne(folded, table.keys(), scorer=fuzz.ratio, score_cutoff=86)
    if found:
        return table[found[0]]
    starts = [name for name in table if folded.startswith(name) and len(name) > 5]
    return table[max(starts, key=len)] if starts else None


@cache
def _titles() -> dict[str, str]:
    names = {doc_type.name for doc_type in doc_types.all_types() if doc_type.code not in _UNTITLED}
    return {key(name): name for name in (*sorted(names), *phrases("titles"))}
