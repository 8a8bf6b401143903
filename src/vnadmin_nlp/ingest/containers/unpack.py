"""Boxes are unpacked member by member into temporary files, within limits; boxes in boxes too."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vnadmin_nlp.errors import NotWritable, UnreadableInput, VnadminError
from vnadmin_nlp.ingest.containers import zip_members
from vnadmin_nlp.ingest.containers.bounded_stream import PACKED, Flow, blocks_of, unpacked
from vnadmin_nlp.ingest.containers.member import Member
from vnadmin_nlp.ingest.containers.safe_names import another, inner_path, is_hidden
from vnadmin_nlp.ingest.containers.select_members import Choice
from vnadmin_nlp.ingest.expand_paths import BOXES, is_box, is_wanted
from vnadmin_nlp.runtime import temp_dirs
from vnadmin_nlp.text.unicode import nfc, path_text

#: The first header of a TAR, and where it says what it is.
_HEAD = 512
_TAR_MAGIC = slice(257, 262)
_SOME_BOX = re.compile("|".join(map(re.escape, BOXES)), re.IGNORECASE)
#: A folder that takes a file of this size is not full: what did not fit was the member.
_PROBE_BYTES = 1 << 16

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a box may cost; beyond that it is taken for a bomb.

    Attributes:
        members: files, folders and links in it, boxes within counted as well.
        depth: boxes within one another.
        member_bytes: unpacked size of one file.
        bytes: unpacked size of all, whatever the size of the box.
        times: beyond that, how many times the size of the box.
    """

    members: int = 100_000
    depth: int = 8
    member_bytes: int = 1 << 30
    bytes: int = 1 << 30
    times: int = 50


class Unpacked(NamedTuple):
    """A member as a file of its own, to be removed by who asked for it.

    Attributes:
        name: that of the box, a slash, and its own: ``box-12.zip/2019/cv-31.pdf``.
        at: where it lies.
        sha256: of its bytes, in hex.
        size: their number.
    """

    name: Path
    at: Path
    sha256: str
    size: int


class Trouble(NamedTuple):
    """A member, or a box, that could not be unpacked."""

    name: Path
    error: UnreadableInput


class _TooMuch(UnreadableInput):
    """A limit of the outermost box was met: nothing more of it is unpacked."""


class _Budget:
    """What is left of the limits of one box."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits, self._members = limits, limits.members
        self._most = self._left = limits.bytes + limits.times * size

    def count(self) -> None:
        """Count a member."""
        self._members -= 1
        if self._members < 0:
            raise _TooMuch(f"it has more than {self._limits.members:,} members")

    def counted(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass blocks on as long as there are not too many."""
        for block in blocks:
            self._left -= len(block)
            if self._left < 0:
                raise _TooMuch(f"it unpacks to more than {self._most >> 20:,} MiB: a bomb?")
            yield block


def box_of(path: Path) -> tuple[Path, str] | None:
    """Return the box on disk that a path leads into and the path below it, or None.

    A box and a folder can't have the same name, so that ``box.zip/cv.pdf`` is either a file in a
    folder of that name or a member of a box. Of a box itself, the path below is empty.
    """
    if not _SOME_BOX.search(str(path)):  # of 100,000 files, this is asked of each
        return None
    for place in (path, *path.parents):
        if is_box(place) and _is_file(place):
            return place, nfc(path_text(path.relative_to(place))) if place != path else ""
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name within a box may be longer than any system takes
        return False


def member_of(box: Path, inner: str) -> Path:
    """Return the name of a member of a box."""
    return box / inner if inner else box


@contextmanager
def opened(name: str | Path) -> Iterator[Path]:
    """Give the path of a real file for a name, be it that of a member of a box.

    Raises:
        UnreadableInput: the box is gone, or has no such member, or it can't be unpacked.
    """
    place = box_of(Path(name))
    if place is None or not place[1]:
        yield Path(name)
        return
    box, inner = place
    with tempfile.TemporaryDirectory(prefix=temp_dirs.prefix("box")) as folder:
        with closing(unpack(box, Path(folder), Choice([inner], patterns=False))) as found:
            trouble = None
            for one in found:
                if isinstance(one, Unpacked) and one.name == member_of(box, inner):
                    yield one.at
                    return
                trouble = one.error if isinstance(one, Trouble) else trouble
        raise trouble or not_there(name)


