"""The faces lines are set in: those of offices, each with all Vietnamese letters."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from models.recogniser.alphabet import ALPHABET, PEN_DIGITS

_FOLDERS = ("/usr/share/fonts", "/usr/share/texmf/fonts", "/usr/local/share/fonts")
_STYLES = (0.50, 0.27, 0.17, 0.06)  # regular, bold, italic, bold italic
_USUAL = ("-Regular", "-Bold", "-Italic", "-BoldItalic")
_GYRE = ("-regular", "-bold", "-italic", "-bolditalic")
#: Families by weight and by the file names of their four styles. Most are cut like Times.
FAMILIES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (32, tuple(f"LiberationSerif{s}.ttf" for s in _USUAL)),
    (18, tuple(f"Tinos{s}.ttf" for s in _USUAL)),
    (15, tuple(f"texgyretermes{s}.otf" for s in _GYRE)),
    (10, tuple(f"FreeSerif{s}.ttf" for s in ("", "Bold", "Italic", "BoldItalic"))),
    (6, tuple(f"NotoSerif{s}.ttf" for s in _USUAL)),
    (6, tuple(f"LiberationSans{s}.ttf" for s in _USUAL)),
    (3, tuple(f"DejaVuSerifCondensed{s}.ttf" for s in ("", "-Bold", "-Italic", "-BoldItalic"))),
    (3, tuple(f"texgyrepagella{s}.otf" for s in _GYRE)),
    (2, tuple(f"texgyrebonum{s}.otf" for s in _GYRE)),
    (3, tuple(f"texgyreschola{s}.otf" for s in _GYRE)),
    (2, tuple(f"NotoSans{s}.ttf" for s in _USUAL)),
    (2, tuple(f"LiberationMono{s}.ttf" for s in _USUAL)),  # typewriters
)
#: Never trained on: the test is set in it.
HELD_OUT = tuple(f"LinLibertine_{style}.otf" for style in ("R", "RB", "RI"))
#: Faces like handwriting, for digits by pen.
HANDS = (
    "Breip.ttf", "dkg.ttf", "dkgIt.ttf", "femkeklaver.ttf", "Rufscript010.ttf", "Delphine.ttf",
    "SteveHand.ttf",
)  # fmt: skip
#: The fewest families that make a network worth training.
_ENOUGH = 4


@dataclass(frozen=True, slots=True)
class Face:
    """A font file at any size."""

    path: Path

    def at(self, em: int) -> ImageFont.FreeTypeFont:
        """Return the face at ``em`` pixels."""
        return _font(self.path, em)

    @property
    def tall(self) -> float:
        """Return the height of a capital per em."""
        top, bottom = self.at(200).getbbox("H", anchor="ls")[1::2]
        return (bottom - top) / 200


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces, and how often each is used."""

    faces: tuple[Face, ...]
    weights: tuple[float, ...]

    def pick(self, rng: random.Random) -> Face:
        """Return one of them by chance."""
        return rng.choices(self.faces, self.weights)[0]


def training_faces() -> Faces:
    """Return the families that are installed.

    Raises:
        SystemExit: fewer than four are; README.md names the packages.
    """
    found = [(weight, four) for weight, four in FAMILIES if all(f in files() for f in four)]
    if len(found) < _ENOUGH:
        raise SystemExit("too few faces: install the font packages that README.md names")
    pairs = [
        (Face(files()[file]), weight * share)
        for weight, four in found
        for file, share in zip(four, _STYLES, strict=True)
    ]
    whole = [(face, weight) for face, weight in pairs if is_whole(face)]
    return Faces(tuple(face for face, _ in whole), tuple(weight for _, weight in whole))


def held_out_faces() -> Faces:
    """Return the face that is kept for the test."""
    return Faces(tuple(Face(files()[file]) for file in HELD_OUT), _STYLES[:3])


def hands() -> tuple[Face, ...]:
    """Return the faces like handwriting that are installed."""
    return tuple(Face(files()[file]) for file in HANDS if file in files())


def is_whole(face: Face) -> bool:
    """Tell whether a face has every letter and digit of the alphabet."""
    font = face.at(24)
    missing = bytes(font.getmask("\uffff"))
    letters = [c for c in ALPHABET if c.isalnum() and c not in PEN_DIGITS and c not in "²³"]
    return all(bytes(font.getmask(letter)) != missing for letter in letters)


@cache
def files() -> dict[str, Path]:
    """Return the font files of this machine by their names; the last of one name counts."""
    folders = [Path(folder) for folder in _FOLDERS]
    return {path.name: path for folder in folders for path in sorted(folder.rglob("*.[to]tf"))}


@lru_cache(maxsize=1500)
def _font(path: Path, em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, em, layout_engine=ImageFont.Layout.BASIC)
