"""The members of a ZIP, by its table of contents or, where that is lost, by what is left of it.

`zipfile` gives up a whole box for one bad name or a lost end, holds the table in memory, and
unpacks bzip2 without bounds; so the few records of the format are read here.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from bz2 import BZ2Decompressor
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO, NamedTuple

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.ingest.containers.bounded_stream import Decompressor, blocks_of, deflate, unpacked
from vnadmin_nlp.ingest.containers.member import LINK, Member
from vnadmin_nlp.ingest.containers.safe_names import legible

_HEAD, _IN_TABLE, _AT_END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64_AT, _AT_END_64 = b"PK\x06\x07", b"PK\x06\x06"
_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_WHERE_END_64 = struct.Struct("<4sLQL")
#: The comment behind the end may have so many bytes.
_MOST_COMMENT = 1 << 16
_LOCKED, _SIZES_FOLLOW, _UTF_8 = 1, 8, 0x800
_UNKNOWN = 0xFFFFFFFF
#: The last place in a file that systems know.
_FARTHEST = (1 << 63) - 1
_METHODS: dict[int, Callable[[], Decompressor] | None] = {0: None, 8: deflate, 12: BZ2Decompressor}
_NOT_READ = {6: "implode", 9: "Deflate64", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}


class _ZipEntry(NamedTuple):
    """What is told of a member; sizes are None where only its end shows them."""

    name: str
    flags: int
    method: int
    check: int | None
    packed: int | None
    size: int | None
    at: int
    mode: int = 0


def members(file: BinaryIO) -> Iterator[Member]:
    """Yield the members of a ZIP.

    Args:
        file: open for reading; it must stay so until the last member is done with.

    Raises:
        UnreadableInput: the box is damaged; the members that could be found came before.
    """
    try:
        table = _table(file)
    except (UnreadableInput, struct.error) as error:
        if (first := next(scattered := _scattered(file), None)) is None:
            raise UnreadableInput("it is no ZIP and no TAR") from error
        yield from map(partial(_member, file), chain((first,), scattered))
        raise UnreadableInput("it is cut off or damaged: its table of contents is lost") from error
    yield from map(partial(_member, file), _listed(file, *table))


def _table(file: BinaryIO) -> tuple[int, int, int]:
    """Return where the table of contents begins and ends, and what all places are short of."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - _END.size - _MOST_COMMENT)
    file.seek(start)
    tail = file.read(_END.size + _MOST_COMMENT)
    found = tail.rfind(_AT_END)
    if found < 0 or found + _END.size > len(tail):
        raise UnreadableInput("no end")
    *_, length, begin, _comment = _END.unpack_from(tail, found)
    end = start + found
    if found >= _WHERE_END_64.size:
        magic, _, place, _ = _WHERE_END_64.unpack_from(tail, found - _WHERE_END_64.size)
        if magic == _END_64_AT:
            end -= _WHERE_END_64.size + _END_64.size
            _go(file, place if place < size else end)
            record = _END_64.unpack(file.read(_END_64.size))
            if record[0] != _AT_END_64:  # something stands before the ZIP
                _go(file, end)
                record = _END_64.unpack(file.read(_END_64.size))
            length, begin = record[-2:]
    short = end - length - begin
    if short < 0 or length > end:
        raise UnreadableInput("places beyond the end")
    return end - length, end, short


def _listed(file: BinaryIO, begin: int, end: int, short: int) -> Iterator[_ZipEntry]:
    while begin < end:
        file.seek(begin)
        head = file.read(_ENTRY.size)
        if len(head) < _ENTRY.size or not head.startswith(_IN_TABLE):
            raise UnreadableInput("its table of contents is damaged")
        (_, _, _, flags, method, _, _, check, packed, size, names, extras, comment, _, _, mode, at
         ) = _ENTRY.unpack(head)  # fmt: skip
        raw, extra = file.read(names), file.read(extras)
        begin += _ENTRY.size + names + extras + comment
        size, packed, at = _long(extra, size, packed, at)
        name = _name(raw, flags, extra)
        yield _ZipEntry(name, flags, method, check, packed, size, at + short, mode >> 16)


