"""Scans as PDF files whose text is that of the archive, corrections included (extra ``pdf``)."""

from vnadmin_nlp.export.searchable_pdf.orders import Order, Written, export
from vnadmin_nlp.export.searchable_pdf.properties import Standard

__all__ = ["Order", "Standard", "Written", "export"]
