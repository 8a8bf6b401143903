"""A file as a worker finds it: under its own path, and with the bytes that the driver saw."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from vnadmin_nlp.errors import UnreadableInput, UsageError, VnadminError
from vnadmin_nlp.ingest.containers import opened
from vnadmin_nlp.ingest.expand_paths import fingerprint
from vnadmin_nlp.ingest.plan import File
from vnadmin_nlp.text.unicode import path_text


class NotSeen(UnreadableInput):
    """A worker does not find a file, or finds other bytes under its path."""


class PathMap(NamedTuple):
    """A folder of this machine, and where the workers have it."""

    here: str
    there: str

    @classmethod
    def of(cls, text: str) -> PathMap:
        """Read ``HERE=THERE``.

        >>> PathMap.of("/mnt/scans/=/srv/scans")
        PathMap(here='/mnt/scans', there='/srv/scans')

        Raises:
            UsageError: it is not of this form, or the paths are not absolute.
        """
        here, sign, there = text.partition("=")
        if not (sign and here.startswith("/") and there.startswith("/")):
            raise UsageError(
                f"{text!r} maps no path", remedy="write it so: --path-map /mnt/scans=/srv/scans"
            )
        return cls(os.path.normpath(here), os.path.normpath(there))


def mapped(path: Path, maps: Iterable[PathMap]) -> Path:
    """Return where the workers have a file: the longest folder that fits counts.

    >>> maps = [PathMap("/mnt", "/a"), PathMap("/mnt/scans", "/b")]
    >>> [str(mapped(Path(path), maps)) for path in ("/mnt/scans/1.pdf", "/mnt/x", "/mntx/y")]
    ['/b/1.pdf', '/a/x', '/mntx/y']
    """
    whole = path.absolute()
    fitting = [one for one in maps if whole.is_relative_to(one.here)]
    if not fitting:
        return whole
    longest = max(fitting, key=lambda one: len(one.here))
    return Path(longest.there, whole.relative_to(longest.here))


def read_there(item: Any, *, task: Callable[[Any], Any], maps: tuple[PathMap, ...]) -> Any:
    """Do a task on a file as this worker sees it, under the name that the driver knows it by.

    Args:
        item: a file as the driver sees it; anything else is left as it is.
        task: what is to be done with it.
        maps: where the workers have what the driver has.

    Raises:
        NotSeen: the file is not here, or is another one.
        VnadminError: what the task raises.
    """
    if not isinstance(item, File):
        return task(item)
    try:
        with ExitStack() as stack:
            there = mapped(item.at, maps)
            if item.unpacked is not None and not there.is_file():
                # A member of a box: the driver has it in a folder of its own, the box is shared.
                there = stack.enter_context(opened(mapped(item.path, maps)))
            _check(item, there)
            return task(item._replace(unpacked=there))
    except VnadminError as error:
        error.file = path_text(item.path)
        raise


def _check(file: File, there: Path) -> None:
    place = f"{path_text(there)} on {socket.gethostname()}"
    remedy = "mount the storage there as it is here, or see --path-map"
    try:
        sha256, _ = fingerprint(there)
    except UnreadableInput as error:
        raise NotSeen(f"a worker can't open it ({place}: {error.cause})", remedy=remedy) from error
    if sha256 != file.sha256:
        raise NotSeen(f"a worker sees other bytes ({place})", remedy=remedy)
