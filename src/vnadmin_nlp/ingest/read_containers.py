"""The boxes of a run: their members are files to read, or to be passed over, like any others."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from vnadmin_nlp.errors import UnreadableInput, VnadminError
from vnadmin_nlp.ingest.containers import (
    Choice,
    Trouble,
    Unpacked,
    box_of,
    count,
    not_there,
    unpack,
)
from vnadmin_nlp.ingest.expand_paths import fingerprint
from vnadmin_nlp.ingest.plan import (
    Again,
    File,
    IngestPlan,
    Verdict,
    absolute,
    failed_before,
    verdict,
)
from vnadmin_nlp.ingest.summary import FinishedFile, Result
from vnadmin_nlp.runtime import temp_dirs
from vnadmin_nlp.store import Store
from vnadmin_nlp.store import known_containers as known_boxes
from vnadmin_nlp.store.manifest import FileStamp, ManifestEntry, State, entry
from vnadmin_nlp.text.unicode import path_text


class _Todo(NamedTuple):
    """A box to unpack: what of it, and whether it is gone through to its end."""

    box: Path
    look: FileStamp
    choice: Choice
    files: int | None
    to_its_end: bool


def parted(files: Iterable[Path]) -> tuple[list[Path], dict[Path, set[str]]]:
    """Part the files of a run from its boxes; of these, return what is asked of each."""
    plain: list[Path] = []
    boxes: dict[Path, set[str]] = {}
    for path in files:
        if (place := box_of(path)) is None:
            plain.append(path)
        else:
            boxes.setdefault(place[0], set()).add(place[1])
    return plain, boxes


def box_verdict(store: Store, box: Path, look: FileStamp, again: Again) -> Verdict:
    """Decide whether a box is to be opened; arguments as for `verdict`."""
    here = absolute(box)
    with store.reading() as db:
        known = known_boxes.box(db, here, look)
        states = known_boxes.states(db, here, look)
    if known is None:
        return Verdict.NEW
    failed = known.error is not None or State.FAILED in states
    if again is Again.ALL or (again is Again.FAILED and failed):
        return Verdict.AGAIN
    return Verdict.NEW if states & {State.TODO, State.DOING} else Verdict.DONE


class Boxed:
    """Hands out the members of boxes, and tells of those that are passed over.

    Args:
        store: the archive.
        intake: of the run.
        boxes: what is asked of each, see `parted`.
    """

    def __init__(self, store: Store, intake: IngestPlan, boxes: dict[Path, set[str]]) -> None:
        self._store, self._intake, self._boxes = store, intake, boxes
        self._todo: list[_Todo] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def waiting(self) -> int | None:
        """Return how many members are still to be told of; None where nobody knows."""
        counts = [todo.files for todo in self._todo]
        return None if None in counts else sum(number or 0 for number in counts)

    def close(self) -> None:
        """Remove what was unpacked."""
        if self._folder is not None:
            self._folder.cleanup()

    def sort(self) -> Iterator[FinishedFile]:
        """Look at all boxes, and yield the members that are passed over."""
        for box, asked in self._boxes.items():
            try:
                look = FileStamp.at(box)
            except OSError as error:
                yield self._intake.unreadable(box, _told(box, error))
            else:
                yield from self._sort(box, look, asked)

    def _sort(self, box: Path, look: FileStamp, asked: set[str]) -> Iterator[FinishedFile]:
        again, here, choice = self._intake.again, absolute(box), Choice(asked)
        with self._store.reading() as db:
            known = known_boxes.box(db, here, look)
            members = {
                one.path[len(here) + 1 :]: one for one in known_boxes.members(db, here, look)
            }
        chosen = {inner: one for inner, one in members.items() if choice.takes(inner)}
        all_known = known is not None or not (choice.all or choice.missing)
        broken = known is not None and known.error is not None and choice.all
        if not all_known or again is Again.ALL or (broken and again is Again.FAILED):
            number = count(box) if choice.all else None
            self._todo.append(_Todo(box, look, Choice(asked), number, choice.all))
            return
        wanted = set()
        for inner, one in chosen.items():
            decided = verdict(one, look, again)
            if decided.is_read:
                wanted.add(inner)
            else:
                yield self._intake.passed_over(box / inner, decided)
        if broken and known:
            yield failed_before(path_text(box), known.error, known.exit_code)
        yield from self._missing(box, choice)
        if wanted:
            some = Choice(wanted, patterns=False)
            self._todo.append(_Todo(box, look, some, len(wanted), to_its_end=False))

    def files(self) -> Iterator[File | FinishedFile]:
        """Yield the members to read, each claimed for this run; and steps for those that are not.

        Each is unpacked when it is asked for; `File.discard` removes it.
        """
        if self._todo:
            self._folder = tempfile.TemporaryDirectory(prefix=temp_dirs.prefix("box"))
            for todo in self._todo:
                yield from self._unpack(todo, Path(self._folder.name))

    def _unpack(self, todo: _Todo, folder: Path) -> Iterator[File | FinishedFile]:
        box, look, choice = todo.box, todo.look, todo.choice
        trouble: VnadminError | None = None
        with closing(unpack(box, folder, choice)) as found:
            for one in found:
                if isinstance(one, Unpacked):
                    yield from self._take(box, look, one)
                elif one.name == box:
                    trouble = one.error
                else:
                    yield self._unreadable(box, look, one.name, one.error)
        if trouble is None:
            yield from self._missing(box, choice)
        else:
            with self._store.transaction():
                self._store.save_failure(path_text(box), trouble, run=self._intake.run)
            yield FinishedFile(path_text(box), Result.FAILED, trouble)
        if todo.to_its_end:
            with self._store.transaction() as db:
                known_boxes.seal(db, absolute(box), look, trouble, path_text(box))

    def _take(self, box: Path, look: FileStamp, one: Unpacked) -> Iterator[File | FinishedFile]:
        here, file = absolute(one.name), File(one.name, one.sha256, one.size, one.at)
        with self._store.reading() as db:
            known = entry(db, here)
        if known is not None and (decided := self._as_it_was(known, one)) is not None:
            with self._store.transaction() as db:
                known_boxes.belongs(db, here, absolute(box), look)
            found: File | FinishedFile | None = self._intake.passed_over(one.name, decided)
        else:
            self._announce(box, look, one.name)
            found = self._intake.take(file)
        if not isinstance(found, File):
            file.discard()
        if found is not None:
            yield found

    def _as_it_was(self, known: ManifestEntry, one: Unpacked) -> Verdict | None:
        """Return why a member is passed over whose bytes are those of another day."""
        if known.sha256 != one.sha256:
            return None
        decided = verdict(known, FileStamp(known.size, known.mtime), self._intake.again)
        return None if decided.is_read else decided

    def _announce(self, box: Path, look: FileStamp, name: Path) -> None:
        with self._store.transaction() as db:
            self._intake.manifest.announce(
                [(absolute(name), look)], afresh=self._intake.again is Again.ALL
            )
            known_boxes.belongs(db, absolute(name), absolute(box), look)

    def _missing(self, box: Path, choice: Choice) -> Iterator[FinishedFile]:
        for inner in sorted(choice.missing):
            name = path_text(box / inner)
            error = not_there(name)
            self._store.save_failure(name, error, run=self._intake.run)
            yield FinishedFile(name, Result.FAILED, error)

    def _unreadable(
        self, box: Path, look: FileStamp, name: Path, error: VnadminError
    ) -> FinishedFile:
        self._announce(box, look, name)
        return self._intake.unreadable(name, error, look)


def fingerprints(paths: Iterable[Path]) -> Iterator[tuple[Path, str | UnreadableInput]]:
    """Yield the SHA-256 of files, or why there is none; each box is unpacked once for that."""
    plain, boxes = parted(paths)
    for path in plain:
        try:
            yield path, fingerprint(path)[0]
        except UnreadableInput as error:
            yield path, error
    for box, asked in boxes.items():
        choice = Choice(asked, patterns=False)
        with tempfile.TemporaryDirectory(prefix=temp_dirs.prefix("box")) as folder:
            for one in unpack(box, Path(folder), choice):
                if isinstance(one, Unpacked):
                    one.at.unlink()
                yield one.name, one.sha256 if isinstance(one, Unpacked) else one.error
        yield from ((box / inner, not_there(box / inner)) for inner in sorted(choice.missing))


def foresee_box(
    store: Store | None, box: Path, asked: set[str], again: Again
) -> Iterator[tuple[Path, Verdict]]:
    """Yield what would be done with each member; where that must be known, the box is unpacked."""
    look, here, choice = FileStamp.at(box), absolute(box), Choice(asked)
    if store is not None and box_verdict(store, box, look, again) is Verdict.DONE:
        with store.reading() as db:
            members = known_boxes.members(db, here, look)
        for one in members:
            if choice.takes(one.path[len(here) + 1 :]):
                yield box / one.path[len(here) + 1 :], verdict(one, look, again)
        return
    with tempfile.TemporaryDirectory(prefix=temp_dirs.prefix("box")) as folder:
        for found in unpack(box, Path(folder), choice):
            yield found.name, _foreseen(store, found, again)
            if isinstance(found, Unpacked):
                found.at.unlink()


def _foreseen(store: Store | None, one: Unpacked | Trouble, again: Again) -> Verdict:
    known = None
    if store is not None:
        with store.reading() as db:
            known = entry(db, absolute(one.name))
    if known is None:
        return Verdict.NEW
    same = isinstance(one, Trouble) or known.sha256 == one.sha256
    return verdict(known, FileStamp(known.size, known.mtime), again) if same else Verdict.CHANGED


def _told(path: Path, error: OSError) -> VnadminError:
    cause = (error.strerror or str(error)).lower()
    return UnreadableInput(cause, file=path_text(path), remedy="check the path")
