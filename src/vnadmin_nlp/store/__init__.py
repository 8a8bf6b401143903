"""The archive: one SQLite file, written whole file by whole file, searched without accents."""

from vnadmin_nlp.store.archive_store import Store

__all__ = ["Store"]
