"""Which files a run is about: those named, and those of our kinds within the folders named."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.text import path_text

#: Files of other kinds in a folder are left alone; a file that is named itself is always tried.
SUFFIXES = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".docx", ".txt")
_BLOCK = 1 << 20


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file once, folders with all that is in them, in a stable order.

    Hidden files and folders, and office programs' lock files (``~$…``), are passed over. A folder
    that may not be listed is yielded itself, so that reading it tells.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _within(path) if path.is_dir() else (path,):
            if file not in seen:
                seen.add(file)
                yield file


def _within(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for place, folders, names in os.walk(
        folder, onerror=lambda error: closed.append(Path(error.filename))
    ):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith((".", "~$")):
                yield path
    yield from closed


def fingerprint(path: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file's bytes, in hex, and their number.

    Raises:
        UnreadableInput: there is no such file, or it may not be read.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise UnreadableInput(
            (error.strerror or str(error)).lower(), file=path_text(path), remedy="check the path"
        ) from error
    return digest.hexdigest(), size
