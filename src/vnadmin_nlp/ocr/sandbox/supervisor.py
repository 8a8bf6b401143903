"""Reading goes on in a child process that may hang, crash or burst without harm to anyone."""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from typing import Any

from vnadmin_nlp import errors
from vnadmin_nlp.errors import ChildBroke, ChildDied, NotWritable, VnadminError
from vnadmin_nlp.model.page import BoundingBox, Page, Source, Word
from vnadmin_nlp.runtime import temp_dirs

#: A page of a gazette has 2,000 words of 60 bytes each; beyond this an answer is nonsense.
_MAX_ANSWER = 32 << 20
_CHUNK = 1 << 16
#: Where OpenMP, OpenBLAS and OpenCV look how many threads they may have.
_THREADS = (
    "OMP_THREAD_LIMIT",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
)
#: How glibc keeps freed memory, in bytes: images of pages come and go, and getting each afresh from
#: the system costs .03 to .1 of all CPU time, as its own rule for it now takes hold, now does not.
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(128 << 20)}


class Child:
    """One child process: asked for one thing at a time, each within a time limit.

    Args:
        memory_mb: its address space in MiB.

    Raises:
        NotWritable: there is no room for its temporary files.
    """

    def __init__(self, memory_mb: int) -> None:
        self.memory_mb = memory_mb
        self._folder = _folder()
        try:
            self._process = self._started()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "vnadmin_nlp.ocr.sandbox.child",
                str(self.memory_mb),
                self._folder,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment(), "TMPDIR": self._folder},
            start_new_session=True,
        )

    def ask(self, request: dict[str, Any], *, seconds: float) -> dict[str, Any]:
        """Return the answer to ``request``.

        Raises:
            ChildBroke: it crashed, or no answer came in time; it is then closed.
            ChildDied: it was killed.
            VnadminError: what the child says went wrong; it is then still of use.
        """
        try:
            answer = self._exchange(json.dumps(request).encode() + b"\n", seconds)
        except BaseException:
            # Whatever it still says would be taken for the next answer.
            self.close()
            raise
        if "error" in answer:
            told = answer["error"]
            kind: type[VnadminError] = getattr(errors, told["kind"])
            raise kind(told["cause"], page=told["page"], remedy=told["remedy"])
        return answer

    def _exchange(self, line: bytes, seconds: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            return dict(json.loads(self._answer(seconds)))
        except (BrokenPipeError, ValueError) as error:
            raise ChildDied("the reader is gone", remedy="try again") from error

    def _answer(self, seconds: float) -> bytes:
        """Return one line of the child's output."""
        assert self._process.stdout is not None
        out = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(out, select.POLLIN)
        until = time.monotonic() + seconds
        parts: list[bytes] = []
        size = 0
        while size <= _MAX_ANSWER:
            left = until - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise ChildBroke(
                    f"reading took longer than {seconds:g} seconds and was stopped",
                    remedy="look at the page; allow it more time if it is a good one",
                )
            part = os.read(out, _CHUNK)
            if not part:
                end = self._end()
                # No slip of its own ends in SIGKILL: want of memory does, or a person.
                kind = ChildDied if end == signal.SIGKILL.name else ChildBroke
                raise kind(f"the reader crashed ({end})")
            parts.append(part)
            size += len(part)
            if part.endswith(b"\n"):
                return b"".join(parts)
        raise ChildBroke("the reader's answer is beyond all measure")

    def _end(self) -> str:
        code = self._process.wait()
        return signal.Signals(-code).name if code < 0 else f"code {code}"

    @property
    def alive(self) -> bool:
        """Tell whether it can be asked again."""
        return self._process.poll() is None

    def close(self) -> None:
        """Kill it with all it started, and remove its temporary files."""
        with suppress(ProcessLookupError):
            # Where it was killed, what it started may go on.
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _folder() -> str:
    try:
        return tempfile.mkdtemp(prefix=temp_dirs.prefix("reader"))
    except OSError as error:
        raise NotWritable(
            f"the folder for temporary files can't be written ({(error.strerror or '').lower()})",
            remedy="free some space, or set TMPDIR to another folder",
        ) from error


def environment() -> dict[str, str]:
    """Return the environment of a process of ours: our import path, one thread, memory kept.

    Thread pools in each of several processes slow down all of them.
    """
    paths = [path for path in sys.path if path and os.path.isabs(path)]  # noqa: PTH117
    threads = dict.fromkeys(_THREADS, "1")
    return {**_MEMORY, **os.environ, **threads, "PYTHONPATH": os.pathsep.join(paths)}


_idle: list[Child] = []
_lock = threading.Lock()


def borrow(memory_mb: int) -> Child:
    """Return a child that nobody else uses: one that was given back, or a new one."""
    with _lock:
        for child in [child for child in _idle if not child.alive]:
            _idle.remove(child)
            child.close()
        fitting = [child for child in _idle if child.memory_mb == memory_mb]
        if fitting:
            _idle.remove(fitting[0])
            return fitting[0]
    return Child(memory_mb)


def give_back(child: Child) -> None:
    """Keep ``child`` for the next file, if it still lives."""
    if child.alive:
        with _lock:
            _idle.append(child)


def close_all() -> None:
    """End the children that are kept."""
    with _lock:
        while _idle:
            _idle.pop().close()


atexit.register(close_all)
# A forked process must not share its parent's children.
os.register_at_fork(after_in_child=_idle.clear)


def page_from_json(value: dict[str, Any]) -> Page:
    """Return the page that `child.page_to_json` told."""
    words = tuple(_word_from_json(*word) for word in value["words"])
    return Page(**{**value, "words": words, "source": Source(value["source"])})


def _word_from_json(
    text: Any, x0: Any, y0: Any, x1: Any, y1: Any, confidence: Any, line: Any,
    handwritten: Any = False, candidates: Any = (),
) -> Word:  # fmt: skip
    others = tuple((str(other), float(chance)) for other, chance in candidates)
    box = BoundingBox(int(x0), int(y0), int(x1), int(y1))
    return Word(str(text), box, float(confidence), int(line), bool(handwritten), others)
