"""Words become lines, columns and zones; the pages of a file become documents."""

from vnadmin_nlp.layout.combine_zones import Zoning
from vnadmin_nlp.layout.page_lines import PageLine, Zone
from vnadmin_nlp.layout.split_documents import Document, documents

__all__ = ["Document", "PageLine", "Zone", "Zoning", "documents"]
