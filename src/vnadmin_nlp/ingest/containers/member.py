"""One member of a box, before it is unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple


class Member(NamedTuple):
    """A file in a box.

    Attributes:
        name: as it was meant, with ``/`` between folders.
        size: in bytes, as the box tells it, which need not be true; None where it does not.
        blocks: begins to unpack it. It must be done with before the next member is asked for; it
            raises UnreadableInput where the bytes are damaged.
        trouble: why it can't be unpacked; None where nothing is known to be wrong.
    """

    name: str
    size: int | None
    blocks: Callable[[], Iterator[bytes]]
    trouble: str | None = None


LINK = "it is a link or device, no file; links in boxes are not followed"
