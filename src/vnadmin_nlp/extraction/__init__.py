"""Zones become a record: one module for each group of fields, and their assembly."""

from vnadmin_nlp.extraction.build_record import extract_record

__all__ = ["extract_record"]