def not_there(name: str | Path) -> UnreadableInput:
    """Return the error for a member that a box does not have."""
    cause = "there is no such file in the archive of files"
    return UnreadableInput(cause, file=path_text(name), remedy="check the path")


def count(box: Path) -> int | None:
    """Return how many files of our kinds a box has; None where only unpacking it tells."""
    total = 0
    try:
        with box.open("rb") as file:
            if _is_tar(file.read(_HEAD)):
                return None
            for member in zip_members.members(file):
                inner = inner_path(member.name)
                if is_box(inner):
                    return None
                total += is_wanted(inner) and not is_hidden(inner)
    except (OSError, UnreadableInput):
        return None
    return total


def unpack(
    box: Path, folder: Path, choice: Choice | None = None, *, limits: Limits = Limits()
) -> Generator[Unpacked | Trouble]:
    """Unpack the files of our kinds in a box, one by one.

    Args:
        box: a ZIP, or a TAR, compressed by gzip, bzip2, xz or not at all.
        folder: gets the files, each under a name of its own, so that many boxes can share it. At
            most a box within a box stays there beside those yielded.
        choice: which of them; all if not given.
        limits: what it may cost.

    Yields:
        Each member in turn, or what is wrong with it; at last, under the box's own name, what is
        wrong with the box itself.

    Raises:
        NotWritable: the folder takes no file at all.
    """
    try:
        size = box.stat().st_size
        with box.open("rb") as file:
            walk = _Walk(box, folder, choice or Choice(), limits, size)
            is_tar = _is_tar(file.read(_HEAD))
            file.seek(0)
            members = walk.of_tar(Flow(blocks_of(file))) if is_tar else zip_members.members(file)
            yield from walk.through(members, "", 1)
    except NotWritable:
        raise
    except OSError as error:
        yield _trouble(box, UnreadableInput(_cause(error)))
    except Exception as error:  # a fault over one box must not cost the others
        log.debug("unexpected error", exc_info=True)
        cause = f"internal error ({type(error).__name__}: {error})"
        remedy = "run again with -v and report what it prints"
        yield _trouble(box, UnreadableInput(cause, remedy=remedy))


