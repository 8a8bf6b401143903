"""Integrity checks of an archive and its tables."""
