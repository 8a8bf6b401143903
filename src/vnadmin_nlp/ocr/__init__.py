"""A file becomes pages of words: PDF, TIFF, JPEG, PNG, DOCX and plain text."""

from __future__ import annotations

from vnadmin_nlp.ocr.read_file import read
from vnadmin_nlp.ocr.scan_options import Scan, ScanOptions

__all__ = ["Scan", "ScanOptions", "read"]
