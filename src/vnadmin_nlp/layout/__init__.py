"""Words become lines, columns and zones; the pages of a file become documents."""

from vnadmin_nlp.layout.documents import Document, documents
from vnadmin_nlp.layout.lines import Line, Zone
from vnadmin_nlp.layout.second_opinion import Zoning

__all__ = ["Document", "Line", "Zone", "Zoning", "documents"]
