"""Tell lines of text from what strokes of seals, pens and specks are read as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.ocr.cleanup.seals import Seal, find_seals

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.lines.ink_components import Blobs

#: The mean confidence that a line needs, by how many letters and digits it has at most,
#: and that of a longer one.
_NEEDED = ((2, 0.6), (4, 0.45))
_LEAST = 0.3
#: What a seal holds is the name of its holder, and rarely a position printed below it: that has
#: so many letters, and is sure.
_LETTERS, _SURE = 5, 0.9
#: The least size of a stroke that may be of a seal, in talls.
_STROKE = 4.0


def seals_of(blobs: Blobs, dpi: int) -> list[Seal]:
    """Return the round seals on a page."""
    import numpy as np

    table = np.stack([blobs.x0, blobs.y0, blobs.width, blobs.height, blobs.area], axis=1)
    return find_seals(blobs.labels, table, _STROKE * blobs.tall, dpi)


def is_junk(line: Sequence[Word], seals: Sequence[Seal]) -> bool:
    """Tell whether the words of a line are no text."""
    letters = sum(map(str.isalnum, "".join(word.text for word in line)))
    if not letters:
        return True
    sure = sum(word.confidence * len(word.text) for word in line)
    sure /= sum(len(word.text) for word in line)
    if sure < next((needed for most, needed in _NEEDED if letters <= most), _LEAST):
        return True
    box = BoundingBox.around(word.box for word in line)
    doubtful = letters < _LETTERS or sure < _SURE
    return doubtful and any(seal.holds(box) for seal in seals)
