"""Pages of words with boxes: what every kind of input file becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class BoundingBox(NamedTuple):
    """A rectangle in pixels of the page image; the origin is the top left corner."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return self.y1 - self.y0

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle point ``(x, y)``."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @staticmethod
    def around(boxes: Iterable[BoundingBox]) -> BoundingBox:
        """Return the smallest box that holds all of ``boxes`` (at least one).

        >>> BoundingBox.around([BoundingBox(1, 2, 3, 4), BoundingBox(0, 3, 2, 9)])
        BoundingBox(x0=0, y0=2, x1=3, y1=9)
        """
        x0, y0, x1, y1 = zip(*boxes, strict=True)
        return BoundingBox(min(x0), min(y0), max(x1), max(y1))


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was read.

    Attributes:
        text: NFC text without white space.
        box: where it stands on the page image, in pixels.
        confidence: 0.0 to 1.0, as the reader judged it (1.0 for a text layer).
        line: number of the reader's own line on this page; a hint for ``layout``, not a truth.
        handwritten: whether digits in it are written by pen, as far as the reader can tell.
        candidates: other readings of such digits and the chosen one, with their probabilities,
            the likeliest first; of a doubtful printed word its readings, the chosen one first.
    """

    text: str
    box: BoundingBox
    confidence: float
    line: int
    handwritten: bool = False
    candidates: tuple[tuple[str, float], ...] = ()


class Source(StrEnum):
    """Where the words of a page come from."""

    RECOGNISED = "recognised"
    TEXT_LAYER = "text-layer"
    DOCX = "docx"
    PLAIN_TEXT = "plain-text"

    @property
    def has_geometry(self) -> bool:
        """Tell whether boxes are measured on a page, not made up from the reading order."""
        return self in (Source.RECOGNISED, Source.TEXT_LAYER)


class TextLayer(StrEnum):
    """What is done with the text layer (lớp văn bản) that a page of a PDF has.

    AUTO: it stands for the page where a program wrote the page. Over a scan, and where all of it is
    invisible, it is what some recogniser read once: the page is read from its picture. IGNORE:
    every page is read from its picture. TRUST: the layer stands for the page wherever it is
    Vietnamese text.
    """

    AUTO = "auto"
    IGNORE = "ignore"
    TRUST = "trust"


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        number: counted from 1 within the file.
        width: of the page image, in pixels; of a photo, of the sheet on it, made rectangular.
        height: of the page image, in pixels.
        dpi: resolution of the page image.
        words: in the reader's order; where the image shows two pages side by side, all those of
            the left one come first.
        source: where the words come from.
        reader: name of the recogniser (``own``, ``tesserocr`` …), or of the text source.
        rotation: degrees clockwise by which the image was turned upright (0, 90, 180, 270).
        skew: degrees by which the image was straightened after that.
    """

    number: int
    width: int
    height: int
    dpi: int
    words: tuple[Word, ...]
    source: Source
    reader: str
    rotation: int = 0
    skew: float = 0.0


@dataclass(frozen=True, slots=True)
class Signature:
    """An electronic signature of a file (chữ ký số), as it says of itself: it is not verified.

    Attributes:
        holder: of the certificate, a person or a body.
        organisation: that the certificate says the holder belongs to.
        time: of signing, by the clock of the signer.
    """

    holder: str = ""
    organisation: str = ""
    time: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file tells of itself beside its pages; any of it may be missing, or untrue.

    Attributes:
        title: in its metadata, often the name that a clerk gave it at the scanner.
        made: when it was scanned or written, by the clock of that machine.
        signatures: in the order in which they stand in the file.
    """

    title: str = ""
    made: dt.datetime | None = None
    signatures: tuple[Signature, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, times in ISO form."""
        return {
            "title": self.title,
            "made": self.made.isoformat() if self.made else None,
            "signatures": [
                [one.holder, one.organisation, one.time.isoformat() if one.time else None]
                for one in self.signatures
            ],
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> FileFacts:
        """Return the facts of :meth:`to_json`.

        >>> facts = FileFacts("12 qd", dt.datetime(2024, 3, 1), (Signature("Sở Y tế"),))
        >>> FileFacts.from_json(facts.to_json()) == facts
        True
        """
        return FileFacts(
            str(value["title"]),
            _time(value["made"]),
            tuple(Signature(str(h), str(o), _time(t)) for h, o, t in value["signatures"]),
        )


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
