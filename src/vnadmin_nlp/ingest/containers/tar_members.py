"""The members of a TAR, read forward only, so that a compressed one is unpacked once."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from vnadmin_nlp.errors import UnreadableInput
from vnadmin_nlp.ingest.containers.bounded_stream import BLOCK, Flow, is_of_disk
from vnadmin_nlp.ingest.containers.member import LINK, Member
from vnadmin_nlp.ingest.containers.safe_names import legible

#: All that `tarfile` is known to raise over hostile bytes; headers that nest without end recurse.
_BROKEN = (tarfile.TarError, ValueError, OverflowError, RecursionError, OSError, EOFError, KeyError)


class _Header(tarfile.TarInfo):
    """A header that tells when it is damaged; `tarfile` takes that for the end of the archive."""

    @classmethod
    def fromtarfile(cls, archive: Any) -> Any:
        try:
            return super().fromtarfile(archive)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise UnreadableInput(f"it is damaged or cut off ({error})") from error


def members(flow: Flow) -> Iterator[Member]:
    """Yield the members of a TAR.

    Args:
        flow: its bytes, unpacked.

    Raises:
        UnreadableInput: the box is damaged or ends too early; the members before that came.
    """
    try:
        archive = tarfile.TarFile(
            fileobj=cast(Any, flow), tarinfo=_Header, encoding="utf-8", errors="surrogateescape"
        )
        while (header := archive.next()) is not None:
            cast(Any, archive).members.clear()  # else all of them are kept
            if not header.isdir():
                yield _member(archive, header)
    except _BROKEN as error:
        if is_of_disk(error):
            raise
        raise UnreadableInput(f"it is damaged or cut off ({error})") from error


def _member(archive: tarfile.TarFile, header: tarfile.TarInfo) -> Member:
    name = legible(header.name.encode("utf-8", "surrogateescape"))
    trouble = None if header.isreg() else LINK
    return Member(name, header.size, partial(_blocks, archive, header), trouble)


def _blocks(archive: tarfile.TarFile, header: tarfile.TarInfo) -> Iterator[bytes]:
    try:
        opened = archive.extractfile(header)
        while opened is not None and (block := opened.read(BLOCK)):
            yield block
    except _BROKEN as error:
        if is_of_disk(error):
            raise
        raise UnreadableInput(f"it is damaged or cut off ({error})") from error
