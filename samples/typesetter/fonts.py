"""Find the typefaces of the office: Times-like and Arial-like, with every Vietnamese letter."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"), Path("/usr/local/share/fonts"))

# family: (Debian package, file names of regular, bold, italic, bold italic)
FAMILIES: dict[str, tuple[str, tuple[str, str, str, str]]] = {
    "tinos": (
        "fonts-croscore",
        ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"),
    ),
    "termes": (
        "fonts-texgyre",
        (
            "texgyretermes-regular.otf",
            "texgyretermes-bold.otf",
            "texgyretermes-italic.otf",
            "texgyretermes-bolditalic.otf",
        ),
    ),
    "free": (
        "fonts-freefont-ttf",
        ("FreeSerif.ttf", "FreeSerifBold.ttf", "FreeSerifItalic.ttf", "FreeSerifBoldItalic.ttf"),
    ),
    "sans": (
        "fonts-croscore",
        ("Arimo-Regular.ttf", "Arimo-Bold.ttf", "Arimo-Italic.ttf", "Arimo-BoldItalic.ttf"),
    ),
}


class MissingFontError(Exception):
    """A typeface is not installed; the message names the package that holds it."""


@cache
def font_path(family: str, *, bold: bool = False, italic: bool = False) -> Path:
    """Return the font file of a family and style.

    Args:
        family: a key of ``FAMILIES``.
        bold: the bold weight.
        italic: the italic shape.

    Raises:
        MissingFontError: the file is in none of the font folders.
    """
    package, files = FAMILIES[family]
    name = files[bold + 2 * italic]
    for folder in FOLDERS:
        found = next(folder.rglob(name), None) if folder.is_dir() else None
        if found:
            return found
    raise MissingFontError(f"the font {name} is not installed; apt-get install {package}")


@cache
def font(
    family: str, pixels: float, *, bold: bool = False, italic: bool = False
) -> ImageFont.FreeTypeFont:
    """Return a font at a size in pixels per em."""
    return ImageFont.truetype(str(font_path(family, bold=bold, italic=italic)), pixels)


@lru_cache(maxsize=1 << 16)
def width(
    text: str, family: str, size: float, *, bold: bool = False, italic: bool = False
) -> float:
    """Return the width of ``text`` in points, measured without hinting at 1,000 pixels per em."""
    return font(family, 1000, bold=bold, italic=italic).getlength(text) * size / 1000
