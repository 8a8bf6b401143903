"""A file becomes pages of words: PDF, TIFF, JPEG, PNG, DOCX and plain text."""

from __future__ import annotations

from vnadmin_nlp.scan.options import Scan, ScanOptions
from vnadmin_nlp.scan.reading import read

__all__ = ["Scan", "ScanOptions", "read"]
