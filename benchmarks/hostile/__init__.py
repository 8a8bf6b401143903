"""Files that are broken, and files that were made to break what reads them; all made by seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.hostile import pdfs, pictures, words

FAILS = frozenset({"failed", "quarantined"})
#: Some pages could be read, others not; or nothing on them makes sense.
LISTED = FAILS | {"partial"}
#: What is wrong with it need not harm the reading.
ANY = LISTED | {"done"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of bad file.

    Attributes:
        make: returns the bytes, by a generator of chance.
        suffix: of its name.
        ends: the states of the manifest that it may end in.
    """

    make: Callable[[Random], bytes]
    suffix: str
    ends: frozenset[str] = LISTED

    @property
    def name(self) -> str:
        """Return a name that tells what is bad."""
        return f"{self.make.__module__.rpartition('.')[2]}-{self.make.__name__}"


KINDS = (
    *(
        Kind(make, ".pdf", ends)
        for make, ends in (
            (pdfs.truncated, LISTED),
            (pdfs.holed, ANY),
            (pdfs.flipped, ANY),
            (pdfs.header_only, FAILS),
            (pdfs.locked, FAILS),
            (pdfs.zero_pages, FAILS),
            (pdfs.page_loop, LISTED),
            (pdfs.table_loop, ANY),
            (pdfs.outline_loop, ANY),
            (pdfs.form_loop, LISTED),
            (pdfs.form_laughs, LISTED),
            (pdfs.pattern_loop, LISTED),
            (pdfs.glyph_loop, LISTED),
            (pdfs.deep, LISTED),
            (pdfs.page_bomb, LISTED),
            (pdfs.pixel_bomb, FAILS),
            (pdfs.lying_image, LISTED),
            (pdfs.strange_box, ANY),
            (pdfs.strange_text, LISTED),
            (pdfs.endless_text, LISTED),
            (pdfs.long_word, LISTED),
            (pdfs.many_notes, ANY),
            (pdfs.scripted, ANY),
            (pdfs.mapped_bomb, ANY),
            (pdfs.lying_lengths, ANY),
            (pdfs.packed_loop, LISTED),
            (pictures.noise, LISTED),
            (words.plain_zip, FAILS),
            (words.binary, FAILS),
        )
    ),
    *(
        Kind(make, suffix, ends)
        for make, suffix, ends in (
            (pictures.truncated, ".png", LISTED),
            (pictures.flipped, ".jpg", ANY),
            (pictures.pixel_bomb, ".png", FAILS),
            (pictures.text_bomb, ".png", LISTED),
            (pictures.jpeg_bomb, ".jpg", FAILS),
            (pictures.frame_loop, ".tif", LISTED),
            (pictures.lying_tiff, ".tiff", LISTED),
            (pictures.many_frames, ".tif", LISTED),
            (pictures.pixel, ".png", LISTED),
            (pictures.blank, ".jpeg", LISTED),
            (pictures.not_a_number, ".tif", LISTED),
            (pictures.gif, ".jpg", FAILS),
            (words.truncated, ".docx", FAILS),
            (words.flipped, ".docx", LISTED),
            (words.zip_bomb, ".docx", FAILS),
            (words.lying_zip, ".docx", FAILS),
            (words.laughs, ".docx", LISTED),
            (words.outer, ".docx", LISTED),
            (words.wide_cell, ".docx", FAILS),
            (words.deep, ".docx", LISTED),
            (words.elsewhere, ".docx", FAILS),
            (words.long_word_file, ".docx", FAILS),
            (words.late_binary, ".txt", FAILS),
            (words.half_utf16, ".txt", FAILS),
            (words.endless_line, ".txt", FAILS),
            (words.empty_lines, ".txt", FAILS),
            (words.stacked_accents, ".txt", FAILS),
            (words.controls, ".txt", ANY),
            (words.many_numbers, ".txt", ANY),
            (words.stammer, ".txt", LISTED),
            (words.many_letters, ".txt", ANY),
        )
    ),
)
#: Of these one is enough: each of them takes some time by design.
ONCE = (Kind(pdfs.many_pages, ".pdf", ANY),)


def write(folder: Path, count: int, seed: int) -> dict[Path, Kind]:
    """Write bad files of all kinds in turn, and return what each is.

    Args:
        folder: where; it is there already.
        count: how many.
        seed: of all chance.
    """
    made: dict[Path, Kind] = {}
    for turn in range(count):
        kind = ONCE[turn] if turn < len(ONCE) else KINDS[(turn - len(ONCE)) % len(KINDS)]
        path = folder / f"{kind.name}-{turn:03}{kind.suffix}"
        path.write_bytes(kind.make(Random(f"{seed}:{turn}")))
        made[path] = kind
    return made
