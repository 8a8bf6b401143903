"""Ctrl-C and SIGTERM end a run once, and never between the writing of a file and its count."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """A run that may be interrupted: the first signal does it, others must not stop the tidying up.

    Signals that this process ignores, or that would just kill it, stay as they are.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._came = self._held = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Put off the interruption to the end of the block.

        Raises:
            KeyboardInterrupt: it came meanwhile.
        """
        self._held = True
        before = self._came
        try:
            yield
        finally:
            self._held = False
        if self._came and not before:
            raise KeyboardInterrupt

    def _on(self, number: int, frame: FrameType | None) -> None:
        first, self._came = not self._came, True
        if first and not self._held:
            raise KeyboardInterrupt

    def __enter__(self) -> Interrupts:
        """Listen, where this is the thread that is told."""
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                if callable(signal.getsignal(number)):
                    self._before[number] = signal.signal(number, self._on)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave all as it was."""
        for number, before in self._before.items():
            signal.signal(number, before)
