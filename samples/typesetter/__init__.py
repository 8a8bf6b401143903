"""Typeset Vietnamese dispatches from text sources and scan them as offices do.

>>> from samples.typesetter import load, typeset, scan
>>> source = load("samples/sources/ls-31-ct-tu.toml")  # doctest: +SKIP
>>> [scan(page.image, "fax", seed=7) for page in typeset(source)]  # doctest: +SKIP
"""

from samples.typesetter.page import TypesetLine, TypesetPage
from samples.typesetter.render import typeset
from samples.typesetter.scanner import LEVELS, scan, scan_page
from samples.typesetter.source import Dispatch, Source, SourceError, load

__all__ = [
    "LEVELS",
    "Dispatch",
    "Source",
    "SourceError",
    "TypesetLine",
    "TypesetPage",
    "load",
    "scan",
    "scan_page",
    "typeset",
]
