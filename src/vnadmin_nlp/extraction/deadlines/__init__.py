"""Deadlines (thời hạn) that a document sets."""
