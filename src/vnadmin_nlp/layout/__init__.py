"""Words become lines, columns and zones; the pages of a file become documents."""

from vnadmin_nlp.layout.documents import Document, documents
from vnadmin_nlp.layout.lines import Line, Zone

__all__ = ["Document", "Line", "Zone", "documents"]