class _Walk:
    """The way through one box and all boxes within."""

    def __init__(self, box: Path, folder: Path, choice: Choice, limits: Limits, size: int) -> None:
        self._box, self._folder, self._choice, self._limits = box, folder, choice, limits
        self._budget = _Budget(limits, size)

    def through(
        self, members: Iterator[Member], inside: str, depth: int
    ) -> Iterator[Unpacked | Trouble]:
        """Yield what is in a box, whose own path below the outermost one is ``inside``."""
        names: Counter[str] = Counter()
        try:
            for member in members:
                self._budget.count()
                inner = inner_path(member.name)
                if member.name.endswith("/") or is_hidden(inner):
                    continue
                if not (is_wanted(inner) or is_box(inner)):
                    continue
                yield from self._one(member, _unlike(inner, names, inside), depth)
        except _TooMuch as error:
            if depth > 1:
                raise
            yield _trouble(self._box, error)
        except VnadminError as error:
            if isinstance(error, NotWritable):
                raise
            yield _trouble(member_of(self._box, inside), error)

    def of_tar(self, flow: Flow) -> Iterator[Member]:
        """Yield the members of a TAR, compressed or not."""
        from vnadmin_nlp.ingest.containers import tar_members  # slow to import

        head = flow.peek(_HEAD)
        for magic, make in PACKED.items():
            if head.startswith(magic):
                flow = Flow(self._budget.counted(unpacked(flow.blocks(), make)))
                if not _is_tar(flow.peek(_HEAD)):
                    raise UnreadableInput("it is compressed, but no TAR")
                break
        yield from tar_members.members(flow)

    def _one(self, member: Member, inner: str, depth: int) -> Iterator[Unpacked | Trouble]:
        name = member_of(self._box, inner)
        if is_box(inner):
            if self._choice.leads_into(inner):
                yield from self._within(member, inner, depth)
        elif self._choice.takes(inner):
            try:
                yield self._unpacked(member, name)
            except _TooMuch:
                raise
            except UnreadableInput as error:
                yield _trouble(name, error)

    def _within(self, member: Member, inner: str, depth: int) -> Iterator[Unpacked | Trouble]:
        name = member_of(self._box, inner)
        if member.trouble:
            yield _trouble(name, UnreadableInput(member.trouble))
            return
        if depth >= self._limits.depth:
            raise _TooMuch(f"boxes lie in it more than {self._limits.depth} deep")
        flow = Flow(member.blocks())
        try:
            if _is_tar(flow.peek(_HEAD)):
                yield from self.through(self.of_tar(flow), inner, depth + 1)
                return
            whole = self._unpacked(member, name, flow)
        except _TooMuch:
            raise
        except UnreadableInput as error:
            yield _trouble(name, error)
            return
        try:
            with whole.at.open("rb") as file:
                yield from self.through(zip_members.members(file), inner, depth + 1)
        finally:
            whole.at.unlink()

    def _unpacked(self, member: Member, name: Path, flow: Flow | None = None) -> Unpacked:
        most = self._limits.member_bytes
        if member.trouble:
            raise UnreadableInput(member.trouble)
        if member.size is not None and member.size > most:
            raise _too_large(most)
        blocks = _read(self._budget.counted(flow.blocks() if flow else member.blocks()))
        at: Path | None = None
        digest, size = hashlib.sha256(), 0
        try:
            handle, place = tempfile.mkstemp(name.suffix.lower(), dir=self._folder)
            at = Path(place)
            with os.fdopen(handle, "wb") as file:
                for block in blocks:
                    size += len(block)
                    if size > most:
                        raise _too_large(most)
                    digest.update(block)
                    file.write(block)
        except BaseException as error:
            if at is not None:
                at.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise _not_written(self._folder, error) from error
            raise
        return Unpacked(name, at, digest.hexdigest(), size)


def _read(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass blocks on, so that an error of the disk tells of reading, not of writing."""
    try:
        yield from blocks
    except OSError as error:
        raise UnreadableInput(_cause(error)) from error


def _unlike(inner: str, names: Counter[str], inside: str) -> str:
    """Return a member's path below the outermost box, made unlike those before it."""
    count, found = 1, inner
    while names[found]:
        count += 1
        found = another(inner, count)
    names[found] += 1
    return f"{inside}/{found}" if inside else found


def _trouble(name: Path, error: VnadminError) -> Trouble:
    told = UnreadableInput(error.cause, file=path_text(name), remedy=error.remedy or _REMEDY)
    return Trouble(name, told)


_REMEDY = "unpack it by other means, or get it again"


def _too_large(most: int) -> UnreadableInput:
    return UnreadableInput(
        f"unpacked it has more than the limit of {most >> 20:,} MiB", remedy="split it"
    )


def _not_written(folder: Path, error: OSError) -> VnadminError:
    """Return the error for a member that could not be written: is it too large, or all in vain?"""
    remedy = "free some space, or set TMPDIR to another folder"
    if _takes_files(folder):
        cause = f"unpacked it finds no room in {folder} ({_cause(error)})"
        return UnreadableInput(cause, remedy=f"{remedy}; then: vnadmin failed --retry")
    cause = f"no file can be unpacked there ({_cause(error)})"
    return NotWritable(cause, file=folder, remedy=remedy)


def _takes_files(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_PROBE_BYTES))
    except OSError:
        return False
    return True


def _cause(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _is_tar(head: bytes) -> bool:
    """Tell a TAR, compressed or not, by its first bytes; an empty one is all zeros.

    One older than POSIX has no more to show than the checksum of its header.
    """
    if head.startswith(tuple(PACKED)) or head[_TAR_MAGIC] == b"ustar":
        return True
    told = head[148:156].strip(b"\0 ")
    try:
        summed = int(told or b"0", 8) == sum(head[:148] + head[156:]) + 8 * ord(" ")
    except ValueError:
        return False
    return len(head) == _HEAD and (summed or not any(head))
