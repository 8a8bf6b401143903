"""Which members of a box somebody asked for."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from vnadmin_nlp.text.unicode import nfc


class Choice:
    """Some members of a box, by their paths below it.

    Args:
        chosen: files, folders, boxes within, or patterns with ``*``, ``?`` or ``[``; all members
            where there is none, or where one is empty.
        patterns: whether there may be patterns among them.

    >>> choice = Choice(["2019", "in.zip/a.pdf", "*/cv-3?.pdf"])
    >>> [choice.takes(name) for name in ("2019/x.pdf", "in.zip/a.pdf", "2020/cv-31.pdf", "b.pdf")]
    [True, True, True, False]
    >>> choice.leads_into("in.zip"), Choice(["a.pdf"]).leads_into("in.zip")
    (True, False)
    """

    def __init__(self, chosen: Collection[str] = (), *, patterns: bool = True) -> None:
        names = {nfc(name.strip("/")) for name in chosen}
        self.all = not names or "" in names
        self._names = names
        self._above = {name for path in names for name in _above(path)}
        self._patterns = [name for name in names if patterns and set(name) & set("*?[")]
        #: What nothing was found for yet.
        self.missing = set() if self.all else set(names)

    def takes(self, inner: str) -> bool:
        """Tell whether a file was asked for."""
        if self.all:
            return True
        named = self._names.intersection((inner, *_above(inner)))
        fitting = named.union(name for name in self._patterns if fnmatchcase(inner, name))
        self.missing -= fitting
        return bool(fitting)

    def leads_into(self, inner: str) -> bool:
        """Tell whether something within a box may have been asked for."""
        return self.takes(inner) or inner in self._above or bool(self._patterns)


def _above(path: str) -> list[str]:
    return [str(above) for above in PurePosixPath(path).parents if above.name]
