"""Bytes of a box flow by in small blocks: unpacked with bounds, counted, never all in memory."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol

from vnadmin_nlp.errors import UnreadableInput

BLOCK = 1 << 16
#: Memory for a decompressor, in bytes: `xz -9` makes files that need 65 MiB.
_MEMORY = 128 << 20
#: Streams one behind another in one file: pbzip2 makes one for every 900 kB.
_MOST_STREAMS = 100_000
#: Largest piece that is asked for at once: longer headers of a TAR are nobody's names.
_MOST_AT_ONCE = 1 << 20


class Decompressor(Protocol):
    """What those of bz2 and lzma have in common."""

    @property
    def eof(self) -> bool:
        """Tell whether the end of the stream was met."""

    @property
    def needs_input(self) -> bool:
        """Tell whether nothing more comes without further bytes."""

    @property
    def unused_data(self) -> bytes:
        """Return what stood behind the end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes."""


class _Inflater:
    """The decompressor of zlib, with the manners of the others."""

    def __init__(self, window: int) -> None:
        self._zlib = zlib.decompressobj(window)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        found = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        self.needs_input = not self._zlib.unconsumed_tail and len(found) < max_length
        return found


def deflate() -> Decompressor:
    """Return a decompressor for the bare streams within a ZIP."""
    return _Inflater(-zlib.MAX_WBITS)


#: First bytes of a compressed file, and what unpacks it.
PACKED: dict[bytes, Callable[[], Decompressor]] = {
    b"\x1f\x8b": lambda: _Inflater(zlib.MAX_WBITS | 16),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY),
}


def blocks_of(file: BinaryIO, length: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file from where it stands, at most so many."""
    left = length
    while block := file.read(BLOCK if left is None else min(BLOCK, left)):
        yield block
        if left is not None:
            left -= len(block)


def unpacked(
    blocks: Iterable[bytes], make: Callable[[], Decompressor], *, one: bool = False
) -> Iterator[bytes]:
    """Yield what compressed bytes stand for, in blocks.

    Args:
        blocks: the compressed bytes.
        make: returns a new decompressor.
        one: stop behind the first stream; else others may follow, and zeros between them.

    Raises:
        UnreadableInput: they are damaged or end too early.
    """
    inner: Decompressor | None = None
    streams = 0
    try:
        for block in blocks:
            data = block
            while data:
                if inner is None:
                    if streams and not (data := data.lstrip(b"\0")):
                        break
                    inner, streams = make(), streams + 1
                    if streams > _MOST_STREAMS:
                        raise UnreadableInput("it is made of too many compressed pieces")
                yield from _drained(inner, data)
                if not inner.eof:
                    break
                data, inner = inner.unused_data, None
                if one:
                    return
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
        if is_of_disk(error):
            raise
        raise UnreadableInput(f"its compressed bytes are damaged ({error})") from error
    if inner is not None or (one and not streams):
        raise UnreadableInput("it is cut off: its compressed bytes end too early")


def is_of_disk(error: Exception) -> bool:
    """Return whether reading failed, not unpacking: what bz2 and tarfile raise has no number."""
    return isinstance(error, OSError) and error.errno is not None


def _drained(inner: Decompressor, data: bytes) -> Iterator[bytes]:
    if found := inner.decompress(data, BLOCK):
        yield found
    while not inner.eof and not inner.needs_input:
        if found := inner.decompress(b"", BLOCK):
            yield found


class Flow:
    """Blocks as a file that is read forward only, for `tarfile`.

    Args:
        blocks: the bytes.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = iter(blocks)
        self._rest = b""
        self._at = 0

    def peek(self, size: int) -> bytes:
        """Return the next bytes without taking them; fewer at the end."""
        while len(self._rest) < size and (block := next(self._blocks, b"")):
            self._rest += block
        return self._rest[:size]

    def read(self, size: int) -> bytes:
        """Return the next bytes; fewer at the end.

        Raises:
            UnreadableInput: more is asked for than a header may have.
        """
        if not 0 <= size <= _MOST_AT_ONCE:
            raise UnreadableInput("it is damaged: a header of absurd size")
        found = self.peek(size)
        self._rest = self._rest[len(found) :]
        self._at += len(found)
        return found

    def tell(self) -> int:
        """Return how many bytes were taken."""
        return self._at

    def seek(self, place: int) -> None:
        """Pass over bytes up to a place.

        Raises:
            UnreadableInput: the place has gone by.
        """
        if place < self._at:
            raise UnreadableInput("it is damaged: a member that begins before another ends")
        while self._at < place and self.read(min(BLOCK, place - self._at)):
            pass

    def blocks(self) -> Iterator[bytes]:
        """Yield all that is left."""
        while found := self.read(BLOCK):
            yield found
