"""Names within boxes made legible and harmless: old code pages, ``..``, drives, absolute paths."""

from __future__ import annotations

import re

from vnadmin_nlp.text.unicode import nfc, path_text

#: Letters that one part of a name keeps, and parts that a name keeps: file systems have 255 bytes.
_MOST_LETTERS, _MOST_PARTS = 120, 40
_DRIVE = re.compile(r"^[A-Za-z]:$")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

#: TCVN 5712 from A1 on; it is what the ABC fonts show.
_TCVN = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏ"
    "õóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_FROM_TCVN = {0xA1 + place: letter for place, letter in enumerate(_TCVN)}


def legible(raw: bytes) -> str:
    r"""Return a name as it was meant, whatever code page it is in.

    UTF-8 where it is that; else the Vietnamese code page (Windows-1258, TCVN 5712) in which it
    has most Vietnamese syllables; else that of DOS.

    >>> legible("công văn.pdf".encode()), legible("co\u0302ng va\u0306n.pdf".encode())
    ('công văn.pdf', 'công văn.pdf')
    >>> legible(b"C\xf4ng v\xe3n \xf0i.pdf"), legible(b"quy\xd5t \xae\xdenh.pdf")
    ('Công văn đi.pdf', 'quyết định.pdf')
    >>> legible("résumé.pdf".encode("cp437"))
    'résumé.pdf'
    """
    try:
        return nfc(raw.decode("utf-8"))
    except UnicodeDecodeError:
        readings = [raw.decode("cp1258", "replace"), _tcvn(raw), raw.decode("cp437")]
        return max(map(nfc, readings), key=_sense)


def _tcvn(raw: bytes) -> str:
    return "".join(chr(code) if code < 128 else _FROM_TCVN.get(code, "\ufffd") for code in raw)


def _sense(name: str) -> float:
    """Return how much speaks for a reading: Vietnamese words, and no marks that no name has."""
    from vnadmin_nlp.text.syllables import is_syllable

    words = [word for word in re.findall(r"[^\W\d_]+", name) if not word.isascii()]
    good = sum(_is_of_a_piece(word) and is_syllable(word) for word in words)
    odd = sum(letter > "\x7f" and not letter.isalpha() for letter in name)
    return good / len(words) - odd if words else -odd


def _is_of_a_piece(word: str) -> bool:
    return word.islower() or word.isupper() or word.istitle()


def inner_path(name: str) -> str:
    r"""Return a member's name as a path below its box; "" where nothing is left of it.

    >>> inner_path("/etc/../cv.pdf"), inner_path("C:\\quét\\cv 5.pdf".replace("\\", "/"))
    ('etc/cv.pdf', 'quét/cv 5.pdf')
    """
    parts = [_CONTROLS.sub("_", part) for part in name.split("/")]
    kept = [part for part in parts if part not in ("", ".", "..") and not _DRIVE.match(part)]
    return path_text(nfc("/".join(map(_short, kept[-_MOST_PARTS:]))))


def _short(part: str) -> str:
    if len(part) <= _MOST_LETTERS:
        return part
    head, dot, suffix = part.rpartition(".")
    if not dot or len(suffix) > 8:
        return part[:_MOST_LETTERS]
    return f"{head[: _MOST_LETTERS - len(suffix) - 1]}.{suffix}"


def is_hidden(inner: str) -> bool:
    """Tell what is passed over: hidden files, lock files of office programs, a Mac's own notes.

    >>> [is_hidden(name) for name in ("a/.b/c.pdf", "__MACOSX/a.pdf", "~$a.docx", "a/b.pdf")]
    [True, True, True, False]
    """
    return any(part.startswith((".", "~$")) or part == "__MACOSX" for part in inner.split("/"))


def another(inner: str, count: int) -> str:
    """Return the name of a further member that is called alike, the second being number 2.

    >>> another("2019/cv.pdf", 2)
    '2019/cv (2).pdf'
    """
    folder, slash, name = inner.rpartition("/")
    head, dot, suffix = name.rpartition(".")
    name = f"{head} ({count}).{suffix}" if dot else f"{name} ({count})"
    return f"{folder}{slash}{name}"
