"""Which files a run is about: those named, and those of our kinds within the folders named."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.text.unicode import path_text

#: Files of other kinds in a folder are left alone; a file that is named itself is always tried.
SUFFIXES = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".docx", ".txt")
#: Archives of files, whose members are taken as if they lay in a folder.
BOXES = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz",
)  # fmt: skip
_BLOCK = 1 << 20


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file once, folders with all that is in them, in a stable order.

    A path that does not exist and has ``*``, ``?`` or ``[`` in it is a pattern; ``**`` stands for
    folders of any depth. Hidden files and folders, and office programs' lock files (``~$…``), are
    passed over. A folder that may not be listed is yielded itself, so that reading it tells. An
    archive of files is yielded as one, and so is a path that leads into it.
    """
    seen: set[Path] = set()
    for path in paths:
        for place in _matching(path):
            for file in _within(place) if is_folder(place) else (place,):
                if file not in seen:
                    seen.add(file)
                    yield file


def _matching(path: Path) -> list[Path]:
    if not glob.has_magic(str(path)) or os.path.lexists(path):
        return [path]
    # What matches nothing is a file that is not there: reading it tells.
    return [Path(name) for name in sorted(glob.glob(str(path), recursive=True))] or [path]  # noqa: PTH207


def is_folder(path: Path) -> bool:
    """Tell whether there is such a folder; a name that no system takes is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_wanted(path: str | Path) -> bool:
    """Tell whether a file in a folder is of our kinds, by its name.

    >>> is_wanted("cv 31.PDF"), is_wanted("bảng.xlsx")
    (True, False)
    """
    return str(path).lower().endswith(SUFFIXES)


def is_box(path: str | Path) -> bool:
    """Tell whether a file is an archive of files, by its name.

    >>> is_box("2019/hộp 12.tar.gz"), is_box("cv 31.docx")
    (True, False)
    """
    return str(path).lower().endswith(BOXES)


def _within(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for place, folders, names in os.walk(
        folder, onerror=lambda error: closed.append(Path(error.filename))
    ):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if (is_wanted(name) or is_box(name)) and not name.startswith((".", "~$")):
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
        kind = path.stat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):  # a pipe would never end
            raise UnreadableInput("it is no file", file=path_text(path), remedy="name a file")
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise UnreadableInput(
            (error.strerror or str(error)).lower(), file=path_text(path), remedy="check the path"
        ) from error
    return digest.hexdigest(), size