def _scattered(file: BinaryIO) -> Iterator[_ZipEntry]:
    """Yield what the heads of the members themselves tell, as far as there are any."""
    at = _next_head(file, 0)
    while at is not None:
        file.seek(at)
        head = file.read(_LOCAL.size)
        if len(head) < _LOCAL.size:
            return
        _, _, flags, method, _, _, check, packed, size, names, extras = _LOCAL.unpack(head)
        raw, extra = file.read(names), file.read(extras)
        size, packed, _ = _long(extra, size, packed, 0)
        name = _name(raw, flags, extra)
        if flags & _SIZES_FOLLOW:
            yield _ZipEntry(name, flags, method, None, None, None, at)
            packed = 0
        else:
            yield _ZipEntry(name, flags, method, check, packed, size, at)
        at = _next_head(file, at + _LOCAL.size + names + extras + packed)


def _go(file: BinaryIO, place: int) -> None:
    """Go to a place that a damaged box may have made up."""
    if not 0 <= place <= _FARTHEST:
        raise UnreadableInput("it lies where no file reaches")
    file.seek(place)


def _next_head(file: BinaryIO, at: int) -> int | None:
    _go(file, at)
    before = b""
    for block in blocks_of(file):
        found = (before + block).find(_HEAD)
        if found >= 0:
            return at - len(before) + found
        before, at = block[-3:], at + len(block)
    return None


def _long(extra: bytes, *values: int) -> list[int]:
    """Return sizes and places, those that are too large for four bytes from the extra field."""
    wide = _extra(extra, 0x0001)
    found = []
    for value in values:
        if value == _UNKNOWN and len(wide) >= 8:
            value, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        found.append(value)
    return found


def _name(raw: bytes, flags: int, extra: bytes) -> str:
    unicode = _extra(extra, 0x7075)
    if len(unicode) > 5 and unicode[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
        raw = unicode[5:]
    name = raw.decode("utf-8", "replace") if flags & _UTF_8 else legible(raw)
    return name.replace("\\", "/")


def _extra(extra: bytes, wanted: int) -> bytes:
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<2H", extra)
        if kind == wanted:
            return extra[4 : 4 + size]
        extra = extra[4 + size :]
    return b""


def _member(file: BinaryIO, entry: _ZipEntry) -> Member:
    return Member(entry.name, entry.size, partial(_blocks, file, entry), _trouble(entry))


def _trouble(entry: _ZipEntry) -> str | None:
    if entry.mode and not stat.S_ISREG(entry.mode) and stat.S_IFMT(entry.mode):
        return None if stat.S_ISDIR(entry.mode) else LINK
    if entry.flags & _LOCKED:
        return "it is locked with a password"
    if entry.method not in _METHODS:
        return f"it is packed by {_NOT_READ.get(entry.method, 'an unknown method')}"
    return None


def _blocks(file: BinaryIO, entry: _ZipEntry) -> Iterator[bytes]:
    _go(file, entry.at)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(_HEAD):
        raise UnreadableInput("it is not where the table of contents says")
    file.seek(sum(_LOCAL.unpack(head)[-2:]), os.SEEK_CUR)
    make = _METHODS[entry.method]
    raw = blocks_of(file, entry.packed)
    if make is None and entry.packed is None:
        raise UnreadableInput("its end can't be told")
    size = check = 0
    for block in unpacked(raw, make, one=True) if make else raw:
        size, check = size + len(block), zlib.crc32(block, check)
        yield block
    if entry.size not in (None, size):
        raise UnreadableInput("it is cut off" if size < (entry.size or 0) else "it is too long")
    if entry.check not in (None, check):
        raise UnreadableInput("its bytes are damaged (the checksum is another)")
