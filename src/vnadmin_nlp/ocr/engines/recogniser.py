"""One interface for every recogniser, and the register of their names."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from vnadmin_nlp.errors import UsageError
from vnadmin_nlp.model.page import Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.files.image_file import Pixels


class Recogniser(Protocol):
    """Reads page images; made once, used for many pages."""

    name: str
    #: Whether `read` leaves nothing out that a second look would find, see ``scan.second_look``.
    thorough: bool

    def read(self, page: CleanPage) -> list[Word]:
        """Return the words of a whole page in reading order, with boxes in its pixels."""

    def read_lines(self, lines: Sequence[Pixels], dpi: int) -> list[list[Word]]:
        """Return the words of each image of ``lines``, which holds one line of text."""


#: Name of a recogniser → where its class is found; a name of that second form works as well.
ENGINES = {
    "own": "vnadmin_nlp.ocr.engines.builtin:BuiltinEngine",
    "tesserocr": "vnadmin_nlp.ocr.engines.tesseract_api:TesseractApi",
    "pytesseract": "vnadmin_nlp.ocr.engines.tesseract_cli:TesseractCli",
}


def recogniser(name: str) -> Recogniser:
    """Return a new recogniser by its name in `ENGINES`, or by ``module:Class``.

    Raises:
        UsageError: there is none of that name.
        MissingProgram: the program or the language data it needs is not installed.
    """
    module, _, attribute = ENGINES.get(name, name).partition(":")
    if not attribute:
        raise UsageError(f"there is no recogniser {name!r}", remedy="use " + " or ".join(ENGINES))
    made: Recogniser = getattr(import_module(module), attribute)()
    return made
