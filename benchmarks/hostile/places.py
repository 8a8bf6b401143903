"""Things in a folder that are no files, or have names that no file should have."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

#: Bytes of names: no UTF-8, control characters, what a shell would run, options, formulas.
_NAMES = (
    b"c\xf4ng v\xe3n.txt",
    b"two\nlines\x1b[2J.txt",
    b"$(touch x) `id`; rm -rf *.txt",
    b"-rf --force.txt",
    b"=1+cmd|' C'!A0.txt",
    "\u202etxt.gnp\u2066.txt".encode(),
    "e\u0302\u0323 và ệ.txt".encode(),
    b"n" * 251 + b".txt",
    b"a.pdf.exe.txt",
    b"'; DROP TABLE files; --.txt",
)


def named(folder: Path, text: bytes) -> list[Path]:
    """Write good files under bad names, each with its own text, and return them."""
    paths = [Path(os.fsdecode(os.path.join(os.fsencode(folder), name))) for name in _NAMES]  # noqa: PTH118
    for number, path in enumerate(paths):
        path.write_bytes(text + f"\nBản thứ {number}.\n".encode())
    return paths


def no_files(folder: Path) -> list[Path]:
    """Make what is listed in a folder like a file and is none; return those that must be told."""
    made = [
        folder / name for name in ("pipe.pdf", "socket.pdf", "gone.pdf", "circle.pdf", "dev.pdf")
    ]
    pipe, plug, gone, circle, device = made
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as bound, suppress(OSError):
        bound.bind(str(plug))  # a path of more than 108 bytes has no socket
    gone.symlink_to(folder / "nothing.pdf")
    circle.symlink_to(circle)
    device.symlink_to("/dev/zero")
    (folder / "folder.pdf").mkdir()
    empty = folder / "empty.pdf"
    empty.touch()
    huge = folder / "huge.pdf"
    with huge.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(2 << 30)
    return [path for path in (*made, empty, huge) if os.path.lexists(path)]
