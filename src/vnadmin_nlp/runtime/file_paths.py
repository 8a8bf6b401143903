"""Paths as archives keep them, absolute, and as people read them, below the current folder."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: Path) -> Path:
    """Return a path from the root on. Links stay, so that a share keeps the name it is known by.

    ``..`` behind a link leads to the parent of what the link means, as it does for the system;
    such a path has its links resolved.
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - resolves no link, unlike Path.resolve
    if ".." in path.parts and not _is_same(whole, path):
        return path.resolve()
    return whole


def _is_same(whole: Path, path: Path) -> bool:
    """Return whether both spellings name one file; of one that is not there, none can tell."""
    try:
        return not path.exists() or whole.samefile(path)
    except OSError:
        return not os.path.lexists(path)


def shown(path: str) -> str:
    """Return a path for people: below the current folder from there on, else as it is.

    >>> shown(f"{os.getcwd()}/2019/cv 31.pdf"), shown("/no such folder/cv 31.pdf"), shown("a.pdf")
    ('2019/cv 31.pdf', '/no such folder/cv 31.pdf', 'a.pdf')
    """
    try:
        here = os.getcwd()  # noqa: PTH109 - text is compared with text
    except OSError:  # the folder is gone
        return path
    # From the root everything is below; services run there, and want to be told where.
    below = here != "/" and path.startswith(f"{here}/")
    return path[len(here) + 1 :] if below else path
