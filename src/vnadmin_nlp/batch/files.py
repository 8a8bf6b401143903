"""Which files a run is about: those named, and those of our kinds within the folders named."""

from __future__ import annotations

import glob
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

    A path that does not exist and has ``*``, ``?`` or ``[`` in it is a pattern; ``**`` stands for
    folders of any depth. Hidden files and folders, and office programs' lock files (``~$…``), are
    passed over. A folder that may not be listed is yielded itself, so that reading it tells.
    """
    seen: set[Path] = set()
    for path in paths:
        for place in _matching(path):
            for file in _within(place) if place.is_dir() else (place,):
                if file not in seen:
                    seen.add(file)
                    yield file


def _matching(path: Path) -> list[Path]:
    if not glob.has_magic(str(path)) or os.path.lexists(path):
        return [path]
    # What matches nothing is a file that is not there: reading it tells.
    return [Path(name) for name in sorted(glob.glob(str(path), recursive=True))] or [path]  # noqa: PTH207


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


def named(lines: bytes) -> list[Path]:
    r"""Return the paths of a list: one a line, or parted by NUL as ``find -print0`` writes them.

    >>> [str(path) for path in named("a b.pdf\n\ncông văn.pdf\r\n".encode())]
    ['a b.pdf', 'công văn.pdf']
    """
    parts = lines.split(b"\0") if b"\0" in lines else lines.replace(b"\r\n", b"\n").split(b"\n")
    return [Path(os.fsdecode(part)) for part in parts if part]


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
