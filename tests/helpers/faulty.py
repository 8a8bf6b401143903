"""Recognisers that break, named to ``ScanOptions.engine`` as ``tests.helpers.faulty:Name``.

Each reads well as long as the page's upper left corner is white, and breaks where it is black.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vnadmin_nlp.model.page import BoundingBox, Word
from vnadmin_nlp.ocr.cleanup.clean_page import CleanPage

if TYPE_CHECKING:
    from vnadmin_nlp.ocr.files.image_file import Pixels


class Hangs:
    """Never comes back."""

    name = "hangs"
    thorough = False

    def read(self, page: CleanPage) -> list[Word]:
        if page.pixels[:40, :40].mean() < 128:
            self.fail()
        return [Word("đọc", BoundingBox(0, 0, 9, 9), 1.0, 0)]

    def read_lines(self, lines: Sequence[Pixels], dpi: int) -> list[list[Word]]:
        return [[] for _ in lines]

    def fail(self) -> None:
        time.sleep(3600)


class Crashes(Hangs):
    """Dies like a library with a bug."""

    def fail(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)


class Hungers(Hangs):
    """Takes all memory it can get."""

    def fail(self) -> None:
        self.kept = [bytearray(1 << 26) for _ in range(1 << 10)]


class Prints(Hangs):
    """Writes where the answers go, as libraries in C do, and raises."""

    def fail(self) -> None:
        os.write(1, b'{"page": "nonsense"}\n')
        raise RuntimeError("no such leaf")
