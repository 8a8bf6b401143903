"""Unicode, folding and syllables of Vietnamese text."""
