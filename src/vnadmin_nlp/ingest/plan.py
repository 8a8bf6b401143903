"""Which of the files of a run are read, which are passed over, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from vnadmin_nlp.errors import ChildBroke, ExitCode, UnreadableInput, VnadminError
from vnadmin_nlp.ingest.expand_paths import fingerprint, is_folder
from vnadmin_nlp.ingest.summary import FinishedFile, Result
from vnadmin_nlp.runtime import file_paths
from vnadmin_nlp.store import Store
from vnadmin_nlp.store.manifest import STRIKES, FileStamp, Manifest, ManifestEntry, State, entry
from vnadmin_nlp.text.unicode import path_text


class Again(StrEnum):
    """Which files that are known already are read once more."""

    NONE = "none"
    FAILED = "failed"
    ALL = "all"


class Verdict(StrEnum):
    """What is to be done with a file, from how it looks and what is known of it."""

    NEW = "new"
    CHANGED = "changed"
    AGAIN = "again"
    DONE = "done"
    FAILED = "failed before"
    QUARANTINED = "quarantined"
    BUSY = "being read by another run"

    @property
    def is_read(self) -> bool:
        """Tell whether the file is read."""
        return self in (Verdict.NEW, Verdict.CHANGED, Verdict.AGAIN)


class File(NamedTuple):
    """A file on its way to a process.

    Attributes:
        path: its name.
        sha256: of its bytes, in hex.
        size: their number.
        unpacked: where it lies in the meantime if it is a member of a box.
    """

    path: Path
    sha256: str
    size: int
    unpacked: Path | None = None

    @property
    def at(self) -> Path:
        """Return where it can be read."""
        return self.unpacked or self.path

    def discard(self) -> None:
        """Remove what was unpacked, when it is done with."""
        if self.unpacked is not None:
            self.unpacked.unlink(missing_ok=True)


def verdict(known: ManifestEntry | None, look: FileStamp, again: Again) -> Verdict:
    """Decide about a file.

    Args:
        known: what the manifest knows of its path.
        look: how it looks now.
        again: which known files are read once more.
    """
    if known is None:
        return Verdict.NEW
    if (known.size, known.mtime) != look:
        return Verdict.CHANGED
    if again is Again.ALL:
        return Verdict.AGAIN
    match known.state:
        case State.TODO | State.DOING:
            return Verdict.NEW
        case State.QUARANTINED:
            return Verdict.QUARANTINED
        case State.FAILED:
            return Verdict.AGAIN if again is Again.FAILED else Verdict.FAILED
        case _:
            return Verdict.DONE


def verdicts(
    store: Store, files: Iterable[Path], again: Again
) -> Iterator[tuple[Path, FileStamp | UnreadableInput, Verdict]]:
    """Look at every file and decide about it; a file that can't be looked at is new.

    Args:
        store: the archive.
        files: as given.
        again: which known files are read once more.
    """
    with store.reading() as db:
        for path in files:
            try:
                look = FileStamp.at(path)
            except OSError as error:
                cause = (error.strerror or str(error)).lower()
                told = UnreadableInput(cause, file=path_text(path), remedy="check the path")
                yield path, told, Verdict.NEW
            else:
                yield path, look, verdict(entry(db, absolute(path)), look, again)


class IngestPlan:
    """Hands out the files to read, and tells of the others.

    Args:
        store: the archive.
        run: number of the run.
        again: which known files are read once more.
        seconds_per_file: after that a file is given up.
    """

    def __init__(self, store: Store, run: int, *, again: Again, seconds_per_file: float) -> None:
        self.manifest, self.run, self.again = Manifest(store, run), run, again
        self._store = store
        self._lease_s = 1.1 * seconds_per_file + 60
        self._twins: list[File] = []
        self._seen: set[str] = set()
        self._todo: list[tuple[Path, FileStamp | UnreadableInput]] = []

    def sort(self, files: Iterable[Path]) -> Iterator[FinishedFile]:
        """Look at all files, write down what is to be done, and yield what is passed over."""
        for path, look, decided in verdicts(self._store, files, self.again):
            if decided.is_read:
                self._todo.append((path, look))
            else:
                yield self.passed_over(path, decided)
        seen = ((absolute(path), look) for path, look in self._todo if isinstance(look, FileStamp))
        self.manifest.announce(seen, afresh=self.again is Again.ALL)

    @property
    def waiting(self) -> int:
        """Return how many files are still to be told of."""
        return len(self._todo)

    def files(self) -> Iterator[File | FinishedFile]:
        """Yield the files to read, each claimed for this run; and steps for those that are not."""
        for path, look in self._todo:
            try:
                if isinstance(look, UnreadableInput):
                    raise look
                file = File(path, *fingerprint(path))
            except VnadminError as error:
                yield self.unreadable(path, error)
            else:
                if (found := self.take(file)) is not None:
                    yield found

    def take(self, file: File) -> File | FinishedFile | None:
        """Claim an announced file for this run.

        Returns:
            The file; a step where it is not to be read; None where another file of this run has
            the same bytes: `twins` tells of it.
        """
        if file.sha256 in self._seen:
            self._twins.append(file)
            return None
        if (step := self._known(file, self.again) or self._taken(file)) is not None:
            return step
        self._seen.add(file.sha256)
        return file

    def twins(self) -> Iterator[FinishedFile]:
        """Yield what came of the files whose bytes another file of this run had."""
        for file in self._twins:
            # It was read just now, whatever was to be read again.
            yield self._known(file, Again.NONE) or FinishedFile(
                path_text(file.path), Result.SKIPPED
            )

    def passed_over(self, path: Path, decided: Verdict) -> FinishedFile:
        """Return the step for a file that is left as it is."""
        name = path_text(path)
        if decided is Verdict.DONE:
            return FinishedFile(name, Result.SKIPPED)
        with self._store.reading() as db:
            known = entry(db, absolute(path))
        return failed_before(name, known and known.error, known and known.exit_code)

    def unreadable(
        self, path: Path, error: VnadminError, look: FileStamp | None = None
    ) -> FinishedFile:
        """Write down that a file could not even be opened; return the step for it.

        Args:
            path: its name.
            error: what is wrong.
            look: how it looks; None where even that could not be seen.
        """
        name = path_text(path)
        if not is_folder(path):  # its files will be found when it can be listed
            with self._store.transaction():
                self._store.save_failure(name, error, run=self.run)
                self.manifest.settle(
                    absolute(path),
                    State.FAILED,
                    look=look or FileStamp(0, 0),
                    seconds=0.0,
                    error=error,
                )
        return FinishedFile(name, Result.FAILED, error)

    def _known(self, file: File, again: Again) -> FinishedFile | None:
        """Return a step where the archive has these bytes, and they are not to be read again."""
        row = self._store.find_file(file.sha256)
        if row is None:
            return None
        name, here = path_text(file.path), absolute(file.path)
        same_place = absolute(Path(row.path)) == here
        if row.error is not None and again is not Again.NONE:
            return None
        if same_place and again is Again.ALL:
            return None
        if row.state == "failed":
            step = failed_before(name, row.error, row.exit_code)
            self.manifest.settle(here, State.FAILED, sha256=file.sha256, error=step.error)
            return step
        if same_place:
            self.manifest.settle(here, State(row.state), sha256=file.sha256)
            return FinishedFile(name, Result.SKIPPED)
        with self._store.transaction():
            self._store.save_duplicate(name, file.sha256)
            self.manifest.settle(here, State.DUPLICATE, sha256=file.sha256)
        return FinishedFile(name, Result.DUPLICATE)

    def _taken(self, file: File) -> FinishedFile | None:
        """Claim a file; return a step where it is not to be had."""
        name, here = path_text(file.path), absolute(file.path)
        state = self.manifest.claim(here, file.sha256, seconds=self._lease_s)
        if state is State.DOING:
            return None
        if state is State.TODO:
            return FinishedFile(name, Result.SKIPPED)
        error = ChildBroke(
            f"{STRIKES} runs ended while it was read",
            file=name,
            remedy="look at it; --force reads it all the same",
        )
        with self._store.transaction():
            self._store.save_failure(name, error, sha256=file.sha256, size=file.size, run=self.run)
            self.manifest.settle(here, State.QUARANTINED, error=error)
        return FinishedFile(name, Result.FAILED, error)


def absolute(path: Path) -> str:
    """Return a path as the manifest knows it."""
    return path_text(file_paths.absolute(path))


def failed_before(name: str, cause: str | None, code: int | None) -> FinishedFile:
    """Return the step for a file that failed in an earlier run."""
    error = VnadminError(f"failed before ({cause})", file=name, remedy="see: vnadmin failed")
    error.exit_code = ExitCode(code or ExitCode.UNREADABLE_INPUT)
    return FinishedFile(name, Result.SKIPPED, error)
