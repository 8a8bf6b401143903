"""Zones become a record: one module for each group of fields, and their assembly."""

from vnadmin_nlp.extraction.assembly import REVIEW_BELOW, extract_record

__all__ = ["REVIEW_BELOW", "extract_record"]
