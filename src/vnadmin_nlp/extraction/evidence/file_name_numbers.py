"""The running number in names that clerks give to scans (``155 tm syt.pdf``, ``2191_CT-CS``)."""

from __future__ import annotations

import re
from typing import NamedTuple

from vnadmin_nlp.text.unicode import nfc, strip_accents

_SUFFIX = re.compile(r"(?:\.(?:pdf|tiff?|jpe?g|png|docx?|signed|sig|scan))+$")
#: A second copy, a date, a time: no numbers of documents.
_NOISE = re.compile(
    r"\(\d+\)|(?:19|20)\d\d[-_.]\d\d?[-_.]\d\d?|\d\d?[-_.]\d\d?[-_.](?:19|20)\d\d|\d{6,}"
)
_DIGITS, _LETTERS = re.compile(r"\d{1,5}"), re.compile(r"[a-z]+")


class NamedSerial(NamedTuple):
    """The running number in a name.

    Attributes:
        serial: its value.
        signed: whether letters of the document's own sign stand beside it.
    """

    serial: int
    signed: bool


def named_serial(name: str, sign: str) -> NamedSerial | None:
    """Return the running number that a name holds, or None where it holds none or several.

    Args:
        name: of a file, without folders, or the title in its metadata.
        sign: printed in the document behind the running number.

    >>> named_serial("155 tm syt(1).pdf", "TM-SYT"), named_serial("416.pdf", "SYT-NVY")
    (NamedSerial(serial=155, signed=True), NamedSerial(serial=416, signed=False))
    >>> named_serial("2017-12-21 (3)", "SYT-NVY"), named_serial("scan0012.pdf", "SYT-NVY")
    (None, None)
    """
    plain = strip_accents(_NOISE.sub(" ", _SUFFIX.sub("", nfc(name).lower())))
    numbers = [int(digits) for digits in _DIGITS.findall(plain)]
    letters = "".join(_LETTERS.findall(plain))
    if len(numbers) == 2 and 1990 <= numbers[1] <= 2099:
        numbers.pop()  # the year, as in 30_2020_nd-cp
    if len(numbers) != 1 or not numbers[0]:
        return None
    signed = _is_sign(letters, sign)
    return NamedSerial(numbers[0], signed) if signed or not letters else None


def _is_sign(letters: str, sign: str) -> bool:
    """Tell whether letters are those of a sign, or of its first or last groups."""
    groups = [strip_accents(group).lower() for group in re.findall(r"[^\W\d_]+", sign)]
    runs = {
        "".join(groups[start:end])
        for start in range(len(groups))
        for end in range(start + 1, len(groups) + 1)
        if start == 0 or end == len(groups)
    }
    return len(letters) > 1 and (letters in runs or letters in {"cv" + run for run in runs})
