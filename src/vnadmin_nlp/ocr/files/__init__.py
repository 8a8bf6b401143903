"""Files of every kind, opened as pages."""
