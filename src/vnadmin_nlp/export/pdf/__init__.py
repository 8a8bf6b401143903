"""Scans as PDF files whose text is that of the archive, corrections included (extra ``pdf``)."""

from vnadmin_nlp.export.pdf.pdf_job import PdfJob, WrittenPdf
from vnadmin_nlp.export.pdf.pdf_jobs import export
from vnadmin_nlp.export.pdf.pdf_properties import Standard

__all__ = ["PdfJob", "Standard", "WrittenPdf", "export"]
