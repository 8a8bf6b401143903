"""Scanned Vietnamese Party and State documents become records and a citation graph."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vnadmin_nlp.api import Archive, extract, extract_all, load, parse, read
    from vnadmin_nlp.model.record import Record

__all__ = ["Archive", "Record", "extract", "extract_all", "load", "parse", "read"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that a look-up loads nothing heavy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module("vnadmin_nlp.api"), name)
    globals()[name] = value
    return value
